"""Floor 2. The kind `rating`: a number from 1 to so many; both ends may have words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.errors import N_
from portal.i18n.folding import plain_digits
from portal.kinds.kind import Asked, Kind, Raw, Reading, Say, Setting, Wording
from portal.kinds.reading import EMPTY, Faults, fault, holds, line, single, slip

MOST = 10


def _of(field: Asked) -> int:
    return int(field.settings.get("of") or 5)


def codes(field: Asked) -> Sequence[str]:
    return tuple(str(number) for number in range(1, min(_of(field), MOST) + 1))


def choices(field: Asked, say: Say) -> Sequence[tuple[str, Wording]]:
    """The numbers; the first and the last with the author's words."""
    ends = {"1": field.settings.get("low"), str(_of(field)): field.settings.get("high")}
    return [(code, _named(int(code), ends.get(code), say)) for code in codes(field)]


def _named(number: int, words: object, say: Say) -> Wording:
    if words is None:
        return say.integer(number)
    return say.word(N_("{number}: {words}"), number=say.integer(number), words=say.text(words))


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = plain_digits(line(raw))
    if not typed:
        return EMPTY
    return holds(int(typed)) if typed in codes(field) else slip(field, "unknown")


def show(field: Asked, value: int, say: Say) -> Sequence[Wording]:
    return [say.word(N_("{number} of {of}"), number=say.integer(value), of=say.integer(_of(field)))]


def check(field: Asked) -> Faults:
    if 2 <= _of(field) <= MOST:
        return ()
    return fault("of", N_("A rating is of 2 to {most}."), N_("Write a number between them."), most=MOST)


RATING = Kind(
    name="rating",
    widget="rating",
    problems={
        "empty": N_("Choose a number for “{label}”"),
        "unknown": N_("Choose one of the numbers for “{label}”"),
    },
    read=read,
    encode=int,
    decode=int,
    refill=lambda _field, value: single(str(value)),
    show=show,
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "integer",
    rule_value=lambda _field, value: value,
    schema=lambda field: {"type": "integer", "minimum": 1, "maximum": _of(field)},
    example=lambda field, _today: single(str(_of(field))),
    settings={"of": Setting("integer", default=5), "low": Setting("authored"), "high": Setting("authored")},
    own_codes=codes,
    own_choices=choices,
    personal=False,
    check=check,
)
