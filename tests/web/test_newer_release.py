"""A release comes while an application is being written: its applicant reads what is asked again, why, and what is asked no more."""

from __future__ import annotations

from flask import Flask

from tests.pages import Page
from tests.web.dogs import begun, published

BREED = """\
  - field: breed
    kind: choice
    label: Which breed?
    list: breeds
"""
PRINTED = (("print: [size_of, breed]", "print: [size_of]"), ("public: [breed]", "public: [size_of]"))
NO_BREED = ((BREED, ""), *PRINTED)
NO_SMALL = (('small: "Small"', 'tiny: "Tiny"'),)
DROPPED = "No longer asked, so your answers to this will not be sent: Which breed?"


def written(app: Flask) -> Page:
    """A small poodle, up to check-your-answers."""
    published(app)
    page = begun(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
    page = page.press("Continue")
    assert page.path.endswith("/check-answers")
    return page


def test_what_is_no_longer_asked_is_listed_and_not_sent(app: Flask) -> None:
    page = written(app)
    published(app, *NO_BREED)

    page = page.visitor.open(page.path)

    assert "This service has changed since you began. Everything else that you entered is kept." in page.text
    assert DROPPED in page.text and "Answer once more" not in page.text
    page = page.follow("Change How big is it?").choose("How big is it?", "Small").press("Continue")
    assert DROPPED in page.text, "it stays true until the application is sent"
    case = page.tick("It is my dog").press("Accept and send").follow("Follow your case")
    assert "Poodle" not in case.text


def test_once_it_is_asked_again_nothing_more_is_said(app: Flask) -> None:
    page = written(app)
    published(app, *NO_BREED)
    page = page.visitor.open(page.path).follow("Change How big is it?").choose("How big is it?", "Small")
    page = page.press("Continue")

    published(app)

    page = page.visitor.open(page.path)
    assert "This service has changed" not in page.text
    assert page.facts()["Which breed?"] == "Poodle"


def test_a_group_that_is_gone_is_named_once(app: Flask) -> None:
    published(app)
    page = begun(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
    for number, minutes in enumerate(("10", "20")):
        page = page.press("Add another: Walk" if number else "Add: Walk").fill("Minutes", minutes).press("Continue")
    page = page.press("Continue")

    published(
        app,
        (
            "  - group: walk\n    label: Walk\n    items: 0 to 3\n    ask:\n    - {field: minutes,",
            "  - {field: minutes,",
        ),
        ('label: "Minutes", min: 1}', 'label: "Minutes", optional: yes}'),
        ("sum(walk.minutes)", "minutes"),
        ("at: walk,", "at: minutes,"),
    )

    page = page.visitor.open(page.path)
    assert "answers to this will not be sent: Walk" in page.text
    assert len([one for one in page.all("li") if "".join(one.itertext()) == "Walk"]) == 1


def test_an_option_that_is_gone_is_named_as_the_reason(app: Flask) -> None:
    page = written(app)
    published(app, *NO_SMALL)

    page = page.visitor.open(page.path)

    assert page.h1 == "Your dog"
    assert "Answer once more: How big is it? “Small” can no longer be chosen" in page.text
    assert "No longer asked" not in page.text
    page = page.choose("How big is it?", "Tiny").press("Continue")
    assert "can no longer be chosen" not in page.text


def test_ones_applications_say_which_draft_wants_to_be_looked_at(app: Flask) -> None:
    page = written(app)
    said = "Continue to see what that means for your answers."
    assert said not in page.visitor.open("/en/my").text

    published(app, *NO_SMALL)

    assert said in page.visitor.open("/en/my").text
    assert said in page.visitor.open("/en/apply/dog-licence").text


def test_a_corrected_text_changes_nothing_for_a_draft(app: Flask) -> None:
    page = written(app)
    published(app, ("label: How big is it?", "label: How large is it?"))

    assert "This service has changed" not in page.visitor.open(page.path).text
    assert "has changed" not in page.visitor.open("/en/my").text
