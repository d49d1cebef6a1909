"""Floor 2. The kind `money`: an amount in one currency, kept in its minor units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.errors import N_
from portal.i18n.folding import plain_digits
from portal.kinds.decimal import AMBIGUOUS_WORDS, joined
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, Faults, crossed, fault, holds, line, single, slip
from portal.rules.values import Money

FURTHEST = 99_999_999_999_999  # minor units
# ISO 4217's exceptions from two decimals, among the currencies a form may name.
_DECIMALS = {
    "JPY": 0,
    "KRW": 0,
    "ISK": 0,
    "CLP": 0,
    "VND": 0,
    "BHD": 3,
    "KWD": 3,
    "OMR": 3,
    "JOD": 3,
    "TND": 3,
    "IQD": 3,
}
_SIGNS = {
    "EUR": "€",
    "USD": "$",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "CHF": "CHF",
    "SEK": "kr",
    "DKK": "kr",
    "NOK": "kr",
}
# As people write them beside the amount, the longest first.
_NAMES = {"EUR": ("euros", "eurot", "eurod", "euro", "euri", "eur", "يورو")}
_EITHER = re.compile(r"-?([1-9]\d{0,2}),(\d{3})")
_AMOUNT = re.compile(r"(-?)(\d*)(?:\.(\d*))?")


def read(field: Asked, raw: Raw, today: date) -> Reading:
    text = line(raw)
    if not text:
        return EMPTY
    currency = _currency(field)
    bare = _without_currency(joined(plain_digits(text)).replace("−", "-").replace("٫", "."), currency)
    if _DECIMALS.get(currency, 2) == 3 and (either := _EITHER.fullmatch(bare)):
        return slip(field, "ambiguous", typed=text, whole="".join(either.groups()), fraction=".".join(either.groups()))
    found = _AMOUNT.fullmatch(_pointed(bare, _DECIMALS.get(currency, 2)))
    if not found or not (found[2] or found[3]):
        return slip(field, "amount")
    places = _DECIMALS.get(currency, 2)
    decimals = (found[3] or "").rstrip("0")
    if len(decimals) > places:
        return slip(field, "decimals" if places else "no_decimals", places=places)
    digits = ((found[2] or "0") + decimals.ljust(places, "0")).lstrip("0") or "0"
    return _within(field, (-1 if found[1] else 1) * (int(digits) if len(digits) <= 14 else FURTHEST + 1))


def _without_currency(text: str, currency: str) -> str:
    """The amount alone: “€ 20,50”, “20.50 EUR”, “20 euros”, “٢٠ يورو”; “20€50” has its point there, “20,-” no cents."""
    names = (*_NAMES.get(currency, ()), currency, _SIGNS.get(currency, ""))
    name = "|".join(re.escape(one) for one in names if one)
    text = re.sub(rf"(?<=\d)\s?(?:{name})\s?(?=\d\d$)", ".", text, flags=re.IGNORECASE)
    bare = re.sub(rf"^(-?)\s*(?:{name})\s*|\s*(?:{name})$", r"\1", text, flags=re.IGNORECASE)
    return re.sub(r"[.,][-–—]{1,2}$", "", bare)


def _pointed(bare: str, places: int) -> str:
    """The amount with a point before its decimals and nothing between its thousands.

    The last comma or point is the decimal one, unless three digits follow it where the currency has no such decimals,
    or it stands there more than once: 1,234 and 1.234.567 are whole.
    """
    marks = [place for place, ch in enumerate(bare) if ch in ",."]
    if not marks:
        return bare
    last = marks[-1]
    repeated = bare.count(bare[last]) > 1
    grouped = bool(re.fullmatch(r"-?[1-9]\d{0,2}(?:[.,]\d{3})+", bare)) and (repeated or places != 3)
    if grouped and len({bare[place] for place in marks}) == 1:
        return re.sub(r"[.,]", "", bare)
    if repeated or not re.fullmatch(r"-?\d*|-?\d{1,3}(?:[.,]\d{3})+", bare[:last]):
        return "?"
    return f"{re.sub(r'[.,]', '', bare[:last])}.{bare[last + 1 :]}"


def _within(field: Asked, minor: int) -> Reading:
    currency = _currency(field)
    least, most = _bounds(field)
    if minor < least:
        return slip(field, "too_small", min=Money(least, currency))
    return slip(field, "too_big", max=Money(most, currency)) if minor > most else holds(Money(minor, currency))


def _currency(field: Asked) -> str:
    return str(field.settings.get("currency") or "EUR")


def _bounds(field: Asked) -> tuple[int, int]:
    least, most = field.settings.get("min"), field.settings.get("max")
    return (0 if least is None else int(least)), (FURTHEST if most is None else int(most))


def _plain(value: Money) -> str:
    places = _DECIMALS.get(value.currency, 2)
    return f"{Decimal(value.amount).scaleb(-places):.{places}f}"


def decode(stored: Mapping[str, Any]) -> Money:
    return Money(int(stored["amount"]), str(stored["currency"]))


def example(field: Asked, today: date) -> Raw:
    least, most = _bounds(field)
    return single(_plain(Money(min(max(2_050, least), most), _currency(field))))


def schema(field: Asked) -> dict[str, Any]:
    least, most = _bounds(field)
    amount = {"type": "integer", "minimum": least, "maximum": most}
    properties = {"amount": amount, "currency": {"const": _currency(field)}}
    return {"type": "object", "properties": properties, "required": ["amount", "currency"]}


def check(field: Asked) -> Faults:
    if not re.fullmatch("[A-Z]{3}", _currency(field)):
        message, remedy = N_("“{currency}” is no currency."), N_("Write its three capital letters, for example EUR.")
        return fault("currency", message, remedy, currency=_currency(field))
    return crossed(field, "min", "max")


MONEY = Kind(
    name="money",
    widget="money",
    problems={
        "empty": N_("Enter an amount for “{label}”"),
        "amount": N_("Enter the amount for “{label}” in digits, for example 20.50"),
        "ambiguous": AMBIGUOUS_WORDS,
        "decimals": N_("Enter the amount for “{label}” with {places} digits after the point or fewer"),
        "no_decimals": N_("Enter the amount for “{label}” without a point"),
        "too_small": N_("The amount for “{label}” must be {min} or more"),
        "too_big": N_("The amount for “{label}” must be {max} or less"),
    },
    read=read,
    encode=lambda value: {"amount": value.amount, "currency": value.currency},
    decode=decode,
    refill=lambda _field, value: single(_plain(value)),
    show=lambda _field, value, say: [say.money(value.amount, value.currency)],
    export=lambda _field, value: f"{_plain(value)} {value.currency}",
    rule_type=lambda _field: "money",
    rule_value=lambda _field, value: value,
    schema=schema,
    example=example,
    settings={"currency": Setting("text", default="EUR"), "min": Setting("money"), "max": Setting("money")},
    check=check,
)
