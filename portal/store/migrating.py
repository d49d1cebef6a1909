"""Floor 5. Makes and changes the schema: `upgrade`, `downgrade`, `revision`. Run by `portal db` and by tests."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url

from portal.store.revision import MIGRATIONS, current, is_current, newest

__all__ = ["current", "downgrade", "is_current", "newest", "upgrade"]


def upgrade(database_url: str, revision: str = "head") -> None:
    """Brings the database up to the revision; one that does not exist yet is made (SQLite: with its folder)."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _run(command.upgrade, database_url, revision)


def downgrade(database_url: str, revision: str) -> None:
    """Takes the database back to the revision; `base` leaves no table."""
    _run(command.downgrade, database_url, revision)


def _run(order: Any, database_url: str, revision: str) -> None:
    engine = _migrating_engine(database_url)
    try:
        with engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            order(config, revision)
    finally:
        engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _migrating_engine(database_url: str) -> Engine:
    """Like the store's own engine, but on SQLite with foreign keys off: a table that is made anew is dropped first."""
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        return create_engine(url.set(drivername="postgresql+psycopg"))
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
