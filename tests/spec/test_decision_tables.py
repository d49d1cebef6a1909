"""Issue 4, decision tables: read, named in rules, computed with the answers, and faulted where a row cannot be reached."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.authoring.proving import proof_of
from portal.journey.entries import Entries
from portal.journey.plan import plan
from tests.journey.test_journey import item, typed
from tests.spec.services import SMALL, bundle, small, told

TODAY = date(2026, 11, 24)
BEFORE = "checks:\n"
RISK = """\
tables:
  risk:
    kind: choice
    options: {low: "Low risk", high: "High risk"}
    rows:
    - {row: wild, if: {size_of: big, breed: "not poodle"}, gives: high, because: "Big and strong"}
    - {row: rest, otherwise: low, because: "Harmless"}
"""
EXTRAS = """\
tables:
  extras:
    kind: money
    take: all
    rows:
    - {row: bulk, if: {size_of: big}, gives: 5 EUR}
    - {row: walked, when: "walks_in_all > 60", gives: 2.50 EUR}
"""


def told_of(table: str) -> list[str]:
    return told(BEFORE, table + BEFORE)


def value(table: str, name: str, answers: dict[str, str], minutes: str = "") -> Any:
    months = "  months: {kind: integer, rows: [{row: high, if: {risk: high}, gives: 6}, {row: low, otherwise: 12}]}\n"
    service = small(BEFORE, RISK + months + BEFORE)

    assert service.order.index("risk") < service.order.index("months")
    assert service.every_condition["table:months/high"].rule.source == "risk == 'high'"
    assert service.every_condition["table:risk/wild"].rule.reads == {"size_of", "breed"}


@pytest.mark.parametrize(
    ("kind", "gives", "expected"),
    [("integer", "3", 3), ("decimal", "0.5", Decimal("0.5")), ("yes no", "yes", True), ("date", "2026-12-31", date(2026, 12, 31)),
     ("text", "soon", "soon")],
)  # fmt: skip
def test_what_a_row_gives_is_of_the_tables_kind(kind: str, gives: str, expected: object) -> None:
    table = f'tables:\n  t: {{kind: {kind}, rows: [{{row: a, if: {{size_of: big}}, gives: "{gives}"}}]}}\n'

    assert small(BEFORE, table + BEFORE).tables["t"].rows[0].gives == expected


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{row: a, if: {size_of: huge}, gives: 1}", "no option “huge”"),
        ("{row: a, if: {sizeof: big}, gives: 1}", "sizeof"),
        ("{row: a, if: {size_of: big}, gives: many}", "whole number"),
        ("{row: a, gives: 1}", "does not say when it holds"),
        ("{row: a, when: size_of, gives: 1}", "choice"),
        ("{row: a, if: {walks_in_all: lots}, gives: 1}", "cannot be a test"),
        ("{row: a, if: {size_of: big}, gives: 1}, {row: b, when: big, gives: 2}", "never reached"),
        ("{row: a, if: {walks_in_all: 3}, when: walks_in_all > 5, gives: 1}", "contradicts itself"),
        ("{row: a, otherwise: 1}, {row: b, when: big, gives: 2}", "never reached"),
        ("{row: a, when: big, gives: 1}, {row: a, otherwise: 2}", "two rows"),
        ("{row: a, when: t == 1, gives: 1}", "“t” depends on itself."),
    ],
)
def test_what_is_wrong_with_a_row_is_told_at_its_place(row: str, words: str) -> None:
    table = f"tables:\n  t:\n    kind: integer\n    rows: [{row}]\n"

    (found,) = told_of(table)

    assert words in found


def test_a_hole_and_an_overlap_are_warnings() -> None:
    table = """\
tables:
  t:
    kind: integer
    rows:
    - {row: some, if: {breed: poodle, size_of: big}, gives: 1}
    - {row: more, if: {size_of: big}, gives: 2}
"""
    found = [str(one) for one in proof_of(bundle(SMALL.replace(BEFORE, table + BEFORE)), TODAY).faults]

    assert any("[table-hole]" in one and "size_of = small" in one for one in found)
    assert any("[table-overlap]" in one and "“some” and “more”" in one for one in found)


def told_of_rows(*rows: str, head: str = "") -> list[str]:
    """What is proved of a table with these conditions."""
    lines = "".join(f'    - {{row: r{n}, when: "{row}", gives: {n}}}\n' for n, row in enumerate(rows))
    table = f"tables:\n  t:\n    kind: integer\n{head}    rows:\n{lines}"
    return [f"{one} {one.code}" for one in proof_of(bundle(SMALL.replace(BEFORE, table + BEFORE)), TODAY).faults]


@pytest.mark.parametrize(
    ("rows", "hole"),
    [
        (["size(walk) < 1", "size(walk) >= 1 && size(walk) <= 3"], ""),
        (["size(walk) < 1", "size(walk) >= 1 && size(walk) <= 2"], "size(walk) = 3."),
        (["walks_in_all >= 0 && walks_in_all < 5", "walks_in_all >= 5"], ""),
        (["walks_in_all > 0 && walks_in_all < 5", "walks_in_all >= 5"], "walks_in_all = 0."),
        (["sum(walk.minutes) >= 0 && sum(walk.minutes) < 5", "sum(walk.minutes) >= 5"], ""),
        (["!big", "has_muzzle && big"], ""),  # who answers no meets an exit
    ],
)
def test_a_hole_is_told_only_where_somebody_can_send_what_falls_into_it(rows: list[str], hole: str) -> None:
    found = [one for one in told_of_rows(*rows) if "for these answers" in one or "is for each" in one]

    assert len(found) == bool(hole) and hole in "".join(found)


def test_where_all_rows_are_taken_nothing_is_missing_where_none_holds() -> None:
    assert told_of_rows("big", head="    take: all\n") == []


FEE = """\
fee:
  take: all
  rows:
  - {row: base, when: "size_of in ['small', 'big']", amount: 10 EUR, because: "Every dog"}
  - {row: large, when: big, amount: 5.50 EUR, because: "Big dogs"}
"""


def test_a_fee_can_add_its_rows_up() -> None:
    old = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]
    service = small(old, FEE)

    fee = plan(service, typed(service, Entries(), "dog", {"size_of": "big", "breed": "lab"}), TODAY).fee

    assert fee is not None and (fee.amount_minor, fee.id) == (1550, "base,large")
    assert [row.because.source for row in service.fee_rows(fee.id)] == ["Every dog", "Big dogs"]
    assert plan(service, Entries(), TODAY).fee is None


def test_a_fee_can_be_a_table_of_money() -> None:
    old = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]
    service = small(old, "fee: {table: extras}\n" + EXTRAS.replace("EUR}", 'EUR, because: "So it is"}'))

    entries = item(service, typed(service, Entries(), "dog", {"size_of": "big", "breed": "lab"}), "one", "90")

    fee = plan(service, entries, TODAY).fee
    assert fee is not None and (fee.amount_minor, fee.id) == (750, "bulk,walked")


def test_a_fee_from_a_table_must_say_why() -> None:
    old = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]

    assert all("must know why" in one for one in told(old, "fee: {table: extras}\n" + EXTRAS))
