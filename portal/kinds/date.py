"""Floor 2. The kind `date`: three inputs, forgiving about how a month is written and where the rest was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from babel import Locale

from portal.errors import N_
from portal.i18n.folding import fold, plain_digits
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, Faults, bound, fault, holds, line, slip, slips

PARTS = ("day", "month", "year")
_LANGUAGES = ("en", "et", "ar", "fr")
# The months as they are called in Syria, Lebanon, Jordan and Iraq; the CLDR's plain Arabic has Egypt's.
_LEVANTINE = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
# The same in Algeria, Tunisia and Morocco.
_MAGHREBI = (
    ("جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان", "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"),
)
FIRST_YEAR = 1600  # of a day whose question says no `earliest`
_JOINED = re.compile(r"(\d\d)(\d\d)((?:19|20)\d\d)|((?:19|20)\d\d)(\d\d)(\d\d)")  # 14052025, 20250514: never both
_NAME_FIRST = re.compile(r"([^\W\d_][^\d]*?)[\s.]+(\d{1,2})(?:st|nd|rd|th)?[\s,.]+(\d{4})", re.IGNORECASE)
_WHOLE = re.compile(
    r"(\d{1,4})(?:(?:er|st|nd|rd|th)(?=\s))?(?:\s+(?:of|de)(?=\s))?"
    r"[\s./,\-–]*?(?:[\s./,\-–](\d{1,2})[\s./,\-–]+|\s*([^\W\d_][^\d]*?)[\s./,\-–]*)(\d{1,4})\.?",
    re.IGNORECASE,
)


@cache
def _months() -> dict[str, int]:
    """Folded name → month, in the languages people here write."""
    names = {fold(name): number for own in (_LEVANTINE, *_MAGHREBI) for number, name in enumerate(own, 1)}
    for language in _LANGUAGES:
        months = Locale.parse(language).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names.update({fold(name): number for number, name in months[form][width].items()})
    return names


def month_of(typed: str) -> int | None:
    """1 to 12 from "3", "03", "March", "mar", "märts", "مارس", "mars"; None where no one month is meant."""
    typed = typed.strip(" ./")
    if typed.isascii() and typed.isdigit():
        return int(typed) if len(typed) <= 2 and 1 <= int(typed) <= 12 else None
    name = fold(typed)
    if name in _months():
        return _months()[name]
    meant = {number for month, number in _months().items() if len(name) >= 3 and month.startswith(name)}
    return meant.pop() if len(meant) == 1 else None


def read(field: Asked, raw: Raw, today: date) -> Reading:
    found = day_of(raw)
    if isinstance(found, date):
        return _within(field, found, today)
    return slips(field, found) if found else EMPTY


def day_of(raw: Raw) -> date | list[tuple[str, str]] | None:
    """The day that was typed, or what is wrong with it as (code, part); None where nothing was typed."""
    parts = _parts(raw)
    if not any(parts):
        return None
    missing = [(f"missing_{name}", name) for name, part in zip(PARTS, parts, strict=True) if not part]
    if missing:
        return missing
    day, month, year = _number(parts[0], 31), month_of(parts[1]), year_of(parts[2])
    if day is None or month is None or year is None:
        return [(name, name) for name, part in zip(PARTS, (day, month, year), strict=True) if part is None]
    try:
        return date(year, month, day)
    except ValueError:
        return [("impossible", "day")]


def _parts(raw: Raw) -> tuple[str, str, str]:
    """Day, month and year as typed; a whole date in the first input counts as all three."""
    day, month, year = (plain_digits(line(raw, part))[:40] for part in PARTS)
    alone = plain_digits(line(raw))[:40] or (day if not month and not year else "")
    if joined := _JOINED.fullmatch(alone):
        return (joined[1], joined[2], joined[3]) if joined[1] else (joined[6], joined[5], joined[4])
    if named := _NAME_FIRST.fullmatch(alone):
        return named[2], named[1], named[3]
    found = _WHOLE.fullmatch(alone)
    if found:
        first, number, name, last = found.groups()
        middle = number or name.strip()
        return (last, middle, first) if len(first) > 2 else (first, middle, last)
    return (day or alone, month, year)


def _number(typed: str, most: int) -> int | None:
    """A day as a number; "3.", "3rd" and "1er" are understood."""
    found = re.fullmatch(r"(\d{1,2})(?:\.|st|nd|rd|th|er)?", typed, re.IGNORECASE | re.ASCII)
    return int(found[1]) if found and 1 <= int(found[1]) <= most else None


def year_of(typed: str) -> int | None:
    """A year in full: two digits could mean two centuries."""
    return int(typed[:4]) if re.fullmatch(r"[1-9]\d{3}\.?", typed, re.ASCII) else None


def _within(field: Asked, found: date, today: date) -> Reading:
    earliest, latest = (bound(field.settings.get(name), today) for name in ("earliest", "latest"))
    if earliest and found < earliest:
        return slip(field, "too_early", earliest=earliest)
    if latest and found > latest:
        return slip(field, "too_late", latest=latest)
    # Nobody is asked of days so long past: it is the year of another calendar, such as 1448.
    return slip(field, "calendar") if found.year < FIRST_YEAR and not earliest else holds(found)


def parts_of(value: date) -> Raw:
    return {"day": [str(value.day)], "month": [str(value.month)], "year": [f"{value.year:04}"]}


def example(field: Asked, today: date) -> Raw:
    latest, earliest = (bound(field.settings.get(name), today) for name in ("latest", "earliest"))
    return parts_of(latest or earliest or today)


def check(field: Asked) -> Faults:
    """That bounds written as days do not cross; those that move with today are compared on one day."""
    earliest, latest = (bound(field.settings.get(name), date(2026, 1, 1)) for name in ("earliest", "latest"))
    if earliest and latest and earliest > latest:
        message, remedy = N_("“earliest” is after “latest”, so no date can hold."), N_("Swap them, or delete one.")
        return fault("earliest", message, remedy)
    return [_no_day(name, field.settings[name]) for name in ("earliest", "latest") if _is_no_day(field, name)]


def _is_no_day(field: Asked, name: str) -> bool:
    return bool(field.settings.get(name)) and bound(field.settings[name], date(2026, 1, 1)) is None


def _no_day(name: str, written: Any) -> tuple[str, str, str, dict[str, Any]]:
    remedy = N_("Write 2026-03-31, today, or today - 18 years.")
    return (name, N_("“{written}” is no day."), remedy, {"written": str(written)})


def parts(_field: Asked) -> Sequence[str]:
    return PARTS


DATE = Kind(
    name="date",
    widget="date",
    problems={
        "empty": N_("Enter a date for “{label}”"),
        "missing_day": N_("The date for “{label}” must include a day"),
        "missing_month": N_("The date for “{label}” must include a month"),
        "missing_year": N_("The date for “{label}” must include a year"),
        "day": N_("The day in “{label}” must be a number from 1 to 31"),
        "month": N_("The month in “{label}” must be a number from 1 to 12, or its name"),
        "year": N_("The year in “{label}” must be written in full, with 4 digits"),
        "calendar": N_("Check the year in “{label}”: enter it in the Gregorian calendar, for example 2026"),
        "impossible": N_("Check the day in “{label}”: that month does not have so many days"),
        "too_early": N_("The date for “{label}” must be {earliest} or later"),
        "too_late": N_("The date for “{label}” must be {latest} or earlier"),
    },
    read=read,
    encode=lambda value: value.isoformat(),
    decode=date.fromisoformat,
    refill=lambda _field, value: parts_of(value),
    show=lambda _field, value, say: [say.date(value)],
    export=lambda _field, value: str(value.isoformat()),
    rule_type=lambda _field: "date",
    rule_value=lambda _field, value: value,
    schema=lambda _field: {"type": "string", "format": "date"},
    example=example,
    settings={"earliest": Setting("date"), "latest": Setting("date")},
    parts=parts,
    first_part="day",
    part_labels={"day": N_("Day"), "month": N_("Month"), "year": N_("Year")},
    autocomplete={"day": "bday-day", "month": "bday-month", "year": "bday-year"},
    check=check,
)
