"""The page reader itself: it finds what a page may not have, and fills forms as a browser does."""

from __future__ import annotations

import pytest
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from portal.settings import Settings
from portal.web.kit.headers import Headers
from portal.web.kit.logging import RequestLog
from tests.pages import Visitor

GOOD = """<!doctype html>
<html lang="en" dir="ltr"><head><title>A page – Solmere</title></head><body>
<a href="#main" class="govuk-skip-link">Skip to main content</a>
<main id="main"><h1>A page</h1>
<form method="post" action="/en/echo"><input type="hidden" name="csrf_token" value="t">
<label for="plate">Plate (optional)</label><input id="plate" name="plate" type="text" value="A &amp; B">
<fieldset><legend>Date of birth</legend>
<label for="d">Day</label><input id="d" name="day"><label for="m">Month</label><input id="m" name="month">
<label for="y">Year</label><input id="y" name="year"></fieldset>
<fieldset><legend>Fuel</legend><label for="e">Electric</label><input type="radio" id="e" name="fuel" value="electric">
<label for="p">Petrol</label><input type="radio" id="p" name="fuel" value="petrol"></fieldset>
<label for="note">Note</label><textarea id="note" name="note">
first</textarea>
<button name="go" value="yes">Continue</button></form></main></body></html>"""


@pytest.fixture
def app(sqlite_settings: Settings) -> Flask:
    """An app whose page is whatever the test puts into its config."""
    made = Flask("pages")
    made.config["PAGE"] = GOOD
    made.add_url_rule("/en/", "show", lambda: made.config["PAGE"])
    seen: dict[str, list[str]] = made.config.setdefault("SEEN", {})

    def echo() -> Response:
        seen.update(request.form.to_dict(flat=False))
        return redirect("/en/", made.config.get("STATUS", 303))

    made.add_url_rule("/en/echo", "echo", echo, methods=["POST"])
    made.wsgi_app = RequestLog(Headers(made.wsgi_app, sqlite_settings), behind_proxy=False)  # type: ignore[method-assign]
    return made


def test_a_form_is_sent_as_a_browser_sends_it(app: Flask) -> None:
    page = Visitor(app).open("/en/")
    assert page.value("Plate") == "A & B"

    page.fill("Date of birth", "31 3 1980").choose("Fuel", "Petrol").press("Continue")

    assert app.config["SEEN"] == {
        "csrf_token": ["t"],
        "plate": ["A & B"],
        "day": ["31"],
        "month": ["3"],
        "year": ["1980"],
        "fuel": ["petrol"],
        "note": ["first"],
        "go": ["yes"],
    }


def test_a_success_without_a_redirect_that_cannot_be_repeated_is_a_fault(app: Flask) -> None:
    app.config["STATUS"] = 302

    with pytest.raises(AssertionError, match="not by 303"):
        Visitor(app).open("/en/").press("Continue")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<h1>A page</h1>", "", "has 0 h1"),
        ("<h1>A page</h1>", "<h1>Another</h1>", "does not begin with the h1"),
        (
            "<h1>A page</h1>",
            '<div class="govuk-error-summary"><ul><li>No</li></ul></div><h1>A page</h1>',
            "has problems",
        ),
        (' dir="ltr"', "", "lacks lang or dir"),
        ('lang="en"', 'lang="et"', "is in et, not in en"),
        ('id="d"', 'id="m"', "is used 2 times"),
        ('<label for="plate">Plate (optional)</label>', "", "'plate' has no label"),
        ('type="text"', 'type="number"', "has type=number"),
        ('type="text"', 'type="text" aria-describedby="nowhere"', "leads nowhere"),
        ('type="text"', 'type="text" style="color: red"', "has the attribute style"),
        ('type="text"', 'type="text" onclick="go()"', "has the attribute onclick"),
        ("</main>", "<script>go()</script></main>", "has an inline script"),
        ("</main>", '<script src="https://cdn.example/x.js"></script></main>', "from elsewhere"),
        ("</main>", "<style>a{}</style></main>", "has an inline style sheet"),
        ('<input type="hidden" name="csrf_token" value="t">', "", "has no token"),
        ("<h1>A page</h1>", "<h1>A page</h1><p>Dear {name}</p>", "shows '{name}'"),
        ("<h1>A page</h1>", "<h1>A page</h1><p>None</p>", "shows 'None'"),
        ("<h1>A page</h1>", "<h1>A page</h1><p>&amp;amp;</p>", "shows code"),
        ('class="govuk-skip-link"', "", "does not begin with the skip link"),
        ("<h1>A page</h1>", "<h1>A page</h1><a href='/en/'></a>", "a link without words"),
        ("<h1>A page</h1>", "<h1>A page</h1><p><div></p>", "unexpected-end-tag"),
    ],
)
def test_each_rule_of_a_page_can_be_broken(app: Flask, old: str, new: str, told: str) -> None:
    assert old in GOOD
    app.config["PAGE"] = GOOD.replace(old, new, 1)

    with pytest.raises(AssertionError, match="(?s)" + told.replace("(", r"\(").replace("{", r"\{")):
        Visitor(app).open("/en/")


def test_a_page_without_its_headers_is_a_fault(app: Flask) -> None:
    app.wsgi_app = app.wsgi_app._app._app  # type: ignore[attr-defined, method-assign]

    with pytest.raises(AssertionError, match="lacks the headers"):
        Visitor(app).open("/en/")
