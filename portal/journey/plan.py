"""Floor 4. The road through the pages, computed anew from release and answers at every request; never stored.

Only what rules read is decoded, so that a page costs the same in a long form as in a short one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from portal.journey.entries import Answer, Entries, GroupItem
from portal.kinds.kind import Problem
from portal.rules import UNKNOWN, first_row
from portal.spec.model import Condition, FeeRow, Field, Group, Item, Option, Page, Service

Env = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What a person's answers mean under a service: names with values, and which pages and items they bring up."""

    service: Service
    entries: Entries
    today: date
    env: Env = field(repr=False)
    hidden_pages: frozenset[str]
    # What was found already: the road asks for every page's problems, then the page for its own.
    _problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    # ---- what is asked --------------------------------------------------------------------------------------------

    @cached_property
    def road(self) -> tuple[Page, ...]:
        """The pages on the way, in order, up to the first exit that holds (it included)."""
        pages: list[Page] = []
        for page in self.service.pages:
            if page.id not in self.hidden_pages:
                pages.append(page)
                if page.exit:
                    break
        return tuple(pages)

    @cached_property
    def questions(self) -> tuple[Page, ...]:
        """The road's pages that ask something."""
        return tuple(page for page in self.road if not page.exit)

    @property
    def exit(self) -> Page | None:
        return self.road[-1] if self.road and self.road[-1].exit else None

    def holds(self, condition: Condition | None, item: Mapping[str, Any] | None = None, group: str = "") -> bool:
        """Whether a condition is true; unknown is not. Inside a group's item its name means the item."""
        if condition is None:
            return True
        return condition.rule(self.env if item is None else {**self.env, group: item}) is True

    def shown(self, page: Page) -> tuple[Item, ...]:
        return tuple(item for item in page.ask if self.holds(item.when))

    def shown_fields(self, page: Page) -> Iterator[Field]:
        return (item for item in page.fields if self.holds(item.when))

    def shown_groups(self, page: Page) -> Iterator[Group]:
        return (item for item in page.groups if self.holds(item.when))

    def shown_inside(self, group: Group, item: GroupItem | None) -> tuple[Item, ...]:
        values = item_values(group, item) if item else {}
        return tuple(one for one in group.ask if self.holds(one.when, values, group.id))

    def options(self, one: Field, item: GroupItem | None = None) -> tuple[Option, ...]:
        """The options that can be chosen now."""
        if not any(option.when for option in one.options):
            return one.options
        if not one.group:
            return tuple(option for option in one.options if self.holds(option.when))
        values = item_values(self.service.groups[one.group], item) if item else {}
        return tuple(option for option in one.options if self.holds(option.when, values, one.group))

    def is_optional(self, one: Field, item: GroupItem | None = None) -> bool:
        """Whether a question may be left empty now; one that is `required` may, as long as that is not known to hold."""
        if one.required is None:
            return one.optional
        if not one.group:
            return not self.holds(one.required)
        return not self.holds(one.required, item_values(self.service.groups[one.group], item), one.group)

    # ---- what is wrong --------------------------------------------------------------------------------------------

    def problems(self, page: Page) -> tuple[Problem, ...]:
        """Every slip of a page as it stands, in the page's order; whether to show them is another matter."""
        if page.id not in self._problems:
            self._problems[page.id] = self._found_problems(page)
        return self._problems[page.id]

    def _found_problems(self, page: Page) -> tuple[Problem, ...]:
        found: list[Problem] = []
        for item in self.shown(page):
            if isinstance(item, Field):
                found += self._field(item, item.id, self.entries.answers.get(item.id), self.entries.slips.get(item.id))
            elif isinstance(item, Group):
                found += self._group(item)
            if isinstance(item, (Field, Group)) and not any(one.path.split("/")[0] == item.id for one in found):
                found += [
                    Problem(item.id, f"check:{check.id}")
                    for check in self.service.checks
                    if check.at == item.id and self.holds(check.when)
                ]
        return tuple(found)

    def item_problems(self, group: Group, item: GroupItem) -> tuple[Problem, ...]:
        """The slips of one item; paths are `group/<item id>/<field id>`."""
        found: list[Problem] = []
        for one in self.shown_inside(group, item):
            if isinstance(one, Field):
                path = f"{group.id}/{item.id}/{one.id}"
                found += self._field(one, path, item.answers.get(one.id), item.slips.get(one.id), item)
        return tuple(found)

    def _field(
        self, one: Field, path: str, answer: Answer | None, slip: Any, item: GroupItem | None = None
    ) -> list[Problem]:
        if slip is not None:
            reading = one.kind.read(one, slip, self.today)
            if reading.problems:
                return [Problem(path, problem.code, problem.params, problem.part) for problem in reading.problems]
            answer = answer or Answer(one.kind.encode(reading.value), "", "") if reading.value is not None else answer
        if answer is None:
            return [] if self.is_optional(one, item) else [Problem(path, "empty", {}, one.kind.first_part)]
        if one.options and any(option.when for option in one.options):
            chosen = answer.value if isinstance(answer.value, list) else [answer.value]
            if not set(chosen) <= {option.code for option in self.options(one, item)}:
                return [Problem(path, "empty", {}, one.kind.first_part)]
        return []

    def _group(self, group: Group) -> list[Problem]:
        items = self.entries.items(group.id)
        found = [problem for item in items for problem in self.item_problems(group, item)]
        if len(items) < group.least:
            found.append(Problem(group.id, "too_few", {"least": group.least}))
        if len(items) > group.most:  # a newer release allows fewer
            found.append(Problem(group.id, "too_many", {"most": group.most}))
        return found

    def is_complete(self, page: Page) -> bool:
        """Whether Continue was pressed there and nothing is wrong now."""
        return page.id in self.entries.tried and not self.problems(page)

    @cached_property
    def first_open(self) -> Page | None:
        """The first page that still wants something; None where only check-your-answers (or an exit) is left."""
        return next((page for page in self.questions if not self.is_complete(page)), None)

    @property
    def is_finished(self) -> bool:
        return self.first_open is None and self.exit is None

    def after(self, page: Page) -> Page | None:
        """The page that follows on the road; None after the last."""
        places = [one.id for one in self.road]
        return self.road[places.index(page.id) + 1] if page.id in places[:-1] else None

    # ---- fee ------------------------------------------------------------------------------------------------------

    @cached_property
    def fee(self) -> FeeRow | None:
        """The first row that holds; None where there is no fee, or where it cannot be known yet."""
        rows = self.service.fee
        number = first_row([row.when.rule if row.when else None for row in rows], self.env)
        return rows[number] if isinstance(number, int) else None


