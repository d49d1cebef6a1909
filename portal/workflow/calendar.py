"""Floor 4. Days: working days of an office, and spans such as "2 years" counted from a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

_WEEKEND = (6, 7)


@lru_cache(maxsize=64)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    # Slow to load, with the calendars of all the world; the web loads it before it forks (`web/kit/warming.py`).
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year, observed=True))
    except NotImplementedError:  # the library knows nothing of this country: weekends alone are off
        return frozenset()


def is_working_day(day: date, country: str, closed_on: tuple[str, ...] = ()) -> bool:
    """Whether an office works that day: no weekend, no public holiday, none of its own closing days (ISO)."""
    return (
        day.isoweekday() not in _WEEKEND
        and day not in _public_holidays(country, day.year)
        and day.isoformat() not in closed_on
    )


def due_on(received_on: date, days: int, *, working_days: bool, country: str, closed_on: tuple[str, ...] = ()) -> date:
    """The last day for an answer. The day of receipt does not count; with `working_days` only days on which the office works do."""
    if not working_days:
        return received_on + timedelta(days=days)
    day = received_on
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, country, closed_on)
    return day


def after(day: date, span: tuple[int, str]) -> date:
    """`day` and a span such as (1, "year") later; a day that the month does not have becomes its last one."""
    number, unit = span
    if unit in ("day", "week"):
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + number * (12 if unit == "year" else 1), 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def valid_until(valid_from: date, span: tuple[int, str] | None) -> date | None:
    """The last day on which a document is valid, the day itself included: a year from 26 November ends on 25 November."""
    return after(valid_from, span) - timedelta(days=1) if span else None
