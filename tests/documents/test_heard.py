"""A screen reader hears a document as it was written: read back from the structure tree, not from the drawing."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from portal.documents import render
from tests.documents import papers
from tests.documents.reading import blocks, heard
from tests.documents.test_standards import ISSUED, copy_of, issued


def arabic(facts: Any) -> list[str]:
    """Every Arabic text among the facts."""
    if isinstance(facts, dict):
        own = [facts["ar"]] if isinstance(facts.get("ar"), str) else []
        return own + [text for name, one in facts.items() if name != "ar" for text in arabic(one)]
    if isinstance(facts, list):
        return [text for one in facts for text in arabic(one)]
    return []


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u200f", "")


@pytest.mark.parametrize(
    ("service", "facts"), [("parking-permit", papers.permit), ("residence-certificate", papers.certificate)]
)
@pytest.mark.parametrize("official", ["en", "et", "ar"])
def test_the_arabic_is_heard_as_its_source_sentences(service: str, facts: Any, official: str) -> None:
    pdf = issued(service, official, "ar")

    said = plain("\n".join(heard(pdf, "ar")))

    written = [text.removeprefix("B، ") for text in arabic(facts(official, "ar"))]
    assert len(written) > 12
    assert [text for text in written if text not in said] == []


def test_a_sentence_that_breaks_over_lines_is_heard_whole() -> None:
    said = heard(issued("parking-permit", "en", "ar"), "ar")

    assert papers.permit("ar")["texts"]["allows"]["ar"] in said


def test_latin_letters_and_digits_stay_in_place_in_an_arabic_sentence() -> None:
    said = [plain(text) for text in heard(issued("parking-permit", "en", "ar"), "ar")]

    assert "26 نوفمبر 2026" in said
    assert any("المنطقة B." in text for text in said)


def test_a_cell_is_introduced_by_the_header_in_its_own_language_which_comes_first() -> None:
    found = blocks(issued("parking-permit", "en", "ar"))

    cells = [block for block in found if block.tag == "TD" and block.language == "ar"]
    assert [block.headers for block in cells] == [
        [label] for label in ("صاحب التصريح", "العنوان", "ساري من", "ساري حتى", "الرسم")
    ]


def test_pictures_are_described_and_decoration_is_silent() -> None:
    found = blocks(issued("parking-permit", "en", "ar"))

    assert [block.text for block in found if block.tag == "Figure"] == [
        "QR code for checking this document: https://solmere.example/v/7K4MXD9QTC2HVRWN",
        "Seal of Town of Solmere, Parking office",
    ]


def test_the_copy_is_heard_in_arabic_too() -> None:
    said = heard(copy_of("ar"), "ar")

    assert papers.copy("ar")["declaration"]["ar"] in said
    assert "بماذا تعمل المركبة؟" in said


def test_no_piece_of_arabic_goes_without_its_language() -> None:
    for block in blocks(issued("residence-certificate", "en", "ar")):
        for language, text in block.pieces:
            if any("\u0600" <= char <= "\u06ff" for char in text or ""):
                assert language == "ar", block


@pytest.mark.parametrize("code", ["UEBFY4VATRECFVYP", "Y3B4Z2A6CMNHR7YY"])
def test_a_code_is_copied_as_it_stands(code: str) -> None:
    """Letters that are set apart and drawn closer at once come out with spaces between them."""
    pdf = render(
        papers.bundle("parking-permit"), *_drawn(code), language="en", official_language="en", home=papers.HOME,
        name="PP-2026-000417", made_at=papers.MADE_AT, zone="Europe/Tallinn",
    )  # fmt: skip

    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True, timeout=30)
    assert " ".join(code[place : place + 4] for place in range(0, 16, 4)) in done.stdout.decode()


def _drawn(code: str) -> tuple[str, dict[str, Any]]:
    template, facts = ISSUED["parking-permit"]
    return template, {**facts("en"), "code": code}
