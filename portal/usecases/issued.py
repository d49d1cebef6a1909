"""Floor 7. The documents of a supervisor's units: what was issued, what could not be printed, and mending that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from portal.errors import Conflict, Refused
from portal.store import Case, IssuedDocument, JournalEntry, defer, record, state_on
from portal.usecases.access import may, visible_documents
from portal.usecases.actor import Actor
from portal.usecases.issuing import RENDER, explain_end, number_of, supervised
from portal.usecases.notify import notify
from portal.usecases.paging import moment_in
from portal.usecases.releases import ServedService, served_service

PAGE = 25
MANY = 1_000
STATES = ("", "issued", "pending", "failed", "revoked", "voided")


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """One document in the list; nothing personal stands in it."""

    id: str
    number: str
    document: str  # its id in the specification
    served: ServedService
    reference: str  # of its case
    state: str  # "pending", "issued", "early", "expired", "failed", "revoked", "voided"
    created_at: datetime
    valid_until: date | None
    revoked_reason: str
    failure: Mapping[str, Any]  # why it could not be printed, {} elsewhere
    may_revoke: bool
    may_retry: bool


@dataclass(frozen=True, slots=True)
class IssuedPage:
    rows: tuple[IssuedLine, ...]
    next: str  # where the next page begins, "" on the last
    failed: int  # how many wait for somebody; at most `MANY` + 1


def issued_documents(session: Session, *, actor: Actor, today: date, state: str = "", after: str = "") -> IssuedPage:
    """A page of the actor's documents, the latest first; its queries do not grow with its rows."""
    seen = visible_documents(actor)
    wanted = seen if state not in STATES or not state else seen.where(IssuedDocument.state == state)
    if place := _place(after):
        created_at, document_id = place
        passed = tuple_(literal(created_at, IssuedDocument.created_at.type), literal(document_id))
        wanted = wanted.where(tuple_(IssuedDocument.created_at, IssuedDocument.id) < passed)
    page = (
        wanted.order_by(IssuedDocument.created_at.desc(), IssuedDocument.id.desc())
        .with_only_columns(IssuedDocument, Case)
        .limit(PAGE + 1)
    )
    found = session.execute(page).all()
    failures = _failures(session, [document.id for document, _ in found if document.state == "failed"])
    rows = tuple(
        _line(session, document, case, failures.get(document.id, {}), actor, today) for document, case in found[:PAGE]
    )
    last = found[PAGE - 1][0] if len(found) > PAGE else None
    return IssuedPage(rows, _mark(last) if last else "", _count_failed(session, seen))


def _count_failed(session: Session, seen: Select[IssuedDocument]) -> int:
    some = seen.where(IssuedDocument.state == "failed").with_only_columns(IssuedDocument.id).limit(MANY + 1)
    return session.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def _failures(session: Session, ids: list[Any]) -> dict[str, Mapping[str, Any]]:
    """The last failure of each: what the journal noted."""
    if not ids:
        return {}
    entries = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.subject_kind == "document", JournalEntry.subject_id.in_(ids))
        .where(JournalEntry.event == "failed")
        .order_by(JournalEntry.subject_id, JournalEntry.seq)
    )
    return {entry.subject_id: entry.facts for entry in entries}


def _line(
    session: Session,
    document: IssuedDocument,
    case: Case,
    failure: Mapping[str, Any],
    actor: Actor,
    today: date,
) -> IssuedLine:
    state = state_on(document.state, document.valid_from, document.valid_until, today)
    return IssuedLine(
        id=document.id,
        number=number_of(document),
        document=document.document,
        served=served_service(session, case.digest),
        reference=case.reference,
        state=state,
        created_at=document.created_at,
        valid_until=document.valid_until,
        revoked_reason=document.revoked_reason or "",
        failure=failure,
        may_revoke=state in ("issued", "early") and may(actor, "document.revoke", case),
        may_retry=document.state == "failed" and may(actor, "document.retry", case),
    )


def one_document(session: Session, document_id: str, *, actor: Actor, today: date) -> IssuedLine:
    """Refused: as `issuing.supervised`."""
    document, case = supervised(session, document_id, actor, "document.list")
    failures = _failures(session, [document.id] if document.state == "failed" else [])
    return _line(session, document, case, failures.get(document.id, {}), actor, today)


def _place(after: str) -> tuple[datetime, str] | None:
    at, _, document_id = after.partition("~")
    created_at = moment_in(at)
    return (created_at, document_id[:64]) if created_at and document_id else None


def _mark(document: IssuedDocument) -> str:
    return f"{document.created_at.isoformat()}~{document.id}"


# ---- mending --------------------------------------------------------------------------------------------------------


def retry(session: Session, document_id: str, *, actor: Actor, now: datetime) -> IssuedDocument:
    """Prints it again. Refused: `NotFound`; `Refused`; `Conflict` when it did not fail."""
    document, case = supervised(session, document_id, actor, "document.retry")
    if document.state != "failed":
        raise Conflict("not failed", document=document_id, state=document.state)
    document.state = "pending"
    session.flush()
    _note(session, document, case, "retried", actor, now)
    defer(session, RENDER, key=f"{RENDER}:{document.id}:{document.version}", document=document.id)
    return document


def void(session: Session, document_id: str, *, explanation: str, actor: Actor, now: datetime) -> IssuedDocument:
    """Gives up a document that cannot be printed. Its number stays in the series, and says that it is void.

    The decision stands; its applicant is told why and what comes instead. Refused: as `retry`; `Refused` without words.
    """
    document, case = supervised(session, document_id, actor, "document.retry")
    if not explanation.strip():
        raise Refused("reason needed")
    if document.state != "failed":
        raise Conflict("not failed", document=document_id, state=document.state)
    document.state, document.revoked_at, document.revoked_by = "voided", now, actor.person_id
    explain_end(session, document, explanation)
    session.flush()
    _note(session, document, case, "voided", actor, now)
    facts, role = {"document": document.id}, actor.role_in(case.unit)
    record(session, "case", case.id, "voided", actor_id=actor.person_id, actor_role=role, now=now, facts=facts)
    notify(session, case, "voided", now=now)
    return document


def _note(session: Session, document: IssuedDocument, case: Case, event: str, actor: Actor, now: datetime) -> None:
    role = actor.role_in(case.unit)
    record(session, "document", document.id, event, actor_id=actor.person_id, actor_role=role, now=now)
