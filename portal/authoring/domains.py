"""Floor 6. For each answer that a rule reads, the values to try: between them they stand for all, or it is said that not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations, islice, product
from typing import Any

from portal.authoring.measures import (
    SCALED,
    UNFATHOMED,
    Measure,
    Pair,
    Values,
    ends_of_days,
    example_of,
    form_of,
    pair,
)
from portal.authoring.typed import with_own_words
from portal.errors import N_
from portal.rules import UNKNOWN, Rule
from portal.rules.boundaries import Boundaries
from portal.rules.bounds import Scale
from portal.rules.leaves import Leaf
from portal.spec.model import Field, Group, Service

MOST_OPTIONS = 40  # options that are tried each by itself
MOST_TOLD_APART = 6  # options of a set that are told apart at once
MOST_WAYS = 60  # ways to answer one item of a group
MOST_LISTS = 1_500
FURTHEST_COUNT = 1_000_000
SEVERAL = N_("“{name}” has more sets of options than are tried.")
MANY_ITEMS = N_("“{name}” has more items, or ways to answer one, than are tried.")


class Domains:
    """All values of a service's answers, after its rules were looked at, or those that are given."""

    def __init__(self, service: Service, today: date, rules: Iterable[tuple[Rule, str]] | None = None) -> None:
        self.service, self.today = service, today
        self.rules = tuple(rules_of(service) if rules is None else rules)
        self.read = {path for rule, _ in self.rules for path in rule.reads}
        self.roots = {path.partition(".")[0] for path in self.read}
        computed = {name: value.rule for name, value in service.values.items() if value.rule}
        leaves: dict[str, Leaf] = {}
        self._scales: dict[str, Measure] = {}
        self._ranges: dict[str, Field] = {}  # a first and a last day
        for one in service.fields.values():
            if one.path in self.read or one.path.partition(".")[0] in self.roots:
                leaves |= self._leaves(one)
        leaves |= {
            name: Leaf("group", most_items=group.most) for name, group in service.groups.items() if name in self.roots
        }
        for name, value in service.values.items():
            if value.rule is None:
                leaves[name] = Leaf("scale", Scale(0, FURTHEST_COUNT, int))
        for name, table in service.tables.items():
            if any(isinstance(row.gives, Rule) for row in table.rows):
                leaves[name] = Leaf("record")  # what it is compared with is not looked for in what works it out
        self.boundaries = Boundaries(leaves, computed, today)
        for name in self._ranges:
            self.boundaries.meetings.tie(f"{name}/from", f"{name}/until")
        self.boundaries.look_at(self.rules)
        self._known: dict[str, Values] = {}
        self._open: dict[str, Values] = {}
        self._kept: dict[tuple[str, str], Any] = {}

    # ---- what a name can be -----------------------------------------------------------------------------------------

    def values(self, name: str, *, is_open: bool = False) -> Values:
        """The valid values of a field, group, count, or an item's field (`group/field`).

        `is_open`: nobody made sure yet that there is an answer.
        """
        kept = self._open if is_open else self._known
        if name not in kept:
            kept[name] = self._made(name, is_open)
        return kept[name]

    def keep(self, name: str, value: Any, written: Any) -> None:
        """An answer that somebody gave though it is none of those that are tried."""
        self._kept[name, repr(value)] = written

    def written(self, name: str, value: Any) -> Any:
        """The value as a scenario writes it; None where it is left empty."""
        if value is UNKNOWN:
            return None
        for is_open in (False, True):
            for known, written in self.values(name, is_open=is_open).pairs:
                if known is value or (known == value and known.__class__ is value.__class__):
                    return written
        return self._kept.get((name, repr(value)))

    def is_impossible(self, one: Field) -> bool:
        """Whether the field's own limits leave no answer."""
        name = one.path.replace(".", "/")
        measure = self._scales.get(name)
        if measure is None and form_of(one) in SCALED:
            measure = Measure(one, self.today)
        return measure is not None and measure.scale.least > measure.scale.most

    def _made(self, name: str, is_open: bool) -> Values:
        if name in self.service.groups:
            return self._lists(self.service.groups[name], is_open)
        if name in self.service.values:
            found = self._counts(name)
        else:
            found = self._of_field(self.service.fields[name.replace("/", ".")])
        one = self.service.fields.get(name.replace("/", "."))
        if is_open or (one is not None and may_be_empty(one)):
            found = Values([(UNKNOWN, None), *found.pairs], found.why, found.moves)
        return found

    def _counts(self, name: str) -> Values:
        leaf = self.boundaries.leaves[name]
        numbers = {0, *leaf.points} | {number for step in leaf.steps for number in (step - 1, step)}
        return Values([(number, number) for number in sorted(numbers) if 0 <= number <= FURTHEST_COUNT])

    # ---- fields -----------------------------------------------------------------------------------------------------

    def _leaves(self, one: Field) -> dict[str, Leaf]:
        told, name = one.kind.rule_type(one), one.path.replace(".", "/")
        if isinstance(told, Mapping):
            forms = {"text": "text", "code": "finite" if self._is_tried_whole(one) else "record"}
            inner = {f"{name}/{part}": Leaf(forms.get(form, "record")) for part, form in told.items()}
            if one.kind.name == "date range" and not one.group:
                self._ranges[name] = one
                days = Scale(*ends_of_days(one.settings, self.today), date.fromordinal)
                inner = {f"{name}/{end}": Leaf("scale", days) for end in ("from", "until")}
            return {name: Leaf("record"), **inner}
        if told in ("boolean", "file"):
            return {name: Leaf("finite")}
        if told == "code":
            return {name: Leaf("finite" if len(one.codes) <= MOST_OPTIONS else "codes")}
        if told == "codes":
            return {name: Leaf("finite" if len(one.codes) < MOST_TOLD_APART else "set")}
        if form_of(one) in SCALED:
            measure = Measure(one, self.today)
            self._scales[name] = measure
            return {name: Leaf("finite" if measure.is_short else "scale", measure.scale)}
        return {name: Leaf("text" if told == "text" else "record")}

    def _parts_read(self, one: Field) -> list[str]:
        """The parts of a record that are one of its options each, and that rules read."""
        told = one.kind.rule_type(one)
        parts = told.items() if isinstance(told, Mapping) else ()
        return [part for part, form in parts if form == "code" and f"{one.path}.{part}" in self.read]

    def _is_tried_whole(self, one: Field) -> bool:
        """Whether those parts are tried in every way that they can be answered together."""
        return bool(len(one.codes) ** len(self._parts_read(one)) <= MOST_LISTS)

    def _of_field(self, one: Field) -> Values:
        told, name = one.kind.rule_type(one), one.path.replace(".", "/")
        leaf = self.boundaries.leaves.get(name) or Leaf("finite")
        found = Values()
        if not one.kind.asks:
            found.why = UNFATHOMED
        elif isinstance(told, Mapping):
            self._records(one, found)
        elif told == "boolean" and one.codes:
            for word in one.codes:
                found.add(pair(one, word, self.today))
        elif told == "code":
            self._codes(one, leaf, found)
        elif told == "codes":
            self._sets(one, leaf, found)
        elif name in self._scales:
            self._scales[name].fill(found, leaf)
        else:
            self._texts(one, leaf, found)
        if not found.pairs and not found.why and name not in self._scales and not one.options:
            found.why = UNFATHOMED
        return found

    def _texts(self, one: Field, leaf: Leaf, found: Values) -> None:
        """Each text that rules name, as far as it can be entered as it is, and one that they do not."""
        example = example_of(one, self.today)
        others = (
            [example, f"{example}x", f"{example} 2", "Something else", "zq"] if isinstance(example, str) else [example]
        )
        has_other = any(
            found.add(made)
            for made in (pair(one, word, self.today) for word in others)
            if made is not None and made[0] not in leaf.named and not found.pairs
        )
        for word in sorted(leaf.named):
            made = pair(one, word, self.today)
            if made is not None and made[0] == word:
                found.add(made)
        if not has_other:
            found.why = UNFATHOMED

    def _codes(self, one: Field, leaf: Leaf, found: Values) -> None:
        codes: Iterable[str] = one.codes
        if leaf.form == "codes":
            ruled = _ruled(one)
            named = [code for code in one.codes if code in leaf.named or code in ruled]
            codes = [*named, *[code for code in one.codes if code not in leaf.named and code not in ruled][:1]]
        for code in codes:
            found.add(pair(one, with_own_words(one, code), self.today))

    def _sets(self, one: Field, leaf: Leaf, found: Values) -> None:
        ruled = _ruled(one)
        named = [code for code in one.codes if leaf.form == "finite" or code in leaf.named or code in ruled]
        others = [code for code in one.codes if code not in named]
        sizes = range(len(named) + 1)
        if len(named) > MOST_TOLD_APART:
            found.why, sizes = SEVERAL, range(3)
        for size in sizes:
            for some in combinations(named, size):
                self._filled(one, list(some), others, bool(leaf.sizes), found)

    def _filled(self, one: Field, some: list[str], others: list[str], by_size: bool, found: Values) -> None:
        """The set, with as few of the options that no rule names as make it valid; with each number of them where sizes count."""
        for more in range(len(others) + 1):
            fills = [others[:more]] if more != 1 else [[other] for other in others]
            chosen = (
                made for fill in fills
                if (made := pair(one, with_own_words(one, [code for code in one.codes if code in {*some, *fill}]), self.today))
            )  # fmt: skip
            if found.add(next(chosen, None)) and not by_size:
                return

    def _records(self, one: Field, found: Values) -> None:
        example, name = example_of(one, self.today), one.path.replace(".", "/")
        if name in self._ranges:
            most = one.settings.get("max_days")
            both = self.boundaries.meetings.together(
                f"{name}/from", f"{name}/until", int(most or FURTHEST_COUNT * 10) - 1
            )
            found.why = UNFATHOMED if both is None else ""
            found.moves = "today" in f"{one.settings.get('earliest')} {one.settings.get('latest')}"
            for first, last in both or []:
                days = {"from": date.fromordinal(first), "until": date.fromordinal(last)}
                found.add(
                    pair(one, {end: f"{day.day} {day.month} {day.year}" for end, day in days.items()}, self.today)
                )
            return
        if not isinstance(example, Mapping):
            found.add(pair(one, example, self.today))
            found.why = "" if found.pairs else UNFATHOMED
            return
        parts: list[list[str | None]] = []
        chosen = self._parts_read(one) if self._is_tried_whole(one) else []
        for part, word in example.items():
            if part in chosen:
                parts.append([*one.codes, *([None] if one.optional else [])])
                continue
            leaf = self.boundaries.leaves.get(f"{name}/{part}")
            named = sorted(leaf.named) if leaf else []
            parts.append([word if word not in named else f"{word} 2", *named])
        for words in islice(product(*parts), MOST_LISTS):
            given = {part: word for part, word in zip(example, words, strict=True) if word is not None}
            found.add(pair(one, given, self.today))

    # ---- groups -----------------------------------------------------------------------------------------------------

    def _lists(self, group: Group, is_open: bool) -> Values:
        """Lists of few different items in every size that matters: as many as there are passes over them."""
        leaf = self.boundaries.leaves.get(group.id) or Leaf("group")
        found = Values()
        ways, found.why, found.moves = self._ways(group, is_open)
        least = 0 if is_open else group.least
        apart = max(1, leaf.passes)
        sizes = {least, group.least, group.most, *range(apart + 1), *leaf.sizes}
        for size in sorted(size for size in sizes if least <= size <= group.most):
            some: Iterator[tuple[Pair, ...]] = (
                one for number in range(min(size, 1), min(size, apart) + 1) for one in combinations(ways, number)
            )
            for chosen in some:
                if len(found.pairs) >= MOST_LISTS:
                    found.why = MANY_ITEMS
                    return found
                items = [*chosen, *[chosen[-1]] * (size - len(chosen))] if chosen else []
                found.pairs.append(([value for value, _ in items], [typed for _, typed in items]))
        return found

    def _ways(self, group: Group, is_open: bool) -> tuple[list[Pair], str, bool]:
        """How one item can be answered, as far as rules read it."""
        kept: list[list[Pair]] = []
        why, moves = "", False
        for one in group.fields:
            is_read = f"{group.id}.{one.id}" in self.read
            values = self.values(f"{group.id}/{one.id}", is_open=is_open and is_read)
            if is_read:
                why, moves = why or values.why, moves or values.moves
                kept.append(values.pairs)
            else:
                kept.append(values.pairs[:1] or [(UNKNOWN, None)])
        names = [one.id for one in group.fields]
        ways = [
            (
                {name: value for name, (value, _) in zip(names, way, strict=True) if value is not UNKNOWN},
                {name: typed for name, (_, typed) in zip(names, way, strict=True) if typed is not None},
            )
            for way in islice(product(*kept), MOST_WAYS + 1)
        ]
        return ways[:MOST_WAYS], why or (MANY_ITEMS if len(ways) > MOST_WAYS else ""), moves


