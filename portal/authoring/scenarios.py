"""Floor 6. Scenarios: answers in; pages, problems, fee, outcome and document facts out. No database, no Flask.

A scenario walks the journey as a person would, page by page, with what she types; it says which expectation failed and where.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from portal.authoring.scenario_file import NO_FEE, Scenario, read_scenarios
from portal.authoring.unpaid import fee_in_words, why_open
from portal.errors import Conflict, Refused
from portal.journey.entries import Entries
from portal.journey.finish import exported, final
from portal.journey.plan import Fee, Plan, plan
from portal.journey.reading import prefill, raw_from, read_item, read_page
from portal.kinds.kind import Raw
from portal.spec.model import Field, Page, Service
from portal.workflow.automatic import disagreements
from portal.workflow.moves import RECEIVED, make_move
from portal.workflow.validity import Validity, validity

__all__ = ["Failure", "Issue", "Scenario", "Walk", "field_of", "issue", "read_scenarios", "run", "walk"]


BROKEN = "run"
ANY_FEE, KNOWN_FEE = "", "an amount (or “fee: unknown” in the scenario)"
MOST_COMPARED = 1_000  # options


@dataclass(frozen=True)
class Failure:
    """One expectation that does not hold: what was expected and what came."""

    scenario: Scenario
    what: str
    expected: Any
    came: Any
    near: str = ""  # the option that was probably meant

    def __str__(self) -> str:
        if self.what == BROKEN:
            return f"{self.scenario.title}: it broke down: {self.came}"
        told = f"{self.scenario.title}: {self.what}: expected {_worded(self.expected)}, but it was {_worded(self.came)}"
        return f"{told}. Did you mean “{self.near}”?" if self.near else told


def _worded(value: Any) -> str:
    """A value as one would say it: its parts listed, nothing called none."""
    if not value and value not in (0, False):
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_worded(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_worded, value))
    return str(value)


class _Typed:
    """A scenario's answers as a form that a browser would post."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}

    def put(self, name: str, raw: Raw) -> None:
        for part, values in raw.items():
            self.values[f"{name}-{part}" if part else name] = list(values)

    def getlist(self, key: str) -> list[str]:
        return self.values.get(key, [])

    def __contains__(self, key: object) -> bool:
        return key in self.values


@dataclass(frozen=True)
class Walk:
    """How far the answers lead: the pages in order, the plan at the end, the problems met there."""

    pages: tuple[str, ...]
    plan: Plan
    problems: Mapping[str, str]
    checks: tuple[str, ...] = ()  # the cross-field checks that stopped it


def walk(service: Service, scenario: Scenario) -> Walk:
    """Goes through the pages as they come up; stops at an exit, at a page with problems, or after the last."""
    now = datetime.combine(scenario.today, datetime.min.time(), UTC)
    outside = {name: int(value) for name, value in scenario.given.get("given", {}).items()}
    person = scenario.given.get("person", {})
    entries = prefill(service, person, today=scenario.today, now=now).with_outside(outside)
    so_far = plan(service, entries, scenario.today)
    pages: list[str] = []
    page: Page | None = so_far.road[0] if so_far.road else None
    while page is not None and not page.exit:
        pages.append(page.id)
        entries = answer_page(so_far, page, scenario.given["answers"], now)
        so_far = plan(service, entries, scenario.today)
        problems = so_far.problems(page)
        if problems:
            codes = {
                field_of(problem.path): problem.code for problem in problems if not problem.code.startswith("check:")
            }
            checks = tuple(
                problem.code.removeprefix("check:") for problem in problems if problem.code.startswith("check:")
            )
            return Walk(tuple(pages), so_far, codes, checks)
        page = so_far.after(page)
    return Walk(tuple(pages), so_far, {})


def field_of(path: str) -> str:
    """A problem's path as scenarios name the field: `walker/item0/walks` is `walker.walks`."""
    parts = path.split("/")
    return f"{parts[0]}.{parts[2]}" if len(parts) == 3 else path


def fill_page(
    so_far: Plan, page: Page, answers: Mapping[str, Any], fill: Callable[[Plan], None], now: datetime
) -> Plan:
    """The plan once the page was answered with `answers`, which `fill` completes; again where one brings up another question."""
    for _ in range(len(page.ask) + 1):
        fill(so_far)
        so_far = plan(so_far.service, answer_page(so_far, page, answers, now), so_far.today)
        missing = any(one.code in ("empty", "too_few") for one in so_far.problems(page))
        if page.id in so_far.entries.tried and not missing:
            break
    return so_far


