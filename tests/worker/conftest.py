from __future__ import annotations

from tests.databases import empty_database_url

__all__ = ["empty_database_url"]
