"""Floor 6. An answer for a value: how a question is answered so that rules see what is wanted, or something else than now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from portal.authoring.measures import SCALED, Measure, example_of, form_of, pair
from portal.authoring.typed import typed, with_own_words
from portal.journey.reading import raw_from
from portal.rules import UNKNOWN, Money
from portal.spec.model import Field, Group, Service

MOST_OTHERS = 24
MOST_LETTERS = 2_000
Answers = Mapping[str, Any]  # by name, as a scenario writes them


class Answering:
    """`own`: answers that the service's own scenarios give; they are tried where nothing else is known of a text."""

    def __init__(self, service: Service, today: date, own: Sequence[Answers] = ()) -> None:
        self.service, self.today = service, today
        self._measures: dict[str, Measure] = {}
        self._own: dict[str, list[Any]] = {}
        for answers in own:
            self._keep(answers)

    def _keep(self, answers: Answers) -> None:
        for name, value in answers.items():
            if name in self.service.groups:
                for item in value if isinstance(value, Sequence) else ():
                    self._keep({f"{name}.{inner}": one for inner, one in item.items()})
            elif value not in (kept := self._own.setdefault(name, [])):
                kept.append(value)

    def example(self, one: Field) -> Any:
        """A valid answer; the option that comes first where some cannot be chosen always."""
        return (
            next(self.others(one), None)
            if pair(one, found := example_of(one, self.today), self.today) is None
            else found
        )

    def item(self, group: Group) -> dict[str, Any]:
        """An item of examples."""
        found = {one.id: self.example(one) for one in group.fields if not one.optional and one.kind.asks}
        return {name: value for name, value in found.items() if value is not None}

    # ---- a value ----------------------------------------------------------------------------------------------------

    def written(self, one: Field, value: Any) -> Iterator[Any]:
        """The answers that rules see as this value; of one beyond the question's limits, as near as they go."""
        if form_of(one) in SCALED:
            yield from self._on_scale(one, value)
        elif isinstance(value, bool):
            words = one.codes or [example_of(one, self.today)]
            yield from (word for word in words if (made := pair(one, word, self.today)) and made[0] is value)
        elif isinstance(value, (str, list)):
            if one.kind.takes_options:
                value = with_own_words(
                    one, [code for code in one.codes if code in value] if isinstance(value, list) else value
                )
            if pair(one, value, self.today) is not None:
                yield value

    def _on_scale(self, one: Field, value: Any) -> Iterator[Any]:
        measure = self.measure(one)
        number = measure.number_of(value)
        if number is None:
            return
        scale = measure.scale
        for near in dict.fromkeys((number, max(scale.least, min(scale.most, number)))):
            if (made := measure.pair_at(near)) is not None:
                yield made[1]
                return

    def measure(self, one: Field) -> Measure:
        if one.path not in self._measures:
            self._measures[one.path] = Measure(one, self.today)
        return self._measures[one.path]

    # ---- a part of a record -------------------------------------------------------------------------------------------

    def with_part(self, one: Field, now: Any, part: str, value: Any) -> Iterator[Any]:
        """The answer `now` with this value as one part; the days beside it moved along where it does not hold else."""
        kept = self._encoded(one, now) or self._encoded(one, example_of(one, self.today))
        told = one.kind.rule_type(one)
        if not isinstance(kept, Mapping) or not isinstance(told, Mapping) or told.get(part) is None:
            return
        days = [name for name, form in told.items() if form == "date" and kept.get(name)]
        ways: list[dict[str, Any]] = [{**kept, part: _stored(value)}]
        if isinstance(value, date) and part in days:
            moved = value - date.fromisoformat(kept[part])
            ways.append({**kept, **{name: _moved(kept[name], moved) for name in days}})
            ways.append({**kept, **dict.fromkeys(days, value.isoformat())})
        for way in ways:
            try:
                written = typed(one, one.kind.refill(one, one.kind.decode(way)))
            except (ValueError, TypeError, KeyError, AttributeError):
                continue
            if pair(one, written, self.today) is not None:
                yield written

    def _encoded(self, one: Field, written: Any) -> Any:
        if written is None or pair(one, written, self.today) is None:
            return None
        return one.kind.encode(one.kind.read(one, raw_from(one, written), self.today).value)

    # ---- something else ---------------------------------------------------------------------------------------------

    def others(self, one: Field, now: Any = UNKNOWN) -> Iterator[Any]:
        """A few valid answers that rules see as something else than `now`."""
        told: set[str] = {repr(now)}
        for word in islice(self._any(one), 40 * MOST_OTHERS):
            made = pair(one, word, self.today)
            if made is not None and repr(made[0]) not in told:
                told.add(repr(made[0]))
                yield made[1]
            if len(told) > MOST_OTHERS:
                return

    def _any(self, one: Field) -> Iterator[Any]:
        yield from self._own.get(one.path, ())
        told = one.kind.rule_type(one)
        example = example_of(one, self.today)
        yield example
        if form_of(one) in SCALED:
            scale = self.measure(one).scale
            span = scale.most - scale.least
            for number in (scale.least, scale.most, *(scale.least + span * part // 8 for part in range(1, 8))):
                if (made := self.measure(one).pair_at(number)) is not None:
                    yield made[1]
        elif isinstance(told, Mapping):
            for part, form in told.items():
                for value in one.codes if form == "code" else self._beside(example, part) if form == "date" else ():
                    yield from self.with_part(one, example, part, value)
        elif told == "codes":
            yield from ([with_own_words(one, code)] for code in one.codes)
            yield from (with_own_words(one, list(one.codes[: size + 1])) for size in range(1, len(one.codes)))
        elif one.codes:
            yield from (with_own_words(one, code) for code in one.codes)
        elif isinstance(example, str):
            yield from (f"{sign}{example[1:]}" for sign in "0123456789ABCXYZ")
            yield from (f"{example}x", f"{example} 2", "Something else", "zq")

    def _beside(self, example: Any, part: str) -> Iterable[date]:
        return [self.today + timedelta(days=days) for days in (0, 1, 7, 30, 365)]

    # ---- texts --------------------------------------------------------------------------------------------------------

    def texts(self, one: Field, words: Iterable[str]) -> Iterator[str]:
        """Of these, the ones that hold as an answer."""
        yield from (word for word in words if len(word) <= MOST_LETTERS and pair(one, word, self.today) is not None)


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, (Decimal, Money)) else value


def _moved(day: str, by: timedelta) -> str:
    try:
        return (date.fromisoformat(day) + by).isoformat()
    except OverflowError:
        return day
