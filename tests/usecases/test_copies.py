"""The copy of what was sent: what it says, before it is paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from portal.i18n.catalogue import Catalogues
from portal.store import Case
from portal.usecases.copying import to_copy
from portal.usecases.onpaper import copy_facts
from tests.usecases.test_automatic import CERTIFICATE
from tests.usecases.town import Town

TRANSLATIONS = Path(__file__).parents[2] / "translations"


def copied(town: Town, case: Case) -> dict[str, Any]:
    with town.store.reading() as session:
        sent = to_copy(session, case.id)
    assert sent is not None
    return copy_facts(sent.plan, sent.served, sent.authority, Catalogues(TRANSLATIONS), sent.language, **sent.known)


def test_a_copy_says_what_it_costs_and_why(town: Town) -> None:
    fee = copied(town, town.case(town.person("Leila Haddad", "48504121006")))["fee"]

    assert (fee["minor"], fee["currency"]) == (6000, "EUR")
    assert fee["because"]


def test_a_page_of_one_question_has_no_heading_beside_it(town: Town) -> None:
    applicant = town.person("Leila Haddad", "48504121006")

    sections = copied(town, town.case(applicant, CERTIFICATE, service="residence-certificate"))["sections"]

    assert [bool(section["title"]) for section in sections] == [False, False, True]


def test_a_copy_says_that_the_office_tells_a_fee_that_is_not_known(town: Town) -> None:
    case = town.case(town.person("Leila Haddad", "48504121006"))
    assert copied(town, case)["fee_open"] is False
    with town.store.writing() as session:
        session.get_one(Case, case.id).fee_state = "open"

    assert copied(town, case)["fee_open"] is True
