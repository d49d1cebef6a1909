"""A form of another maker, imported, published, and filled in as a person does: its tables, files and new kinds."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import select

from portal.authoring.importing.findings import Findings
from portal.authoring.importing.forms import Source, import_sources
from portal.authoring.importing.xgov import read_form
from portal.spec.bundle import bundle_of
from portal.store import StoredFile
from portal.usecases.copying import COPY
from portal.usecases.releases import publish_from_folder
from tests.pages import Page
from tests.people import signed_in
from tests.web.test_citizen_journey import a_pdf

FORM = {
    "name": "Grant for a night shelter", "startPage": "/start", "lists": [], "conditions": [],
    "pages": [
        {"path": "/start", "title": "Before you start", "controller": "./pages/start.js", "next": [{"path": "/plans"}],
         "components": [{"type": "Para", "name": "p", "content": "<p>You need:</p><ul><li>a plan</li></ul>"}]},
        {"path": "/plans", "title": "Your plans", "next": [{"path": "/summary"}], "components": [
            {"type": "NumberField", "name": "n", "title": "Beds per room", "schema": {"precision": 1}},
            {"type": "MonthYearField", "name": "m", "title": "When will you open?"},
            {"type": "WebsiteField", "name": "w", "title": "Your web site"},
            {"type": "FreeTextField", "name": "t", "title": "Why here?", "options": {"maxWords": "3"}},
            {"type": "MultiInputField", "name": "f", "title": "Drawing", "children": [
                {"type": "FileUploadField", "name": "d", "title": "Drawing", "options": {}},
                {"type": "TextField", "name": "s", "title": "What does it show?", "options": {"required": False}},
            ]},
        ]},
        {"path": "/summary", "title": "Check", "controller": "./pages/summary.js", "components": [], "next": []},
    ],
}  # fmt: skip


def publish_form(app: Flask) -> None:
    findings = Findings()
    source = Source("night-shelter", "en", read_form(json.dumps(FORM), findings), findings)
    (made,) = import_sources([source], unit="parking-office", today=date(2026, 11, 24))
    with app.extensions["portal"].store.writing() as session:
        publish_from_folder(session, bundle_of(made.files), "night-shelter", now=datetime.now(UTC))


def at_plans(app: Flask) -> Page:
    publish_form(app)
    return signed_in(app, "leila-haddad").open("/en/services/night-shelter").press("Start now").press("Continue")


def answered(page: Page) -> Page:
    """The page of plans with all but its files."""
    page = page.fill("Beds per room", "2").fill("When will you open?", "March 2027")
    return page.fill("Your web site", "www.shelter.example").fill("Why here?", "one two three")


def uploads(app: Flask) -> int:
    """How many files of people are kept."""
    with app.extensions["portal"].store.reading() as session:
        return len(session.scalars(select(StoredFile.id).where(StoredFile.field.not_in(("", COPY)))).all())


def test_an_imported_form_is_filled_in_and_sent(app: Flask) -> None:
    publish_form(app)
    page = signed_in(app, "leila-haddad").open("/en/services/night-shelter").press("Start now")
    assert page.h1 == "Before you start"

    page = page.press("Continue").fill("Beds per room", "1.25").fill("When will you open?", "March 2027")
    page = page.fill("Your web site", "shelter").fill("Why here?", "one two three four").press("Continue")
    assert page.problem("Beds per room") == "Enter the answer to “Beds per room” with 1 digit after the point, no more"
    assert "It looks like this: www.example.com" in page.problem("Your web site")
    assert page.problem("Why here?") == "Shorten the answer to “Why here?” to 3 words or fewer"
    page = (
        page.fill("Beds per room", "1,5")
        .fill("Your web site", "www.shelter.example")
        .fill("Why here?", "one two three")
    )
    page = page.press("Add: Drawing").attach("Drawing", a_pdf(), "ground-floor.pdf").press("Continue")
    assert page.h1 == "Your plans"
    page = page.press("Continue")

    for told in ("1.5", "March 2027", "https://www.shelter.example", "one two three", "ground-floor.pdf"):
        assert told in page.text, told
    assert page.tick("The answers I have given are true").press("Accept and send").h1


def test_a_file_of_an_item_can_be_taken_out(app: Flask) -> None:
    page = at_plans(app).press("Add: Drawing").attach("Drawing", b"no pdf", "plan.pdf").press("Continue")
    assert "must be a PDF" in page.problem("Drawing")
    page = page.attach("Drawing", a_pdf(), "plan.pdf").press("Continue").follow("Change plan.pdf")
    assert uploads(app) == 1

    page = page.press("Remove plan.pdf")

    assert page.problem("Drawing") == "Add a file to “Drawing”"
    assert "plan.pdf" not in page.text
    assert uploads(app) == 0


def test_a_refused_file_of_an_item_does_not_take_the_kept_one_away(app: Flask) -> None:
    page = at_plans(app).press("Add: Drawing").attach("Drawing", a_pdf(), "good.pdf").press("Continue")

    refused = page.follow("Change good.pdf").attach("Drawing", b"no pdf", "bad.pdf").press("Continue")

    assert "must be a PDF" in refused.problem("Drawing")
    assert "good.pdf" in refused.text
    assert refused.press("Continue").h1 == "Your plans"
    assert uploads(app) == 1


def test_a_file_of_an_item_is_forgotten_where_it_is_replaced_and_the_others_are_kept(app: Flask) -> None:
    page = at_plans(app)
    for button, name in (("Add: Drawing", "first.pdf"), ("Add another: Drawing", "second.pdf")):
        page = page.press(button).attach("Drawing", a_pdf(), name).press("Continue")
    assert uploads(app) == 2

    page = page.follow("Change first.pdf").attach("Drawing", a_pdf(), "third.pdf").press("Continue")

    assert "first.pdf" not in page.text
    assert uploads(app) == 2


def test_a_file_of_an_item_is_sent_with_the_case_and_opened_from_its_page(app: Flask) -> None:
    page = answered(at_plans(app)).press("Add: Drawing").attach("Drawing", a_pdf(), "ground-floor.pdf")
    page = page.press("Continue").press("Continue").tick("The answers I have given are true").press("Accept and send")
    assert uploads(app) == 1

    case = page.follow("Follow your case")
    link = next(one for one in case.all("a") if "".join(one.itertext()) == "ground-floor.pdf")
    answer = case.visitor.client.get(link.get("href"))
    assert answer.data.startswith(b"%PDF")
