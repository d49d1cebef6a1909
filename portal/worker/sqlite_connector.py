"""Floor 8. The task engine on SQLite: Procrastinate's own queries, by name, in SQLite's dialect.

Its tables come from our migration. A test compares the engine's queries with those this module was written for.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import connector, exceptions, manager, sql

Row = dict[str, Any]

QUERIES = {
    "fetch_job": """
        UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker_id
        WHERE id = (
            SELECT j.id FROM procrastinate_jobs j
            WHERE j.status = 'todo'
            AND (:queues IS NULL OR j.queue_name IN (SELECT value FROM json_each(:queues)))
            AND (j.scheduled_at IS NULL OR j.scheduled_at <= :now)
            AND NOT EXISTS (
                SELECT 1 FROM procrastinate_jobs o
                WHERE j.lock IS NOT NULL AND o.lock = j.lock AND (
                    o.status = 'doing' OR o.status = 'todo' AND (
                        o.priority > j.priority OR o.priority = j.priority AND o.id < j.id
                    )
                )
            )
            ORDER BY j.priority DESC, j.id LIMIT 1
        )
        RETURNING *""",
    "finish_job": """
        UPDATE procrastinate_jobs
        SET attempts = attempts + (status = 'doing'), abort_requested = 0, status = :status
        WHERE id = :job_id AND status IN ('todo', 'doing')""",
    "retry_job": """
        UPDATE procrastinate_jobs
        SET status = CASE WHEN status = 'doing' AND abort_requested THEN 'failed' ELSE 'todo' END,
            attempts = attempts + 1, scheduled_at = :retry_at, priority = coalesce(:new_priority, priority),
            queue_name = coalesce(:new_queue_name, queue_name), lock = coalesce(:new_lock, lock)
        WHERE id = :job_id AND status IN ('doing', 'failed')""",
    "cancel_job": """
        UPDATE procrastinate_jobs
        SET abort_requested = (:abort AND status = 'doing'),
            status = CASE status WHEN 'todo' THEN 'cancelled' ELSE status END
        WHERE id = :job_id AND (status = 'todo' OR (:abort AND status = 'doing'))
        RETURNING id""",
    "get_job_status": "SELECT status FROM procrastinate_jobs WHERE id = :job_id",
    "list_jobs": """
        SELECT * FROM procrastinate_jobs
        WHERE (:id IS NULL OR id = :id) AND (:status IS NULL OR status = :status)
        AND (:queue_name IS NULL OR queue_name = :queue_name) AND (:task_name IS NULL OR task_name = :task_name)
        AND (:lock IS NULL OR lock = :lock)
        AND (:queueing_lock IS NULL OR queueing_lock = :queueing_lock)
        AND (:worker_id IS NULL OR worker_id = :worker_id)
        ORDER BY id""",
    "list_jobs_to_abort": """
        SELECT id FROM procrastinate_jobs
        WHERE status = 'doing' AND abort_requested AND (:queue_name IS NULL OR queue_name = :queue_name)""",
    "select_stalled_jobs_by_heartbeat": """
        SELECT j.* FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
        WHERE j.status = 'doing' AND (:queue IS NULL OR j.queue_name = :queue)
        AND (:task_name IS NULL OR j.task_name = :task_name) AND (w.id IS NULL OR w.last_heartbeat < :before)""",
    "delete_old_jobs": """
        DELETE FROM procrastinate_jobs
        WHERE status IN (SELECT value FROM json_each(:statuses)) AND (:queue IS NULL OR queue_name = :queue)
        AND (SELECT max(at) FROM procrastinate_events e WHERE e.job_id = procrastinate_jobs.id) < :before""",
    "register_worker": "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (:now) RETURNING id AS worker_id",
    "unregister_worker": "DELETE FROM procrastinate_workers WHERE id = :worker_id",
    "update_heartbeat": "UPDATE procrastinate_workers SET last_heartbeat = :now WHERE id = :worker_id",
    "prune_stalled_workers": """
        DELETE FROM procrastinate_workers WHERE last_heartbeat < :before RETURNING id AS worker_id""",
    "check_connection": "SELECT max(name) AS \"check\" FROM sqlite_master WHERE name = 'procrastinate_jobs'",
}
_ANY_WAITING = """
    SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= :now) LIMIT 1"""
_NAMES = {text: name for name, text in sql.queries.items()}
# What answers one row with an empty id rather than none, as the engine's functions on PostgreSQL do.
_EMPTY_IS_A_ROW = {"fetch_job", "cancel_job"}


class SqliteConnector(connector.BaseAsyncConnector):
    """One connection of its own beside the store's, used by one thread at a time."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._alone = threading.Lock()
        self._special: dict[str, Callable[[sqlite3.Cursor, Row], list[Row]]] = {
            "defer_jobs": self._defer_jobs,
            "defer_periodic_job": self._defer_periodic_job,
            "fetch_job": self._fetch_job,
            "finish_job": self._finish_job,
            "retry_job": self._retry_job,
        }

    def get_sync_connector(self) -> connector.BaseConnector:
        return self

    def open(self, pool: Any = None) -> None:
        with self._alone:
            self._connected()

    def close(self) -> None:
        with self._alone:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    async def open_async(self, pool: Any = None) -> None:
        self.open()

    async def close_async(self) -> None:
        self.close()

    def execute_query(self, query: str, **arguments: Any) -> None:
        self._run(query, arguments)

    def execute_query_one(self, query: str, **arguments: Any) -> Row:
        rows = self._run(query, arguments)
        if not rows:
            raise exceptions.NoResult
        return rows[0]

    def execute_query_all(self, query: str, **arguments: Any) -> list[Row]:
        return self._run(query, arguments)

    async def execute_query_async(self, query: str, **arguments: Any) -> None:
        await asyncio.to_thread(self._run, query, arguments)

    async def execute_query_one_async(self, query: str, **arguments: Any) -> Row:
        return await asyncio.to_thread(self.execute_query_one, query, **arguments)

    async def execute_query_all_async(self, query: str, **arguments: Any) -> list[Row]:
        return await asyncio.to_thread(self._run, query, arguments)

    def _run(self, query: str, arguments: Row) -> list[Row]:
        name = _NAMES[query]
        with self._alone:
            cursor = self._connected().cursor()
            cursor.row_factory = _as_dict
            try:
                cursor.execute("BEGIN IMMEDIATE" if name in self._special and name != "fetch_job" else "BEGIN")
                rows = self._special.get(name, self._plain(name))(cursor, _bound(arguments))
                cursor.execute("COMMIT")
            except sqlite3.Error as error:
                raise exceptions.ConnectorException(str(error)) from error
            finally:
                if self._connected().in_transaction:
                    cursor.execute("ROLLBACK")
                cursor.close()
        return [_from_row(row) for row in rows] or ([{"id": None}] if name in _EMPTY_IS_A_ROW else [])

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, timeout=10, isolation_level=None, check_same_thread=False)
            # A task that a power cut forgets to be done runs again: the store's own commits are the ones to keep.
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
                self._connection.execute(f"PRAGMA {pragma}")
        return self._connection

    @staticmethod
    def _plain(name: str) -> Callable[[sqlite3.Cursor, Row], list[Row]]:
        return lambda cursor, arguments: cursor.execute(QUERIES[name], arguments).fetchall()

    @staticmethod
    def _fetch_job(cursor: sqlite3.Cursor, arguments: Row) -> list[Row]:
        # Looked for before it is taken: an UPDATE that finds nothing would still wait for the write lock.
        if cursor.execute(_ANY_WAITING, {"now": arguments["now"]}).fetchone() is None:
            return []
        cursor.execute("COMMIT")
        cursor.execute("BEGIN IMMEDIATE")
        return cursor.execute(QUERIES["fetch_job"], arguments).fetchall()

    @staticmethod
    def _finish_job(cursor: sqlite3.Cursor, arguments: Row) -> list[Row]:
        if cursor.execute(QUERIES["finish_job"], arguments).rowcount == 0:
            raise exceptions.ConnectorException(f"job {arguments['job_id']} is neither waiting nor running")
        if arguments["delete_job"]:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = :job_id", {"job_id": arguments["job_id"]})
        return []

    @staticmethod
    def _retry_job(cursor: sqlite3.Cursor, arguments: Row) -> list[Row]:
        if cursor.execute(QUERIES["retry_job"], arguments).rowcount == 0:
            raise exceptions.ConnectorException(f"job {arguments['job_id']} neither runs nor has failed")
        return []

    @staticmethod
    def _defer_jobs(cursor: sqlite3.Cursor, arguments: Row) -> list[Row]:
        return [_insert(cursor, job._asdict()) for job in arguments["jobs"]]

    @staticmethod
    def _defer_periodic_job(cursor: sqlite3.Cursor, arguments: Row) -> list[Row]:
        at = {name: arguments[name] for name in ("task_name", "periodic_id", "defer_timestamp")}
        fresh = cursor.execute(
            "INSERT OR IGNORE INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)"
            " VALUES (:task_name, :periodic_id, :defer_timestamp)",
            at,
        ).rowcount
        if not fresh:
            return [{"id": None}]
        cursor.execute(
            "DELETE FROM procrastinate_periodic_defers WHERE task_name = :task_name AND periodic_id = :periodic_id"
            " AND defer_timestamp < :defer_timestamp",
            at,
        )
        job = {**arguments, "queue_name": arguments["queue"], "scheduled_at": None}
        return [_insert(cursor, job)]


