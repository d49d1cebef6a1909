"""Floor 8. What runs after the commit: a task runs one use case; the clock has tasks of its own.

`run(settings)` is the worker process, `portal worker` on the command line. Any number may run beside each other.
"""

from __future__ import annotations

from datetime import UTC, datetime

from portal.documents.press import sweep
from portal.settings import Settings
from portal.store import Store, open_store
from portal.worker.engine import SILENT_SECONDS, make_engine
from portal.worker.handlers import CLOCK, HANDLERS

CONCURRENCY = 2  # a mail need not wait for a PDF


def run(settings: Settings) -> None:
    """Works until it is told to stop (SIGINT, SIGTERM); what it is doing then is finished first."""
    store = open_store(settings)
    sweep(datetime.now(UTC))  # of a worker that was killed nobody else tidies up
    try:
        make_engine(store, settings, HANDLERS, CLOCK).run_worker(
            concurrency=CONCURRENCY,
            listen_notify=not settings.on_sqlite,
            fetch_job_polling_interval=0.5 if settings.on_sqlite else 1.0,
            update_heartbeat_interval=5.0,
            stalled_worker_timeout=SILENT_SECONDS,
            shutdown_graceful_timeout=20.0,
        )
    finally:
        store.close()


def run_waiting(store: Store, settings: Settings) -> None:
    """Runs all tasks that wait now, and returns: for tests and for loading the demo."""
    make_engine(store, settings, HANDLERS).run_worker(
        wait=False, listen_notify=False, install_signal_handlers=False, concurrency=1
    )
