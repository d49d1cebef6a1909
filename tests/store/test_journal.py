from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from portal.store import (
    AccessRecord,
    CaseId,
    JournalEntry,
    PersonId,
    Store,
    accesses_of,
    journal_of,
    latest_entries,
    record,
    record_access,
    verify_chain,
)
from tests.store.conftest import NOW


def _record(store: Store, event: str, subject: str = "c1", **facts: object) -> None:
    with store.writing() as session:
        record(session, "case", subject, event, actor_id="p1", actor_role="clerk", now=NOW, facts=facts)


def test_entries_of_a_subject_are_chained(store: Store) -> None:
    _record(store, "received", fee_minor=6000)
    _record(store, "received", subject="c2")
    _record(store, "approved", document="d1")

    with store.reading() as session:
        entries = session.scalars(journal_of("case", "c1")).all()
        assert [(entry.seq, entry.event, dict(entry.facts)) for entry in entries] == [
            (1, "received", {"fee_minor": 6000}),
            (2, "approved", {"document": "d1"}),
        ]
        assert entries[1].previous_hash == entries[0].hash
        assert verify_chain(session, "case", "c1") is None
        assert verify_chain(session, "case", "c2") is None


@pytest.mark.parametrize("table", [JournalEntry, AccessRecord])
def test_journal_and_access_records_refuse_update_and_delete(store: Store, table: type) -> None:
    _fill(store)
    changed = {"event": "never"} if table is JournalEntry else {"thing": "never"}
    for statement in (update(table).values(**changed), delete(table)):
        with pytest.raises(DatabaseError, match="only grows"), store.writing() as session:
            session.execute(statement)


@pytest.mark.parametrize("table", ["journal_entries", "access_records"])
def test_journal_and_access_records_refuse_the_ways_around(store: Store, table: str) -> None:
    _fill(store)
    if store.engine.dialect.name == "postgresql":
        around = f"TRUNCATE {table} CASCADE"
    else:
        around = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    with pytest.raises(DatabaseError, match="only grows"), store.writing() as session:
        session.execute(text(around))


def test_a_changed_entry_breaks_the_chain_where_it_stands(store: Store) -> None:
    for event in ("received", "claimed", "approved"):
        _record(store, event)
    _without_triggers(store, "UPDATE journal_entries SET event = 'refused' WHERE seq = 2")
    with store.reading() as session:
        assert verify_chain(session, "case", "c1") == 2


def test_a_missing_entry_breaks_the_chain(store: Store) -> None:
    for event in ("received", "claimed", "approved"):
        _record(store, event)
    _without_triggers(store, "DELETE FROM journal_entries WHERE seq = 2")
    with store.reading() as session:
        assert verify_chain(session, "case", "c1") == 2


def test_two_who_write_at_once_make_one_chain(store: Store) -> None:
    start = threading.Barrier(4)
    failed: list[BaseException] = []

    def write() -> None:
        start.wait()
        try:
            for _ in range(5):
                _record(store, "noted")
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failed
    with store.reading() as session:
        assert [entry.seq for entry in session.scalars(journal_of("case", "c1"))] == list(range(1, 21))
        assert verify_chain(session, "case", "c1") is None


def test_the_latest_entries_are_paged_by_key(store: Store) -> None:
    with store.writing() as session:
        for minute in range(5):
            record(
                session, "case", f"c{minute}", "received", actor_id="p", actor_role="applicant",
                now=NOW + timedelta(minutes=minute // 2),
            )  # fmt: skip
    seen: list[str] = []
    before = None
    with store.reading() as session:
        while page := session.scalars(latest_entries(2, before=before)).all():
            seen += [entry.subject_id for entry in page]
            before = (page[-1].at, page[-1].id)
    assert sorted(seen) == ["c0", "c1", "c2", "c3", "c4"]
    assert seen[0] == "c4"


def test_an_access_says_who_opened_what(store: Store) -> None:
    _fill(store)
    with store.reading() as session:
        [access] = session.scalars(accesses_of(CaseId("c1"))).all()
    assert (access.person_id, access.role, access.thing, access.thing_id) == ("p1", "clerk", "file", "f1")
    assert access.at == NOW


def _fill(store: Store) -> None:
    _record(store, "received")
    with store.writing() as session:
        record_access(
            session, person_id=PersonId("p1"), role="clerk", case_id=CaseId("c1"),
            thing="file", thing_id="f1", now=NOW,
        )  # fmt: skip


def _without_triggers(store: Store, statement: str) -> None:
    """As somebody who owns the database could."""
    if store.engine.dialect.name == "postgresql":
        drop = "ALTER TABLE journal_entries DISABLE TRIGGER USER"
        with store.writing() as session:
            session.execute(text(drop))
            session.execute(text(statement))
        return
    with store.writing() as session:
        session.execute(text("DROP TRIGGER journal_entries_no_update"))
        session.execute(text("DROP TRIGGER journal_entries_no_delete"))
        session.execute(text(statement))
