"""What the prover says of a fee and of a document's days is shown by answers that can be sent; else it says that it is open."""

from __future__ import annotations

from datetime import date

import pytest

from portal.authoring import witnesses
from portal.authoring.claims import (
    ALWAYS_OVER,
    BELOW_NOTHING,
    HOLE,
    NEVER_BEGINS,
    NO_AMOUNT,
    OVER,
    TABLE_HOLE,
    Claim,
    Proof,
)
from portal.authoring.proving import proof_of
from portal.authoring.scenarios import read_scenarios, run
from portal.authoring.walking import walk_service
from portal.errors import NOTE, WARNING
from portal.spec.reader import read_service
from tests.spec.services import SMALL, bundle

TODAY = date(2026, 11, 24)
# Both times of a walk have the same example, and a check wants them in order.
TIMES = (
    '    - {field: minutes, kind: integer, label: "Minutes", min: 1}\n'
    '    - {field: leaves, kind: time, label: "From when?"}\n'
    '    - {field: is_back, kind: time, label: "Until when?"}\n'
)
IN_ORDER = '- {check: in_order, when: "walk.is_back <= walk.leaves", at: walk.is_back, says: "First out, then back"}\n'
FEE = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]
MINUTES = '    - {field: minutes, kind: integer, label: "Minutes", min: 1}\n'
AT_TIMES = (
    SMALL.replace(MINUTES, TIMES).replace("items: 0 to 3", "items: 1 to 3").replace("checks:\n", f"checks:\n{IN_ORDER}")
)
TABLE = "tables:\n  rate: {kind: money, rows: [{row: a, if: {size_of: big}, gives: 5 EUR}]}\npages:\n- page: dog\n"

FEES = [
    (
        '- {row: muzzled, when: "has_muzzle && size(walk) > 1", amount: 5 EUR, because: "So"}\n'
        '- {row: usual, otherwise: 6 EUR, because: "So"}\n',
        [HOLE],
    ),
    ('- {row: usual, otherwise: "has_muzzle ? 5 EUR : 6 EUR", because: "So"}\n', [NO_AMOUNT]),
    ('- {row: usual, otherwise: "10 EUR * (1 - size(walk))", because: "So"}\n', [BELOW_NOTHING]),
    ('- {row: usual, otherwise: "2 * rate", because: "So"}\n', [NO_AMOUNT, TABLE_HOLE]),
]


def with_fee(rows: str) -> str:
    return AT_TIMES.replace(FEE, f"fee:\n{rows}").replace(
        "pages:\n- page: dog\n", TABLE if "rate" in rows else "pages:\n- page: dog\n"
    )


def proved(text: str) -> Proof:
    return proof_of(bundle(text), TODAY)


@pytest.mark.parametrize(("rows", "claims"), FEES)
def test_what_is_said_of_a_fee_is_shown_also_where_examples_break_a_check(rows: str, claims: list[Claim]) -> None:
    text = with_fee(rows)
    found = [one for one in proved(text).findings if one.fault.severity == WARNING]

    assert sorted(one.fault.message for one in found) == sorted(one.said for one in claims)
    for one in found:
        assert one.witness is not None and one.witness.is_finished
        whole = bundle(text, **{"scenarios.yaml": one.witness.text})
        service = read_service(whole)
        assert [run(service, scenario) for scenario in read_scenarios(whole, service)] == [[]]


@pytest.mark.parametrize(("rows", "claims"), FEES)
def test_what_no_answers_were_found_to_show_is_said_to_be_open(
    rows: str, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witnesses, "MOST_A_GOAL", 0)
    proof = proved(with_fee(rows))

    assert proof.findings == ()
    assert sorted(one.message for one in proof.undecided) == sorted(one.is_open for one in claims)
    assert {one.severity for one in proof.undecided} == {NOTE}


SHOWN = '  - {field: shown, kind: date range, label: "When?"%s}\n- page: muzzle\n'


@pytest.mark.parametrize(
    ("limits", "valid", "claims"),
    [
        (", earliest: today", "{from: shown.from, until: shown.until}", []),
        (", earliest: today", "{from: shown.until, until: shown.from}", [NEVER_BEGINS]),
        ("", "{from: shown.from, until: shown.until}", [OVER]),
        ("", "{until: \"today - duration('1 year')\"}", [ALWAYS_OVER]),
        ("", "{until: \"date('2026-11-23')\"}", [ALWAYS_OVER]),
        ("", "{until: \"date('2026-11-24')\"}", []),
    ],
)
def test_a_document_that_is_over_or_never_begins_is_told(limits: str, valid: str, claims: list[Claim]) -> None:
    long = '- {check: long, when: "days_between(shown.from, shown.until) > 9", at: shown, says: "Too long"}\n'
    text = SMALL.replace("- page: muzzle\n", SHOWN % limits, 1).replace("checks:\n", f"checks:\n{long}")
    text = text.replace("valid: 1 year", f"valid: {valid}")
    proof = proved(text)

    assert [one.fault.message for one in proof.findings] == [one.said for one in claims]
    assert all(
        one.witness and one.witness.is_finished for one in proof.findings if one.fault.message != ALWAYS_OVER.said
    )
    assert proof.undecided == ()


def test_the_walk_proves_a_page_out_of_reach_behind_a_check_that_stops_everybody() -> None:
    numbers = "".join(
        f'- page: on_{name}\n  title: Numbers\n  ask:\n  - {{field: {name}, kind: integer, label: "{name}"{limits}}}\n'
        for name, limits in (("near", ", min: 1, max: 10"), ("far", ", min: 20, max: 30"), ("rest", ""))
    )
    check = '- {check: too_far, when: "near + 5 < far", at: far, says: "Too far"}\n'
    text = SMALL.replace("- page: walks\n", f"{numbers}- page: walks\n").replace("checks:\n", f"checks:\n{check}")

    walked = walk_service(read_service(bundle(text)), TODAY)

    assert walked.undecided == ()
    assert {"on_rest", "walks"} <= set(walked.unreachable)
    assert {road.pages[-1] for road in walked.stuck} == {"on_far"}
