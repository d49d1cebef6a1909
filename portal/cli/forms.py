"""Floor 9. `portal forms`: check, test, walk, import and publish specifications; `_releases` compares and exports them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from portal.authoring.check import check_bundle
from portal.authoring.coverage import coverage
from portal.authoring.folders import catalogues_near, fault_in_its_file, found_bundles
from portal.authoring.importing.forms import MAKERS, NotAForm, import_sources, read_source
from portal.authoring.importing.writing import write_files
from portal.authoring.linting import lint
from portal.authoring.names import name_faults, name_warnings
from portal.authoring.proving import proof_of
from portal.authoring.scenarios import Failure, Scenario, read_scenarios, run
from portal.authoring.walking import Walked, walk_service
from portal.cli._releases import blank, diff, export
from portal.cli._settings import HOME, read_settings
from portal.cli._telling import FORMATS, as_github, as_json, as_text, counted
from portal.cli._trying import try_
from portal.documents import template_faults
from portal.errors import Fault, SpecFault
from portal.spec.authority import FILE as AUTHORITY_FILE
from portal.spec.authority import read_authority
from portal.spec.bundle import Bundle, bundle_from_folder, bundle_of_authority
from portal.spec.model import Authority, Service
from portal.spec.reader import SPECIFICATION, read_service
from portal.spec.schema import schema as json_schema
from portal.store import open_store
from portal.usecases.proofs import proof_faults, series_taken
from portal.usecases.releases import live_model, publish_from_folder, service_ids

FORMS, TRANSLATIONS = HOME / "forms", HOME / "translations"
_paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
_authority = click.option(
    "--authority",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The authority's file; else authority.yaml beside the service's folder.",
)


def _shown(path: Path) -> str:
    """The path as the person would type it from here."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def _catalogues(path: Path) -> Path:
    """Where the catalogues of what lies at `path` are: beside it where there are some, else the checkout's."""
    return catalogues_near(path, TRANSLATIONS)


@dataclass
class _Found:
    """What lies in a folder, and what is wrong with it."""

    name: str
    bundle: Bundle
    folder: str  # with its “/”
    authority: Authority | None
    taken: Mapping[str, str] = field(default_factory=dict)
    before: Service | None = None  # the release whose names it must keep
    services: frozenset[str] | None = None  # that there are, where that is known

    @property
    def is_service(self) -> bool:
        return SPECIFICATION in self.bundle.files

    @property
    def service(self) -> Service:
        return read_service(self.bundle, self.folder)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        return read_scenarios(self.bundle, self.service, self.folder)

    def faults(self) -> tuple[Fault, ...]:
        """Every fault, those of its documents' templates among them; in a shared file it is told there."""
        return tuple(fault_in_its_file(fault, self.folder) for fault in self._faults())

    def _faults(self) -> tuple[Fault, ...]:
        name = self.name if self.is_service else ""
        faults = check_bundle(
            self.bundle, self.folder, self.authority, name=name, taken=self.taken, services=self.services
        )
        if not self.is_service:
            return faults
        try:
            service = self.service
        except SpecFault:
            return faults
        if self.before:
            faults += name_faults(self.before, service, self.bundle.text(SPECIFICATION), self.folder)
        return faults or template_faults(service, self.bundle.files, self.folder)

    def warnings(self) -> tuple[Fault, ...]:
        """What could be better, where there is no fault, and what is proved of the rules."""
        proved = proof_of(self.bundle, datetime.now(UTC).date(), self.folder).faults if self.is_service else ()
        named: tuple[Fault, ...] = ()
        if self.is_service and self.before:
            named = name_warnings(self.before, self.service, self.bundle.text(SPECIFICATION), self.folder)
        return (*lint(self.bundle, self.folder, self.authority), *proved, *named)

    def failures(self) -> list[Failure]:
        return [failure for scenario in self.scenarios for failure in run(self.service, scenario)]

    def proofs(self) -> tuple[Fault, ...]:
        """What cannot be printed; nothing is known of it without an authority, whose name stands on every paper."""
        if self.authority is None or not self.is_service:
            return ()
        return proof_faults(self.bundle, self.service, self.scenarios, self.authority, self.folder)

    def told(self, failure: Failure) -> str:
        return f"{self.folder}scenarios.yaml:{failure.scenario.line}: {failure}"


