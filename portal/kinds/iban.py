"""Floor 2. The kind `iban`: a bank account, written in fours; its check digits and its country's own form are tested."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from stdnum import iban as accounts
from stdnum.exceptions import InvalidChecksum, ValidationError

from portal.errors import N_
from portal.kinds.kind import Asked, Choices, Kind, Raw, Reading, Setting
from portal.kinds.places import COUNTRIES
from portal.kinds.reading import EMPTY, Faults, compact, fault, holds, line, single, slip

_FORM = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_EXAMPLES = {
    "AT": "AT611904300234573201", "DE": "DE89370400440532013000", "EE": "EE382200221020145685",
    "FI": "FI2112345600000785", "FR": "FR1420041010050500013M02606", "GB": "GB82WEST12345698765432",
    "LT": "LT121000011101001000", "LV": "LV80BANK0000435195001", "NL": "NL91ABNA0417164300", "PL": "PL61109010140000071219812874",
}  # fmt: skip


def _countries(field: Asked) -> Sequence[str]:
    return tuple(str(one).upper() for one in field.settings.get("countries") or ())


def _example(field: Asked) -> str:
    wanted = _countries(field)
    return next((number for country, number in _EXAMPLES.items() if country in wanted), _EXAMPLES["EE"])


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = compact(line(raw)).upper().removeprefix("IBAN").lstrip(":")
    if not typed:
        return EMPTY
    if not _FORM.fullmatch(typed):
        return slip(field, "format", example=in_fours(_example(field)))
    try:
        found = str(accounts.validate(typed))
    except InvalidChecksum:
        return slip(field, "checksum")
    except ValidationError:
        return slip(field, "format", example=in_fours(_example(field)))
    wanted = _countries(field)
    return holds(found) if not wanted or found[:2] in wanted else slip(field, "country", countries=Choices(wanted))


def in_fours(value: str) -> str:
    return " ".join(re.findall(".{1,4}", value))


def check(field: Asked) -> Faults:
    unknown = next((one for one in _countries(field) if one not in COUNTRIES), "")
    if unknown:
        message, remedy = N_("“{country}” is no country."), N_("Write its two letters, for example EE.")
        return fault("countries", message, remedy, country=unknown)
    if _countries(field) and not any(one in _EXAMPLES for one in _countries(field)):
        message = N_("No account of these countries is known here as an example.")
        return fault("countries", message, N_("Name one of {known} too."), known=", ".join(_EXAMPLES))
    return ()


IBAN = Kind(
    name="iban",
    widget="code",
    problems={
        "empty": N_("Enter an account number for “{label}”"),
        "format": N_("Check the account number for “{label}”. It looks like this: {example}"),
        "checksum": N_("Check the account number for “{label}”. One of its signs is different"),
        "country": N_("The account number for “{label}” must begin with {countries}"),
    },
    read=read,
    encode=str,
    decode=str,
    refill=lambda _field, value: single(in_fours(value)),
    show=lambda _field, value, _say: [in_fours(value)],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "text",
    rule_value=lambda _field, value: value,
    schema=lambda _field: {"type": "string", "pattern": f"^{_FORM.pattern}$"},
    example=lambda field, _today: single(in_fours(_example(field))),
    settings={"countries": Setting("words")},
    check=check,
)
