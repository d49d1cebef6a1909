"""Issue 4, fees and tables whose rows are worked out: for each item, by what was answered; never below nothing."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.authoring.diffing import diff_services
from portal.authoring.proving import proof_of
from portal.authoring.scenarios import read_scenarios, run
from portal.journey.entries import Entries
from portal.journey.plan import Plan, plan
from portal.rules import Money
from portal.spec.reader import read_service
from portal.spec.schema import schema
from tests.journey.test_journey import item, typed
from tests.spec.services import SMALL, bundle, small, told

TODAY = date(2026, 11, 24)
OLD = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]
BEFORE = "checks:\n"


def fee_of(amount: str) -> str:
    return f'fee:\n- {{row: usual, otherwise: "{amount}", because: "By the walk"}}\n'


def walked(fee: str, *minutes: str, size: str = "small", before: str = "") -> Plan:
    """Whoever answered all of the small service, with these walks."""
    service = read_service(bundle(SMALL.replace(OLD, fee).replace(BEFORE, before + BEFORE)))
    entries = typed(service, Entries(), "dog", {"size_of": size, "breed": "lab"})
    for number, one in enumerate(minutes):
        entries = item(service, entries, f"walk{number}", one)
    return plan(service, entries, TODAY)


def paid(amount: str, *minutes: str) -> int | None:
    fee = walked(fee_of(amount), *minutes).fee
    return fee.amount_minor if fee else None


@pytest.mark.parametrize(
    ("amount", "minutes", "expected"),
    [
        ("5 EUR * size(walk)", ("90", "30"), 1000),
        ("5 EUR * size(walk)", (), 0),
        ("size(walk) * 5 EUR", ("90",), 500),
        ("10 EUR + 0.50 EUR * walks_in_all", ("90", "30"), 7000),
        ("sum(walk.map(one, one.minutes > 60 ? 20 EUR : 5 EUR))", ("90", "30", "5"), 3000),
        ("2 EUR * size(walk.filter(one, one.minutes > 60))", ("90", "30"), 200),
        ("min(20 EUR, 8 EUR * size(walk))", ("90", "30", "1"), 2000),
        ("10 EUR / 3", (), 333),
        ("0.05 EUR * 0.5", (), 3),  # half a cent goes up
        ("0.05 * 12.50 EUR * walks_in_all", ("101",), 6363),  # after every multiplication of an amount
        ("12.50 EUR * (0.05 * walks_in_all)", ("101",), 6313),
        ("5 EUR * (walks_in_all / 3.0)", ("101",), 16833),
        ("5 EUR / 3 * walks_in_all", ("101",), 16867),
    ],
)
def test_an_amount_is_worked_out(amount: str, minutes: tuple[str, ...], expected: int) -> None:
    assert paid(amount, *minutes) == expected


def test_an_amount_below_nothing_counts_as_nothing() -> None:
    assert paid("10 EUR - 6 EUR * size(walk)", "1") == 400
    assert paid("10 EUR - 6 EUR * size(walk)", "1", "2") == 0


def test_an_amount_that_is_not_known_or_beyond_all_reason_is_no_fee_that_is_known() -> None:
    unanswered = walked(fee_of("has_muzzle ? 5 EUR : 6 EUR"))
    assert unanswered.fee is None and unanswered.is_fee_open

    beyond = walked(fee_of("1000000 EUR * walks_in_all"), "90")
    assert beyond.fee is None and beyond.is_fee_open
    assert not walked(fee_of("5 EUR * size(walk)")).is_fee_open


def test_rows_that_add_up_are_each_worked_out_and_kept_with_what_they_came_to() -> None:
    fee = """\
fee:
  take: all
  rows:
  - {row: base, when: "true", amount: 10 EUR, because: "Every dog"}
  - {row: by_walk, if: {walk: "1.."}, amount: 2 EUR * size(walk), because: "Each walk"}
