"""Floor 7. Issuing a document: its number with the decision, its PDF from a task, and what happens when that fails.

The number of an unbroken series, the code to check it by and what it says are written in the decision's transaction.
The worker prints later, outside any transaction, as often as it takes: a document that cannot be printed stays visible.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents import RenderingFailed
from portal.errors import N_, Conflict, NotFound, Refused
from portal.journey.entries import Entries
from portal.journey.plan import Plan, plan
from portal.store import (
    Case,
    DocumentId,
    FileId,
    IssuedDocument,
    ServiceId,
    StoredFile,
    data_key,
    defer,
    keyed_digest,
    new_id,
    next_number,
    read_answers,
    record,
)
from portal.usecases.access import may, require
from portal.usecases.actor import SYSTEM, Actor
from portal.usecases.casefile import open_case_file, sent_on
from portal.usecases.notify import notify
from portal.usecases.printedanswers import printed_answers, public_answers
from portal.usecases.releases import ServedAuthority, ServedService, live_authority, served_service
from portal.workflow.validity import Validity, validity

RENDER = "render_document"
# 32 signs that nobody takes for another: 16 of them are 80 random bits.
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 16
# What another try may mend. The rest stays as it is until somebody acts: the same template fails the same way.
PASSING = frozenset({"time", "memory", "crash"})


def issue(
    session: Session,
    case: Case,
    served: ServedService,
    document_id: str,
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> IssuedDocument:
    """The document with its number, waiting to be printed: part of the decision, and gone with it if that rolls back.

    Refused: `Refused` `NO_ISSUE` where what was sent gives no days on which it would be valid.
    """
    described = served.service.documents[document_id]
    days = validity_of_case(session, case, served, document_id, today=today)
    made_id, key = DocumentId(new_id()), data_key(session, case.id)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    content, _ = read_answers(session, case.id)
    entries = Entries.from_json(content)
    facts = {
        "holder": open_case_file(session, case).name,
        "decided_by": "" if actor.is_system else actor.name,
        "answers": printed_answers(served.service, entries, described),
    }
    document = IssuedDocument(
        id=made_id,
        case_id=case.id,
        service_id=ServiceId(served.service.id),
        unit=case.unit,
        document=document_id,
        series=described.series,
        year=today.year,
        number=next_number(session, described.series, today.year),
        state="pending",
        language=case.language,
        created_at=now,
        valid_from=days.first,
        valid_until=days.last,
        verify_digest=keyed_digest(session, "verify", code),
        verify_envelope=key.seal(IssuedDocument.verify_envelope, made_id, {"code": code}),
        facts=key.seal(IssuedDocument.facts, made_id, facts),
        public_facts=key.seal(
            IssuedDocument.public_facts, made_id, {"answers": public_answers(served.service, entries, described)}
        ),
    )
    session.add(document)
    session.flush()
    defer(session, RENDER, key=f"{RENDER}:{made_id}", document=made_id)
    return document


def validity_of_case(session: Session, case: Case, served: ServedService, document_id: str, *, today: date) -> Validity:
    """From when until when the document would be valid that is issued today. Refused: as `workflow.validity`."""
    described = served.service.documents[document_id]
    if not described.day_rules:
        return validity(described, today, lambda rule: None)
    entries = Entries.from_json(read_answers(session, case.id)[0])
    sent = plan(served.service, entries, sent_on(case, live_authority(session).authority.time_zone))
    return validity_on(sent, document_id, today)


def validity_on(sent: Plan, document_id: str, today: date) -> Validity:
    """The same, of what was sent."""
    return validity(sent.service.documents[document_id], today, lambda rule: sent.computed_on(rule, today))


def number_of(document: IssuedDocument) -> str:
    """ "PP-2026-000417"."""
    return f"{document.series}-{document.year}-{document.number:06}"


# ---- taking back ----------------------------------------------------------------------------------------------------

# Why a document ends before its time: a code, and what its holder and the office read.
REVOKING: Mapping[str, str] = MappingProxyType(
    {
        "mistake": N_("It was issued by mistake"),
        "changed": N_("What it rests on has changed"),
        "misused": N_("It was used against the rules"),
        "wished": N_("Its holder asked for it"),
    }
)


def revoke(
    session: Session, document_id: str, *, reason: str, explanation: str = "", actor: Actor, now: datetime
) -> IssuedDocument:
    """Ends a document: from this commit on, whoever checks it reads that it is revoked; its holder is told why.

    `reason` is a code of `REVOKING`. Refused: `NotFound`; `Refused`; `Conflict` when it was revoked or voided already.
    """
    document, case = supervised(session, document_id, actor, "document.revoke")
    if reason not in REVOKING:
        raise Refused("reason needed")
    if document.state not in ("issued", "pending"):
        raise Conflict("not issued", document=document_id, state=document.state)
    document.state, document.revoked_at, document.revoked_by, document.revoked_reason = (
        "revoked",
        now,
        actor.person_id,
        reason,
    )
    if explanation:
        explain_end(session, document, explanation)
    session.flush()
    facts = {"document": document.id, "reason": reason}
    role = actor.role_in(case.unit)
    record(session, "case", case.id, "revoked", actor_id=actor.person_id, actor_role=role, now=now, facts=facts)
    notify(session, case, "revoked", now=now)
    return document


def explain_end(session: Session, document: IssuedDocument, explanation: str) -> None:
    """Keeps what the holder of a revoked or voided document reads, sealed."""
    key = data_key(session, document.case_id)
    document.envelope = key.seal(IssuedDocument.envelope, document.id, {"explanation": explanation})


def explanation_of(session: Session, document: IssuedDocument) -> str:
    """What was written to the holder when it was revoked or voided, "" for nothing. Refused: `NotFound` when erased."""
    if document.envelope is None:
        return ""
    opened = data_key(session, document.case_id).open(IssuedDocument.envelope, document.id, document.envelope)
    return str(opened["explanation"])


@dataclass(frozen=True, slots=True)
class Revocation:
    reason: str  # a code of `REVOKING`
    explanation: str


def revocation_of(session: Session, document: IssuedDocument) -> Revocation | None:
    """Why a document was revoked, for its holder and the office. Refused: `NotFound` when its case was erased."""
    if document.revoked_reason is None:
        return None
    return Revocation(document.revoked_reason, explanation_of(session, document))


def supervised(session: Session, document_id: str, actor: Actor, act: str) -> tuple[IssuedDocument, Case]:
    """A document and its case, for a change. Refused: `NotFound` where the actor may not know of it; `Refused`."""
    document = session.get(IssuedDocument, DocumentId(document_id), with_for_update=True)
    if document is None:
        raise NotFound("no such document", document=document_id)
    case = session.get_one(Case, document.case_id)
    if not may(actor, "document.read", case):
        raise NotFound("no such document", document=document_id)
    require(actor, act, case)
    return document, case


# ---- printing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToPrint:
    """Everything that printing needs, read in one transaction, so that the printing itself stands outside."""

    id: DocumentId
    case_id: str
    number: str
    code: str
    document: str  # its id in the specification
    language: str
    created_at: datetime
    issued_on: date
    valid_from: date
    valid_until: date | None
    reference: str
    fee_minor: int
    currency: str
    fee_row: str
    holder: str
    decided_by: str
    answers: Mapping[str, Any]
    unit: str
    served: ServedService
    authority: ServedAuthority


def to_print(session: Session, document_id: str) -> ToPrint | None:
    """None where it was printed already, or is wanted no more. Refused: `NotFound` when the case was erased."""
    row = session.execute(
        select(IssuedDocument, Case)
        .join(Case, Case.id == IssuedDocument.case_id)
        .where(IssuedDocument.id == document_id, IssuedDocument.state.in_(("pending", "failed")))
    ).one_or_none()
    if row is None:
        return None
    document, case = row
    key = data_key(session, case.id)
    assert document.facts is not None
    assert document.verify_envelope is not None
    facts = key.open(IssuedDocument.facts, document.id, document.facts)
    authority = live_authority(session)
    return ToPrint(
        id=document.id,
        case_id=case.id,
        number=number_of(document),
        code=str(key.open(IssuedDocument.verify_envelope, document.id, document.verify_envelope)["code"]),
        document=document.document,
        language=document.language,
        created_at=document.created_at,
        issued_on=document.created_at.astimezone(ZoneInfo(authority.authority.time_zone)).date(),
        valid_from=document.valid_from,
        valid_until=document.valid_until,
        reference=case.reference,
        fee_minor=case.fee_minor,
        currency=case.currency or "",
        fee_row=case.fee_row or "",
        holder=str(facts["holder"]),
        decided_by=str(facts["decided_by"]),
        answers=facts["answers"],
        unit=case.unit,
        served=served_service(session, case.digest),
        authority=authority,
    )


def printed(
    session: Session, document_id: str, *, file_id: str, size_bytes: int, sha256: str, now: datetime
) -> IssuedDocument | None:
    """Notes that the PDF is there, and tells the applicant. None where somebody was faster, or it was voided meanwhile."""
    document = _waiting(session, document_id)
    if document is None:
        return None
    case = session.get_one(Case, document.case_id)
    key = data_key(session, case.id)
    session.add(
        StoredFile(
            id=FileId(file_id),
            application_id=case.id,
            field="",
            size_bytes=size_bytes,
            media_type="application/pdf",
            state="kept",
            sha256=sha256,
            created_at=now,
            envelope=key.seal(StoredFile.envelope, file_id, {"name": f"{number_of(document)}.pdf"}),
        )
    )
    document.state, document.issued_at, document.file_id = "issued", now, FileId(file_id)
    session.flush()
    _note(session, "case", case.id, "issued", now, {"document": document.id})
    notify(session, case, case.state, now=now)
    return document


def not_printed(session: Session, document_id: str, failed: RenderingFailed, *, now: datetime) -> None:
    """Notes why, without what may be personal; the supervisor sees it among the documents.

    Where no other try helps, the holder is told of the decision now, and that the document comes later.
    """
    document = _waiting(session, document_id)
    if document is None:
        return
    document.state = "failed"
    session.flush()
    _note(session, "document", document.id, "failed", now, {"reason": failed.reason, **failed.impersonal})
    if failed.reason not in PASSING:
        case = session.get_one(Case, document.case_id)
        notify(session, case, case.state, now=now, waits=False)


def _waiting(session: Session, document_id: str) -> IssuedDocument | None:
    document = session.get(IssuedDocument, DocumentId(document_id), with_for_update=True)
    return document if document is not None and document.state in ("pending", "failed") else None


def _note(session: Session, kind: str, subject: str, event: str, now: datetime, facts: Mapping[str, Any]) -> None:
    record(session, kind, subject, event, actor_id=SYSTEM.person_id, actor_role="system", now=now, facts=facts)