def plan(service: Service, entries: Entries, today: date) -> Plan:
    """The road under `service` for these entries; `today` is the authority's day."""
    env: Env = {"today": today, **entries.outside}
    hidden = {page.id for page in service.pages if page.when is not None}
    result = Plan(service, entries, today, env, frozenset())
    for name in service.order:
        if name.startswith("page:"):
            page = service.pages_by_id[name[5:]]
            if page.when is not None and result.holds(page.when):
                hidden.discard(page.id)
        elif name in service.read_names:
            value = _value(result, name, hidden)
            if value is not UNKNOWN:
                env[name] = value
    return Plan(service, entries, today, env, frozenset(hidden))


def _value(so_far: Plan, name: str, hidden: set[str]) -> Any:
    service, entries = so_far.service, so_far.entries
    if name in service.conditions:
        return service.conditions[name].rule(so_far.env)
    if name in service.values:
        rule = service.values[name].rule
        return rule(so_far.env) if rule else so_far.env.get(name, UNKNOWN)
    if service.page_of[name].id in hidden:
        return UNKNOWN
    if name in service.groups:
        group = service.groups[name]
        return [item_values(group, item) for item in entries.items(name)] if so_far.holds(group.when) else UNKNOWN
    one, answer = service.fields[name], entries.answers.get(name)
    if answer is None or not so_far.holds(one.when):
        return UNKNOWN
    return one.kind.rule_value(one, one.kind.decode(answer.value))


def item_values(group: Group, item: GroupItem | None) -> dict[str, Any]:
    """An item as rules see it."""
    answers = item.answers if item else {}
    return {
        one.id: one.kind.rule_value(one, one.kind.decode(answers[one.id].value))
        for one in group.fields
        if one.id in answers
    }
