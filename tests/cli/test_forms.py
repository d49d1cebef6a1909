"""`portal forms check` and `publish`: nothing is published that its author should have been told about."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.cli import forms as command
from portal.errors import SpecFault
from portal.spec.bundle import bundle_from_folder
from portal.store import open_store
from portal.usecases.releases import live_service
from tests.conftest import make_settings, publish_forms

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the town's forms."""
    shutil.copytree(HOME / "forms", tmp_path / "forms")
    return tmp_path / "forms"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def check(folder: Path, *options: str) -> str:
    return CliRunner().invoke(command.forms, ["check", str(folder), *options]).output


def test_what_lies_here_has_no_fault(folder: Path) -> None:
    result = CliRunner().invoke(command.forms, ["check", str(folder)])

    assert result.exit_code == 0
    assert "parking-permit: no faults" in result.output


def test_a_service_is_called_as_its_folder(folder: Path) -> None:
    change(folder / "parking-permit/service.yaml", "service: parking-permit", "service: parking-permits")

    assert "service.yaml:2:1: The service is called “parking-permits”, and its folder “parking-permit”." in check(
        folder
    )


def test_its_unit_and_life_events_are_those_of_the_authority_beside_it(folder: Path) -> None:
    service = folder / "parking-permit"
    change(service / "service.yaml", "unit: parking-office", "unit: parking-offic")
    change(service / "service.yaml", "life_events: [driving, moving]", "life_events: [driving, movin]")

    told = check(service)

    assert "service.yaml:6:1: No unit is called “parking-offic”. Did you mean “parking-office”?" in told
    assert "service.yaml:5:1: No life event is called “movin”. Did you mean “moving”?" in told


def test_another_authority_can_be_named(folder: Path) -> None:
    other = folder.parent / "authority.yaml"
    shutil.copy(folder / "authority.yaml", other)
    change(other, "  parking-office:", "  parking-house:")

    assert "No unit is called “parking-office”." in check(folder / "parking-permit", "--authority", str(other))


def test_what_cannot_be_printed_is_told(folder: Path) -> None:
    change(folder / "parking-permit/documents/permit.html", "value=holder", "value=authority.nme")

    told = check(folder)
    assert "permit.html:11:1: The document “permit” cannot be printed: " in told
    assert "This shows it" not in told, "the scenario that issues it is there already"


def test_nothing_is_published_whose_scenarios_do_not_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(folder / "parking-permit/scenarios.yaml", "fee: 60 EUR", "fee: 61 EUR")
    monkeypatch.setattr(command, "read_settings", lambda: None)
    monkeypatch.setattr(command, "open_store", lambda _: _Closed())
    monkeypatch.setattr(command, "live_model", lambda *_: None)
    monkeypatch.setattr(command, "service_ids", lambda *_: frozenset())
    monkeypatch.setattr(command, "series_taken", lambda *_: {})

    result = CliRunner().invoke(command.forms, ["publish", str(folder / "parking-permit")])

    assert result.exit_code == 1
    assert "expected 61 EUR, but it was 60 EUR" in result.output
    assert "its scenarios do not hold, so it is not published" in result.output


def test_two_services_have_no_series_in_common(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "read_settings", lambda: None)
    monkeypatch.setattr(command, "open_store", lambda _: _Closed())
    monkeypatch.setattr(command, "live_model", lambda *_: None)
    monkeypatch.setattr(command, "service_ids", lambda *_: frozenset())
    monkeypatch.setattr(command, "series_taken", lambda *_: {"PP": "bicycle-permit"})

    result = CliRunner().invoke(command.forms, ["publish", str(folder / "parking-permit")])

    assert isinstance(result.exception, SpecFault)
    assert "The series PP is that of the service “bicycle-permit”." in str(result.exception)


class _Closed:
    """A store that nothing may be written to."""

    def reading(self) -> _Closed:
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def test_a_fault_of_a_list_points_into_its_file(folder: Path) -> None:
    zones = folder / "parking-permit/lists/zones.csv"
    zones.write_text(zones.read_text("utf-8") + "A,Again\n", "utf-8")

    assert "lists/zones.csv:6:1: This row has no code or no label, or its code stands in another row too." in check(
        folder
    )

    zones.write_bytes(b"zone,name\nA,K\xe4rt\n")
    assert "lists/zones.csv:2:1: The file is not written in UTF-8." in check(folder)


