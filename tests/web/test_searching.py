"""A search in a list of many rows: without script, by its matches as data, forged, in Arabic, in a group, behind the preview."""

from __future__ import annotations

import json

from flask import Flask

from tests.pages import Page
from tests.people import signed_in
from tests.trying import asking, begun

ROWS = "code,name,name_ar,region\n" + "".join(
    f"t{number},Town {number},مدينة {number},{'north' if number % 2 else 'south'}\n" for number in range(1_500)
)
TWINS = "a1,Springfield,سبرينغفيلد,north\na2,Springfield,سبرينغفيلد,south\na3,Põltsamaa,بولتساما,north\n"
FILES = {"lists/towns.csv": ROWS + TWINS}
LISTS = "lists:\n  towns: {file: lists/towns.csv, code: code, label: name, labels: {ar: name_ar}}\n"
ASK = '- {field: town, kind: choice, list: towns, label: "Town"}\n'
GROUP = f"- group: stay\n  label: Stay\n  items: 0 to 3\n  ask:\n  {ASK}"
SEARCH = "Search: Town"


def the_page(app: Flask, ask: str = ASK, **more: str) -> Page:
    return begun(app, asking(ask, LISTS, FILES), **more)


def test_an_exact_label_or_code_works_at_once(app: Flask) -> None:
    for typed in ("Town 77", "t77", "  TOWN  77 "):
        page = the_page(app).fill("Town", typed).press("Continue").press("Continue")
        assert page.facts()["Town"] == "Town 77"


def test_without_script_a_search_leads_to_a_page_of_matches(app: Flask) -> None:
    page = the_page(app).fill("Town", "poltsa").press(SEARCH)
    assert page.h1 == "Town"
    assert "1 match" in page.text
    page = page.fill("What are you looking for?", "tow").press("Search again")
    assert "50 matches" in page.text
    assert "There are more" in page.text
    page = page.fill("What are you looking for?", "nowhere").press("Search again")
    assert "Nothing was found" in page.text

    page = page.fill("What are you looking for?", "springfield").press("Search again")
    page.typed["match"] = ["a2"]
    page = page.press("Continue")
    assert page.h1 == "Questions"
    assert page.value("Town") == "Springfield"
    page = page.press("Continue").press("Continue")  # the label alone would not say which; the choice is kept
    assert page.facts()["Town"] == "Springfield"
    page = page.follow("Change Town").fill("Town", "Town 3").press("Continue")
    assert page.facts()["Town"] == "Town 3"


def test_what_is_not_sure_is_a_slip_that_says_to_search(app: Flask) -> None:
    page = the_page(app).fill("Town", "springfield").press("Continue")
    assert page.problem("Town") == "“springfield” stands for several answers to “Town”. Search and choose one"
    assert page.value("Town") == "springfield"
    page = page.fill("Town", "sprin").press("Continue")
    assert page.problem("Town") == "“sprin” is not among the answers to “Town”. Search for another word"


def test_a_forged_choice_is_no_answer(app: Flask) -> None:
    page = the_page(app).fill("Town", "Somewhere")
    page.typed["town-chosen"] = ["t5"]
    page = page.press("Continue")
    assert page.problem("Town") is not None
    searching = page.press(SEARCH)
    searching.typed["match"] = ["forged"]
    data = {
        "csrf_token": searching.all("input", name="csrf_token")[0].get("value", ""),
        "match": "forged",
        "typed": "x",
    }
    there = searching.visitor.client.post(searching.path, data=data)
    assert there.status_code == 303
    assert "/search/" in there.headers["Location"]


def test_the_matches_are_data_for_who_may_see_the_draft(app: Flask) -> None:
    page = the_page(app)
    address = page.path.rsplit("/", 1)[0] + "/matches/town"

    found = json.loads(page.visitor.client.get(f"{address}?q=POLTSA").data)
    assert found == [{"code": "a3", "label": "Põltsamaa"}]
    assert len(json.loads(page.visitor.client.get(f"{address}?q=town").data)) == 12
    arabic = json.loads(page.visitor.client.get(f"{address.replace('/en/', '/ar/')}?q=بولتسا").data)
    assert arabic == [{"code": "a3", "label": "بولتساما"}]
    assert json.loads(page.visitor.client.get(f"{address.replace('/matches/town', '/matches/last')}?q=town").data) == []
    assert signed_in(app, "mart-tamm").client.get(f"{address}?q=town").status_code == 404


def test_a_linked_list_finds_only_its_own_rows(app: Flask) -> None:
    region = '- {field: region, kind: choice, label: "Region", options: {north: "North", south: "South"}}\n'
    ask = region + ASK.replace("list: towns", "list: towns, where: {region: region}")
    page = the_page(app, ask).choose("Region", "South").fill("Town", "springfield").press(SEARCH)

    assert "1 match" in page.text
    assert page.has_link("Back to the question")


def test_an_item_of_a_group_is_searched_too(app: Flask) -> None:
    page = the_page(app, GROUP).press("Add: Stay").fill("Town", "poltsa").press(SEARCH)
    page.typed["match"] = ["a3"]
    page = page.press("Continue")
    assert page.value("Town") == "Põltsamaa"
    page = page.press("Continue")
    assert "Põltsamaa" in page.text


def test_it_is_said_in_arabic(app: Flask) -> None:
    page = the_page(app, language="ar")
    page.typed["town"] = ["بولتسا"]
    page = page.press("بحث: Town")

    assert "بولتساما" in page.text


def test_a_full_group_gets_no_more_items_through_the_search(app: Flask) -> None:
    page = the_page(app, GROUP.replace("0 to 3", "0 to 1")).press("Add: Stay").fill("Town", "poltsa").press(SEARCH)
    page.typed["match"] = ["a3"]
    page = page.press("Continue").press("Continue")
    other = page.path.rpartition("/")[0] + "/search/stay.town?item=abcdefgh2345"

    page.visitor.open(other, status=404)
