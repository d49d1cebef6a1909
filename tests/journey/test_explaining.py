"""Issue 4, Explain: why a page, a question, a fee, an exit, in the author's words and by the answers that decided."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from portal.journey.entries import Entries
from portal.journey.explaining import (
    MOST_ROWS,
    Explanation,
    explained,
    why_asked,
    why_exit,
    why_fee,
    why_value,
)
from portal.journey.finish import final
from portal.journey.keeping import from_json, to_json
from portal.journey.plan import Plan, plan
from portal.journey.reading import read_item
from portal.rules import Money, compile_rule, trace, types
from portal.rules.values import UNKNOWN
from portal.rules.working import worked
from portal.spec.model import Field
from portal.spec.reader import read_service
from tests.journey.test_journey import item, typed
from tests.spec.services import SMALL, bundle, small
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


def shares(found: Explanation) -> list[tuple[str, int, list[str], list[tuple[str, tuple[object, ...]]]]]:
    """Of each row that is paid: its reason, what it comes to, what its conditions say, and the answers that decided it."""
    return [
        (
            one.because.source,
            one.amount.amount,
            [words.source for words in one.says],
            [(row.path, row.answers) for row in one.rows],
        )
        for one in found.shares
    ]


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
    assert shares(why_fee(answered(size_of="big"))) == [
        ("Big dogs cost more", 3000, ["The dog is big"], [("size_of", ("big",))])
    ]
    # The row for all others rests on that no other holds.
    assert shares(why_fee(answered(size_of="small"))) == [("The usual fee", 1050, [], [("size_of", ("small",))])]
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

    assert shares(why_fee(found)) == [("More", 3000, [], [("g.secret", (9,))])]


def test_what_is_no_longer_asked_in_an_item_is_not_sent() -> None:
    assert [sorted(one.answers) for one in final(two_items()).groups["g"]] == [["has"], ["has", "secret"]]


SUMMED = """\
fee:
  take: all
  rows:
  - {row: base, when: "answered(breed)", amount: 10 EUR, because: "Every dog"}
  - {row: large, when: big, amount: 5 EUR, because: "Big dogs"}
  - {row: labs, when: "breed == 'lab' && big", amount: 4 EUR, because: "Big labradors"}
  - {row: by_walk, when: "true", amount: 2 EUR * size(walk), because: "Each walk"}
  - {row: by_minute, when: "true", amount: 0.10 EUR * walks_in_all, because: "Each minute"}
