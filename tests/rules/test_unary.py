"""Issue 4, decision tables: what a cell says becomes an ordinary expression, and a row is judged without answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from portal.rules import CellFault, Domain, Judged, all_rows, compile_rule, expression_of, judge, types
from portal.rules.values import UNKNOWN

NAMES: Mapping[str, types.Type] = {
    "age": types.INTEGER, "price": types.Money("EUR"), "born": types.DATE, "guide": types.BOOLEAN, "young": types.BOOLEAN,
    "name": types.TEXT,
    "sex": types.Code(("male", "female", "other")), "traits": types.ListOf(types.Code(("calm", "shy"))),
    "papers": types.FILE, "walker": types.ListOf(types.Record({"walks": types.INTEGER})), "home": types.Record({"city": types.TEXT}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "cell", "expression"),
    [
        ("age", "< 18", "age < 18"),
        ("age", "18..65", "(age >= 18 && age <= 65)"),
        ("age", "65..", "age >= 65"),
        ("age", "..17", "age <= 17"),
        ("age", "7, 9..11, > 90", "(age == 7 || (age >= 9 && age <= 11) || age > 90)"),
        ("age", "not 7", "!(age == 7)"),
        ("age", "-3", "age == -3"),
        ("price", "20 EUR..50.50 EUR", "(price >= 20 EUR && price <= 50.50 EUR)"),
        ("price", "> money('20 EUR')", "price > money('20 EUR')"),
        ("born", "2026-01-01..2026-12-31", "(born >= date('2026-01-01') && born <= date('2026-12-31'))"),
        ("born", "> today - 18 years", "born > today - duration('18 years')"),
        ("guide", "yes", "guide"),
        ("guide", "no", "!guide"),
        ("sex", "male, female", "(sex == 'male' || sex == 'female')"),
        ("sex", "not other", "!(sex == 'other')"),
        ("name", "Rex, 'Lab, black'", "(name == 'Rex' || name == 'Lab, black')"),
        ("traits", "calm", "'calm' in traits"),
        ("papers", "yes", "answered(papers)"),
        ("walker", "> 2", "size(walker) > 2"),
        ("age + 1", "> 2", "(age + 1) > 2"),
    ],
)
def test_a_cell_becomes_an_expression(subject: str, cell: str, expression: str) -> None:
    kind = NAMES.get(subject, types.INTEGER)

    assert expression_of(subject, kind, cell) == expression
    compile_rule(expression, NAMES, expects=types.BOOLEAN)


@pytest.mark.parametrize(
    ("subject", "cell"),
    [("age", "many"), ("age", "1..x"), ("age", ""), ("age", ".."), ("guide", "maybe"), ("price", "20"), ("born", "14 May"),
     ("home", "Solmere")],
)  # fmt: skip
def test_a_cell_that_says_nothing_is_refused(subject: str, cell: str) -> None:
    with pytest.raises(CellFault):
        expression_of(subject, NAMES[subject], cell)


def judged(*rows: str | None, first: bool = True, **domains: Domain) -> Judged:
    trees = [compile_rule(row, NAMES).tree if row else None for row in rows]
    return judge(trees, domains, {"young": compile_rule("age < 18", NAMES).tree}, is_first=first)


WHOLE = Domain(least=0, most=120, is_whole=True)


def test_rows_without_a_gap_leave_no_hole() -> None:
    found = judged("age < 18", "age >= 18 && age <= 65", "age > 65", age=WHOLE)

    assert found == Judged()


def test_the_gap_between_rows_is_a_hole_with_an_answer_that_shows_it() -> None:
    found = judged("age < 18", "age > 18 && age < 65", "age >= 65", age=WHOLE)

    assert [dict(hole) for hole in found.holes] == [{"age": 18}]


def test_whole_numbers_have_nothing_between_neighbours_and_decimals_do() -> None:
    assert judged("age <= 17", "age >= 18", age=WHOLE).holes == ()
    assert len(judged("age <= 17", "age >= 18").holes) == 1


def test_a_row_that_those_above_cover_together_is_shadowed() -> None:
    found = judged("age < 30", "guide", "age >= 30 && !guide", "age == 40 && sex == 'male'", age=WHOLE)

    assert found.shadowed == (3,)


def test_in_a_table_that_takes_all_nothing_is_shadowed() -> None:
    found = judged("age < 30", "age < 20", first=False, age=WHOLE)

    assert found.shadowed == () and found.overlaps == ((0, 1),)


def test_a_row_that_contradicts_itself_never_holds() -> None:
    assert judged("age < 10 && age > 20", None, age=WHOLE).never == (0,)


def test_named_conditions_are_looked_into() -> None:
    assert judged("young", "age < 10", None, age=WHOLE).shadowed == (1,)


def test_options_are_held_against_each_other() -> None:
    sex = Domain(among=("male", "female", "other"))

    assert [dict(hole) for hole in judged("sex == 'male'", "sex in ['female']", sex=sex).holes] == [{"sex": "other"}]


def test_what_is_not_compared_with_a_constant_is_left_open() -> None:
    found = judged("age > size(name)", "age < 10", None)

    assert not found.is_whole and found.shadowed == ()


def test_conditions_that_name_each_other_without_end_are_bounded() -> None:
    named = {
        "a": compile_rule("b && b", {"b": types.BOOLEAN}).tree,
        "b": compile_rule("a && a", {"a": types.BOOLEAN}).tree,
    }

    assert not judge([named["a"], None], {}, named).is_whole


@pytest.mark.parametrize(
    ("env", "rows"),
    [({"age": 10, "guide": True}, (0, 1)), ({"age": 30, "guide": False}, (2,)), ({"age": 10}, UNKNOWN), ({}, UNKNOWN)],
)
def test_all_rows_that_hold_are_taken_and_otherwise_is_for_where_none_does(env: dict[str, Any], rows: object) -> None:
    table = [compile_rule("age < 18", NAMES), compile_rule("guide", NAMES), None]

    assert all_rows(table, {**env, "today": date(2026, 11, 24)}) == rows
