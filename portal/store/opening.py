"""Floor 5. The open store: an engine set up alike everywhere, and sessions for reading and for writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Executable, Row, create_engine, event, make_url
from sqlalchemy.orm import Session

from portal.errors import UNIT_OF_WORK_OPEN
from portal.store.keys import Keyring

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # what was acknowledged survives a power cut
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE slips past the journal's triggers
    "secure_delete=ON",  # erased rows are overwritten, not only unlinked
    "busy_timeout=10000",
)


class StoreSettings(Protocol):
    """What the store needs of the operator's settings."""

    @property
    def database_url(self) -> str: ...
    @property
    def data_key(self) -> bytes: ...


class Store:
    """Gives sessions. A door opens one, calls use cases, and leaving the block commits or rolls back."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        self.engine = engine
        self.keyring = keyring
        self._reader = engine.execution_options(read_only=True, postgresql_readonly=True)
        is_sqlite = engine.dialect.name == "sqlite"
        self._glancer = engine.execution_options(
            **({"glance": True} if is_sqlite else {"isolation_level": "AUTOCOMMIT"})
        )

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """For what only reads; on SQLite it waits for no writer. Nothing is kept."""
        with self._session(self._reader) as session:
            yield session

    def glance(self, statement: Executable, values: Mapping[str, Any]) -> Row[*tuple[Any, ...]] | None:
        """The one row that a statement finds. A single statement is its own snapshot: no transaction around it."""
        with self._glancer.connect() as connection:
            return connection.execute(statement, values).one_or_none()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        token = UNIT_OF_WORK_OPEN.set(True)
        try:
            with Session(engine, info={"keyring": self.keyring}, expire_on_commit=False) as session:
                yield session
        finally:
            UNIT_OF_WORK_OPEN.reset(token)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """For what may write: takes SQLite's write lock at once, commits at the end, rolls back on any exception."""
        with self._session(self.engine) as session, session.begin():
            yield session

    def forget_traces(self) -> None:
        """After an erasure: lets no deleted bytes linger in SQLite's write-ahead log.

        PostgreSQL's dead rows go with its own vacuum; what they held is unreadable without its key.
        """
        if self.engine.dialect.name == "sqlite":
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA busy_timeout=1000")  # it holds off all writers while it waits for a reader
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.execute("PRAGMA busy_timeout=10000")
            finally:
                connection.close()

    def close(self) -> None:
        self.engine.dispose()


def open_store(settings: StoreSettings) -> Store:
    """The store that the settings name. It must have been made before (`portal db upgrade`)."""
    return Store(open_engine(settings.database_url), Keyring(settings.data_key))


def open_engine(database_url: str, **options: Any) -> Engine:
    """An engine for `sqlite:///…` or `postgresql://…`, with the transactions and pragmas that the portal relies on."""
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **options)
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling is off: `_begin_sqlite` says BEGIN.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that writes later fails at once when another commits between: take the lock first.
    options = connection.get_execution_options()
    if not options.get("glance"):
        connection.exec_driver_sql("BEGIN" if options.get("read_only") else "BEGIN IMMEDIATE")
