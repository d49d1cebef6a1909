"""How a case moves: moves and their guards, working days, references, what a register agrees with."""

from __future__ import annotations

import random
from datetime import date

import pytest

from portal.errors import Conflict, Refused
from portal.spec.model import Automatic
from portal.workflow.automatic import disagreements
from portal.workflow.calendar import after, due_on, valid_until
from portal.workflow.moves import make_move, open_moves
from portal.workflow.reference import ALPHABET, make_reference, read_reference
from tests.spec.services import small

TODAY = date(2026, 11, 24)


def test_approving_issues_the_document_and_says_how_long_the_case_is_kept() -> None:
    outcome = make_move(small(), "received", "approve", by="clerk", today=TODAY)

    assert (outcome.state, outcome.issue, outcome.keep_until) == ("approved", "licence", date(2028, 11, 24))


@pytest.mark.parametrize(
    ("state", "move", "by", "reason", "error"),
    [
        ("approved", "refuse", "clerk", "wild", Conflict),
        ("received", "refuse", "clerk", "", Refused),
        ("received", "refuse", "clerk", "unknown", Refused),
        ("received", "approve", "applicant", "", Refused),
        ("received", "promote", "clerk", "", Refused),
        ("withdrawn", "withdraw", "applicant", "", Conflict),
    ],
)
def test_a_move_that_may_not_be_made_is_refused(
    state: str, move: str, by: str, reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        make_move(small(), state, move, by=by, today=TODAY, reason=reason)


def test_only_a_received_case_can_be_decided() -> None:
    assert [move.id for move in open_moves(small(), "received", by="clerk")] == ["approve", "refuse"]
    assert open_moves(small(), "refused", by="clerk") == ()


@pytest.mark.parametrize(
    ("received", "days", "working", "closed", "expected"),
    [
        (date(2026, 11, 24), 30, False, (), date(2026, 12, 24)),
        (date(2026, 11, 24), 10, True, (), date(2026, 12, 8)),
        (date(2026, 12, 22), 3, True, (), date(2026, 12, 29)),  # 24 to 26 December are holidays in Estonia
        (date(2026, 12, 22), 3, True, ("2026-12-28",), date(2026, 12, 30)),
        (date(2026, 11, 28), 1, True, (), date(2026, 11, 30)),  # received on a Saturday
    ],
)
def test_working_days_leave_out_weekends_holidays_and_closing_days(
    received: date, days: int, working: bool, closed: tuple[str, ...], expected: date
) -> None:
    assert due_on(received, days, working_days=working, country="EE", closed_on=closed) == expected


def test_spans_end_on_the_last_day_of_a_shorter_month() -> None:
    assert after(date(2026, 1, 31), (1, "month")) == date(2026, 2, 28)
    assert after(date(2028, 2, 29), (1, "year")) == date(2029, 2, 28)
    assert valid_until(date(2026, 11, 26), (1, "year")) == date(2027, 11, 25)
    assert valid_until(date(2026, 11, 26), None) is None


def test_a_reference_is_read_whatever_was_typed_around_it() -> None:
    reference = make_reference(random.Random(1).choice)

    assert read_reference(f"  {reference.lower().replace('-', ' ')} ") == reference
    assert not set(reference) & set("01OIAEU")


def test_every_wrong_sign_and_every_swap_is_found() -> None:
    signs = make_reference(random.Random(2).choice).replace("-", "")

    for at, sign in enumerate(signs):
        for other in set(ALPHABET) - {sign}:
            assert read_reference(signs[:at] + other + signs[at + 1 :]) is None
    for at in range(len(signs) - 1):
        swapped = signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :]
        assert swapped == signs or read_reference(swapped) is None


def test_a_register_agrees_whatever_the_spelling_and_names_what_differs() -> None:
    automatic = Automatic("population", {"home": "address", "name": "name"}, "approve")
    told = {"home": "12 Rope Walk, flat 4, 10123, Solmere", "name": "MÄRT TAMM"}

    reply = {
        "address": {"street": "12 Rope Walk, flat 4", "postal_code": "10123", "city": "Solmere"},
        "name": "Mart Tamm",
    }
    assert disagreements(automatic, told, reply) == ()
    assert disagreements(automatic, told, {**reply, "name": "Mari Tamm"}) == ("name",)
    assert disagreements(automatic, told, {}) == ("home", "name")
