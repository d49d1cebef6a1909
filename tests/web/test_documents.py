"""Checking a document as a stranger does, and the supervisor's documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.demo.arriving import arrive
from portal.demo.people import BY_ID
from portal.documents import RenderingFailed
from portal.documents.failures import REASONS
from portal.store import Case, IssuedDocument, Store, data_key, documents_of
from portal.usecases import verifying
from portal.usecases.actor import Actor, Door
from portal.usecases.caseview import open_case
from portal.usecases.issued import void
from portal.usecases.issuing import not_printed, revoke
from portal.usecases.review import Decision, decide
from portal.web.office.documents import FAILURES
from portal.worker.documents import render_document
from tests.pages import Page, Visitor, words
from tests.usecases.town import HOME, PERMIT, apply

DOCUMENTS = "/en/office/documents"


@dataclass
class Desk:
    """People and papers of a portal, made through the use cases."""

    app: Flask

    @property
    def store(self) -> Store:
        found: Store = self.app.extensions["portal"].store
        return found

    def person(self, who: str, door: Door) -> Actor:
        with self.store.writing() as session:
            return arrive(
                session, self.app.extensions["portal"].settings, BY_ID[who], door, now=datetime.now(UTC)
            ).actor

    def browser(self, who: str, door: Door = "staff") -> Visitor:
        visitor = Visitor(self.app)
        with self.store.writing() as session:
            settings = self.app.extensions["portal"].settings
            token = arrive(session, settings, BY_ID[who], door, now=datetime.now(UTC)).token
        visitor.client.set_cookie(door, token, domain="localhost", path="/")
        return visitor

    def approved(self, number: int = 0, days_ago: int = 0) -> IssuedDocument:
        at = datetime.now(UTC) - timedelta(days=days_ago)
        applicant, clerk = self.person("leila-haddad", "citizen"), self.person("maarja-kask", "staff")
        home = HOME | {"street": f"{number + 20} Rope Walk"}
        with self.store.writing() as session:
            case = apply(session, applicant, PERMIT | {"home": home}, service="parking-permit", at=at)
        with self.store.writing() as session:
            version = open_case(session, case.reference, actor=clerk, now=at, today=at.date(), zone="UTC").version
            decide(session, case.reference, Decision("approve", version), actor=clerk, now=at, today=at.date())
        return self.document_of(case)

    def document_of(self, case: Case) -> IssuedDocument:
        with self.store.reading() as session:
            return session.scalars(documents_of(case.id)).one()

    def issued(self, number: int = 0, days_ago: int = 0) -> tuple[IssuedDocument, str]:
        document = self.approved(number, days_ago)
        settings = self.app.extensions["portal"].settings
        render_document(self.store, settings, datetime.now(UTC), document=document.id)
        return document, self.code_of(document)

    def failed(self, number: int = 0, reason: str = "fetch", **facts: object) -> IssuedDocument:
        document = self.approved(number)
        with self.store.writing() as session:
            not_printed(session, document.id, RenderingFailed(reason, **facts), now=datetime.now(UTC))
        return document

    def code_of(self, document: IssuedDocument) -> str:
        with self.store.reading() as session:
            assert document.verify_envelope is not None
            key = data_key(session, document.case_id)
            return str(key.open(IssuedDocument.verify_envelope, document.id, document.verify_envelope)["code"])

    def state_of(self, document: IssuedDocument) -> str:
        with self.store.reading() as session:
            return session.scalars(select(IssuedDocument.state).where(IssuedDocument.id == document.id)).one()


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


# ---- checking -------------------------------------------------------------------------------------------------------


def test_a_stranger_types_the_code_and_reads_what_must_stand_on_the_paper(desk: Desk, visitor: Visitor) -> None:
    document, code = desk.issued()

    page = (
        visitor.open("/en/check").fill("Code below the QR picture", f" {code[:4].lower()}-{code[4:]} ").press("Check")
    )

    assert page.h1 == "Genuine and valid"
    facts = page.facts()
    assert facts["Number"] == f"PP-{document.year}-000001"
    assert (facts["Zone"], facts["Registration number"]) == ("B, Harbour", "AB123")
    assert "Leila" not in page.html
    assert "Rope Walk" not in page.html
    assert page.response.headers["X-Robots-Tag"] == "noindex"


def test_the_picture_leads_to_the_page_in_the_language_of_the_browser(desk: Desk, app: Flask) -> None:
    _document, code = desk.issued()

    page = Visitor(app, "ar").open(f"/v/{code}")

    assert page.path == f"/ar/check/{code}"
    assert page.one("html").get("dir") == "rtl"


def test_the_address_on_the_paper_leads_to_the_form(app: Flask) -> None:
    assert Visitor(app, "et").open("/check").path == "/et/check"


def test_whoever_calls_it_verifying_is_led_there(desk: Desk, app: Flask) -> None:
    _document, code = desk.issued()

    assert Visitor(app, "et").open("/verify").path == "/et/check"
    assert Visitor(app, "et").open("/ar/verify").path == "/ar/check"
    assert Visitor(app, "et").open(f"/verify/{code}").path == f"/et/check/{code}"
    assert Visitor(app, "et").open(f"/en/verify/{code}").path == f"/en/check/{code}"


def test_an_expired_document_says_so(desk: Desk, visitor: Visitor) -> None:
    _document, code = desk.issued(days_ago=400)

    page = visitor.open(f"/en/check/{code}")

    assert page.h1 == "Genuine, but no longer valid"
    assert "It was valid until" in page.text


def test_a_revoked_document_says_so_and_nothing_else(desk: Desk, visitor: Visitor) -> None:
    document, code = desk.issued()
    with desk.store.writing() as session:
        supervisor = desk.person("jaan-tamm", "staff")
    with desk.store.writing() as session:
        revoke(session, document.id, reason="misused", actor=supervisor, now=datetime.now(UTC))

    page = visitor.open(f"/en/check/{code}")

    assert page.h1 == "Genuine, but no longer valid"
    assert "Do not accept it" in page.text
    assert "AB123" not in page.html
    assert "misused" not in page.text
    assert "against the rules" not in page.text


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "Enter the code of the document"),
        ("7K4M", "Enter all 16 letters and digits of the code. There is no 0, O, 1 or I among them"),
        ("0000 1111 OOOO IIII", "Enter all 16 letters and digits of the code. There is no 0, O, 1 or I among them"),
    ],
)
def test_what_cannot_be_a_code_is_told_beside_the_field(visitor: Visitor, typed: str, problem: str) -> None:
    page = visitor.open("/en/check").fill("Code below the QR picture", typed).press("Check", status=400)

    assert page.problem("Code below the QR picture") == problem
    assert page.value("Code below the QR picture") == typed
    assert page.title.startswith("Error: Check a document")


def test_an_unknown_code_tells_nothing_and_then_has_to_wait(desk: Desk, visitor: Visitor) -> None:
    pending = desk.code_of(desk.approved())

    unknown = visitor.open("/en/check/AAAABBBBCCCCDDDD", status=404)
    waiting = visitor.open(f"/en/check/{pending}", status=404)
    assert unknown.problems == waiting.problems
    for _ in range(verifying.MOST_UNKNOWN - 2):
        visitor.open("/en/check/AAAABBBBCCCCDDDD", status=404)

    limited = visitor.open("/en/check/AAAABBBBCCCCDDDD", status=429)
    assert limited.h1 == "Too many tries"


@pytest.mark.parametrize(
    "path", ["/en/check/%00", "/en/check/" + "A" * 5000, "/v/..%2f..%2fetc", "/en/check?code=%F0%9F%98%80"]
)
def test_hostile_codes_are_refused_politely(app: Flask, path: str) -> None:
    assert 300 <= app.test_client().get(path).status_code < 500


# ---- the supervisor's documents -------------------------------------------------------------------------------------


def rows(page: Page) -> list[list[str]]:
    return [
        [words(cell) for cell in row if cell.tag in ("th", "td")]
        for body in page.all("tbody")
        for row in body.iter("tr")
    ]


def test_a_supervisor_sees_what_was_issued_and_what_failed(desk: Desk) -> None:
    desk.issued(1)
    desk.failed(2, "template", path="documents/permit.html", line=7)
    jaan = desk.browser("jaan-tamm")

    page = jaan.open(DOCUMENTS)

    assert page.h1 == "Documents"
    told = {row[0].split("-")[-1]: row[3] for row in rows(page)}
    assert told["000001"] == "Valid"
    assert told["000002"].startswith("Could not be printed")
    assert "documents/permit.html, line 7" in told["000002"]
    assert [row[0] for row in rows(jaan.open(f"{DOCUMENTS}?state=failed"))] == [f"PP-{datetime.now(UTC).year}-000002"]


def test_a_failed_printing_is_tried_again_or_made_void(desk: Desk) -> None:
    first, second = desk.failed(1), desk.failed(2)
    jaan = desk.browser("jaan-tamm")

    jaan.open(DOCUMENTS).press(f"Print again PP-{first.year}-{first.number:06}")
    asking = jaan.open(DOCUMENTS).follow(f"Make void PP-{second.year}-{second.number:06}")
    again = asking.press("Make it void", status=400)
    assert again.problems == ["Tell the holder why the document is void and what they get instead"]
    page = again.fill("Tell the holder why, and what they get instead", "A new permit follows").press("Make it void")

    assert (desk.state_of(first), desk.state_of(second)) == ("pending", "voided")
    assert "The number is void" in page.text


def test_the_card_names_facts_as_the_paper_does(desk: Desk) -> None:
    document, _code = desk.issued()
    with desk.store.reading() as session:
        reference = session.get_one(Case, document.case_id).reference

    card = words(
        desk.browser("leila-haddad", "citizen").open(f"/en/my/cases/{reference}").one("section", class_="sm-doc")
    )

    assert "Zone B, Harbour" in card
    assert "Which parking zone" not in card


def test_the_holder_reads_how_their_document_stands(desk: Desk) -> None:
    document = desk.failed(1)
    with desk.store.reading() as session:
        reference = session.get_one(Case, document.case_id).reference
    leila = desk.browser("leila-haddad", "citizen")

    assert "Making your document failed" in leila.open(f"/en/my/cases/{reference}").text
    supervisor, now = desk.person("jaan-tamm", "staff"), datetime.now(UTC)
    with desk.store.writing() as session:
        void(session, document.id, explanation="A paper permit follows", actor=supervisor, now=now)

    page = leila.open(f"/en/my/cases/{reference}")
    assert "Document void" in page.text
    assert "A paper permit follows" in page.text
    assert "Ask the office what comes instead" in page.text
    assert "issued" not in page.text
    case = desk.browser("maarja-kask").open(f"/en/office/cases/{reference}")
    assert "Jaan Tamm made the document void" in case.text


def test_a_document_is_revoked_with_a_reason(desk: Desk, visitor: Visitor) -> None:
    document, code = desk.issued()
    jaan = desk.browser("jaan-tamm")
    asking = jaan.open(DOCUMENTS).follow(f"Revoke PP-{document.year}-000001")

    again = asking.fill("Explain it to the holder", "You moved").press("Revoke this document", status=400)
    assert again.problems == ["Choose why the document ends"]
    assert again.value("Explain it to the holder") == "You moved"
    page = again.choose("Reason", "What it rests on has changed").press("Revoke this document")

    assert page.path == DOCUMENTS
    assert rows(page)[0][3].startswith("Revoked")
    assert visitor.open(f"/en/check/{code}").h1 == "Genuine, but no longer valid"


def test_the_holder_reads_why_it_was_revoked_and_how_to_appeal(desk: Desk) -> None:
    document, _code = desk.issued()
    supervisor, now = desk.person("jaan-tamm", "staff"), datetime.now(UTC)
    with desk.store.writing() as session:
        revoke(session, document.id, reason="changed", explanation="You moved to Tartu", actor=supervisor, now=now)
    with desk.store.reading() as session:
        reference = session.get_one(Case, document.case_id).reference

    page = desk.browser("leila-haddad", "citizen").open(f"/en/my/cases/{reference}")

    assert "What it rests on has changed" in page.text
    assert "You moved to Tartu" in page.text
    assert "How to appeal" in page.text
    assert "Your document was revoked" in page.text
    assert "ownload" not in page.text


def test_a_clerk_sees_documents_but_cannot_end_or_mend_them(desk: Desk) -> None:
    document, _code = desk.issued(1)
    failed = desk.failed(2)
    maarja = desk.browser("maarja-kask")

    page = maarja.open(DOCUMENTS)

    assert len(rows(page)) == 2
    assert "Revoke" not in page.text.replace("Revoked", "")
    assert "Print again" not in page.text
    maarja.open(f"{DOCUMENTS}/{document.id}/revoke", status=404)
    assert desk.state_of(failed) == "failed"


def test_another_office_sees_nothing_of_it(desk: Desk) -> None:
    document, _code = desk.issued()
    liis = desk.browser("liis-oja")

    assert rows(liis.open(DOCUMENTS)) == []
    liis.open(f"{DOCUMENTS}/{document.id}/revoke", status=404)


def test_the_list_goes_on_from_page_to_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.usecases.issued.PAGE", 2)
    for number in range(3):
        desk.approved(number)
    jaan = desk.browser("jaan-tamm")

    first = jaan.open(DOCUMENTS)
    second = first.follow("Next page")

    assert len({row[0] for row in rows(first) + rows(second)}) == 3
    assert "Back to the first" in second.text


def test_every_reason_for_a_failed_printing_has_words() -> None:
    assert set(FAILURES) == set(REASONS)
