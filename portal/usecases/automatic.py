"""Floor 7. A case that a register may decide: what is asked, and what follows from the reply.

Asking happens between two units of work (`worker/review`). Where the register agrees the case is decided without a
clerk; where it disagrees, knows nobody, is slow or is down, it stays for a clerk, and its history says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound, Refused
from portal.gateways.registers import RegisterAnswer
from portal.journey.entries import Entries
from portal.journey.finish import exported
from portal.store import Case, CaseId, read_answers, record
from portal.usecases.actor import SYSTEM
from portal.usecases.casefile import open_case_file, seal_case_file
from portal.usecases.issuing import validity_of_case
from portal.usecases.people import identity_of
from portal.usecases.releases import ServedService, served_service
from portal.usecases.review import carry_out
from portal.workflow.automatic import disagreements
from portal.workflow.moves import RECEIVED, make_move

ASKED, AGREED, DISAGREED, FAILED = "asked", "agreed", "disagreed", "failed"
_EVENTS = {"not found": "register_unknown", "slow": "register_slow", "down": "register_down"}


@dataclass(frozen=True, slots=True)
class Question:
    """Which register is asked about whom; `told` is what the applicant answered, to compare."""

    register: str
    national_number: str
    told: Mapping[str, str]


def question_of(session: Session, case_id: CaseId) -> Question | None:
    """What to ask for a case; None where nothing is to be asked any more: it was decided or withdrawn, or asked before."""
    case = session.get(Case, case_id)
    if case is None or case.state != RECEIVED or case.automatic != ASKED:
        return None
    service = served_service(session, case.digest).service
    if service.review.automatic is None:
        return None
    told = exported(service, Entries.from_json(read_answers(session, case.id)[0]))
    try:
        number = str(identity_of(session, case.person_id).get("national_number", ""))
    except NotFound:
        number = ""
    return Question(service.review.automatic.register, number, told)


def conclude(
    session: Session, case_id: CaseId, question: Question, answer: RegisterAnswer, *, now: datetime, today: date
) -> Case | None:
    """Decides the case where the register agrees, else leaves it to a clerk with the reason; None where it is too late."""
    case = session.scalars(
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if case is None or case.state != RECEIVED or case.automatic != ASKED:
        return None
    served = served_service(session, case.digest)
    automatic = served.service.review.automatic
    assert automatic is not None
    if answer.outcome != "answer":
        return _to_a_clerk(session, case, FAILED, _EVENTS[answer.outcome], now)
    fields = disagreements(automatic, question.told, answer.facts)
    if fields:
        said = {path: _worded(answer.facts.get(automatic.agree[path], "")) for path in fields}
        seal_case_file(session, case, replace(open_case_file(session, case), register=said))
        return _to_a_clerk(session, case, DISAGREED, "register_disagreed", now, fields=list(fields))
    try:
        validity_of_case(session, case, served, served.service.review.moves[automatic.move].issue, today=today)
    except Refused:  # a clerk sees why
        return _to_a_clerk(session, case, FAILED, "register_no_days", now)
    _agreed(session, case, served, automatic.move, now=now, today=today)
    return case


def _worded(value: Any) -> str:
    """What a register said, for a clerk to read: the parts of an address one after the other."""
    return ", ".join(str(part) for part in value.values()) if isinstance(value, Mapping) else str(value)


def _agreed(session: Session, case: Case, served: ServedService, move: str, *, now: datetime, today: date) -> None:
    case.automatic = AGREED
    session.flush()
    _note(session, case, "register_agreed", now)
    outcome = make_move(served.service, case.state, move, by="system", today=today)
    carry_out(session, case, served, outcome, actor=SYSTEM, role="system", now=now, today=today)


def _to_a_clerk(session: Session, case: Case, automatic: str, event: str, now: datetime, **facts: Any) -> Case:
    case.automatic = automatic
    session.flush()
    _note(session, case, event, now, **facts)
    return case


def _note(session: Session, case: Case, event: str, now: datetime, **facts: Any) -> None:
    record(session, "case", case.id, event, actor_id=SYSTEM.person_id, actor_role="system", now=now, facts=facts)
