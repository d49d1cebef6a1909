from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import InternalError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from portal.errors import UNIT_OF_WORK_OPEN
from portal.store import Attempt, Counter, PublishedService, ServiceId, Store, attempts_since, next_number
from portal.store.base import Scaled
from tests.store.conftest import NOW


def test_leaving_the_block_commits_and_an_exception_rolls_back(store: Store) -> None:
    with store.writing() as session:
        session.add(PublishedService(id=ServiceId("kept"), kind="service"))
    with pytest.raises(RuntimeError):
        _write_and_fail(store)
    with store.reading() as session:
        assert session.scalars(select(PublishedService.id)).all() == ["kept"]


def test_reading_keeps_nothing(store: Store) -> None:
    with store.reading() as session:
        session.add(PublishedService(id=ServiceId("lost"), kind="service"))
    with store.reading() as session:
        assert session.scalars(select(PublishedService.id)).all() == []


def test_postgresql_itself_refuses_to_write_while_reading(store: Store) -> None:
    if store.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no read-only transactions")
    with pytest.raises(InternalError, match="read-only"), store.reading() as session:
        next_number(session, "PP", 2027)
    with store.writing() as session:
        assert next_number(session, "PP", 2027) == 1


def test_a_gateway_can_tell_that_a_transaction_is_open(store: Store) -> None:
    for block in (store.reading, store.writing):
        assert not UNIT_OF_WORK_OPEN.get()
        with block():
            assert UNIT_OF_WORK_OPEN.get()
        assert not UNIT_OF_WORK_OPEN.get()


def test_of_two_who_change_one_row_the_later_is_refused(store: Store) -> None:
    with store.writing() as session:
        session.add(PublishedService(id=ServiceId("s"), kind="service"))
    with store.reading() as session:
        seen = session.get_one(PublishedService, "s")
        session.expunge(seen)
    with store.writing() as session:
        session.get_one(PublishedService, "s").closed = True
    seen.closed_message = "mine"
    with pytest.raises(StaleDataError), store.writing() as session:
        session.add(seen)


def test_moments_come_back_aware_and_in_utc(store: Store) -> None:
    estonian = datetime(2027, 3, 5, 11, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with store.writing() as session:
        session.add(Attempt(what="verify", source_digest="x", at=estonian, succeeded=False))
    with store.reading() as session:
        at = session.scalars(select(Attempt.at)).one()
    assert at == estonian
    assert at.tzinfo is UTC


def test_a_moment_without_a_time_zone_is_refused(store: Store) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="time zone"), store.writing() as session:
        session.add(Attempt(what="verify", source_digest="x", at=naive, succeeded=False))


def test_attempts_are_counted_by_source_and_time(store: Store) -> None:
    with store.writing() as session:
        for minutes, source in ((0, "a"), (1, "a"), (9, "a"), (2, "b")):
            at = NOW - timedelta(minutes=minutes)
            session.add(Attempt(what="verify", source_digest=source, at=at, succeeded=False))
    with store.reading() as session:
        assert session.scalar(attempts_since("verify", "a", NOW - timedelta(minutes=5))) == 2
        assert session.scalar(attempts_since("sign-in", "a", NOW - timedelta(minutes=5))) == 0


def test_numbers_of_a_series_have_no_gap_and_no_double(store: Store) -> None:
    taken: list[int] = []
    start = threading.Barrier(3)

    def take(fails: bool) -> None:
        start.wait()
        for turn in range(6):
            try:
                with store.writing() as session:
                    number = next_number(session, "PP", 2027)
                    if fails and turn % 2:
                        raise RuntimeError
                taken.append(number)
            except RuntimeError:
                pass

    threads = [threading.Thread(target=take, args=(fails,)) for fails in (True, False, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1, 13))
    with store.writing() as session:
        assert next_number(session, "PP", 2028) == 1
        assert next_number(session, "RC", 2027) == 1
        assert session.get_one(Counter, ("PP", 2027)).next == 13


def test_decimals_are_exact_and_sort_as_numbers(store: Store) -> None:
    dialect = store.engine.dialect
    for value in ("0.1", "-3.000001", "123456789.5", "9"):
        kept = Scaled().process_bind_param(Decimal(value), dialect)
        assert Scaled().process_result_value(kept, dialect) == Decimal(value)


def _write_and_fail(store: Store) -> None:
    with store.writing() as session:
        session.add(PublishedService(id=ServiceId("lost"), kind="service"))
        session.flush()
        raise RuntimeError
