"""The portal with providers that answer: the demo's, in a thread of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from portal.demo.provider import create_provider, provider_settings
from tests.conftest import HOME, a_portal, make_settings
from tests.pages import Page, Visitor

PORTAL = "http://localhost"


@pytest.fixture(scope="session")
def provider_url() -> Iterator[str]:
    """The demo's provider, serving."""
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    server.app = create_provider(url, PORTAL, HOME)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def app(tmp_path: Path, sqlite_url: str, provider_url: str) -> Iterator[Flask]:
    """The whole portal on SQLite, both doors at the demo's provider."""
    with open_portal(tmp_path, sqlite_url, provider_url) as made:
        yield made


@pytest.fixture
def portal_with(tmp_path: Path, sqlite_url: str, provider_url: str) -> Iterator[Callable[..., Flask]]:
    """Makes the portal with other settings."""
    opened = []

    def make(**changes: Any) -> Flask:
        opened.append(open_portal(tmp_path, sqlite_url, provider_url, **changes))
        return opened[-1].__enter__()

    yield make
    for one in opened:
        one.__exit__(None, None, None)


@contextmanager
def open_portal(folder: Path, database_url: str, provider_url: str, **changes: Any) -> Iterator[Flask]:
    doors = {
        "citizen_provider": json.dumps(provider_settings(provider_url, "citizens")),
        "staff_provider": json.dumps(provider_settings(provider_url, "staff")),
    }
    with a_portal(make_settings(folder, database_url=database_url, **{**doors, **changes})) as made:
        yield made


def press_at_provider(away: str, **pressed: str) -> str:
    """Presses a button of the demo provider's page; gives the way back, as a path of the portal."""
    there = requests.post(away, data=pressed, allow_redirects=False, timeout=10)
    assert there.status_code == 303, there.text
    back = there.headers["Location"]
    assert back.startswith(PORTAL)
    return back.removeprefix(PORTAL)


def leave_for_provider(visitor: Visitor, room: str = "", after: str = "") -> str:
    """Goes to sign-in and presses on; gives the provider's address. `room` is "office/" at the staff's door."""
    page = visitor.open(f"/en/{room}sign-in" + (f"?next={after}" if after else ""))
    anchor = next(link for link in page.all("a") if "govuk-button" in link.get("class", ""))
    response = visitor.client.get(anchor.get("href", ""))
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def walk_in(visitor: Visitor, who: str, room: str = "", after: str = "") -> Page:
    """Signs in as a person does, through the provider's page."""
    return visitor.open(press_at_provider(leave_for_provider(visitor, room, after), person=who))
