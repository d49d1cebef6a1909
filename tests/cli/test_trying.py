"""`portal forms try`: a service walked in the terminal, line by line, as somebody there would."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.authoring.scenarios import read_scenarios, run
from portal.cli import forms as command
from portal.spec.bundle import bundle_from_folder
from portal.spec.reader import read_service
from tests.spec.services import SMALL, bundle

HOME = Path(__file__).resolve().parents[2]
HOME_ADDRESS = ["12 Rope Walk", "10123", "Solmere"]
VEHICLE = ["AB 123", "14", "5", "2025"]


@pytest.fixture
def permit(tmp_path: Path) -> Path:
    shutil.copytree(HOME / "forms", tmp_path, dirs_exist_ok=True)
    return tmp_path / "parking-permit"


@pytest.fixture
def licence(tmp_path: Path) -> Path:
    return dog_licence(tmp_path / "dog-licence", SMALL)


def dog_licence(tmp_path: Path, text: str) -> Path:
    for path, content in bundle(text).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


def tried(folder: Path, *lines: str, language: str = "") -> Result:
    options = ["--language", language] if language else []
    typed = "".join(f"{line}\n" for line in lines)
    return CliRunner().invoke(command.forms, ["try", str(folder), *options], input=typed, catch_exceptions=False)


def test_a_whole_walk_ends_with_summary_fee_and_its_reason(permit: Path) -> None:
    told = tried(permit, "0", *HOME_ADDRESS, "2", *VEHICLE, "3", "1", "y", "Omar", "4", "n", "", "Hello", "")

    assert told.exit_code == 0
    assert "  2. B, Harbour" in told.output
    assert "Which parking zone do you live in?: B, Harbour" in told.output
    assert "  Omar: 4 visits a month\n    Visitor’s name: Omar" in told.output
    assert "€20.00: The reduced fee for a vehicle that runs on electricity only" in told.output
    assert "Phone number (optional)" in told.output and "Phone number: –" in told.output
    assert "Show that you may use the vehicle" not in told.output


def test_what_is_wrong_is_told_in_words_and_asked_again(permit: Path) -> None:
    told = tried(permit, "0", *HOME_ADDRESS, "2", "AB", "", *VEHICLE, "3", "3", "lease.pdf")

    assert "! Enter the registration number in full, for example AB 123" in told.output
    assert "! Enter the registration number\n" in told.output
    assert "File name> lease.pdf" in told.output and "== Regular visitors" in told.output


def test_an_exit_says_why_and_what_to_do(permit: Path) -> None:
    told = tried(permit, "two", "2", *HOME_ADDRESS, "2", "")

    assert "! A whole number" in told.output
    assert "== Your household already has two permits\n  because: Your household already has two permits" in told.output
    assert "call the parking office" in told.output and "Check your answers" not in told.output


def test_a_check_over_several_answers_asks_the_page_again(permit: Path) -> None:
    visitors = ["y", "Omar", "20", "y", "Sirje", "12", "n"]
    told = tried(permit, "0", *HOME_ADDRESS, "2", *VEHICLE, "3", "1", *visitors, "n", "", "", "")

    assert "! Lower the number of visits" in told.output
    assert told.output.count("== Regular visitors") == 2
    assert "== Check your answers" in told.output and "Sirje" in told.output


def test_it_ends_cleanly_where_nothing_more_is_typed(permit: Path) -> None:
    for lines in ([], ["0", "12 Rope Walk"], ["0", *HOME_ADDRESS, "2", *VEHICLE, "3", "1", "n", "", ""]):
        told = tried(permit, *lines)

        assert told.exit_code == 0 and told.output.endswith("\nStopped. Nothing was kept.\n")
    assert (permit / "scenarios.yaml").read_bytes() == (HOME / "forms/parking-permit/scenarios.yaml").read_bytes()


def test_a_title_keeps_the_answers_as_a_scenario_that_holds(permit: Path) -> None:
    walk = ["0", *HOME_ADDRESS, "2", *VEHICLE, "3", "3", "lease.pdf", "y", "Omar", "4", "n", "", ""]
    told = tried(permit, *walk, "A leased electric car")

    assert "“A leased electric car” was added, and holds." in told.output
    whole = bundle_from_folder(permit)
    service = read_service(whole)
    last = read_scenarios(whole, service)[-1]
    assert last.title == "A leased electric car" and run(service, last) == []
    assert last.given["pages"] == ["you", "vehicle", "proof", "visitors", "contact"]
    assert last.given["fee"] == "20 EUR" and last.given["given"] == {"permits_at_home": "0"}
    assert last.given["answers"]["visitor"] == [{"name": "Omar", "visits": "4"}]

    again = tried(permit, *walk, "A leased electric car")
    assert "It was not kept: " in again.output and "Two scenarios are called" in again.output


def test_it_is_walked_in_another_language(licence: Path) -> None:
    catalogue = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    catalogue += 'msgctxt "dog-licence/size_of/label"\nmsgid "How big is it?"\nmsgstr "Kui suur see on?"\n'
    beside = licence.parent / "translations/et/LC_MESSAGES"
    beside.mkdir(parents=True)
    (beside / f"{licence.name}.po").write_text(catalogue, "utf-8")

    told = tried(licence, "", language="et")
    other = CliRunner().invoke(command.forms, ["try", str(licence), "--language", "fi"])

    assert "Kui suur see on?" in told.output and "! Valige vastus" in told.output
    assert other.exit_code == 1 and "Its languages are: en, et." in other.output


def test_of_a_long_list_those_are_shown_that_begin_as_what_was_typed(licence: Path) -> None:
    rows = "".join(f"b{number},Breed {number}\n" for number in range(1, 61))
    (licence / "lists/breeds.csv").write_text(f"code,name\n{rows}", "utf-8")

    told = tried(licence, "1", "Breed", "Breed 57", "n", "")

    assert "60 options: type one as it is written" in told.output
    before, after = told.output.split("> Breed\n")
    assert "  1. Breed 1\n" not in before
    assert "  12. Breed 12\n" in after and "  13. Breed 13" not in after
    assert "Which breed?: Breed 57" in after


def test_questions_that_an_answer_brings_up_are_asked_in_their_place(tmp_path: Path) -> None:
    text = SMALL.replace(
        "  - field: breed\n",
        '  - {field: collar, kind: text, label: "Which collar?", when: "size_of == \'big\'"}\n  - field: breed\n',
    ).replace('big: "Big"}', 'big: "Big"}\n    other: Something else')
    folder = dog_licence(tmp_path, text)

    assert "Which collar?" not in tried(folder, "1", "1").output
    assert "Which collar?\n> red\n\nWhich breed?" in tried(folder, "2", "red", "1").output
    assert "Something else> A cat\n" in tried(folder, "3", "A cat", "1", "n", "").output
    assert "was added, and holds" in tried(folder, "3", "A cat", "1", "n", "A cat").output
    assert "other: A cat" in (folder / "scenarios.yaml").read_text("utf-8")


SEVERAL = """\
  - field: breed
    kind: several choices
    label: Which breed?
    list: breeds
    show: search
    none: Nobody knows
    other: Another breed
