"""Items of a group by their summary: where they are added, removed, checked, decided on and printed."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from portal.i18n.catalogue import Catalogues
from portal.journey.entries import Entries
from portal.journey.plan import plan
from portal.store import Case, read_answers
from portal.usecases.copying import to_copy
from portal.usecases.onpaper import copy_facts
from portal.worker.documents import render_document
from tests.conftest import HOME
from tests.pages import Page, Visitor
from tests.people import signed_in
from tests.trying import asking, begun
from tests.usecases.town import apply
from tests.web.dogs import begun as begun_dog
from tests.web.dogs import published
from tests.web.test_documents import Desk

VISITORS = """\
- group: visitor
  label: Visitor
  items: at least 2
  summary: "{name}: {visits} visits"
  ask:
  - {field: name, kind: person name, label: "Full name"}
  - {field: visits, kind: integer, label: "Visits a month"}
"""
ARABIC = {
    "translations/ar.po": 'msgctxt "trying-out/visitor/summary"\nmsgid "{name}: {visits} visits"\nmsgstr "{name}، زيارات: {visits}"\n'
}


def with_visitors(page: Page, *visitors: tuple[str, str]) -> Page:
    for number, (name, visits) in enumerate(visitors):
        page = page.press("Add: Visitor" if not number else "Add another: Visitor")
        page = page.fill("Full name", name).fill("Visits a month", visits).press("Continue")
    return page


def test_an_item_is_called_by_its_summary_wherever_it_stands(app: Flask) -> None:
    page = begun(app, asking(VISITORS, files=ARABIC))
    assert "Add at least 2" in page.text
    page = with_visitors(page, ("Omar Haddad", "4"))
    page = page.press("Continue")
    assert "Add at least 2 to “Visitor”" in page.text
    page = (
        page.press("Add another: Visitor").fill("Full name", "Anu Saar").fill("Visits a month", "12").press("Continue")
    )

    assert "1. Omar Haddad: 4 visits" in page.text
    removing = page.follow("Remove Omar Haddad: 4 visits")
    assert removing.h1 == "Do you want to remove Omar Haddad: 4 visits?"
    page = page.press("Continue").press("Continue")
    assert [one.text for one in page.all("h3") if "visits" in (one.text or "")] == [
        "Omar Haddad: 4 visits",
        "Anu Saar: 12 visits",
    ]
    arabic = page.visitor.open(page.path.replace("/en/", "/ar/"))
    assert "Omar Haddad" in arabic.text
    assert "زيارات: 4" in arabic.text

    sent = page.tick("It is true").press("Accept and send")
    reference = sent.follow("Follow your case").path.rsplit("/", 1)[-1]
    clerk = signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{reference}")
    assert "Anu Saar: 12 visits" in clerk.text
    assert "Anu Saar: 12 visits" in str(copy_of(app, reference))


def copy_of(app: Flask, reference: str) -> object:
    with app.extensions["portal"].store.writing() as session:
        case = session.query(Case).filter_by(reference=reference).one()
        copy = to_copy(session, case.id)
        assert copy is not None
        assert plan(copy.served.service, Entries.from_json(read_answers(session, case.id)[0]), copy.plan.today)
        return copy_facts(copy.plan, copy.served, copy.authority, Catalogues(HOME / "translations"), "en", **copy.known)


def test_the_clerk_sees_what_the_document_prints_of_every_item(app: Flask) -> None:
    published(app, ("print: [size_of, breed]", "print: [breed, walk.minutes]"))
    page = begun_dog(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
    for number, minutes in enumerate(("17", "23")):
        page = page.press("Add another: Walk" if number else "Add: Walk").fill("Minutes", minutes).press("Continue")
    page = page.press("Continue").tick("It is my dog").press("Accept and send").follow("Follow your case")
    reference = page.path.rsplit("/", 1)[-1]

    clerk = signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{reference}")

    prospect = "".join(clerk.one("section", **{"aria-labelledby": "prospect"}).itertext())
    assert "17" in prospect and "23" in prospect and "Minutes" in prospect


def test_whoever_checks_a_document_reads_each_item_by_its_summary(app: Flask, visitor: Visitor) -> None:
    published(
        app,
        ("    label: Walk\n", '    label: Walk\n    summary: "{minutes} minutes"\n'),
        ("print: [size_of, breed]", "print: [breed, walk]"),
        ("public: [breed]", "public: [walk, breed]"),
    )
    desk, at = Desk(app), datetime.now(UTC)
    answers = {"size_of": "small", "breed": "poodle", "walk": [{"minutes": "17"}, {"minutes": "23"}]}
    applicant, clerk = desk.person("leila-haddad", "citizen"), signed_in(app, "maarja-kask", "staff")
    with desk.store.writing() as session:
        case = apply(session, applicant, answers, service="dog-licence", at=at)

    page = clerk.open(f"/en/office/cases/{case.reference}")
    assert "17 minutes" in "".join(page.one("section", **{"aria-labelledby": "prospect"}).itertext())
    page.press("Approve and issue: Dog licence")
    document = desk.document_of(case)
    render_document(desk.store, app.extensions["portal"].settings, at, document=document.id)

    facts = visitor.open(f"/en/check/{desk.code_of(document)}").facts()
    assert list(facts)[2:4] == ["Walk", "Which breed?"], "in the order of the document, however they were kept"
    assert ("17 minutes" in facts["Walk"], "23 minutes" in facts["Walk"]) == (True, True)
    assert "23 minutes" in signed_in(app, "leila-haddad").open(f"/en/my/cases/{case.reference}").text


CHECK = "Check your answers before you send them"


def at_check(app: Flask) -> Page:
    page = with_visitors(begun(app, asking(VISITORS)), ("Omar Haddad", "4"), ("Anu Saar", "12"))
    page = page.press("Continue").press("Continue")
    assert page.h1 == CHECK
    return page


def test_an_item_changed_from_check_your_answers_leads_back_there(app: Flask) -> None:
    page = at_check(app).follow("Change Omar Haddad: 4 visits").fill("Visits a month", "").press("Continue")
    assert page.problems, "what is wrong keeps one on the item’s page"

    page = page.fill("Visits a month", "5").press("Continue")

    assert page.h1 == CHECK
    assert "Omar Haddad: 5 visits" in page.text


def test_the_links_of_a_group_that_is_changed_lead_back_to_check_your_answers(app: Flask) -> None:
    page = at_check(app)
    group = page.follow("Change Omar Haddad: 4 visits").path.partition("?")[0].rsplit("/", 2)[0]
    page = page.visitor.open(f"{group}?change=1")

    page = page.follow("Change Omar Haddad: 4 visits").fill("Visits a month", "5").press("Continue")
    assert page.has_link("Change Omar Haddad: 5 visits"), "the list one came from"
    page = (
        page.press("Add another: Visitor").fill("Full name", "Sirje Tamm").fill("Visits a month", "").press("Continue")
    )
    page = page.fill("Visits a month", "1").press("Continue")
    page = page.follow("Remove Anu Saar: 12 visits").follow("Keep it")
    page = page.follow("Remove Anu Saar: 12 visits").press("Remove")

    page = page.press("Continue")
    assert page.h1 == CHECK
    assert ("Omar Haddad: 5 visits" in page.text, "Sirje Tamm: 1 visits" in page.text, "Anu Saar" in page.text) == (
        True,
        True,
        False,
    )


def test_without_a_change_an_item_leads_to_its_group_and_on(app: Flask) -> None:
    page = with_visitors(begun(app, asking(VISITORS)), ("Omar Haddad", "4"), ("Anu Saar", "12"))

    page = page.follow("Change Anu Saar: 12 visits").fill("Visits a month", "3").press("Continue")

    assert page.has_link("Change Anu Saar: 3 visits")
    assert page.press("Continue").path.endswith("/end")
