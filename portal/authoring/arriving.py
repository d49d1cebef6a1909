"""Floor 6. Who comes where in a service: what holds of the people at each page, in terms that can be searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from portal.authoring.domains import Domains
from portal.rules import UNKNOWN
from portal.rules.solve import Outcome, Solver
from portal.rules.terms import (
    Term,
    all_of,
    among,
    constant,
    every,
    first_of,
    guarded,
    is_false,
    is_not_true,
    is_true,
    is_unknown,
)  # fmt: skip
from portal.spec.model import Check, Condition, Content, Field, Group, Page, Service, Table

MOST_STEPS = 60_000  # for a whole service; about two seconds


class Arrived(NamedTuple):
    """Where somebody stands: what holds of them, and the pages that they completed."""

    goals: Sequence[Term]
    done: frozenset[int]

    def and_(self, *goals: Term) -> Arrived:
        return Arrived([*self.goals, *goals], self.done)

    def after(self, number: int) -> Arrived:
        """The same, with the answers of one page more: each valid by itself."""
        return Arrived(self.goals, self.done | {number})


class Arrivals:
    """A service's names in terms, and the people at its pages. What is not followed exactly is taken wider, never narrower."""

    def __init__(self, service: Service, today: date) -> None:
        self.service = service
        self.domains = Domains(service, today)
        self.solver = Solver()
        self.solver.give("today", today)
        self.dead_ends: set[str] = set()  # pages and exits that nobody passes, told already
        self._kept: dict[tuple[str, bool], list[Any]] = {}
        for node, rule, reason in self.domains.boundaries.doubts:
            self.solver.doubt(node, (reason, {"rule": rule.source.strip()}))
        self._define()

    # ---- names ------------------------------------------------------------------------------------------------------

    def _define(self) -> None:
        solver, service = self.solver, self.service
        for name, condition in service.conditions.items():
            solver.define(name, solver.rule(condition.rule))
        for name, value in service.values.items():
            if value.rule:
                solver.define(name, solver.rule(value.rule))
            else:
                self._trust(name)
        for name, table in service.tables.items():
            rows = self.rows(table)
            solver.define(name, all_of(rows) if table.takes_all else first_of(rows))
        for page in service.pages:
            solver.define(f"page:{page.id}", self.when(page.when))
            for item in page.ask:
                shown = every([is_true(solver.name(f"page:{page.id}")), is_true(self.when(item.when))])
                solver.define(f"shown:{item.id}", shown)
                if isinstance(item, Content):
                    continue
                solver.define(item.id, guarded([solver.name(f"shown:{item.id}")], solver.answer(item.id)))
                self._trust(item.id)
                if isinstance(item, Group):
                    for inner in item.ask:
                        shown = every([solver.name(f"shown:{item.id}"), is_true(self.when(inner.when, item.id))])
                        solver.define(f"shown:{item.id}/{inner.id}", shown)
                        if isinstance(inner, Field):
                            self._trust(f"{item.id}/{inner.id}")

    def rows(self, table: Table) -> list[tuple[Term, Any]]:
        """Each row's condition and what it gives; the last, without one, is for where no other holds."""
        terms = [self.when(row.when) for row in table.rows if row.when]
        rest = every([is_true(is_false(term)) for term in terms]) if terms else constant(True)
        return [(self.when(row.when) if row.when else rest, row.gives) for row in table.rows]

    def _trust(self, name: str) -> None:
        """Tells the solver where a name's values are not all, or move with the day."""
        if name.replace("/", ".") not in self.domains.read and name not in self.domains.roots:
            return
        values = self.domains.values(name)
        if values.why:
            self.solver.doubt_values(name, (values.why, {"name": name.replace("/", ".")}))
        if values.moves:
            self.solver.tie(name, "today")

    def when(self, when: Condition | None, item_of: str = "") -> Term:
        return constant(True) if when is None else self.solver.rule(when.rule, item_of)

    def shown(self, item: str) -> Term:
        return self.solver.name(f"shown:{item}")

    def here(self, page: Page) -> Term:
        return is_true(self.solver.name(f"page:{page.id}"))

    # ---- searching --------------------------------------------------------------------------------------------------

    def solve(self, goals: Sequence[Term], done: frozenset[int]) -> Outcome:
        """Answers that meet the goals, of somebody who has answered the pages with the numbers `done` validly."""
        left = MOST_STEPS - self.solver.steps
        if left <= 0:
            return Outcome(None)
        return self.solver.solve(goals, lambda name: self._values(name, done), min(left, MOST_STEPS // 6))

    def _values(self, name: str, done: frozenset[int]) -> Sequence[Any]:
        service = self.service
        if name in service.values:
            is_open = not all(service.place_of[service.page_of[one].id] in done for one in service.values[name].same)
        elif (root := name.partition("/")[0]) in service.page_of:
            is_open = service.place_of[service.page_of[root].id] not in done
        else:
            return [UNKNOWN]
        key = (name, is_open)
        if key not in self._kept:
            known = [value for value, _ in self.domains.values(name, is_open=is_open).pairs]
            self._kept[key] = known or [UNKNOWN]  # a question without a valid answer is told where it stands
        return self._kept[key]

    # ---- who comes where --------------------------------------------------------------------------------------------

    def done_before(self, number: int) -> frozenset[int]:
        """The pages that whoever comes to this one has completed: all before it, or those of its task."""
        listed = self.service.task_list
        before = range(number)
        if listed is None or not listed.is_free:
            return frozenset(before)
        pages = next((part.pages for part in listed.parts if self.service.pages[number].id in part.pages), ())
        return frozenset(one for one in before if self.service.pages[one].id in pages)

    def arrived(self, number: int, done: frozenset[int]) -> Arrived:
        """What holds of whoever comes to the page of this number, as far as it cannot change there or later."""
        return Arrived([*self._past_exits(number, done), *self._past_pages(done)], done)

    def _past_exits(self, number: int, done: frozenset[int]) -> list[Term]:
        exits = [page for page in self.service.pages[:number] if page.exit and page.id not in self.dead_ends]
        return [is_not_true(self.here(page)) for page in exits if self._is_settled(page.when, done)]

    def _past_pages(self, done: frozenset[int]) -> list[Term]:
        pages = [self.service.pages[number] for number in sorted(done)]
        return [goal for page in pages if page.id not in self.dead_ends for goal in self.passed(page, done)]

    def _is_settled(self, when: Condition | None, done: frozenset[int]) -> bool:
        """Whether a condition looks only at answers of pages that are done."""
        return when is None or all(self.number(name) in done for name in self._asked(when))

    def number(self, name: str) -> int:
        return self.service.place_of[self.service.page_of[name].id]

    def passed(self, page: Page, done: frozenset[int]) -> list[Term]:
        """What holds of whoever completed the page, beside that each answer is valid by itself."""
        checks = [check for check in self.checks_of(page) if self._is_settled(check.when, done)]
        goals = [is_not_true(self.fires(check)) for check in checks]
        for one in page.fields:
            if one.id not in self.domains.roots:
                continue
            chosen = self.solver.name(one.id)
            goals += [
                is_not_true(every([among(chosen, option.code), is_not_true(self.when(option.when))]))
                for option in one.options
                if option.when and self._is_settled(option.when, done)
            ]
            if one.required is not None and self._is_settled(one.required, done):
                must = every([self.shown(one.id), is_true(self.when(one.required))])
                goals.append(is_not_true(every([must, is_true(is_unknown(chosen))])))
        return goals

    def checks_of(self, page: Page) -> list[Check]:
        return [check for item in page.ask for check in self.service.checks_at.get(item.id, ())]

    def fires(self, check: Check) -> Term:
        return every([self.shown(check.at), is_true(self.when(check.when))])

    def stages(self, *conditions: Condition | None) -> list[tuple[int, Arrived]]:
        """Each page after whose answers the conditions can change, and who comes there."""
        names = {name for one in conditions if one for name in self._asked(one)}
        return [(at, self.arrived(at, self.done_before(at))) for at in sorted(set(map(self.number, names)) or {0})]

    def anywhere(self, states: Iterable[Arrived]) -> Outcome:
        """Answers that meet one of the states."""
        rests_on: frozenset[str] = frozenset()
        is_open: Outcome | None = None
        for state in states:
            found = self.solve(*state)
            if found.is_possible:
                return found
            rests_on |= found.rests_on
            is_open = is_open or (found if found.is_possible is None else None)
        return is_open or Outcome(False, rests_on=rests_on)

    def _asked(self, condition: Condition) -> set[str]:
        """The fields and groups that a condition looks at, through all that decides whether they are asked."""
        found: set[str] = set()
        todo = [*condition.rule.roots]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += self.service.reads.get(name, ())
                if name in self.service.values:
                    todo += self.service.values[name].same
        return {name for name in found if name in self.service.page_of}