"""
OLD_FEE = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]


def summed(*minutes: str, size: str = "small") -> Plan:
    service = small(OLD_FEE, SUMMED)
    entries = typed(service, Entries(), "dog", {"breed": "lab", "size_of": size})
    for number, one in enumerate(minutes):
        entries = item(service, entries, f"walk{number}", one)
    return plan(service, entries, TODAY)


def test_a_fee_names_only_the_rows_that_gave_something_each_with_what_decided_it() -> None:
    assert shares(why_fee(summed())) == [("Every dog", 1000, [], [("breed", ("lab",))])]

    big = shares(why_fee(summed("40", "50", size="big")))

    assert [(because, minor) for because, minor, _, _ in big] == [
        ("Every dog", 1000), ("Big dogs", 500), ("Big labradors", 400), ("Each walk", 400), ("Each minute", 900),
    ]  # fmt: skip
    assert big[1][2:] == (["The dog is big"], [("size_of", ("big",))])
    assert big[2][3] == [("breed", ("lab",)), ("size_of", ("big",))]
    assert big[4][3] == [("walk.minutes", (40, 50))]


def test_a_fee_tells_how_its_amounts_were_worked_out() -> None:
    *_, by_walk, by_minute = why_fee(summed("40", "50")).shares

    assert by_walk.worked == (Money(200, "EUR"), "×", 2) and [row.count for row in by_walk.rows] == [2]
    assert by_minute.worked == (Money(10, "EUR"), "×", 90)


def test_where_nothing_is_paid_the_reasons_for_that_are_told() -> None:
    service = small(
        OLD_FEE,
        'fee:\n- {row: free, when: big, amount: 0 EUR, because: "Free"}\n- {row: rest, otherwise: 1 EUR, because: "Paid"}\n',
    )
    found = plan(service, typed(service, Entries(), "dog", {"breed": "lab", "size_of": "big"}), TODAY)

    assert shares(why_fee(found)) == [("Free", 0, ["The dog is big"], [("size_of", ("big",))])]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("n", ()),
        ("n + 1 - 2", (5, "+", 1, "−", 2)),
        ("n - (n - 1)", (5, "−", "(", 5, "−", 1, ")")),
        ("(n + 1) * n / (n * 2)", ("(", 5, "+", 1, ")", "×", 5, "÷", "(", 5, "×", 2, ")")),
        ("a ? n * 2 : n * 3", (5, "×", 3)),
        ("3 * sum(walk.m)", (3, "×", "(", 4, "+", 9, ")")),
        ("sum(walk.map(one, one.m * 2))", (8, "+", 18)),
        ("max(n * 2, 3)", ()),
        ("c ? n * 2 : 1", ()),  # not known, so the other side was never taken
        ("n * (c ? 1 : 2)", ()),
    ],
)
def test_what_was_reckoned_is_told_with_the_numbers_that_stood_there(source: str, parts: tuple[object, ...]) -> None:
    env = {"n": 5, "a": False, "walk": [{"m": 4}, {"m": 9}]}

    assert worked(compile_rule(source, NAMES), env) == parts


def test_an_answer_whose_question_is_not_asked_explains_nothing() -> None:
    """The page of the walks and the muzzle are hidden by a change of mind; what was answered there stays in the draft."""
    text = SMALL.replace("- page: walks\n  title: Its walks\n", "- page: walks\n  title: Its walks\n  when: big\n")
    text = text.replace(
        "- page: no_muzzle\n",
        '- page: extra\n  title: More\n  when: "!big && !answered(has_muzzle) && !answered(walk)"\n  ask:\n'
        '  - {field: more, kind: text, label: "More?"}\n- page: no_muzzle\n',
    )
    service = read_service(bundle(text))
    entries = typed(service, Entries(), "dog", {"breed": "lab", "size_of": "big"})
    entries = item(service, typed(service, entries, "muzzle", {"has_muzzle": "yes"}), "one", "30")
    entries = typed(service, entries, "dog", {"breed": "lab", "size_of": "small"})
    found = plan(service, entries, TODAY)
    assert "has_muzzle" in entries.answers and entries.items("walk")

    assert said(why_asked(found, service.pages_by_id["extra"])) == ([], [], [("size_of", ("small",))])


def test_words_that_two_conditions_share_are_said_once() -> None:
    text = SMALL.replace("values:\n", '  huge: {is: "size_of == \'big\'", says: "The dog is big"}\nvalues:\n')
    text = text.replace("  when: big\n", "  when: \"big && huge && breed != 'poodle'\"\n")
    service = read_service(bundle(text))
    found = plan(service, typed(service, Entries(), "dog", {"breed": "lab", "size_of": "big"}), TODAY)
    page = service.pages_by_id["muzzle"]

    assert [one.source for one in why_asked(found, page).says] == ["The dog is big"]
    twice = why_asked(found, page).joined(why_asked(found, page))
    assert [one.source for one in twice.says] == ["The dog is big"] and len(twice.rows) == 2


def test_no_more_answers_are_told_than_somebody_reads() -> None:
    many = "".join(f'  - {{field: f{number}, kind: yes no, label: "F {number}"}}\n' for number in range(MOST_ROWS + 5))
    rule = " && ".join(f"f{number}" for number in range(MOST_ROWS + 5))
    text = SMALL.replace("- page: muzzle\n", f"{many}- page: muzzle\n").replace("  when: big\n", f'  when: "{rule}"\n')
    service = read_service(bundle(text))
    answers = {f"f{number}": "yes" for number in range(MOST_ROWS + 5)}
    found = plan(service, typed(service, Entries(), "dog", {"breed": "lab", "size_of": "big", **answers}), TODAY)

    rows = why_asked(found, service.pages_by_id["muzzle"]).rows

    assert [row.path for row in rows] == [f"f{number}" for number in range(MOST_ROWS)]


COMES_TO = """\
tables:
  risk:
    kind: choice
    options: {low: "Low", high: "High"}
    rows:
    - {row: large, if: {size_of: big}, gives: high, because: "It is large"}
    - {row: long, when: "walks_in_all > 60", gives: high, because: "It walks far"}
    - {row: rest, otherwise: low}
  share: {kind: decimal, label: "Its share", rows: [{row: all_of_them, otherwise: walks_in_all / 4.0}]}
  nameless: {kind: integer, rows: [{row: all_of_them, otherwise: walks_in_all * 2}]}
