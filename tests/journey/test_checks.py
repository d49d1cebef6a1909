"""Issue 4, checks over several answers: of several pages and of the items of groups, and conditions inside and over items."""

from __future__ import annotations

from typing import Any

import pytest

from portal.journey.entries import TYPED, Answer, Entries, GroupItem
from portal.journey.plan import plan
from portal.rules import UNKNOWN, compile_rule, types
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.journey.test_journey import TODAY, item, typed
from tests.spec.services import SMALL, bundle, small, told

OLD = '- {check: too_long, when: "walks_in_all > 600", at: walk, says: "Walk less"}\n'
EACH = (
    OLD
    + '- {check: small_legs, when: "walk.minutes > 60 && !big", at: walk.minutes, says: "Too far for a small dog"}\n'
)


def with_check() -> Service:
    return small(OLD, EACH)


def answered(size: str, *minutes: str) -> Entries:
    service = with_check()
    entries = typed(service, Entries(), "dog", {"size_of": size, "breed": "lab"})
    for number, one in enumerate(minutes):
        entries = item(service, entries, f"i{number}", one)
    return typed(service, entries, "walks", {})


def test_a_check_at_a_groups_field_is_judged_for_each_item() -> None:
    found = plan(with_check(), answered("small", "30", "90", "61"), TODAY)

    problems = found.problems(found.service.pages_by_id["walks"])

    assert [(one.path, one.code) for one in problems] == [
        ("walk/i1/minutes", "check:small_legs"),
        ("walk/i2/minutes", "check:small_legs"),
    ]


def test_a_change_on_an_earlier_page_that_breaks_it_leads_back() -> None:
    service, entries = with_check(), typed(with_check(), answered("big", "90"), "muzzle", {"has_muzzle": "yes"})
    assert plan(service, entries, TODAY).is_finished

    entries = typed(service, entries, "dog", {"size_of": "small", "breed": "lab"})

    found = plan(service, entries, TODAY)
    assert not found.is_finished
    assert found.first_open is not None and found.first_open.id == "walks"


def test_while_an_answer_is_missing_it_says_nothing() -> None:
    service = with_check()
    found = plan(service, item(service, Entries(), "one", "90"), TODAY)

    assert [one.path for one in found.problems(service.pages_by_id["walks"])] == []


def test_a_slip_is_told_before_a_check() -> None:
    found = plan(with_check(), answered("small", "many"), TODAY)

    assert [one.code for one in found.problems(found.service.pages_by_id["walks"])] == ["number"]


def test_a_check_at_nothing_is_a_fault() -> None:
    (found,) = told(OLD, EACH.replace("at: walk.minutes", "at: walk.minute"))

    assert "walk.minutes" in found


NAMES = {"v": types.ListOf(types.Record({"n": types.INTEGER, "k": types.Code(("a", "b"))})), "m": types.INTEGER}
ITEMS = [{"n": 1, "k": "a"}, {"n": 5, "k": "b"}, {"k": "a"}]  # the last one's number is not answered, or hidden


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("v.exists(one, one.n > 4)", True),
        ("v.exists(one, one.n > 9)", UNKNOWN),
        ("v.all(one, one.n > 4)", False),
        ("v.all(one, one.n > 0)", UNKNOWN),
        ("v.filter(one, one.k == 'a').exists(one, one.n == 1)", True),
        ("size(v.filter(one, one.k == 'a')) == 2", True),
        ("size(v.filter(one, one.n > 0)) == 2", UNKNOWN),
        ("sum(v.filter(one, one.k == 'b').map(one, one.n)) == 5", True),
        ("sum(v.map(one, one.n)) > 5", UNKNOWN),
        ("v.exists(one, v.all(other, other.k == 'b' || other.n <= one.n))", UNKNOWN),
        ("v.filter(one, one.k == 'b').all(one, v.exists(other, other.n < one.n))", True),
        ("v.map(one, one.k).exists(one, one == 'b')", True),
        ("'b' in v.k", True),
        ("v.exists(one, one.n > m)", True),
        ("answered(v.n)", False),
        ("v.filter(one, one.k == 'b').all(one, answered(one.n))", True),
    ],
)
def test_conditions_over_items_know_what_is_unknown(source: str, value: Any) -> None:
    assert compile_rule(source, NAMES)({"v": ITEMS, "m": 2}) is value


@pytest.mark.parametrize(
    ("source", "value"), [("v.all(one, one.n > 0)", True), ("v.exists(one, one.n > 0)", False), ("sum(v.n) == 0", True)]
)
def test_over_no_items_all_holds_and_exists_does_not(source: str, value: bool) -> None:
    assert compile_rule(source, NAMES)({"v": []}) is value


MINUTES = '    - {field: minutes, kind: integer, label: "Minutes", min: 1}\n'
INSIDE = MINUTES + (
    '    - {field: far, kind: yes no, label: "Is it far?", when: "walk.minutes > 30"}\n'
    '    - {field: taxi, kind: yes no, label: "By taxi?", when: "walk.far"}\n'
)
TAXIS = '- {check: taxis, when: "walk.exists(one, one.taxi)", at: size_of, says: "No taxis"}\n'


def stale(minutes: int) -> Entries:
    """One item whose questions were all answered, before its minutes became so many."""
    answers = {"minutes": Answer(minutes, TYPED, ""), "far": Answer(True, TYPED, ""), "taxi": Answer(True, TYPED, "")}
    return Entries(groups={"walk": (GroupItem("one", answers, {}, True),)})


@pytest.mark.parametrize(
    ("minutes", "item_now"), [(40, {"minutes": 40, "far": True, "taxi": True}), (10, {"minutes": 10})]
)
def test_what_is_no_longer_asked_in_an_item_is_unknown_to_every_rule(minutes: int, item_now: dict[str, object]) -> None:
    service = small(MINUTES, INSIDE)
    found = plan(service, stale(minutes), TODAY)
    group, one = service.groups["walk"], found.entries.items("walk")[0]

    assert found.inside(group, one) == item_now
    assert [thing.id for thing in found.shown_inside(group, one)] == ["minutes", "far", "taxi"][
        : 1 if minutes == 10 else 3
    ]


def test_a_condition_over_items_does_not_see_what_is_hidden_in_them() -> None:
    service = read_service(bundle(SMALL.replace(MINUTES, INSIDE).replace(OLD, OLD + TAXIS)))

    def wrong(minutes: int) -> list[str]:
        entries = typed(service, stale(minutes), "dog", {"size_of": "big", "breed": "lab"})
        return [one.code for one in plan(service, entries, TODAY).problems(service.pages_by_id["dog"])]

    assert wrong(40) == ["check:taxis"]
    assert wrong(10) == []


def test_conditions_in_a_circle_inside_an_item_are_refused() -> None:
    circle = INSIDE.replace('when: "walk.minutes > 30"', 'when: "walk.taxi"')

    (found,) = told(MINUTES, circle)

    assert "in a circle" in found and "walk.far" in found and "walk.taxi" in found


def test_a_condition_of_a_question_inside_an_item_on_itself_is_refused() -> None:
    itself = INSIDE.replace("walk.minutes > 30", "!walk.far")

    (found,) = told(MINUTES, itself)

    assert "“walk.far” depends on itself" in found


def test_a_group_that_waits_for_its_own_items_is_refused() -> None:
    (found,) = told("  - group: walk\n", '  - group: walk\n    when: "size(walk) > 1"\n')

    assert "“walk” depends on itself" in found
