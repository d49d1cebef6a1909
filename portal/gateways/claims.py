"""What a provider says about a person, put into the portal's own words by configuration. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.spec.model import LEVELS

ROLES = frozenset({"clerk", "supervisor", "auditor", "administrator"})
_LONGEST_NAME, _LONGEST_LINE, _LONGEST_EMAIL = 300, 200, 254


@dataclass(frozen=True, slots=True)
class ClaimsMap:
    """Which claim holds what. A name is a claim's own name, or a path with dots into it ("address.locality").

    `assurance_levels` turns the provider's words into ours; an unknown one counts as "low".
    `national_number_prefix` is cut off where it stands ("EE" of "EE38001085718").
    `roles` names the claim with a staff member's roles: a list of "unit:role", or an object of unit → roles.
    """

    national_number: str = "national_number"
    national_number_prefix: str = ""
    name: str = "name"
    given_name: str = "given_name"
    family_name: str = "family_name"
    birth_date: str = "birthdate"
    street: str = "address.street_address"
    postal_code: str = "address.postal_code"
    city: str = "address.locality"
    email: str = "email"
    language: str = "locale"
    assurance: str = "acr"
    assurance_levels: Mapping[str, str] = field(default_factory=lambda: {level: level for level in LEVELS})
    roles: str = "roles"


@dataclass(frozen=True, slots=True)
class Address:
    street: str
    postal_code: str
    city: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as the provider knows them; what it did not say is empty or None."""

    name: str = ""
    given_name: str = ""
    family_name: str = ""
    national_number: str = ""
    birth_date: date | None = None
    address: Address | None = None
    email: str = ""
    language: str = ""
    assurance: str = "low"
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)


def map_claims(claims: Mapping[str, Any], said: ClaimsMap) -> Identity:
    """The identity in `claims`; whatever has the wrong type or shape counts as not said."""
    given = _line(_at(claims, said.given_name), _LONGEST_NAME)
    family = _line(_at(claims, said.family_name), _LONGEST_NAME)
    whole = _line(_at(claims, said.name), _LONGEST_NAME) or " ".join(part for part in (given, family) if part)
    return Identity(
        name=whole,
        given_name=given,
        family_name=family,
        national_number=_national_number(_at(claims, said.national_number), said.national_number_prefix),
        birth_date=_day(_at(claims, said.birth_date)),
        address=_address(claims, said),
        email=_email(_at(claims, said.email), claims.get("email_verified")),
        language=_line(_at(claims, said.language), 35),
        assurance=_assurance(_at(claims, said.assurance), said.assurance_levels),
        roles=read_roles(_at(claims, said.roles)),
    )


def read_roles(said: Any) -> dict[str, frozenset[str]]:
    """Roles by unit ("*" for every unit); roles that the portal does not know are left out."""
    found: dict[str, set[str]] = {}
    for unit, role in _pairs(said):
        if unit and role in ROLES:
            found.setdefault(unit, set()).add(role)
    return {unit: frozenset(roles) for unit, roles in found.items()}


def _pairs(said: Any) -> Iterator[tuple[str, str]]:
    if isinstance(said, str):
        said = said.split()
    if isinstance(said, Mapping):
        for unit, roles in said.items():
            for role in [roles] if isinstance(roles, str) else roles if isinstance(roles, Sequence) else ():
                yield str(unit), str(role)
    elif isinstance(said, Sequence):
        for pair in said:
            unit, _, role = str(pair).rpartition(":")
            yield unit, role


def _at(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of that very name (it may hold dots, as addresses do), else what the path leads to."""
    if name in claims or not name:
        return claims.get(name)
    here: Any = claims
    for step in name.split("."):
        here = here.get(step) if isinstance(here, Mapping) else None
    return here


def _line(said: Any, longest: int) -> str:
    """One line of text: NFC, no control characters, no more than `longest` characters."""
    if not isinstance(said, str):
        return ""
    broken = {"Cc", "Zl", "Zp", "Cs"}
    printable = "".join(" " if unicodedata.category(ch) in broken else ch for ch in said[: 4 * longest])
    return unicodedata.normalize("NFC", " ".join(printable.split()))[:longest]


def _national_number(said: Any, prefix: str) -> str:
    number = "".join(ch for ch in _line(said, 50).upper() if ch.isascii() and ch.isalnum())
    bare = "".join(ch for ch in prefix.upper() if ch.isalnum())
    return number.removeprefix(bare) if bare else number


def _day(said: Any) -> date | None:
    if not isinstance(said, str) or len(said) != len("2000-01-31"):
        return None  # OpenID Connect allows a year alone, or the year 0000: not a day
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _address(claims: Mapping[str, Any], said: ClaimsMap) -> Address | None:
    parts = [_line(_at(claims, name), _LONGEST_LINE) for name in (said.street, said.postal_code, said.city)]
    return Address(*parts) if any(parts) else None


def _email(said: Any, verified: Any) -> str:
    address = _line(said, _LONGEST_EMAIL + 1)
    name, at, domain = address.rpartition("@")
    sound = name and at and "." in domain and " " not in address and len(address) <= _LONGEST_EMAIL
    return address if sound and verified not in (False, "false") else ""


def _assurance(said: Any, levels: Mapping[str, str]) -> str:
    level = levels.get(said, "low") if isinstance(said, str) else "low"
    return level if level in LEVELS else "low"
