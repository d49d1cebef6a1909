"""Linked choices as people meet them without script: after Continue the town's list is the region's."""

from __future__ import annotations

from flask import Flask

from tests.pages import Page
from tests.spec.test_linked_lists import FILES, LISTS, REGION, TOWN
from tests.trying import asking, begun


def towns_of(page: Page) -> list[str]:
    return [page.label_of(one) for one in page.inputs("Town")]


def test_the_list_of_towns_follows_the_region(app: Flask) -> None:
    page = begun(app, asking(REGION + TOWN, LISTS, FILES))
    assert towns_of(page) == ["Solmere", "Port Ayr", "Millford"]

    page = page.choose("Region", "South").choose("Town", "Solmere").press("Continue")
    assert page.problem("Town") == "Choose an answer to “Town”"
    assert towns_of(page) == ["Millford"]
    page.typed["town"] = ["port"]  # forged
    page = page.press("Continue")
    assert page.problem("Town") == "Choose an answer to “Town”"

    page = page.choose("Town", "Millford").press("Continue").press("Continue")
    assert page.facts()["Town"] == "Millford"
    page = page.follow("Change Region").choose("Region", "North").press("Continue")
    assert page.problem("Town") == "Choose an answer to “Town”"
    assert towns_of(page) == ["Solmere", "Port Ayr"]


def test_a_town_is_called_as_the_list_calls_it_in_arabic(app: Flask) -> None:
    page = begun(app, asking(REGION + TOWN, LISTS, FILES), language="ar")

    assert "سولمير" in page.text
    assert "Millford" in page.text  # not translated: in the service's own language
