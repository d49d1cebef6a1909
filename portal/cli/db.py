"""Floor 9. `portal db upgrade|downgrade|revision`: makes and changes the database's schema."""

from __future__ import annotations

import click

from portal.cli._settings import read_settings
from portal.store import migrating
from portal.store.opening import open_engine


@click.group()
def db() -> None:
    """Makes the database and changes its schema."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Makes the database, or brings it up to this code's schema. Nothing is lost."""
    migrating.upgrade(read_settings().database_url, revision)
    click.echo("The database is ready.")


@db.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade(revision: str, yes: bool) -> None:
    """Takes the schema back to REVISION; `base` drops every table with all that is in it."""
    if not yes:
        click.confirm(f"Take the database back to {revision}? What newer tables hold is lost.", abort=True)
    migrating.downgrade(read_settings().database_url, revision)
    click.echo(f"The database is at {revision}.")


@db.command()
def revision() -> None:
    """Says which revision the database is at, and which one this code wants."""
    engine = open_engine(read_settings().database_url)
    with engine.connect() as connection:
        click.echo(f"database: {migrating.current(connection) or 'empty'}, code: {migrating.newest()}")
    engine.dispose()
