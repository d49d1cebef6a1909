"""Floor 6. What a service's rules can never do, proved: pages that no answers reach, conditions that are always true.

A claim stands on the fact that there are no valid answers against it. What people answer is modelled wider than it is
wherever it is not followed exactly, so that a claim holds all the same; what was found to be possible is shown by answers
that are walked like anybody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from portal.authoring.arriving import Arrivals, Arrived
from portal.authoring.charging import judge_row
from portal.authoring.claims import (
    ALWAYS,
    ALWAYS_EXIT,
    ALWAYS_FIRES,
    ALWAYS_REQUIRED,
    ALWAYS_WHEN,
    BAD_DEFAULT,
    DEAD_OPTION,
    NEVER,
    NEVER_FIRES,
    NEVER_REQUIRED,
    NO_ANSWER,
    NO_ITEM,
    NO_OPTION,
    NO_PAGE,
    NO_ROW,
    NO_TABLE_ROW,
    NO_VALUE,
    NO_WAY_ON,
    NOT_WALKED,
    TABLE_HOLE,
    TABLE_OVERLAP,
    Claim,
    Finding,
    Proof,
    claimed,
    left_open,
    told_once,
)  # fmt: skip
from portal.authoring.dating import judge_days
from portal.authoring.domains import MOST_OPTIONS, may_be_empty
from portal.authoring.evidence import is_shown, own_scenarios, shown_by
from portal.authoring.places import Places
from portal.authoring.scenarios import Scenario
from portal.authoring.showing import Showing
from portal.authoring.tables import answers_told, differing, is_hole
from portal.authoring.witnesses import Witness, Witnesses
from portal.errors import Fault, SpecFault
from portal.journey.defaults import raw_of_value
from portal.rules.solve import Outcome
from portal.rules.terms import Term, among, is_false, is_not_true, is_true
from portal.spec.bundle import Bundle
from portal.spec.domains import judged_table
from portal.spec.model import Check, Condition, Field, Group, Page, Service, Table
from portal.spec.reader import read_service


def proof_of(bundle: Bundle, today: date, folder: str = "") -> Proof:
    """What is proved of a bundle's service; nothing where it has faults. `folder` stands before the path in warnings."""
    try:
        service = read_service(bundle, folder)
    except SpecFault:
        return Proof((), ())
    return prove(service, Places(bundle, folder), today, own_scenarios(bundle, service))


def prove(service: Service, places: Places, today: date, own: Sequence[Scenario] = ()) -> Proof:
    """What `service`, whose things stand at `places`, can never do. Nothing is claimed that was not proved.

    `own`: its scenarios; what one that holds reaches is decided.
    """
    prover = _Prover(service, places, today)
    prover.look()
    found = sorted(prover.findings, key=lambda one: one.fault)
    left = prover.undecided
    if left:
        shown = shown_by(service, [*own, *(one.witness.scenario for one in found if one.witness)])
        left = [note for note in left if not is_shown(note, shown)]
    return Proof(tuple(found), tuple(sorted(told_once(left))), prover.people.solver.steps)


