from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from procrastinate import sql
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.documents import RenderingFailed
from portal.errors import Conflict, NotFound, Unavailable
from portal.settings import Settings
from portal.store import (
    Attempt,
    Store,
    TaskNote,
    TaskRow,
    defer,
    failed_tasks,
    open_tasks,
    retry_task,
    worker_heartbeat_age,
)
from portal.worker.engine import ATTEMPTS, RESCUE, make_engine
from portal.worker.handlers import Periodic
from portal.worker.sqlite_connector import QUERIES

STRANGER = "leila@example.org said no"
NOW = datetime(2027, 3, 5, 9, 30, tzinfo=UTC)


def tell(store: Store, settings: Settings, now: datetime, /, **ids: Any) -> None:
    """A task that leaves a row behind, named after its ids."""
    with store.writing() as session:
        session.add(Attempt(what="told", source_digest=",".join(map(str, ids.values())), at=now, succeeded=True))


def fail(store: Store, settings: Settings, now: datetime, /, **ids: Any) -> None:
    raise RuntimeError(STRANGER)


def refuse(store: Store, settings: Settings, now: datetime, /, **ids: Any) -> None:
    raise Unavailable("the mail server does not answer", host="mail.example")


HANDLERS = {"tell": tell, "fail": fail, "refuse": refuse}


def work(store: Store, settings: Settings, handlers: Any = None) -> None:
    """One worker that ends when nothing is left to do."""
    make_engine(store, settings, handlers or HANDLERS).run_worker(
        wait=False, listen_notify=False, install_signal_handlers=False
    )


def told(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Attempt.source_digest).order_by(Attempt.id)))


