"""Issue 4, Explain: why a page, a question, a fee, an exit, in the author's words and by the answers that decided."""

from __future__ import annotations

from datetime import date

import pytest

from portal.journey.entries import Entries
from portal.journey.explaining import (
    Explanation,
    explained,
    from_json,
    to_json,
    why_asked,
    why_exit,
    why_fee,
    why_value,
)
from portal.journey.finish import final
from portal.journey.plan import Plan, plan
from portal.journey.reading import read_item
from portal.rules import compile_rule, trace, types
from portal.rules.values import UNKNOWN
from portal.spec.model import Field
from tests.journey.test_journey import item, typed
from tests.spec.services import small
from tests.trying import NOW, MultiDict, the_service

TODAY = date(2026, 11, 24)
NAMES = {
    "a": types.BOOLEAN,
    "b": types.BOOLEAN,
    "c": types.BOOLEAN,
    "n": types.INTEGER,
    "walk": types.ListOf(types.Record({"m": types.INTEGER})),
}


@pytest.mark.parametrize(
    ("source", "env", "paths", "holding"),
    [
        ("a || b", {"a": True, "b": True}, ["a"], {"a"}),
        ("a || b", {"a": False, "b": True}, ["b"], {"b"}),
        ("a || b", {"a": False, "b": False}, ["a", "b"], set()),
        ("a || b", {"b": True}, ["b"], {"b"}),
        ("a && b", {"a": True, "b": False}, ["b"], set()),
        ("a && b", {"a": True, "b": True}, ["a", "b"], {"a", "b"}),
        ("a && b", {"a": True}, ["a"], {"a"}),
        ("!(a && b)", {"a": True, "b": False}, ["b"], set()),
        ("!a", {"a": True}, ["a"], set()),
        ("a ? n > 3 : c", {"a": False, "c": True, "n": 9}, ["a", "c"], set()),
        ("n > 3 && walk.exists(one, one.m > n)", {"n": 5, "walk": [{"m": 9}]}, ["n", "walk.m"], set()),
        ("size(walk) > 1", {"walk": [{}, {}]}, ["walk"], set()),
        ("sum(walk.m) > 1 || a", {"walk": [{}], "a": True}, ["a"], {"a"}),
    ],
)
def test_only_what_decided_is_traced(source: str, env: dict[str, object], paths: list[str], holding: set[str]) -> None:
    traced = trace(compile_rule(source, NAMES), env)

    assert list(traced.paths) == paths
    assert traced.holding == holding


def answered(service_change: tuple[str, str] = ("", ""), **answers: str) -> Plan:
    service = small(*service_change)
    entries = typed(service, Entries(), "dog", {"breed": "lab", **answers})
    if "has_muzzle" in answers:
        entries = typed(service, entries, "muzzle", answers)
    return plan(service, entries, TODAY)


def said(found: Explanation) -> tuple[list[str], list[str], list[tuple[str, tuple[object, ...]]]]:
    return (
        [one.source for one in found.says],
        [one.source for one in found.because],
        [(row.path, row.answers) for row in found.rows],
    )


def test_a_page_is_explained_by_the_words_of_its_condition_and_the_answers_behind_it() -> None:
    found = answered(size_of="big")

    assert said(why_asked(found, found.service.pages_by_id["muzzle"])) == (
        ["The dog is big"],
        [],
        [("size_of", ("big",))],
    )


def test_a_page_for_everybody_needs_no_explanation() -> None:
    found = answered(size_of="big")

    assert not why_asked(found, found.service.pages_by_id["dog"])


def test_what_a_condition_says_is_not_said_where_it_does_not_hold() -> None:
    change = ("  when: big\n", "  when: \"!big || breed == 'lab'\"\n")
    found = answered(change, size_of="small")

    assert said(why_asked(found, found.service.pages_by_id["muzzle"])) == ([], [], [("size_of", ("small",))])


