"""A store on SQLite and one on PostgreSQL: every test of this folder that asks for `store` runs on both."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.store import Keyring, Store, open_engine
from portal.store.migrating import upgrade

OPERATOR_KEY = b"a key for tests, not for anything else"
NOW = datetime(2027, 3, 5, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of this run, without a database name."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name))
    if not binaries:
        pytest.fail("PostgreSQL is not installed. Install it with: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-"))
    lowered: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        lowered = ["runuser", "-u", "postgres", "--"]
    port = _free_port()

    def call(program: str, *arguments: str) -> None:
        subprocess.run([*lowered, str(binaries[-1] / program), *arguments], cwd=folder, check=True, capture_output=True)

    call("initdb", "-D", f"{folder}/data", "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    call("pg_ctl", "-D", f"{folder}/data", "-w", "-s", "-l", f"{folder}/log", "-o", options, "start")
    yield f"postgresql://portal@127.0.0.1:{port}"
    call("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-s", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, one after the other on both."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'portal.db'}"
        return
    server = request.getfixturevalue("postgresql")
    name = f"t{os.urandom(6).hex()}"
    admin = open_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{server}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open store with its schema made by the migrations."""
    upgrade(database_url)
    store = Store(open_engine(database_url), Keyring(OPERATOR_KEY))
    yield store
    store.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
