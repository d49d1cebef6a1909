"""Issue line 11 for the services that are shipped: any answers in any order, and any change while somebody writes."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest

from portal.authoring.differing import AGAIN, DROPPED, SEEN
from portal.authoring.diffing import Difference, diff_services
from portal.errors import SpecFault
from portal.journey.entries import Entries
from portal.journey.finish import exported, final, summary
from portal.journey.migrating import asked_again, dropped, migrate
from portal.journey.plan import Plan, plan
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.forms.people import TODAY, Visitor, begun, changed, settled
from tests.forms.test_services import SERVICES, the_bundle

PEOPLE = int(os.environ.get("FUZZ", "0")) // 400 or 20
EDITS = int(os.environ.get("FUZZ", "0")) // 200 or 40
every_service = pytest.mark.parametrize("name", SERVICES)


def values(entries: Entries) -> Any:
    groups = {
        name: [{one: a.value for one, a in item.answers.items()} for item in items]
        for name, items in entries.groups.items()
    }
    return {name: one.value for name, one in entries.answers.items()}, groups


@every_service
def test_the_journey_is_the_same_in_whatever_order_tasks_are_done(name: str) -> None:
    service = read_service(the_bundle(name))
    ends = set()

    for seed in range(PEOPLE):
        random = Random(seed)
        visitor = Visitor(service, random)
        straight = settled(service, visitor)
        shuffled = settled(service, visitor, random)

        assert [page.id for page in shuffled.road] == [page.id for page in straight.road], seed
        assert values(final(shuffled)) == values(final(straight)), seed
        assert shuffled.fee == straight.fee, seed
        wrong = {page.id: shuffled.problems(page) for page in shuffled.road}
        assert wrong == {page.id: straight.problems(page) for page in straight.road}, seed
        # An exit is the only end before check-your-answers; whatever else stops somebody says what is wrong.
        assert [page for page in straight.road[:-1] if page.exit] == [], seed
        if straight.exit is None and not straight.is_finished:
            assert straight.first_open is not None and straight.problems(straight.first_open), seed
        exported(service, final(straight))
        summary(straight)
        ends.add("exit" if straight.exit else "end" if straight.is_finished else "stopped")
    assert len(ends) > 1


def kept(entries: Entries) -> set[tuple[str, str]]:
    """Where something that was entered is kept: its path, and its item."""
    found = {(name, "") for name in (*entries.answers, *entries.slips)}
    for name, items in entries.groups.items():
        found |= {(f"{name}.{one}", item.id) for item in items for one in (*item.answers, *item.slips)}
    return found


@every_service
def test_whatever_is_changed_no_draft_loses_what_was_typed_and_the_comparison_said_what_happens(name: str) -> None:
    bundle = the_bundle(name)
    old = read_service(bundle)
    tried = moved = 0

    for seed in range(EDITS):
        random = Random(seed)
        edited, told = changed(bundle, random)
        try:
            new = read_service(edited)
        except SpecFault:
            continue
        tried += 1
        found = diff_services(old, new)
        assert all(str(one) for one in found.changes)
        for _ in range(4):
            entries = begun(old, Visitor(old, random), random.randint(0, len(old.pages)))
            after = plan(new, migrate(old, new, entries, TODAY, "a1"), TODAY)
            moved += 1
            assert_nothing_is_lost(entries, after, old, new, f"{name} {seed}: {told}")
            assert_it_was_said(found, plan(old, entries, TODAY), after, f"{name} {seed}: {told}")
            back = plan(old, migrate(new, old, after.entries, TODAY, "b2"), TODAY)
            assert kept(entries) <= kept(back.entries), f"{name} {seed} back: {told}"

    assert tried > EDITS / 4
    assert moved == tried * 4


def assert_nothing_is_lost(entries: Entries, after: Plan, old: Service, new: Service, told: str) -> None:
    lost = {path for path, _ in kept(entries) - kept(after.entries)}
    # What is worked out is not typed; it is worked out anew.
    assert {
        path
        for path in lost
        if old.fields[path].kind.asks and not (path in new.fields and not new.fields[path].kind.asks)
    } == set(), told


def assert_it_was_said(found: Difference, before: Plan, after: Plan, told: str) -> None:
    meanings = set(found.by_meaning)
    again = {problem.path.partition("/")[0] for _, problem in asked_again(after)}
    assert not again or meanings & {AGAIN, SEEN}, f"{told}: {again} are asked again"
    gone = {path.partition(".")[0] for path in dropped(after.service, after.entries)}
    named = {one.name.partition(".")[0] for one in found.by_meaning.get(DROPPED, ())}
    assert gone <= named, f"{told}: {gone - named} are no longer sent"
    if not meanings & {AGAIN, DROPPED, SEEN}:
        assert [page.id for page in before.road] == [page.id for page in after.road], told
        assert not before.is_finished or after.is_finished, told
        assert values(final(before)) == values(final(after)), told
