"""Choices as people meet them: “none of these”, “other, say which”; without script, with a forged form, in Arabic."""

from __future__ import annotations

from flask import Flask

from tests.trying import asking, begun

PETS = """\
- field: pets
  kind: several choices
  label: Which animals do you keep?
  options: {dog: "A dog", cat: "A cat"}
  other: Another animal
  none: None of these
- field: found
  kind: choice
  label: How did you hear of us?
  options: {paper: "From the newspaper"}
  other: In another way
"""


def test_none_excludes_and_other_is_kept_as_it_was_typed(app: Flask) -> None:
    page = begun(app, asking(PETS)).choose("Which animals do you keep?", "A dog", "None of these")
    page = page.choose("How did you hear of us?", "In another way").press("Continue")

    assert page.problem("Which animals do you keep?") == (
        "Choose either “None of these” or other answers to “Which animals do you keep?”"
    )
    assert page.problem("How did you hear of us?") == "Say which one you mean under “How did you hear of us?”"
    page = page.choose("Which animals do you keep?", "A dog", "Another animal")
    page.typed["pets-other"], page.typed["found-other"] = ["A tame crow"], ["A neighbour <b>told</b> me"]
    page = page.press("Continue").press("Continue")

    assert page.facts()["Which animals do you keep?"] == "A dog A tame crow"
    assert page.facts()["How did you hear of us?"] == "A neighbour <b>told</b> me"
    page = page.follow("Change How did you hear of us?")
    assert [one.get("value") for one in page.all("input", name="found-other")] == ["A neighbour <b>told</b> me"]


def test_the_input_is_there_without_script(app: Flask) -> None:
    page = begun(app, asking(PETS))

    assert len(page.all("input", name="found-other")) == 1
    assert page.by_id("found-other").get("disabled") is None
    assert "or" in [one.text for one in page.all("div") if "divider" in one.get("class", "")]


def test_a_forged_option_is_a_problem(app: Flask) -> None:
    page = begun(app, asking(PETS))
    page.typed["pets"], page.typed["found"] = ["wolf"], ["forged"]
    page = page.press("Continue")

    assert page.problem("How did you hear of us?") == "Choose one of the answers to “How did you hear of us?”"


def test_it_is_said_in_arabic(app: Flask) -> None:
    page = begun(app, asking(PETS), language="ar")

    assert "اذكر ما هو" in page.text
    assert "أو" in [one.text for one in page.all("div") if "divider" in one.get("class", "")]
