"""Sending: once, only what was shown, only where it may be sent; and taking it back. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.errors import Conflict, NotFound, Refused
from portal.store import NEVER, Case, CaseValue, DraftId, PublishedService, ServiceId
from portal.usecases.actor import Actor
from portal.usecases.drafts import begin, open_draft
from portal.usecases.people import identity_of
from portal.usecases.releases import live_authority, live_service
from portal.usecases.submission import shown_terms, submit, withdraw
from tests.usecases.town import NOW, PERMIT, TODAY, Town, draft_of

LEILA = "48504121006"


def begun(town: Town, *, filled: bool = True) -> tuple[DraftId, Actor]:
    """A draft of Leila's, every page answered, and Leila."""
    leila = town.person("Leila Haddad", LEILA)
    with town.store.writing() as session:
        if filled:
            return draft_of(session, leila, PERMIT, service="parking-permit", at=NOW), leila
        live, told = live_service(session, "parking-permit"), identity_of(session, leila.person_id)
        return begin(session, live, actor=leila, identity=told, language="en", now=NOW, today=TODAY), leila


def send(town: Town, draft: DraftId, actor: Actor, **more: str) -> Case:
    with town.store.writing() as session:
        authority = live_authority(session).authority
        return submit(
            session, draft, actor=actor, email="leila@mail.example", authority=authority, now=NOW, today=TODAY, **more
        )


def test_a_second_press_finds_the_same_case(town: Town) -> None:
    draft, leila = begun(town)

    one, two = send(town, draft, leila), send(town, draft, leila)

    assert one.reference == two.reference
    with town.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1
        assert session.scalar(select(func.count()).select_from(CaseValue).where(CaseValue.field == "plate")) == 1


def test_what_is_not_finished_is_not_sent_and_says_which_page_is_open(town: Town) -> None:
    draft, leila = begun(town, filled=False)

    with pytest.raises(Refused) as refused:
        send(town, draft, leila)

    assert (refused.value.reason, refused.value.facts) == ("incomplete", {"page": "you"})


def test_a_closed_service_takes_nothing(town: Town) -> None:
    draft, leila = begun(town)
    with town.store.writing() as session:
        session.get_one(PublishedService, ServiceId("parking-permit")).closed = True

    with pytest.raises(Refused, match="closed"):
        send(town, draft, leila)
    with town.store.writing() as session:
        live = live_service(session, "parking-permit")
        with pytest.raises(Refused, match="closed"):
            begin(session, live, actor=leila, identity={}, language="en", now=NOW, today=TODAY)


def test_a_sign_in_that_is_not_sure_enough_neither_begins_nor_sends(town: Town) -> None:
    draft, leila = begun(town)
    unsure = replace(leila, assurance="low")

    with pytest.raises(Refused, match="unsure"):
        send(town, draft, unsure)
    with town.store.writing() as session, pytest.raises(Refused, match="unsure"):
        begin(
            session,
            live_service(session, "parking-permit"),
            actor=unsure,
            identity={},
            language="en",
            now=NOW,
            today=TODAY,
        )


def test_only_what_was_shown_is_sent(town: Town) -> None:
    draft, leila = begun(town)
    with town.store.reading() as session:
        opened = open_draft(session, draft, actor=leila, now=NOW, today=TODAY)
        terms = shown_terms(opened, opened.plan)

    with pytest.raises(Refused, match="changed"):
        send(town, draft, leila, terms="another release")

    assert send(town, draft, leila, terms=terms).fee_minor == 6000


def test_nobody_sends_or_takes_back_what_is_anothers(town: Town) -> None:
    draft, leila = begun(town)
    mart = town.person("Mart Tamm", "37802031003")

    with pytest.raises(NotFound):
        send(town, draft, mart)
    reference = send(town, draft, leila).reference
    with town.store.writing() as session, pytest.raises(NotFound):
        withdraw(session, reference, actor=mart, now=NOW, today=TODAY)


def test_what_is_withdrawn_is_nobodys_work_any_more_and_is_erased_in_time(town: Town) -> None:
    leila = town.person("Leila Haddad", LEILA)
    reference = town.case(leila).reference

    with town.store.writing() as session:
        case = withdraw(session, reference, actor=leila, now=NOW, today=TODAY)
        assert (case.state, case.claimed_by, case.due_on) == ("withdrawn", None, NEVER)
        assert case.keep_until == date(2027, 11, 24)
        assert case.decided_by == leila.person_id
    with town.store.writing() as session, pytest.raises(Conflict):
        withdraw(session, reference, actor=leila, now=NOW, today=TODAY)
