"""Floor 5. The task engine's own tables: made by the migration and by `create_all` from the same SQL files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, event, text

SQL = Path(__file__).parent / "migrations" / "sql"


def make_task_tables(connection: Connection) -> None:
    """Procrastinate's tables: its own schema on PostgreSQL, our translation of it on SQLite."""
    script = (SQL / f"tasks_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    if connection.dialect.name == "sqlite":
        for statement in statements_of(script):
            connection.exec_driver_sql(statement)
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(script)


def drop_task_tables(connection: Connection) -> None:
    """What `make_task_tables` made, and nothing else."""
    tables = ("procrastinate_events", "procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers")
    cascade = " CASCADE" if connection.dialect.name == "postgresql" else ""
    for table in tables:
        connection.exec_driver_sql(f"DROP TABLE {table}{cascade}")
    if connection.dialect.name != "postgresql":
        return
    functions = "SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'procrastinate\\_%'"
    for (signature,) in connection.execute(text(functions)).all():
        connection.exec_driver_sql(f"DROP FUNCTION {signature} CASCADE")
    for kind in ("procrastinate_job_to_defer_v1", "procrastinate_job_status", "procrastinate_job_event_type"):
        connection.exec_driver_sql(f"DROP TYPE {kind} CASCADE")


def statements_of(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit the transaction around them."""
    waiting = ""
    for line in script.splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""


def make_with(metadata: MetaData) -> None:
    @event.listens_for(metadata, "after_create")
    def _make(_metadata: MetaData, connection: Connection, **_options: Any) -> None:
        make_task_tables(connection)
