"""A document that begins later or would be over: what a stranger, the holder and the clerk read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Flask

from portal.i18n.formats import Formats
from portal.store import case_by_reference
from portal.worker.documents import render_document
from tests.pages import Page, Visitor
from tests.people import signed_in
from tests.usecases.town import apply
from tests.web.dogs import published
from tests.web.test_documents import Desk
from tests.web.test_own_words import subjects

SHOW = (
    "- page: muzzle\n",
    '  - {field: shown, kind: date range, label: "When is it shown?"}\n- page: muzzle\n',
)
VALID = ("valid: 1 year", "valid: {from: shown.from, until: shown.until}")


def sent(app: Flask, begins: int, ends: int, days_ago: int = 0) -> str:
    """The reference of an application, sent `days_ago`, for a dog that is shown from so many days on."""
    published(app, SHOW, VALID)
    desk, at = Desk(app), datetime.now(UTC) - timedelta(days=days_ago)
    first, last = (typed(at.date() + timedelta(days=days)) for days in (begins, ends))
    answers = {"size_of": "small", "breed": "poodle", "shown": {"from": first, "until": last}}
    applicant = desk.person("leila-haddad", "citizen")
    with desk.store.writing() as session:
        return apply(session, applicant, answers, service="dog-licence", at=at).reference


def typed(day: date) -> str:
    return f"{day.day} {day.month} {day.year}"


def clerks_page(app: Flask, reference: str) -> Page:
    return signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{reference}")


def test_what_begins_later_is_not_valid_yet(app: Flask, visitor: Visitor) -> None:
    reference = sent(app, begins=10, ends=11)
    clerks_page(app, reference).press("Approve and issue: Dog licence")
    desk = Desk(app)
    with desk.store.reading() as session:
        case = session.scalars(case_by_reference(reference)).one()
    document = desk.document_of(case)
    render_document(desk.store, app.extensions["portal"].settings, datetime.now(UTC), document=document.id)

    checked = visitor.open(f"/en/check/{desk.code_of(document)}")
    assert checked.h1 == "Genuine, but not valid yet"
    assert "It is valid from" in checked.text
    assert "Do not accept it before" in checked.text
    assert checked.facts()["Valid"].startswith("from ")
    assert " until " in checked.facts()["Valid"]
    mine = signed_in(app, "leila-haddad").open(f"/en/my/cases/{reference}")
    assert "It becomes valid" in mine.text
    assert "Not valid yet" in signed_in(app, "jaan-tamm", "staff").open("/en/office/documents").text


def test_what_is_valid_on_one_day_names_that_day_once(app: Flask, visitor: Visitor) -> None:
    reference, desk = sent(app, begins=10, ends=10), Desk(app)
    day = str(Formats("en").date(datetime.now(UTC).date() + timedelta(days=10))).replace("\xa0", " ")

    page = clerks_page(app, reference)
    assert f"Valid on one day: {day}" in page.text and "both days included" not in page.text
    page.press("Approve and issue: Dog licence")
    with desk.store.reading() as session:
        case = session.scalars(case_by_reference(reference)).one()
    document = desk.document_of(case)
    render_document(desk.store, app.extensions["portal"].settings, datetime.now(UTC), document=document.id)

    told = next(text for text in subjects(app) if "is ready" in text).replace("\xa0", " ")
    assert f"It is valid on one day: {day}." in told and "both days included" not in told
    assert visitor.open(f"/en/check/{desk.code_of(document)}").facts()["Valid"] == day
    card = " ".join(signed_in(app, "leila-haddad").open(f"/en/my/cases/{reference}").text.split())
    assert f"Valid {day}" in card and "Valid until" not in card


def test_a_clerk_reads_why_nothing_can_be_issued_any_more(app: Flask) -> None:
    page = clerks_page(app, sent(app, begins=1, ends=2, days_ago=5))

    assert "Dog licence cannot be issued any more: it would be valid until" in page.text
    assert "Approve and issue" not in page.text
    assert "Refuse, with a reason" in page.text


def test_pressed_on_an_older_page_it_decides_nothing(app: Flask) -> None:
    reference = sent(app, begins=1, ends=2, days_ago=5)
    page = clerks_page(app, reference)
    hidden = {one.get("name"): one.get("value") for one in page.all("input") if one.get("type") == "hidden"}

    pressed = page.visitor.client.post(f"/en/office/cases/{reference}/decide/approve", data=hidden)

    assert pressed.status_code == 303
    after = page.visitor.open(f"/en/office/cases/{reference}")
    assert "Nothing was decided: the document cannot be issued" in after.text
    assert "Refuse, with a reason" in after.text
