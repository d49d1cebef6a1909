"""Floor 6. Values beside a value: what is less, more or otherwise by one step, and how a reckoning is turned round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from portal.rules import UNKNOWN, Duration, Money

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_FINE = Decimal("0.01")
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def meeting(sign: str, value: Any) -> Iterator[Any]:
    """Values that stand in this relation to `value`: the nearest first, then further ones where the nearest may not hold."""
    if sign in ("==", "<=", ">="):
        yield value
    ways = {"<": (-1,), "<=": (-1,), ">": (1,), ">=": (1,), "!=": (1, -1), "==": ()}[sign]
    for way in ways:
        yield from moved(value, way)


def moved(value: Any, way: int) -> Iterator[Any]:
    """One step up (1) or down (-1), in each of the sizes that steps have."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + way, value + 10 * way)
        case Decimal():
            yield from (value + _FINE * way, value + way)
        case Money(amount=amount, currency=currency):
            yield from (Money(amount + step * way, currency) for step in (1, 100))
        case date():
            for days in (1, 31, 366):  # of what is known by its month or year only, too
                try:
                    yield value + timedelta(days=days * way)
                except OverflowError:
                    return
        case str() if found := _TIME.fullmatch(value):
            minute = int(found[1]) * 60 + int(found[2]) + way
            if minute >= 0:
                yield f"{minute // 60:02}:{minute % 60:02}"
        case str():
            yield f"{value}x" if way > 0 else value[:-1]


def nothing_of(value: Any) -> Any:
    """Nought of the same sort as a number or an amount."""
    return Money(0, value.currency) if isinstance(value, Money) else type(value)(0)


def sum_of(one: Any, other: Any) -> Any:
    """UNKNOWN where the two cannot be added."""
    match one, other:
        case Money(), Money():
            return Money(one.amount + other.amount, one.currency)
        case (date(), Duration()) | (Duration(), date()):
            day, length = (one, other) if isinstance(one, date) else (other, one)
            return _shifted(length.after, day)
        case (int() | Decimal(), int() | Decimal()):
            return one + other
    return UNKNOWN


def difference(one: Any, other: Any) -> Any:
    """UNKNOWN where there is none."""
    match one, other:
        case Money(), Money():
            return Money(one.amount - other.amount, one.currency)
        case date(), Duration():
            return _shifted(other.before, one)
        case (int() | Decimal(), int() | Decimal()):
            return one - other
    return UNKNOWN


def _shifted(shift: Any, day: date) -> Any:
    try:
        return shift(day)
    except (ValueError, OverflowError):
        return UNKNOWN


def product(one: Any, other: Any) -> Any:
    match one, other:
        case (Money(), int() | Decimal()) | (int() | Decimal(), Money()):
            amount, by = (one, other) if isinstance(one, Money) else (other, one)
            return Money(int(amount.amount * by), amount.currency)
        case (int() | Decimal(), int() | Decimal()):
            return one * other
    return UNKNOWN


def solved(sign: str, value: Any, other: Any, now: Any, *, is_left: bool) -> Iterator[Any]:
    """What one side of `left sign right` must be for `value` to come out, where the other side is `other`."""
    match sign:
        case "+":
            yield difference(value, other)
        case "-":
            yield sum_of(value, other) if is_left else difference(other, value)
        case "*":
            yield from shares(value, other)
        case "/" if is_left:
            yield product(value, other)
        case "/":
            yield from shares(other, value)
        case "%" if is_left and isinstance(now, int) and isinstance(other, int) and other:
            yield from (now - now % other + value + more * other for more in (0, 1, -1))


def shares(value: Any, by: Any) -> Iterator[Any]:
    """What `by` of makes `value`: exactly where that goes, and just below and above it."""
    match value, by:
        case (Money(), Money()) if by.amount:
            yield from _whole_and_fine(Decimal(value.amount) / by.amount)
        case (Money(), int() | Decimal()) if by:
            for amount in _whole_and_fine(Decimal(value.amount) / by):
                if amount == int(amount):
                    yield Money(int(amount), value.currency)
        case (int() | Decimal(), int() | Decimal()) if by:
            yield from _whole_and_fine(Decimal(value) / by)


def _whole_and_fine(number: Decimal) -> Iterator[Any]:
    found: list[Any] = []
    for rounding in (ROUND_CEILING, ROUND_FLOOR):
        found += [int(number.to_integral_value(rounding)), number.quantize(_FINE, rounding)]
    yield from dict.fromkeys(found)


def spread(total: Any, parts: int) -> list[Any]:
    """The total in so many equal parts, what is over in the last ones."""
    if isinstance(total, Money):
        return [Money(part, total.currency) for part in spread(total.amount, parts)]
    if isinstance(total, Decimal):
        return [Decimal(part) * _FINE for part in spread(int(total / _FINE), parts)]
    whole, over = divmod(total, parts)
    return [whole + (number >= parts - over) for number in range(parts)]


def years_before(day: date, years: int) -> Iterator[date]:
    """Days on which somebody was born who is so old on `day`."""
    for days in (0, -182):
        try:
            born = day.replace(year=day.year - years, day=min(day.day, 28)) + timedelta(days=days)
        except (ValueError, OverflowError):
            continue
        yield born
