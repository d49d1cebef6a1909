"""Issue 4, Explain, as people meet it: on a question, at the fee, on an exit, and with the case for applicant and clerk."""

from __future__ import annotations

from flask import Flask

from tests.pages import Page
from tests.people import signed_in
from tests.web.dogs import begun, published

DECIDED = "The answers that decided this How big is it? Big"


def at_muzzle(app: Flask) -> Page:
    published(app)
    page = begun(app).choose("How big is it?", "Big").choose("Which breed?", "Poodle").press("Continue")
    assert page.h1 == "Its muzzle"
    return page


def test_a_question_says_why_it_is_asked_of_this_person(app: Flask) -> None:
    page = at_muzzle(app)

    assert "Why am I asked this? Does it wear a muzzle?The dog is big" in page.text
    assert DECIDED in page.text


def test_what_decided_for_one_person_is_not_on_the_page_of_another(app: Flask) -> None:
    change = ("  when: big\n", "  when: \"breed in ['lab', 'poodle']\"\n")
    published(app, change)
    page = begun(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
    assert "Which breed? Poodle" in page.text

    other = (
        begun(app, "mart-tamm").choose("How big is it?", "Small").choose("Which breed?", "Labrador").press("Continue")
    )

    assert "Which breed? Labrador" in other.text and "Poodle" not in other.text


def test_an_exit_shows_what_led_there(app: Flask) -> None:
    page = at_muzzle(app).choose("Does it wear a muzzle?", "No").press("Continue").press("Continue")

    assert page.h1 == "A big dog needs a muzzle"
    assert "The answers that decided this Does it wear a muzzle? No" in page.text


def test_the_fee_is_explained_before_sending_and_kept_for_applicant_and_clerk(app: Flask) -> None:
    page = at_muzzle(app).choose("Does it wear a muzzle?", "Yes").press("Continue").press("Continue")
    assert "Why this feeThe dog is big" in page.text and DECIDED in page.text

    page = page.tick("It is my dog").press("Accept and send").follow("Follow your case")
    assert "Why this feeThe dog is big Big dogs cost more" in page.text
    assert "Why “Its muzzle” was askedThe dog is big" in page.text
    reference = page.path.rsplit("/", 1)[-1]
    clerk = signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{reference}")

    assert "Why this feeThe dog is big Big dogs cost more" in clerk.text and DECIDED in clerk.text


def test_a_group_says_why_it_is_asked_too(app: Flask) -> None:
    published(app, ("  - group: walk\n", "  - group: walk\n    when: big\n"))
    page = begun(app).choose("How big is it?", "Big").choose("Which breed?", "Poodle").press("Continue")
    page = page.choose("Does it wear a muzzle?", "Yes").press("Continue")

    assert page.h1 == "Its walks"
    assert "Why am I asked this? WalkThe dog is big " + DECIDED in page.text
