"""What the store's tests share beside the fixtures of all tests (`store` runs on SQLite and on PostgreSQL)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest

from tests import servers

NOW = datetime(2027, 3, 5, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server, name = servers.postgres(), f"empty_{token_hex(6)}"
    servers.sql(f"CREATE DATABASE {name}")
    yield server + name
    servers.sql(f"DROP DATABASE {name} WITH (FORCE)")
