"""Catalogues of a bundle: what cannot be read, or stands at the wrong name, is told in the catalogue with its line."""

from __future__ import annotations

from pathlib import Path

from portal.authoring.check import check_bundle
from portal.spec.bundle import bundle_from_folder

HOME = Path(__file__).resolve().parents[2]
CATALOGUE = "translations/et.po"


def told(old: str, new: str) -> list[str]:
    """What is said of the parking permit with one place of its Estonian catalogue changed."""
    bundle = bundle_from_folder(HOME / "forms" / "parking-permit", HOME / "translations")
    text = bundle.text(CATALOGUE)
    assert old in text
    return [
        str(fault)
        for fault in check_bundle(bundle.replace(CATALOGUE, text.replace(old, new, 1)), name="parking-permit")
    ]


def test_a_catalogue_that_cannot_be_read_is_told_with_its_line() -> None:
    (fault,) = told('\nmsgid "Resident', '\nnonsense\nmsgid "Resident')

    assert fault.startswith(f"{CATALOGUE}:")
    assert not fault.startswith(f"{CATALOGUE}:0:")


def test_a_translation_at_a_name_that_nothing_has_is_told() -> None:
    (fault,) = told('msgctxt "parking-permit/title"', 'msgctxt "parking-permit/titel"')

    assert "No text is called “parking-permit/titel”. Did you mean “parking-permit/title”?" in fault


def test_a_renamed_text_is_told_once_whatever_the_number_of_languages() -> None:
    bundle = bundle_from_folder(HOME / "forms" / "parking-permit", HOME / "translations")
    text = bundle.text("service.yaml")
    renamed = bundle.replace("service.yaml", text.replace("    proof: ", "    evidence: ", 1))
    assert renamed.text("service.yaml") != text

    (fault,) = [str(one) for one in check_bundle(renamed, name="parking-permit")]

    line = 1 + renamed.text("service.yaml").partition("    evidence: ")[0].count("\n")
    assert (
        fault.startswith(f"service.yaml:{line}:")
        and "called “parking-permit/guidance/need/proof” in every catalogue" in fault
    )
    assert "Write its name as it was." in fault and "run “portal translations update”" in fault
