"""Floor 7. Who does something: a signed-in person at one of the two doors, a stranger, or the portal itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from portal.spec.model import LEVELS
from portal.store import PersonId

Door = Literal["citizen", "staff"]
Role = Literal["clerk", "supervisor", "auditor", "administrator"]
ROLES: tuple[Role, ...] = ("clerk", "supervisor", "auditor", "administrator")
EVERY_UNIT = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """`roles`: by unit id, "*" for every unit; only a session of the staff's door brings any.

    `national_digest`: the keyed digest of the national number, None where the provider told none.
    """

    person_id: PersonId
    door: Door | Literal["none"] = "none"
    name: str = ""
    language: str = "en"
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    assurance: str = "low"
    national_digest: str | None = None

    @property
    def is_stranger(self) -> bool:
        return not self.person_id

    @property
    def is_system(self) -> bool:
        return self.person_id == "system"

    @property
    def is_citizen(self) -> bool:
        return self.door == "citizen"

    @property
    def is_staff(self) -> bool:
        """Came through the staff's door and holds a role."""
        return self.door == "staff" and bool(self.roles)

    def has(self, role: str, unit: str = "") -> bool:
        """Whether the actor holds `role` in `unit`; without a unit, in any."""
        units = self.roles if not unit else (unit, EVERY_UNIT)
        return self.door == "staff" and any(role in self.roles.get(one, ()) for one in units)

    @property
    def units(self) -> frozenset[str]:
        """The units ("*" for all) in which the actor holds any role."""
        return self.units_as(*ROLES)

    def units_as(self, *roles: str) -> frozenset[str]:
        """The units ("*" for all) in which the actor holds one of `roles`."""
        if self.door != "staff":
            return frozenset()
        return frozenset(unit for unit, held in self.roles.items() if not held.isdisjoint(roles))

    def role_in(self, unit: str) -> str:
        """The role in which the actor meets what belongs to a unit: the one that may do most, "" for none."""
        return next((role for role in ("supervisor", "clerk", "auditor") if self.has(role, unit)), "")

    def is_assured(self, wanted: str) -> bool:
        """Whether the sign-in was at least as sure as `wanted`."""
        return LEVELS.index(self.assurance) >= LEVELS.index(wanted)


STRANGER = Actor(person_id=PersonId(""))
SYSTEM = Actor(person_id=PersonId("system"), assurance="high")
OPERATOR = Actor(person_id=PersonId("operator"), assurance="high")