def _found(path: Path, authority: Path | None) -> Iterator[_Found]:
    for name, where, bundle in found_bundles(path, _catalogues(path)):
        folder = f"{_shown(where if where.is_dir() else where.parent)}/"
        beside = authority or where.parent / AUTHORITY_FILE
        known = None
        if SPECIFICATION in bundle.files and beside.is_file():
            known = read_authority(bundle_of_authority(beside), f"{_shown(beside.parent)}/")
        # A folder that is named by “.” has its name nonetheless.
        found = _Found(where.resolve().name if where.is_dir() else name, bundle, folder, known)
        if known:
            found.services = frozenset(one.parent.name for one in where.resolve().parent.glob(f"*/{SPECIFICATION}"))
        yield found


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
    for path in paths or (FORMS,):
        for name, found in _checked(path, authority, against):
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
        for found in _found(path, authority):
            found.before = _before(found, against) if against else None
            told = found.faults() or found.proofs() or found.warnings()
            yield found.name, tuple(_where_it_lies(found, _catalogues(path), one) for one in told)
    except SpecFault as wrong:
        yield path.name, wrong.faults


def _where_it_lies(found: _Found, catalogues: Path, fault: Fault) -> Fault:
    """A fault of a catalogue at the path of its file, which lies elsewhere than in the bundle."""
    inside = fault.path.removeprefix(f"{found.folder}translations/")
    file = catalogues / inside.removesuffix(".po") / "LC_MESSAGES" / f"{_domain(found)}.po"
    return replace(fault, path=_shown(file)) if inside != fault.path and file.is_file() else fault


def _domain(found: _Found) -> str:
    return found.name if found.is_service else "authority"


def _before(found: _Found, against: Path) -> Service | None:
    """The service as it lies in the folder that it is compared with."""
    folder = next((one for one in (against / found.name, against) if (one / SPECIFICATION).is_file()), None)
    return read_service(bundle_from_folder(folder), f"{_shown(folder)}/") if folder and found.is_service else None


@forms.command()
@_paths
@click.option(
    "--minimum", type=click.FloatRange(0, 100), default=0, help="Fail where a service reaches less, in percent."
)
def test(paths: tuple[Path, ...], minimum: float) -> None:
    """Runs the scenarios of services, and tells what none of them reaches. Exit 1 where one does not hold."""
    failed = passed = short = 0
    for path in paths or (FORMS,):
        for found in _found(path, None):
            if not found.is_service:
                continue
            failures, total = found.failures(), len(found.scenarios)
            for failure in failures:
                click.echo(found.told(failure))
            broken = len({failure.scenario.title for failure in failures})
            failed += broken
            passed += total - broken
            reached = coverage(found.service, found.scenarios, found.bundle.text(SPECIFICATION))
            for goal in reached.missed:
                click.echo(f"{found.folder}{SPECIFICATION}:{goal.place[0]}:{goal.place[1]}: no scenario {goal.words}")
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
        click.echo(f"{_shown(into)} written")


@forms.command()
@_paths
def walk(paths: tuple[Path, ...]) -> None:
    """Walks services with answers of its own until every page is seen or proved out of reach. Exit 1 where one is not."""
    whole = True
    for path in paths or (FORMS,):
        for found in _found(path, None):
            if not found.is_service:
                continue
            walked = walk_service(found.service, datetime.now(UTC).date())
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
    read, failed = [], 0
    for path in files:
        try:
            read.append(read_source(path, language))
        except NotAForm as wrong:
            failed += 1
            click.echo(f"{_shown(path)}: {wrong}", err=True)
    catalogues = TRANSLATIONS if into.resolve() == FORMS.resolve() else into / "translations"
    components = lost = 0
    for made in import_sources(read, unit=unit or _first_unit(), today=datetime.now(UTC).date()):
        name, found = made.imported.service, made.imported.findings
        if (into / name).exists():
            raise click.ClickException(f"{_shown(into / name)} is there already. Move it away, or name another folder.")
        write_files([(into / name / path, content) for path, content in made.files.items()])
        write_files([(catalogues / at / "LC_MESSAGES" / f"{name}.po", po) for at, po in made.catalogues.items()])
        write_files([(into / f"{name}.report.md", made.report)])
        components, lost = components + found.components, lost + made.imported.lost
        failed += made.walked is None
        told = _told(made.walked) if made.walked else "its specification has faults"
        click.echo(f"{name}: {told}; see {_shown(into / f'{name}.report.md')}")
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
    for found in _found(path, authority):
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
