"""Floor 2. The kind `phone`: any common way to write it, stored as E.164."""

from __future__ import annotations

from datetime import date

import phonenumbers

from portal.errors import N_
from portal.i18n.folding import plain_digits
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, Faults, fault, holds, line, single, slip


def _country(field: Asked) -> str:
    return str(field.settings.get("country") or "EE").upper()


def read(field: Asked, raw: Raw, today: date) -> Reading:
    text = plain_digits(line(raw)).replace("＋", "+")
    if not text:
        return EMPTY
    try:
        number = phonenumbers.parse(text[:100], _country(field))
    except phonenumbers.NumberParseException:
        return slip(field, "format", example=_example(field))
    if len(text) > 100 or number.extension or not phonenumbers.is_possible_number(number):
        return slip(field, "format", example=_example(field))
    return holds(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def spaced(value: str) -> str:
    """ "+372 5555 0142", as it is read aloud."""
    number = phonenumbers.parse(value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _example(field: Asked) -> str:
    number = phonenumbers.example_number_for_type(_country(field), phonenumbers.PhoneNumberType.MOBILE)
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL) if number else "+372 5123 4567"
    )


def check(field: Asked) -> Faults:
    if _country(field) in phonenumbers.SUPPORTED_REGIONS:
        return ()
    message, remedy = N_("“{country}” is no country."), N_("Write its two letters, for example EE.")
    return fault("country", message, remedy, country=_country(field))


PHONE = Kind(
    name="phone",
    widget="phone",
    problems={
        "empty": N_("Enter a phone number for “{label}”"),
        "format": N_("“{label}”: enter it in full, for example {example}"),
    },
    read=read,
    encode=str,
    decode=str,
    refill=lambda _field, value: single(spaced(value)),
    show=lambda _field, value, _say: [spaced(value)],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "text",
    rule_value=lambda _field, value: value,
    schema=lambda _field: {"type": "string", "pattern": r"^\+[1-9][0-9]{1,14}$"},
    example=lambda field, _today: single(_example(field)),
    settings={"country": Setting("text", default="EE")},
    autocomplete={"": "tel"},
    check=check,
)
