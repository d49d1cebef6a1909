"""What an author is told: a table of (expression, line, column, words), and hostile sources that must not do worse."""

from __future__ import annotations

import string
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules import RuleFaults, compile_rule, types
from tests.rules.test_values import ANSWERS, NAMES


def faults_of(source: str, expects: types.Type | None = None) -> list[tuple[int, int, str]]:
    with pytest.raises(RuleFaults) as refused:
        compile_rule(source, NAMES, expects=expects)
    return [
        (fault.line, fault.column, f"{fault.message} {fault.remedy}".strip().format(**fault.params))
        for fault in refused.value.faults
    ]


@pytest.mark.parametrize(
    ("source", "column", "words"),
    [
        ("fuel == 'elektric'", 8, "“fuel” has no option “elektric”. Did you mean “electric”?"),
        ("'Petrol' != fuel", 0, "“fuel” has no option “Petrol”. Did you mean “petrol”?"),
        ("fuel in ['petrol', 'x']", 19, "“fuel” has no option “x”. Known are: diesel, electric, petrol."),
        ("'stairs' in needs", 0, "“needs” has no option “stairs”. Known are: lift, ramp."),
        ("fuel == (owns ? 'petrol' : 'oil')", 27, "“fuel” has no option “oil”."),
        ("visitor.exists(one, one.nmae == '')", 24, "There is no “nmae” in it. Did you mean “name”?"),
        ("fule == 'petrol'", 0, "There is no field, group, condition, value or table named “fule”. Did you mean “fuel”?"),
        ("home.city.street == ''", 10, "text has no parts, so no “street”."),
        ("rent > 500", 5, "> does not go with money in EUR and integer. Write an amount as 20 EUR."),
        ("rent > money('500 USD')", 5, "> does not go with money in EUR and money in USD."),
        ("born > '2008-01-01'", 5, "> does not go with date and text. Write a date as date('2026-12-31')."),
        ("born - moved", 5, "- does not go with date and date. Use days_between(first, second)."),
        ("born + 30", 5, "+ does not go with date and integer. Write a time span as date + duration('30 days')."),
        ("owns == 'yes'", 5, "== does not go with yes no and text. A yes-no answer is a condition by itself"),
        ("fuel < 'x'", 5, "< does not go with choice and text."),
        ("fuel && owns", 0, "&& joins conditions; this is choice."),
        ("!rooms", 1, "! joins conditions; this is integer."),
        ("size(rooms)", 0, "size cannot be used like this (given: integer). Write size(list)."),
        ("sum(visitor)", 0, "sum cannot be used like this (given: list of record)."),
        ("plate.sum()", 6, "sum cannot be used like this"),
        ("startsWith(plate, 'A')", 0, "startsWith cannot be used like this"),
        ("siez(needs)", 0, "There is no function “siez”. Did you mean “size”?"),
        ("has(home.city)", 0, "There is no function “has”. Use answered(…)."),
        ("date('2026-02-30') > today", 5, "date needs a text written out that it understands."),
        ("moved + duration('soon') > today", 17, "duration needs a text written out"),
        ("rent > money('5.001 EUR')", 13, "EUR has 2 decimals, and 5.001 EUR has more."),
        ("rent > 0.015 EUR * rooms", 7,
         "EUR has 2 decimals, and 0.015 EUR has more. For less, multiply and then divide: 1.5 EUR * … / 100."),
        ("rent > 0.000015 EUR * rooms", 7, "EUR has 2 decimals, and 0.000015 EUR has more."),
        ("rent > money('5 EURO')", 13, "money needs a text written out"),
        ("rent > money(plate)", 13, "money needs a text written out"),
        ("plate.matches('(a')", 15, "This ( is not closed."),
        ("plate.matches(plate)", 14, "The pattern must be written out."),
        ("plate.matches('(a)\\\\1')", 18, r"\1 has no meaning in a pattern."),
        ("visitor.exists(fuel, true)", 8, "“fuel” already names something else."),
        ("visitor.filter(one, one.visits)", 24, "filter needs a condition; this is integer."),
        ("rooms.exists(one, true)", 6, "exists needs a list; this is integer."),
        ("fuel = 'petrol'", 5, "The character = has no meaning here. To compare, write == with two signs."),
        ("owns & owns", 5, "The character & has no meaning here. For “and”, write && with two signs."),
        ("plate == ‘A’", 9, "The character ‘ has no meaning here. Use straight quotes: 'electric'."),
        ("plate == 'A", 9, "This text has no end."),
        ("fuel == null", 8, "There is no null. Ask answered(name) or !answered(name)."),
        ("visitor[0].name == ''", 7, "An item cannot be taken by its number."),
        ("owns and owns", 5, "“and” is not expected here. Join two conditions with && or ||; put a text in quotes."),
        ("(owns", 5, "Here ) is missing."),
        ("owns ||", 7, "The expression ends too early."),
        ("", 0, "The expression is empty."),
        ("20EUR", 0, "A name cannot begin with a digit."),
        ("99999999999999999999 > rooms", 0, "The number 99999999999999999999 is too large."),
        ("plate == '\\q'", 9, r"\q is not a known escape."),
        ("fuel == second_fuel && [1, 'a'] == [1]", 27, "A list holds one type; this is text among integer."),
        ("lease == lease", 6, "== does not go with file and file."),
    ],
)  # fmt: skip
def test_a_fault_has_its_place_and_its_remedy(source: str, column: int, words: str) -> None:
    found = faults_of(source)

    assert len(found) == 1
    assert found[0][:2] == (0, column)
    assert found[0][2].startswith(words)


