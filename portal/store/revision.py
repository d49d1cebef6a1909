"""Floor 5. Which revision the database is at and which one this code expects, told without Alembic.

The web asks this at every readiness check; Alembic would bring a template engine and a tenth of a second to each start.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"
_REVISION = re.compile(r"^(revision|down_revision)\b[^=\n]*= *[\"']([^\"']+)[\"']", re.MULTILINE)


def current(connection: Connection) -> str | None:
    """The revision that this database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


@cache
def newest() -> str:
    """The revision that this code expects: the one that no other builds on."""
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for path in (MIGRATIONS / "versions").glob("*.py"):
        for key, value in _REVISION.findall(path.read_text("utf-8")):
            named[key].add(value)
    (head,) = named["revision"] - named["down_revision"]
    return head


def is_current(connection: Connection) -> bool:
    return current(connection) == newest()
