"""Floor 2. The kind `address`: street with house number, postal code, town."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.errors import N_
from portal.i18n.folding import plain_digits
from portal.kinds.kind import Asked, Kind, Problem, Raw, Reading
from portal.kinds.reading import EMPTY, line, slips

PARTS = ("street", "postal_code", "city")
_MOST = {"street": 200, "postal_code": 12, "city": 100}
# Every country's: letters, digits, a space or hyphen between; at least one digit.
_POSTAL_CODE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 \-]{1,10}[A-Z0-9]")


@dataclass(frozen=True, slots=True)
class Address:
    street: str
    postal_code: str
    city: str


def read(field: Asked, raw: Raw, today: date) -> Reading:
    found = {part: line(raw, part) for part in PARTS}
    if not any(found.values()):
        return EMPTY
    found["postal_code"] = plain_digits(found["postal_code"]).upper()
    missing = [(f"missing_{part}", part) for part in PARTS if not found[part]]
    if missing:
        return slips(field, missing)
    wrong = [
        Problem(field.id, "too_long", {"max": _MOST[part], "over": len(found[part]) - _MOST[part]}, part)
        for part in ("street", "city")
        if len(found[part]) > _MOST[part]
    ]
    if not _POSTAL_CODE.fullmatch(found["postal_code"]):
        wrong.append(Problem(field.id, "postal_code", part="postal_code"))
    return Reading(None, tuple(wrong)) if wrong else Reading(Address(**found))


def decode(stored: Mapping[str, Any]) -> Address:
    return Address(*(str(stored[part]) for part in PARTS))


def lines(value: Address) -> list[str]:
    return [value.street, f"{value.postal_code} {value.city}"]


def parts(_field: Asked) -> Sequence[str]:
    return PARTS


ADDRESS = Kind(
    name="address",
    widget="address",
    problems={
        "empty": N_("Enter an address for “{label}”"),
        "missing_street": N_("The address for “{label}” must include the street and house number"),
        "missing_postal_code": N_("The address for “{label}” must include the postal code"),
        "missing_city": N_("The address for “{label}” must include the town or city"),
        "postal_code": N_("Check the postal code in “{label}”, for example 10115"),
        "too_long": N_("Shorten this line of “{label}” to {max} characters or fewer"),
    },
    read=read,
    encode=asdict,
    decode=decode,
    refill=lambda _field, value: {part: [text] for part, text in asdict(value).items()},
    show=lambda _field, value, _say: lines(value),
    export=lambda _field, value: ", ".join(lines(value)),
    rule_type=lambda _field: dict.fromkeys(PARTS, "text"),
    rule_value=lambda _field, value: asdict(value),
    schema=lambda _field: {
        "type": "object",
        "properties": {part: {"type": "string", "minLength": 1, "maxLength": _MOST[part]} for part in PARTS},
        "required": list(PARTS),
    },
    example=lambda _field, _today: {"street": ["4 Lake Road"], "postal_code": ["10115"], "city": ["Solmere"]},
    parts=parts,
    first_part="street",
    part_labels={
        "street": N_("Street and house number"),
        "postal_code": N_("Postal code"),
        "city": N_("Town or city"),
    },
    autocomplete={"street": "address-line1", "postal_code": "postal-code", "city": "address-level2"},
)