"""
    found = walked(fee, "90", "30")

    assert found.fee is not None and (found.fee.amount_minor, found.fee.id) == (1400, "base,by_walk:400")
    kept = found.service.fee_rows(found.fee.id)
    assert [(row.id, row.amount_minor) for row in kept] == [("base", 1000), ("by_walk", 400)]


RATES = """\
tables:
  rate:
    kind: money
    rows:
    - {row: large, if: {size_of: big}, gives: 3 EUR * size(walk), because: "Big dogs"}
    - {row: rest, otherwise: 1 EUR, because: "All others"}
  half: {kind: decimal, rows: [{row: all_of_them, otherwise: walks_in_all / 2.0}]}
  double: {kind: integer, rows: [{row: twice, otherwise: 2 * walks_in_all}]}
  each: {kind: money, take: all, rows: [{row: one, if: {size_of: big}, gives: rate + 1 EUR}, {row: two, when: "true", gives: 4 EUR}]}
"""


@pytest.mark.parametrize(
    ("name", "size", "expected"),
    [
        ("rate", "big", Money(600, "EUR")), ("rate", "small", Money(100, "EUR")), ("half", "small", Decimal(60)),
        ("double", "small", 240), ("each", "big", [Money(700, "EUR"), Money(400, "EUR")]), ("each", "small", [Money(400, "EUR")]),
    ],
)  # fmt: skip
def test_a_row_of_a_table_of_numbers_is_worked_out_too(name: str, size: str, expected: Any) -> None:
    reading = (
        RATES
        + 'conditions:\n  dear: {is: "rate > 5 EUR || half > 1.0 || double > 1 || sum(each) > 2 EUR", says: "Dear"}\n'
    )
    text = SMALL.replace("conditions:\n  big:", reading + "  big:")

    service = read_service(bundle(text))
    entries = typed(service, Entries(), "dog", {"size_of": size, "breed": "lab"})
    found = plan(service, item(service, item(service, entries, "one", "90"), "two", "30"), TODAY)

    assert found.env[name] == expected
    assert service.order.index("walk") < service.order.index("rate") < service.order.index("each")


def test_a_table_that_is_worked_out_can_be_the_fee() -> None:
    found = walked("fee: {table: rate}\n", "90", "30", size="big", before=RATES.partition("  half")[0])

    assert found.fee is not None and (found.fee.amount_minor, found.fee.id) == (600, "large:600")
    assert found.service.fee_table == "rate"


def test_a_fee_with_rows_of_its_own_is_taken_from_no_table() -> None:
    own = 'fee: [{row: all_pay, otherwise: 1 EUR, because: "Everybody"}]\n'

    assert walked(own, "90", "30", before=RATES).service.fee_table == ""


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("size(walk)", "This gives integer, but an amount of money is needed. Say how much for each, as in 5 EUR * size(walk)."),
        ("walks_in_all + 1", "Say how much for each, as in 5 EUR * (walks_in_all + 1)."),
        ("walks_in_al", "There is no field, group, condition, value or table named “walks_in_al”. Did you mean “walks_in_all”?"),
        ("5 EUR * siez(walk)", "There is no function “siez”. Did you mean “size”?"),
        ("5 EUR + size(walk)", "Write an amount as 20 EUR."),
        ("5 EUR * walk.minutes", "* does not go with money in EUR and list of integer."),
        ("20 EURO", "The fee is an amount of money. Write it as “20 EUR” or “20.50 EUR”."),
        ("5.5 EUR * size(walk)", ""),
        ("5.001 EUR * size(walk)", "For less, multiply and then divide: 500.1 EUR * … / 100."),
        ("5 EUR - 6 EUR", "A fee cannot be less than nothing. Write 0 EUR or more."),
        ("10000 EUR * 10000", "No fee is as high as that."),
        ("10000001 EUR", "No fee is as high as that."),
        ("5 EUR / 0", "This amount cannot be worked out."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_amount_is_told_at_its_place(amount: str, words: str) -> None:
    if not words:
        assert paid(amount, "1") == 550
        return
    (found,) = told(OLD, fee_of(amount))

    assert words in found and found.startswith("52:")


def test_a_table_is_in_one_currency_also_where_it_is_worked_out() -> None:
    table = "tables:\n  t: {kind: money, rows: [{row: a, if: {size_of: big}, gives: 5 EUR}, {row: b, otherwise: 2 USD * size(walk)}]}\n"

    assert ["two currencies" in one for one in told(BEFORE, table + BEFORE)] == [True]


def proofs(fee: str) -> list[Any]:
    return list(proof_of(bundle(SMALL.replace(OLD, fee)), TODAY).faults)


def test_an_amount_that_can_come_below_nothing_is_told_with_answers_that_show_it() -> None:
    (found,) = proofs(fee_of("10 EUR - 6 EUR * size(walk)"))

    assert "“usual” of the fee comes to less than nothing" in str(found)
    assert "fee: 0 EUR" in found.params["scenario"] and found.params["scenario"].count("minutes") >= 2
    assert proofs(fee_of("max(0 EUR, 10 EUR - 6 EUR * size(walk))")) == []


def test_an_amount_of_what_was_not_answered_is_told_with_answers_that_show_it() -> None:
    (found,) = proofs(fee_of("has_muzzle ? 5 EUR : 6 EUR"))

    assert "the amount of the row “usual” is worked out of what was not answered" in str(found)
    assert "size_of: small" in found.params["scenario"]
    assert proofs(fee_of("answered(has_muzzle) && has_muzzle ? 5 EUR : 6 EUR")) == []


def test_a_table_that_is_worked_out_is_not_decided_where_it_is_compared() -> None:
    table = "tables:\n  rate: {kind: money, rows: [{row: a, otherwise: 3 EUR * size(walk)}]}\n"
    check = '- {check: dear, when: "rate > 100 EUR", at: walk, says: "Too dear"}\n'
    found = proof_of(bundle(SMALL.replace(BEFORE, table + BEFORE + check)), TODAY).faults

    assert [str(one.severity) for one in found] == ["note"] and "Not decided" in str(found[0])


def test_a_value_of_a_large_number_times_another_is_looked_at_too() -> None:
    text = SMALL.replace("values:\n", 'values:\n  twice: {kind: integer, is: "2 * age_of"}\n')
    text = text.replace(
        "  - field: breed\n", '  - {field: age_of, kind: integer, label: "Age", max: 20000}\n  - field: breed\n'
    )
    text = text.replace(BEFORE, BEFORE + '- {check: old, when: "twice > 50000", at: age_of, says: "Too old"}\n')

    assert any("“old” never finds anything wrong" in str(one) for one in proof_of(bundle(text), TODAY).faults)


def test_a_scenario_expects_the_amount_that_was_worked_out() -> None:
    scenarios = """\