def test_a_task_runs_after_the_commit_of_its_cause(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        defer(session, "tell", case="c1")
    work(store, settings)
    work(store, settings)
    assert told(store) == ["c1"]
    with store.reading() as session:
        assert session.scalars(select(TaskNote)).one().finished_at is not None
        assert waiting_tasks(session) == failed_tasks(session) == []


def test_a_rolled_back_cause_leaves_no_task(store: Store, settings: Settings) -> None:
    with pytest.raises(RuntimeError):
        _defer_and_fail(store)
    with store.reading() as session:
        assert waiting_tasks(session) == []
        assert session.scalar(select(func.count()).select_from(TaskNote)) == 0


def test_the_same_key_is_one_task(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        first = defer(session, "tell", key="receipt c1", case="c1")
        assert defer(session, "tell", key="receipt c1", case="c1") == first
    with store.writing() as session:
        assert defer(session, "tell", key="receipt c1", case="c1") == first
        assert defer(session, "tell", key="receipt c2", case="c2") != first
    work(store, settings)
    with store.writing() as session:
        assert defer(session, "tell", key="receipt c1", case="c1") == first
    work(store, settings)
    assert told(store) == ["c1", "c2"]


def test_two_who_defer_the_same_key_at_once_make_one_task(store: Store, settings: Settings) -> None:
    start = threading.Barrier(2)

    def cause() -> None:
        start.wait()
        with store.writing() as session:
            defer(session, "tell", key="k", case="c1")
            time.sleep(0.2)

    threads = [threading.Thread(target=cause) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work(store, settings)
    assert told(store) == ["c1"]


def test_a_task_for_later_waits(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        defer(session, "tell", at=datetime.now(UTC) + timedelta(hours=1), case="later")
        defer(session, "tell", at=datetime.now(UTC) - timedelta(hours=1), case="now")
    work(store, settings)
    assert told(store) == ["now"]
    with store.reading() as session:
        [waiting] = waiting_tasks(session)
    assert (waiting.task, waiting.status, dict(waiting.ids)) == ("tell", "todo", {"case": "later"})


def test_a_failing_task_comes_back_later_and_is_then_given_up(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        defer(session, "fail", case="c1")
    for attempt in range(ATTEMPTS + 1):
        work(store, settings)
        with store.reading() as session:
            waiting, given_up = waiting_tasks(session), failed_tasks(session)
        if attempt < ATTEMPTS:
            assert waiting[0].attempts == attempt + 1
            assert waiting[0].scheduled_at > datetime.now(UTC)
            _make_due(store)
    assert waiting == []
    assert [(task.task, dict(task.ids)) for task in given_up] == [("fail", {"case": "c1"})]
    assert given_up[0].failed_at is not None


def test_an_error_is_kept_without_what_a_stranger_said(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        defer(session, "fail", case="c1")
        defer(session, "refuse", case="c1")
    work(store, settings)
    with store.reading() as session:
        refused, failed = waiting_tasks(session)
    assert failed.error.endswith("RuntimeError")
    assert "in fail" in failed.error
    assert "leila" not in failed.error
    assert "the mail server does not answer" in refused.error


def test_a_letter_that_a_person_typed_is_not_kept_with_the_error(store: Store, settings: Settings) -> None:
    def letters(store: Store, settings: Settings, now: datetime, /, **ids: Any) -> None:
        raise RenderingFailed("letters", letters="🦄", message="Leila", seconds=3)

    with store.writing() as session:
        defer(session, "letters", case="c1")
    work(store, settings, {"letters": letters})

    with store.reading() as session:
        [failed] = waiting_tasks(session)
    assert failed.error.endswith("RenderingFailed: letters (seconds=3)")


def test_the_operator_retries_a_failed_task(store: Store, settings: Settings) -> None:
    _give_up(store, settings)
    with store.writing() as session:
        [failed] = failed_tasks(session)
        retry_task(session, failed.job_id, now=datetime.now(UTC))
    work(store, settings, {"fail": tell})
    assert told(store) == ["c1"]
    with store.reading() as session:
        assert failed_tasks(session) == []


def test_only_a_failed_task_can_be_retried(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        defer(session, "tell", case="c1")
        [waiting] = waiting_tasks(session)
        for job_id in (waiting.job_id, 10**6):
            with pytest.raises(NotFound):
                retry_task(session, job_id, now=NOW)


def test_a_task_of_the_clock_is_not_queued_twice_by_a_retry(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        session.execute(_job("tidy", "failed"))
        session.execute(_job("tidy", "todo"))
        [failed] = failed_tasks(session)
        with pytest.raises(Conflict):
            retry_task(session, failed.job_id, now=NOW)


def test_the_operators_list_is_paged(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        for number in range(5):
            defer(session, "tell", case=f"c{number}")
    with store.reading() as session:
        first = open_tasks(session, 2)
        second = open_tasks(session, 2, before=first[-1].job_id)
        last = open_tasks(session, 2, before=second[-1].job_id)
    assert [task.ids["case"] for task in first + second + last] == ["c4", "c3", "c2", "c1", "c0"]


def test_a_name_that_no_worker_knows_is_among_the_failed(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        defer(session, "nobody_knows", case="c1")
    work(store, settings)
    with store.reading() as session:
        assert [task.task for task in failed_tasks(session)] == ["nobody_knows"]


def test_a_killed_worker_loses_nothing(store: Store, settings: Settings, tmp_path: Path) -> None:
    with store.writing() as session:
        defer(session, "tell", case="c1")
    begun = tmp_path / "begun"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(begun), settings.database_url])
    _wait_for(begun.exists)
    process.kill()
    process.wait()

    with store.reading() as session:
        assert [task.status for task in waiting_tasks(session) if task.task == "tell"] == ["doing"]
    work(store, settings)
    assert told(store) == [], "its worker is not yet given up"

    _age_workers(store, seconds=60)
    with store.writing() as session:
        session.execute(_job("rescue_tasks", "todo"))
    work(store, settings)
    work(store, settings)
    assert told(store) == ["c1"]
    with store.reading() as session:
        assert waiting_tasks(session) == []


KILLED = """
import sys, time
from pathlib import Path
from portal.store import Keyring, Store, open_engine
from portal.worker.engine import make_engine

def stuck(store, settings, now, **ids):
    Path(sys.argv[1]).touch()
    time.sleep(60)

store = Store(open_engine(sys.argv[2]), Keyring(bytes(32)))
make_engine(store, None, {"tell": stuck}).run_worker(listen_notify=False, fetch_job_polling_interval=0.1)
"""


def test_a_task_that_ended_just_before_the_kill_is_not_done_again(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        note = defer(session, "tell", case="c1")
    with store.writing() as session:
        session.get_one(TaskNote, note).finished_at = NOW
    work(store, settings)
    assert told(store) == []
    with store.reading() as session:
        assert waiting_tasks(session) == []


@pytest.mark.parametrize(("facts", "again"), [({"finished_at": True}, []), ({"failed_at": True}, ["c1"]), ({}, ["c1"])])
def test_a_job_whose_end_could_not_be_written_is_taken_back_though_its_worker_lives(
    store: Store, settings: Settings, facts: dict[str, bool], again: list[str]
) -> None:
    now = datetime.now(UTC)
    with store.writing() as session:
        note = session.get_one(TaskNote, defer(session, "tell", case="c1"))
        for name in facts:
            setattr(note, name, now - timedelta(minutes=3))
    _running_at_a_living_worker(store, begun=now - timedelta(minutes=4 if facts else 40))

    with store.writing() as session:
        session.execute(_job("rescue_tasks", "todo"))
    work(store, settings)
    work(store, settings)

    assert told(store) == again
    with store.reading() as session:
        assert waiting_tasks(session) == failed_tasks(session) == []


def test_a_job_that_still_runs_is_left_to_its_worker_and_shown(store: Store, settings: Settings) -> None:
    now = datetime.now(UTC)
    with store.writing() as session:
        defer(session, "tell", case="c1")
    _running_at_a_living_worker(store, begun=now - timedelta(minutes=4))

    with store.writing() as session:
        session.execute(_job("rescue_tasks", "todo"))
    work(store, settings)

    with store.reading() as session:
        [running] = waiting_tasks(session)
    assert (running.status, told(store)) == ("doing", [])
    assert running.started_at is not None
    assert abs(running.started_at - (now - timedelta(minutes=4))) < timedelta(seconds=1)


def waiting_tasks(session: Session) -> list[TaskRow]:
    """The tasks that wait or run, without the clock's tick: a minute may begin while a test runs."""
    return [task for task in open_tasks(session) if task.task != RESCUE]


def _running_at_a_living_worker(store: Store, *, begun: datetime) -> None:
    on_postgresql = store.engine.dialect.name == "postgresql"
    at = begun if on_postgresql else begun.isoformat(timespec="microseconds")
    now = "now()" if on_postgresql else "strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now', '+1 minute')"
    with store.writing() as session:
        session.execute(text(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES ({now})"))
        session.execute(
            text(
                "UPDATE procrastinate_jobs SET status = 'doing', attempts = 1,"
                " worker_id = (SELECT max(id) FROM procrastinate_workers)"
            )
        )
        session.execute(text("UPDATE procrastinate_events SET at = :at WHERE type = 'started'"), {"at": at})


def test_a_job_that_kills_its_workers_is_given_up(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        session.execute(_job("tell", "doing", attempts=ATTEMPTS))
        session.execute(_job("rescue_tasks", "todo"))
    work(store, settings)
    with store.reading() as session:
        assert [task.task for task in failed_tasks(session)] == ["tell"]


def test_two_workers_run_each_tick_of_the_clock_once(store: Store, settings: Settings) -> None:
    stop = time.monotonic() + 4
    engines = [make_engine(store, settings, {"tick": tell}, [Periodic("tick", "* * * * * *")]) for _ in range(2)]

    def worker(engine: Any) -> None:
        async def until_stop() -> None:
            async with engine.open_async():
                running = asyncio.create_task(
                    engine.run_worker_async(
                        listen_notify=False, install_signal_handlers=False, fetch_job_polling_interval=0.1
                    )
                )
                await asyncio.sleep(stop - time.monotonic())
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)

        asyncio.run(until_stop())

    threads = [threading.Thread(target=worker, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as session:
        notes = session.scalars(select(TaskNote).where(TaskNote.task == "tick")).all()
    assert 2 <= len(notes) <= 6
    assert len({note.key for note in notes}) == len(notes) == len(told(store))


def test_a_failed_tick_is_listed_with_its_error(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        session.execute(_job("tick", "todo", args='{"timestamp": 1}'))
    make_engine(store, settings, {"tick": refuse}, [Periodic("tick", "0 0 1 1 *")]).run_worker(
        wait=False, listen_notify=False, install_signal_handlers=False
    )
    with store.reading() as session:
        [failed] = failed_tasks(session)
    assert "the mail server does not answer" in failed.error


def test_the_workers_heartbeat_is_seen(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        assert worker_heartbeat_age(session, now=datetime.now(UTC)) is None
        now = "now()" if store.engine.dialect.name == "postgresql" else "strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now')"
        session.execute(text(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES ({now})"))
    _age_workers(store, seconds=40)
    with store.reading() as session:
        age = worker_heartbeat_age(session, now=datetime.now(UTC))
    assert age is not None
    assert 39 < age < 60


def test_the_engines_queries_are_those_that_were_translated() -> None:
    found = hashlib.sha256(repr(sorted(sql.queries.items())).encode()).hexdigest()
    assert found == "b2f8943887fe6445efe2cecede8cf9322618f481d37a11e5c371280c8a6bffd1", (
        "the engine's queries changed: compare them with QUERIES, then note the new hash"
    )
    untranslated = set(sql.queries) - set(QUERIES) - {"defer_jobs", "defer_periodic_job"}
    lists = {"count_jobs_status", "list_locks", "list_queues", "list_tasks"}
    assert untranslated == lists | {"listen_queue", "select_stalled_jobs_by_started"}


def _give_up(store: Store, settings: Settings) -> None:
    with store.writing() as session:
        defer(session, "fail", case="c1")
        session.execute(text(f"UPDATE procrastinate_jobs SET attempts = {ATTEMPTS}"))
    work(store, settings)


def _make_due(store: Store) -> None:
    with store.writing() as session:
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))


def _age_workers(store: Store, *, seconds: int) -> None:
    """As if the workers had been silent for so long."""
    if store.engine.dialect.name == "postgresql":
        earlier = f"last_heartbeat - interval '{seconds} seconds'"
    else:
        earlier = f"strftime('%Y-%m-%dT%H:%M:%f000+00:00', last_heartbeat, '-{seconds} seconds')"
    with store.writing() as session:
        session.execute(text(f"UPDATE procrastinate_workers SET last_heartbeat = {earlier}"))


def _job(task: str, status: str, *, attempts: int = 0, args: str = '{"timestamp": 0}') -> Any:
    return text(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, args, queueing_lock)"
        " VALUES ('portal', :task, '" + status + "', :attempts, '" + args.replace(":", "\\:") + "', :task)"
    ).bindparams(task=task, attempts=attempts)


def _wait_for(holds: Any) -> None:
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def _defer_and_fail(store: Store) -> None:
    with store.writing() as session:
        defer(session, "tell", case="c1")
        raise RuntimeError
