"""Floor 2. The kind `national number`: a person's number in one country, its check digit tested."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from stdnum import get_cc_module
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

from portal.errors import N_
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, Faults, compact, fault, holds, line, single, slip

# Numbers that nobody has, for hints and examples.
_EXAMPLES = {"EE": "37605030299", "FI": "131052-308T", "LV": "161175-19997", "LT": "33309240064", "SE": "880320-0016"}
_LONGEST = 40


@cache
def _numbers(country: str) -> Any:
    """python-stdnum's module for the personal number of a country, or None."""
    return get_cc_module(country, "personalid")


def _country(field: Asked) -> str:
    return str(field.settings.get("country") or "EE").upper()


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = line(raw)
    if not typed:
        return EMPTY
    country = _country(field)
    numbers, example = _numbers(country), _EXAMPLES.get(country, "")
    if len(typed) > _LONGEST or numbers is None:
        return slip(field, "format", example=example)
    try:
        return holds(str(numbers.validate(compact(typed) if country == "EE" else typed)))
    except (InvalidChecksum, InvalidComponent):
        return slip(field, "checksum", example=example)
    except ValidationError:
        return slip(field, "format", example=example)


def check(field: Asked) -> Faults:
    if _country(field).isalpha() and _numbers(_country(field)) is not None:
        return ()
    message = N_("Personal numbers of “{country}” are not known here.")
    remedy = N_("Write a country's two letters, for example EE.")
    return fault("country", message, remedy, country=_country(field))


NATIONAL_NUMBER = Kind(
    name="national number",
    widget="national_number",
    problems={
        "empty": N_("Enter a personal number for “{label}”"),
        "format": N_("Check the personal number for “{label}”. It looks like this: {example}"),
        "checksum": N_("Check the personal number for “{label}”. One of its digits is different"),
    },
    read=read,
    encode=str,
    decode=str,
    refill=lambda _field, value: single(value),
    show=lambda _field, value, _say: [value],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "text",
    rule_value=lambda _field, value: value,
    schema=lambda _field: {"type": "string", "minLength": 1, "maxLength": _LONGEST},
    example=lambda field, _today: single(_EXAMPLES.get(_country(field), "")),
    settings={"country": Setting("text", default="EE")},
    check=check,
)
