"""Issue 4, eligibility: a stranger checks whether they can apply, and what they answered is not asked twice."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from portal.store import Draft
from tests.pages import Page, Visitor
from tests.people import let_in, signed_in
from tests.spec.test_eligibility import DOG
from tests.web.dogs import published

START = "/en/services/dog-licence"


def begun(app: Flask, visitor: Visitor | None = None) -> Page:
    published(app, ("pages:\n", DOG))
    return (visitor or Visitor(app)).open(START).follow("Check if you can apply")


def test_a_stranger_is_let_through_and_nothing_is_kept(app: Flask) -> None:
    page = begun(app)
    assert page.h1 == "Its kind" and page.path.startswith(f"{START}/eligibility/kind")

    page = page.press("Continue")
    assert page.problem("Is it a dog?") == "Choose yes or no for “Is it a dog?”"
    page = page.choose("Is it a dog?", "Yes").fill("How many ears?", "2").press("Continue")

    assert page.h1 == "You can apply"
    assert page.facts()["How many ears?"] == "2"
    assert drafts(app) == 0


def test_whoever_cannot_apply_reads_why_and_what_to_do_instead(app: Flask) -> None:
    page = begun(app).choose("Is it a dog?", "No").press("Continue")

    assert page.h1 == "This is for dogs"
    assert "Ask the zoo." in page.text
    assert "The answers that decided this Is it a dog? No" in page.text
    page = page.follow("Back")
    assert page.h1 == "Its kind"


def test_an_answer_can_be_changed(app: Flask) -> None:
    page = begun(app).choose("Is it a dog?", "Yes").fill("How many ears?", "2").press("Continue")

    page = page.follow("Change How many ears?")
    assert page.value("How many ears?") == "2"
    page = page.fill("How many ears?", "1").press("Continue")

    assert page.facts()["How many ears?"] == "1"


def test_what_was_answered_is_taken_into_the_draft(app: Flask) -> None:
    page = begun(app, signed_in(app, "leila-haddad"))
    page = page.choose("Is it a dog?", "Yes").fill("How many ears?", "2").press("Continue").press("Start now")

    assert page.h1 == "Your dog" and "/apply/" in page.path
    page = page.follow("Back")
    assert page.value("How many ears?") == "2"


def drafts(app: Flask) -> int:
    with app.extensions["portal"].store.reading() as session:
        return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_start_pressed_twice_after_the_check_makes_one_draft(app: Flask) -> None:
    checked = begun(app, signed_in(app, "leila-haddad")).choose("Is it a dog?", "Yes").fill("How many ears?", "2")
    checked = checked.press("Continue")

    first, second = checked.press("Start now"), checked.press("Start now")

    assert first.path == second.path
    assert drafts(app) == 1


def test_other_answers_of_the_check_make_a_draft_of_their_own(app: Flask) -> None:
    checked = begun(app, signed_in(app, "leila-haddad")).choose("Is it a dog?", "Yes").fill("How many ears?", "2")
    checked = checked.press("Continue")
    first = checked.press("Start now")

    other = checked.follow("Change How many ears?").fill("How many ears?", "1").press("Continue").press("Start now")

    assert other.path != first.path
    assert other.follow("Back").value("How many ears?") == "1"
    assert first.visitor.open(first.path).follow("Back").value("How many ears?") == "2"


def test_sign_in_between_loses_nothing(app: Flask) -> None:
    visitor = Visitor(app)
    page = begun(app, visitor).choose("Is it a dog?", "Yes").fill("How many ears?", "2").press("Continue")
    action = page.one("form", method="post").get("action", "")
    assert "ears=2" in action
    let_in(visitor, "leila-haddad")

    page = visitor.open(action).press("Start now")

    assert page.h1 == "Your dog" and page.path.rsplit("/", 1)[-1] == "dog"


def test_an_answer_that_does_not_hold_is_asked_again_in_the_draft(app: Flask) -> None:
    published(app, ("pages:\n", DOG))
    leila = signed_in(app, "leila-haddad")

    page = leila.open("/en/apply/dog-licence?asked=kind&is_dog=yes&ears=many").press("Start now")

    assert page.h1 == "Its kind"


def test_a_service_without_a_check_leads_to_its_start_page(app: Flask) -> None:
    visitor = Visitor(app)

    assert visitor.open("/en/services/parking-permit/eligibility").path == "/en/services/parking-permit"
    assert not visitor.open("/en/services/parking-permit").has_link("Check if you can apply")


def test_it_is_there_in_arabic(app: Flask) -> None:
    published(app, ("pages:\n", DOG))

    page = Visitor(app, "ar").open("/ar/services/dog-licence/eligibility")

    assert page.one("html").get("dir") == "rtl"