checks:
"""


def test_what_a_table_or_a_shown_value_comes_to_is_kept_with_what_it_rests_on() -> None:
    shown = '  - {field: told, kind: computed, value: walks_in_all, label: "Minutes in all"}\n'
    text = SMALL.replace("checks:\n", COMES_TO).replace(
        "- page: walks\n  title: Its walks\n  ask:\n", f"- page: walks\n  title: Its walks\n  ask:\n{shown}"
    )
    text = text.replace("  when: big\n", "  when: \"risk == 'high' && share > 1.0 && nameless > 1\"\n")
    service = read_service(bundle(text))
    entries = item(service, typed(service, Entries(), "dog", {"breed": "lab", "size_of": "big"}), "one", "90")

    kept = explained(plan(service, entries, TODAY))

    assert kept["table:risk"].came_to == ("high",)
    assert said(kept["table:risk"]) == ([], ["It is large"], [("size_of", ("big",))])
    assert (kept["value:walks_in_all"].came_to, said(kept["value:walks_in_all"])[2]) == (
        (90,),
        [("walk.minutes", (90,))],
    )
    assert kept["table:share"].came_to == (Decimal("22.5"),)
    assert "table:nameless" not in kept, "a number with no name says nothing"
    assert from_json(service, to_json(kept)) == kept


def test_what_only_a_page_that_is_not_asked_shows_is_not_told() -> None:
    shown = '  - {field: told, kind: computed, value: walks_in_all, label: "Minutes in all"}\n'
    service = small("  title: Its muzzle\n  when: big\n  ask:\n", f"  title: Its muzzle\n  when: big\n  ask:\n{shown}")
    entries = item(service, typed(service, Entries(), "dog", {"breed": "lab", "size_of": "small"}), "one", "30")

    assert "value:walks_in_all" not in explained(plan(service, entries, TODAY))
    big = typed(service, entries, "dog", {"breed": "lab", "size_of": "big"})
    assert explained(plan(service, big, TODAY))["value:walks_in_all"].shown_by == "told"


def test_a_value_with_a_label_is_told_though_no_question_shows_it_and_no_rule_reads_it() -> None:
    twice = 'values:\n  twice: {kind: integer, label: "Twice as long", is: "walks_in_all * 2"}\n'
    service = small("values:\n", twice)
    entries = item(service, typed(service, Entries(), "dog", {"breed": "lab", "size_of": "small"}), "one", "30")

    assert explained(plan(service, entries, TODAY))["value:twice"].came_to == (60,)


def test_each_answer_of_several_items_keeps_whose_it_is() -> None:
    text = SMALL.replace("    label: Walk\n", '    label: Walk\n    summary: "For {minutes} minutes"\n')
    service = read_service(bundle(text.replace(OLD_FEE, SUMMED)))
    entries = typed(service, Entries(), "dog", {"breed": "lab", "size_of": "small"})
    one = item(service, entries, "one", "40")
    two = item(service, one, "two", "50")

    def whose(entries: Entries) -> list[tuple[int, dict[str, object]]]:
        kept = explained(plan(service, entries, TODAY))
        assert from_json(service, json.loads(json.dumps(to_json(kept)))) == kept
        return [(one.number, dict(one.named)) for one in kept["fee"].shares[-1].rows[0].items]

    assert whose(two) == [(1, {"minutes": 40}), (2, {"minutes": 50})]
    assert whose(one) == [], "one alone needs no name"


def test_everything_that_is_kept_is_what_json_can_hold() -> None:
    kept = explained(summed("40", "50", size="big"))

    assert from_json(small(OLD_FEE, SUMMED), json.loads(json.dumps(to_json(kept)))) == kept


def test_what_was_kept_before_there_were_amounts_is_read() -> None:
    kept = {"fee": {"says": [], "because": [], "rows": []}}

    assert from_json(small(), kept) == {"fee": Explanation()}
