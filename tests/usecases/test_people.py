"""People arrive, hold roles and leave, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from portal.demo.people import BY_ID
from portal.errors import Conflict, NotFound, Refused
from portal.store import Grant, JournalEntry, Person, Store, keyed_digest, verify_chain
from portal.usecases.actor import OPERATOR, Actor, Door
from portal.usecases.people import arrive, identity_of, names_of
from portal.usecases.roles import end_grant, grant_by_subject, grant_role, roles_of
from portal.usecases.sessions import find_session, sign_out, sign_out_everywhere
from tests.people import PROVIDERS, TIMES, an_actor, arrived, claims_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
UNITS = frozenset({"parking-office", "residents-office"})


def persons(store: Store) -> list[Person]:
    with store.reading() as session:
        return list(session.scalars(select(Person)))


def test_who_arrives_twice_is_one_person_with_two_sessions(store: Store) -> None:
    first = arrived(store, "leila-haddad", now=NOW)
    second = arrived(store, "leila-haddad", now=NOW)

    assert first.actor.person_id == second.actor.person_id
    assert first.token != second.token
    assert len(persons(store)) == 1


def test_a_person_is_provider_and_subject_never_a_number(store: Store) -> None:
    citizen = an_actor(store, "maarja-kask")
    clerk = an_actor(store, "maarja-kask", "staff")

    assert citizen.person_id != clerk.person_id
    assert citizen.national_digest == clerk.national_digest is not None


def test_two_first_sign_ins_at_once_make_one_person(store: Store) -> None:
    failures: list[BaseException] = []

    def sign_in() -> None:
        try:
            arrived(store, "leila-haddad", now=NOW)
        except BaseException as failure:  # noqa: BLE001  # told to the test's own thread
            failures.append(failure)

    tabs = [Thread(target=sign_in) for _ in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert failures == []
    assert len(persons(store)) == 1


def test_what_the_provider_says_today_replaces_what_it_said(store: Store) -> None:
    actor = an_actor(store, "leila-haddad")
    claims = claims_of(BY_ID["leila-haddad"], "citizen")
    moved = replace(claims, identity=replace(claims.identity, email="new@mail.example", address=None))

    with store.writing() as session:
        arrive(session, moved, door="citizen", times=TIMES, language="ar", now=NOW)

    with store.reading() as session:
        told = identity_of(session, actor.person_id)
    assert told["email"] == "new@mail.example"
    assert "address" not in told
    assert told["birth_date"] == "1985-04-12"


def test_nothing_personal_stands_in_the_open(store: Store) -> None:
    an_actor(store, "leila-haddad")

    with store.reading() as session:
        row = session.scalars(select(Person)).one()
        digest = keyed_digest(session, "national", "48504121006")
    shown = " ".join(str(value) for name, value in vars(row).items() if name != "envelope")
    assert "Leila" not in shown
    assert "48504121006" not in shown
    assert b"Leila" not in row.envelope
    assert row.national_digest == digest


def test_a_session_is_found_by_its_token_at_its_door_only(store: Store) -> None:
    token = arrived(store, "leila-haddad", now=NOW).token

    def found(token: str, door: Door, now: datetime) -> bool:
        with store.reading() as session:
            return find_session(session, token, door=door, times=TIMES, now=now) is not None

    assert found(token, "citizen", NOW)
    assert not found(token, "staff", NOW)
    assert not found(token + "x", "citizen", NOW)
    assert not found("", "citizen", NOW)
    assert found(token, "citizen", NOW + TIMES.idle - timedelta(seconds=1))
    assert not found(token, "citizen", NOW + TIMES.idle)
    assert not found(token, "citizen", NOW + TIMES.whole)


def test_signing_out_gives_the_id_token_once(store: Store) -> None:
    token = arrived(store, "leila-haddad", now=NOW).token

    with store.writing() as session:
        first = sign_out(session, token, door="citizen", now=NOW)
        again = sign_out(session, token, door="citizen", now=NOW)

    assert (first, again) == ("the id token", "")


def test_signing_out_everywhere_is_of_one_person(store: Store) -> None:
    mine = [arrived(store, "leila-haddad", now=NOW) for _ in range(3)]
    other = arrived(store, "mart-tamm", now=NOW)

    with store.writing() as session:
        ended = sign_out_everywhere(session, actor=mine[0].actor, now=NOW)

    assert ended == 3
    with store.reading() as session:
        assert find_session(session, other.token, door="citizen", times=TIMES, now=NOW)
        assert not any(find_session(session, one.token, door="citizen", times=TIMES, now=NOW) for one in mine)


def test_the_claim_gives_roles_and_takes_them(store: Store) -> None:
    clerk = an_actor(store, "jaan-tamm", "staff")
    assert clerk.roles == {"parking-office": {"clerk", "supervisor"}}
    claims = claims_of(BY_ID["jaan-tamm"], "staff")
    less = replace(claims, identity=replace(claims.identity, roles={"parking-office": frozenset({"clerk"})}))

    with store.writing() as session:
        after = arrive(session, less, door="staff", times=TIMES, language="en", now=NOW).actor

    assert after.roles == {"parking-office": {"clerk"}}
    with store.reading() as session:
        ended = session.scalars(select(Grant).where(Grant.ended_at.is_not(None))).one()
        assert (ended.role, ended.ended_by) == ("supervisor", "system")
        assert verify_chain(session, "grant", ended.id) is None


def test_a_claim_at_the_citizens_door_gives_nothing(store: Store) -> None:
    claims = claims_of(BY_ID["peeter-saar"], "staff")

    with store.writing() as session:
        actor = arrive(session, claims, door="citizen", times=TIMES, language="en", now=NOW).actor

    assert actor.roles == {}
    assert not actor.has("administrator")


def test_the_operator_makes_the_first_administrator_before_they_come(store: Store) -> None:
    with store.writing() as session:
        for _ in range(2):
            grant_by_subject(
                session, PROVIDERS["staff"], "staff leila-haddad", "*", "administrator", actor=OPERATOR, now=NOW
            )

    actor = an_actor(store, "leila-haddad", "staff")

    assert actor.has("administrator")
    with store.reading() as session:
        assert len(session.scalars(select(Grant)).all()) == 1
        assert [
            one.event for one in session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "grant"))
        ] == ["granted"]


def test_an_administrator_grants_and_ends_roles_by_unit(store: Store) -> None:
    peeter, leila = an_actor(store, "peeter-saar", "staff"), an_actor(store, "leila-haddad", "staff")

    with store.writing() as session:
        grant_id = grant_role(session, leila.person_id, "residents-office", "clerk", actor=peeter, units=UNITS, now=NOW)
        with pytest.raises(Conflict):
            grant_role(session, leila.person_id, "residents-office", "clerk", actor=peeter, units=UNITS, now=NOW)
        held = roles_of(session, session.get_one(Person, leila.person_id))
        end_grant(session, grant_id, actor=peeter, now=NOW)
        with pytest.raises(Conflict):
            end_grant(session, grant_id, actor=peeter, now=NOW)
        left = roles_of(session, session.get_one(Person, leila.person_id))

    assert held == {"residents-office": {"clerk"}}
    assert left == {}


@pytest.mark.parametrize(("unit", "role"), [("no-such-office", "clerk"), ("parking-office", "king"), ("", "clerk")])
def test_a_role_must_exist_in_a_unit_that_exists(store: Store, unit: str, role: str) -> None:
    peeter = an_actor(store, "peeter-saar", "staff")

    with store.writing() as session, pytest.raises(NotFound):
        grant_role(session, peeter.person_id, unit, role, actor=peeter, units=UNITS, now=NOW)


@pytest.mark.parametrize("who", ["jaan-tamm", "ene-rand", "leila-haddad"])
def test_nobody_but_an_administrator_grants(store: Store, who: str) -> None:
    actor: Actor = an_actor(store, who, "staff")

    with store.writing() as session, pytest.raises(Refused):
        grant_role(session, actor.person_id, "parking-office", "supervisor", actor=actor, units=UNITS, now=NOW)


def test_an_administrator_cannot_end_their_own_administration(store: Store) -> None:
    peeter = an_actor(store, "peeter-saar", "staff")
    with store.writing() as session:
        grant_id = grant_by_subject(
            session, PROVIDERS["staff"], "staff peeter-saar", "*", "administrator", actor=OPERATOR, now=NOW
        )

    with store.writing() as session, pytest.raises(Refused):
        end_grant(session, grant_id, actor=peeter, now=NOW)


def test_names_come_in_one_query(store: Store) -> None:
    ids = {an_actor(store, who).person_id for who in ("leila-haddad", "suharto", "layla-mansur")}

    with store.reading() as session:
        assert set(names_of(session, ids).values()) == {"Leila Haddad", "Suharto", "ليلى منصور"}
