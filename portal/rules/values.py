"""What an expression works with beyond Python's own values: the unknown, money, durations."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final


class Unknown:
    """The value of what was not answered. It counts as false, since an unknown condition hides what it guards."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __reduce__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> Unknown:
        return self

    def __deepcopy__(self, _memo: object) -> Unknown:
        return self


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in the currency's minor units (cents), and the currency's ISO 4217 code."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A time span as people say it. Months and days stand apart, since no number of days makes a month."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """The day this long after `day`; a day the month does not have becomes its last one.

        Refused: `ValueError` or `OverflowError` beyond the years 1 to 9999.
        """
        return _shifted(day, self.months, self.days)

    def before(self, day: date) -> date:
        return _shifted(day, -self.months, -self.days)


def _shifted(day: date, months: int, days: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"the year {year} is beyond the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) + timedelta(days=days)


_PART = re.compile(r"([0-9]{1,5}) (day|week|month|year)s?")
_UNITS: Final = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}


def duration_in_words(words: str) -> Duration | None:
    """`2 years`, `1 year 6 months`, `10 days` as a duration; None where it is not one."""
    total = Duration()
    rest = words.strip()
    while rest:
        part = _PART.match(rest)
        if part is None:
            return None
        number, (months, days) = int(part[1]), _UNITS[part[2]]
        total = Duration(total.months + number * months, total.days + number * days)
        rest, ended = rest[part.end() :].lstrip(" "), rest[part.end() : part.end() + 1]
        if ended not in ("", " "):
            return None
    return total if words.strip() else None