"""


def several(tmp_path: Path) -> Path:
    old = SMALL[SMALL.index("  - field: breed\n") : SMALL.index("- page: muzzle")]
    folder = dog_licence(tmp_path / "dog-licence", SMALL.replace(old, SEVERAL))
    rows = "".join(f"b{number},Breed {number}\n" for number in range(1, 61))
    (folder / "lists/breeds.csv").write_text(f'code,name\n{rows}c1,Twin\nc2,Twin\nc3,"Long, brown"\n', "utf-8")
    return folder


def test_of_a_long_list_several_are_typed_in_one_line_by_words_codes_and_numbers(tmp_path: Path) -> None:
    told = tried(several(tmp_path), "1", "breed 2, b7, long, brown, 5, other", "A mix", "n", "")

    assert "65 options: type one as it is written, or how it begins to see some\n" in told.output
    assert "  64. Another breed\n  65. Nobody knows\n(several: with commas between them)> breed 2, b7" in told.output
    assert "add>" not in told.output
    assert "Which breed?: Breed 2, Breed 5, Breed 7, Long, brown, A mix" in told.output


def test_what_is_not_clear_in_a_long_list_is_told_with_what_is_like_it(tmp_path: Path) -> None:
    told = tried(several(tmp_path), "1", "twin", "b1, number", "Breed", "65, b1", "none", "n", "")

    after = told.output.split("> twin\n")[1]
    assert after.startswith(
        "  ! “twin” stands for several answers to “Which breed?”. Search and choose one\n  61. Twin\n  62. Twin"
    )
    assert "! “number” is not among the answers" in after and "  12. Breed 12\n  … 48 more\n" in after
    assert "! Choose either “Nobody knows” or other answers" in after
    assert "Which breed?: Nobody knows" in after


def test_a_range_of_days_says_how_it_is_written_and_each_problem_once(tmp_path: Path) -> None:
    field = '  - {field: away, kind: date range, label: "When are you away?"}\n  - field: breed\n'
    told = tried(
        dog_licence(tmp_path, SMALL.replace("  - field: breed\n", field)), "1", "x", "y", "3 12 2026", "4 12 2026", "1"
    )

    assert re.search(r"First day \(such as \d+ \d+ \d{4}\)> x\nLast day \(such as \d+ \d+ \d{4}\)> y\n", told.output)
    assert told.output.count("! Both dates for “When are you away?” must include a month") == 1
    assert "Which breed?" in told.output


def test_a_fee_that_is_not_known_is_kept_as_such_with_its_reason(tmp_path: Path) -> None:
    folder = dog_licence(tmp_path, SMALL.replace("row: large, when: big", "row: large, when: has_muzzle"))
    told = tried(folder, "1", "1", "n", "A small dog")

    assert "The fee is not known with these answers: row ‘large’ asks for has_muzzle.\n" in told.output
    assert "was added, and holds" in told.output
    assert "fee: unknown" in (folder / "scenarios.yaml").read_text("utf-8")
