"""A decision in the service's own words: on the clerk's button, in tags and history, to the applicant and in the mail."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from portal.i18n.catalogue import Catalogues
from portal.store import Mail
from portal.usecases.letters import letter_to_send
from tests.conftest import HOME
from tests.people import signed_in
from tests.usecases.town import apply
from tests.web.dogs import published
from tests.web.test_documents import Desk

APPROVE = "approve: {from: received, to: approved, by: clerk, issue: licence"
REFUSE = "refuse: {from: received, to: refused, by: clerk, reason: required"
OWN = (
    (APPROVE, f'{APPROVE}, label: "Acknowledge", done: "Acknowledged"'),
    (REFUSE, f'{REFUSE}, label: "Send back…", done: "Sent back"'),
)


def sent(app: Flask) -> str:
    published(app, *OWN)
    desk = Desk(app)
    applicant = desk.person("leila-haddad", "citizen")
    with desk.store.writing() as session:
        answers = {"size_of": "small", "breed": "poodle"}
        return apply(session, applicant, answers, service="dog-licence", at=datetime.now(UTC)).reference


def subjects(app: Flask) -> list[str]:
    """Of every mail that waits, as it would be sent."""
    store = Desk(app).store
    with store.writing() as session:
        letters = [
            letter_to_send(
                session,
                one,
                catalogues=Catalogues(HOME / "translations"),
                templates=HOME / "templates",
                base_url="https://x",
            )
            for one in session.scalars(select(Mail.id).order_by(Mail.created_at)).all()
        ]
    return [f"{letter.subject}\n{letter.text}" for letter in letters if letter]


def test_an_acknowledged_case_is_nowhere_called_approved(app: Flask) -> None:
    reference = sent(app)
    clerk = signed_in(app, "maarja-kask", "staff")

    page = clerk.open(f"/en/office/cases/{reference}").press("Acknowledge")

    assert "Acknowledged. The applicant is told by e-mail" in page.text
    assert "Maarja Kask decided: Acknowledged" in page.text
    assert "Approved" not in page.text
    assert "Acknowledged" in clerk.open("/en/office/cases?state=approved").text
    citizen = signed_in(app, "leila-haddad")
    for path in ("/en/my", f"/en/my/cases/{reference}"):
        seen = citizen.open(path).text
        assert "Acknowledged" in seen
        assert "pproved" not in seen


def test_a_case_that_is_sent_back_is_nowhere_called_refused(app: Flask) -> None:
    reference = sent(app)
    page = signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{reference}").follow("Send back…")

    page = page.choose("Reason", "It is a wolf").fill("Explain it to the applicant", "We saw it").press("Send back…")

    assert "decided: Sent back" in page.text
    assert "Sent back" in signed_in(app, "leila-haddad").open("/en/my").text
    (_received, decided) = subjects(app)
    assert decided.startswith("Sent back: Dog licence\n")
    assert f"We have dealt with your application {reference}: Sent back." in decided
