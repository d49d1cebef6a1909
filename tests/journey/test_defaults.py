"""Issue 4, defaults: filled in from other answers, an answer on Continue, moving until somebody touches them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.journey.defaults import default_of, raw_of_value
from portal.journey.entries import DEFAULT, TYPED, Entries
from portal.journey.plan import plan
from portal.journey.reading import read_item
from portal.rules import Money
from portal.spec.model import Service
from tests.journey.test_journey import TODAY, item, typed
from tests.spec.services import small, told
from tests.trying import NOW, MultiDict, the_service
from tests.trying import told as faults

LIST = "    list: breeds\n"
NIGHT = LIST + '  - {field: nights, kind: integer, label: "Nights", default: "size_of == \'big\' ? 3 : 1", min: 1}\n'
NOTE = '    - {field: minutes, kind: integer, label: "Minutes", min: 1}\n'
REST = NOTE + '    - {field: rest, kind: integer, label: "Rest", default: "walk.minutes / 2"}\n'


def nights() -> Service:
    return small(LIST, NIGHT)


def kept(entries: Entries, name: str = "nights") -> tuple[Any, str]:
    return entries.answers[name].value, entries.answers[name].source


def test_it_is_worked_out_from_answers_and_is_none_before() -> None:
    service = nights()
    entries = typed(service, Entries(), "dog", {"size_of": "big"}, judge=False)

    assert default_of(plan(service, entries, TODAY), service.fields["nights"]) == 3
    assert default_of(plan(service, Entries(), TODAY), service.fields["nights"]) is None
    assert "nights" not in entries.answers


def test_let_stand_it_becomes_an_answer_that_moves_with_the_others() -> None:
    service = nights()
    entries = typed(service, Entries(), "dog", {"size_of": "big"}, judge=False)
    entries = typed(service, entries, "dog", {"size_of": "big", "breed": "lab", "nights": "3"})
    assert kept(entries) == (3, DEFAULT)

    entries = typed(service, entries, "dog", {"size_of": "small", "breed": "lab", "nights": "3"})

    assert kept(entries) == (1, DEFAULT)


def test_touched_it_stays_what_was_typed() -> None:
    service = nights()
    entries = typed(service, Entries(), "dog", {"size_of": "big"}, judge=False)
    entries = typed(service, entries, "dog", {"size_of": "big", "breed": "lab", "nights": "7"})

    entries = typed(service, entries, "dog", {"size_of": "small", "breed": "lab", "nights": "7"})

    assert kept(entries) == (7, TYPED)


def test_what_it_depends_on_may_go_and_then_it_is_asked_again() -> None:
    service = nights()
    entries = typed(service, Entries(), "dog", {"size_of": "big"}, judge=False)
    entries = typed(service, entries, "dog", {"size_of": "big", "breed": "lab", "nights": "3"})

    entries = typed(service, entries, "dog", {"breed": "lab", "nights": "3"})

    assert "nights" not in entries.answers


def test_in_a_group_each_item_has_its_own() -> None:
    service = small(NOTE.removeprefix("  "), REST.removeprefix("  "))
    entries = item(service, item(service, Entries(), "one", "40"), "two", "60")
    found, rest = plan(service, entries, TODAY), service.fields["walk.rest"]

    assert [default_of(found, rest, one) for one in entries.items("walk")] == [20, 30]


@pytest.mark.parametrize(
    ("kind", "settings", "value", "raw"),
    [
        ("yes no", "", True, {"": ["yes"]}),
        ("decimal", "", Decimal("2.5"), {"": ["2.5"]}),
        ("money", ", currency: EUR", Money(1250, "EUR"), {"": ["12.50"]}),
        ("date", "", date(2026, 3, 1), {"day": ["1"], "month": ["3"], "year": ["2026"]}),
        ("text", "", "Rex", {"": ["Rex"]}),
    ],
)
def test_a_value_is_filled_in_as_somebody_would_type_it(kind: str, settings: str, value: Any, raw: Any) -> None:
    one = small(LIST, LIST + f'  - {{field: x, kind: {kind}, label: "X"{settings}}}\n').fields["x"]

    assert raw_of_value(one, value) == raw
    assert not one.kind.read(one, raw, TODAY).problems


@pytest.mark.parametrize(
    ("default", "words"),
    [
        ("'many'", "integer is needed"),
        ("nights + 1", "depends on itself"),
        ("size_off == 'big' ? 1 : 2", "size_of"),
    ],
)
def test_a_default_that_cannot_be_is_a_fault(default: str, words: str) -> None:
    found = told(LIST, LIST + f'  - {{field: nights, kind: integer, label: "Nights", default: "{default}"}}\n')

    assert any(words in one for one in found), found


def test_defaults_of_each_other_are_refused_with_their_circle() -> None:
    two = LIST + (
        '  - {field: one, kind: integer, label: "One", default: "two"}\n'
        '  - {field: two, kind: integer, label: "Two", default: "one"}\n'
    )

    assert any("in a circle" in one and "one" in one and "two" in one for one in told(LIST, two))


def test_a_default_may_be_worked_out_from_another() -> None:
    more = NIGHT + '  - {field: meals, kind: integer, label: "Meals", default: "nights * 2"}\n'
    service = small(LIST, more)
    entries = typed(service, Entries(), "dog", {"size_of": "big"}, judge=False)
    entries = typed(service, entries, "dog", {"size_of": "big", "nights": "3"}, judge=False)
    entries = typed(service, entries, "dog", {"size_of": "big", "breed": "lab", "nights": "3", "meals": "6"})

    entries = typed(service, entries, "dog", {"size_of": "small", "breed": "lab", "nights": "3", "meals": "6"})

    assert (kept(entries), kept(entries, "meals")) == ((1, DEFAULT), (2, DEFAULT))


@pytest.mark.parametrize("turned", [False, True])
def test_in_an_item_too_one_moves_after_those_it_is_worked_out_from(turned: bool) -> None:
    asked = [
        '  - {field: a, kind: integer, label: "A"}\n',
        '  - {field: b, kind: integer, label: "B", default: "g.a + 1"}\n',
        '  - {field: c, kind: integer, label: "C", default: "g.b + 1"}\n',
    ]
    lines = "".join(reversed(asked) if turned else asked)
    service = the_service("- group: g\n  label: Thing\n  items: 0 to 3\n  ask:\n" + lines)
    entries = Entries()
    for form in ({"a": "1"}, {"a": "1", "b": "2"}, {"a": "1", "b": "2", "c": "3"}, {"a": "10", "b": "2", "c": "3"}):
        sent = MultiDict({f"g-x-{name}": value for name, value in form.items()})
        before = plan(service, entries, TODAY)
        entries = read_item(before, service.groups["g"], "x", sent, uploads={}, now=NOW, judge=True)

    assert {name: one.value for name, one in entries.items("g")[0].answers.items()} == {"a": 10, "b": 11, "c": 12}


def test_defaults_of_an_item_that_read_each_other_are_refused() -> None:
    lines = (
        '  - {field: a, kind: integer, label: "A", default: "g.b"}\n'
        '  - {field: b, kind: integer, label: "B", default: "g.a"}\n'
    )

    (found,) = faults("- group: g\n  label: Thing\n  items: 0 to 3\n  ask:\n" + lines)

    assert "in a circle: g." in found
