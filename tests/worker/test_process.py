"""The worker as an operator starts it: a process of its own."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from click.testing import CliRunner

from portal.cli.db import db
from portal.settings import Settings
from portal.store import Store, TaskNote, defer, worker_heartbeat_age
from tests.conftest import publish_forms
from tests.servers import RUN, wait_for


def environment(settings: Settings) -> dict[str, str]:
    return {
        "PORTAL_BASE_URL": settings.base_url,
        "PORTAL_SECRET_KEY": settings.secret_key,
        "PORTAL_DATA_KEY": base64.b64encode(settings.data_key).decode(),
        "PORTAL_DATA_DIR": str(settings.data_dir),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_MAIL_FROM": settings.mail_from,
    }


@contextmanager
def a_worker(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.cli", "worker"],
        env={**_without_ours(), **environment(settings)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def heartbeat(store: Store) -> float | None:
    with store.reading() as session:
        return worker_heartbeat_age(session, now=datetime.now(UTC))


def test_a_worker_shows_that_it_lives_works_and_ends_cleanly(store: Store, settings: Settings) -> None:
    publish_forms(settings)
    with a_worker(settings) as process:
        wait_for(lambda: heartbeat(store) is not None, "a first heartbeat")
        age = heartbeat(store)
        assert age is not None
        assert age < 10

        with store.writing() as session:
            note = defer(session, "tidy_up")
        wait_for(lambda: _finished(store, note), "the task")

        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert heartbeat(store) is None, "it took itself off the list"


def test_a_worker_answers_a_deferred_task_at_once(store: Store, settings: Settings) -> None:
    publish_forms(settings)
    with a_worker(settings):
        wait_for(lambda: heartbeat(store) is not None, "a first heartbeat")
        with store.writing() as session:
            note = defer(session, "tidy_up")
        wait_for(lambda: _finished(store, note), "the task", seconds=3)


def test_the_operator_makes_and_unmakes_the_schema(empty_database_url: str, sqlite_settings: Settings) -> None:
    env = environment(sqlite_settings) | {"PORTAL_DATABASE_URL": empty_database_url, RUN: None}

    def run(*words: str) -> str:
        done = CliRunner().invoke(db, words, env=env, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    assert "database: empty, code: 0001" in run("revision")
    assert "ready" in run("upgrade")
    assert "database: 0001, code: 0001" in run("revision")
    assert "ready" in run("upgrade"), "a second time changes nothing"
    assert "at base" in run("downgrade", "base", "--yes")
    assert "database: empty" in run("revision")


def _finished(store: Store, note_id: str) -> bool:
    with store.reading() as session:
        return session.get_one(TaskNote, note_id).finished_at is not None


def _without_ours() -> dict[str, str]:
    """The environment without the name that only the tests know."""
    return {name: value for name, value in os.environ.items() if name != RUN}
