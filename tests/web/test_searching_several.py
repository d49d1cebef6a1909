"""Several of a long list: without script they are found, listed, taken out and judged as boxes are; in a group and in Arabic too."""

from __future__ import annotations

from flask import Flask

from tests.pages import Page
from tests.trying import asking as asking_for
from tests.trying import begun
from tests.web.test_searching import FILES, LISTS

ASK = '- {field: places, kind: several choices, list: towns, min: 2, max: 3, label: "Towns"}\n'
OWN = ASK.replace("min: 2, max: 3", 'other: "Another place", none: "Nowhere"')
SEARCH = "Search: Towns"


def the_page(app: Flask, ask: str = ASK, **more: str) -> Page:
    return begun(app, asking_for(ask, LISTS, FILES), **more)


def typed(page: Page, text: str, button: str = SEARCH) -> Page:
    (box,) = [one for one in page.all("input", type="text") if one.get("name", "").endswith("places-add")]
    page.typed[box.get("name", "")] = [text]
    return page.press(button)


def listed(page: Page) -> list[str]:
    return [(one.findtext("span") or "") for one in page.one("ul", class_="sm-chosen").iter("li")]


def test_matches_are_added_and_what_was_added_can_be_taken_out(app: Flask) -> None:
    page = typed(the_page(app), "springf")
    assert page.h1 == "Towns" and "2 matches" in page.text
    page.typed["match"] = ["a2"]
    page = page.press("Add what is ticked")
    assert (page.h1, listed(page)) == ("Questions", ["Springfield"])
    page = typed(page, "springf")
    assert "1 match" in page.text  # what is chosen already is offered no more
    page.typed["match"] = ["a1"]
    page = page.press("Add what is ticked")
    assert listed(page) == ["Springfield", "Springfield"]

    page = typed(page, "Town 7")  # a label in full is no search
    assert listed(page) == ["Town 7", "Springfield", "Springfield"]  # as the list has them
    page = page.press("Remove Town 7")
    assert listed(page) == ["Springfield", "Springfield"]
    page = page.press("Continue").press("Continue")
    assert page.facts()["Towns"] == "Springfield Springfield"


def test_how_many_there_may_be_holds(app: Flask) -> None:
    page = typed(the_page(app), "Town 7", "Continue")
    assert page.problems == ["Choose at least 2 answers to “Towns”"]
    assert listed(page) == ["Town 7"]
    for number in (8, 9, 10):
        page = typed(page, f"t{number}")
    page = page.press("Continue")
    assert page.problems == ["Choose 3 answers to “Towns”, no more"]
    page = page.press("Remove Town 9").press("Continue").press("Continue")
    assert page.facts()["Towns"] == "Town 7 Town 8 Town 10"


def test_what_is_not_found_is_told_and_nothing_is_lost(app: Flask) -> None:
    page = typed(typed(the_page(app), "t7"), "Atlantis", "Continue")

    assert page.problems == ["“Atlantis” is not among the answers to “Towns”. Search for another word"]
    assert listed(page) == ["Town 7"]
    page = typed(page, "springfield", "Continue")
    assert page.problems == ["“springfield” stands for several answers to “Towns”. Search and choose one"]
    assert listed(page) == ["Town 7"]
    searching = page.press(SEARCH)
    assert searching.value("What are you looking for?") == "springfield"


def test_none_and_other_are_there_beside_the_list(app: Flask) -> None:
    page = typed(the_page(app, OWN), "t7")
    page.typed["places"] = ["t7", "none"]
    page = page.press("Continue")
    assert page.problems == ["Choose either “Nowhere” or other answers to “Towns”"]
    page = page.press("Remove Town 7").press("Continue").press("Continue")
    assert page.facts()["Towns"] == "Nowhere"

    page = typed(the_page(app, OWN), "t7").fill("Another place", "By the river").press("Continue").press("Continue")
    assert page.facts()["Towns"] == "Town 7 By the river"
    assert "0 matches" not in typed(page.follow("Change Towns"), "nowhere").text


def test_a_forged_code_is_no_answer(app: Flask) -> None:
    page = typed(the_page(app), "t7")
    page.typed["places"] = ["t7", "forged"]
    assert page.press("Continue").problems == ["Choose only answers that are listed for “Towns”"]


def test_an_item_of_a_group_has_its_own(app: Flask) -> None:
    group = f"- group: stay\n  label: Stay\n  items: 0 to 3\n  ask:\n  {ASK}"
    page = typed(the_page(app, group).press("Add: Stay"), "poltsa")
    page.typed["match"] = ["a3"]
    page = typed(page.press("Add what is ticked"), "Town 7")
    assert listed(page) == ["Town 7", "Põltsamaa"]
    page = typed(page, "t8").press("Remove Põltsamaa").press("Continue")

    assert "Town 7" in page.text and "Põltsamaa" not in page.text


def test_it_is_there_in_arabic(app: Flask) -> None:
    page = typed(the_page(app, language="ar"), "بولتسا", "بحث: Towns")
    page.typed["match"] = ["a3"]

    assert listed(page.press("إضافة ما تم تحديده")) == ["بولتساما"]
