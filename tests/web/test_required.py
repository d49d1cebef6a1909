"""Issue 4, required-if, as a person meets it: the label says “(optional)” only while the question may be left empty."""

from __future__ import annotations

from flask import Flask

from tests.web.dogs import begun, published

COLLAR = '    list: breeds\n  - {field: collar, kind: text, label: "Its collar", required: big}\n'


def test_a_question_is_optional_until_an_answer_makes_it_required(app: Flask) -> None:
    published(app, ("    list: breeds\n", COLLAR))
    page = begun(app)
    assert "Its collar (optional)" in page.text

    page = page.choose("How big is it?", "Big").choose("Which breed?", "Poodle").press("Continue")
    assert page.problem("Its collar") == "Enter an answer to “Its collar”"
    assert "(optional)" not in page.text
    page = page.choose("How big is it?", "Small").press("Continue")

    assert page.h1 == "Its walks"
    assert "Its collar (optional)" in page.follow("Back").text