def test_a_fee_is_explained_by_its_row_and_the_answers_that_chose_it() -> None:
    assert said(why_fee(answered(size_of="big"))) == (
        ["The dog is big"],
        ["Big dogs cost more"],
        [("size_of", ("big",))],
    )
    assert said(why_fee(answered(size_of="small"))) == ([], ["The usual fee"], [("size_of", ("small",))])
    assert not why_fee(answered())


def test_an_exit_is_explained_by_the_answers_that_led_there() -> None:
    found = answered(size_of="big", has_muzzle="no")

    assert said(why_exit(found)) == ([], [], [("has_muzzle", (False,))])


TABLE = """\
tables:
  risk:
    kind: choice
    options: {low: "Low", high: "High"}
    rows:
    - {row: long, when: "walks_in_all > 60", gives: high, because: "It walks far"}
    - {row: rest, otherwise: low}
checks:
"""


def test_a_value_is_explained_through_other_values_with_a_groups_items_summed_up() -> None:
    service = small("checks:\n", TABLE)
    entries = item(service, item(service, Entries(), "one", "40"), "two", "50")

    found = plan(service, entries, TODAY)

    assert said(why_value(found, "risk")) == ([], ["It walks far"], [("walk.minutes", (40, 50))])


def test_inside_a_group_the_answer_of_that_very_item_is_shown() -> None:
    old = '  - {field: minutes, kind: integer, label: "Minutes", min: 1}\n'
    service = small(old, old + '    - {field: reason, kind: text, label: "Why?", when: "walk.minutes > 60 && big"}\n')
    entries = typed(service, Entries(), "dog", {"breed": "lab", "size_of": "big"})
    entries = item(service, item(service, entries, "one", "70"), "two", "90")
    found = plan(service, entries, TODAY)
    (reason,) = [one for one in service.groups["walk"].ask if isinstance(one, Field) and one.id == "reason"]

    told = why_asked(found, reason, entries.items("walk")[1])

    assert said(told) == (["The dog is big"], [], [("walk.minutes", (90,)), ("size_of", ("big",))])


def test_what_is_kept_with_a_case_comes_back_as_it_was() -> None:
    found = answered(size_of="big", has_muzzle="yes")

    kept = explained(found)

    assert set(kept) == {"fee", "page:muzzle"}
    assert from_json(found.service, to_json(kept)) == kept


def test_an_unknown_condition_tells_what_is_known() -> None:
    rule = compile_rule("a || n > 3", NAMES)

    assert rule({"a": False}) is UNKNOWN
    assert trace(rule, {"a": False}).paths == ("a",)


HIDDEN = """\
- group: g
  label: Thing
  items: 0 to 3
  ask:
  - {field: has, kind: yes no, label: "Has"}
  - {field: secret, kind: integer, label: "Secret", when: "g.has"}
"""
BY_ITEMS = """\
fee:
- {row: large, when: "g.exists(i, i.secret > 5)", amount: 30 EUR, because: "More"}
- {row: usual, otherwise: 10 EUR, because: "Usual"}
"""


def two_items() -> Plan:
    """The first item's number was typed, and is no longer asked."""
    service = the_service(HIDDEN, BY_ITEMS)
    entries = Entries()
    for name, has, secret in (("x", "yes", "77"), ("x", "no", "77"), ("y", "yes", "9")):
        form = MultiDict({f"g-{name}-has": has, f"g-{name}-secret": secret})
        before = plan(service, entries, TODAY)
        entries = read_item(before, service.groups["g"], name, form, uploads={}, now=NOW, judge=True)
    return plan(service, entries, TODAY)


def test_what_is_no_longer_asked_in_an_item_explains_nothing() -> None:
    found = two_items()
    assert found.entries.items("g")[0].answers["secret"].value == 77

    assert said(why_fee(found)) == ([], ["More"], [("g.secret", (9,))])


def test_what_is_no_longer_asked_in_an_item_is_not_sent() -> None:
    assert [sorted(one.answers) for one in final(two_items()).groups["g"]] == [["has"], ["has", "secret"]]
