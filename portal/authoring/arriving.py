"""Floor 6. Who comes where in a service: what holds of the people at each page, in terms that can be searched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from portal.authoring.domains import Domains
from portal.authoring.passersby import Passersby
from portal.rules import UNKNOWN, Rule
from portal.rules.solve import Around, Outcome, Solver
from portal.rules.terms import (
    Term,
    all_of,
    among,
    answered,
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

MOST_STEPS = 600_000  # parts of rules worked out for a whole service; about two seconds


class Arrived(NamedTuple):
    """Where somebody stands: what is wanted of them, the pages that they completed, and what holds because they did."""

    goals: Sequence[Term]
    done: frozenset[int]
    around: Sequence[Around] = ()

    def and_(self, *goals: Term) -> Arrived:
        return self._replace(goals=[*self.goals, *goals])

    def after(self, number: int) -> Arrived:
        """The same, with the answers of one page more: each valid by itself."""
        return self._replace(done=self.done | {number})

    @property
    def whole(self) -> Arrived:
        """With all that holds as goals: whoever is found then can be walked."""
        return Arrived([*self.goals, *(term for _, term in self.around)], self.done)


class _Passed(NamedTuple):
    """What holds of whoever passed a page, once the pages that it looks at are done."""

    page: int
    needs: frozenset[int]
    around: Around


class Arrivals:
    """A service's names in terms, and the people at its pages. What is not followed exactly is taken wider, never narrower."""

    def __init__(self, service: Service, today: date) -> None:
        self.service = service
        self.domains = Domains(service, today)
        self.solver = Solver()
        self.solver.give("today", today)
        self.dead_ends: set[str] = set()  # pages and exits that nobody passes, told already
        self.loose: set[str] = set()  # what is always so, told already: from then on it can be either way
        self.passersby: Passersby | None = None
        self._kept: dict[tuple[str, bool], list[Any]] = {}
        self._terms: dict[tuple[int, str], Term] = {}
        self._rows: dict[str, list[tuple[Term, Term]]] = {}
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

    def rows(self, table: Table) -> list[tuple[Term, Term]]:
        """Each row's condition and what it gives; the last, without one, is for where no other holds."""
        if table.name not in self._rows:
            terms = [self.when(row.when) for row in table.rows if row.when]
            rest = every([is_true(is_false(term)) for term in terms]) if terms else constant(True)
            self._rows[table.name] = [
                (
                    self.when(row.when) if row.when else rest,
                    self.solver.rule(row.gives) if isinstance(row.gives, Rule) else constant(row.gives),
                )
                for row in table.rows
            ]
        return self._rows[table.name]

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
        if when is None:
            return constant(True)
        key = id(when), item_of
        if key not in self._terms:
            self._terms[key] = self.solver.rule(when.rule, item_of)
        return self._terms[key]

    def shown(self, item: str) -> Term:
        return self.solver.name(f"shown:{item}")

    def here(self, page: Page) -> Term:
        return is_true(self.solver.name(f"page:{page.id}"))

    def loosen(self, name: str) -> None:
        """What was told of a name is told once: what only follows from it is not looked for."""
        self.loose.add(name)
        self.solver.define(name, self.solver.answer(name))

    def is_given(self, item: str) -> Term:
        """Whether there is an answer, or an item of a group at least."""
        return is_true(answered(self.solver.name(item)))

    def meet_people(self) -> None:
        """Where too few values are tried to tell, people are looked for who were really walked."""
        doubtful = {id(rule) for _, rule, _ in self.domains.boundaries.doubts}
        doubtful |= {id(rule) for rule, _ in self.domains.rules if any(map(self._is_few, rule.roots))}
        self.passersby = Passersby(self.service, self.domains.today, doubtful)

    def _is_few(self, name: str) -> bool:
        return name in self.service.page_of and bool(self.domains.values(name).why)

    # ---- searching --------------------------------------------------------------------------------------------------

    def solve(self, state: Arrived) -> Outcome:
        """Somebody who stands there, or the proof that nobody does."""
        left = MOST_STEPS - self.solver.steps
        if left <= 0:
            return Outcome(None)
        most = min(left, MOST_STEPS // 6)
        found = self.solver.solve(state.goals, lambda name: self._values(name, state.done), most, state.around)
        return self._met(state) or found if found.doubts else found

    def _met(self, state: Arrived) -> Outcome | None:
        """Somebody who was really walked and stands there, where too few values are tried to tell."""
        if self.passersby is None or self.loose:
            return None
        goals = state.whole.goals
        one = self.passersby.who(lambda values: self.solver.fits(values, goals), max(state.done, default=-1) + 1)
        if one is None:
            return None
        for name, written in one.answers.items():
            self.domains.keep(name, one.values.get(name), written)
        return Outcome(True, {name: value for name, value in one.values.items() if self._is_answered(name)})

    def _is_answered(self, name: str) -> bool:
        """Whether people answer it, or the portal counts it; it is not worked out."""
        value = self.service.values.get(name)
        return value.rule is None if value else name.partition("/")[0] in self.service.page_of

    def _values(self, name: str, done: frozenset[int]) -> Sequence[Any]:
        service = self.service
        if name in self.loose:
            return [True, False]
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
        """The pages that whoever comes to this one has completed: all before it; in a task list of free order those of its
        task, and before signing in those that are asked there.
        """
        listed, page, before = self.service.task_list, self.service.pages[number].id, range(number)
        pages: Collection[str] = self.service.place_of
        if listed is not None and listed.is_free:
            pages = next((part.pages for part in listed.parts if page in part.pages), ())
        if page in self.service.eligibility:
            pages = [one for one in self.service.eligibility if one in pages]
        return frozenset(one for one in before if self.service.pages[one].id in pages)

    def arrived(self, number: int, done: frozenset[int]) -> Arrived:
        """What holds of whoever comes to the page of this number, as far as it cannot change there or later."""
        pages = self.service.pages
        around = [
            one.around
            for one in self._passed
            if one.needs <= done
            and pages[one.page].id not in self.dead_ends
            and (one.page < number if pages[one.page].exit else one.page in done)
        ]
        return Arrived([], done, around)

    @cached_property
    def _passed(self) -> list[_Passed]:
        found = []
        for number, page in enumerate(self.service.pages):
            if page.exit:
                found.append(self._settled(number, is_not_true(self.here(page)), page.when))
                continue
            found += [
                self._settled(number, is_not_true(self.fires(one)), one.when, one.at) for one in self.checks_of(page)
            ]
            for one in page.fields:
                if one.id in self.domains.roots:
                    found += self._of_field(number, one)
        return found

    def _of_field(self, number: int, one: Field) -> Iterator[_Passed]:
        chosen = self.solver.name(one.id)
        for option in one.options if one.has_ruled_options else ():
            if option.when:
                wrong = every([among(chosen, option.code), is_not_true(self.when(option.when))])
                yield self._settled(number, is_not_true(wrong), option.when, one.id)
        if one.required is not None:
            wrong = every([self.shown(one.id), is_true(self.when(one.required)), is_true(is_unknown(chosen))])
            yield self._settled(number, is_not_true(wrong), one.required, one.id)

    def _settled(self, number: int, term: Term, when: Condition | None, at: str = "") -> _Passed:
        names = self._looked_at([*(when.rule.roots if when else ()), *([at] if at else [])])
        needs = frozenset(self.number(name) for name in names if name in self.service.page_of)
        return _Passed(number, needs, (self.solver.bits(names), term))

    def passed(self, page: Page, done: frozenset[int]) -> list[Term]:
        """What holds of whoever completed this page, beside that each answer is valid by itself."""
        number = -1 if page.exit else self.service.place_of[page.id]
        return [one.around[1] for one in self._passed if one.page == number and one.needs <= done]

    def number(self, name: str) -> int:
        return self.service.place_of[self.service.page_of[name].id]

    def checks_of(self, page: Page) -> list[Check]:
        return [check for item in page.ask for check in self.service.checks_at.get(item.id, ())]

    def fires(self, check: Check) -> Term:
        return every([self.shown(check.at), is_true(self.when(check.when))])

    def stages(self, *conditions: Condition | None) -> list[tuple[int, Arrived]]:
        """Each page after whose answers the conditions can change, and who comes there."""
        names = self.asked(root for one in conditions if one for root in one.rule.roots)
        return [(at, self.arrived(at, self.done_before(at))) for at in sorted(set(map(self.number, names)) or {0})]

    def anywhere(self, states: Iterable[Arrived]) -> Outcome:
        """Answers that meet one of the states."""
        rests_on: frozenset[str] = frozenset()
        is_open: Outcome | None = None
        for state in states:
            found = self.solve(state)
            if found.is_possible:
                return found
            rests_on |= found.rests_on
            is_open = is_open or (found if found.is_possible is None else None)
        return is_open or Outcome(False, rests_on=rests_on)

    def asked(self, names: Iterable[str]) -> set[str]:
        """The fields and groups that these names look at, through all that decides whether they are asked."""
        return {name for name in self._looked_at(names) if name in self.service.page_of}

    def _looked_at(self, names: Iterable[str]) -> set[str]:
        """These names and all that stands behind them, counts too."""
        found: set[str] = set()
        todo = [*names]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += self.service.reads.get(name, ())
                if value := self.service.values.get(name):
                    todo += value.same
        return found
