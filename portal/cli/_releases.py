"""Floor 9. `portal forms diff`, `export` and `blank`: releases beside each other, written back as folders, and on paper."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.authoring.differing import MEANINGS
from portal.authoring.diffing import Difference, diff_bundles
from portal.authoring.folders import catalogues_near, written_back
from portal.authoring.importing.writing import write_files
from portal.cli._finding import served_at
from portal.cli._settings import HOME, read_settings
from portal.cli._trying import refuse_unknown
from portal.documents import RenderingFailed
from portal.i18n.catalogue import Catalogues
from portal.spec.bundle import Bundle, bundle_of_authority
from portal.store import PublishedService, Release, ServiceId, open_store
from portal.usecases.blankform import blank_form
from portal.usecases.blankprints import printed
from portal.usecases.releases import read_authority_bundle, stored_bundle

_folder = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("old", type=_folder)
@click.argument("new", type=_folder)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is told.")
@click.option("--texts", is_flag=True, help="Also each text that is worded differently.")
def diff(old: Path, new: Path, form: str, texts: bool) -> None:
    """Says what is different between two folders of a service, and what it means for drafts and cases."""
    bundles = [served_at(path).bundle for path in (old, new)]
    found = diff_bundles(bundles[0], bundles[1], (f"{old}/", f"{new}/"))
    if form == "json":
        click.echo(json.dumps(found.plain, ensure_ascii=False, indent=2))
        return
    click.echo(_told(found))
    if texts:
        for one in found.texts:
            click.echo(f"\n{one}\n- {one.was or '(none)'}\n+ {one.now or '(none)'}")


def _told(found: Difference) -> str:
    if found.is_nothing:
        return f"{found.new.id}: no difference"
    lines = [f"{found.new.id}: {len(found.changes)} change{'s' if len(found.changes) != 1 else ''}"]
    for meaning, changes in found.by_meaning.items():
        lines += ["", f"{MEANINGS[meaning]}:", *(f"  {change}" for change in changes)]
    return "\n".join(lines)


@click.command()
@click.argument("service")
@click.option("--release", "number", type=int, help="Its number; the one that is live unless named.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder of services.")
def export(service: str, number: int | None, into: Path) -> None:
    """Writes what was published back as a folder, with its catalogues beside it: published again, it is the same."""
    with open_store(read_settings()).reading() as session:
        bundle = _published(session, service, number)
    target = into / service
    catalogues = HOME / "translations" if into.resolve() == (HOME / "forms").resolve() else into / "translations"
    files = written_back(bundle, service, into, catalogues)
    if target.exists() or (into / "authority.yaml" in files and (into / "authority.yaml").exists()):
        sys.exit(f"{target} is there already. Move it away, or name another folder.")
    if there := sorted(str(path) for path in files if path.exists()):
        sys.exit(f"{there[0]} is there already. Move it away, or name another folder.")
    write_files(list(files.items()))
    click.echo(f"{service}: {len(files)} files under {into}, digest {bundle.digest[:12]}")


def _published(session: Session, service: str, number: int | None) -> Bundle:
    """Refused, in words: where there is no such service or release."""
    known = session.get(PublishedService, ServiceId(service))
    wanted = select(Release).where(Release.service_id == service)
    if number is None:
        wanted = wanted.where(Release.id == known.live_release_id) if known else wanted
    else:
        wanted = wanted.where(Release.number == number)
    release = session.scalars(wanted).first() if known else None
    if release is None:
        known_ids = ", ".join(sorted(session.scalars(select(PublishedService.id)))) or "none"
        if known is None:
            raise click.ClickException(f"No published service is called “{service}”. There are: {known_ids}.")
        raise click.ClickException(
            f"“{service}” has no release {number}."
            if number
            else f"“{service}” has no live release. Name one: --release."
        )
    return stored_bundle(session, release.digest)


@click.command()
@click.argument("path", type=_folder)
@click.option("--language", default="", help="In which language, for example et; that of its texts unless named.")
@click.option("--into", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The PDF file.")
@click.option("--authority", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The authority's file.")
def blank(path: Path, language: str, into: Path, authority: Path | None) -> None:
    """Prints the blank form of a service: every question, with boxes to tick and lines to write on."""
    beside = authority or path.resolve().parent / "authority.yaml"
    if not beside.is_file():
        raise click.ClickException(f"There is no authority.yaml beside {path}. Name the authority's file: --authority.")
    catalogues = catalogues_near(path, HOME / "translations")
    served = served_at(path)
    town = read_authority_bundle(bundle_of_authority(beside, catalogues), f"{beside.parent}/")
    wanted = language or served.service.language
    refuse_unknown(wanted, served.languages)
    form = blank_form(served, town, Catalogues(HOME / "translations"), wanted)
    try:
        into.write_bytes(printed(form, home=HOME, made_at=datetime.now(UTC)))
    except RenderingFailed as failed:
        raise click.ClickException(f"It could not be printed: {failed}.") from failed
    click.echo(f"{served.service.id}: {into}")