def answer_page(so_far: Plan, page: Page, answers: Mapping[str, Any], now: datetime) -> Entries:
    """The entries once the page was answered; `answers` by field, as people type them."""
    form = _Typed()
    uploads: dict[str, Raw] = {}
    for one in page.fields:
        if one.kind.takes_several and one.id in so_far.entries.answers:
            continue  # sent already: files are added, not put in the place of others
        if one.id in answers and one.kind.takes_file:
            uploads[one.id] = _sent(one, answers[one.id], so_far)
        elif one.id in answers:
            form.put(one.id, raw_from(one, answers[one.id]))
        elif (known := so_far.entries.answers.get(one.id)) is not None:  # prefilled, and left as it was
            form.put(one.id, one.kind.refill(one, one.kind.decode(known.value)))
    entries = read_page(so_far, page, form, uploads=uploads, now=now, judge=True)
    if page.id not in entries.tried:  # an answer brought up another question, or a group: the page is shown again
        again = plan(so_far.service, entries, so_far.today)
        entries = read_page(again, page, form, uploads=uploads, now=now, judge=True)
    for group in plan(so_far.service, entries, so_far.today).shown_groups(page):  # an answer above may bring one up
        for number, given in enumerate(answers.get(group.id, [])):
            typed, item_id = _Typed(), f"item{number}"
            sent: dict[str, Raw] = {}
            for one in group.fields:
                name = f"{group.id}-{item_id}-{one.id}"
                if one.id in given and one.kind.takes_file:
                    sent[name] = _sent(one, given[one.id], so_far)
                elif one.id in given:
                    typed.put(name, raw_from(one, given[one.id]))
            before = replace(so_far, entries=entries)
            entries = read_item(before, group, item_id, typed, uploads=sent, now=now, judge=True)
    if page.groups:  # Continue, once the items are there: they may have brought up a question
        entries = read_page(
            plan(so_far.service, entries, so_far.today), page, form, uploads=uploads, now=now, judge=True
        )
    return entries


def _sent(one: Field, given: Any, so_far: Plan) -> Raw:
    """Uploads of the field's own kind: as many as are named."""
    raw = one.kind.example(one, so_far.today)
    if not one.kind.takes_several or not isinstance(given, list):
        return raw
    record = json.loads(raw[""][0])
    return {"": [json.dumps({**record, "id": f"example{number}"}) for number in range(len(given))]}


def run(service: Service, scenario: Scenario) -> list[Failure]:
    """Every expectation of the scenario that does not hold; empty when all do."""
    try:
        return _run(service, scenario)
    except Exception as wrong:  # noqa: BLE001 - a scenario that nobody foresaw fails; the others still run
        return [Failure(scenario, BROKEN, "an end", f"{type(wrong).__name__}: {wrong}")]


def _run(service: Service, scenario: Scenario) -> list[Failure]:
    given = scenario.given
    walked = walk(service, scenario)
    failures: list[Failure] = []

    def expect(what: str, expected: Any, came: Any) -> None:
        if expected != came:
            failures.append(Failure(scenario, what, expected, came))

    if (expected := given.get("problems", {})) != walked.problems:  # whatever else is different comes of it
        return [Failure(scenario, "problems", expected, dict(walked.problems), _near(service, given, walked.problems))]
    expect("checks", list(given.get("checks", [])), list(walked.checks))
    if "pages" in given:
        expect("pages", list(given["pages"]), list(walked.pages))
    expect("exit", given.get("exit"), walked.plan.exit.id if walked.plan.exit else None)
    failures += _fee(scenario, walked.plan)
    if walked.plan.is_finished:
        failures += _decide(service, scenario, walked.plan)
    else:
        for key in ("state", "outcome", "document", "valid"):
            if key in given:
                expect(key, given[key], "not sent")
    return failures


def _fee(scenario: Scenario, came: Plan) -> list[Failure]:
    """A fee that nobody can tell is told, unless it was foreseen; whatever else is expected."""
    expected = scenario.given.get("fee", KNOWN_FEE if came.is_finished and came.is_fee_open else ANY_FEE)
    found = fee_in_words(came)
    is_nothing = expected == NO_FEE and came.fee is not None and came.fee.amount_minor == 0
    if expected in (ANY_FEE, found) or is_nothing:
        return []
    return [Failure(scenario, "fee", expected, f"not known: {why_open(came)}" if came.is_fee_open else found)]


