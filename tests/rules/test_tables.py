"""Decision tables, the order of named values, and what is written out in words."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from portal.rules import (
    UNKNOWN,
    Cycles,
    Duration,
    Money,
    compile_rule,
    duration_in_words,
    first_row,
    money_in_words,
    order,
    types,
)

NAMES = {"electric": types.BOOLEAN, "permits": types.INTEGER}
FEE = [compile_rule("electric", NAMES), compile_rule("permits == 1", NAMES), None]


@pytest.mark.parametrize(
    ("env", "row"),
    [
        ({"electric": True, "permits": 1}, 0),
        ({"electric": False, "permits": 1}, 1),
        ({"electric": False, "permits": 0}, 2),
        ({"electric": True}, 0),
        ({"permits": 1}, UNKNOWN),
        ({"electric": False}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_the_first_row_that_holds_decides_unless_one_before_it_is_unknown(env: dict[str, object], row: object) -> None:
    found = first_row(FEE, env)

    assert found is row if row is UNKNOWN else found == row


def test_a_table_without_otherwise_may_hold_no_row() -> None:
    assert first_row(FEE[:2], {"electric": False, "permits": 0}) is None


def test_names_stand_after_those_they_read() -> None:
    reads = {"total": {"fee", "sum"}, "sum": {"visitor.visits"}, "fee": {"sum", "zone"}, "alone": set()}

    found = order(reads)

    assert set(found) == set(reads)
    assert found.index("sum") < found.index("fee") < found.index("total")


def test_every_cycle_is_told_as_the_road_through_it() -> None:
    reads = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"e"}, "f": {"a"}}

    with pytest.raises(Cycles) as refused:
        order(reads)

    assert {frozenset(cycle) for cycle in refused.value.cycles} == {frozenset("abc"), frozenset("e")}
    for cycle in refused.value.cycles:
        assert cycle[0] == cycle[-1]
        assert all(after in reads[before] for before, after in pairwise(cycle))


def test_a_chain_of_ten_thousand_values_is_ordered() -> None:
    reads = {f"v{number}": {f"v{number - 1}"} for number in range(1, 10_000)}

    assert order(reads)[-1] == "v9999"


@pytest.mark.parametrize(
    ("words", "duration"),
    [
        ("1 year", Duration(12, 0)),
        ("1 year 6 months", Duration(18, 0)),
        ("2 weeks 1 day", Duration(0, 15)),
        (" 10 days ", Duration(0, 10)),
        ("0 days", Duration(0, 0)),
        ("10", None),
        ("10 dayss", None),
        ("10 days,", None),
        ("ten days", None),
        ("-1 day", None),
        ("1day", None),
        ("1 day2 days", None),
        ("", None),
        ("999999999 years", None),
    ],
)
def test_a_duration_is_written_in_words(words: str, duration: Duration | None) -> None:
    assert duration_in_words(words) == duration


@pytest.mark.parametrize(
    ("day", "span", "later"),
    [
        (date(2024, 1, 31), Duration(1, 0), date(2024, 2, 29)),
        (date(2025, 1, 31), Duration(1, 1), date(2025, 3, 1)),
        (date(2024, 2, 29), Duration(12, 0), date(2025, 2, 28)),
        (date(2025, 12, 31), Duration(0, 1), date(2026, 1, 1)),
    ],
)
def test_a_month_later_keeps_to_the_month(day: date, span: Duration, later: date) -> None:
    assert span.after(day) == later


@pytest.mark.parametrize(
    ("words", "money"),
    [
        ("20 EUR", Money(2000, "EUR")),
        ("12.50 EUR", Money(1250, "EUR")),
        ("100 JPY", Money(100, "JPY")),
        ("1.5 KWD", Money(1500, "KWD")),
        ("0 EUR", Money(0, "EUR")),
        ("1.005 EUR", None),
        ("1.5 JPY", None),
        ("1e3 EUR", None),
        ("-1 EUR", None),
        ("20 eur", None),
        ("EUR", None),
        ("20", None),
        (". EUR", None),
        ("٣ EUR", None),
    ],
)
def test_an_amount_of_money_is_written_with_its_currency(words: str, money: Money | None) -> None:
    assert money_in_words(words) == money
