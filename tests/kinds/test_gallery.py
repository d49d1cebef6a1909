"""`make gallery`: every kind has its picture in the docs, and each cell of the sheet draws."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest
from PIL import Image

from portal.kinds.registry import KINDS
from tests.kinds.gallery import CELLS, HOME, LANGUAGES, PICTURES, drawn, file_name, paper, subjects

PAGE = (HOME / "docs" / "specification.md").read_text("utf-8")
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
    assert f"(pictures/kinds/{path.name})" in PAGE


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


def _parsed(html: str) -> Any:
    return html5lib.parseFragment(html, namespaceHTMLElements=False)
