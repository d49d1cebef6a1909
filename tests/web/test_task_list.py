"""Issue line 2 at the citizens' door: sections as a task list, with statuses in words, in a free or a fixed order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.usecases.releases import publish_from_folder
from tests.elements import words
from tests.journey.test_tasks import SECTIONS
from tests.pages import Page
from tests.people import signed_in
from tests.spec.services import SMALL, bundle

SENDING = "Check your answers and send"


def begun(app: Flask, order: str = "free", person: str = "mart-tamm", sections: str = SECTIONS) -> Page:
    text = SMALL.replace("checks:\n", sections.format(order=order), 1)
    with app.extensions["portal"].store.writing() as session:
        publish_from_folder(session, bundle(text), "dog-licence", now=datetime.now(UTC))
    return signed_in(app, person).open("/en/services/dog-licence").press("Start now")


def stands(page: Page) -> dict[str, str]:
    """Each row of the list: its name and how it stands, with an asterisk where it can be opened."""
    rows = [list(row) for row in page.all("li", class_="govuk-task-list__item")]
    return {words(name[0]): words(status) + ("*" if name[0].tag == "a" else "") for name, status in rows}


def answer_dog(page: Page, size: str = "Big") -> Page:
    return page.choose("How big is it?", size).choose("Which breed?", "Poodle").press("Continue")


def test_the_list_says_how_each_section_stands(app: Flask) -> None:
    page = begun(app)

    assert stands(page) == {
        "The dog": "Not yet started*",
        "Safety": "Cannot start yet",
        "Exercise": "Not yet started*",
        SENDING: "Cannot start yet",
    }
    assert "0 of 3 sections are completed. You can do them in any order." in page.text

    page = answer_dog(page.follow("The dog"))
    assert stands(page)["The dog"] == "Completed*" and stands(page)["Safety"] == "Not yet started*"
    assert "1 of 3 sections are completed" in page.text


def test_sections_may_be_done_in_any_order_and_lead_to_check_your_answers(app: Flask) -> None:
    page = begun(app).follow("Exercise").press("Continue")
    assert stands(page)["Exercise"] == "Completed*"

    page = answer_dog(page.follow("The dog")).follow("Safety").choose("Does it wear a muzzle?", "Yes").press("Continue")
    page = page.follow(SENDING)

    assert page.h1 == "Check your answers before you send them"
    assert page.follow("Back").h1 == "Dog licence"


def test_a_fixed_order_opens_one_section_after_the_other(app: Flask) -> None:
    page = begun(app, "fixed")
    assert stands(page)["Exercise"] == "Cannot start yet" and "one after the other" in page.text

    closed = page.visitor.open(page.path.replace("task-list", "walks"))
    assert closed.h1 == "Dog licence"

    page = answer_dog(page.follow("The dog"), "Small")
    assert stands(page)["Exercise"] == "Not yet started*" and "Safety" not in stands(page)


def test_a_slip_is_told_in_the_list(app: Flask) -> None:
    wrong = begun(app).follow("The dog").press("Continue")
    page = wrong.follow("Back")
    assert stands(page)["The dog"] == "There is a problem*"
    assert page.follow("The dog").problems


def test_an_exit_ends_the_list(app: Flask) -> None:
    page = answer_dog(begun(app).follow("The dog")).follow("Safety").choose("Does it wear a muzzle?", "No")
    page = page.press("Continue").follow("Exercise").press("Continue")
    assert page.h1 == "A big dog needs a muzzle"


def test_one_changed_answer_leads_back_to_check_your_answers(app: Flask) -> None:
    page = answer_dog(begun(app).follow("The dog"), "Small").follow("Exercise").press("Continue").follow(SENDING)
    page = page.follow("Change Which breed?").choose("Which breed?", "Labrador").press("Continue")
    assert page.h1 == "Check your answers before you send them"


def test_every_page_of_a_completed_section_can_be_changed(app: Flask) -> None:
    one = SECTIONS.replace("pages: [dog]", "pages: [dog, muzzle, walks]")
    one = "".join(line for line in one.splitlines(keepends=True) if "safety" not in line and "exercise" not in line)
    page = answer_dog(begun(app, sections=one).follow("The dog"))
    page = page.choose("Does it wear a muzzle?", "Yes").press("Continue").press("Continue").follow(SENDING)

    page = page.follow("Change Does it wear a muzzle?")

    assert page.h1 == "Does it wear a muzzle?" or page.value("Does it wear a muzzle?") == "Yes"
    assert page.press("Continue").h1 == "Check your answers before you send them"


@pytest.mark.parametrize("language", ["et", "ar"])
def test_the_list_speaks_the_language_of_its_address(app: Flask, language: str) -> None:
    page = begun(app)
    translated = page.visitor.open(page.path.replace("/en/", f"/{language}/"))
    assert "Not yet started" not in translated.text and "Cannot start yet" not in translated.text
