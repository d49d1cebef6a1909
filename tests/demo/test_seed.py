"""The demo's three weeks: every state there is, told by the real use cases, once and quickly."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from portal.authoring.folders import found_bundles
from portal.demo.people import BY_ID
from portal.demo.seed import seed
from portal.demo.stories import STORIES
from portal.settings import Settings
from portal.store import Case, Draft, IssuedDocument, JournalEntry, Store
from portal.usecases.releases import publish_from_folder

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


@pytest.fixture
def told(store: Store, settings: Settings) -> Store:
    for name, _path, bundle in found_bundles(settings.forms_dir, settings.translations_dir):
        with store.writing() as session:
            publish_from_folder(session, bundle, name, now=NOW - timedelta(days=30))
    assert seed(store, settings, NOW) == len(STORIES)
    return store


def test_three_weeks_show_every_state(told: Store) -> None:
    with told.reading() as session:
        cases = list(session.scalars(select(Case)))
        drafts = list(session.scalars(select(Draft).where(Draft.submitted.is_(False))))
        documents = Counter(session.scalars(select(IssuedDocument.state)))

    states = Counter((case.service_id, case.state) for case in cases)
    assert set(states) == {
        ("parking-permit", "received"),
        ("parking-permit", "approved"),
        ("parking-permit", "refused"),
        ("parking-permit", "withdrawn"),
        ("residence-certificate", "received"),
        ("residence-certificate", "approved"),
        ("residence-certificate", "refused"),
    }
    waiting = [case for case in cases if case.state == "received"]
    assert any(case.due_on < NOW.date() for case in waiting), "nothing is late"
    assert any(case.claimed_by for case in waiting)
    assert any(case.claimed_by is None for case in waiting)
    assert {case.automatic for case in cases} >= {"agreed", "disagreed", "failed"}
    assert documents["failed"] == 1
    assert len(drafts) == sum(not story.sent for story in STORIES)
    assert max(case.received_at for case in cases) <= NOW
    assert min(case.received_at for case in cases) < NOW - timedelta(days=18)


def test_numbers_follow_the_days_and_nobody_decides_at_a_week_s_end(told: Store) -> None:
    with told.reading() as session:
        papers = list(session.scalars(select(IssuedDocument).order_by(IssuedDocument.series, IssuedDocument.number)))
        decided = list(session.scalars(select(Case.decided_at).where(Case.state.in_(("approved", "refused")))))
        by_clerk = select(JournalEntry.at).where(JournalEntry.actor_role.in_(("clerk", "supervisor")))
        acts = [at.astimezone(ZoneInfo("Europe/Tallinn")).weekday() for at in session.scalars(by_clerk)]

    assert decided and acts
    assert max(acts) < 5
    for earlier, later in pairwise(papers):
        assert earlier.series != later.series or earlier.created_at <= later.created_at


def test_a_second_start_tells_nothing_again(told: Store, settings: Settings) -> None:
    assert seed(told, settings, NOW) == 0


def test_it_is_told_in_under_three_seconds(store: Store, settings: Settings) -> None:
    for name, _path, bundle in found_bundles(settings.forms_dir, settings.translations_dir):
        with store.writing() as session:
            publish_from_folder(session, bundle, name, now=NOW)
    began = time.process_time()

    seed(store, settings, NOW)

    assert time.process_time() - began < 3


def test_the_stories_are_about_people_of_the_demo() -> None:
    assert {story.person for story in STORIES} <= BY_ID.keys()
    assert {by for story in STORIES for _day, _act, by in story.steps if by} <= BY_ID.keys()
