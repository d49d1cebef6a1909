from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from portal.cli import journal as command
from portal.settings import Settings
from portal.store import Store, record
from tests.store.conftest import NOW


def _verify(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setattr(command, "read_settings", lambda: settings)
    return CliRunner().invoke(command.journal, ["verify"])


def test_the_operator_learns_that_the_journal_is_whole_or_where_it_was_changed(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.writing() as session:
        for subject in ("c1", "c2"):
            for event in ("received", "approved"):
                record(session, "case", subject, event, actor_id="p", actor_role="clerk", now=NOW)
    whole = _verify(settings, monkeypatch)
    assert (whole.exit_code, whole.output) == (0, "The journal is whole: 2 chains.\n")

    with store.writing() as session:
        if store.engine.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE journal_entries DISABLE TRIGGER USER"))
        else:
            session.execute(text("DROP TRIGGER journal_entries_no_update"))
        session.execute(text("UPDATE journal_entries SET actor_id = 'q' WHERE subject_id = 'c2' AND seq = 2"))
    broken = _verify(settings, monkeypatch)
    assert broken.exit_code == 1
    assert "case c2: entry 2" in broken.output
