"""Floor 2. How raw input is looked at, the same for every kind: cleaned first, judged after."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from portal.errors import N_, Plural
from portal.i18n.folding import clean, plain_digits
from portal.kinds.kind import Asked, Problem, Raw, Reading, Say, Wording

EMPTY = Reading()
# Beyond this nothing a kind reads can hold; what is longer is cut before any pattern sees it.
LONGEST = 20_000

EMPTY_WORDS = N_("Enter an answer to “{label}”")
TOO_LONG_WORDS = Plural(
    "Shorten the answer to “{label}” to {max} character",
    "Shorten the answer to “{label}” to {max} characters or fewer",
    "max",
)
_BOUND = re.compile(r"today(?:\s*([+-])\s*(\d{1,5})\s*(day|week|month|year)s?)?")


def typed(raw: Raw, part: str = "") -> str:
    """What stands in one input, with its line breaks."""
    values = raw.get(part) or ()
    return clean(values[0][: LONGEST + 1]) if values and isinstance(values[0], str) else ""


def line(raw: Raw, part: str = "") -> str:
    """What stands in an input of one line: any run of white space is one space."""
    return " ".join(typed(raw, part).split())


def every(raw: Raw, part: str = "") -> list[str]:
    """All that was chosen in a set of boxes."""
    return [chosen for value in raw.get(part) or () if isinstance(value, str) and (chosen := clean(value[:LONGEST]))]


def compact(text: str) -> str:
    """A number or code without what people put between its signs, its digits plain."""
    return re.sub(r"[\s\-‐‑‒–—−./_'’]+", "", plain_digits(text))


def with_unit(field: Asked, number: Wording, say: Say) -> Wording:
    """The number and the author's word after it."""
    unit = field.settings.get("unit")
    return number if unit is None else say.word(N_("{number} {unit}"), number=number, unit=say.text(unit))


def single(text: str) -> Raw:
    return {"": [text]}


def holds(value: Any) -> Reading:
    return Reading(value)


def slip(field: Asked, code: str, part: str = "", **facts: Any) -> Reading:
    return Reading(None, (Problem(field.id, code, facts, part),))


def slips(field: Asked, found: Iterable[tuple[str, str]]) -> Reading:
    """Several problems at once, as (code, part)."""
    return Reading(None, tuple(Problem(field.id, code, part=part) for code, part in found))


def too_long(field: Asked, text: str, most: int) -> Reading | None:
    return slip(field, "too_long", max=most, over=len(text) - most) if len(text) > most else None


def bound(written: str | None, today: date) -> date | None:
    """A day as a specification writes it: 2026-03-31, today, today - 18 years. None where it is none."""
    if not written:
        return None
    found = _BOUND.fullmatch(written.strip())
    if not found:
        try:
            return date.fromisoformat(written.strip())
        except ValueError:
            return None
    sign, number, unit = found.groups()
    return _moved(today, int(number) * (-1 if sign == "-" else 1), unit) if unit else today


def _moved(day: date, number: int, unit: str) -> date | None:
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=number * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + number * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None


Faults = Sequence[tuple[str, str, str, dict[str, Any]]]


def fault(setting: str, message: str, remedy: str, **params: Any) -> Faults:
    return ((setting, message, remedy, params),)


def crossed(field: Asked, low: str, high: str) -> Faults:
    """A fault where an author's lower bound lies above the upper one."""
    least, most = field.settings.get(low), field.settings.get(high)
    if least is None or most is None or least <= most:
        return ()
    message, remedy = N_("“{low}” is above “{high}”, so no answer can hold."), N_("Swap them, or delete one.")
    return fault(low, message, remedy, low=low, high=high)
