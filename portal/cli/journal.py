"""Floor 9. `portal journal verify`: whether the journal is whole."""

from __future__ import annotations

import sys

import click

from portal.cli._settings import read_settings
from portal.store import journal_subjects, open_store, verify_chain


@click.group()
def journal() -> None:
    """Looks after the journal of who did what."""


@journal.command()
def verify() -> None:
    """Recomputes every chain of entries; names each one that was changed or has a gap, and ends with 1 then."""
    store = open_store(read_settings())
    with store.reading() as session:
        subjects = session.execute(journal_subjects()).all()
        broken = [
            f"{kind} {subject}: entry {at}"
            for kind, subject in subjects
            if (at := verify_chain(session, kind, subject))
        ]
    store.close()
    if broken:
        sys.exit("\n".join(["The journal was changed:", *broken]))
    click.echo(f"The journal is whole: {len(subjects)} chains.")
