"""What the store's tests share beside the fixtures of all tests (`store` runs on SQLite and on PostgreSQL)."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.databases import empty_database_url

__all__ = ["empty_database_url"]

NOW = datetime(2027, 3, 5, 9, 30, tzinfo=UTC)
