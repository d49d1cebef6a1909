"""The prover against brute force: over small random services no claim is refuted, and every witness shows what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from itertools import product
from math import prod
from random import Random
from typing import Any

import pytest

from portal.authoring.claims import (
    ALWAYS,
    ALWAYS_EXIT,
    ALWAYS_FIRES,
    ALWAYS_REQUIRED,
    ALWAYS_WHEN,
    DEAD_OPTION,
    HOLE,
    NEVER,
    NEVER_FIRES,
    NEVER_REQUIRED,
    NO_ANSWER,
    NO_ITEM,
    NO_OPTION,
    NO_PAGE,
    NO_ROW,
    NO_TABLE_ROW,
    NO_WAY_ON,
    Finding,
)  # fmt: skip
from portal.authoring.places import Places
from portal.authoring.proving import prove
from portal.authoring.scenarios import read_scenarios, run
from portal.authoring.typed import with_own_words
from portal.errors import SpecFault
from portal.journey.entries import Answer, Entries, GroupItem
from portal.journey.plan import Plan, plan
from portal.journey.reading import raw_from
from portal.rules import first_row
from portal.spec.model import Field, Group, Service
from portal.spec.reader import read_service
from tests.spec.services import SMALL, bundle

TODAY = date(2026, 11, 24)
SERVICES, MOST_WAYS = 120, 600
HEAD, TAIL = SMALL[: SMALL.index("lists:")], SMALL[SMALL.index("declaration:") :]


FORMS_OF_FIELDS = [
    "yes no",
    "choice",
    "integer",
    "several",
    "wide",
    "date",
    "rating",
    "none",
    "other",
    "time",
    "text",
    "likert",
]
WIDE = ("wide", "date", "time")  # many values: two of these in a service at most


class Maker:
    """One random service: a few pages with a few questions, and rules that read what was asked, mostly before."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.fields: list[tuple[str, str]] = []  # name, form
        self.has_group = False
        self.in_condition = False

    def text(self) -> str:
        pages = [self.page(number) for number in range(self.random.randint(2, 4))]
        self.in_condition = True
        conditions = [
            f'  c{number}: {{is: "{self.rule()}", says: "It is so"}}' for number in range(self.random.randint(1, 2))
        ]
        table = [
            f'    - {{row: r{number}, when: "{self.rule()}", gives: {self.number(number)}}}' for number in range(2)
        ]
        values = [
            "values:",
            "  counted: {kind: integer, count: documents, where: {document: licence, state: valid}}",
            f'  v0: {{kind: integer, is: "({self.rule()}) ? 1 : 2"}}',
        ]
        self.in_condition = False
        checks = [
            f'- {{check: k{number}, when: "{self.rule()}", at: {self.random.choice(self.fields)[0]}, says: "No"}}'
            for number in range(self.random.randint(0, 2))
        ]
        rows = [
            f'- {{row: r{number}, when: "{self.rule()}", amount: {self.amount(number)}, because: "So"}}'
            for number in range(self.random.randint(0, 2))
        ]
        tail = TAIL.replace("print: [size_of, breed]", "print: [q0]").replace("public: [breed]", "public: [q0]")
        return "\n".join(
            [
                HEAD.rstrip(), *values, "conditions:", *conditions, "tables:\n  tab:\n    kind: integer\n    rows:", *table,
                *(["    - {row: rest, otherwise: 5}"] if self.random.random() < 0.5 else []), "pages:", *pages,
                *(["checks:", *checks] if checks else []),
                "fee:", *rows, '- {row: last, otherwise: 9 EUR, because: "So"}', tail,
            ]
        )  # fmt: skip

    def page(self, number: int) -> str:
        random = self.random
        when = f'\n  when: "{self.rule()}"' if number and random.random() < 0.6 else ""
        if number > 1 and when and random.random() < 0.3:
            return f"- page: p{number}{when}\n  exit: The end\n  text: No further."
        asked = [self.question(number) for _ in range(random.randint(1, 2))]
        if not self.has_group and number and random.random() < 0.25:
            self.has_group = True
            asked.append(
                "  - group: g\n    label: Item\n    items: 0 to 2\n    ask:\n"
                '    - {field: mass, kind: integer, label: "Mass", min: 1, max: 3}'
            )
        if self.fields and random.random() < 0.3:
            asked.append(f'  - {{paragraph: t{number}, text: "Read this", when: "{self.rule()}"}}')
        return f"- page: p{number}\n  title: Page {number}{when}\n  ask:\n" + "\n".join(asked)

    def question(self, number: int) -> str:
        random, name = self.random, f"q{len(self.fields)}"
        form = random.choice(FORMS_OF_FIELDS)
        more = {
            "yes no": "kind: yes no",
            "choice": 'kind: choice, options: {a: "A", b: "B", c: "C"}',
            "integer": "kind: integer, min: 0, max: 3",
            "wide": "kind: integer, min: 0, max: 30",
            "several": 'kind: several choices, options: {x: "X", y: "Y"}',
            "date": "kind: date, earliest: today - 23 days, latest: today",
            "rating": "kind: rating, of: 3",
            "none": 'kind: several choices, options: {x: "X", y: "Y"}, none: "Neither"',
            "other": 'kind: choice, options: {a: "A"}, other: "Something else"',
            "time": "kind: time, earliest: 08:00, latest: 08:40",
            "text": "kind: text",
            "range": "kind: date range, earliest: 2026-10-16, latest: 2026-11-23, max_days: 6",
            "likert": 'kind: likert, statements: {s: "S", t: "T"}, scale: {bad: "Bad", good: "Good"}',
        }[form]
        if form in WIDE and sum(one in WIDE for _, one in self.fields) > 1:
            form, more = "yes no", "kind: yes no"
        if form == "choice" and self.fields and random.random() < 0.4:
            more = f'kind: choice, options: {{a: "A", b: {{label: "B", when: "{self.rule()}"}}, c: "C"}}'
        optional = ", optional: yes" if random.random() < 0.25 else ""
        if not optional and self.fields and random.random() < 0.2:
            optional = f', required: "{self.rule()}"'
        when = f', when: "{self.rule()}"' if self.fields and random.random() < 0.3 else ""
        self.fields.append((name, form))
        return f'  - {{field: {name}, label: "Question {name}", {more}{optional}{when}}}'

    def number(self, number: int) -> str:
        """Written out, or worked out of what may not be known."""
        return self.random.choice([str(number), str(number), f"v0 * {number + 1}", f"counted + {number}"])

    def amount(self, number: int) -> str:
        return self.random.choice([f"{number} EUR", f"{number} EUR * v0", f"{number} EUR - 1 EUR * counted"])

    def rule(self) -> str:
        random = self.random
        if not self.fields:
            return "1 > 0"
        parts = [self.part() for _ in range(random.choice([1, 1, 2, 2, 3]))]
        text = parts[0]
        for part in parts[1:]:
            text = f"{text} {random.choice(['&&', '||'])} {part}" if random.random() < 0.7 else f"!({text}) && {part}"
            text = f"({text})"
        return text

    def part(self) -> str:
        random = self.random
        if self.has_group and random.random() < 0.25:
            return random.choice(
                [
                    "size(g) > 1",
                    "g.exists(one, one.mass > 2)",
                    "g.all(one, one.mass < 3)",
                    "sum(g.mass) > 4",
                    "1 in g.mass",
                    "sum(g.mass) > 6",
                    "sum(g.mass) * 2 < 0",
                    "max(g.mass) - min(g.mass) > 2",
                ]
            )
        days = [name for name, form in self.fields if form == "date"]
        if len(days) > 1 and random.random() < 0.4:
            sign, far = random.choice(["==", "!=", "<", "<=", ">", ">="]), random.randint(-30, 30)
            return random.choice([f"{days[0]} {sign} {days[1]}", f"days_between({days[1]}, {days[0]}) {sign} {far}"])
        numbers = [name for name, form in self.fields if form in ("integer", "wide", "rating")]
        if numbers and random.random() < 0.2:
            one, other = random.choice(numbers), random.choice([*numbers, "counted"])
            sign, far = random.choice(["==", "!=", "<", "<=", ">", ">="]), random.randint(-1, 8)
            forms = [
                f"{one} {sign} {other}",
                f"{one} + {other} {sign} {far}",
                f"{one} - {other} {sign} {far}",
                f"{one} * {other} < {far}",
            ]
            return random.choice([*forms, f"size(g) {sign} {one}"] if self.has_group else forms)
        if not self.in_condition and random.random() < 0.15:
            return random.choice(["c0", "!c0", "(tab > 1)", "counted >= 2", "counted == 1", "v0 > 1", "v0 == counted"])
        name, form = random.choice(self.fields)
        if random.random() < 0.12:
            return f"answered({name})"
        number = random.randint(0, 4)
        sign = random.choice(["==", "!=", "<", "<=", ">", ">="])
        return {
            "yes no": random.choice([name, f"!{name}", f"{name} == false"]),
            "choice": random.choice([f"{name} == 'a'", f"{name} != 'b'", f"{name} in ['a', 'c']"]),
            "integer": f"{name} {sign} {number}",
            "wide": random.choice([f"{name} {sign} {number * 8}", f"{name} * 2 {sign} {number * 15}", f"30 - {name} {sign} {number * 7}"]),
            "several": random.choice([f"'x' in {name}", f"!('y' in {name})", f"size({name}) > 1"]),
            "rating": f"{name} {sign} {number}",
            "none": random.choice([f"'none' in {name}", f"'x' in {name}", f"{name}.exists(one, one == 'y')"]),
            "other": random.choice([f"{name} == 'other'", f"{name} != 'a'"]),
            "range": random.choice(
                [
                    f"{name}.from {sign} {name}.until",
                    f"days_between({name}.from, {name}.until) {sign} {number}",
                    f"{name}.until {sign} date('2026-11-0{number + 1}')",
                    f"days_between({name}.from, today) {sign} {10 * number}",
                ]
            ),
            "likert": random.choice([f"{name}.s == 'bad'", f"{name}.t != 'bad'", f"{name}.s == {name}.t", f"answered({name}.s)"]),
            "time": f"{name} {sign} '08:{number}5'",
            "text": random.choice([f"{name} == 'up'", f"{name} in ['up', 'down']", f"{name}.startsWith('u')", f"size({name}) > 2"]),
            "date": random.choice(
                [f"{name} {sign} date('2026-11-1{number}')", f"days_between({name}, today) {sign} {number * 4}"]
            ),
        }[form]  # fmt: skip


