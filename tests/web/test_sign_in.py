"""Signing in at both doors, as a person does it and as an attacker would."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from portal.store import JournalEntry, PortalSession, Store
from tests.gateways.lying_provider import CLIENT, SECRET, lying_provider, raw_answer, send
from tests.pages import Visitor
from tests.people import let_in, signed_in
from tests.web.conftest import leave_for_provider, press_at_provider, walk_in

ACCOUNT, OFFICE_ACCOUNT = "/en/account", "/en/office/account"


def store_of(app: Flask) -> Store:
    store: Store = app.extensions["portal"].store
    return store


def is_in(visitor: Visitor, path: str = ACCOUNT) -> bool:
    return visitor.client.get(path).status_code == 200


def sessions(app: Flask) -> list[PortalSession]:
    with store_of(app).reading() as session:
        return list(session.scalars(select(PortalSession).order_by(PortalSession.created_at)))


def test_one_press_at_the_provider_signs_in_and_leads_where_one_was(app: Flask) -> None:
    visitor = Visitor(app)

    page = walk_in(visitor, "leila-haddad", after=quote("/en/account"))

    assert page.path == ACCOUNT
    assert "Leila Haddad" in page.text
    assert page.facts()["Name"] == "Leila Haddad"


def test_a_page_that_needs_sign_in_leads_there_and_back(app: Flask) -> None:
    visitor = Visitor(app)

    page = visitor.open("/en/account?x=1")

    assert page.h1 == "Sign in"
    assert page.path == "/en/sign-in?next=%2Fen%2Faccount%3Fx%3D1"


def test_the_language_is_kept_through_the_provider(app: Flask) -> None:
    visitor = Visitor(app, "ar")
    page = visitor.open("/ar/sign-in")
    anchor = next(link for link in page.all("a") if "govuk-button" in link.get("class", ""))
    away = visitor.client.get(anchor.get("href", "")).headers["Location"]

    back = visitor.client.get(press_at_provider(away, person="leila-haddad"))

    assert "ui_locales=ar" in away
    assert back.headers["Location"] == "/ar/my"


def test_each_sign_in_makes_a_new_token_and_the_old_one_is_dead(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.client.set_cookie("citizen", "planted-by-somebody")
    walk_in(visitor, "leila-haddad", after=ACCOUNT)
    first = visitor.client.get_cookie("citizen").value

    visitor.client.get("/sign-in/callback")
    away = visitor.client.get("/en/sign-in/go").headers["Location"]
    visitor.client.get(press_at_provider(away, person="leila-haddad"))
    second = visitor.client.get_cookie("citizen").value

    assert len({"planted-by-somebody", first, second}) == 3
    assert is_in(visitor)
    visitor.client.set_cookie("citizen", first)
    assert not is_in(visitor)


def test_the_forms_token_ends_where_somebody_signs_in_or_out(app: Flask) -> None:
    visitor = Visitor(app)
    before = token_on(visitor.open("/en/services/parking-permit"))
    page = walk_in(visitor, "leila-haddad", after=ACCOUNT)
    first = token_on(page)

    visitor.client.post("/en/sign-out", data={"csrf_token": first})
    walk_in(visitor, "mart-tamm", after=ACCOUNT)

    for old in (before, first):
        response = visitor.client.post(
            "/en/account/sign-out-everywhere", data={"csrf_token": old}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert response.status_code == 400
    assert is_in(visitor)
    assert token_on(visitor.open(ACCOUNT)) not in (before, first)


def test_the_database_holds_no_token(app: Flask) -> None:
    visitor = Visitor(app)
    walk_in(visitor, "leila-haddad", after=ACCOUNT)

    token = visitor.client.get_cookie("citizen").value

    (row,) = sessions(app)
    assert token not in json.dumps([row.token_hash, row.id])
    assert len(row.token_hash) == 64


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    visitor = Visitor(app)
    away = visitor.client.get("/en/sign-in/go").headers["Location"]

    response = visitor.client.get(press_at_provider(away, person="leila-haddad"))

    cookie = next(line for line in response.headers.getlist("Set-Cookie") if line.startswith("citizen="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_under_https_cookies_are_bound_to_the_host(portal_with: Callable[..., Flask], provider_url: str) -> None:
    app = portal_with(base_url="https://localhost")
    visitor = Visitor(app)

    response = visitor.client.get("/en/sign-in/go", base_url="https://localhost")

    (cookie,) = [line for line in response.headers.getlist("Set-Cookie") if "sign-in" in line]
    assert cookie.startswith("__Host-citizen-sign-in=")
    assert "Secure" in cookie
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-form"
    assert app.config["SESSION_COOKIE_SECURE"]


def test_the_two_doors_do_not_open_each_other(app: Flask) -> None:
    visitor = Visitor(app)

    walk_in(visitor, "maarja-kask", after=ACCOUNT)

    assert is_in(visitor)
    assert not is_in(visitor, OFFICE_ACCOUNT)
    visitor.client.set_cookie("staff", visitor.client.get_cookie("citizen").value)
    assert not is_in(visitor, OFFICE_ACCOUNT)


def test_both_doors_can_be_open_in_one_browser(app: Flask) -> None:
    visitor = Visitor(app)

    walk_in(visitor, "maarja-kask", after=ACCOUNT)
    page = walk_in(visitor, "maarja-kask", room="office/", after=OFFICE_ACCOUNT)

    assert "Clerk: Parking office" in page.text
    assert is_in(visitor)
    assert len({one.person_id for one in sessions(app)}) == 2


HOSTILE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "/en/../../elsewhere",
    "javascript:alert(1)",
    "http:elsewhere.example",
    "/%0d%0aX: y",
    "/en/account\r\nX: y",
    "/en/sign-in/go",
    "/sign-in/callback",
    "/en/sign-out",
    "/en/office/cases",
    "/en/no-such-page",
    "en/account",
    "///en/account",
    "/en/account" + "x" * 2000,
    "http://[",
]


@pytest.mark.parametrize("after", HOSTILE)
def test_next_leads_to_own_pages_only(app: Flask, after: str) -> None:
    visitor = signed_in(app, "leila-haddad")

    response = visitor.client.get("/en/sign-in", query_string={"next": after})

    assert response.status_code == 303
    assert response.headers["Location"] == "/en/my"


def test_a_sign_in_that_somebody_else_began_signs_nobody_in(app: Flask) -> None:
    attacker, victim = Visitor(app), Visitor(app)
    back = press_at_provider(leave_for_provider(attacker), person="mart-tamm")

    page = victim.open(back, status=400)

    assert page.h1 == "This sign-in is over"
    assert not is_in(victim)
    assert sessions(app) == []


def test_a_begun_sign_in_does_not_take_anothers_answer(app: Flask) -> None:
    attacker, victim = Visitor(app), Visitor(app)
    back = press_at_provider(leave_for_provider(attacker), person="mart-tamm")
    leave_for_provider(victim)

    victim.open(back, status=400)

    assert not is_in(victim)


def test_an_answer_works_once(app: Flask) -> None:
    visitor = Visitor(app)
    back = press_at_provider(leave_for_provider(visitor, after=ACCOUNT), person="leila-haddad")
    visitor.open(back)

    visitor.open(back, status=400)

    assert len(sessions(app)) == 1


def test_an_answer_that_says_something_twice_is_refused(app: Flask) -> None:
    visitor = Visitor(app)
    back = press_at_provider(leave_for_provider(visitor), person="leila-haddad")

    visitor.open(back + "&code=another", status=400)

    assert not is_in(visitor)


def test_an_answer_is_of_its_own_door(app: Flask) -> None:
    visitor = Visitor(app)
    back = press_at_provider(leave_for_provider(visitor), person="maarja-kask")

    visitor.open("/office" + back, status=400)

    assert not is_in(visitor, OFFICE_ACCOUNT)


def test_two_tabs_may_begin_and_either_may_finish(app: Flask) -> None:
    visitor = Visitor(app)
    first = leave_for_provider(visitor, after=ACCOUNT)
    leave_for_provider(visitor)

    assert visitor.open(press_at_provider(first, person="leila-haddad")).path == ACCOUNT


def test_whoever_says_no_is_told_so(app: Flask) -> None:
    visitor = Visitor(app)

    page = visitor.open(press_at_provider(leave_for_provider(visitor), refuse="yes"), status=403)

    assert page.h1 == "You are not signed in"
    assert not is_in(visitor)


def slowly(request: Any) -> None:
    raw_answer(b"HTTP/1.0 200 OK\r\n\r\n", b" ", 0.05)(request)


FAULTS: list[tuple[str, Callable[[Any], None], int]] = [
    ("/token", lambda request: send(request, b"{}", status=500), 502),
    ("/token", lambda request: send(request, b'{"error": "invalid_grant"}', status=400), 400),
    ("/userinfo", lambda request: send(request, b'{"sub": "somebody else"}'), 400),
    ("/userinfo", lambda request: None, 503),
    ("/userinfo", slowly, 504),
]


@pytest.mark.parametrize(("path", "answer", "status"), FAULTS)
def test_any_fault_of_a_provider_gives_no_session_and_a_clear_page(
    portal_with: Callable[..., Flask], path: str, answer: Callable[[Any], None], status: int
) -> None:
    with lying_provider() as liar:
        settings = {"issuer": liar.issuer, "client_id": CLIENT, "client_secret": SECRET}
        app = portal_with(citizen_provider=json.dumps(settings))
        door = app.extensions["portal"].providers["citizen"]
        if status == 504:
            object.__setattr__(door.config, "deadline_seconds", 1.0)
        liar.callback = "http://localhost/sign-in/callback"
        visitor = Visitor(app)
        params = liar.saw_start(leave_for_provider(visitor))
        liar.lies.answers[path] = answer

        page = visitor.open(f"/sign-in/callback?code=the+code&state={params['state']}", status=status)

        assert page.h1 in ("We could not sign you in", "Sign-in does not work right now", "Sign-in takes too long")
        assert page.follow("Try to sign in again").h1 == "Sign in"
        assert visitor.client.get_cookie("citizen") is None
        assert sessions(app) == []


def test_a_provider_that_is_not_there_is_a_page_not_a_crash(portal_with: Callable[..., Flask]) -> None:
    settings = {"issuer": "http://127.0.0.1:9", "client_id": "portal", "client_secret": "s"}
    visitor = Visitor(portal_with(citizen_provider=json.dumps(settings)))

    page = visitor.open("/en/sign-in/go", status=503)

    assert page.h1 == "Sign-in does not work right now"


def test_a_sign_in_and_a_sign_out_stand_in_the_journal(app: Flask) -> None:
    visitor = Visitor(app)
    page = walk_in(visitor, "leila-haddad", after=ACCOUNT)

    visitor.client.post("/en/sign-out", data={"csrf_token": token_on(page)})

    with store_of(app).reading() as session:
        entries = session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "person")).all()
    assert [one.event for one in entries] == ["arrived_first", "signed_in", "signed_out"]
    assert "Leila" not in json.dumps([dict(one.facts) for one in entries])


def test_signing_out_ends_the_session_here_and_at_the_provider(app: Flask, provider_url: str) -> None:
    visitor = Visitor(app)
    page = walk_in(visitor, "leila-haddad", after=ACCOUNT)
    token = visitor.client.get_cookie("citizen").value

    response = visitor.client.post("/en/sign-out", data={"csrf_token": token_on(page)})

    there = response.headers["Location"]
    assert there.startswith(f"{provider_url}/citizens/end?")
    assert "id_token_hint=ey" in there
    assert "post_logout_redirect_uri=http%3A%2F%2Flocalhost%2Fsigned-out" in there
    assert visitor.open("/signed-out?state=et-citizen").path == "/et/signed-out"
    visitor.client.set_cookie("citizen", token)
    assert not is_in(visitor)
    assert all(one.envelope is None for one in sessions(app))


def token_on(page: Any) -> str:
    return str(page.all("input", name="csrf_token")[0].get("value"))


def test_signing_out_needs_the_forms_token(app: Flask) -> None:
    visitor = signed_in(app, "leila-haddad")

    response = visitor.client.post("/en/sign-out", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 400
    assert is_in(visitor)


def test_signing_out_everywhere_ends_every_device(app: Flask) -> None:
    phone, laptop, other = (signed_in(app, who) for who in ("leila-haddad", "leila-haddad", "mart-tamm"))
    page = laptop.open(ACCOUNT)
    assert page.text.count("Services for citizens") == 2

    laptop.client.post("/en/account/sign-out-everywhere", data={"csrf_token": token_on(page)})

    assert not is_in(phone)
    assert not is_in(laptop)
    assert is_in(other)
    told = phone.open("/en/my")
    assert "You were signed out, here or on another device." in told.text
    assert "for a while" not in told.text


def age(app: Flask, **changes: Any) -> None:
    with store_of(app).writing() as session:
        session.execute(update(PortalSession).values(**changes))


def ago(**span: float) -> datetime:
    return datetime.now(UTC) - timedelta(**span)


def test_whoever_does_nothing_for_an_hour_is_signed_out(app: Flask) -> None:
    visitor = signed_in(app, "leila-haddad")
    age(app, last_seen_at=ago(minutes=59))
    assert is_in(visitor)

    age(app, last_seen_at=ago(minutes=61))

    page = visitor.open(ACCOUNT)
    assert page.h1 == "Sign in"
    assert "because you had not used this site for a while" in page.text


def test_a_session_ends_in_time_whatever_is_done(app: Flask) -> None:
    visitor = signed_in(app, "leila-haddad")

    age(app, expires_at=ago(seconds=1))

    assert not is_in(visitor)


def test_the_doors_have_their_own_times(portal_with: Callable[..., Flask]) -> None:
    app = portal_with(staff_idle_minutes=10, citizen_idle_minutes=60)
    visitor = signed_in(app, "maarja-kask")
    let_in(visitor, "maarja-kask", "staff")

    age(app, last_seen_at=ago(minutes=11))

    assert is_in(visitor)
    assert not is_in(visitor, OFFICE_ACCOUNT)


def test_being_seen_is_written_every_five_minutes_at_most(app: Flask) -> None:
    visitor = signed_in(app, "leila-haddad")
    recent, older = ago(minutes=4), ago(minutes=6)

    age(app, last_seen_at=recent)
    visitor.open(ACCOUNT)
    (unchanged,) = sessions(app)
    age(app, last_seen_at=older)
    visitor.open(ACCOUNT)
    (renewed,) = sessions(app)

    assert unchanged.last_seen_at == recent
    assert renewed.last_seen_at > recent


def test_more_time_comes_by_one_press_without_script(app: Flask) -> None:
    visitor = signed_in(app, "leila-haddad")
    age(app, last_seen_at=ago(minutes=3))
    page = visitor.open(ACCOUNT)
    assert "You will be signed out at" in page.text

    data = MultiDict({"csrf_token": token_on(page), "next": ACCOUNT})
    again = visitor.post("/en/session/extend", data)

    assert again.path == ACCOUNT
    assert sessions(app)[0].last_seen_at > ago(seconds=30)


def test_more_time_comes_to_the_script_as_seconds(app: Flask) -> None:
    visitor = signed_in(app, "leila-haddad")
    page = visitor.open(ACCOUNT)

    asked = {"data": {"csrf_token": token_on(page)}, "headers": {"Accept": "application/json"}}
    given = visitor.client.post("/en/session/extend", **asked)
    age(app, last_seen_at=ago(hours=2))
    too_late = visitor.client.post("/en/session/extend", **asked)

    assert given.json == {"seconds": 3600}
    assert (too_late.status_code, too_late.json) == (401, {"signed_in": False})


def test_every_view_is_closed_until_its_door_says_for_whom_it_is_open(app: Flask) -> None:
    app.add_url_rule("/en/forgotten", "forgotten.page", lambda: "secret")

    visitor = Visitor(app)

    assert visitor.client.get("/en/forgotten").status_code == 403


def test_staff_find_their_account_and_sign_out_everywhere_from_the_office(app: Flask) -> None:
    phone = signed_in(app, "jaan-tamm", "staff")
    laptop = signed_in(app, "jaan-tamm", "staff")

    page = laptop.open("/en/office/cases").follow("Jaan Tamm")
    laptop.client.post("/en/office/account/sign-out-everywhere", data={"csrf_token": token_on(page)})

    assert page.path == OFFICE_ACCOUNT
    assert not is_in(phone, OFFICE_ACCOUNT)
    assert not is_in(laptop, OFFICE_ACCOUNT)