def _insert(cursor: sqlite3.Cursor, job: Row) -> Row:
    columns = ("queue_name", "task_name", "priority", "lock", "queueing_lock", "args", "scheduled_at")
    values = _bound({**job, "args": json.dumps(job["args"])})
    try:
        row: Row = cursor.execute(
            f"INSERT INTO procrastinate_jobs ({', '.join(columns)})"  # noqa: S608  # the columns above
            f" VALUES ({', '.join(':' + column for column in columns)}) RETURNING id",
            {column: values[column] for column in columns},
        ).fetchone()
    except sqlite3.IntegrityError as error:
        raise exceptions.UniqueViolation(
            constraint_name=manager.QUEUEING_LOCK_CONSTRAINT, queueing_lock=job["queueing_lock"]
        ) from error
    return row


def _bound(arguments: Row) -> Row:
    """The engine's arguments as SQLite keeps them, and with the moments its functions on PostgreSQL know."""
    silent = arguments.get("seconds_since_heartbeat") or 3600 * (arguments.get("nb_hours") or 0)
    now = datetime.now(UTC)  # the engine's clock: on PostgreSQL its functions ask the server for it
    moments = {"now": _moment(now), "before": _moment(now - timedelta(seconds=silent))}
    return {name: _value(name, value) for name, value in arguments.items()} | moments


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return _moment(value)
    if name != "jobs" and isinstance(value, list | tuple | set | frozenset):
        return json.dumps(list(value))
    return value


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


def _from_row(row: Row) -> Row:
    if "args" in row:
        row["args"] = json.loads(row["args"])
        row["scheduled_at"] = row["scheduled_at"] and datetime.fromisoformat(row["scheduled_at"])
    return row
