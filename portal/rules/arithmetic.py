"""Counting that never fails: what cannot be told (division by zero, beyond 64 bits) is unknown.

Integers keep to CEL's 64 bits, decimals to 34 digits, texts to 10,000 characters; so a chain of values that multiply
each other cannot exhaust the machine.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Any, Final

from portal.rules import types
from portal.rules.types import Type
from portal.rules.values import UNKNOWN, Duration, Money

_LEAST, _MOST = -(2**63), 2**63 - 1
_MAX_TEXT: Final = 10_000
_DECIMALS = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-999, Emax=999, traps=[DivisionByZero, InvalidOperation, Overflow]
)

Operation = Callable[[Any, Any], Any]


def _kept(number: int) -> Any:
    return number if _LEAST <= number <= _MOST else UNKNOWN


def _int_divided(one: int, other: int) -> Any:
    if other == 0:
        return UNKNOWN
    quotient = abs(one) // abs(other)
    return _kept(quotient if (one < 0) == (other < 0) else -quotient)


def _int_rest(one: int, other: int) -> Any:
    if other == 0:
        return UNKNOWN
    rest = abs(one) % abs(other)
    return -rest if one < 0 else rest


_INTEGERS: Final[dict[str, Operation]] = {
    "+": lambda one, other: _kept(one + other),
    "-": lambda one, other: _kept(one - other),
    "*": lambda one, other: _kept(one * other),
    "/": _int_divided,
    "%": _int_rest,
}


def _decimally(operation: Callable[[Any, Any], Decimal]) -> Operation:
    def run(one: Any, other: Any) -> Any:
        try:
            return operation(one, other)
        except DecimalException:
            return UNKNOWN

    return run


_OF_DECIMALS: Final[dict[str, Operation]] = {
    "+": _decimally(_DECIMALS.add),
    "-": _decimally(_DECIMALS.subtract),
    "*": _decimally(_DECIMALS.multiply),
    "/": _decimally(_DECIMALS.divide),
}


def _money(amount: int, currency: str) -> Any:
    return Money(amount, currency) if _LEAST <= amount <= _MOST else UNKNOWN


def _rounded(amount: Any, currency: str) -> Any:
    """Half a cent goes up, away from zero."""
    if amount is UNKNOWN:
        return UNKNOWN
    try:
        return _money(int(amount.to_integral_value(ROUND_HALF_UP)), currency)
    except DecimalException:
        return UNKNOWN


def _money_times(money: Money, factor: int | Decimal) -> Any:
    return _rounded(_OF_DECIMALS["*"](Decimal(money.amount), factor), money.currency)


def _money_over(money: Money, divisor: int | Decimal) -> Any:
    return _rounded(_OF_DECIMALS["/"](Decimal(money.amount), divisor), money.currency)


def _texts_joined(one: str, other: str) -> Any:
    return one + other if len(one) + len(other) <= _MAX_TEXT else UNKNOWN


def _later(day: date, span: Duration) -> Any:
    try:
        return span.after(day)
    except (ValueError, OverflowError):
        return UNKNOWN


def _earlier(day: date, span: Duration) -> Any:
    try:
        return span.before(day)
    except (ValueError, OverflowError):
        return UNKNOWN


def operation(sign: str, left: Type, right: Type) -> tuple[Type, Operation] | None:
    """The result's type of `left sign right` and what to do, or None where the two do not go together."""
    if types.ANY in (left, right):
        return types.ANY, lambda _one, _other: UNKNOWN
    if left == right == types.INTEGER:
        return types.INTEGER, _INTEGERS[sign]
    if types.is_number(left) and types.is_number(right):
        return (types.DECIMAL, _OF_DECIMALS[sign]) if sign in _OF_DECIMALS else None
    if sign == "+" and types.is_text(left) and types.is_text(right):
        return types.TEXT, _texts_joined
    if left == types.DATE and right == types.DURATION and sign in ("+", "-"):
        return types.DATE, _later if sign == "+" else _earlier
    return _with_money(sign, left, right)


def _with_money(sign: str, left: Type, right: Type) -> tuple[Type, Operation] | None:
    if isinstance(left, types.Money) and left == right:
        match sign:
            case "+":
                return left, lambda one, other: _money(one.amount + other.amount, one.currency)
            case "-":
                return left, lambda one, other: _money(one.amount - other.amount, one.currency)
            case "/":
                divided = _OF_DECIMALS["/"]
                return types.DECIMAL, lambda one, other: divided(one.amount, other.amount)
    elif isinstance(left, types.Money) and types.is_number(right):
        match sign:
            case "*":
                return left, _money_times
            case "/":
                return left, _money_over
    elif isinstance(right, types.Money) and types.is_number(left) and sign == "*":
        return right, lambda one, other: _money_times(other, one)
    return None


def negation(kind: Type) -> Callable[[Any], Any] | None:
    if kind == types.INTEGER:
        return lambda value: _kept(-value)
    if kind == types.DECIMAL:
        return operator.neg
    if isinstance(kind, types.Money):
        return lambda value: Money(-value.amount, value.currency)
    return (lambda _value: UNKNOWN) if kind == types.ANY else None


def total(values: Sequence[Any], item: Type) -> Any:
    """The sum of a list; unknown where one of it is."""
    if UNKNOWN in values:
        return UNKNOWN
    if isinstance(item, types.Money):
        return _money(sum(value.amount for value in values), item.currency)
    if item != types.DECIMAL:
        return _kept(sum(values))
    found: Any = Decimal(0)
    for value in values:
        found = _OF_DECIMALS["+"](found, value)
        if found is UNKNOWN:
            return UNKNOWN
    return found


def same(one: Any, other: Any) -> Any:
    """Three-valued equality, into lists and records: a known difference decides, else the unknown does."""
    if one is UNKNOWN or other is UNKNOWN or one is None or other is None:
        return UNKNOWN
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        pairs = [(one.get(name), other.get(name)) for name in one.keys() | other.keys()]
    elif isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        if len(one) != len(other):
            return False
        pairs = list(zip(one, other, strict=True))
    else:
        return one == other
    found = [same(*pair) for pair in pairs]
    return False if False in found else UNKNOWN if UNKNOWN in found else True