@dataclass
class _Prover:
    service: Service
    places: Places
    today: date
    findings: list[Finding] = field(default_factory=list)
    undecided: list[Fault] = field(default_factory=list)
    of_name: dict[str, list[Finding]] = field(default_factory=dict)  # what was told where a named condition is used

    def __post_init__(self) -> None:
        self.people = Arrivals(self.service, self.today)
        self.people.meet_people()
        self.witnesses = Witnesses(self.service, self.people.domains, self.today)
        self.showing = Showing(self.people, self.places, self.witnesses, self.findings, self.undecided)

    # ---- searching --------------------------------------------------------------------------------------------------

    def _judge(
        self, outcome: Outcome, at: tuple[str, ...], claim: Claim, shows: Arrived | None = None,
        when: Condition | None = None, **params: str,
    ) -> bool:  # fmt: skip
        """Notes a claim where there are no answers against it, or that it was not decided; whether it was claimed.

        `shows`: where somebody stands who shows the claim, if anybody can come there. `when`: what it is told of.
        """
        if outcome.is_possible:
            return False
        if outcome.is_possible is None:
            self.showing.leave_open(outcome, at, claim, **params)
            return False
        fault, witness = claimed(self.places.of(*at), claim, **params), None
        if shows is not None:
            found = self.people.solve(shows.whole)
            walked = self._witness(fault, found) if found.is_possible else None
            witness = walked if walked and params["name"] in walked.ends else None
        self.findings.append(Finding(fault, witness, self.today if outcome.rests_on else None))
        if when is not None:
            self.of_name.setdefault(when.name, []).append(self.findings[-1])
        return True

    def _told_of_name(self, name: str) -> None:
        """A named condition is told where it stands, and not where it is used."""
        self.people.loosen(name)
        follow = self.of_name.pop(name, [])
        self.findings = [one for one in self.findings if not any(one is other for other in follow)]

    def _witness(self, fault: Fault, found: Outcome) -> Witness | None:
        return self.witnesses.of(fault.said[0].rstrip("."), self.showing.answers_of(found))

    # ---- what is looked for -----------------------------------------------------------------------------------------

    def look(self) -> None:
        self._constants()
        for number, page in enumerate(self.service.pages):
            done = self.people.done_before(number)
            arrived = self.people.arrived(number, done)
            if self._page(page, arrived):
                here = arrived.and_(self.people.here(page))
                self._inside(here, number, page)
                self._checks(here, number, page)
        self._conditions()
        self._tables()
        self._holes_and_overlaps()
        self._fee()
        judge_days(self.showing, self.today)

    def _page(self, page: Page, arrived: Arrived) -> bool:
        """Whether the page can be reached, or it was not decided."""
        if page.when is None and not arrived.around:
            return True
        here = self.people.here(page)
        if self._judge(
            self.people.solve(arrived.and_(here)), (page.id, "when"), NO_PAGE, None, page.when, name=page.id
        ):
            self.people.loosen(f"page:{page.id}")
            return False
        if page.when is not None:
            found = self.people.solve(arrived.and_(is_not_true(here)))
            if not page.exit:
                self._judge(found, (page.id, "when"), ALWAYS_WHEN, None, page.when, name=page.id)
            elif self._judge(found, (page.id, "when"), ALWAYS_EXIT, arrived.and_(here), page.when, name=page.id):
                self.people.dead_ends.add(page.id)
        return True

    def _inside(self, here: Arrived, number: int, page: Page) -> None:
        for item in page.ask:
            if not self._item(here, number, (item.id,), item.when):
                continue
            there = here.and_(self.people.shown(item.id))
            if isinstance(item, Group):
                for inner in item.ask:
                    if self._item(there, number, (f"{item.id}.{inner.id}",), inner.when, item.id) and isinstance(
                        inner, Field
                    ):
                        self._field(there.and_(self.people.shown(f"{item.id}/{inner.id}")), number, page, inner)
            elif isinstance(item, Field):
                self._field(there, number, page, item)

    def _item(
        self, here: Arrived, number: int, at: tuple[str, ...], when: Condition | None, item_of: str = "", code: str = ""
    ) -> bool:
        """Whether it can be shown, or it was not decided."""
        if when is None:
            return True
        shown, params = is_true(self.people.when(when, item_of)), {"name": at[0]} | ({"code": code} if code else {})
        never = self.people.solve(here.and_(shown))
        if self._judge(never, (*at, "when"), NO_OPTION if code else NO_ITEM, None, when, **params):
            if not code:
                self.people.loosen(f"shown:{at[0].replace('.', '/')}")
            return False
        found = self.people.solve(here.and_(is_not_true(shown)).after(number))
        self._judge(found, (*at, "when"), ALWAYS_WHEN, None, when, name=code or at[0])
        return True

    def _field(self, here: Arrived, number: int, page: Page, one: Field) -> None:
        for option in one.options if one.has_ruled_options else ():
            at = (one.path, "options", option.code)
            self._item(here, number, at, option.when, one.group, option.code)
        if one.required is not None:
            needed, place = is_true(self.people.when(one.required, one.group)), (one.path, "required")
            never = self.people.solve(here.and_(needed))
            if not self._judge(never, place, NEVER_REQUIRED, None, one.required, name=one.path):
                found = self.people.solve(here.and_(is_not_true(needed)).after(number))
                self._judge(found, place, ALWAYS_REQUIRED, None, one.required, name=one.path)
        moves = any("today" in str(setting) for setting in one.settings.values())
        if one.default is not None and not one.default.roots:
            reading = one.kind.read(one, raw_of_value(one, one.default.run({})), self.today)
            if reading.problems:
                fault = claimed(self.places.of(one.path, "default"), BAD_DEFAULT, name=one.path)
                self.findings.append(Finding(fault, None, self.today if moves else None))
        if self.people.domains.is_impossible(one):
            fault = claimed(self.places.of(one.path), NO_VALUE, name=one.path)
            self.findings.append(Finding(fault, None, self.today if moves else None))
            if not may_be_empty(one):
                self.people.dead_ends.add(page.id)

    def _checks(self, here: Arrived, number: int, page: Page) -> None:
        always = False
        checks = self.people.checks_of(page)
        stopped = set()  # the questions that nobody answers and goes on
        for check in checks:
            fires = self.people.fires(check)
            if self._judge(self.people.solve(here.and_(fires)), (check.id, "when"), NEVER_FIRES, name=check.id):
                continue
            shown = here.and_(self.people.shown(check.at)).after(number)
            found = self.people.solve(shown.and_(is_not_true(fires)))
            at, named = (check.id, "when"), {"name": check.id, "field": check.at}
            if self._judge(found, at, ALWAYS_FIRES, shown, None, **named):
                always = True
            elif found.is_possible and self._may_be_left_out(check.at):
                given = shown.and_(self.people.is_given(check.at))
                if self.people.solve(given.and_(fires)).is_possible:
                    found = self.people.solve(given.and_(is_not_true(fires)))
                    if self._judge(found, at, ALWAYS_FIRES, given, None, **named):
                        stopped.add(check.at)
        passed = self.people.passed(page, here.done | {number})
        if not always and passed:
            found = self.people.solve(here.after(number).and_(*passed))
            where = (checks[-1].id, "when") if checks else (page.id,)
            always = self._judge(found, where, NO_WAY_ON, here.after(number), name=page.id)
        if always:
            self.people.dead_ends.add(page.id)
        elif checks:
            self._answers_to(here.after(number), page, checks, passed, stopped)

    def _may_be_left_out(self, name: str) -> bool:
        one = self.service.fields.get(name)
        return one is None or may_be_empty(one)

    def _answers_to(
        self, here: Arrived, page: Page, checks: list[Check], passed: list[Term], stopped: set[str]
    ) -> None:
        """Of each question with checks, and each option that checks look at: whether somebody with that answer goes on."""
        for check in {check.at: check for check in reversed(checks)}.values():
            given = here.and_(self.people.shown(check.at), self.people.is_given(check.at))
            found = self.people.solve(given.and_(*passed))
            if check.at in stopped or (found.is_possible is False and not self.people.solve(given).is_possible):
                continue
            if self._judge(found, (check.id, "when"), NO_ANSWER, given, name=check.id, field=check.at):
                stopped.add(check.at)
        looked = self.people.asked(root for check in checks for root in check.when.rule.roots)
        for one in page.fields:
            if one.id not in looked - stopped or one.group or not one.codes or len(one.codes) > MOST_OPTIONS:
                continue
            for option in one.options:
                chosen = is_true(among(self.people.solver.name(one.id), option.code))
                chooses = here.and_(chosen, is_true(self.people.when(option.when)))
                found = self.people.solve(chooses.and_(*passed))
                if found.is_possible is not False or self.people.solve(chooses).is_possible:
                    params = {"name": one.id, "code": option.code}
                    self._judge(found, (one.path, "options", option.code), DEAD_OPTION, None, None, **params)

    def _constants(self) -> None:
        """The named conditions that are always or never true by themselves, whoever comes anywhere."""
        nobody_yet = Arrived([], frozenset())
        for name in [one for one in self.service.order if one in self.service.conditions]:
            term = self.people.solver.name(name)
            never = self.people.solve(nobody_yet.and_(is_true(term)))
            always = self.people.solve(nobody_yet.and_(is_not_true(term)))
            for found, claim in ((never, NEVER), (always, ALWAYS)):
                if found.is_possible is False and self._judge(found, (name, "is"), claim, name=name):
                    self._told_of_name(name)
                    break

    def _conditions(self) -> None:
        """Of each named condition: whether anybody sees it true, and false, or not true once all was asked that it reads."""
        for name in [one for one in self.service.order if one in self.service.conditions]:
            if name in self.people.loose:
                continue
            stages, term = self.people.stages(self.service.conditions[name]), self.people.solver.name(name)
            never = self.people.anywhere(state.and_(is_true(term)) for _, state in stages)
            if self._judge(never, (name, "is"), NEVER, name=name):
                self._told_of_name(name)
                continue
            other = [state.after(number).and_(is_true(is_false(term))) for number, state in stages]
            number, last = stages[-1]
            always = self.people.anywhere([last.after(number).and_(is_not_true(term)), *other])
            if self._judge(always, (name, "is"), ALWAYS, name=name):
                self._told_of_name(name)

    def _tables(self) -> None:
        """Of each table: whether its rows are reached."""
        for name, table in self.service.tables.items():
            if name == self.places.fee_table:
                continue  # its rows are told as those of the fee
            stages = self.people.stages(*(row.when for row in table.rows))
            before: list[Term] = []
            for row, (term, _) in zip(table.rows, self.people.rows(table), strict=True):
                reached = self.people.anywhere(state.and_(*before, is_true(term)) for _, state in stages)
                self._judge(reached, (f"{name}/{row.id}",), NO_TABLE_ROW, name=row.id, table=name)
                if not table.takes_all:
                    before.append(is_true(is_false(term)))

    def _holes_and_overlaps(self) -> None:
        """Of each table that takes one row: answers that can be sent and that no row is for, or two that give otherwise."""
        done = frozenset(range(len(self.service.pages)))
        everybody = self.people.arrived(len(done), done).whole
        for name, table in self.service.tables.items():
            if table.takes_all:
                continue  # nothing is missing where none of its rows holds
            judged, place = judged_table(self.service, name), self.places.of(name)
            if judged.holes or not judged.is_whole:
                none = [is_true(is_false(term)) for term, _ in self.people.rows(table)]
                self._hole(self.people.solve(everybody.and_(*none)), table)
            for one, other in differing(table, judged):
                terms = [is_true(self.people.when(row.when)) for row in (one, other)]
                if self.people.solve(everybody.and_(*terms)).is_possible:
                    params = {"name": name, "table": name, "first": one.id, "second": other.id}
                    fault = claimed(place, TABLE_OVERLAP, "table-overlap", **params)
                    self.findings.append(Finding(fault))

    def _hole(self, found: Outcome, table: Table) -> None:
        if found.is_possible is False:
            return
        at, named = self.places.of(table.name), {"name": table.name, "table": table.name}
        fault, witness = claimed(at, TABLE_HOLE, "table-hole", **named), None
        if found.is_possible:
            answers = self.showing.answers_of(found)
            title = fault.said[0].partition(": {")[0]  # the answers stand below
            witness = self.witnesses.finished(title, answers, partial(is_hole, table))
        if witness:
            params = {**fault.params, "answers": answers_told(table, witness.plan)}
            self.findings.append(Finding(replace(fault, params=params), witness))
        elif found.is_possible:
            self.undecided.append(left_open(at, TABLE_HOLE, NOT_WALKED, **named))
        else:
            self.showing.leave_open(found, (table.name,), TABLE_HOLE, **named)

    def _fee(self) -> None:
        done = frozenset(range(len(self.service.pages)))
        state = self.people.arrived(len(done), done)
        for row in self.service.fee:
            at, term = self.places.fee_row(row.id), self.people.when(row.when)
            if row.when is None:
                if not self.service.fee_adds_up:
                    self._judge(self.people.solve(state), (at,), NO_ROW, name=row.id)
                judge_row(self.showing, row, state)
                continue
            reached = self.people.solve(state.and_(is_true(term)))
            if not self._judge(reached, (at, "when"), NO_ROW, name=row.id):
                judge_row(self.showing, row, state)
                if not self.service.fee_adds_up:
                    state = state.and_(is_true(is_false(term)))


__all__ = ["Finding", "Proof", "proof_of", "prove"]
