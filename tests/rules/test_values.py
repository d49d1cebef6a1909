"""What expressions give: a table of (expression, answers, value)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules import UNKNOWN, Money, compile_rule, types
from tests.rules.expressions import NAMES as SHARED_NAMES
from tests.rules.expressions import answers, expressions

NAMES = {
    "fuel": types.Code(("petrol", "diesel", "electric")),
    "second_fuel": types.Code(("diesel", "gas")),
    "needs": types.ListOf(types.Code(("ramp", "lift"))),
    "visitor": types.ListOf(types.Record({"name": types.TEXT, "visits": types.INTEGER, "fee": types.Money("EUR")})),
    "home": types.Record({"street": types.TEXT, "city": types.TEXT}),
    "other_home": types.Record({"street": types.TEXT, "city": types.TEXT}),
    "rent": types.Money("EUR"),
    "share": types.DECIMAL,
    "rooms": types.INTEGER,
    "born": types.DATE,
    "moved": types.DATE,
    "owns": types.BOOLEAN,
    "lease": types.FILE,
    "plate": types.TEXT,
}
ANSWERS: dict[str, Any] = {
    "fuel": "electric",
    "needs": ["ramp"],
    "visitor": [
        {"name": "Omar", "visits": 4, "fee": Money(250, "EUR")},
        {"name": "Mari", "visits": 30, "fee": Money(1050, "EUR")},
    ],
    "home": {"street": "Pikk 1", "city": "Solmere"},
    "other_home": {"street": "Pikk 1", "city": "Solmere"},
    "rent": Money(70_050, "EUR"),
    "share": Decimal("0.25"),
    "rooms": 3,
    "born": date(2008, 2, 29),
    "moved": date(2026, 10, 31),
    "owns": False,
    "plate": "AB 123",
    "today": date(2026, 2, 28),
}


def value_of(source: str, env: dict[str, Any] | None = None) -> Any:
    return compile_rule(source, NAMES)(ANSWERS if env is None else env)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("fuel == 'electric'", True),
        ("fuel in ['petrol', 'diesel']", False),
        ("fuel == 'petrol' ? 2000 : 6000", 6000),
        ("'ramp' in needs", True),
        ("'lift' in needs || size(needs) > 1", False),
        ("sum(visitor.visits)", 34),
        ("sum(visitor.fee)", Money(1300, "EUR")),
        ("max(visitor.visits)", 30),
        ("min(rooms, 2)", 2),
        ("min(1, 2.5, 0.5)", Decimal("0.5")),
        ("max(rent, money('900 EUR'))", Money(90_000, "EUR")),
        ("visitor.exists(one, one.visits > 20 && one.name.startsWith('M'))", True),
        ("visitor.all(one, one.visits > 20)", False),
        ("visitor.filter(one, one.visits > 20).map(one, one.name)", ["Mari"]),
        ("sum(visitor.filter(one, one.visits > 20).visits)", 30),
        ("home.city == 'Solmere'", True),
        ("home == other_home", True),
        ("rent > money('700 EUR')", True),
        ("rent + money('0.50 EUR')", Money(70_100, "EUR")),
        ("rent * share", Money(17_513, "EUR")),
        ("2 * rent", Money(140_100, "EUR")),
        ("rent / rooms", Money(23_350, "EUR")),
        ("rent / money('100 EUR')", Decimal("7.005")),
        ("-rent < money('0 EUR')", True),
        ("share * 3 == 0.75", True),
        ("rooms / 2", 1),
        ("-rooms / 2", -1),
        ("rooms / 2.0", Decimal("1.5")),
        ("1.0 / 3 < 0.34", True),
        ("age(born)", 17),
        ("days_between(today, moved)", 245),
        ("moved + duration('1 month')", date(2026, 11, 30)),
        ("moved + duration('1 year 2 months 1 day')", date(2028, 1, 1)),
        ("today - duration('2 weeks')", date(2026, 2, 14)),
        ("born <= today - duration('18 years')", False),
        ("born == date('2008-02-29')", True),
        ("!owns", True),
        ("plate.matches('^[A-Z]{2} ?[0-9]{3}$')", True),
        ("plate.contains('B 1') && plate.endsWith('3') && size(plate) == 6", True),
        ("'a' + plate + \"\\u0041\"", "aAB 123A"),
        (r"plate == r'AB\d'", False),
        ("fuel ==\n  'electric'", True),
    ],
)
def test_an_expression_gives_its_value(source: str, value: object) -> None:
    found = value_of(source)

    assert type(found) is type(value)
    assert found == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("fuel == 'electric'", UNKNOWN),
        ("!owns", UNKNOWN),
        ("owns && rooms > 2", UNKNOWN),
        ("owns && rooms > 9", False),
        ("rooms > 9 && owns", False),
        ("owns || rooms > 2", True),
        ("owns || rooms > 9", UNKNOWN),
        ("owns ? 1 : 2", UNKNOWN),
        ("rooms > 2 ? 1 : share", 1),
        ("fuel in ['petrol']", UNKNOWN),
        ("home.city == 'Solmere'", UNKNOWN),
        ("home.street == 'Pikk 1'", True),
        ("sum(visitor.visits)", UNKNOWN),
        ("size(visitor.visits)", 2),
        ("visitor.exists(one, one.visits > 3)", True),
        ("visitor.exists(one, one.visits > 4)", UNKNOWN),
        ("visitor.all(one, one.visits > 4)", False),
        ("size(visitor.filter(one, one.visits > 4))", UNKNOWN),
        ("sum(visitor.filter(one, answered(one.visits)).visits)", 4),
        ("4 in visitor.visits", True),
        ("5 in visitor.visits", UNKNOWN),
        ("answered(fuel)", False),
        ("answered(rooms)", True),
        ("answered(home)", True),
        ("answered(home.city)", False),
        ("answered(lease)", False),
        ("answered(visitor)", True),
        ("answered(visitor.visits)", False),
        ("answered(needs)", False),
        ("!answered(fuel) || fuel == 'petrol'", True),
        ("age(born)", UNKNOWN),
        ("today > date('2026-01-01')", UNKNOWN),
        ("rooms / 0 == 1", UNKNOWN),
        ("rooms % 0 == 1", UNKNOWN),
        ("rooms / 0.0 == 1.0", UNKNOWN),
        ("9223372036854775807 + rooms == 0", UNKNOWN),
        ("date('9999-12-31') + duration('1 day')", UNKNOWN),
        ("max([1].filter(one, one > 1))", UNKNOWN),
        ("sum([1].filter(one, one > 1))", 0),
        ("home == other_home", UNKNOWN),
        ("rooms > 2 || rooms / 0 == 1", True),
    ],
)
def test_what_is_not_answered_is_unknown_until_something_else_decides(source: str, value: object) -> None:
    env = {
        "rooms": 3,
        "home": {"street": "Pikk 1"},
        "other_home": {"street": "Pikk 1", "city": "Solmere"},
        "visitor": [{"name": "Omar", "visits": 4}, {"name": "Mari"}],
        "needs": [],
        "fuel": None,
    }

    found = value_of(source, env)

    assert type(found) is type(value)
    assert found == value


def test_the_unknown_counts_as_false() -> None:
    assert not UNKNOWN


@settings(max_examples=200, deadline=None)
@given(source=expressions(), env=answers(), kept=st.sets(st.sampled_from(sorted(SHARED_NAMES))))
def test_more_answers_never_change_what_was_known(source: str, env: dict[str, Any], kept: set[str]) -> None:
    rule = compile_rule(source, SHARED_NAMES)

    before = rule({name: value for name, value in env.items() if name in kept})

    assert before is UNKNOWN or before == rule(env)


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("fuel == 'electric' && rooms > 1", {"fuel", "rooms"}),
        ("home.city == 'Solmere'", {"home.city"}),
        ("home == other_home", {"home", "other_home"}),
        ("sum(visitor.visits) > 3", {"visitor.visits"}),
        ("visitor.exists(one, one.visits > 3)", {"visitor", "visitor.visits"}),
        ("sum(visitor.filter(one, answered(one.name)).visits) > 3", {"visitor", "visitor.name", "visitor.visits"}),
        ("age(born) >= 18 && today > moved", {"born", "moved"}),
        ("1 < 2", set()),
    ],
)
def test_a_rule_names_the_answers_it_reads(source: str, reads: set[str]) -> None:
    assert compile_rule(source, NAMES).reads == reads


def test_a_rule_knows_the_type_of_what_it_gives() -> None:
    assert compile_rule("rent / rooms", NAMES).type == types.Money("EUR")
    assert compile_rule("visitor.map(one, one.visits)", NAMES).type == types.ListOf(types.INTEGER)
    assert compile_rule("rooms", NAMES, expects=types.DECIMAL).type == types.INTEGER