def test_two_folders_are_compared_in_words_and_for_programs(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "before")
    change(folder / "parking-permit/service.yaml", "max: 31", "max: 20")
    change(folder / "parking-permit/service.yaml", "label: Registration number", "label: Its registration number")
    folders = [str(tmp_path / "before/parking-permit"), str(folder / "parking-permit")]

    told = CliRunner().invoke(command.forms, ["diff", *folders, "--texts"]).output
    read = json.loads(CliRunner().invoke(command.forms, ["diff", *folders, "--format", "json"]).output)

    assert "Drafts are asked again where their answer no longer holds:\n  question visitor.visits" in told
    assert "label of “plate”\n- Registration number\n+ Its registration number" in told
    assert [one["meaning"] for one in read["changes"] if one["what"] == "field"] == ["asked again"]
    assert read["text_only"] is False


def test_a_name_that_the_release_before_had_is_missed(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "before")
    change(folder / "parking-permit/service.yaml", "paragraph: about_visitors", "paragraph: about_guests")

    told = check(folder / "parking-permit", "--against", str(tmp_path / "before"))

    assert "neither here nor under “retired”: about_visitors. Write “retired: [about_visitors]”" in told


def test_an_exported_release_is_the_same_when_it_is_published(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(tmp_path, database_url=sqlite_url)
    publish_forms(settings)
    monkeypatch.setattr("portal.cli._releases.read_settings", lambda: settings)
    with open_store(settings).reading() as session:
        live = live_service(session, "parking-permit")

    into = tmp_path / "written"
    result = CliRunner().invoke(command.forms, ["export", "parking-permit", "--into", str(into)])

    assert result.exit_code == 0, result.output
    assert "parking-permit/service.yaml" in {path.relative_to(into).as_posix() for path in into.rglob("*.yaml")}
    assert bundle_from_folder(into / "parking-permit", into / "translations").digest == live.served.digest
    assert (
        "is there already"
        in CliRunner().invoke(command.forms, ["export", "parking-permit", "--into", str(into)]).output
    )


def test_an_export_writes_over_nobody_s_catalogue(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(tmp_path, database_url=sqlite_url)
    publish_forms(settings)
    monkeypatch.setattr("portal.cli._releases.read_settings", lambda: settings)
    catalogue = tmp_path / "written/translations/et/LC_MESSAGES/parking-permit.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text("somebody's work")

    told = CliRunner().invoke(command.forms, ["export", "parking-permit", "--into", str(tmp_path / "written")])

    assert told.exit_code == 1 and "parking-permit.po is there already" in told.output
    assert catalogue.read_text() == "somebody's work"
    assert not (tmp_path / "written/parking-permit").exists()


def test_the_service_that_replaces_another_must_be_there(folder: Path) -> None:
    change(
        folder / "parking-permit/service.yaml", "\nkeep:", "\navailability: {replaced_by: residence-certificat}\nkeep:"
    )

    assert "No service is called “residence-certificat”. Did you mean “residence-certificate”?" in check(folder)


def test_a_blank_form_without_its_authority_says_how_to_name_it(folder: Path) -> None:
    (folder / "authority.yaml").unlink()

    result = CliRunner().invoke(
        command.forms, ["blank", str(folder / "parking-permit"), "--into", str(folder / "form.pdf")]
    )

    assert result.exit_code == 1
    assert "Name the authority's file: --authority" in result.output


def test_a_blank_form_is_in_a_language_that_there_is(folder: Path) -> None:
    asked = ["blank", str(folder / "parking-permit"), "--into", str(folder / "form.pdf"), "--language", "fi"]

    assert "It is not translated into “fi”. Its languages are: en" in CliRunner().invoke(command.forms, asked).output


def test_what_was_never_published_cannot_be_exported(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(tmp_path, database_url=sqlite_url)
    publish_forms(settings)
    monkeypatch.setattr("portal.cli._releases.read_settings", lambda: settings)

    def told(*asked: str) -> str:
        return CliRunner().invoke(command.forms, ["export", *asked, "--into", str(tmp_path / "x")]).output

    assert "No published service is called “nosuch”. There are: authority" in told("nosuch")
    assert "“parking-permit” has no release 99." in told("parking-permit", "--release", "99")


def test_what_is_compared_tells_its_faults_with_their_folder(folder: Path) -> None:
    change(folder / "parking-permit/service.yaml", "sign_in:", "sing_in:")
    asked = ["diff", str(folder / "residence-certificate"), str(folder / "parking-permit")]

    with pytest.raises(SpecFault, match=f"{folder}/parking-permit/service.yaml:"):
        CliRunner().invoke(command.forms, asked, catch_exceptions=False)
