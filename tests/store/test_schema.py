from __future__ import annotations

import subprocess
from pathlib import Path

from procrastinate.schema import SchemaManager
from sqlalchemy import inspect, make_url, text

from portal.store import Base, Store, open_engine
from portal.store.migrating import current, downgrade, is_current, upgrade
from portal.store.tasktables import SQL


def test_schema_from_migrations_equals_schema_from_models(empty_database_url: str, tmp_path: Path) -> None:
    upgrade(empty_database_url)
    migrated = _schema(empty_database_url)
    downgrade(empty_database_url, "base")

    engine = open_engine(empty_database_url)
    Base.metadata.create_all(engine)
    engine.dispose()

    modelled = _schema(empty_database_url)
    assert migrated == modelled
    assert "journal_entries" in modelled
    assert "procrastinate_jobs" in modelled


def test_migrations_go_up_and_back_and_up_again(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    before = _schema(empty_database_url)

    downgrade(empty_database_url, "base")
    engine = open_engine(empty_database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}

    upgrade(empty_database_url)
    assert _schema(empty_database_url) == before
    with engine.connect() as connection:
        assert is_current(connection)
    engine.dispose()


def test_an_empty_database_has_no_revision(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    with engine.connect() as connection:
        assert current(connection) is None
        assert not is_current(connection)
    engine.dispose()


def test_the_task_tables_are_the_engines_own() -> None:
    assert (SQL / "tasks_postgresql.sql").read_text() == SchemaManager.get_schema()


def test_every_table_has_a_plural_name_and_no_relationships() -> None:
    for mapper in Base.registry.mappers:
        assert str(mapper.local_table.name).endswith("s")
        assert not mapper.relationships


def test_sqlite_keeps_what_it_acknowledged_and_overwrites_what_it_forgets(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "secure_delete": 1,
        "busy_timeout": 10000,
    }  # fmt: skip
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
    engine.dispose()
    assert found == wanted


def test_codes_sort_byte_by_byte_on_both_databases(store: Store) -> None:
    with store.reading() as session:
        columns = inspect(session.connection()).get_columns("cases")
        collations = {column["name"]: getattr(column["type"], "collation", None) for column in columns}
    if store.engine.dialect.name == "postgresql":
        assert {collations["reference"], collations["state"], collations["id"]} == {"C"}


def _schema(database_url: str) -> str:
    """Everything the database says about its schema, in a fixed order."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        engine = open_engine(database_url)
        query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'alembic_version' ORDER BY name"
        with engine.connect() as connection:
            statements = connection.execute(text(query)).scalars().all()
        engine.dispose()
        return "\n".join(_in_order(" ".join(statement.split())) for statement in statements)
    dump = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))[-1]
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    command = [str(dump), "--schema-only", "--no-owner", "--exclude-table=alembic_version", address]
    dumped = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # Newer clients write a random key into the file; it is no part of the schema.
    return "\n".join(line for line in dumped.splitlines() if not line.startswith(("\\", "--")))


def _in_order(statement: str) -> str:
    """A table's constraints stand in no fixed order in its statement."""
    columns, *constraints = statement.removesuffix(" )").split(", CONSTRAINT ")
    return ", CONSTRAINT ".join([columns, *sorted(constraints)])