- scenario: Two walks
  answers: {size_of: small, breed: lab, walk: [{minutes: "9"}, {minutes: "8"}]}
  fee: 10 EUR
- scenario: Wrong
  answers: {size_of: small, breed: lab, walk: [{minutes: "9"}]}
  fee: 10 EUR
"""
    files = bundle(SMALL.replace(OLD, fee_of("5 EUR * size(walk)")), **{"scenarios.yaml": scenarios})

    service = read_service(files)

    assert [[one.came for one in run(service, scenario)] for scenario in read_scenarios(files, service)] == [
        [],
        ["5 EUR"],
    ]


def test_the_diff_tells_a_changed_amount_as_it_stands_in_the_file() -> None:
    old, new = small(OLD, fee_of("5 EUR * size(walk)")), small(OLD, fee_of("6 EUR * size(walk)"))

    (found,) = diff_services(old, new).changes

    assert (found.code, found.facts["was"], found.facts["now"]) == (
        "amount",
        "5 EUR * size(walk)",
        "6 EUR * size(walk)",
    )
    assert "fee" in found.then


def test_an_editor_lets_an_amount_be_worked_out_and_no_more() -> None:
    pattern = schema()["$defs"]["form-payment"]["pattern"]

    assert re.search(pattern, "5 EUR * size(walk)") and re.search(pattern, "20.50 EUR") and re.search(pattern, "rate")
    assert not re.search(pattern, "20 EURO") and not re.search(pattern, "20")
