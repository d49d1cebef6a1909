"""Somebody who is signed in, without walking through a provider each time (tests/web/test_sign_in.py does walk)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from portal.demo.people import BY_ID, DemoPerson
from portal.gateways.claims import Address, Identity
from portal.gateways.oidc import Claims
from portal.store import Store
from portal.usecases.actor import Actor, Door
from portal.usecases.people import Arrived, arrive
from portal.usecases.sessions import Times
from tests.pages import Visitor

PROVIDERS: dict[Door, str] = {"citizen": "https://id.example/citizens", "staff": "https://id.example/staff"}
TIMES = Times(timedelta(hours=1), timedelta(hours=10))


def claims_of(person: DemoPerson, door: Door) -> Claims:
    """What the door's provider says of a demo person; the subject is another one at each door."""
    identity = Identity(
        name=person.name,
        given_name=person.given_name,
        family_name=person.family_name,
        national_number=person.national_number,
        birth_date=person.birth_date,
        address=Address(person.street, person.postal_code, person.city),
        email=person.email,
        language=person.language,
        assurance=person.assurance,
        roles={unit: frozenset(roles) for unit, roles in person.roles.items()} if door == "staff" else {},
    )
    return Claims(PROVIDERS[door], f"{door} {person.id}", identity, "the id token")


def arrived(store: Store, who: str, door: Door = "citizen", *, now: datetime | None = None) -> Arrived:
    """A new session of a demo person (`portal/demo/people.py`), straight in the store."""
    with store.writing() as session:
        return arrive(
            session, claims_of(BY_ID[who], door), door=door, times=TIMES, language="en", now=now or datetime.now(UTC)
        )


def an_actor(store: Store, who: str, door: Door = "citizen") -> Actor:
    """A demo person as the one who acts, for tests of use cases."""
    return arrived(store, who, door).actor


def signed_in(app: Flask, who: str, door: Door = "citizen", *, language: str = "en") -> Visitor:
    """A browser in which a demo person is signed in at this door."""
    visitor = Visitor(app, language)
    let_in(visitor, who, door)
    return visitor


def let_in(visitor: Visitor, who: str, door: Door = "citizen", *, now: datetime | None = None) -> None:
    """Signs a demo person in at this door of a browser that is open already."""
    app: Flask = visitor.client.application
    token = arrived(app.extensions["portal"].store, who, door, now=now).token
    visitor.client.set_cookie(door, token)
