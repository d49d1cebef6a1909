"""Floor 7. What a clerk does with a case: take, give back, mark the fee as paid, approve, refuse.

A decision and its effects happen in one transaction, under the case's lock: of two clerks the later one meets a
`Conflict`, and `caseview.latest_change` says how the case stands now. Nobody decides their own case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.errors import Conflict, Refused
from portal.i18n.folding import clean
from portal.spec.model import Service
from portal.store import NEVER, Case, record
from portal.usecases.access import may, require
from portal.usecases.actor import Actor
from portal.usecases.casefile import open_case_file, seal_case_file
from portal.usecases.caseview import seen_case
from portal.usecases.issuing import issue
from portal.usecases.notify import notify
from portal.usecases.releases import ServedService, served_service
from portal.workflow.moves import Outcome, make_move, move_of

EXPLANATION_MOST = 4_000


# ---- taking and giving back -----------------------------------------------------------------------------------------


def take(session: Session, reference: str, *, actor: Actor, now: datetime) -> Case:
    """The actor holds the case from now on; again is no change. Refused: `Conflict` where a colleague holds it."""
    case = _workable(session, reference, actor)
    if case.claimed_by == actor.person_id:
        return case
    if case.claimed_by is not None:
        raise Conflict("taken", reference=reference, holder=case.claimed_by)
    case.claimed_by, case.claimed_at = actor.person_id, now
    _note(session, case, "taken", actor, now)
    return case


def give_back(session: Session, reference: str, *, actor: Actor, now: datetime) -> Case:
    """Nobody holds the case any more. A supervisor may give back what somebody else holds."""
    case = _workable(session, reference, actor)
    if case.claimed_by is None:
        return case
    if case.claimed_by != actor.person_id and not may(actor, "case.give_back_any", case):
        raise Conflict("taken", reference=reference, holder=case.claimed_by)
    case.claimed_by, case.claimed_at = None, None
    _note(session, case, "given_back", actor, now)
    return case


def mark_paid(session: Session, reference: str, *, actor: Actor, now: datetime) -> Case:
    """Notes that the fee has come in; a second press changes nothing.

    Refused: `Refused` where there is no fee, or none that is known; `Conflict` where the applicant withdrew: nothing is owed any more.
    """
    case = _locked(session, reference, actor, "case.mark_paid")
    if case.fee_state not in ("due", "paid"):
        raise Refused("no fee", reference=reference)
    if case.state == "withdrawn":
        raise Conflict("withdrawn", reference=reference, state=case.state)
    if case.fee_state == "due":
        case.fee_state, case.paid_at, case.paid_by = "paid", now, actor.person_id
        _note(session, case, "paid", actor, now, amount=case.fee_minor, currency=case.currency)
    return case


def _locked(session: Session, reference: str, actor: Actor, act: str) -> Case:
    """The case for a change, so that nobody else changes it meanwhile.

    Refused: as `seen_case`; `Refused` to those who may only look.
    """
    case = seen_case(session, reference, actor, lock=True)
    require(actor, act, case)
    return case


def _workable(session: Session, reference: str, actor: Actor) -> Case:
    """The same, still waiting for a decision. Refused: `Conflict` where it was decided or withdrawn."""
    case = _locked(session, reference, actor, "case.claim")
    if case.decided_at is not None:
        raise Conflict("decided", reference=reference, state=case.state)
    return case


def _note(session: Session, case: Case, event: str, actor: Actor, now: datetime, **facts: Any) -> None:
    session.flush()
    role = actor.role_in(case.unit)
    record(session, "case", case.id, event, actor_id=actor.person_id, actor_role=role, now=now, facts=facts)


# ---- deciding -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """What a clerk wants: the move, the reason's code and its explanation, and the case's version on the clerk's page."""

    move: str
    version: int
    reason: str = ""
    explanation: str = ""

    def problems(self, service: Service) -> dict[str, str]:
        """What is still missing: "reason" → "empty", "explanation" → "empty" or "too_long".

        Refused: `Refused` when the service has no such move.
        """
        found: dict[str, str] = {}
        if move_of(service, self.move).needs_reason:
            if self.reason not in service.review.reasons:
                found["reason"] = "empty"
            if not clean(self.explanation):
                found["explanation"] = "empty"
            if len(clean(self.explanation)) > EXPLANATION_MOST:
                found["explanation"] = "too_long"
        return found


def decide(session: Session, reference: str, decision: Decision, *, actor: Actor, now: datetime, today: date) -> Case:
    """Makes the move with all its effects, or nothing of it.

    Refused: `NotFound`; `Refused` (own case, not a clerk's move, reason or explanation missing); `Conflict` when the
    case is not as the clerk saw it: somebody decided, took or changed it meanwhile.
    """
    case = _locked(session, reference, actor, "case.decide")
    served = served_service(session, case.digest)
    outcome = make_move(served.service, case.state, decision.move, by="clerk", today=today, reason=decision.reason)
    if case.version != decision.version:
        raise Conflict("changed meanwhile", reference=reference, version=case.version)
    if case.claimed_by not in (None, actor.person_id):
        raise Conflict("taken", reference=reference, holder=case.claimed_by)
    problems = decision.problems(served.service)
    if problems:
        raise Refused("incomplete", **problems)
    if outcome.move.needs_reason:
        content = replace(open_case_file(session, case), explanation=clean(decision.explanation))
        seal_case_file(session, case, content)
    carry_out(session, case, served, outcome, actor=actor, role=actor.role_in(case.unit), now=now, today=today)
    return case


def carry_out(
    session: Session,
    case: Case,
    served: ServedService,
    outcome: Outcome,
    *,
    actor: Actor,
    role: str,
    now: datetime,
    today: date,
) -> None:
    """The new state and every effect of the move, in the transaction of its cause."""
    case.state, case.reason = outcome.state, outcome.reason or None
    case.decided_at, case.decided_by = now, actor.person_id
    case.claimed_by, case.claimed_at = None, None
    case.due_on, case.keep_until = NEVER, outcome.keep_until or NEVER
    session.flush()
    facts: dict[str, Any] = {"move": outcome.move.id}
    if outcome.reason:
        facts["reason"] = outcome.reason
    if outcome.issue:
        issued = issue(session, case, served, outcome.issue, actor=actor, now=now, today=today)
        facts["document"] = issued.id
    record(session, "case", case.id, outcome.state, actor_id=actor.person_id, actor_role=role, now=now, facts=facts)
    notify(session, case, outcome.mail, now=now)
