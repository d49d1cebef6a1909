"""What all tests share: a run's folder, the store on both databases, the portal as an app, and pages read as pages."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from portal.app import create_app
from portal.authoring.folders import found_bundles
from portal.settings import Settings
from portal.store import Store, open_store
from portal.store.migrating import upgrade
from portal.usecases.releases import publish_from_folder
from tests import servers, validation
from tests.browsers import Live, Walk, chromium, live_portal
from tests.pages import Visitor

HOME = Path(__file__).resolve().parent.parent
BOTH = ("sqlite", "postgresql")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        servers.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        servers.end_run()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Judges all pages at once, and lets the judgment count as a test in the summary."""
    if hasattr(session.config, "workerinput") or not (servers.run_folder() / "html").is_dir():
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    if not validation.can_judge():
        reporter.stats.setdefault("warnings", [])
        reporter.write_line("\nHTML was not validated: it needs Java and the npm packages of tests/package.json.")
        return
    faults = validation.judge()
    outcome: Any = "failed" if faults else "passed"
    words = "The HTML checker has something against these pages:\n\n" + "\n".join(faults)
    name = "tests/validation.py::every_page_is_valid_html"
    report = pytest.TestReport(name, ("tests/validation.py", 0, name), {}, outcome, words if faults else None, "call")
    reporter.stats.setdefault(outcome, []).append(report)
    if faults:
        session.testsfailed += 1
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests counted (`record_property("told", …)`), also where another process ran them."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "told" and report.when == "call":
                    terminalreporter.write_line(value)


def make_settings(folder: Path, **changes: Any) -> Settings:
    """Settings as an operator would write them, for a portal whose own files lie in `folder`."""
    environment = {
        "PORTAL_BASE_URL": "http://localhost",
        "PORTAL_SECRET_KEY": "a secret that only the tests know, made of many letters",
        "PORTAL_DATA_KEY": base64.b64encode(bytes(range(32))).decode(),
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_MAIL_FROM": "portal@solmere.example",
        "PORTAL_LOG_LEVEL": "WARNING",
        **{f"PORTAL_{name.upper()}": str(value) for name, value in changes.items()},
    }
    return Settings.from_environment(environment)


@contextmanager
def a_portal(settings: Settings) -> Iterator[Flask]:
    """The portal that these settings describe, with what forms/ holds published."""
    publish_forms(settings)
    made = create_app(settings)
    yield made
    made.extensions["portal"].store.close()


def publish_forms(settings: Settings) -> None:
    """Publishes forms/ as `make run` does."""
    store = open_store(settings)
    with store.writing() as session:
        for name, _path, bundle in found_bundles(settings.forms_dir, settings.translations_dir):
            publish_from_folder(session, bundle, name, now=datetime.now(UTC))
    store.close()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return servers.sqlite_database(tmp_path, upgrade)


@pytest.fixture
def postgres_url() -> Iterator[str]:
    with servers.postgres_database(upgrade) as address:
        yield address


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.postgres if name != "sqlite" else ()) for name in BOTH])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of its own: the test runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_settings(tmp_path, database_url=database_url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An open store on each database."""
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_settings(tmp_path: Path, sqlite_url: str) -> Settings:
    return make_settings(tmp_path, database_url=sqlite_url)


@pytest.fixture
def sqlite_store(sqlite_settings: Settings) -> Iterator[Store]:
    """An open store on SQLite alone, where the database is not what is tested."""
    opened = open_store(sqlite_settings)
    yield opened
    opened.close()


@pytest.fixture
def app(sqlite_settings: Settings) -> Iterator[Flask]:
    """The whole portal on SQLite, its forms published: real templates, CSRF on."""
    with a_portal(sqlite_settings) as made:
        yield made


@pytest.fixture
def app_on_both(settings: Settings) -> Iterator[Flask]:
    """The same on each database."""
    with a_portal(settings) as made:
        yield made


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A stranger with a browser without scripts."""
    return Visitor(app)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The running portal without cases, one for each process of the tests."""
    with live_portal(tmp_path_factory.mktemp("live"), "--empty", "--workers", "1") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for one file of tests. Its driver keeps an event loop running, which tests of the worker need for theirs."""
    with chromium() as started:
        yield started


@pytest.fixture
def walk(browser: Browser, live: Live) -> Iterator[Walk]:
    """`walk("ar", width=320)` is a page in a fresh browser; a complaint on its console fails the test."""
    walking = Walk(browser, live)
    yield walking
    walking.end()


@pytest.fixture
def free_port() -> Callable[[], int]:
    return servers.free_port
