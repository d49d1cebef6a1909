"""Floor 2. The kind `decimal`: a number with a fraction, kept exactly as a decimal, never as a binary one."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from portal.errors import N_, Plural
from portal.i18n.folding import plain_digits
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, EMPTY_WORDS, Faults, crossed, fault, holds, line, single, slip, with_unit

AMBIGUOUS_WORDS = N_("“{typed}” can mean two numbers. For “{label}”, enter {whole} or {fraction}")
PLACES_BY_DEFAULT, MOST_PLACES = 6, 9
FURTHEST = Decimal(999_999_999_999_999)
_NUMBER = re.compile(r"([+\-−–]?) ?(\d*)(?:\.(\d*))?")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+(?:\.\d*)?|(?:\.\d{3}){2,}(?:,\d*)?|(?:\.\d{3})+,\d*)")
_EITHER = re.compile(r"[+\-−–]?([1-9]\d{0,2}),(\d{3})")  # thousands in one country, thousandths in the next


def read(field: Asked, raw: Raw, today: date) -> Reading:
    text = joined(_without_unit(field, plain_digits(line(raw))))
    if not text:
        return EMPTY
    if _places(field) and (either := _EITHER.fullmatch(text)):
        whole, fraction = "".join(either.groups()), ".".join(either.groups())
        return slip(field, "ambiguous", typed=text, whole=whole, fraction=fraction)
    found = _NUMBER.fullmatch(_pointed(text.replace("٫", ",")))
    if not found or not (found[2] or found[3]):
        return slip(field, "number")
    fraction = (found[3] or "").rstrip("0")
    if len(fraction) > _places(field):
        return slip(field, "decimals", places=_places(field)) if _places(field) else slip(field, "whole")
    whole = found[2].lstrip("0") or "0"
    number = Decimal(f"{whole}.{fraction}" if fraction else whole) if len(whole) <= 15 else FURTHEST + 1
    return _within(field, -number if found[1] in ("-", "−", "–") and number else number)


def joined(text: str) -> str:
    """Without the spaces and marks that set thousands apart, and those around a sign; "20 50" stays two numbers."""
    text = text.replace("،", ",")
    return re.sub(r"(?<!\d)\s|\s(?!\d)", "", re.sub(r"(?<=\d)[\s'’٬](?=\d{3}(?!\d))", "", text))


def _pointed(text: str) -> str:
    """With a point before the fraction and nothing between the thousands: 1,234.5 and 1.234.567,8; a lone comma is the point."""
    sign, bare = (text[:1], text[1:]) if text[:1] in "+-−–" else ("", text)
    if _GROUPED.fullmatch(bare):
        last = max(bare.rfind(","), bare.rfind("."))
        is_point = bare.count(bare[last]) == 1 and len({",", "."} & set(bare)) == 2
        head, tail = (bare[:last], bare[last + 1 :]) if is_point else (bare, "")
        whole = re.sub("[,.]", "", head)
        return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"
    return sign + bare.replace(",", ".")


def _without_unit(field: Asked, text: str) -> str:
    """The unit stands beside the input; whoever types it too is understood."""
    unit = getattr(field.settings.get("unit"), "source", "")
    return text[: -len(unit)].rstrip() if unit and text.casefold().endswith(unit.casefold()) else text


def _within(field: Asked, number: Decimal) -> Reading:
    least, most = _bounds(field)
    if number < least:
        return slip(field, "too_small", min=plain(least))
    return slip(field, "too_big", max=plain(most)) if number > most else holds(number)


def _places(field: Asked) -> int:
    given = field.settings.get("places")
    return PLACES_BY_DEFAULT if given is None else int(given)


def _bounds(field: Asked) -> tuple[Decimal, Decimal]:
    least, most = (number_of(field.settings.get(name)) for name in ("min", "max"))
    return (-FURTHEST if least is None else least), (FURTHEST if most is None else most)


def number_of(written: Any) -> Decimal | None:
    """A bound as a specification writes it: 0.5, -3; None where it is none."""
    text = "" if written is None else str(written)
    return Decimal(text) if re.fullmatch(r"-?\d{1,15}(?:\.\d{1,9})?", text) else None


def plain(value: Decimal) -> str:
    """The number in digits, with no zeros at its end: 12.5"""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def example(field: Asked, today: date) -> Raw:
    least, most = _bounds(field)
    return single(plain(min(max(Decimal("1.5") if _places(field) else Decimal(1), least), most)))


def check(field: Asked) -> Faults:
    wrong = [
        name
        for name in ("min", "max")
        if field.settings.get(name) is not None and number_of(field.settings[name]) is None
    ]
    if wrong:
        message, remedy = N_("“{written}” is no number."), N_("Write it in digits, for example 0.5.")
        return fault(wrong[0], message, remedy, written=str(field.settings[wrong[0]]))
    if not 0 <= _places(field) <= MOST_PLACES:
        message, remedy = N_("“places” is from 0 to {most}."), N_("Write how many digits may follow the point.")
        return fault("places", message, remedy, most=MOST_PLACES)
    least, most = _bounds(field)
    return () if least <= most else crossed(field, "min", "max") or fault(
        "min", N_("“{low}” is above “{high}”, so no answer can hold."), N_("Swap them, or delete one."), low="min", high="max"
    )  # fmt: skip


def schema(field: Asked) -> dict[str, Any]:
    places = _places(field)
    fraction = f"(\\.[0-9]{{1,{places}}})?" if places else ""
    return {"type": "string", "pattern": f"^-?[0-9]{{1,15}}{fraction}$"}


DECIMAL = Kind(
    name="decimal",
    widget="decimal",
    problems={
        "empty": EMPTY_WORDS,
        "number": N_("Enter the answer to “{label}” in digits, for example 12.5"),
        "whole": N_("Enter a whole number for “{label}”, for example 12"),
        "ambiguous": AMBIGUOUS_WORDS,
        "decimals": Plural(
            "Enter the answer to “{label}” with {places} digit after the point, no more",
            "Enter the answer to “{label}” with fewer digits after the point, at most {places}",
            "places",
        ),
        "too_small": N_("The answer to “{label}” must be {min} or more"),
        "too_big": N_("The answer to “{label}” must be {max} or less"),
    },
    read=read,
    encode=plain,
    decode=lambda stored: Decimal(str(stored)),
    refill=lambda _field, value: single(plain(value)),
    show=lambda field, value, say: [with_unit(field, say.decimal(value), say)],
    export=lambda _field, value: plain(value),
    rule_type=lambda _field: "decimal",
    rule_value=lambda _field, value: value,
    schema=schema,
    example=example,
    settings={
        "min": Setting("text"),
        "max": Setting("text"),
        "places": Setting("integer"),
        "unit": Setting("authored"),
    },
    check=check,
)
