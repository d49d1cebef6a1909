"""A form whose session had ended, or whose token is old, loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from portal.store import ParkedPost, PortalSession, Store
from portal.usecases.parking import MOST_PATHS, park
from tests.pages import Page, Visitor
from tests.people import an_actor, let_in
from tests.web.conftest import walk_in


def store_of(app: Flask) -> Store:
    store: Store = app.extensions["portal"].store
    return store


def end_sessions(app: Flask) -> None:
    """As if an hour had passed."""
    with store_of(app).writing() as session:
        session.execute(update(PortalSession).values(last_seen_at=datetime.now(UTC) - timedelta(hours=2)))


def parked(app: Flask) -> list[ParkedPost]:
    with store_of(app).reading() as session:
        return list(session.scalars(select(ParkedPost)))


def at_the_details(visitor: Visitor) -> Page:
    """The certificate's page that asks for what one types."""
    page = visitor.open("/en/services/residence-certificate").press("Start now")
    return page.choose("Who is the certificate for?", "Me").press("Continue")


@pytest.fixture
def leila(app: Flask) -> Visitor:
    visitor = Visitor(app)
    walk_in(visitor, "leila-haddad", after="/en/account")
    return visitor


def purpose(page: Page) -> Page:
    return page.choose("What do you need the certificate for?", "An employer")


def test_what_was_sent_after_the_session_ended_waits_for_its_owner(app: Flask, leila: Visitor) -> None:
    page = at_the_details(leila)
    end_sessions(app)

    lost = purpose(page).press("Continue")

    assert lost.h1 == "Sign in"
    assert "We have kept it" in lost.text
    (post,) = parked(app)
    assert post.path == page.path
    assert b"work" not in post.envelope
    let_in_again(leila, "leila-haddad")
    back = leila.open(page.path)
    assert back.value("What do you need the certificate for?") == "An employer"
    assert back.press("Continue").path != page.path
    assert parked(app) == []


def let_in_again(visitor: Visitor, who: str) -> None:
    """Signs in through the provider, since the callback notes that something waits."""
    page = walk_in(visitor, who, after="/en/account")
    assert page.path == "/en/account"


def test_it_is_shown_to_nobody_else(app: Flask, leila: Visitor) -> None:
    page = at_the_details(leila)
    end_sessions(app)
    purpose(page).press("Continue")

    let_in_again(leila, "mart-tamm")

    leila.open(page.path, status=404)
    assert len(parked(app)) == 1


def test_a_page_that_waits_for_nothing_is_empty(app: Flask, leila: Visitor) -> None:
    page = at_the_details(leila)
    end_sessions(app)

    let_in_again(leila, "leila-haddad")

    assert leila.open(page.path).value("What do you need the certificate for?") == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "null"},
        {},
    ],
)
def test_another_site_can_park_nothing(app: Flask, leila: Visitor, headers: dict[str, str]) -> None:
    page = at_the_details(leila)
    data = purpose(page).form_data(page.one("form", id="page"))
    data.setlist("csrf_token", ["forged"])
    end_sessions(app)

    response = leila.client.post(page.path, data=data, headers=headers)

    assert response.status_code == 400
    assert parked(app) == []


def test_a_strangers_form_is_nobodys(app: Flask, leila: Visitor) -> None:
    page = at_the_details(leila)
    stranger = Visitor(app)
    stranger.client.set_cookie("citizen", "never-was-a-session")
    token = stranger.open("/en/services/residence-certificate").all("input", name="csrf_token")[0].get("value", "")

    stranger.post(page.path, MultiDict({"purpose": "work", "csrf_token": token}))

    assert parked(app) == []


def test_a_stale_token_gives_the_page_again_with_its_answers(app: Flask, leila: Visitor) -> None:
    page = at_the_details(leila)
    data = purpose(page).form_data(page.one("form", id="page"))
    data.setlist("csrf_token", ["from an older browser"])

    response = leila.client.post(page.path, data=data, headers={"Origin": "http://localhost"})

    assert response.status_code == 400
    again = Page(leila, page.path, response)
    assert again.value("What do you need the certificate for?") == "An employer"
    assert again.press("Continue").path != page.path


def test_a_stale_token_from_elsewhere_is_refused(app: Flask, leila: Visitor) -> None:
    page = at_the_details(leila)
    data = purpose(page).form_data(page.one("form", id="page"))
    data.setlist("csrf_token", ["forged"])

    response = leila.client.post(page.path, data=data, headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 400
    assert "An employer" not in response.text
    assert leila.open(page.path).value("What do you need the certificate for?") == ""


def test_it_is_forgotten_in_time(app: Flask, leila: Visitor) -> None:
    page = at_the_details(leila)
    end_sessions(app)
    purpose(page).press("Continue")
    with store_of(app).writing() as session:
        session.execute(update(ParkedPost).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))

    let_in_again(leila, "leila-haddad")

    assert leila.open(page.path).value("What do you need the certificate for?") == ""


def test_at_most_twenty_pages_wait_for_one_person(app: Flask) -> None:
    store = store_of(app)
    leila = an_actor(store, "leila-haddad")

    with store.writing() as session:
        for number in range(MOST_PATHS + 5):
            now = datetime.now(UTC) + timedelta(seconds=number)
            park(session, leila.person_id, f"/en/page/{number}", [("a", "b")], now=now)

    assert len(parked(app)) == MOST_PATHS
    assert "/en/page/0" not in {one.path for one in parked(app)}


def test_a_browser_can_be_let_in_at_both_doors(app: Flask, leila: Visitor) -> None:
    let_in(leila, "maarja-kask", "staff")

    assert leila.open("/en/account").facts()["Name"] == "Leila Haddad"
    assert leila.open("/en/office/account").facts()["Name"] == "Maarja Kask"
