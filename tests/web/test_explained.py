"""Issue 4, Explain, as people meet it: on a question, at the fee, on an exit, and with the case for applicant and clerk."""

from __future__ import annotations

from flask import Flask

from tests.pages import Page
from tests.people import signed_in
from tests.spec.services import SMALL
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
    assert "Why this fee €30.00Big dogs cost more The dog is big" in page.text
    assert "Why “Its muzzle” was askedThe dog is big" in page.text
    reference = page.path.rsplit("/", 1)[-1]
    clerk = signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{reference}")

    assert "Why this fee €30.00Big dogs cost more The dog is big" in clerk.text and DECIDED in clerk.text


def test_a_group_says_why_it_is_asked_too(app: Flask) -> None:
    published(app, ("  - group: walk\n", "  - group: walk\n    when: big\n"))
    page = begun(app).choose("How big is it?", "Big").choose("Which breed?", "Poodle").press("Continue")
    page = page.choose("Does it wear a muzzle?", "Yes").press("Continue")

    assert page.h1 == "Its walks"
    assert "Why am I asked this? WalkThe dog is big " + DECIDED in page.text


TABLES = """\
tables:
  risk:
    kind: choice
    options: {low: "Harmless", high: "To be watched"}
    rows:
    - {row: large, if: {size_of: big}, gives: high, because: "Big dogs are watched"}
    - {row: rest, otherwise: low}
"""
SHOWN = """\
  - {field: told, kind: computed, value: walks_in_all, label: "Minutes in all"}
  - {field: noted, kind: hidden, value: risk, label: "How it is kept"}
"""
EACH_WALK = """\
fee:
  take: all
  rows:
  - {row: base, when: "true", amount: 10 EUR, because: "Every dog"}
  - {row: by_walk, when: "true", amount: 2 EUR * size(walk), because: "Each walk"}
  - {row: large, when: "!big", amount: 5 EUR, because: "Small dogs"}
"""
OLD = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]


def sent(app: Flask, *changes: tuple[str, str]) -> Page:
    """The applicant's check-answers: a big dog with two walks."""
    shown = ("  title: Its walks\n  ask:\n", f"  title: Its walks\n  ask:\n{SHOWN}")
    published(app, ("pages:\n", TABLES + "pages:\n"), shown, *changes)
    page = begun(app).choose("How big is it?", "Big").choose("Which breed?", "Poodle").press("Continue")
    page = page.choose("Does it wear a muzzle?", "Yes").press("Continue")
    for number, minutes in enumerate(("90", "30")):
        page = page.press("Add another: Walk" if number else "Add: Walk").fill("Minutes", minutes).press("Continue")
    page = page.press("Continue")
    assert page.path.endswith("/check-answers")
    return page


def seen_by_clerk(app: Flask, case: Page) -> str:
    reference = case.path.rsplit("/", 1)[-1]
    return signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{reference}").text.replace("\xa0", " ")


def test_a_fee_names_its_rows_with_how_they_were_worked_out(app: Flask) -> None:
    page = sent(app, (OLD, EACH_WALK))

    why = page.text.replace("\xa0", " ").partition("Why this fee")[2]
    assert "Each walk €2.00 × 2 = €4.00 The answers that decided this Walk 2" in why
    assert "Every dog €10.00" in why and "Small dogs" not in page.text

    case = page.tick("It is my dog").press("Accept and send").follow("Follow your case")
    for told in (case.text.replace("\xa0", " "), seen_by_clerk(app, case)):
        assert "Why this fee €14.00Every dog €10.00" in told and "Each walk €2.00 × 2 = €4.00" in told
        assert "Small dogs" not in told


def test_what_the_answers_come_to_is_told_with_its_words_and_why(app: Flask) -> None:
    case = sent(app).tick("It is my dog").press("Accept and send").follow("Follow your case")

    clerk = seen_by_clerk(app, case)

    assert "What the answers come to, and why" in clerk
    assert "How it is kept To be watchedBig dogs are watched The answers that decided this How big is it? Big" in clerk
    assert "How it is kept To be watched Worked out from the answers" in clerk, "never the code"
    assert "Minutes in all 120The answers that decided this Minutes Walk 1: 90 Walk 2: 30" in clerk
    assert "Minutes in all 120The answers" in case.text
    assert "To be watched" not in case.text and "Big dogs are watched" not in case.text, (
        "hidden is for the office alone"
    )


def test_what_was_explained_stays_what_it_was_when_a_new_release_comes(app: Flask) -> None:
    case = sent(app, (OLD, EACH_WALK)).tick("It is my dog").press("Accept and send").follow("Follow your case")

    published(
        app,
        ("Big dogs cost more", "Everybody pays"),
        ('says: "The dog is big"', 'says: "It is huge"'),
        ("amount: 30 EUR", "amount: 99 EUR"),
    )

    for told in (case.visitor.open(case.path).text.replace("\xa0", " "), seen_by_clerk(app, case)):
        assert "Why this fee €14.00Every dog €10.00" in told and "€2.00 × 2 = €4.00" in told
        assert "Why “Its muzzle” was askedThe dog is big" in told
        assert "Everybody pays" not in told and "99" not in told and "It is huge" not in told


NAMED = """\
tables:
  room: {kind: integer, label: "Room for dogs", rows: [{row: all_of_them, otherwise: walks_in_all * 2}]}
  nameless: {kind: integer, rows: [{row: all_of_them, otherwise: walks_in_all * 3}]}
"""


def test_what_the_answers_come_to_is_never_a_number_without_a_name(app: Flask) -> None:
    published(
        app,
        ("pages:\n", NAMED + "pages:\n"),
        ("when: has_muzzle == false", "when: has_muzzle == false && room < nameless"),
    )
    page = begun(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
    page = page.press("Add: Walk").fill("Minutes", "90").press("Continue").press("Continue")
    assert page.path.endswith("/check-answers")

    clerk = seen_by_clerk(app, page.tick("It is my dog").press("Accept and send").follow("Follow your case"))

    assert "Room for dogs 180" in clerk
    assert (
        "270" not in clerk and "What the answers come to 1" not in clerk and "What the answers come to 2" not in clerk
    )


def test_an_answer_of_one_of_several_items_says_which_in_the_words_of_its_summary(app: Flask) -> None:
    named = ("    label: Walk\n", '    label: Walk\n    summary: "A walk of {minutes}"\n')
    case = sent(app, named).tick("It is my dog").press("Accept and send").follow("Follow your case")

    for told in (case.text, seen_by_clerk(app, case)):
        assert "The answers that decided this Minutes A walk of 90: 90 A walk of 30: 30" in told
