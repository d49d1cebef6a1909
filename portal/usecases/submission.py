"""Floor 7. Sending an application: the draft becomes a case, once, with everything that belongs to it in one transaction."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from portal.errors import NotFound, Refused
from portal.journey.explaining import explained
from portal.journey.finish import final
from portal.journey.keeping import to_json
from portal.journey.plan import Plan, plan
from portal.spec.model import Authority
from portal.store import (
    NEVER,
    Case,
    CaseId,
    Draft,
    ServiceId,
    case_by_reference,
    data_key,
    defer,
    record,
    save_answers,
)
from portal.usecases.access import require
from portal.usecases.actor import Actor
from portal.usecases.copying import ask_for_copy
from portal.usecases.drafts import (
    OpenDraft,
    files_named,
    forget_other_files,
    open_draft,
    outside_facts,
    require_sure,
)
from portal.usecases.notify import notify
from portal.usecases.releases import served_service
from portal.usecases.review import carry_out
from portal.usecases.values import case_values
from portal.workflow.calendar import due_on
from portal.workflow.moves import RECEIVED, WITHDRAW, make_move
from portal.workflow.reference import make_reference

ASK_REGISTER = "ask_register"


def shown_terms(opened: OpenDraft, finished: Plan) -> str:
    """What check-your-answers showed: the release with its declaration, and the fee. Sending it again says what was agreed to."""
    fee, told = finished.fee, opened.served.digest[:24]
    return f"{told}-{fee.id}-{fee.amount_minor}" if fee else f"{told}-open" if finished.is_fee_open else told


def submit(
    session: Session, draft_id: str, *, actor: Actor, email: str, authority: Authority, now: datetime, today: date,
    terms: str | None = None,
) -> Case:  # fmt: skip
    """The case that the draft became; a second press finds the same one.

    `email`: where the confirmation goes, "" where none is known. `terms`: what the person was shown (`shown_terms`).
    Refused: `NotFound`; `Refused` "incomplete" with the page that wants something, "changed" where the release or the
    fee is no longer what was shown, "unsure" where the service now wants a safer sign-in, or "closed", or "preview".
    """
    opened = open_draft(session, draft_id, actor=actor, now=now, today=today, lock=True)
    if opened.submitted:
        return case_of(session, CaseId(opened.id), actor)
    if opened.is_preview:
        raise Refused("preview")
    if not opened.can_be_sent:
        raise Refused("closed")
    require_sure(opened.service, actor)
    finished = _finished(session, opened, today)
    if terms is not None and terms != shown_terms(opened, finished):
        raise Refused("changed")
    case = _case(
        opened, finished, actor=actor, authority=authority, reference=_free_reference(session), now=now, today=today
    )
    entries = final(finished)
    forget_other_files(session, opened.id, files_named(opened.service, entries))
    key = data_key(session, case.id)
    case.envelope = key.seal(
        Case.envelope, case.id, {"name": actor.name, "email": email, "explanations": to_json(explained(finished))}
    )
    session.add(case)
    save_answers(session, opened.id, entries.to_json(), version=opened.version)
    session.flush()
    session.add_all(case_values(session, case.id, opened.service, entries, actor.name))
    draft = session.get_one(Draft, opened.id)
    draft.submitted, draft.digest, draft.release_id = True, opened.served.digest, opened.release_id
    facts = {"release": case.release_id, "fee": case.fee_minor}
    record(session, "case", case.id, "received", actor_id=actor.person_id, actor_role="applicant", now=now, facts=facts)
    if case.automatic:
        defer(session, ASK_REGISTER, key=f"{ASK_REGISTER}:{case.id}", case=case.id)
    ask_for_copy(session, case.id)
    notify(session, case, "received", now=now)
    return case


def _finished(session: Session, opened: OpenDraft, today: date) -> Plan:
    """The plan with facts as they are at this moment. Refused: `Refused` where something is still to be answered."""
    facts = outside_facts(session, opened.plan, today=today)
    so_far = plan(opened.service, opened.entries.with_outside(facts), today)
    if not so_far.is_finished:
        page = so_far.first_open or so_far.exit
        raise Refused("incomplete", page=page.id if page else "")
    return so_far


def _case(
    opened: OpenDraft, finished: Plan, *, actor: Actor, authority: Authority, reference: str, now: datetime, today: date
) -> Case:  # fmt: skip
    service, review, fee = opened.service, opened.service.review, finished.fee
    unit = authority.units.get(service.unit)
    assert opened.release_id is not None
    return Case(
        id=CaseId(opened.id), reference=reference, service_id=ServiceId(service.id), unit=service.unit, release_id=opened.release_id,
        digest=opened.served.digest, person_id=actor.person_id, national_digest=actor.national_digest, state=RECEIVED,
        language=opened.language, received_at=now,
        due_on=due_on(
            today, review.decide_within, working_days=review.working_days, country=authority.country,
            closed_on=unit.closed_on if unit else (),
        ),
        # A fee that cannot be worked out is told by a clerk, so nothing is decided without one.
        automatic="asked" if review.automatic and not finished.is_fee_open else None,
        fee_minor=fee.amount_minor if fee else 0, currency=fee.currency if fee else None, fee_row=fee.id if fee else None,
        fee_state="open" if finished.is_fee_open else "due" if fee and fee.amount_minor else "none", keep_until=NEVER,
    )  # fmt: skip


_IS_TAKEN = select(exists().where(Case.__table__.c.reference == bindparam("reference")))


def _free_reference(session: Session) -> str:
    while True:
        reference = make_reference(secrets.choice)
        if not session.execute(_IS_TAKEN, {"reference": reference}).scalar():
            return reference


def case_of(session: Session, case_id: CaseId, actor: Actor) -> Case:
    """The actor's own case. Refused: `NotFound`."""
    return _own(session.get(Case, case_id), actor)


def own_case(session: Session, reference: str, actor: Actor) -> Case:
    return _own(session.scalars(case_by_reference(reference)).one_or_none(), actor)


def _own(case: Case | None, actor: Actor) -> Case:
    if case is None:
        raise NotFound("no such case")
    require(actor, "case.read", case)
    return case


def withdraw(session: Session, reference: str, *, actor: Actor, now: datetime, today: date) -> Case:
    """Takes the application back while it is undecided. Refused: `NotFound`; `Conflict` when it was decided meanwhile."""
    case = own_case(session, reference, actor)
    session.refresh(case, with_for_update=True)
    require(actor, "case.withdraw", case)
    served = served_service(session, case.digest)
    outcome = make_move(served.service, case.state, WITHDRAW.id, by="applicant", today=today)
    carry_out(session, case, served, outcome, actor=actor, role="applicant", now=now, today=today)
    return case
