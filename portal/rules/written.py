"""Values an author writes out as text: `date('2026-12-31')`, `duration('2 years')`, `money('20 EUR')`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from babel.numbers import get_currency_precision

from portal.rules import types
from portal.rules.types import ANY, DATE, Type
from portal.rules.values import Money, duration_in_words


def _date_written(words: str) -> tuple[Any, Type]:
    try:
        return date.fromisoformat(words) if len(words) == 10 else None, DATE
    except ValueError:
        return None, DATE


def _money_written(words: str) -> tuple[Any, Type]:
    amount = money_in_words(words)
    return amount, types.Money(amount.currency) if amount else ANY


def money_in_words(words: str) -> Money | None:
    """`20 EUR`, `12.50 EUR` as money; None where it is not, or has more decimals than the currency."""
    number, _, currency = words.strip().partition(" ")
    if (
        not (len(currency) == 3 and currency.isascii() and currency.isupper())
        or len(number) > 16
        or not number.isascii()
    ):
        return None
    try:
        amount = (
            Decimal(number).scaleb(get_currency_precision(currency)) if number.replace(".", "", 1).isdecimal() else None
        )
    except InvalidOperation:
        return None
    return Money(int(amount), currency) if amount is not None and amount == amount.to_integral_value() else None


def finer_amount(words: str) -> dict[str, str | int] | None:
    """Of an amount with more decimals than its currency has: how many those are, and how to reckon with it all the same."""
    number, _, currency = str(words).strip().partition(" ")
    whole, point, cents = number.partition(".")
    if not (point and whole.isdecimal() and cents.isdecimal() and number.isascii() and len(number) <= 16):
        return None
    rounded = money_in_words(f"{whole} {currency}")
    if rounded is None or money_in_words(words) is not None:
        return None
    decimals = get_currency_precision(currency)
    shift = max(2, len(cents) - decimals)
    more = f"{Decimal(number).scaleb(shift):f}"
    shown = more.rstrip("0").rstrip(".") if "." in more else more
    return {
        "amount": words,
        "currency": currency,
        "decimals": decimals,
        "example": f"{shown} {currency} * … / {10**shift}",
    }


WRITTEN_AS: Final[dict[str, Callable[[str], tuple[Any, Type]]]] = {
    "date": _date_written,
    "duration": lambda words: (duration_in_words(words), types.DURATION),
    "money": _money_written,
}
