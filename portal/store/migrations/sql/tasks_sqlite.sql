-- The task engine's tables in SQLite's dialect; see portal/worker/sqlite_connector.py.
CREATE TABLE procrastinate_workers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    last_heartbeat TEXT NOT NULL
);

CREATE TABLE procrastinate_jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue_name TEXT NOT NULL,
    task_name TEXT NOT NULL,
    priority INTEGER NOT NULL DEFAULT 0,
    lock TEXT,
    queueing_lock TEXT,
    args TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'todo',
    scheduled_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    abort_requested INTEGER NOT NULL DEFAULT 0,
    worker_id INTEGER REFERENCES procrastinate_workers (id) ON DELETE SET NULL
);

CREATE TABLE procrastinate_periodic_defers (
    task_name TEXT NOT NULL,
    periodic_id TEXT NOT NULL,
    defer_timestamp INTEGER NOT NULL,
    job_id INTEGER,
    UNIQUE (task_name, periodic_id, defer_timestamp)
);

CREATE TABLE procrastinate_events (
    id INTEGER PRIMARY KEY,
    job_id INTEGER NOT NULL REFERENCES procrastinate_jobs (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    at TEXT NOT NULL
);

CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock ON procrastinate_jobs (queueing_lock) WHERE status = 'todo';
CREATE UNIQUE INDEX procrastinate_jobs_lock ON procrastinate_jobs (lock) WHERE status = 'doing';
CREATE INDEX procrastinate_jobs_todo ON procrastinate_jobs (priority DESC, id) WHERE status = 'todo';
CREATE INDEX procrastinate_jobs_doing ON procrastinate_jobs (worker_id) WHERE status = 'doing';
CREATE INDEX procrastinate_jobs_failed ON procrastinate_jobs (id) WHERE status = 'failed';
CREATE INDEX procrastinate_events_job ON procrastinate_events (job_id);

CREATE TRIGGER procrastinate_jobs_deferred AFTER INSERT ON procrastinate_jobs
BEGIN
    INSERT INTO procrastinate_events (job_id, type, at)
    VALUES (NEW.id, 'deferred', strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now'));
END;

CREATE TRIGGER procrastinate_jobs_moved AFTER UPDATE OF status ON procrastinate_jobs WHEN OLD.status <> NEW.status
BEGIN
    INSERT INTO procrastinate_events (job_id, type, at)
    VALUES (
        NEW.id,
        CASE
            WHEN NEW.status = 'doing' THEN 'started'
            WHEN NEW.status = 'todo' AND OLD.status = 'doing' THEN 'deferred_for_retry'
            WHEN NEW.status = 'todo' THEN 'retried'
            ELSE NEW.status
        END,
        strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now')
    );
END;
