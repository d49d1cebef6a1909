"""Floor 2. The kind `month and year`: two inputs; a month may be typed as a word. Rules see its first day."""

from __future__ import annotations

import re
from datetime import date

from portal.errors import N_
from portal.i18n.folding import plain_digits
from portal.kinds import date as days
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, bound, holds, line, slip, slips

PARTS = ("month", "year")
_WHOLE = re.compile(r"(\d{1,2}|[^\W\d_][^\d]*?)[\s./,\-–]+([1-9]\d{3})")
_TURNED = re.compile(r"([1-9]\d{3})[\s./\-–]+(\d{1,2}|[^\W\d_][^\d]*)")


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed_month, typed_year = _parts(raw)
    if not typed_month and not typed_year:
        return EMPTY
    if not typed_month or not typed_year:
        part = "month" if not typed_month else "year"
        return slip(field, f"missing_{part}", part)
    month, year = days.month_of(typed_month), days.year_of(typed_year)
    if month is None or year is None:
        return slips(field, [(name, name) for name, part in zip(PARTS, (month, year), strict=True) if part is None])
    return _within(field, date(year, month, 1), today)


def _parts(raw: Raw) -> tuple[str, str]:
    """Month and year as typed; both in the first input count as both."""
    month, year = (plain_digits(line(raw, part))[:40] for part in PARTS)
    alone = plain_digits(line(raw))[:40] or (month if not year else "")
    if found := _WHOLE.fullmatch(alone):
        return found[1].strip(), found[2]
    if found := _TURNED.fullmatch(alone):
        return found[2].strip(), found[1]
    return month or alone, year


def _within(field: Asked, found: date, today: date) -> Reading:
    earliest, latest = _bounds(field, today)
    if earliest and found < earliest:
        return slip(field, "too_early", earliest=_plain(earliest))
    return slip(field, "too_late", latest=_plain(latest)) if latest and found > latest else holds(found)


def _bounds(field: Asked, today: date) -> tuple[date | None, date | None]:
    """The first and last month, as their first days."""
    first, last = (bound(field.settings.get(name), today) for name in ("earliest", "latest"))
    return first and first.replace(day=1), last and last.replace(day=1)


def _plain(value: date) -> str:
    return f"{value.month} {value.year:04}"


def refill(_field: Asked, value: date) -> Raw:
    return {"month": [str(value.month)], "year": [f"{value.year:04}"]}


def decode(stored: str) -> date:
    return date.fromisoformat(f"{stored}-01")


def example(field: Asked, today: date) -> Raw:
    earliest, latest = _bounds(field, today)
    return refill(field, latest or earliest or today)


MONTH_AND_YEAR = Kind(
    name="month and year",
    widget="date",
    problems={
        "empty": N_("Enter a month and a year for “{label}”"),
        "missing_month": N_("The answer to “{label}” must include a month"),
        "missing_year": N_("The answer to “{label}” must include a year"),
        "month": N_("The month in “{label}” must be a number from 1 to 12, or its name"),
        "year": N_("The year in “{label}” must be written in full, with 4 digits"),
        "too_early": N_("The month for “{label}” must be {earliest} or later"),
        "too_late": N_("The month for “{label}” must be {latest} or earlier"),
    },
    read=read,
    encode=lambda value: f"{value.year:04}-{value.month:02}",
    decode=decode,
    refill=refill,
    show=lambda _field, value, say: [say.month(value)],
    export=lambda _field, value: f"{value.year:04}-{value.month:02}",
    rule_type=lambda _field: "date",
    rule_value=lambda _field, value: value,
    schema=lambda _field: {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
    example=example,
    settings={"earliest": Setting("date"), "latest": Setting("date")},
    parts=lambda _field: PARTS,
    first_part="month",
    part_labels={"month": N_("Month"), "year": N_("Year")},
    check=days.check,
)
