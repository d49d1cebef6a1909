"""`portal forms check`: faults stand in the way, warnings advise; for people, for programs, for GitHub."""

from __future__ import annotations

import json
import shutil
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import forms as command
from portal.cli._telling import as_github
from portal.errors import WARNING, Fault

HOME = Path(__file__).resolve().parents[2]
HINT = "hint: The address where you are registered as living"
LINE = (HOME / "forms/parking-permit/service.yaml").read_text("utf-8").partition(HINT)[0].count("\n") + 1


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """A copy of a service of the town."""
    shutil.copytree(HOME / "forms", tmp_path / "forms")
    return tmp_path / "forms" / "parking-permit"


def change(service: Path, old: str, new: str) -> None:
    path = service / "service.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def check(service: Path, *options: str) -> Result:
    """Only the specification is judged: its catalogues lie elsewhere, and there is no authority to want some."""
    (service.parent / "translations").mkdir(exist_ok=True)
    (service.parent / "authority.yaml").unlink(missing_ok=True)
    return CliRunner().invoke(command.forms, ["check", str(service), *options])


def test_a_warning_advises_and_only_strict_makes_it_fail(service: Path) -> None:
    change(service, HINT, f"{HINT}.")

    told = check(service)

    assert told.exit_code == 0
    assert f"service.yaml:{LINE}:11: warning: The hint “" in told.output and "[hint-sentences]" in told.output
    assert "parking-permit: no faults, 1 warning" in told.output
    assert check(service, "--strict").exit_code == 1


def test_a_fault_stands_in_the_way(service: Path) -> None:
    change(service, "hint: The address", "hnt: The address")

    assert check(service).exit_code == 1


def test_programs_read_every_finding_with_its_place_and_code(service: Path) -> None:
    change(service, HINT, f"{HINT}.")

    told = json.loads(check(service, "--format", "json").stdout)

    assert {name: told[name] for name in ("format", "faults", "warnings")} == {"format": 1, "faults": 0, "warnings": 1}
    (finding,) = told["findings"]
    assert list(finding) == ["file", "line", "column", "severity", "code", "message", "remedy"]
    assert finding["file"].endswith("parking-permit/service.yaml") and (finding["line"], finding["column"]) == (
        LINE,
        11,
    )
    assert (finding["severity"], finding["code"]) == ("warning", "hint-sentences")
    assert "registered as living." in finding["message"] and finding["remedy"].startswith("Keep it to one line")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("hint: The address", "hnt: The address", "unknown-key"),
        ("    label: Registration number\n", "", "missing-key"),
        ("list: zones", "list: zone", "unknown-name"),
        ("when: borrowed", "when: borrowd", "rule"),
        ("title: Your vehicle", "title: Your: vehicle", "yaml"),
        ("title: Your vehicle", "title:", "no-value"),
        ("decide_within: 10 working days", "decide_within: soon", "specification"),
    ],
)
def test_a_fault_has_a_code_too(service: Path, old: str, new: str, code: str) -> None:
    change(service, old, new)

    told = json.loads(check(service, "--format", "json").stdout)

    assert [(one["severity"], one["code"]) for one in told["findings"]] == [("fault", code)]


def test_what_lies_in_another_file_has_the_code_of_that_file(service: Path) -> None:
    (service / "scenarios.yaml").write_text("- scenario: Nothing\n", "utf-8")
    (service / "lists" / "zones.csv").write_text("zone,name\nA,Old Town\nA,Again\n", "utf-8")

    told = json.loads(check(service, "--format", "json").stdout)

    assert {one["code"] for one in told["findings"]} == {"list"}


def test_github_shows_a_finding_beside_its_line(service: Path) -> None:
    change(service, HINT, f"{HINT}.")

    told = check(service, "--format", "github").stdout.splitlines()

    assert len(told) == 1
    assert told[0].startswith("::warning file=") and f",line={LINE},col=11,title=hint-sentences::The hint “" in told[0]


