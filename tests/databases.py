"""Databases without any table, for tests of what makes the schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from tests import servers


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, one on SQLite and one on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server, name = servers.postgres(), f"empty_{token_hex(6)}"
    servers.sql(f"CREATE DATABASE {name}")
    yield server + name
    servers.sql(f"DROP DATABASE {name} WITH (FORCE)")
