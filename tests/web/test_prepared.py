"""A page drawn once and filled in is the page as it would have been drawn, and never another person's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape

from portal.i18n.text import Text
from portal.web.citizen import apply
from portal.web.kit import pages
from portal.web.kit.prepared import Shelf, prepare
from tests.pages import Visitor
from tests.people import signed_in

LEILA, MART = "leila-haddad", "mart-tamm"
NAMES = ("name", "place")


def test_what_is_drawn_once_is_filled_in_for_each() -> None:
    prepared = prepare(NAMES, lambda own: f"<p title='{own['place']}'>{own['name']} of {own['place']}</p>")

    assert prepared is not None
    assert prepared.filled(["Mart", "Solmere"]) == "<p title='Solmere'>Mart of Solmere</p>"
    assert prepared.filled(["1", ""]) == "<p title=''>1 of </p>"


@pytest.mark.parametrize(
    "draw",
    [
        lambda own: f"{own['name']} has {len(own['name'])} letters",
        lambda own: own["name"].upper(),
        lambda own: str(Text("Welcome, {name}", "en").format(name=own["name"])),
        lambda own: "long" if len(own["name"]) > 8 else "short",
    ],
)
def test_what_depends_on_a_persons_own_is_not_drawn_ahead(draw: Callable[[Mapping[str, str]], str]) -> None:
    assert prepare(NAMES, draw) is None


def test_the_shelf_draws_each_key_once_and_lets_the_oldest_go() -> None:
    shelf, drawn = Shelf(most=2), []

    def draw(own: object) -> str:
        drawn.append(own)
        return "x"

    for key in ("a", "b", "a", "c", "b", "a"):
        shelf.prepared(key, (), draw)

    assert len(drawn) == 2 * 4  # two marks each for a, b, c, and a again


def without_clocks(html: str) -> str:
    return re.sub(r'data-session-ends-in="\d+"|\d\d:\d\d', "", html)


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> Callable[[Visitor, str], str]:
    """Draws pages without the shelves."""

    shown_on = apply.shown_on

    def anew(*given: Any, release: str = "", **more: Any) -> Any:
        return shown_on(*given, **more)

    def draw(visitor: Visitor, address: str) -> str:
        with monkeypatch.context() as patched:
            patched.setattr(pages, "filled_page", lambda *_given: None)
            patched.setattr(apply, "shown_on", anew)
            return visitor.open(address).html

    return draw


def walk_to_the_end(citizen: Visitor) -> list[str]:
    """Fills in the permit up to the page of all answers; gives the addresses on the way."""
    page = citizen.open("/en/services/parking-permit").press("Start now")
    ways = [page.path]
    page = page.choose("Which parking zone do you live in?", "B, Harbour").press("Continue")
    ways.append(page.path)
    page = page.fill("Registration number", "ab 123").fill("When did you get it?", "14 5 2025")
    page = (
        page.choose("What does it run on?", "Petrol").choose("Who is the registered keeper?", "I am").press("Continue")
    )
    ways.append(page.path)
    page = page.press("Continue")
    ways.append(page.path)
    page = page.press("Continue")
    return [*ways, page.path]


def test_every_page_is_the_same_from_the_shelf_as_drawn_anew(
    app: Flask, plainly: Callable[[Visitor, str], str]
) -> None:
    leila = signed_in(app, LEILA)
    ways = walk_to_the_end(leila)

    for language in ("en", "et", "ar", "fr"):
        for way in ways:
            address = way.replace("/en/", f"/{language}/", 1)
            first, second = leila.open(address).html, leila.open(address).html
            assert without_clocks(first) == without_clocks(second) == without_clocks(plainly(leila, address))


def test_nothing_of_one_person_stands_on_the_page_of_another(app: Flask) -> None:
    leila, mart = signed_in(app, LEILA), signed_in(app, MART)
    hers = walk_to_the_end(leila)
    his = walk_to_the_end(mart)

    for of_hers, of_his in zip(hers, his, strict=True):
        draft = of_hers.split("/")[4]
        page = mart.open(of_his).html
        assert draft not in page
        assert "Leila" not in page
        assert "Rope Walk" not in page


def test_what_was_typed_is_escaped_where_it_fills_a_hole(app: Flask) -> None:
    leila = signed_in(app, LEILA)
    page = leila.open("/en/services/parking-permit").press("Start now")
    typed = "\"><script>alert('x')</script>"
    page = page.fill("Street and house number", typed).press("Continue")

    html = leila.open(page.path).html

    assert "<script>alert" not in html
    assert str(escape("\"><script>alert('x')</script>")) in html
