"""Issue line 4: the road through the pages is computed from release and answers, and nothing that was entered is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.journey.entries import Entries
from portal.journey.finish import exported, final, summary
from portal.journey.plan import Plan, plan
from portal.journey.reading import prefill, read_item, read_page
from portal.spec.model import Service
from tests.spec.services import small

TODAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC)


def typed(service: Service, entries: Entries, page: str, form: Mapping[str, Any], *, judge: bool = True) -> Entries:
    found = plan(service, entries, TODAY)
    return read_page(found, service.pages_by_id[page], MultiDict(form), uploads={}, now=NOW, judge=judge)


def item(service: Service, entries: Entries, item_id: str, minutes: str) -> Entries:
    form = MultiDict({f"walk-{item_id}-minutes": minutes})
    return read_item(
        plan(service, entries, TODAY), service.groups["walk"], item_id, form, uploads={}, now=NOW, judge=True
    )


def road(found: Plan) -> list[str]:
    return [page.id for page in found.road]


# (what was answered, the road then)
ROADS: list[tuple[dict[str, str], list[str]]] = [
    ({}, ["dog", "walks"]),
    ({"size_of": "small", "breed": "lab"}, ["dog", "walks"]),
    ({"size_of": "big", "breed": "lab"}, ["dog", "muzzle", "walks"]),
    ({"size_of": "big", "breed": "lab", "has_muzzle": "yes"}, ["dog", "muzzle", "walks"]),
    ({"size_of": "big", "breed": "lab", "has_muzzle": "no"}, ["dog", "muzzle", "walks", "no_muzzle"]),
    (
        {"size_of": "small", "breed": "lab", "has_muzzle": "no"},
        ["dog", "walks"],
    ),  # no muzzle page: its answer does not count
]


@pytest.mark.parametrize(("answers", "expected"), ROADS)
def test_the_road_follows_the_answers(answers: dict[str, str], expected: list[str]) -> None:
    service = small()
    entries = typed(service, Entries(), "dog", answers)
    if "has_muzzle" in answers:
        big = typed(service, typed(service, Entries(), "dog", {**answers, "size_of": "big"}), "muzzle", answers)
        entries = typed(service, big, "dog", answers)

    assert road(plan(service, entries, TODAY)) == expected


def test_what_does_not_hold_stays_as_it_was_typed_and_is_told_once_tried() -> None:
    service = small('label: "Minutes", min: 1', 'label: "Minutes", min: 1')
    entries = item(service, typed(service, Entries(), "dog", {"size_of": "small", "breed": "lab"}), "one", "many")

    found = plan(service, entries, TODAY)

    assert entries.items("walk")[0].slips["minutes"] == {"": ["many"]}
    assert [problem.path for problem in found.problems(service.pages_by_id["walks"])] == ["walk/one/minutes"]


def test_a_good_answer_is_kept_though_another_on_the_page_is_wrong() -> None:
    service = small()

    entries = typed(service, Entries(), "dog", {"size_of": "small", "breed": "wolf"})

    assert entries.answers["size_of"].value == "small"
    assert [problem.path for problem in plan(service, entries, TODAY).problems(service.pages_by_id["dog"])] == ["breed"]


def test_a_switch_of_language_keeps_everything_and_judges_nothing() -> None:
    service = small()

    entries = typed(service, Entries(), "dog", {"size_of": "small"}, judge=False)

    assert entries.answers["size_of"].value == "small" and entries.tried == frozenset()


def test_answers_of_a_road_no_longer_taken_stay_but_are_not_sent() -> None:
    service = small()
    entries = typed(service, Entries(), "dog", {"size_of": "big", "breed": "lab"})
    entries = typed(service, typed(service, entries, "muzzle", {"has_muzzle": "yes"}), "walks", {})

    entries = typed(service, entries, "dog", {"size_of": "small", "breed": "lab"})
    found = plan(service, entries, TODAY)

    assert "has_muzzle" in entries.answers
    assert found.is_finished and "has_muzzle" not in final(found).answers
    assert found.fee is not None and found.fee.id == "usual"


def test_a_fee_that_cannot_be_known_yet_is_unknown_not_the_last_row() -> None:
    assert plan(small(), Entries(), TODAY).fee is None


def test_a_cross_field_check_is_shown_at_its_group() -> None:
    service = small()
    entries = item(service, item(service, Entries(), "one", "400"), "two", "300")

    problems = plan(service, entries, TODAY).problems(service.pages_by_id["walks"])

    assert [(problem.path, problem.code) for problem in problems] == [("walk", "check:too_long")]


def test_a_group_with_too_few_items_is_told() -> None:
    service = small("items: 0 to 3", "items: 1 to 3")

    problems = plan(service, Entries(), TODAY).problems(service.pages_by_id["walks"])

    assert [(problem.path, problem.code) for problem in problems] == [("walk", "too_few")]


def test_removing_an_item_moves_no_other_answers() -> None:
    service = small()
    entries = item(service, item(service, Entries(), "one", "10"), "two", "20").without_item("walk", "one")

    assert [(one.id, one.answers["minutes"].value) for one in entries.items("walk")] == [("two", 20)]


def test_a_question_that_the_page_itself_brings_up_is_not_scolded_before_it_was_seen() -> None:
    service = small(
        "    list: breeds\n", '    list: breeds\n  - {field: other, kind: text, label: "Say which", when: big}\n'
    )

    entries = typed(service, Entries(), "dog", {"size_of": "big", "breed": "lab"})
    assert "dog" not in entries.tried

    entries = typed(service, entries, "dog", {"size_of": "big", "breed": "lab", "other": ""})
    assert [one.path for one in plan(service, entries, TODAY).problems(service.pages_by_id["dog"])] == ["other"]


def test_an_answer_knows_where_it_came_from_until_it_is_changed() -> None:
    service = small(
        "    list: breeds\n",
        '    list: breeds\n  - {field: owner, kind: person name, label: "Owner", from: identity.name}\n',
    )
    entries = prefill(service, {"name": "Leila Haddad"}, today=TODAY, now=NOW)
    form = {"size_of": "small", "breed": "lab"}

    same = typed(service, entries, "dog", {**form, "owner": "Leila Haddad"})
    changed = typed(service, entries, "dog", {**form, "owner": "Leila H."})

    assert (same.answers["owner"].source, changed.answers["owner"].source) == ("identity", "typed")


def test_the_summary_asks_every_question_of_the_road_in_order() -> None:
    service = small()
    entries = item(service, typed(service, Entries(), "dog", {"size_of": "small", "breed": "lab"}), "one", "10")

    sections = summary(plan(service, entries, TODAY))

    assert [section.page.id for section in sections] == ["dog", "walks"]
    assert exported(service, entries) == {"size_of": "small", "breed": "lab", "walk.minutes": "10"}


def test_entries_survive_being_stored() -> None:
    service = small()
    entries = item(service, typed(service, Entries(), "dog", {"size_of": "x", "breed": "lab"}), "one", "x")

    assert Entries.from_json(entries.to_json()) == entries


@settings(max_examples=60, deadline=None)
@given(st.permutations(["dog", "muzzle", "walks"]), st.sampled_from(["small", "big"]), st.sampled_from(["yes", "no"]))
def test_the_same_road_whatever_order_the_answers_came_in(order: list[str], size: str, muzzle: str) -> None:
    service = small()
    forms = {"dog": {"size_of": size, "breed": "lab"}, "muzzle": {"has_muzzle": muzzle}, "walks": {}}
    straight = mixed = Entries()
    for page in ("dog", "muzzle", "walks"):
        straight = typed(service, straight, page, forms[page])
    for page in (*order, "dog", "muzzle"):
        mixed = typed(service, mixed, page, forms[page])

    assert road(plan(service, mixed, TODAY)) == road(plan(service, straight, TODAY))
    assert {name: one.value for name, one in mixed.answers.items()} == {
        name: one.value for name, one in straight.answers.items()
    }
