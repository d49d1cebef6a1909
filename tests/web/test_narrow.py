"""Long names and long words for a decision, in a window of 320 pixels; and the room around “say which” below a select."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from portal.demo.people import BY_ID
from tests.browsers import too_wide
from tests.conftest import HOME
from tests.pages import Page
from tests.people import signed_in
from tests.trying import asking, begun
from tests.usecases.town import apply
from tests.web.dogs import published
from tests.web.test_documents import Desk
from tests.web.test_own_words import APPROVE

NAME = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswesse"
SAID = ("Acknowledged: you may open, and the tax office and the rescue board were told", "Acknowledged" * 6)
PLACE = """\
- {field: place, kind: choice, label: "Where is it?", show: select, options: {square: "The square", park: "The park"}, other: "Elsewhere"}
"""


def drawn(page: Page, folder: Path) -> str:
    """The page as a file beside the style sheets, for a browser that reaches no portal."""
    for path in (HOME / "static" / "built").glob("*.css"):
        shutil.copyfile(path, folder / path.name)
    path = folder / "page.html"
    path.write_text(re.sub(r"/static/[0-9a-f]+/", "", page.html), "utf-8")
    return path.as_uri()


@pytest.mark.parametrize("said", SAID)
def test_a_name_and_a_decision_of_eighty_letters_widen_no_page(
    app: Flask, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    assert len(NAME) == 80
    monkeypatch.setitem(BY_ID, "maarja-kask", replace(BY_ID["maarja-kask"], given_name=NAME))
    published(app, (APPROVE, f'{APPROVE}, label: "Acknowledge", done: "{said}"'))
    desk = Desk(app)
    applicant = desk.person("leila-haddad", "citizen")
    with desk.store.writing() as session:
        answers = {"size_of": "small", "breed": "poodle"}
        reference = apply(session, applicant, answers, service="dog-licence", at=datetime.now(UTC)).reference
    clerk, leila = signed_in(app, "maarja-kask", "staff"), signed_in(app, "leila-haddad")

    pages = [clerk.open(f"/en/office/cases/{reference}").press("Take this case"), clerk.open("/en/office/cases")]
    pages += [
        clerk.open(f"/en/office/cases/{reference}").press("Acknowledge"),
        clerk.open("/en/office/cases?state=all"),
    ]
    pages += [leila.open("/en/my"), leila.open(f"/en/my/cases/{reference}")]

    assert NAME in pages[0].text and all(said in one.text for one in (pages[2], *pages[4:]))
    for width in (320, 1280):
        shown = browser.new_page(viewport={"width": width, "height": 900})
        for page in pages:
            shown.goto(drawn(page, tmp_path))
            assert not too_wide(shown), page.path
        shown.close()


def test_there_is_room_between_a_select_and_what_is_said_below_it(app: Flask, browser: Browser, tmp_path: Path) -> None:
    page = begun(app, asking(PLACE))

    for width in (320, 1280):
        shown = browser.new_page(viewport={"width": width, "height": 900})
        shown.goto(drawn(page, tmp_path))
        select, label = (
            one.bounding_box() for one in (shown.locator("select"), shown.get_by_text("Say which", exact=True))
        )
        shown.close()

        assert select is not None and label is not None
        assert label["y"] - (select["y"] + select["height"]) >= 8, "as far as below a radio button"
        assert label["x"] - select["x"] >= 20, "and set in, as below a radio button"
