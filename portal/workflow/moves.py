"""Floor 4. How a case moves, pure: a move, its guards, and the effects that must happen with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.errors import Conflict, Refused
from portal.spec.model import Move, Service
from portal.workflow.calendar import after

RECEIVED, WITHDRAWN = "received", "withdrawn"
WITHDRAW = Move(
    "withdraw", RECEIVED, WITHDRAWN, "applicant"
)  # every service has it: an applicant may withdraw while undecided


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a move does: the new state, the document to issue ("" for none), the mail to send, and how long the case is kept."""

    move: Move
    state: str
    issue: str
    mail: str  # "approved", "refused", "withdrawn": the new state names it
    keep_until: date | None
    reason: str = ""


def move_of(service: Service, move_id: str) -> Move:
    """Refused: `Refused` when the service has no such move."""
    if move_id == WITHDRAW.id:
        return WITHDRAW
    if move_id not in service.review.moves:
        raise Refused("no such move", move=move_id)
    return service.review.moves[move_id]


def make_move(service: Service, state: str, move_id: str, *, by: str, today: date, reason: str = "") -> Outcome:
    """The outcome of a move from `state`; `by` is "clerk", "applicant" or "system".

    Refused: `Conflict` when the case is no longer in the state the move starts from; `Refused` when this side may not make it,
    or its reason is missing or unknown.
    """
    move = move_of(service, move_id)
    if state != move.source:
        raise Conflict("moved meanwhile", state=state, move=move_id)
    if by not in (move.by, "system"):
        raise Refused("not this side's move", move=move_id, by=by)
    if move.needs_reason and reason not in service.review.reasons:
        raise Refused("reason needed", move=move_id)
    span = service.keep.get(move.target)
    return Outcome(move, move.target, move.issue, move.target, after(today, span) if span else None, reason)


def open_moves(service: Service, state: str, *, by: str) -> tuple[Move, ...]:
    """The moves that this side could make now, in the specification's order."""
    return tuple(move for move in service.review.moves.values() if move.source == state and move.by == by)


def is_open(state: str) -> bool:
    """Whether the case still waits for a decision."""
    return state == RECEIVED
