"""Floor 7. A case as staff see it; that they opened it is recorded. Nobody opens their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.errors import NotFound, Refused
from portal.journey.entries import Entries
from portal.journey.finish import Section, summary
from portal.journey.plan import Plan, plan
from portal.spec.model import Move, Service
from portal.store import (
    Case,
    CaseId,
    CaseValue,
    IssuedDocument,
    JournalEntry,
    PersonId,
    Release,
    case_by_reference,
    documents_of,
    journal_of,
    read_answers,
    record_access,
)
from portal.usecases.access import is_own, may, require, visible_cases
from portal.usecases.actor import Actor
from portal.usecases.casefile import CaseFile, open_case_file, sent_on
from portal.usecases.issuing import validity_on
from portal.usecases.people import names_of
from portal.usecases.releases import ServedService, served_service
from portal.usecases.values import searched
from portal.workflow.moves import open_moves

MOST_TWINS = 20


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a case's history; `facts` hold ids and codes only."""

    at: datetime
    event: str
    role: str
    who: str  # a name; "" for the portal itself, and for somebody who was forgotten
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Twin:
    """Another case of the service with the same answer to one question: the same plate, the same address."""

    path: str
    reference: str
    state: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Prospect:
    """What the applicant will get when the case is decided so today; where it cannot be issued, `obstacle` says why."""

    document: str
    valid_from: date
    valid_until: date | None
    obstacle: Mapping[str, str]  # the facts of `workflow.validity.NO_ISSUE`


@dataclass(frozen=True)
class CaseView:
    """A case as staff see it. No rows of the database: what a page needs, by name."""

    id: CaseId
    reference: str
    unit: str
    state: str
    version: int
    served: ServedService
    release_number: int
    applicant: CaseFile
    language: str
    received_at: datetime
    due_on: date
    decided_at: datetime | None
    decided_by: str
    reason: str
    holder_id: PersonId | None
    holder: str
    fee_minor: int
    currency: str
    fee_row: str
    fee_state: str
    paid_at: datetime | None
    automatic: str
    erased: bool
    plan: Plan
    documents: tuple[IssuedDocument, ...]
    history: tuple[Happening, ...]
    twins: tuple[Twin, ...]
    may_decide: bool
    may_give_back_any: bool
    today: date

    @property
    def service(self) -> Service:
        return self.served.service

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return () if self.erased else summary(self.plan, everything=True)

    @property
    def moves(self) -> tuple[Move, ...]:
        """What the clerk may make of it now."""
        return open_moves(self.service, self.state, by="clerk") if self.may_decide else ()

    @property
    def prospect(self) -> Prospect | None:
        return next(iter(self.prospects.values()), None)

    @cached_property
    def prospects(self) -> Mapping[str, Prospect]:
        """Of each move that issues something."""
        return {move.id: self._prospect(move.issue) for move in self.moves if move.issue}

    def _prospect(self, document: str) -> Prospect:
        try:
            days = validity_on(self.plan, document, self.today)
        except Refused as refused:
            return Prospect(document, self.today, None, refused.facts)
        return Prospect(document, days.first, days.last, {})


# ---- opening --------------------------------------------------------------------------------------------------------


def open_case(session: Session, reference: str, *, actor: Actor, now: datetime, today: date, zone: str) -> CaseView:
    """The case with all that a page shows of it; that the actor opened it is recorded.

    Refused: `NotFound` outside the actor's units; `Refused` "own case".
    """
    case = seen_case(session, reference, actor)
    role = actor.role_in(case.unit)
    record_access(session, person_id=actor.person_id, role=role, case_id=case.id, thing="case", now=now)
    return _view(session, case, actor, today, zone)


def seen_case(session: Session, reference: str, actor: Actor, *, lock: bool = False) -> Case:
    """The case under this reference, among the actor's. Refused: `NotFound`; `Refused` "own case"."""
    found = case_by_reference(reference)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    case = session.scalars(found).one_or_none()
    if case is None:
        raise NotFound("no such case", reference=reference)
    if is_own(actor, case) and actor.role_in(case.unit):
        raise Refused("own case", reference=reference)
    require(actor, "case.read", case)
    return case


def _view(session: Session, case: Case, actor: Actor, today: date, zone: str) -> CaseView:
    served = served_service(session, case.digest)
    erased = case.erased_at is not None
    entries = Entries() if erased else Entries.from_json(read_answers(session, case.id)[0])
    journal = list(session.scalars(journal_of("case", case.id)))
    staff = {entry.actor_id for entry in journal} | {case.claimed_by or "", case.decided_by or ""}
    names = names_of(session, {PersonId(one) for one in staff - {"", "system", "operator", case.person_id}})
    applicant = open_case_file(session, case)
    names[case.person_id] = applicant.name
    return CaseView(
        id=case.id,
        reference=case.reference,
        unit=case.unit,
        state=case.state,
        version=case.version,
        served=served,
        release_number=session.scalars(select(Release.number).where(Release.id == case.release_id)).one(),
        applicant=applicant,
        language=case.language,
        received_at=case.received_at,
        due_on=case.due_on,
        decided_at=case.decided_at,
        decided_by=names.get(PersonId(case.decided_by or ""), ""),
        reason=case.reason or "",
        holder_id=case.claimed_by,
        holder=names.get(case.claimed_by or PersonId(""), ""),
        fee_minor=case.fee_minor,
        currency=case.currency or "",
        fee_row=case.fee_row or "",
        fee_state=case.fee_state,
        paid_at=case.paid_at,
        automatic=case.automatic or "",
        erased=erased,
        plan=plan(served.service, entries, sent_on(case, zone)),
        documents=tuple(session.scalars(documents_of(case.id))),
        history=tuple(_happening(entry, names) for entry in journal),
        twins=tuple(_twins(session, case, served.service, entries, actor)),
        may_decide=may(actor, "case.decide", case),
        may_give_back_any=may(actor, "case.give_back_any", case),
        today=today,
    )


def _happening(entry: JournalEntry, names: Mapping[PersonId, str]) -> Happening:
    return Happening(entry.at, entry.event, entry.actor_role, names.get(PersonId(entry.actor_id), ""), entry.facts)


def _twins(session: Session, case: Case, service: Service, entries: Entries, actor: Actor) -> list[Twin]:
    """Other cases with the same answer to a question that tells cases apart, the latest first: one query."""
    meant = []
    for path, field in service.fields.items():
        if field.search and not field.codes and not field.group:
            text = searched(session, field, entries.answers.get(path))
            if text is not None:
                meant.append((CaseValue.field == path) & (CaseValue.text == text))
    if not meant:
        return []
    same: Any = (
        visible_cases(actor)
        .join(CaseValue, CaseValue.case_id == Case.id)
        .where(CaseValue.service_id == case.service_id, or_(*meant), Case.id != case.id)
        .with_only_columns(CaseValue.field, Case.reference, Case.state, Case.received_at)
        .order_by(Case.received_at.desc(), Case.id)
        .limit(MOST_TWINS)
    )
    return [Twin(*row) for row in session.execute(same)]


def latest_change(session: Session, reference: str, *, actor: Actor) -> Happening | None:
    """The last thing that happened to the case: what the later of two clerks is told."""
    case = seen_case(session, reference, actor)
    entries = list(session.scalars(journal_of("case", case.id)))
    if not entries:
        return None
    names = names_of(session, {PersonId(entries[-1].actor_id)})
    return _happening(entries[-1], names)
