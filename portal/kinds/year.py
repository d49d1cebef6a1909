"""Floor 2. The kind `year`: four digits; its bounds may move with today."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from portal.errors import N_
from portal.i18n.folding import plain_digits
from portal.kinds.date import year_of
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, Faults, bound, fault, holds, line, single, slip

_FIRST, _LAST = 1000, 9999
_ANY_DAY = date(2026, 1, 1)


def limit(written: Any, today: date) -> int | None:
    """The year of a bound: 1950, today, today - 18 years, 2026-03-31. None where it is none."""
    text = str(written or "").strip()
    if re.fullmatch(r"[1-9]\d{3}", text, re.ASCII):
        return int(text)
    day = bound(text, today)
    return day.year if day else None


def _bounds(field: Asked, today: date) -> tuple[int, int]:
    earliest, latest = (limit(field.settings.get(name), today) for name in ("earliest", "latest"))
    return earliest or _FIRST, latest or _LAST


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = plain_digits(line(raw))
    if not typed:
        return EMPTY
    found = year_of(typed)
    if found is None:
        return slip(field, "year")
    earliest, latest = _bounds(field, today)
    # As texts: a number would be written with its thousands apart.
    if found < earliest:
        return slip(field, "too_early", earliest=str(earliest))
    return slip(field, "too_late", latest=str(latest)) if found > latest else holds(found)


def example(field: Asked, today: date) -> Raw:
    earliest, latest = _bounds(field, today)
    return single(str(min(max(today.year, earliest), latest)))


def check(field: Asked) -> Faults:
    for name in ("earliest", "latest"):
        written = field.settings.get(name)
        if written and limit(written, _ANY_DAY) is None:
            message, remedy = N_("“{written}” is no year."), N_("Write 1950, today, or today - 18 years.")
            return fault(name, message, remedy, written=str(written))
    earliest, latest = _bounds(field, _ANY_DAY)
    if earliest <= latest:
        return ()
    message, remedy = N_("“earliest” is after “latest”, so no year can hold."), N_("Swap them, or delete one.")
    return fault("earliest", message, remedy)


YEAR = Kind(
    name="year",
    widget="year",
    problems={
        "empty": N_("Enter a year for “{label}”"),
        "year": N_("The year for “{label}” must be written in full, with 4 digits"),
        "too_early": N_("The year for “{label}” must be {earliest} or later"),
        "too_late": N_("The year for “{label}” must be {latest} or earlier"),
    },
    read=read,
    encode=int,
    decode=int,
    refill=lambda _field, value: single(str(value)),
    show=lambda _field, value, _say: [str(value)],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "integer",
    rule_value=lambda _field, value: value,
    schema=lambda _field: {"type": "integer", "minimum": _FIRST, "maximum": _LAST},
    example=example,
    settings={"earliest": Setting("text"), "latest": Setting("text")},
    check=check,
)
