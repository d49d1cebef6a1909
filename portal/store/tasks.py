"""Floor 5. Tasks: deferred by name in the transaction of their cause. The handlers stand in `worker`.

The engine is Procrastinate on both databases; its tables are made by our migrations. A deferred task is two rows: the
engine's job and our note, which keeps what the engine does not (the key of the cause, the end, the last error). The
job's queueing lock is the note's id. This module speaks SQL only, so that the web does not load the engine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, delete, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from portal.errors import Conflict, NotFound
from portal.store.base import Base, code, insert_into, on_postgresql
from portal.store.ids import TaskNoteId, new_id
from portal.store.tasktables import make_with

QUEUE = "portal"


class TaskNote(Base):
    """What the engine does not keep of a task: its cause's key, when it ended, its last error."""

    __tablename__ = "task_notes"

    id: Mapped[TaskNoteId] = mapped_column(primary_key=True)
    task: Mapped[str]
    key: Mapped[str | None] = mapped_column(code(200), unique=True)
    ids: Mapped[Mapping[str, Any]]
    finished_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task as the operator sees it. `status`: "todo", "doing", "succeeded", "failed", "cancelled", "aborted"."""

    job_id: int
    task: str
    status: str
    attempts: int
    scheduled_at: datetime | None
    ids: Mapping[str, Any]
    error: str
    failed_at: datetime | None
    started_at: datetime | None  # of the latest try


make_with(Base.metadata)


def defer(
    session: Session,
    task: str,
    *,
    key: str | None = None,
    at: datetime | None = None,
    can_wait: bool = False,
    **ids: str | int,
) -> TaskNoteId:
    """Queues a task in this transaction: the commit keeps it, a roll-back leaves none.

    `key`: the same one twice is one task. `at`: not before then. `can_wait`: after all that cannot, however long it waits.
    `ids`: ids and codes only, nothing personal.
    """
    note_id = _add_note(session, task, key, ids)
    if note_id is None:
        return session.execute(select(TaskNote.id).where(TaskNote.key == key)).scalar_one()
    session.execute(
        _DEFER_POSTGRESQL if on_postgresql(session) else _DEFER_SQLITE,
        {
            "queue": QUEUE,
            "task": task,
            "priority": -1 if can_wait else 0,
            "note": note_id,
            "args": json.dumps({"note": note_id, **ids}),
            "at": _bound(session, at),
        },
    )
    return note_id


def is_deferred(session: Session, key: str) -> bool:
    """Whether a task was queued under this key, done meanwhile or not."""
    return session.execute(select(TaskNote.id).where(TaskNote.key == key)).scalar_one_or_none() is not None


def note_once(session: Session, task: str, key: str) -> TaskNoteId:
    """The note of a task that the clock deferred; made at its first try."""
    made = _add_note(session, task, key, {})
    return made or session.execute(select(TaskNote.id).where(TaskNote.key == key)).scalar_one()


def failed_tasks(session: Session, limit: int = 50, *, before: int | None = None) -> list[TaskRow]:
    """Tasks that were given up, newest first; `before` is the last job id of the page before."""
    return _rows(session, "status = 'failed'", limit, before)


def open_tasks(session: Session, limit: int = 50, *, before: int | None = None) -> list[TaskRow]:
    """Tasks that wait or run, newest first."""
    return _rows(session, "status IN ('todo', 'doing')", limit, before)


def retry_task(session: Session, job_id: int, *, now: datetime) -> str:
    """Queues a failed task again, at once; gives its name.

    Refused: `NotFound` when it is not failed; `Conflict` when another of the same lock waits already.
    """
    job = session.execute(_FAILED, {"job": job_id}).one_or_none()
    if job is None:
        raise NotFound("no failed task", job=job_id)
    if session.execute(_WAITING, {"lock": job.queueing_lock}).one_or_none():
        raise Conflict("waits already", job=job_id)
    retry = _RETRY_POSTGRESQL if on_postgresql(session) else _RETRY_SQLITE
    session.execute(retry, {"job": job_id, "at": _bound(session, now)})
    return str(job.task_name)


def forget_finished_tasks(session: Session, before: datetime) -> None:
    """Deletes tasks that were done before then, and their notes; failed ones stay for the operator."""
    session.execute(_FORGET, {"before": _bound(session, before)})
    session.execute(delete(TaskNote).where(TaskNote.finished_at < before).execution_options(synchronize_session=False))


def forsaken_jobs(session: Session, *, ended: datetime, begun: datetime) -> dict[int, bool]:
    """Jobs that count as running and are not, though their worker lives: it could not write how they ended.

    Those whose note says that they ended before `ended`, and those that began before `begun`. Job → whether it is done.
    """
    # A try that has just begun may not have said so in its note yet.
    moments = {"ended": ended, "settled": _bound(session, ended), "begun": _bound(session, begun)}
    found = session.execute(_FORSAKEN, moments)
    return {job.id: bool(job.done) for job in found}


def worker_heartbeat_age(session: Session, *, now: datetime) -> float | None:
    """Seconds since any worker last said that it lives; None when there is no worker."""
    last = session.execute(text("SELECT max(last_heartbeat) FROM procrastinate_workers")).scalar_one_or_none()
    if last is None:
        return None
    return (now - (datetime.fromisoformat(last) if isinstance(last, str) else last)).total_seconds()


def note_of(note_id: str) -> Select[TaskNote]:
    return select(TaskNote).where(TaskNote.id == note_id)


_DEFER_POSTGRESQL = text(
    "SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW("
    ":queue, :task, CAST(:priority AS integer), NULL, :note, CAST(:args AS jsonb), CAST(:at AS timestamptz)"
    ")::procrastinate_job_to_defer_v1]))"
)
_FORGET = text(
    "DELETE FROM procrastinate_jobs WHERE status = 'succeeded' AND id IN"
    " (SELECT job_id FROM procrastinate_events WHERE type = 'succeeded' AND at < :before)"
)
_STARTED = (
    "(SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = procrastinate_jobs.id AND e.type = 'started')"
)
_FORSAKEN = text(
    "SELECT procrastinate_jobs.id, finished_at IS NOT NULL AS done FROM procrastinate_jobs"  # noqa: S608  # ours
    " LEFT JOIN task_notes ON task_notes.id = queueing_lock WHERE status = 'doing'"
    f" AND ((finished_at < :ended OR failed_at < :ended) AND {_STARTED} < :settled OR {_STARTED} < :begun)"
).bindparams(bindparam("ended", type_=TaskNote.__table__.c.finished_at.type))
_FAILED = text("SELECT queueing_lock, task_name FROM procrastinate_jobs WHERE id = :job AND status = 'failed'")
_WAITING = text("SELECT id FROM procrastinate_jobs WHERE queueing_lock = :lock AND status = 'todo'")
_DEFER_SQLITE = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, queueing_lock, args, scheduled_at)"
    " VALUES (:queue, :task, :priority, :note, :args, :at)"
)
_RETRY_POSTGRESQL = text("SELECT procrastinate_retry_job_v2(:job, CAST(:at AS timestamptz), NULL, NULL, NULL)")
_RETRY_SQLITE = text(
    "UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, scheduled_at = :at"
    " WHERE id = :job AND status = 'failed'"
)


def _add_note(session: Session, task: str, key: str | None, ids: Mapping[str, Any]) -> TaskNoteId | None:
    """None when there is one with this key: on PostgreSQL also one that another transaction just committed."""
    made = TaskNoteId(new_id())
    values = {"id": made, "task": task, "key": key, "ids": dict(ids)}
    found = session.execute(_note_inserted(on_postgresql(session)), values).scalar_one_or_none()
    return made if found is not None else None


@cache
def _note_inserted(postgresql: bool) -> ReturningInsert[Any]:
    """Made once for each database: most acts queue a task."""
    return (
        insert_into(postgresql, TaskNote.__table__)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(TaskNote.__table__.c.id)
    )


def _rows(session: Session, condition: str, limit: int, before: int | None) -> list[TaskRow]:
    query = (
        "SELECT id, task_name, CAST(status AS text) AS status, attempts, scheduled_at, args,"  # noqa: S608  # ours
        f" {_STARTED} AS started_at FROM procrastinate_jobs WHERE {condition} AND id < :before ORDER BY id DESC LIMIT :limit"
    )
    bounds = {"before": before if before is not None else 2**62, "limit": limit}
    found = [
        (job, job.args if isinstance(job.args, dict) else json.loads(job.args))
        for job in session.execute(text(query), bounds)
    ]
    ids = [args["note"] for _, args in found if "note" in args]
    ticks = [tick_key(job.task_name, args["timestamp"]) for job, args in found if "timestamp" in args]
    notes = session.scalars(select(TaskNote).where(TaskNote.id.in_(ids) | TaskNote.key.in_(ticks))).all()
    known = {note.id: note for note in notes} | {note.key: note for note in notes if note.key}
    return [
        _row(job, known.get(args.get("note") or tick_key(job.task_name, args.get("timestamp", 0))))
        for job, args in found
    ]


def tick_key(task: str, timestamp: int) -> str:
    """The key of a task that the clock deferred: one a tick."""
    return f"{task} {timestamp}"


def _row(job: Any, note: TaskNote | None) -> TaskRow:
    at, started_at = (
        datetime.fromisoformat(one) if isinstance(one, str) else one for one in (job.scheduled_at, job.started_at)
    )
    return TaskRow(
        job_id=job.id,
        task=job.task_name,
        status=job.status,
        attempts=job.attempts,
        scheduled_at=at,
        ids=note.ids if note else {},
        error=(note.error or "") if note else "",
        failed_at=note.failed_at if note else None,
        started_at=started_at,
    )


def _bound(session: Session, at: datetime | None) -> datetime | str | None:
    """The engine's tables on SQLite keep moments as ISO text."""
    if at is None or on_postgresql(session):
        return at
    return at.astimezone(UTC).isoformat(timespec="microseconds")
