"""What readiness asks without Alembic is what Alembic says."""

from __future__ import annotations

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.store import open_engine
from portal.store.migrating import current, newest, upgrade
from portal.store.revision import MIGRATIONS


def test_the_newest_revision_is_the_head_that_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert newest() == ScriptDirectory.from_config(config).get_current_head()


def test_the_current_revision_is_the_one_that_alembic_reads(empty_database_url: str) -> None:
    upgrade(empty_database_url)

    engine = open_engine(empty_database_url)
    with engine.connect() as connection:
        assert current(connection) == MigrationContext.configure(connection).get_current_revision() == newest()
    engine.dispose()
