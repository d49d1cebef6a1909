"""Floor 6. For each answer that a rule reads, the few values that the service's rules can tell apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import combinations, islice, product
from typing import Any

from portal.journey.entries import Answer, Entries, GroupItem
from portal.journey.plan import Plan, codes_of
from portal.journey.reading import raw_from
from portal.kinds.choice import OTHER
from portal.kinds.kind import Raw
from portal.kinds.reading import bound
from portal.rules import Rule, duration_in_words
from portal.rules.nodes import Binary, Call, Each, Literal, Name, Node, children
from portal.spec.model import Field, Group, Page, Service

MOST_OPTIONS = 60
MOST_TOLD_APART = 5  # options of a set that are told apart at once
MOST_ITEMS = 3
MOST_WAYS_OF_ITEM = 12
MOST_WAYS_OF_RECORD = 2_000
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"[01]\d:[0-5]\d|2[0-3]:[0-5]\d")


class Candidates:
    """The values to try, as a scenario writes them; None is "left empty".

    `is_complete` says that no other value of these answers could lead elsewhere.
    """

    def __init__(self, service: Service, today: date) -> None:
        self.service, self.today = service, today
        self._read: dict[tuple[str, str], Answer | None] = {}
        self.is_complete = True
        # The fee leads nowhere, so what only it reads is not tried.
        rules = [one.rule for place, one in service.every_condition.items() if not place.startswith("fee:")]
        rules += [one.rule for one in service.values.values() if one.rule]
        rules += [row.gives for one in service.tables.values() for row in one.rows if isinstance(row.gives, Rule)]
        self.constants = _Constants([rule.tree for rule in rules])
        self.is_complete = self.constants.is_plain
        self.reads = {path for rule in rules for path in rule.reads}
        names = {root for rule in rules for root in rule.roots}
        counts = [number for number in self.constants.numbers(is_whole=True) if not number.startswith("-")][:20]
        self.counted = {
            name: ["0", *counts] for name, value in service.values.items() if value.document and name in names
        }
        self.decisive: dict[str, list[Any]] = {}
        for page in service.pages:
            for one in page.fields:
                if one.id in names:
                    self.decisive[one.id] = self._values(one)
            for group in page.groups:
                if group.id in names:
                    self.decisive[group.id] = self._groups(group)

    def on(self, page: Page) -> list[tuple[str, list[Any]]]:
        """The decisive answers of a page with their values."""
        asked = [*(one.id for one in page.fields), *(group.id for group in page.groups)]
        return [(name, self.decisive[name]) for name in asked if name in self.decisive]

    def entries(self, answers: Mapping[str, Any]) -> Entries:
        """The answers as a draft holds them; what does not hold is left out."""
        given: dict[str, Answer] = {}
        groups: dict[str, tuple[GroupItem, ...]] = {}
        for name, value in answers.items():
            if name in self.service.values:
                continue
            if name in self.service.groups:
                fields = {one.id: one for one in self.service.groups[name].fields}
                groups[name] = tuple(
                    GroupItem(str(number), self._answers(fields, item), {}, True) for number, item in enumerate(value)
                )
            else:
                given |= self._answers(self.service.fields, {name: value})
        return Entries(given, groups=groups, outside=self.outside(answers))

    def outside(self, answers: Mapping[str, Any]) -> dict[str, int]:
        """What the portal would have counted before."""
        return {name: int(answers.get(name, 0)) for name, value in self.service.values.items() if value.document}

    def _answers(self, fields: Mapping[str, Field], given: Mapping[str, Any]) -> dict[str, Answer]:
        found = {}
        for name, value in given.items():
            answer = self._answer(fields[name], value)
            if answer is not None:
                found[name] = answer
        return found

    def _answer(self, one: Field, value: Any) -> Answer | None:
        """What a value is once it was read: the same few values are tried over and over."""
        key = (one.path, value if isinstance(value, str) else repr(value))
        if key not in self._read:
            reading = one.kind.read(one, self.raw(one, value), self.today)
            self._read[key] = None if reading.value is None else Answer(one.kind.encode(reading.value), "typed", "")
        return self._read[key]

    def raw(self, one: Field, value: Any) -> Raw:
        return one.kind.example(one, self.today) if one.kind.takes_file else raw_from(one, value)

    # ---- values of one field ------------------------------------------------------------------------------------------

    def _values(self, one: Field) -> list[Any]:
        given = [value for value in self._possible(one) if not self._fails(one, value)]
        unique = list({str(value): value for value in given}.values())
        return [*unique, None] if one.optional or one.required or not unique else unique

    def _fails(self, one: Field, value: Any) -> bool:
        reading = one.kind.read(one, self.raw(one, value), self.today)
        return bool(reading.problems) or reading.value is None

    def _possible(self, one: Field) -> Iterable[Any]:
        example = typed(one, one.kind.example(one, self.today))
        told = one.kind.rule_type(one)
        if told == "boolean":
            return list(one.codes) or [example]
        if told == "code":
            return [with_own_words(one, code) for code in self._codes(one)]
        if told == "codes":
            return [with_own_words(one, codes) for codes in self._sets(one)]
        if told in ("integer", "decimal", "money"):
            return [example, *self._bounds_of(one), *self.constants.numbers(is_whole=told == "integer")]
        if told == "date":
            return [example, *(_day(one, day) for day in self.constants.days(self.today, one.settings))]
        if told == "file":
            return [example]
        self.is_complete = False
        if told == "files":
            return [example]
        if isinstance(told, Mapping):
            return [example, *self._records(one, told)]
        return [example, *self.constants.texts, *self.constants.times]

    def _records(self, one: Field, told: Mapping[str, str]) -> Iterable[Any]:
        """The example with other parts: each that a rule reads in every way that rules can tell apart, dates all."""
        kept = one.kind.encode(one.kind.read(one, one.kind.example(one, self.today), self.today).value)
        reads = {path.split(".", 1)[1] for path in self.reads if path.startswith(f"{one.path}.")}
        names = [name for name, part in told.items() if name in reads or part == "date"]
        days = [day.isoformat() for day in self.constants.days(self.today, one.settings, spans=True)]
        ways = {"date": days, "code": list(one.codes), "text": self.constants.texts}
        for values in islice(product(*(ways.get(told[name], []) for name in names)), MOST_WAYS_OF_RECORD):
            yield typed(one, one.kind.refill(one, one.kind.decode({**kept, **dict(zip(names, values, strict=True))})))

    def _bounds_of(self, one: Field) -> list[str]:
        return [str(one.settings[name]) for name in ("min", "max") if isinstance(one.settings.get(name), int)]

    def _codes(self, one: Field) -> list[str]:
        if len(one.codes) <= MOST_OPTIONS:
            return list(one.codes)
        named = [code for code in one.codes if code in self.constants.texts]
        others = [code for code in one.codes if code not in self.constants.texts]
        return [*named, *others[:1]]

    def _sets(self, one: Field) -> list[list[str]]:
        """Sets of the options that rules name, each with and without one that they do not."""
        named = [code for code in one.codes if code in self.constants.texts]
        if len(named) > MOST_TOLD_APART or self.constants.has_size:
            self.is_complete = False
        others = [code for code in one.codes if code not in self.constants.texts]
        least = int(one.settings.get("min") or 1)
        found: list[list[str]] = []
        for size in range(min(len(named), MOST_TOLD_APART) + 1):
            for some in islice(combinations(named, size), 40):
                fill = max(0, least - size)
                found += [[*some, *others[:fill]], [*some, *others[: fill + 1]]]
        return [[code for code in one.codes if code in some] for some in found if some]

    # ---- groups -------------------------------------------------------------------------------------------------------

    def _groups(self, group: Group) -> list[Any]:
        """Groups of few items, each item in one of few ways; what rules do over items is never exhausted."""
        self.is_complete = False
        ways = [dict(zip([one.id for one in group.fields], way, strict=True)) for way in self._ways(group)]
        items = [{name: value for name, value in way.items() if value is not None} for way in ways]
        sizes = sorted({group.least, min(group.most, group.least + 1), min(group.most, MOST_ITEMS), group.most})
        found: list[Any] = []
        for size in (size for size in sizes if size <= max(group.least, 20)):
            found += [[item] * size for item in items]
            if size > 1:
                found += [[first] + [last] * (size - 1) for first, last in islice(combinations(items, 2), 20)]
        return list({str(one): one for one in found}.values())

    def _ways(self, group: Group) -> list[tuple[Any, ...]]:
        values = [
            self._values(one)[:4] if any(one.id in path for path in self._read_inside(group)) else
            [None if one.optional else typed(one, one.kind.example(one, self.today))]
            for one in group.fields
        ]  # fmt: skip
        return list(islice(product(*values), MOST_WAYS_OF_ITEM))

    def _read_inside(self, group: Group) -> set[str]:
        return {
            path.split(".")[1]
            for rule in self.service.every_rule
            for path in rule.reads
            if path.startswith(f"{group.id}.")
        }

    def items(self, group: Group, number: int) -> list[dict[str, Any]]:
        """So many items of examples."""
        item = {
            one.id: typed(one, one.kind.example(one, self.today)) for one in group.fields if not one.optional
        }  # fmt: skip
        return [dict(item) for _ in range(number)]


def _reads(node: Node) -> bool:
    """Whether an answer stands in it."""
    if isinstance(node, Name):
        return node.name != "today"
    return any(_reads(one) for one in children(node))


def first_choice(so_far: Plan, one: Field) -> Any:
    """The first option that can be chosen now, or as few as must be, as a scenario writes it."""
    codes = list(codes_of(so_far.options(one)))
    least = int(one.settings.get("min") or 1)
    return with_own_words(one, codes[:least] if one.kind.rule_type(one) == "codes" else (codes or [""])[0])


def typed(one: Field, raw: Raw) -> Any:
    """Raw input as a scenario writes it."""
    if one.kind.takes_file:
        return {"file": f"{one.id}.{(one.settings.get('accept') or ('pdf',))[0]}"}
    parts = list(one.kind.parts(one))
    if parts == [""] or one.kind.takes_options:
        values = list(raw.get("", []))
        return values if one.kind.rule_type(one) == "codes" else (values or [""])[0]
    if whole := one.kind.whole_parts:
        return {
            name: " ".join(raw[part][0] for part in parts if part.startswith(f"{name}-") and raw.get(part))
            for name in whole
        }
    return {part: raw[part][0] for part in parts if raw.get(part)}


def with_own_words(one: Field, chosen: str | list[str]) -> Any:
    """What was chosen as a scenario writes it: `other` with what is typed under it."""
    if isinstance(chosen, list):
        return [with_own_words(one, code) for code in chosen]
    return {OTHER: "Something else"} if chosen == OTHER and OTHER in one.settings else chosen


def _day(one: Field, day: date) -> Any:
    return typed(one, one.kind.refill(one, one.kind.decode(one.kind.encode(day))))


class _Constants:
    """What the rules name: numbers, days, lengths of time and texts."""

    def __init__(self, trees: Iterable[Node]) -> None:
        self.found: set[Any] = set()
        self.has_size = False
        self.is_plain = True  # each comparison is with something written out
        todo = list(trees)
        while todo:
            node = todo.pop()
            todo += children(node)
            if isinstance(node, Literal):
                self.found.add(node.value)
            if isinstance(node, Call | Each) and getattr(node, "function", "size") in ("size", "sum"):
                self.has_size = True
            if isinstance(node, Binary) and all(_reads(side) for side in (node.left, node.right)):
                self.is_plain = False

    @property
    def texts(self) -> list[str]:
        return sorted(one for one in self.found if isinstance(one, str))

    @property
    def times(self) -> list[str]:
        """Each time of the day that is named, and the minutes beside it."""
        named = [60 * int(one[:2]) + int(one[3:]) for one in self.texts if _TIME.fullmatch(one)]
        near = {minute + step for minute in named for step in (-1, 0, 1)}
        return [f"{minute // 60:02}:{minute % 60:02}" for minute in sorted(near) if 0 <= minute < 24 * 60]

    def numbers(self, *, is_whole: bool) -> list[str]:
        """Each constant, and what lies just beside it."""
        found: set[Decimal] = set()
        for one in self.found:
            written = one.split(" ")[0] if isinstance(one, str) else str(one)
            try:
                number = Decimal(written) if not isinstance(one, bool) else None
            except InvalidOperation:
                number = None
            if number is not None and number.is_finite():
                for step in (Decimal(1),) if is_whole else (Decimal(1), Decimal("0.01")):
                    found |= {number - step, number, number + step}
        return [f"{one:f}" for one in sorted(found) if not is_whole or one == one.to_integral_value()]

    def days(self, today: date, settings: Mapping[str, Any], *, spans: bool = False) -> list[date]:
        """Each day that is named, each length of time and each number of years from today, and the days beside them.

        `spans`: also what lies so many days after today, since two days are compared with each other.
        """
        middle = {today, *(day for name in ("earliest", "latest") if (day := bound(settings.get(name), today)))}
        for one in self.found:
            if isinstance(one, str) and _DAY.fullmatch(one):
                middle |= {day} if (day := bound(one, today)) else set()
            elif isinstance(one, str) and (length := duration_in_words(one)):
                for way in (length.before, length.after):
                    try:
                        middle.add(way(today))
                    except (ValueError, OverflowError):
                        continue
            elif isinstance(one, int) and not isinstance(one, bool) and 0 < one < 200:
                written = [f"today - {one} {unit}s" for unit in ("year", "day")] + [f"today + {one} days"] * spans
                middle |= {day for words in written if (day := bound(words, today))}
        near = {
            day + timedelta(days=step)
            for day in middle
            for step in (-1, 0, 1)
            if date(2, 1, 1) < day < date(9998, 1, 1)
        }
        return sorted(near)