def every_answer(service: Service, random: Random) -> Iterator[dict[str, Any]]:
    """All ways to answer everything (or many), as scenarios write them; None where it is left empty."""
    names, values = [], []
    for page in service.pages:
        for item in page.ask:
            if isinstance(item, Field):
                names.append(item.id)
                values.append([*_all_of(item), *([None] if item.optional or item.required else [])])
            elif isinstance(item, Group):
                names.append(item.id)
                values.append(
                    [[{"mass": str(one)} for one in sizes] for n in range(3) for sizes in product((1, 2, 3), repeat=n)]
                )
    names.append("counted")
    values.append([0, 1, 2, 7])
    if prod(map(len, values)) <= MOST_WAYS:
        yield from (dict(zip(names, way, strict=True)) for way in product(*values))
        return
    for _ in range(MOST_WAYS):
        yield {name: random.choice(ways) for name, ways in zip(names, values, strict=True)}


def _all_of(one: Field) -> list[Any]:
    match one.kind.name:
        case "yes no" | "rating":
            return list(one.codes)
        case "choice":
            return [with_own_words(one, code) for code in one.codes]
        case "several choices":
            return [["x"], ["y"], ["x", "y"], *([["none"]] if "none" in one.codes else [])]
        case "time":
            return [f"08:{minute:02}" for minute in range(41)]
        case "text":
            return ["up", "down", "underneath", "a", "zq"]
        case "date range":
            days = [date(2026, 10, 16) + timedelta(days=day) for day in range(39)]
            ends = [(day, day + timedelta(days=more)) for day in days for more in range(6)]
            return [{"from": f"{day:%d %m %Y}", "until": f"{last:%d %m %Y}"} for day, last in ends if last <= TODAY]
        case "likert":
            whole = [{"s": one, "t": other} for one in ("bad", "good") for other in ("bad", "good")]
            return [*whole, *([{"s": "bad"}, {"t": "good"}] if one.optional else [])]
        case "date":
            return [{"day": str(day), "month": "11", "year": "2026"} for day in range(1, 25)]
    return [str(number) for number in range(int(one.settings["min"]), int(one.settings["max"]) + 1)]


