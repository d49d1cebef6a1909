"""A document that is valid between days out of the answers: issuing, counting, checking; on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from portal.errors import Refused
from portal.i18n.catalogue import Catalogues
from portal.settings import Settings
from portal.store import Case, IssuedDocument
from portal.usecases.automatic import conclude, question_of
from portal.usecases.caseview import CaseView, open_case
from portal.usecases.issuing import to_print
from portal.usecases.onpaper import document_facts
from portal.usecases.releases import publish_from_folder
from portal.usecases.review import Decision, decide
from portal.workflow.validity import NO_ISSUE, OVER
from tests.conftest import HOME as CHECKOUT
from tests.spec.services import SMALL, bundle
from tests.usecases.test_automatic import AGREES, CERTIFICATE, RegisterAnswer, events
from tests.usecases.test_issuing import checked, code_of, print_it, the_document
from tests.usecases.town import NOW, TODAY, Town

SHOW = '  - {field: shown, kind: date range, label: "When is it shown?", optional: yes}\n'
DOG = {"size_of": "small", "breed": "poodle"}
DAYS = {"shown": {"from": "1 12 2026", "until": "5 12 2026"}}


@pytest.fixture
def dogs(town: Town) -> Town:
    """A town whose dog licence is good while the dog is shown."""
    text = SMALL.replace("- page: muzzle\n", f"{SHOW}- page: muzzle\n").replace(
        "valid: 1 year", "valid: {from: shown.from, until: shown.until}"
    )
    with town.store.writing() as session:
        publish_from_folder(session, bundle(text), "dog-licence", now=NOW)
    return town


def sent(town: Town, answers: dict[str, object]) -> Case:
    return town.case(town.person("Leila Haddad", "48504121006"), DOG | answers, service="dog-licence")


def opened(town: Town, case: Case, today: date) -> CaseView:
    with town.store.writing() as session:
        return open_case(session, case.reference, actor=town.clerk(), now=NOW, today=today, zone="UTC")


def approve(town: Town, case: Case, today: date = TODAY) -> IssuedDocument:
    version, now = opened(town, case, today).version, NOW + (today - TODAY)
    with town.store.writing() as session:
        decide(session, case.reference, Decision("approve", version), actor=town.clerk(), now=now, today=today)
    return the_document(town, case)


def test_it_is_valid_from_its_first_day_until_its_last(dogs: Town, settings: Settings) -> None:
    case = sent(dogs, DAYS)

    prospect = opened(dogs, case, TODAY).prospect
    document = approve(dogs, case)
    print_it(dogs, settings, document)

    assert prospect is not None
    assert (prospect.valid_from, prospect.valid_until) == (date(2026, 12, 1), date(2026, 12, 5))
    assert (document.valid_from, document.valid_until) == (date(2026, 12, 1), date(2026, 12, 5))
    code = code_of(dogs, document)
    states = [checked(dogs, code, days=days).state for days in (0, 6, 7, 11, 12)]
    assert states == ["early", "early", "issued", "issued", "expired"]


def test_the_paper_knows_the_day_of_issue_apart_from_the_first_day(dogs: Town) -> None:
    document = approve(dogs, sent(dogs, DAYS))

    with dogs.store.reading() as session:
        paper = to_print(session, document.id)
    assert paper is not None
    facts = document_facts(paper, Catalogues(CHECKOUT / "translations"), "https://portal.example")
    assert (facts["issued_on"], facts["valid_from"], facts["valid_until"]) == ("2026-11-24", "2026-12-01", "2026-12-05")


def test_decided_late_it_is_valid_from_the_day_it_is_issued(dogs: Town) -> None:
    document = approve(dogs, sent(dogs, DAYS), date(2026, 12, 3))

    assert (document.valid_from, document.valid_until) == (date(2026, 12, 3), date(2026, 12, 5))


@pytest.mark.parametrize(
    ("answers", "today", "why"),
    [(DAYS, date(2026, 12, 6), OVER), ({"shown": {"from": "", "until": ""}}, TODAY, "no first day")],
)
def test_what_would_be_over_or_has_no_day_is_not_issued(
    dogs: Town, answers: dict[str, object], today: date, why: str
) -> None:
    case = sent(dogs, answers)

    prospect = opened(dogs, case, today).prospect
    assert prospect is not None
    assert prospect.obstacle["why"] == why
    with pytest.raises(Refused, match=NO_ISSUE):
        approve(dogs, case, today)
    assert opened(dogs, case, today).state == "received", "nothing was decided"


def test_where_a_register_agrees_and_there_is_no_day_a_clerk_decides(town: Town) -> None:
    forms = CHECKOUT / "forms" / "residence-certificate"
    files = {path.relative_to(forms).as_posix(): path.read_text("utf-8") for path in forms.rglob("*.*")}
    text = files.pop("service.yaml").replace("valid: 3 months", "valid: {until: \"born + duration('1 year')\"}")
    with town.store.writing() as session:
        publish_from_folder(session, bundle(text, **files), "residence-certificate", now=NOW)
    case = town.case(town.person("Leila Haddad", "48504121006"), CERTIFICATE, service="residence-certificate")

    with town.store.reading() as session:
        question = question_of(session, case.id)
    assert question is not None
    with town.store.writing() as session:
        left = conclude(session, case.id, question, RegisterAnswer("answer", AGREES), now=NOW, today=TODAY)

    assert left is not None
    assert (left.state, left.automatic) == ("received", "failed")
    assert events(town, case) == [("register_no_days", "system")]
