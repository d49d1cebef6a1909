"""The task that asks the register, against the demo's own one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from portal.demo.people import BY_ID
from portal.demo.register import make_register, register_settings
from portal.settings import Settings
from portal.store import Case, Store
from portal.worker.handlers import HANDLERS
from tests.conftest import make_settings, publish_forms
from tests.usecases.town import NOW, Town


@pytest.fixture(scope="module")
def register_url() -> Iterator[str]:
    server = make_register(0, slow_seconds=3)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def asked(store: Store, settings: Settings, who: str) -> Case:
    """The case of this demo person's certificate after the register was asked."""
    publish_forms(settings)
    person, town = BY_ID[who], Town(store)
    applicant = town.person(person.name, person.national_number)
    answers: dict[str, Any] = {
        "whom": "self",
        "purpose": "work",
        "name": person.name,
        "born": person.birth_date.strftime("%d %m %Y"),
        "home": {"street": person.street, "postal_code": person.postal_code, "city": person.city},
    }
    case = town.case(applicant, answers, service="residence-certificate")
    HANDLERS["ask_register"](store, settings, NOW, case=case.id)
    HANDLERS["ask_register"](store, settings, NOW, case=case.id)  # run again after a crash
    with store.reading() as session:
        return session.scalars(select(Case).where(Case.id == case.id)).one()


@pytest.mark.parametrize(
    ("who", "state", "how"),
    [
        ("leila-haddad", "approved", "agreed"),
        ("mart-tamm", "received", "disagreed"),
        ("anna-kask", "received", "failed"),
        ("suharto", "received", "failed"),
    ],
    ids=["agrees", "disagrees", "is slow", "is down"],
)
def test_the_register_decides_or_leaves_it_to_a_clerk(
    sqlite_store: Store, sqlite_settings: Settings, register_url: str, who: str, state: str, how: str, tmp_path: Any
) -> None:
    registers = register_settings(register_url)
    registers["population"]["timeout_seconds"] = 1.0
    settings = make_settings(tmp_path, database_url=sqlite_settings.database_url, registers=json.dumps(registers))

    case = asked(sqlite_store, settings, who)

    assert (case.state, case.automatic) == (state, how)


def test_a_register_that_nobody_set_up_leaves_it_to_a_clerk(sqlite_store: Store, sqlite_settings: Settings) -> None:
    case = asked(sqlite_store, sqlite_settings, "leila-haddad")

    assert (case.state, case.automatic) == ("received", "failed")