def test_a_workflow_command_is_escaped() -> None:
    fault = Fault("a,b:c.yaml", 3, 1, "100 % of {what}", "Mend it.", {"what": "two\nlines"})

    assert as_github(fault) == (
        "::error file=a%2Cb%3Ac.yaml,line=3,col=1,title=specification::100 %25 of two%0Alines Mend it."
    )
    assert as_github(Fault("a.po", 0, 0, "Odd", severity=WARNING)) == "::warning file=a.po,title=catalogue::Odd"


def test_what_is_told_of_a_translation_is_told_at_its_file(tmp_path: Path) -> None:
    shutil.copytree(HOME / "forms", tmp_path / "forms")
    shutil.copytree(HOME / "translations", tmp_path / "translations")
    catalogue = tmp_path / "translations/et/LC_MESSAGES/parking-permit.po"
    text = catalogue.read_text("utf-8")
    line = text[: text.index('msgctxt "parking-permit/title"')].count("\n") + 3
    lines = text.splitlines(keepends=True)
    lines[line - 1] = 'msgstr "Resident parking permit"\n'
    catalogue.write_text("".join(lines), "utf-8")

    told = CliRunner().invoke(command.forms, ["check", str(tmp_path / "forms")])

    (warned,) = [one for one in told.stdout.splitlines() if "translation-same" in one]
    assert warned.startswith(f"{catalogue}:") and "is the same in both languages" in warned


def test_a_proof_shows_answers_that_can_be_kept_as_a_scenario(service: Path) -> None:
    change(service, "when: visits_in_all > 31", "when: size(visitor) >= 0")

    told = check(service).stdout
    found = json.loads(check(service, "--format", "json").stdout)["findings"]

    assert "The check “too_many_visits” stops everybody who answers “visitor”." in told
    shown = told.partition("can be kept in scenarios.yaml:\n\n")[2].partition("\n\n")[0]
    (service / "scenarios.yaml").write_text(textwrap.dedent(shown) + "\n", "utf-8")
    assert CliRunner().invoke(command.forms, ["test", str(service)]).output.endswith("1 passed, 0 failed\n")
    assert [one["scenario"].strip() for one in found if "scenario" in one] == [textwrap.dedent(shown).strip()]


def test_what_is_not_decided_is_a_note_that_strict_lets_pass(service: Path) -> None:
    letters = "visits_in_all > 31 && plate.startsWith('Z') && size(plate) < 1"
    change(service, "when: visits_in_all > 31", f'when: "{letters}"')

    told = check(service, "--strict")

    assert told.exit_code == 0
    assert "note: Not decided: whether the check “too_many_visits” ever finds anything wrong." in told.output
    assert f"“{letters}” looks into the letters of a text. [proof]" in told.output
    assert check(service, "--format", "github").stdout.startswith("::notice file=")


def test_a_folder_of_all_services_may_be_named_with_what_they_share(service: Path) -> None:
    every = [str(path) for path in sorted(service.parent.iterdir())]

    told = CliRunner().invoke(command.forms, ["check", *every])

    assert told.exit_code == 0 and "street-event-permit: no faults" in told.output


def test_what_is_shared_is_told_at_its_file_and_once_however_many_include_it(service: Path) -> None:
    shared = service.parent / "shared" / "reaching.yaml"
    shared.write_text(shared.read_text("utf-8").replace("Phone number", "'Phone number:'"), "utf-8")
    (service.parent / "translations").mkdir()
    shutil.copytree(service, service.parent / "second")
    change(service.parent / "second", "service: parking-permit", "service: second")

    told = CliRunner().invoke(command.forms, ["check", str(service.parent)])

    lines = [line for line in told.output.splitlines() if "[label-colon]" in line]
    assert [line.partition(": warning: ")[0] for line in lines] == [f"{shared}:7:10"]


def test_a_catalogue_that_cannot_be_read_is_told_where_it_lies(service: Path) -> None:
    for name in ("parking-permit", "shared-reaching"):
        file = service.parent / "translations" / "et" / "LC_MESSAGES" / f"{name}.po"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('msgid "Broken\n', "utf-8")

        told = check(service)

        assert told.exit_code == 1
        assert f"{file}:" in told.output and "The translations cannot be read" in told.output
        file.unlink()
