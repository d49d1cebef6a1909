"""Floor 9. `portal forms`: check, test and publish specifications."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from portal.authoring.check import check_bundle
from portal.authoring.folders import found_bundles
from portal.authoring.scenarios import read_scenarios, run
from portal.cli._settings import HOME, read_settings
from portal.documents import template_faults
from portal.errors import Fault, SpecFault
from portal.spec.bundle import Bundle
from portal.spec.reader import SPECIFICATION, read_service
from portal.store import open_store
from portal.usecases.releases import publish_from_folder

FORMS, TRANSLATIONS = HOME / "forms", HOME / "translations"
_paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))


def _shown(path: Path) -> str:
    """The path as the person would type it from here."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _faults(bundle: Bundle, folder: str) -> tuple[Fault, ...]:
    """Every fault of a bundle, those of its documents' templates among them."""
    found = check_bundle(bundle, folder)
    if found or SPECIFICATION not in bundle.files:
        return found
    return template_faults(read_service(bundle, folder), bundle.files, folder)


@click.group()
def forms() -> None:
    """Specifications: check, test and publish them."""


@forms.command()
@_paths
def check(paths: tuple[Path, ...]) -> None:
    """Reads specifications and reports every fault: file:line:column, what it is, how to mend it. Exit 1 where there are some."""
    faults = 0
    for path in paths or (FORMS,):
        for name, where, bundle in found_bundles(path, TRANSLATIONS):
            folder = f"{_shown(where)}/" if where.is_dir() else f"{_shown(where.parent)}/"
            found = _faults(bundle, folder)
            faults += len(found)
            for fault in found:
                click.echo(str(fault))
            if not found:
                click.echo(f"{name}: no faults")
    if faults:
        sys.exit(f"{faults} fault{'s' if faults != 1 else ''}")


@forms.command()
@_paths
def test(paths: tuple[Path, ...]) -> None:
    """Runs the scenarios of services. Exit 1 where one does not hold."""
    failed = passed = 0
    for path in paths or (FORMS,):
        for name, where, bundle in found_bundles(path, TRANSLATIONS):
            if SPECIFICATION not in bundle.files:
                continue
            service = read_service(bundle, f"{_shown(where)}/")
            scenarios = read_scenarios(bundle, service, f"{_shown(where)}/")
            broken = [failures for scenario in scenarios if (failures := run(service, scenario))]
            for failure in (one for failures in broken for one in failures):
                click.echo(f"{_shown(where)}/scenarios.yaml:{failure.scenario.line}: {failure}")
            failed += len(broken)
            passed += len(scenarios) - len(broken)
            click.echo(f"{name}: {len(scenarios) - len(broken)} of {len(scenarios)} scenarios hold")
    click.echo(f"{passed} passed, {failed} failed")
    if failed:
        sys.exit(1)


@forms.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--force", is_flag=True, help="Also where an administrator published something else meanwhile.")
def publish(path: Path, force: bool) -> None:
    """Publishes what lies at PATH: a service's folder, authority.yaml, or a folder of them."""
    store = open_store(read_settings())
    for name, where, bundle in found_bundles(path, TRANSLATIONS):
        folder = f"{_shown(where)}/" if where.is_dir() else f"{_shown(where.parent)}/"
        if faults := _faults(bundle, folder):
            raise SpecFault(faults)
        with store.writing() as session:
            release = publish_from_folder(session, bundle, name, now=datetime.now(UTC), force=force)
            live = (
                f"release {release.number} is live"
                if release
                else "nothing new, or an administrator's release is live (see --force)"
            )
        click.echo(f"{name}: {live}")
