"""A kind of field in a package of its own: a bank account, whose country rules can ask for. This is all of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.errors import N_
from portal.kinds.kind import Asked, Kind, Raw, Reading
from portal.kinds.reading import EMPTY, compact, holds, line, single, slip


@dataclass(frozen=True)
class Account:
    country: str
    rest: str

    def __str__(self) -> str:
        return f"{self.country}{self.rest}"


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = compact(line(raw)).upper()
    if not typed:
        return EMPTY
    if not re.fullmatch("[A-Z]{2}[0-9A-Z]{12,30}", typed):
        return slip(field, "format")
    signs = "".join(str(int(sign, 36)) for sign in typed[4:] + typed[:4])
    return holds(Account(typed[:2], typed[2:])) if int(signs) % 97 == 1 else slip(field, "checksum")


def in_fours(value: Account) -> str:
    return " ".join(re.findall(".{1,4}", str(value)))


ACCOUNT = Kind(
    name="account",
    widget="text",
    problems={
        "empty": N_("Enter the account for “{label}”"),
        "format": N_("Check the account for “{label}”. It looks like this: EE38 2200 2210 2014 5685"),
        "checksum": N_("Check the account for “{label}”. One of its signs is different"),
    },
    read=read,
    encode=str,
    decode=lambda stored: Account(stored[:2], stored[2:]),
    refill=lambda _field, value: single(in_fours(value)),
    show=lambda _field, value, _say: [in_fours(value)],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: {"country": "text"},
    rule_value=lambda _field, value: {"country": value.country},
    schema=lambda _field: {"type": "string", "pattern": "^[A-Z]{2}[0-9A-Z]{12,30}$"},
    example=lambda _field, _today: single("EE38 2200 2210 2014 5685"),
)
