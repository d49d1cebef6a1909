"""Issue 4, required-if: a question that may be left empty unless a condition holds, on a page and inside a group."""

from __future__ import annotations

import pytest

from portal.journey.entries import Entries
from portal.journey.plan import plan
from portal.spec.model import Service
from tests.journey.test_journey import TODAY, item, typed
from tests.spec.services import small, told

COLLAR = '    list: breeds\n  - {field: collar, kind: text, label: "Its collar", required: "size_of == \'big\'"}\n'
NOTE = '  - {field: minutes, kind: integer, label: "Minutes", min: 1}\n'
REASON = NOTE + '    - {field: reason, kind: text, label: "Why so long?", required: "walk.minutes > 60 && big"}\n'


def with_collar() -> Service:
    return small("    list: breeds\n", COLLAR)


@pytest.mark.parametrize(("size", "problems"), [("small", []), ("", ["size_of"]), ("big", ["collar"])])
def test_a_question_may_be_left_empty_unless_its_condition_is_known_to_hold(size: str, problems: list[str]) -> None:
    service = with_collar()
    page, collar = service.pages_by_id["dog"], service.fields["collar"]

    found = plan(service, typed(service, Entries(), "dog", {"size_of": size, "breed": "lab"}), TODAY)

    assert [problem.path for problem in found.problems(page)] == problems
    assert found.is_optional(collar) is (size != "big")


def test_inside_a_group_it_is_judged_for_each_item() -> None:
    service = small(NOTE, REASON)
    entries = typed(service, Entries(), "dog", {"size_of": "big", "breed": "lab"})
    entries = item(service, item(service, entries, "short", "20"), "long", "90")

    problems = plan(service, entries, TODAY).problems(service.pages_by_id["walks"])

    assert [(problem.path, problem.code) for problem in problems] == [("walk/long/reason", "empty")]


def test_an_earlier_answer_that_makes_it_required_leads_back_to_its_page() -> None:
    service = small(NOTE, REASON)
    entries = typed(service, item(service, Entries(), "long", "90"), "walks", {})
    entries = typed(service, entries, "dog", {"size_of": "small", "breed": "lab"})
    assert plan(service, entries, TODAY).is_finished

    entries = typed(service, entries, "dog", {"size_of": "big", "breed": "lab"})
    entries = typed(service, entries, "muzzle", {"has_muzzle": "yes"})

    first = plan(service, entries, TODAY).first_open
    assert first is not None and first.id == "walks"


def test_optional_beside_required_is_a_fault_and_so_is_an_unknown_name() -> None:
    (both,) = told("    list: breeds\n", COLLAR.replace("required:", "optional: yes, required:"))
    (unknown,) = told("    list: breeds\n", COLLAR.replace("size_of ==", "size ==", 1))

    assert "both “optional” and “required”" in both
    assert "size" in unknown and "size_of" in unknown