def _ruled(one: Field) -> set[str]:
    """The options that can be chosen under a condition only."""
    return {option.code for option in one.options if option.when} if one.has_ruled_options else set()


def may_be_empty(one: Field) -> bool:
    """Whether somebody can leave it out and go on."""
    return one.optional or one.required is not None or (bool(one.group) and one.when is not None)


def rules_of(service: Service) -> Iterator[tuple[Rule, str]]:
    """Every rule, and the group of whose items it speaks by the group's name."""
    told = set()
    for place, condition in service.every_condition.items():
        told.add(id(condition.rule))
        yield condition.rule, _group_of(place)
    yield from ((rule, "") for rule in service.every_rule if id(rule) not in told)


def _group_of(place: str) -> str:
    path = place.partition("/")[0].partition("?")[0]
    return path.partition(".")[0] if "." in path else ""


def leading(service: Service) -> Iterator[tuple[Rule, str]]:
    """Those of the rules by which pages, questions and options come up, or answers are stopped, through whatever they name.

    The fee leads nowhere, nor does what only it reads.
    """
    told: set[str] = set()
    waiting: list[str] = []
    for place, condition in service.every_condition.items():
        if place.partition(":")[0] not in ("condition", "table", "fee"):
            yield condition.rule, _group_of(place)
            waiting += condition.rule.roots
    while waiting:
        if (name := waiting.pop()) not in told:
            told.add(name)
            for rule in behind(service, name):
                yield rule, ""
                waiting += rule.roots


def behind(service: Service, name: str) -> Iterator[Rule]:
    """What a name is worked out by."""
    if name in service.conditions:
        yield service.conditions[name].rule
    elif name in service.values:
        yield from filter(None, [service.values[name].rule])
    for row in service.tables[name].rows if name in service.tables else ():
        yield from (rule for rule in (row.when.rule if row.when else None, row.gives) if isinstance(rule, Rule))
