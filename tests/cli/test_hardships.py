"""Whatever lies in their way, the authors' commands say in words what to do next: no traceback, and 0, 1 or 2 at the end."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from portal.cli import main
from portal.cli.forms import forms
from portal.cli.translations import translations

HOME = Path(__file__).resolve().parents[2]
BROKEN = 'msgid "Title\nmsgstr "Pealkiri"\n'
SERVICE = "parking-permit"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service of the town beside all that it needs, its catalogues in the folder of services."""
    shutil.copytree(HOME / "forms", tmp_path / "forms")
    shutil.copytree(HOME / "translations", tmp_path / "forms" / "translations")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "forms" / SERVICE


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs the command as it is installed: (how it ends, what it says)."""

    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["portal", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        # What `sys.exit` is given as words is written by the interpreter, and ends with 1.
        return (code, said.out + said.err) if isinstance(code, int) else (int(code is not None), f"{said.out}{code}")

    return run


Portal = Callable[..., tuple[int, str]]
READING = ("check", "test", "walk", "try", "diff", "blank")


def words_of(command: str, folder: Path) -> list[object]:
    more: dict[str, list[object]] = {"diff": [HOME / "forms" / SERVICE], "blank": ["--into", folder.parent / "out.pdf"]}
    return ["forms", command, folder, *more.get(command, [])]


def without(path: Path) -> None:
    path.unlink()


def instead(text: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(text) and None  # type: ignore[func-returns-value]


HARDSHIPS = [
    ("service.yaml", without, "service.yaml"),
    ("service.yaml", instead(b"edition: [\n"), "service.yaml:1:10: The “[” that begins here is not closed."),
    ("service.yaml", instead(b"\xff\xfe\x00"), "service.yaml:1:1: The file is not written in UTF-8. Save it as UTF-8."),
    ("service.yaml", instead(b"#" * 2_100_000), "The file is larger than 2 MB."),
    ("lists/zones.csv", without, "There is no file “lists/zones.csv” in this service."),
    ("../shared/reaching.yaml", instead(b"set: [\n"), "forms/shared/reaching.yaml:1:6: The “[” that begins here"),
]


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize(("file", "harm", "words"), HARDSHIPS)
def test_a_broken_file_is_told_with_its_place(
    command: str, file: str, harm: Callable[[Path], None], words: str, folder: Path, portal: Portal
) -> None:
    harm(folder / file)

    code, said = portal(*words_of(command, folder))

    assert code == 1 and words in said and "Traceback" not in said


@pytest.mark.parametrize("command", ["check", "try", "diff", "blank"])
@pytest.mark.parametrize("catalogue", [SERVICE, "shared-reaching"])
@pytest.mark.parametrize(("text", "line"), [(BROKEN.encode(), 1), (b"\xff\xfe", 1)])
def test_a_catalogue_that_cannot_be_read_is_a_plain_fault(
    command: str, catalogue: str, text: bytes, line: int, folder: Path, portal: Portal
) -> None:
    path = folder.parent / "translations" / "et" / "LC_MESSAGES" / f"{catalogue}.po"
    path.write_bytes(text)

    code, said = portal(*words_of(command, folder))

    assert code == 1
    assert f"LC_MESSAGES/{catalogue}.po:{line}:1: The translations cannot be read: " in said
    assert "Check the file with a translation editor." in said


@pytest.mark.parametrize("command", READING)
def test_an_empty_folder_is_no_service(command: str, folder: Path, portal: Portal) -> None:
    shutil.rmtree(folder)
    folder.mkdir()

    code, said = portal(*words_of(command, folder))

    assert code == 1 and "service.yaml" in said


@pytest.mark.parametrize("command", READING)
def test_a_folder_that_is_not_there_is_a_slip_of_the_pen(command: str, folder: Path, portal: Portal) -> None:
    shutil.rmtree(folder)

    code, said = portal(*words_of(command, folder))

    assert code == 2 and "does not exist" in said


@pytest.mark.parametrize("command", READING)
def test_a_file_that_may_not_be_read_is_named(
    command: str, folder: Path, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, closed = Path.read_bytes, (folder / "service.yaml").resolve()

    def refused(path: Path) -> bytes:
        if path.resolve() == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)

    code, said = portal(*words_of(command, folder))

    assert code == 1 and "service.yaml: Permission denied. Look whether it is there" in said


@pytest.mark.parametrize(
    "words",
    [
        ("forms", "schema", "--into", "no/such/folder.json"),
        ("forms", "blank", HOME / "forms" / SERVICE, "--into", "no/such/out.pdf"),
        ("translations", "extract", "--into", "forms/authority.yaml/in"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(words: tuple[object, ...], folder: Path, portal: Portal) -> None:
    code, said = portal(*words)

    assert code == 1 and f"{Path(str(words[-1])).parts[0]}" in said and "who may read or write it" in said


def test_a_folder_without_forms_imports_nothing(folder: Path, portal: Portal) -> None:
    code, said = portal("forms", "import", folder, "--from", "xgov", "--into", "new")

    assert code == 1 and "There is no form here. Name files that end in .json" in said


def test_what_is_compared_with_must_be_a_release(folder: Path, portal: Portal) -> None:
    (folder.parent / "empty").mkdir()

    code, said = portal("forms", "check", folder, "--against", folder.parent / "empty")

    assert code == 2 and "There is no release before here." in said


@pytest.mark.parametrize("command", ["update", "check", "status"])
def test_only_a_language_has_a_catalogue(command: str, folder: Path, portal: Portal) -> None:
    for wrong in ("../../x", "klingon"):
        code, said = portal("translations", command, wrong)

        assert code == 2 and f"There is no language “{wrong}”." in said


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("portal/x.py", b"def (\n", "portal/x.py:"),
        ("templates/x.html", b"{% if %}", "templates/x.html:1:1: The file cannot be read: "),
        ("templates/x.html", b"\xff\xfe", "templates/x.html:0:0: The file cannot be read: "),
        ("forms/shared/reaching.yaml", b"set: [\n", "forms/shared/reaching.yaml:1:6: "),
        ("translations/et/LC_MESSAGES/portal.po", BROKEN.encode(), "portal.po:1: the text on this line does not stand"),
    ],
)
def test_a_checkout_that_cannot_be_read_is_told_by_its_file(
    file: str, text: bytes, words: str, folder: Path, portal: Portal
) -> None:
    home = folder.parents[1]
    for name in ("portal", "templates", "translations/et/LC_MESSAGES"):
        (home / name).mkdir(parents=True, exist_ok=True)
    (home / file).write_bytes(text)

    code, said = portal("translations", "--home", home, "status")

    assert code == 1 and words in said


@pytest.mark.parametrize("group", [forms, translations], ids=lambda one: one.name)
def test_every_command_explains_itself(group: click.Group, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (group, *group.commands.values()):  # click keeps what it was asked by, which tests ask otherwise
        monkeypatch.setattr(command, "_help_option", None)
    assert portal(group.name, "-h")[0] == 0 and group.commands

    for name in group.commands:
        code, said = portal(group.name, name, "-h")
        assert code == 0 and said.startswith(f"Usage: portal {group.name} {name}")
