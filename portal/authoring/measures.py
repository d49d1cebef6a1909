"""Floor 6. The values of one question: how an answer is written and what rules see of it, and the scale that it lies on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from portal.authoring.typed import typed, with_own_words
from portal.errors import N_
from portal.journey.reading import raw_from
from portal.kinds.date import FIRST_YEAR
from portal.kinds.reading import bound
from portal.rules import Money
from portal.rules.bounds import Scale
from portal.rules.leaves import Leaf
from portal.spec.model import Field

MOST_IN_A_ROW = 24  # numbers that are tried each by itself
FURTHEST = 999_999_999_999_999
SCALED = ("integer", "decimal", "money", "date", "time")
MINUTES = 24 * 60
UNFATHOMED = N_("The kind of “{name}” does not tell all its values.")

_TIME = re.compile(r"(\d\d?):(\d\d)")
Pair = tuple[Any, Any]  # what rules see, and how a scenario writes it; UNKNOWN and None: left empty


@dataclass
class Values:
    """The values of one name. `why` says why they do not stand for all; "" where they do."""

    pairs: list[Pair] = field(default_factory=list)
    why: str = ""
    moves: bool = False  # which there are depends on the day
    _told: set[tuple[type, str]] = field(default_factory=set, repr=False)

    def add(self, pair: Pair | None) -> bool:
        if pair is None:
            return False
        key = pair[0].__class__, repr(pair[0])
        if key not in self._told:
            self._told.add(key)
            self.pairs.append(pair)
        return True


def pair(one: Field, written: Any, today: date) -> Pair | None:
    """What rules see of an answer written like this; None where it does not hold."""
    try:
        raw = one.kind.example(one, today) if one.kind.takes_file else raw_from(one, written)
        reading = one.kind.read(one, raw, today)
        if reading.problems or reading.value is None:
            return None
        return one.kind.rule_value(one, one.kind.decode(one.kind.encode(reading.value))), written
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        return None


def example_of(one: Field, today: date) -> Any:
    example = typed(one, one.kind.example(one, today))
    return with_own_words(one, example) if one.kind.takes_options else example


def form_of(one: Field) -> Any:
    """What rules see of it; of a time, which they see as the text HH:MM, that it is one."""
    return "time" if one.kind.name == "time" else one.kind.rule_type(one)


def _minute(written: str) -> int | None:
    found = _TIME.fullmatch(written)
    return int(found[1]) * 60 + int(found[2]) if found else None


def ends_of_days(settings: Mapping[str, Any], today: date, first_year: int = 1000) -> tuple[int, int]:
    """The first and the last day that can be entered, by their numbers."""
    earliest, latest = (bound(settings.get(name), today) for name in ("earliest", "latest"))
    return (earliest or date(first_year, 1, 1)).toordinal(), (latest or date(9999, 12, 31)).toordinal()


class Measure:
    """A field whose values lie on a scale: numbers, amounts, days."""

    def __init__(self, one: Field, today: date) -> None:
        self.one, self.today = one, today
        self.told = form_of(one)
        least, most = self._ends()
        self.why = "" if least > most or self._ends_hold(least, most) else UNFATHOMED
        self.scale = Scale(least, most, self.at, self._is_even)
        self.is_short = most - least < MOST_IN_A_ROW
        self.moves = any("today" in str(one.settings.get(name, "")) for name in ("earliest", "latest"))

    @cached_property
    def places(self) -> int:
        """Digits after the point."""
        if self.told == "money":
            return len(str(example_of(self.one, self.today)).partition(".")[2])
        whole = str(example_of(self.one, self.today)).partition(".")[0]
        return next((n for n in range(9, 0, -1) if pair(self.one, f"{whole}.{'0' * (n - 1)}1", self.today)), 0)

    def _ends(self) -> tuple[int, int]:
        settings = self.one.settings
        if self.told == "date":
            return ends_of_days(settings, self.today, FIRST_YEAR)
        if self.told == "time":
            minutes = [_minute(str(settings.get(name) or "")) for name in ("earliest", "latest")]
            return minutes[0] or 0, MINUTES - 1 if minutes[1] is None else minutes[1]
        schema: Mapping[str, Any] = self.one.kind.schema(self.one)
        schema = schema.get("properties", {}).get("amount", schema)
        least, most = (
            schema[there] if there in schema else settings[here] if settings.get(here) is not None else None
            for there, here in (("minimum", "min"), ("maximum", "max"))
        )
        if self.told == "decimal":
            unit = 10**self.places
            ends = (
                Decimal(str(-FURTHEST if least is None else least)),
                Decimal(str(FURTHEST if most is None else most)),
            )
            return int((ends[0] * unit).to_integral_value()), int((ends[1] * unit).to_integral_value())
        return -FURTHEST if least is None else int(least), FURTHEST if most is None else int(most)

    def _ends_hold(self, least: int, most: int) -> bool:
        """Whether the ends hold, and nothing beyond them does."""
        inside = [self.pair_at(least), self.pair_at(most)]
        beyond = [self.pair_at(least - 1), self.pair_at(most + 1)]
        known = [made[0] for made in inside if made]
        return len(known) == 2 and all(made is None or made[0] in known for made in beyond)

    def _is_even(self) -> bool:
        """Whether the first and the last numbers are all valid: none is left out between others."""
        least, most = self.scale.least, self.scale.most
        near = {*range(least, min(least + 40, most + 1)), *range(max(least, most - 40), most + 1)}
        return all((made := self.pair_at(number)) is not None and made[0] == self.at(number) for number in near)

    def at(self, number: int) -> Any:
        """The value at that place of the scale."""
        if self.told == "date":
            return date.fromordinal(number)
        if self.told == "time":
            return f"{number // 60:02}:{number % 60:02}"
        if self.told == "decimal":
            return Decimal(number).scaleb(-self.places)
        if self.told == "money":
            return Money(number, str(self.one.settings.get("currency") or "EUR"))
        return number

    def number_of(self, value: Any) -> int | None:
        """The place of a value on the scale, though it be beyond the ends; None where it has none."""
        match value:
            case bool():
                return None
            case date() if self.told == "date":
                return value.toordinal()
            case str() if self.told == "time":
                return _minute(value)
            case Money() if self.told == "money":
                return value.amount
            case int() | Decimal() if self.told in ("integer", "decimal"):
                number = Decimal(value).scaleb(self.places if self.told == "decimal" else 0)
                return int(number) if number == number.to_integral_value() else None
        return None

    def pair_at(self, number: int) -> Pair | None:
        """The value at that place, and how it is written; None where it does not hold."""
        try:
            value = self.at(number)
        except (ValueError, OverflowError):
            return None
        if self.told == "date":
            try:
                kind = self.one.kind
                return pair(self.one, typed(self.one, kind.refill(self.one, value)), self.today)
            except (ValueError, TypeError, AttributeError):
                return None
        word = str(value)
        if self.told == "money":
            word = f"{Decimal(number).scaleb(-self.places):f}"
        elif self.told == "decimal":
            word = f"{value:f}"
        return pair(self.one, word, self.today)

    def fill(self, found: Values, leaf: Leaf) -> None:
        """One value at least between any two boundaries, those just beside them first."""
        least, most = self.scale.least, self.scale.most
        found.why, found.moves = self.why, self.moves
        if self.is_short:
            for number in range(least, most + 1):
                found.add(self.pair_at(number))
            return
        found.add(pair(self.one, example_of(self.one, self.today), self.today))
        for number in sorted(leaf.points):
            found.add(self.pair_at(number))
        edges = sorted({least, most + 1, *(step for step in leaf.steps if least < step <= most)})
        for start, end in pairwise(edges):
            has_one = found.add(self._within(self.pair_at(end - 1), start, end))
            for number in range(start, min(start + 32, end)):  # a month is known by its first day
                if found.add(self._within(self.pair_at(number), start, end)):
                    has_one = True
                    break
            if not has_one and end - start > 31:
                found.why = UNFATHOMED

    def _within(self, made: Pair | None, start: int, end: int) -> Pair | None:
        if made is None or self.told != "date":
            return made
        return made if start <= made[0].toordinal() < end else None
