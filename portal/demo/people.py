"""Floor 8. The people of the demo: invented, with numbers whose check digits hold and addresses in Solmere.

The demo's provider offers them to choose from, its register knows them, its cases are theirs. Whoever is a clerk is a
citizen too: the national number is the same through both doors, so that the own-case rule can be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Register = Literal["agree", "disagree", "slow", "down", "not found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """`register`: how the population register answers about them; `note`: what to try with them."""

    id: str
    given_name: str
    family_name: str  # empty for somebody with one name only
    national_number: str
    street: str
    postal_code: str
    zone: str  # of the parking permit
    language: str = "en"
    register: Register = "agree"
    assurance: str = "substantial"
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""

    city = "Solmere"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def email(self) -> str:
        return f"{self.id}@mail.example"

    @property
    def birth_date(self) -> date:
        """An isikukood says it: the century in its first digit, then year, month and day."""
        number = self.national_number
        century = 1800 + (int(number[0]) - 1) // 2 * 100
        return date(century + int(number[1:3]), int(number[3:5]), int(number[5:7]))

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)


PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(
        id="leila-haddad",
        given_name="Leila",
        family_name="Haddad",
        national_number="48504121006",
        street="12 Rope Walk, flat 4",
        postal_code="10123",
        zone="B",
        language="ar",
        note="Reads Arabic. The register says what she says: her certificate comes at once.",
    ),
    DemoPerson(
        id="mart-tamm",
        given_name="Mart",
        family_name="Tamm",
        national_number="37802031003",
        street="3 Mill Lane",
        postal_code="10125",
        zone="C",
        language="et",
        register="disagree",
        note="Reads Estonian. The register has another address: a clerk looks at it.",
    ),
    DemoPerson(
        id="anna-kask",
        given_name="Anna",
        family_name="Kask",
        national_number="49105170213",
        street="8 Harbour Square",
        postal_code="10123",
        zone="B",
        register="slow",
        note="The register takes too long over her.",
    ),
    DemoPerson(
        id="suharto",
        given_name="Suharto",
        family_name="",
        national_number="36207140449",
        street="27 Lighthouse Road",
        postal_code="10127",
        zone="D",
        register="down",
        note="Has one name only. The register is down when asked about him.",
    ),
    DemoPerson(
        id="layla-mansur",
        given_name="ليلى",
        family_name="منصور",
        national_number="49502080527",
        street="5 Chandlers’ Row, flat 11",
        postal_code="10123",
        zone="B",
        language="ar",
        note="Her name is written in Arabic.",
    ),
    DemoPerson(
        id="odile-marchetti",
        given_name="Odile",
        family_name="Marchetti",
        national_number="47306300336",
        street="19 Cathedral Steps",
        postal_code="10121",
        zone="A",
        assurance="low",
        note="Signed in with an e-mail code only: not enough for these services.",
    ),
    DemoPerson(
        id="tanel-saar",
        given_name="Tanel",
        family_name="Saar",
        national_number="36911230171",
        street="41 Old Market",
        postal_code="10121",
        zone="A",
        language="et",
    ),
    DemoPerson(
        id="kristiina-oja",
        given_name="Kristiina",
        family_name="Oja",
        national_number="48409020406",
        street="6 Ferry Street",
        postal_code="10123",
        zone="B",
        language="et",
    ),
    DemoPerson(
        id="hugo-delacroix",
        given_name="Hugo",
        family_name="Delacroix-Vanderheyden",
        national_number="39908210618",
        street="112 Windmill Avenue, stair C, flat 38",
        postal_code="10125",
        zone="C",
        language="fr",
        note="Reads French. Has a long name and a long address.",
    ),
    DemoPerson(
        id="amal-khoury",
        given_name="Amal",
        family_name="Khoury",
        national_number="48812050278",
        street="2 Lakeside Path",
        postal_code="10127",
        zone="D",
        language="ar",
    ),
    DemoPerson(
        id="siim-rebane",
        given_name="Siim",
        family_name="Rebane",
        national_number="35603190125",
        street="15 Cooper Street",
        postal_code="10121",
        zone="A",
        language="et",
        register="not found",
        note="The register does not know him.",
    ),
    DemoPerson(
        id="ingrid-pold",
        given_name="Ingrid",
        family_name="Põld",
        national_number="44804260088",
        street="30 Orchard Close",
        postal_code="10127",
        zone="D",
        language="et",
    ),
    DemoPerson(
        id="marek-vaher",
        given_name="Marek",
        family_name="Vaher",
        national_number="39303030295",
        street="77 Windmill Avenue",
        postal_code="10125",
        zone="C",
        language="et",
    ),
    DemoPerson(
        id="nour-el-amrani",
        given_name="Nour",
        family_name="El Amrani",
        national_number="60110090707",
        street="9 Net Makers’ Yard",
        postal_code="10123",
        zone="B",
        language="ar",
    ),
    DemoPerson(
        id="priit-lepik",
        given_name="Priit",
        family_name="Lepik",
        national_number="37109290509",
        street="4 Lake Road",
        postal_code="10127",
        zone="D",
        language="et",
    ),
    DemoPerson(
        id="maarja-kask",
        given_name="Maarja",
        family_name="Kask",
        national_number="48606160649",
        street="14 Cooper Street",
        postal_code="10121",
        zone="A",
        roles={"parking-office": ("clerk",)},
        note="Decides on parking permits; not on her own.",
    ),
    DemoPerson(
        id="jaan-tamm",
        given_name="Jaan",
        family_name="Tamm",
        national_number="36612310714",
        street="22 Mill Lane",
        postal_code="10125",
        zone="C",
        roles={"parking-office": ("clerk", "supervisor")},
        note="Also sees issued permits, and revokes them.",
    ),
    DemoPerson(
        id="liis-oja",
        given_name="Liis",
        family_name="Oja",
        national_number="47902140198",
        street="51 Old Market",
        postal_code="10121",
        zone="A",
        language="et",
        roles={"residents-office": ("clerk", "supervisor")},
        note="Decides on certificates where the register could not.",
    ),
    DemoPerson(
        id="rein-koppel",
        given_name="Rein",
        family_name="Koppel",
        national_number="37405120520",
        street="16 Ferry Street",
        postal_code="10123",
        zone="B",
        roles={"business-office": ("clerk", "supervisor")},
        note="Decides on street events, and confirms that businesses open.",
    ),
    DemoPerson(
        id="peeter-saar",
        given_name="Peeter",
        family_name="Saar",
        national_number="37701110350",
        street="18 Lighthouse Road",
        postal_code="10127",
        zone="D",
        roles={"*": ("administrator",)},
        note="Changes services, and says who may do what.",
    ),
    DemoPerson(
        id="ene-rand",
        given_name="Ene",
        family_name="Rand",
        national_number="45710280041",
        street="3 Cathedral Steps",
        postal_code="10121",
        zone="A",
        roles={"*": ("auditor",)},
        note="Reads every journal and changes nothing.",
    ),
)
CITIZENS = PEOPLE  # clerks are citizens after their day's work
STAFF = tuple(person for person in PEOPLE if person.is_staff)
BY_ID: Mapping[str, DemoPerson] = {person.id: person for person in PEOPLE}
BY_NUMBER: Mapping[str, DemoPerson] = {person.national_number: person for person in PEOPLE}
