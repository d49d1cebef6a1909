"""What the README shows is true: its service is read without a fault and its scenario holds; its files are there."""

from __future__ import annotations

import re
from pathlib import Path

from click import Context

from portal.authoring.check import check_bundle
from portal.authoring.scenarios import read_scenarios, run
from portal.cli import Commands, portal
from portal.spec.bundle import bundle_of
from portal.spec.reader import read_service

HOME = Path(__file__).resolve().parent.parent
README = (HOME / "README.md").read_text("utf-8")
PAGES = [HOME / "README.md", *(HOME / "docs").rglob("*.md")]


def test_the_service_in_ten_lines_is_a_service() -> None:
    service, scenarios = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    bundle = bundle_of({"service.yaml": service, "scenarios.yaml": scenarios})

    assert len(service.splitlines()) == 10
    assert [str(fault) for fault in check_bundle(bundle, "forms/dog-tag/")] == []
    read = read_service(bundle, "forms/dog-tag/")
    assert [str(failure) for scenario in read_scenarios(bundle, read) for failure in run(read, scenario)] == []


def test_every_link_and_picture_of_the_documentation_is_there() -> None:
    missing = [
        f"{page.relative_to(HOME)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not target.startswith("/") and not (page.parent / target).exists()
    ]

    assert missing == []


def test_every_make_command_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (HOME / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert set(re.findall(r"`?make ([a-z]+)", README)) <= targets


def test_every_file_that_the_documentation_names_exists() -> None:
    missing = [
        f"{page.relative_to(HOME)}: {name}"
        for page in PAGES
        for name in re.findall(
            r"`((?:portal|templates|tests|deploy|docs|bench|static)/[\w./-]+)`", page.read_text("utf-8")
        )
        if not (HOME / name).exists()
    ]

    assert missing == []


def test_the_operators_page_names_every_command() -> None:
    page = (HOME / "docs" / "operating.md").read_text("utf-8")

    assert set(re.findall(r"^\| `portal ([a-z]+)", page, re.MULTILINE)) == set(
        Commands("portal").list_commands(Context(portal))
    )
