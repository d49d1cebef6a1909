"""Floor 9. `portal translations`: what is to be translated, brought into the catalogues, and judged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from portal.authoring.po import Entry, PoFault, read_entries, write_entries
from portal.authoring.translation import (
    PORTAL,
    Completeness,
    Domain,
    completeness,
    domains_of_home,
    faults_of_catalogue,
    merged,
)
from portal.cli._settings import HOME
from portal.errors import Fault
from portal.spec.authority import is_language


def _known(_context: click.Context, _parameter: click.Parameter, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Refused: `BadParameter` for what is no language: its name becomes that of a folder."""
    for one in languages:
        if not is_language(one):
            raise click.BadParameter(f"There is no language “{one}”. Write its short code, for example et or ar.")
    return languages


_LANGUAGES = click.argument("languages", nargs=-1, metavar="[LANGUAGE]…", callback=_known)


@click.group()
@click.option(
    "--home",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=HOME,
    help="The checkout, if it is another one.",
)
@click.pass_context
def translations(context: click.Context, home: Path) -> None:
    """Keeps the catalogues in translations/ in step with what the portal and its services say."""
    context.obj = home


@translations.command()
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="The folder; build/translations unless named.",
)
@click.pass_obj
def extract(home: Path, into: Path | None) -> None:
    """Writes one template (.pot) a catalogue: every source text, without translations."""
    folder = into or home / "build" / "translations"
    folder.mkdir(parents=True, exist_ok=True)
    for domain in domains_of_home(home):
        path = folder / f"{domain.name}.pot"
        path.write_bytes(write_entries([Entry(message) for message in domain.messages], domain.language))
        click.echo(f"{path}: {len(domain.messages)} messages")


@translations.command()
@_LANGUAGES
@click.pass_obj
def update(home: Path, languages: tuple[str, ...]) -> None:
    """Brings the catalogues up to date. What is translated stays; what its source left behind is marked."""
    for domain, language, path in _catalogues(home, languages):
        old = _entries(path)
        new = merged(domain.messages, old, by_context=domain.name != PORTAL)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write_entries(new, language))
        click.echo(f"{path.relative_to(home)}: {_told(domain, new)}")


@translations.command()
@_LANGUAGES
@click.option("--quiet", is_flag=True, help="Name only the faults.")
@click.pass_obj
def check(home: Path, languages: tuple[str, ...], quiet: bool) -> None:
    """Names everything that is missing, out of date or wrong; exits 1 where there is any."""
    faults: list[Fault] = []
    for domain, language, path in _catalogues(home, languages):
        entries, shown = _entries(path), path.relative_to(home).as_posix()
        faults += faults_of_catalogue(shown, language, domain.messages, entries)
        if not quiet:
            click.echo(f"{shown}: {_told(domain, entries)}", err=True)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise SystemExit(1)


@translations.command()
@_LANGUAGES
@click.pass_obj
def status(home: Path, languages: tuple[str, ...]) -> None:
    """How far each service is translated: done, missing, and stale (translated from words that have changed since)."""
    found = [
        (domain, language, _standing(domain, _entries(path))) for domain, language, path in _catalogues(home, languages)
    ]
    width = max((len(domain.name) for domain, *_ in found), default=0)
    click.echo(f"{'':{width}}  language    done  missing  stale")
    for domain, language, one in found:
        click.echo(f"{domain.name:{width}}  {language:8}  {one.done:6}  {one.missing:7}  {one.stale:5}")


def _catalogues(home: Path, languages: tuple[str, ...]) -> Iterator[tuple[Domain, str, Path]]:
    for domain in domains_of_home(home):
        for language in languages or domain.targets:
            yield domain, language, domain.file(home / "translations", language)


def _entries(path: Path) -> list[Entry]:
    if not path.is_file():
        return []
    try:
        return read_entries(path.read_bytes())
    except PoFault as fault:
        raise click.ClickException(
            f"{path}:{fault.line}: {fault.problem}. Mend it, or take the last good version."
        ) from fault


def _told(domain: Domain, entries: list[Entry]) -> str:
    found = _standing(domain, entries)
    stale = f", {found.stale} from words that have changed" if found.stale else ""
    return f"{found.done} of {found.total} translated{stale}"


def _standing(domain: Domain, entries: list[Entry]) -> Completeness:
    return completeness(merged(domain.messages, entries, by_context=domain.name != PORTAL))