def _near(service: Service, given: Mapping[str, Any], problems: Mapping[str, str]) -> str:
    """The option that is most like one which was typed and is none; "" where there is none, or a long list."""
    for path in (path for path, code in problems.items() if code == "unknown" and path in service.fields):
        group, _, name = path.rpartition(".")
        items = given["answers"].get(group, []) if group else [given["answers"]]
        typed = [one for item in items for one in _words(item.get(name))]
        codes = service.fields[path].codes
        wrong = (word for word in typed if word not in codes)
        if len(codes) <= MOST_COMPARED and (
            near := next((n for w in wrong for n in get_close_matches(w, codes, 1)), "")
        ):
            return near
    return ""


def _words(answer: Any) -> list[str]:
    return [str(one) for one in answer] if isinstance(answer, list) else [] if answer is None else [str(answer)]


def _moved(service: Service, scenario: Scenario, told: Mapping[str, str]) -> tuple[str, str]:
    """(state, document issued) after the register's reply and the clerk's move. Refused: `Conflict`, `Refused`."""
    given, state, issued = scenario.given, RECEIVED, ""
    automatic, reply = service.review.automatic, given.get("register")
    if automatic and isinstance(reply, Mapping) and not disagreements(automatic, told, reply):
        outcome = make_move(service, state, automatic.move, by="system", today=scenario.today)
        state, issued = outcome.state, outcome.issue
    if wanted := given.get("outcome"):
        move, reason = (wanted["move"], wanted.get("reason", "")) if isinstance(wanted, Mapping) else (wanted, "")
        outcome = make_move(service, state, move, by="clerk", today=scenario.today, reason=reason)
        state, issued = outcome.state, outcome.issue or issued
    return state, issued


@dataclass(frozen=True)
class Issue:
    """A document that a scenario ends with, and what would stand on it."""

    scenario: Scenario
    document: str
    entries: Entries
    fee: Fee | None
    validity: Validity


def issue(service: Service, scenario: Scenario) -> Issue | None:
    """What the scenario issues; None where it issues nothing, or does not get that far."""
    try:
        finished = walk(service, scenario).plan
        if not finished.is_finished:
            return None
        entries = final(finished)
        document = _moved(service, scenario, exported(service, entries))[1]
        return Issue(scenario, document, entries, finished.fee, _days(finished, document)) if document else None
    except Exception:  # noqa: BLE001 - `run` tells it as this scenario's failure
        return None


def _days(finished: Plan, document: str) -> Validity:
    """On which days a document is valid that is issued on the day of the scenario. Refused: as `validity`."""
    today = finished.today
    return validity(finished.service.documents[document], today, lambda rule: finished.computed_on(rule, today))


def _decide(service: Service, scenario: Scenario, finished: Plan) -> list[Failure]:
    """The way of the case after sending: the register's reply, then the clerk's move."""
    given, failures = scenario.given, []
    told = exported(service, final(finished))
    try:
        state, issued = _moved(service, scenario, told)
        days = _days(finished, issued) if issued else None
    except (Conflict, Refused) as error:
        facts = ", ".join(f"{name}: {_worded(fact)}" for name, fact in error.facts.items())
        return [
            Failure(scenario, "outcome", given.get("outcome"), f"{error.reason} ({facts})" if facts else error.reason)
        ]
    if "state" in given and given["state"] != state:
        failures.append(Failure(scenario, "state", given["state"], state))
    if wanted := given.get("valid"):
        came = (
            {"from": days.first.isoformat(), "until": days.last.isoformat() if days.last else "never"} if days else {}
        )
        failures += [
            Failure(scenario, f"valid {key}", day, came.get(key, "nothing issued"))
            for key, day in wanted.items()
            if came.get(key) != day
        ]
    for document, facts in given.get("document", {}).items():
        if document != issued:
            failures.append(Failure(scenario, "document", document, issued or "none"))
            continue
        printed = {path: told.get(path, "") for path in service.printed(document)}
        failures += [
            Failure(scenario, path, value, printed.get(path))
            for path, value in facts.items()
            if printed.get(path) != value
        ]
    return failures
