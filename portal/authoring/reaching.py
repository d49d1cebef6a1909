"""Floor 6. What rests on a condition, a value or a table: which pages and questions it may bring in, and whether the fee."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from portal.rules import Rule
from portal.spec.model import Service

_MOST_NAMED = 10


class Reach:
    """Of one service; `of` a name tells the codes of `THEN` and their facts."""

    def __init__(self, service: Service) -> None:
        self.service = service

    @cached_property
    def _within(self) -> dict[str, frozenset[str]]:
        """A named condition, value or table → the names that its own rules read."""
        found = {name: one.rule.roots for name, one in self.service.conditions.items()}
        found |= {name: one.rule.roots for name, one in self.service.values.items() if one.rule}
        for name, table in self.service.tables.items():
            found[name] = frozenset(root for row in table.rows if row.when for root in row.when.rule.roots)
        return {name: frozenset(roots) for name, roots in found.items()}

    def _rests_on(self, rule: Rule) -> set[str]:
        found, waiting = set[str](), list(rule.roots)
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += self._within.get(name, ())
        return found

    def of(self, name: str) -> tuple[tuple[str, ...], dict[str, Any]]:
        service, whole, parts, fee = self.service, dict[str, str](), dict[str, str](), False
        inside = {item.id: page for page in service.pages for item in page.ask}
        for place, condition in service.every_condition.items():
            if name not in self._rests_on(condition.rule):
                continue
            kind, _, rest = place.partition(":")
            if kind == "page":
                whole[rest] = service.pages_by_id[rest].title.source
            elif kind == "fee":
                fee = True
            elif not rest and "?" not in place and "/" not in place and (page := inside.get(place.partition(".")[0])):
                parts[page.id] = page.title.source
        codes = [code for code, found in (("pages", whole), ("questions", parts), ("fee", fee)) if found]
        return tuple(codes), {"pages": _named(whole), "asked_on": _named(parts)}


def _named(pages: dict[str, str]) -> str:
    shown = [f"“{title}”" for title in pages.values()]
    return ", ".join(shown[:_MOST_NAMED]) + ("…" if len(shown) > _MOST_NAMED else "")
