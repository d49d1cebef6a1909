"""Floor 8. The task engine, set up for this portal: Procrastinate over the store's own database."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import procrastinate
from procrastinate import jobs
from procrastinate.job_context import JobContext
from sqlalchemy import make_url

from portal.errors import PortalError
from portal.settings import Settings
from portal.store import Store, TaskNoteId
from portal.store.tasks import QUEUE, forsaken_jobs, note_of, note_once, tick_key
from portal.worker.handlers import Handler, Periodic
from portal.worker.sqlite_connector import SqliteConnector

ATTEMPTS = 6
# 5 s, 25 s, 2 min, 10 min, 52 min, 4 h after a failure; then the operator.
BACKOFF = procrastinate.RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=5)
SILENT_SECONDS = 30  # a worker that has not said for so long that it lives is given up
ENDED = timedelta(minutes=2)  # a job that ended so long ago has a status, unless it could not be written
LONGEST = timedelta(minutes=30)  # longer than any task
ERROR_CHARACTERS = 4000
RESCUE = "rescue_tasks"

Now = Callable[[], datetime]


def make_engine(
    store: Store,
    settings: Settings,
    handlers: Mapping[str, Handler],
    clock: Sequence[Periodic] = (),
    *,
    now: Now = lambda: datetime.now(UTC),
) -> procrastinate.App:
    """The engine with its tasks; not yet open. `now` is the clock that handlers are given."""
    engine = procrastinate.App(connector=_connector(store))
    ticking = {periodic.task: periodic.cron for periodic in clock}
    for name, handler in handlers.items():
        runner = _runner(store, settings, name, handler, now)
        if name in ticking:
            # One waits at a time, and the next tick is its retry.
            task = engine.task(name=name, queue=QUEUE, pass_context=True, queueing_lock=name)(runner)
            engine.periodic(cron=ticking[name])(task)
        else:
            engine.task(name=name, queue=QUEUE, pass_context=True, retry=BACKOFF)(runner)

    async def rescue_all(context: JobContext, timestamp: int) -> None:
        await rescue_stalled(context, timestamp)
        await rescue_forsaken(context, store, now())

    rescue = engine.task(name=RESCUE, queue=QUEUE, pass_context=True, queueing_lock=RESCUE)(rescue_all)
    engine.periodic(cron="* * * * *")(rescue)
    return engine


async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """Gives the tasks of dead workers to the living. The engine itself leaves them as they are for ever."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.attempts >= ATTEMPTS:  # it kills its workers
            await manager.finish_job(job, jobs.Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job)


async def rescue_forsaken(context: JobContext, store: Store, now: datetime) -> None:
    """Takes back the jobs of living workers that could not write how they ended: the engine would wait for ever."""
    manager = context.app.job_manager
    with store.reading() as session:
        found = forsaken_jobs(session, ended=now - ENDED, begun=now - LONGEST)
    for job_id, done in found.items():
        for job in await manager.list_jobs_async(id=job_id, status="doing"):
            if done or job.attempts >= ATTEMPTS:
                status = jobs.Status.SUCCEEDED if done else jobs.Status.FAILED
                await manager.finish_job(job, status, delete_job=False)
            else:
                await manager.retry_job(job)


def _runner(store: Store, settings: Settings, name: str, handler: Handler, now: Now) -> Callable[..., None]:
    def run(context: JobContext, note: str = "", timestamp: int = 0, **ids: Any) -> None:
        with store.writing() as session:
            note_id = TaskNoteId(note) if note else note_once(session, name, tick_key(name, timestamp))
            noted = session.scalars(note_of(note_id)).one()
            if noted.finished_at:  # killed after our commit and before the engine's
                return
            noted.failed_at = None  # of an earlier try: while it is set, no try runs
        try:
            handler(store, settings, now(), **ids)
        except Exception as error:
            _note(store, note_id, failed_at=now(), error=told(error))
            raise
        _note(store, note_id, finished_at=now(), error=None)

    return run


def told(error: BaseException) -> str:
    """An error as the operator may see it: where and which class; words only of our own, and facts that quote nobody.

    Foreign messages may quote what a person typed, and so may a fact, the letters that no font has among them.
    """
    frames = "".join(traceback.format_tb(error.__traceback__)[-8:])
    words = str(PortalError(error.reason, **error.impersonal)) if isinstance(error, PortalError) else ""
    return f"{frames}{type(error).__name__}{': ' if words else ''}{words}"[-ERROR_CHARACTERS:]


def _note(store: Store, note_id: TaskNoteId, **facts: Any) -> None:
    with store.writing() as session:
        noted = session.scalars(note_of(note_id)).one()
        for name, value in facts.items():
            setattr(noted, name, value)


def _connector(store: Store) -> procrastinate.BaseConnector:
    url = make_url(store.engine.url)
    if url.get_backend_name() == "sqlite":
        assert url.database, "tasks need a database file"
        return SqliteConnector(url.database)
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return procrastinate.PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4)
