"""Floor 8. Three weeks of a town: who applied for what and when, and what became of it. Told by `seed`, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Step = tuple[int, str, str]  # days after the application, what happens, by whom (a person's id, or a reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """`days` ago at `at` somebody began; `sent` says whether the draft became a case.

    Steps: take, give_back, paid, approve, refuse:<reason>, withdraw, revoke; by a member of staff's id.
    """

    person: str
    service: str = "parking-permit"
    days: int
    at: str = "09:12"
    answers: Mapping[str, Any] = field(default_factory=dict)
    sent: bool = True
    steps: tuple[Step, ...] = ()
    file: str = ""  # the name of a file that is added as the contract
    explains: str = ""  # what a clerk writes with a refusal
    spoilt: bool = False  # its document cannot be rendered


MAARJA, JAAN, LIIS = "maarja-kask", "jaan-tamm", "liis-oja"


def car(plate: str, since: str, fuel: str = "petrol", keeper: str = "self", **more: Any) -> dict[str, Any]:
    """Answers about a vehicle; home and zone come from the person."""
    return {"plate": plate, "since": since, "fuel": fuel, "keeper": keeper, **more}


STORIES: tuple[Story, ...] = (
    # Decided, some two weeks ago.
    Story(
        person="kristiina-oja",
        days=20,
        at="08:05",
        answers=car("KO 2207", "3 6 2021", "hybrid", phone="+372 555 0177"),
        steps=((2, "take", MAARJA), (2, "paid", MAARJA), (2, "approve", MAARJA)),
    ),
    Story(
        person="leila-haddad",
        days=19,
        at="21:40",
        answers=car("LH 418", "14 5 2025", "electric", visitor=[{"name": "Omar Haddad", "visits": "4"}]),
        steps=((1, "take", MAARJA), (1, "paid", MAARJA), (3, "approve", MAARJA)),
    ),
    Story(
        person="tanel-saar",
        days=18,
        at="12:31",
        answers=car("TS 9034", "20 10 2026", "diesel", "employer"),
        file="letter-from-my-employer.jpg",
        steps=((4, "take", JAAN), (4, "refuse:not_keeper", JAAN)),
        explains="The letter does not show the registration number, and it is not signed. Ask your employer for a signed "
        "letter that names the vehicle, and apply again.",
    ),
    Story(
        person="suharto",
        days=16,
        at="10:02",
        answers=car("SU 771", "2 2 2019"),
        steps=((3, "take", MAARJA), (3, "paid", MAARJA), (5, "approve", MAARJA)),
    ),
    Story(
        person="ingrid-pold",
        days=15,
        at="14:18",
        answers=car("IP 1944", "26 4 2012"),
        steps=((6, "take", JAAN), (6, "paid", JAAN), (6, "approve", JAAN)),
        spoilt=True,
    ),
    Story(
        person="priit-lepik",
        days=15,
        at="17:55",
        answers=car("PL 6650", "9 9 2023", "diesel"),
        steps=((2, "take", JAAN), (2, "paid", JAAN), (4, "approve", JAAN), (9, "revoke", JAAN)),
    ),
    Story(person="siim-rebane", days=13, at="11:20", answers=car("SR 300", "1 3 2020"), steps=((2, "withdraw", ""),)),
    # Late: the ten working days are over.
    Story(
        person="mart-tamm",
        days=20,
        at="16:44",
        answers=car(
            "KM 4410", "1 11 2026", "diesel", note="We moved here in October. The car is in my name since then."
        ),
        steps=((9, "take", MAARJA),),
    ),
    Story(person="anna-kask", days=17, at="09:37", answers=car("AK 5512", "30 8 2024", "hybrid")),
    # In time.
    Story(
        person="tanel-saar",
        days=9,
        at="19:03",
        answers=car("TS 9034", "20 10 2026", "diesel", "employer", note="This letter is signed and names the car."),
        file="letter-signed.jpg",
        steps=((1, "take", JAAN),),
    ),
    Story(
        person="nour-el-amrani",
        days=8,
        at="13:26",
        answers=car("NE 0826", "12 12 2024", "electric", "lessor"),
        file="lease.jpg",
    ),
    Story(
        person="hugo-delacroix",
        days=6,
        at="22:51",
        answers=car(
            "HD 1120",
            "7 7 2022",
            "hybrid",
            visitor=[
                {"name": "Marguerite Delacroix-Vanderheyden", "visits": "8"},
                {"name": "Aleksander Kuusk", "visits": "12"},
                {"name": "Li", "visits": "1"},
            ],
            phone="555 0138",
            note="My mother comes twice a week to look after the children. Mr Kuusk is our nurse.",
        ),
    ),
    Story(
        person="marek-vaher",
        days=5,
        at="07:48",
        answers=car("MV 404", "5 5 2025"),
        steps=((1, "take", JAAN), (2, "paid", JAAN)),
    ),
    Story(person="layla-mansur", days=3, at="20:15", answers=car("LM 229", "18 2 2026", "electric")),
    Story(person="maarja-kask", days=2, at="18:30", answers=car("MK 8080", "11 1 2023")),
    Story(person="amal-khoury", days=1, at="15:09", answers=car("AM 613", "24 7 2025", note="شكراً لكم.")),
    Story(person="kristiina-oja", days=0, at="06:58", answers=car("KO 3318", "1 11 2026", "electric")),
    # Certificates.
    Story(
        person="leila-haddad",
        service="residence-certificate",
        days=12,
        at="10:44",
        answers={"whom": "self", "purpose": "school"},
    ),
    Story(
        person="amal-khoury",
        service="residence-certificate",
        days=11,
        at="09:01",
        answers={"whom": "self", "purpose": "bank"},
    ),
    Story(
        person="mart-tamm",
        service="residence-certificate",
        days=10,
        at="11:33",
        answers={"whom": "self", "purpose": "work"},
        steps=((1, "take", LIIS),),
    ),
    Story(
        person="siim-rebane",
        service="residence-certificate",
        days=6,
        at="12:12",
        answers={"whom": "self", "purpose": "authority"},
        steps=((2, "take", LIIS), (2, "refuse:not_registered", LIIS)),
        explains="The population register does not know you at this address. Tell the residents’ office where you live, "
        "then apply again: it takes two minutes.",
    ),
    Story(
        person="anna-kask",
        service="residence-certificate",
        days=4,
        at="16:20",
        answers={"whom": "self", "purpose": "other", "purpose_in_words": "A library card in another town"},
    ),
    Story(
        person="kristiina-oja",
        service="residence-certificate",
        days=2,
        at="08:40",
        answers={"whom": "self", "purpose": "work"},
    ),
    # Not sent yet.
    Story(
        person="leila-haddad",
        service="residence-certificate",
        days=1,
        at="20:02",
        answers={"whom": "self"},
        sent=False,
    ),
    Story(person="marek-vaher", days=4, at="21:17", answers={"plate": "MV 4O4"}, sent=False),
)
