"""Floor 6. What rules of later pages can still see of the answers before: people who are the same to them are one.

A later page, a named condition or a value is settled once all that it depends on was asked; then only its outcome counts,
not the answers that led to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.journey.plan import Plan
from portal.spec.model import Condition, Group, Page, Service


class Horizon:
    """`seen_after(number, plan)` is the same for two people whom nothing after that page can tell apart."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._settled = _settled(service)
        self._rules = [tuple(_rules(service, page)) for page in service.pages]
        self._watched = [self._look(number) for number in range(len(service.pages))]

    def seen_after(self, number: int, so_far: Plan) -> tuple[Any, ...]:
        names, pages, conditions = self._watched[number]
        values = so_far.values_of(names)
        return (
            tuple(str(values.get(name)) for name in sorted(names)),
            tuple(so_far.is_asked(page) for page in pages),
            tuple(so_far.holds(condition) for condition in conditions),
        )

    def _is_settled(self, name: str, number: int) -> bool:
        return self._settled.get(name, -1) <= number

    def _look(self, number: int) -> tuple[frozenset[str], tuple[Page, ...], tuple[Condition, ...]]:
        """The settled names, pages and conditions that what is not settled yet, or what is shown later, reads."""
        names: set[str] = set()
        pages: list[Page] = []
        conditions: list[Condition] = []
        looked: set[str] = set()
        todo: list[str] = []
        for page, rules in zip(self._service.pages[number + 1 :], self._rules[number + 1 :], strict=True):
            todo.append(f"page:{page.id}")
            for condition, is_inside in rules:
                if is_inside or not all(self._is_settled(root, number) for root in condition.rule.roots):
                    todo += condition.rule.roots
                elif condition not in conditions:
                    conditions.append(condition)
        while todo:
            name = todo.pop()
            if name in looked:
                continue
            looked.add(name)
            if not self._is_settled(name, number):
                todo += self._service.reads.get(name, ())
            elif name.startswith("page:"):
                if (page := self._service.pages_by_id[name[5:]]).when is not None:
                    pages.append(page)
            else:
                names.add(name)
        return frozenset(names), tuple(pages), tuple(conditions)


def _settled(service: Service) -> dict[str, int]:
    """For each name that depends on answers the number of the page after which it cannot change any more."""
    found: dict[str, int] = {}
    for name in service.order:
        page = service.page_of.get(name)
        own = service.place_of[page.id] if page else -1
        found[name] = max([own, *(found.get(read, -1) for read in service.reads.get(name, ()))])
    return found


def _rules(service: Service, page: Page) -> Iterator[tuple[Condition, bool]]:
    """The conditions that are looked at on a page, and whether each looks at the item of a group."""
    for item in page.ask:
        inside = item.ask if isinstance(item, Group) else ()
        given = [(item.when, False), *((one.when, True) for one in inside)]
        for one in (item, *inside):
            given += [(option.when, one is not item) for option in getattr(one, "options", ())]
            given.append((getattr(one, "required", None), one is not item))
        given += [(check.when, False) for check in service.checks_at.get(item.id, ())]
        yield from ((condition, is_inside) for condition, is_inside in given if condition)