_READ: dict[tuple[str, str, str], Any] = {}


def entries_of(service: Service, answers: Mapping[str, Any]) -> Entries:
    given: dict[str, Answer] = {}
    groups: dict[str, tuple[GroupItem, ...]] = {}
    for name, value in answers.items():
        if value is None or name == "counted":
            continue
        if name in service.groups:
            groups[name] = tuple(
                GroupItem(str(n), {"mass": Answer(int(item["mass"]), "typed", "")}, {}, True)
                for n, item in enumerate(value)
            )
        else:
            given[name] = _answer(service.fields[name], value)
    return Entries(given, groups=groups, outside={"counted": answers["counted"]})


def _answer(one: Field, value: Any) -> Answer:
    key = (one.kind.name, str(one.settings), str(value))
    if key not in _READ:
        _READ[key] = Answer(one.kind.encode(one.kind.read(one, raw_from(one, value), TODAY).value), "typed", "")
    found: Answer = _READ[key]
    return found


def _codes(chosen: Any) -> list[Any]:
    """The options of an answer as a scenario writes it: `{other: …}` is the option `other`."""
    return [*chosen] if isinstance(chosen, Mapping) else [chosen]


class Brute:
    """What people who answer in all ways see, page by page."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.seen: set[str] = set()  # refuted claims, as "message name"
        self.asked = {name: self.pages_of(name) for name in service.conditions}
        done: set[str] = set()
        for answers in every_answer(service, Random(1)):
            self.go(answers, done)

    def pages_of(self, name: str) -> set[str]:
        """The pages whose answers a condition looks at."""
        found, todo = set(), [name]
        while todo:
            if (one := todo.pop()) not in found:
                found.add(one)
                todo += self.service.reads.get(one, ())
        return {self.service.page_of[one].id for one in found if one in self.service.page_of}

    def refute(self, words: tuple[str, ...], name: str) -> None:
        self.seen.add(f"{words[0]} {name}")

    def go(self, answers: Mapping[str, Any], done: set[str]) -> None:
        service, so_far = self.service, {"counted": answers["counted"]}
        for page in service.pages:
            before = plan(service, entries_of(service, so_far), TODAY)
            earlier = service.pages[: service.place_of[page.id]]
            if any(before.is_asked(one) and (one.exit or before.problems(one)) for one in earlier):
                return  # an answer brought something up again
            self.conditions(before)
            if not before.is_asked(page):
                self.refute(ALWAYS_WHEN, page.id)
                self.refute(ALWAYS_EXIT, page.id)
                continue
            self.refute(NO_PAGE, page.id)
            if page.exit:
                return
            so_far = {**so_far, **{item.id: answers[item.id] for item in page.ask if item.id in answers}}
            key = f"{page.id} {sorted((name, str(value)) for name, value in so_far.items())}"
            after = plan(service, entries_of(service, so_far), TODAY)
            if not self.page(page, before, after, so_far, key in done):
                done.add(key)
                return
            done.add(key)
        end = plan(service, entries_of(service, so_far), TODAY)
        if not any(end.problems(page) for page in end.questions) and not end.exit:
            self.end(end)

    def page(self, page: Any, before: Plan, after: Plan, answers: Mapping[str, Any], is_known: bool) -> bool:
        problems = after.problems(page)
        if is_known:
            return not problems
        self.conditions(after, page.id)
        for item in page.ask:
            for moment in (before, after):
                if moment.holds(item.when):
                    self.refute(NO_ITEM, item.id)
            if not after.holds(item.when) and not any(one.code == "empty" for one in problems):
                self.refute(ALWAYS_WHEN, item.id)
            needed = getattr(item, "required", None)
            if needed and after.holds(item.when):
                self.refute(NEVER_REQUIRED if after.holds(needed) else ALWAYS_REQUIRED, item.id)
            for option in getattr(item, "options", ()):
                if after.holds(item.when) and after.holds(option.when):
                    self.refute(NO_OPTION, f"{item.id}/{option.code}")
        for problem in problems:
            if problem.code.startswith("check:"):
                self.refute(NEVER_FIRES, problem.code.removeprefix("check:"))
        if not problems:
            self.refute(NO_WAY_ON, page.id)
            for check in self.service.checks:
                given = answers.get(check.at)
                if given and any(item.id == check.at and after.holds(item.when) for item in page.ask):
                    self.refute(ALWAYS_FIRES, check.id)
                    self.refute(NO_ANSWER, check.id)
            for item in page.ask:
                if isinstance(item, Field) and item.codes and after.holds(item.when):
                    chosen = answers.get(item.id)
                    for code in item.codes:
                        if code in (chosen if isinstance(chosen, list) else _codes(chosen)):
                            self.refute(DEAD_OPTION, f"{item.id}/{code}")
        return not problems

    def conditions(self, moment: Plan, answered: str = "") -> None:
        for name, condition in self.service.conditions.items():
            if (outcome := moment.outcome(condition)) is True:
                self.refute(NEVER, name)
            elif outcome is False and answered in self.asked[name]:
                self.refute(ALWAYS, name)
        for table in self.service.tables.values():
            number = first_row([row.when.rule if row.when else None for row in table.rows], moment.env)
            if isinstance(number, int):
                self.refute(NO_TABLE_ROW, table.rows[number].id)

    def end(self, end: Plan) -> None:
        for name, condition in self.service.conditions.items():
            if not end.holds(condition):
                self.refute(ALWAYS, name)
        if end.fee:
            self.refute(NO_ROW, end.fee.rows[0].id)


def made(random: Random) -> tuple[str, Service]:
    """A random service that can be read: circles, and rows that contradict themselves, are drawn again."""
    for _ in range(200):
        text = Maker(random).text()
        with suppress(SpecFault):
            return text, read_service(bundle(text))
    raise AssertionError("no service could be read")


def claim_of(finding: Finding) -> str:
    params = finding.fault.params
    name = f"{params['name']}/{params['code']}" if "code" in params else params["name"]
    return f"{finding.fault.message} {name}"


@pytest.mark.parametrize("seed", range(SERVICES))
def test_brute_force_refutes_no_claim(seed: int) -> None:
    text, service = made(Random(seed))

    proof = prove(service, Places(bundle(text)), TODAY)

    refuted = Brute(service).seen
    assert [str(one.fault) for one in proof.findings if claim_of(one) in refuted] == [], text
    for one in proof.findings:
        if one.witness:
            scenarios = read_scenarios(bundle(text, **{"scenarios.yaml": one.witness.text}), service)
            assert [str(failure) for scenario in scenarios for failure in run(service, scenario)] == []
        if one.fault.message == HOLE.said:
            assert one.witness is not None
            assert one.witness.plan.is_fee_open
