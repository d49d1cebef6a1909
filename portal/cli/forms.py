"""Floor 9. `portal forms`: check, test, walk, import and publish specifications; `_releases` compares and exports them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from portal.authoring.coverage import coverage
from portal.authoring.importing.forms import MAKERS, NotAForm, import_sources, read_source
from portal.authoring.importing.writing import write_files
from portal.authoring.places import Places
from portal.authoring.walking import Walked, walk_service
from portal.cli._finding import FORMS, TRANSLATIONS, Found, found_at, shown
from portal.cli._releases import blank, diff, export
from portal.cli._settings import read_settings
from portal.cli._telling import FORMATS, as_github, as_json, as_text, counted
from portal.cli._trying import try_
from portal.errors import Fault, SpecFault
from portal.spec.authority import FILE as AUTHORITY_FILE
from portal.spec.authority import read_authority
from portal.spec.bundle import bundle_from_folder, bundle_of_authority
from portal.spec.model import Service
from portal.spec.reader import SPECIFICATION, read_service
from portal.spec.schema import schema as json_schema
from portal.store import open_store
from portal.usecases.proofs import series_taken
from portal.usecases.releases import live_model, publish_from_folder, service_ids

_paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
_authority = click.option(
    "--authority",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The authority's file; else authority.yaml beside the service's folder.",
)


@click.group()
def forms() -> None:
    """Specifications: check, test, walk, compare, import, publish and export them."""


forms.add_command(blank)
forms.add_command(diff)
forms.add_command(export)
forms.add_command(try_)


@forms.command()
@_paths
@_authority
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="For people, programs, or GitHub.")
@click.option("--strict", is_flag=True, help="Exit 1 where there are warnings, too.")
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder of the release before (or of all services): its names must be kept.",
)
def check(paths: tuple[Path, ...], authority: Path | None, form: str, strict: bool, against: Path | None) -> None:
    """Reads specifications and reports every fault and warning: file:line:column, what it is, how to mend it.

    A fault stands in the way of a release: exit 1 where there are some. A warning advises: exit 0, unless --strict.
    """
    told: list[Fault] = []
    known: set[str] = set()
    for path in paths or (FORMS,):
        for name, every in _checked(path, authority, against):
            found = [one for one in every if str(one) not in known]  # what several services include is told once
            known.update(map(str, found))
            told += found
            if form == "json":
                continue
            for one in found:
                click.echo(as_github(one) if form == "github" else as_text(one))
            if form == "text" and not any(one.is_fault for one in found):
                warned = sum(one.is_warning for one in found)
                click.echo(f"{name}: no faults" + (f", {counted(warned, 'warning')}" if warned else ""))
    if form == "json":
        click.echo(as_json(told))
    faults, warnings = sum(one.is_fault for one in told), sum(one.is_warning for one in told)
    if faults or (strict and warnings):
        click.echo(counted(faults, "fault") if faults else counted(warnings, "warning"), err=True)
        sys.exit(1)


def _checked(path: Path, authority: Path | None, against: Path | None) -> Iterator[tuple[str, tuple[Fault, ...]]]:
    """What lies at the path, each with all that is told of it; an authority that cannot be read is told alone."""
    try:
        for found in found_at(path, authority):
            found.before = _before(found, against) if against else None
            told = found.faults() or found.proofs() or found.warnings()
            yield found.name, told
    except SpecFault as wrong:
        yield path.name, wrong.faults


def _before(found: Found, against: Path) -> Service | None:
    """The service as it lies in the folder that it is compared with."""
    folder = next((one for one in (against / found.name, against) if (one / SPECIFICATION).is_file()), None)
    if folder is None and not any(against.glob(f"*/{SPECIFICATION}")):
        told = "There is no release before here. Name the folder of one, or of all services."
        raise click.BadParameter(told, param_hint="--against")
    return read_service(bundle_from_folder(folder), f"{shown(folder)}/") if folder and found.is_service else None


@forms.command()
@_paths
@click.option(
    "--minimum", type=click.FloatRange(0, 100), default=0, help="Fail where a service reaches less, in percent."
)
def test(paths: tuple[Path, ...], minimum: float) -> None:
    """Runs the scenarios of services, and tells what none of them reaches. Exit 1 where one does not hold."""
    failed = passed = short = 0
    for path in paths or (FORMS,):
        for found in found_at(path, None):
            if not found.is_service:
                continue
            failures, total = found.failures(), len(found.scenarios)
            for failure in failures:
                click.echo(found.told(failure))
            broken = len({failure.scenario.title for failure in failures})
            failed += broken
            passed += total - broken
            reached = coverage(found.service, found.scenarios, Places(found.bundle, found.folder))
            for goal in reached.missed:
                click.echo(
                    f"{found.lies_at(goal.place.path)}:{goal.place.line}:{goal.place.column}: no scenario {goal.words}"
                )
            short += reached.percent < minimum
            told = f"{reached.percent:g} % reached ({reached.number} of {len(reached.goals)})"
            click.echo(f"{found.name}: {total - broken} of {total} scenarios hold; {told}")
    click.echo(f"{passed} passed, {failed} failed")
    if short:
        click.echo(f"{counted(short, 'service')} below {minimum:g} %", err=True)
    if failed or short:
        sys.exit(1)


@forms.command()
@click.option("--into", type=click.Path(path_type=Path, dir_okay=False), help="The file to write; else it is printed.")
def schema(into: Path | None) -> None:
    """Writes the JSON Schema by which an editor completes and validates what authors write."""
    written = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    if into is None:
        click.echo(written, nl=False)
    else:
        into.write_text(written, "utf-8")
        click.echo(f"{shown(into)} written")


@forms.command()
@_paths
def walk(paths: tuple[Path, ...]) -> None:
    """Walks services with answers of its own until every page is seen or proved out of reach. Exit 1 where one is not."""
    whole = True
    for path in paths or (FORMS,):
        for found in found_at(path, None):
            if not found.is_service:
                continue
            walked = walk_service(found.service, datetime.now(UTC).date(), found.answers())
            whole = whole and walked.is_whole
            click.echo(f"{found.name}: {_told(walked)}")
    if not whole:
        sys.exit(1)


def _told(walked: Walked) -> str:
    pages = len(walked.service.pages)
    ends = sum(road.is_finished for road in walked.roads)
    exits = sum(bool(road.exit) for road in walked.roads)
    told = [f"{len(walked.seen)} of {pages} pages seen in {len(walked.roads)} walks"]
    told.append(f"{ends} came to check-your-answers, {exits} to an exit")
    if walked.unreachable:
        told.append(f"proved out of reach: {', '.join(walked.unreachable)}")
    if walked.undecided:
        told.append(f"not decided: {', '.join(walked.undecided)}")
    for road in walked.stuck:
        problems = ", ".join(f"{field} ({code})" for field, code in road.problems.items()) or "a check"
        told.append(f"stuck on {road.pages[-1] if road.pages else 'the first page'}: {problems}")
    return "; ".join(told)


@forms.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path, exists=True))
@click.option("--from", "maker", type=click.Choice(list(MAKERS)), required=True, help="Who made the form.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder of services.")
@click.option("--unit", default="", help="The office that decides; the authority's first unless named.")
@click.option("--language", default="", help="The language of the forms, where their folder's name does not say it.")
def import_(sources: tuple[Path, ...], maker: str, into: Path, unit: str, language: str) -> None:
    """Makes specifications of forms that another program keeps: files, or folders of them. Each gets a report.

    A form in two languages becomes one service with a translation.
    """
    files = [one for path in sources for one in (sorted(path.rglob("*.json")) if path.is_dir() else [path])]
    if not files:
        raise click.ClickException("There is no form here. Name files that end in .json, or a folder of them.")
    read, failed = [], 0
    for path in files:
        try:
            read.append(read_source(path, language))
        except NotAForm as wrong:
            failed += 1
            click.echo(f"{shown(path)}: {wrong}", err=True)
    catalogues = TRANSLATIONS if into.resolve() == FORMS.resolve() else into / "translations"
    components = lost = 0
    for made in import_sources(read, unit=unit or _first_unit(), today=datetime.now(UTC).date()):
        name, found = made.imported.service, made.imported.findings
        if (into / name).exists():
            raise click.ClickException(f"{shown(into / name)} is there already. Move it away, or name another folder.")
        write_files([(into / name / path, content) for path, content in made.files.items()])
        write_files([(catalogues / at / "LC_MESSAGES" / f"{name}.po", po) for at, po in made.catalogues.items()])
        write_files([(into / f"{name}.report.md", made.report)])
        components, lost = components + found.components, lost + made.imported.lost
        failed += made.walked is None
        told = _told(made.walked) if made.walked else "its specification has faults"
        click.echo(f"{name}: {told}; see {shown(into / f'{name}.report.md')}")
    share = f" ({lost / components:.1%})" if components else ""
    click.echo(f"{lost} of {components} components not carried over{share}")
    if failed:
        sys.exit(f"{failed} file{'s' if failed != 1 else ''} could not be made into services")


def _first_unit() -> str:
    """The authority's first unit; a word to replace where the authority cannot be read."""
    try:
        return next(iter(read_authority(bundle_of_authority(FORMS / AUTHORITY_FILE)).units))
    except (SpecFault, OSError, StopIteration):
        return "office"


@forms.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@_authority
@click.option("--force", is_flag=True, help="Also where an administrator published something else meanwhile.")
def publish(path: Path, authority: Path | None, force: bool) -> None:
    """Publishes what lies at PATH: a service's folder, authority.yaml, or a folder of them.

    Nothing is published that has a fault, or whose scenarios do not hold.
    """
    store = open_store(read_settings())
    for found in found_at(path, authority):
        with store.reading() as session:
            found.taken = series_taken(session, found.name)
            found.before = live_model(session, found.name) if found.is_service else None
            found.services = (found.services or frozenset()) | service_ids(session)
        if faults := found.faults():
            raise SpecFault(faults)
        if found.is_service and (failures := found.failures()):
            sys.exit(
                "\n".join(
                    [*map(found.told, failures), f"{found.name}: its scenarios do not hold, so it is not published"]
                )
            )
        if faults := found.proofs():
            raise SpecFault(faults)
        with store.writing() as session:
            release = publish_from_folder(session, found.bundle, found.name, now=datetime.now(UTC), force=force)
            live = (
                f"release {release.number} is live"
                if release
                else "nothing new, or an administrator's release is live (see --force)"
            )
        click.echo(f"{found.name}: {live}")
