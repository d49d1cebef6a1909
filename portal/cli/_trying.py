"""Floor 9. `portal forms try`: a specification walked by somebody at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from portal.authoring.importing.writing import yaml_of
from portal.authoring.scenario_file import FILE
from portal.authoring.scenarios import read_scenarios, run
from portal.authoring.trying import Tried, Trying
from portal.cli._finding import served_at
from portal.cli._settings import HOME
from portal.errors import SpecFault
from portal.i18n.catalogue import Catalogues
from portal.spec.bundle import Bundle
from portal.spec.model import Service


@click.command("try")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--language", default="", help="The language to walk in; the one it was written in unless named.")
def try_(path: Path, language: str) -> None:
    """Walks a service here: asks each question, tells what is wrong, and offers the answers as a scenario.

    Answers are typed, or piped, one a line; options by their numbers. Ctrl-D ends it, and nothing is kept.
    """
    served = served_at(path)
    bundle, service = served.bundle, served.service
    wanted = language or service.language
    refuse_unknown(wanted, served.languages)
    words = served.translations.words(wanted, Catalogues(HOME / "translations").words(wanted), "UTC")
    try:
        tried = Trying(service, words, datetime.now(UTC).date(), _asked, click.echo).walk()
        _offer(path, bundle, service, tried)
    except EOFError:
        click.echo("\nStopped. Nothing was kept.")


def refuse_unknown(language: str, known: Sequence[str]) -> None:
    """Refused: `ClickException` for a language that the service does not have."""
    if language not in known:
        told = ", ".join(known)
        raise click.ClickException(f"It is not translated into “{language}”. Its languages are: {told}.")


def _asked(prompt: str) -> str:
    click.echo(prompt, nl=False)
    written = input()
    if not sys.stdin.isatty():  # what is piped is shown where it would have been typed
        click.echo(written)
    return written


def _offer(path: Path, bundle: Bundle, service: Service, tried: Tried) -> None:
    """The answers as a scenario, added to the file where it gets a title and holds."""
    title = _asked(f"\nA title keeps these answers as a scenario in {FILE}; Enter does not: ").strip()
    if not title:
        return
    written = yaml_of([tried.as_scenario(title)])
    before = bundle.text(FILE) if FILE in bundle.files else ""
    whole = f"{before.rstrip()}\n\n{written}" if before.strip() else written
    if wrong := _wrong(bundle.replace(FILE, whole), service, title, f"{path}/"):
        click.echo(f"{written}\nIt was not kept: {wrong}")
        return
    (path / FILE).write_text(whole, "utf-8")
    click.echo(f"{path / FILE}: “{title}” was added, and holds. Say what must come of it: outcome, state, document.")


def _wrong(bundle: Bundle, service: Service, title: str, folder: str) -> str:
    try:
        scenarios: Any = read_scenarios(bundle, service, folder)
    except SpecFault as fault:
        return str(fault)
    failures = [failure for one in scenarios if one.title == title for failure in run(service, one)]
    return "; ".join(map(str, failures))
