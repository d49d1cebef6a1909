"""Issue 4, defaults, as a person meets them: filled in with where it comes from, and moving until touched."""

from __future__ import annotations

from flask import Flask

from tests.web.dogs import begun, published

WALKS = """\
- page: stay
  title: Its nights
  ask:
  - {field: nights, kind: integer, label: "How many nights?", hint: "At the kennel", default: "size_of == 'big' ? 3 : 1"}
  - {field: food, kind: choice, label: "Which food?", options: {dry: "Dry", wet: "Wet"}, default: "big ? 'wet' : 'dry'"}
- page: walks
"""


def test_a_question_comes_filled_in_and_moves_until_it_is_touched(app: Flask) -> None:
    published(app, ("- page: walks\n", WALKS))
    page = begun(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
    assert page.h1 == "Its nights"
    assert page.value("How many nights?") == "1"
    assert "At the kennel Worked out from your answers" in page.text

    page = page.fill("How many nights?", "2").press("Continue").press("Continue")
    assert page.facts()["Which food?"] == "Dry Worked out from your answers"
    page = page.follow("Change How big is it?").choose("How big is it?", "Big").press("Continue")
    page = page.choose("Does it wear a muzzle?", "Yes").press("Continue")

    assert page.facts()["How many nights?"] == "2"
    assert page.facts()["Which food?"] == "Wet Worked out from your answers"