def test_all_faults_come_at_once_in_order() -> None:
    found = faults_of("fule == 'petrol' &&\n  fuel == 'oil' ||\n  sum(rooms) > 3")

    assert [place[:2] for place in found] == [(0, 0), (1, 10), (2, 2)]


def test_two_choices_without_a_common_code_are_never_the_same() -> None:
    names = {"zone": types.Code(("a", "b")), "fuel": types.Code(("gas",))}

    with pytest.raises(RuleFaults, match="no code in common"):
        compile_rule("zone == fuel", names)


@pytest.mark.parametrize(
    ("source", "expects", "words"),
    [
        ("rooms", types.BOOLEAN, "This gives integer, but yes no is needed. Compare it with something"),
        ("owns", types.INTEGER, "This gives yes no, but integer is needed."),
        ("owns ? 'petrol' : 'oil'", types.Code(("petrol",)), "There is no option “oil”."),
    ],
)
def test_an_expression_must_give_what_its_place_needs(source: str, expects: types.Type, words: str) -> None:
    assert faults_of(source, expects)[0][2].startswith(words)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 1000 + "1" + ")" * 1000,
        "1" + "+1" * 900,
        "!" * 1999 + "owns",
        "-" * 1999 + "1",
        "owns ? " * 250 + "1",
        "[" * 1500,
        "home" + ".street" * 280,
        "a" * 100_000,
        "9" * 1900,
        "size(" * 300,
        "visitor.exists(a, " * 100,
        "1 " * 1000,
        "'" + "\\" * 1001,
        "\x00",
        "plate.matches('" + "(" * 500 + "')",
        "plate.matches('" + "(" * 12 + "){300}" * 12 + "')",
        "plate == '\\ud800'",
    ],
    ids=range(17),
)
def test_a_hostile_expression_is_refused_and_nothing_worse(source: str) -> None:
    with pytest.raises(RuleFaults):
        compile_rule(source, NAMES)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=string.printable + "é‘’\x00\ud800", max_size=60))
def test_no_text_whatever_makes_the_reader_fail(source: str) -> None:
    with suppress(RuleFaults):
        compile_rule(source, NAMES)(ANSWERS)


WORDS = [
    *NAMES,
    *("&&", "||", "!", "==", "<", "+", "-", "*", "/", "?", ":", "(", ")", "[", "]", ",", ".", "in", "true", "1", "2.5"),
    *("'a'", "size", "sum", "exists", "one", "date", "duration", "answered", "today"),
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_no_row_of_words_makes_the_reader_fail(source: str) -> None:
    with suppress(RuleFaults):
        compile_rule(source, NAMES)(ANSWERS)


def test_passes_over_lists_within_each_other_end_early_instead_of_never() -> None:
    names = {"items": types.ListOf(types.INTEGER)}
    source = "items.all(a, items.all(b, items.all(c, items.all(d, a + b + c + d >= 0))))"

    found = compile_rule(source, names)({"items": list(range(200))})

    assert not found


def test_long_chains_of_conditions_are_no_deep_nesting() -> None:
    source = " || ".join(f"rooms == {number}" for number in range(120))

    assert compile_rule(source, NAMES)({"rooms": 119}) is True
