"""The house rules of docs/architecture.md, read from the code."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
PACKAGE = HOME / "portal"
MAP = (HOME / "docs" / "architecture.md").read_text("utf-8")
FLOORS = {
    name.removesuffix("/").removesuffix(".py"): int(floor)
    for name, floor in re.findall(r"^  ([a-z0-9_]+(?:/|\.py)) +(\d+)  ", MAP, re.MULTILINE)
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)
# An import within a function says why, on its line or the one before.
REASON = re.compile(r"#\s*\w+ \w+ \w+")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=HOME, capture_output=True, check=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := HOME / name).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path.relative_to(HOME), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def imports(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Each import of our own package: its line, the module's full name, and whether it stands within a function."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "portal":
            names = [f"portal.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of what is imported"
            names = [node.module or ""]
        else:
            continue
        for name in names:
            yield node.lineno, name, node in inside


def test_the_map_names_every_room_and_only_rooms_that_exist() -> None:
    rooms = {room_of(path) for path in MODULES} - {"__init__", "__main__"}

    assert rooms == set(FLOORS)


def test_every_folder_on_the_map_exists() -> None:
    folders = re.findall(r"^([a-z]+/) ", MAP, re.MULTILINE)

    assert [name for name in folders if not (HOME / name).is_dir()] == []
    assert len(folders) >= 8


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_imports_go_down_only(path: Path) -> None:
    room = room_of(path)
    wrong = []
    for line, name, _inside in imports(path):
        if not name.startswith("portal."):
            continue
        other = name.split(".")[1]
        if other != room and FLOORS[other] >= FLOORS.get(room, 99):
            wrong.append(f"{path.relative_to(HOME)}:{line}: {room} imports {other}")

    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_an_import_within_a_function_says_why(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    silent = [
        f"{path.relative_to(HOME)}:{line}: import {name}"
        for line, name, inside in imports(path)
        if inside and not any(REASON.search(told) for told in lines[max(0, line - 3) : line])
    ]

    assert silent == []


def test_time_and_person_are_arguments_below_the_doors() -> None:
    clocks = {"datetime.now", "datetime.utcnow", "date.today", "time.time"}
    found = []
    for path in MODULES:
        if FLOORS.get(room_of(path), 99) >= FLOORS["web"]:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            reads_clock = isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("dt.") in clocks
            knows_flask = isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "flask"
            if reads_clock or knows_flask:
                found.append(f"{path.relative_to(HOME)}:{node.lineno}")

    assert found == []


def test_html_is_never_built_in_python() -> None:
    found = [
        f"{path.relative_to(HOME)}:{number}"
        for path in MODULES
        if room_of(path) == "web"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"""["'](<[a-z]+[ >]|</[a-z]+>)""", line)
    ]

    assert found == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(HOME))
        for path in MODULES
        if (tree := ast.parse(path.read_text("utf-8"))).body and not ast.get_docstring(tree)
    ]

    assert silent == []


def test_files_stay_small() -> None:
    long = {
        str(path.relative_to(HOME)): count
        for path in MODULES
        if "migrations" not in path.parts and (count := len(path.read_text("utf-8").splitlines())) > 400
    }

    assert long == {}


def test_no_file_names_a_machines_own_folders() -> None:
    told = re.compile("(?<![A-Za-z0-9_.])/(" + "work|root|home/[a-z]+" + r")(/|\b)(?!\.)")
    found = [
        f"{name}:{number}"
        for name, text in texts()
        if name.suffix not in {".svg", ".css", ".js"} and "lock" not in name.name
        for number, line in enumerate(text.splitlines(), 1)
        if told.search(line)
    ]

    assert found == []


def test_nothing_that_is_installed_or_made_here_is_tracked() -> None:
    foreign = {"node_modules", ".venv", "var", "__pycache__"}

    assert [str(path) for path in tracked() if foreign & set(path.relative_to(HOME).parts)] == []


def test_no_wish_is_left_behind() -> None:
    wish = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    found = [
        f"{name}:{number}"
        for name, text in texts()
        if name.parts[0] not in {"static"} and "lock" not in name.name and name.suffix != ".po"
        for number, line in enumerate(text.splitlines(), 1)
        if wish.search(line)
    ]

    assert found == []


def test_no_lock_names_an_address() -> None:
    locks = [*HOME.glob("requirements*.lock"), *(path for path in tracked() if path.name == "package-lock.json")]

    assert locks
    assert [
        str(path.relative_to(HOME)) for path in locks if re.search(r"https?://(?!.*funding)", _without_funding(path))
    ] == []


def _without_funding(path: Path) -> str:
    """npm notes where a project takes gifts; that is no place to install from."""
    text = path.read_text("utf-8")
    return re.sub(r'"(funding|url)": *("[^"]*"|\{[^}]*\}|\[[^\]]*\])', "", text)
