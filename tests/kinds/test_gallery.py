"""`make gallery`: every kind has its picture in the docs, and each cell of the sheet draws."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import html5lib
import pytest
from PIL import Image

from portal.kinds.registry import KINDS
from tests.browsers import chromium
from tests.kinds.gallery import CELLS, LANGUAGES, PAGE, PICTURES, drawn, file_name, listed, paper, subjects, write

MOST_BYTES = 3_000_000
SUBJECTS = subjects()


def test_every_kind_has_an_example_on_the_sheet() -> None:
    assert {one.field.kind.name for one in SUBJECTS.values()} == set(KINDS)


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_kind_has_its_picture_in_the_docs(name: str) -> None:
    path = PICTURES / f"{file_name(name)}.png"

    assert path.is_file(), "Draw it: make gallery"
    with Image.open(path) as picture:
        assert picture.width > 1_000


def test_the_docs_show_every_picture() -> None:
    page = PAGE.read_text("utf-8")

    assert listed(page) == page, "Write it anew: make gallery"


def test_the_pictures_are_of_what_there_is_and_small() -> None:
    there = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}

    assert set(there) == {f"{file_name(name)}.png" for name in SUBJECTS}
    assert sum(there.values()) < MOST_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SUBJECTS)
def test_each_cell_of_the_sheet_draws(name: str, language: str) -> None:
    one = SUBJECTS[name].field
    sheet = drawn(SUBJECTS[name], language)
    said = {cell: "".join(_parsed(html).itertext()) for cell, html in sheet.cells.items()}

    assert all(text.strip() for text in said.values())
    assert "govuk-summary-list__value" in sheet.cells["summary"]
    if one.kind.asks and not one.locked:
        assert (*said, "PDF") == CELLS
        assert "govuk-error-message" in sheet.cells["wrong"]
        assert "govuk-error-message" not in sheet.cells["empty"] + sheet.cells["filled"]
        assert sheet.cells["empty"].replace("-empty", "-filled") != sheet.cells["filled"]
        assert any("ء" <= sign <= "ي" for sign in said["wrong"]) == (language == "ar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_printed(language: str) -> None:
    rows = {name: drawn(one, language).on_paper for name, one in SUBJECTS.items()}
    printed = [row for row in rows.values() if row is not None]

    assert {name for name, row in rows.items() if row is None} <= {"hidden"}
    assert all(row["values"] for row in printed)
    assert paper(printed, language).startswith(b"%PDF-")


# ---- the table of statements, which is cards where there is no room ----------------------------------------------------


def test_each_choice_of_a_likert_table_is_named_by_its_row_and_its_column() -> None:
    root = _parsed(drawn(SUBJECTS["likert"], "en").cells["wrong"])
    ids = {one.get("id"): " ".join("".join(one.itertext()).split()) for one in root.iter() if one.get("id")}
    names = [" ".join(ids[part] for part in one.get("aria-labelledby").split()) for one in root.iter("input")]

    assert names[:3] == ["With other dogs Well", "With other dogs Sometimes well", "With other dogs Badly"]
    assert [one.get("scope") for one in root.iter("th")] == ["col"] * 3 + ["row"] * 2
    assert [one.get("name") for one in root.iter("input")][::3] == [
        "manners-wrong-with_dogs",
        "manners-wrong-with_children",
    ]
    assert [one.get("aria-describedby") for one in root.iter("input")][::3] == [None, "manners-wrong-error"]
    assert "manners-wrong-with_children" in ids  # where the summary of problems leads


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_likert_table_fits_a_window_of_320_pixels(language: str, tmp_path: Path) -> None:
    path = write(tmp_path, ["likert"], papers=False)[language]
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 320, "height": 600})
        page.goto(path.as_uri())
        narrow = page.locator(".sm-likert tbody td").first.bounding_box()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 900, "height": 600})
        wide = page.locator(".sm-likert tbody td").first.bounding_box()
        assert page.locator(".sm-likert thead").first.is_visible()

    assert narrow is not None
    assert wide is not None
    assert narrow["width"] > 240
    assert wide["width"] < 240


def _parsed(html: str) -> Any:
    return html5lib.parseFragment(html, namespaceHTMLElements=False)
