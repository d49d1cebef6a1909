"""Floor 6. Of each row of the fee that may be paid: answers with which it is not known, or comes to less than nothing."""

from __future__ import annotations

from typing import Any

from portal.authoring.arriving import Arrived
from portal.authoring.claims import BELOW_NOTHING, HOLE, NO_AMOUNT, Claim
from portal.authoring.showing import Showing
from portal.journey.plan import Plan
from portal.rules import UNKNOWN
from portal.rules.terms import is_true, is_unknown, tested
from portal.spec.model import FeeRow


def judge_row(showing: Showing, row: FeeRow, state: Arrived) -> None:
    """`state`: who comes to the row."""
    place, paying = showing.places.fee_row(row.id), state
    if row.when is not None:
        holds = showing.people.when(row.when)
        _is_known(showing, (place, "when"), HOLE, row.id, state.and_(is_true(is_unknown(holds))))
        paying = state.and_(is_true(holds))
    if row.rule is None:
        return
    rule, amount = row.rule, showing.people.solver.rule(row.rule)
    _is_known(showing, (place,), NO_AMOUNT, row.id, paying.and_(is_true(is_unknown(amount))))
    found = showing.people.solve(paying.and_(is_true(tested(amount, _is_below))).whole)
    if found.is_possible:
        showing.tell(found, (place,), BELOW_NOTHING, lambda done: _is_below(done.computed(rule)), name=row.id)


def _is_known(showing: Showing, at: tuple[str, ...], claim: Claim, row: str, state: Arrived) -> None:
    """Tells of answers with which nobody knows whether the row holds, or how much it is."""
    unknown = showing.people.solve(state)
    if unknown.is_possible:
        unknown = showing.people.solve(state.whole)
    showing.tell(unknown, at, claim, _is_open, name=row)


def _is_open(done: Plan) -> bool:
    return done.is_fee_open


def _is_below(amount: Any) -> bool:
    return amount is not UNKNOWN and bool(amount.amount < 0)
