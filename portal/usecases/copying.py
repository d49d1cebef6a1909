"""Floor 7. The copy of what was sent: made by a task, kept like any file of the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.journey.entries import Entries
from portal.journey.plan import Plan, plan
from portal.store import Case, CaseId, FileId, StoredFile, data_key, defer, read_answers
from portal.usecases.casefile import sent_on
from portal.usecases.releases import ServedAuthority, ServedService, live_authority, served_service

MAKE_COPY = "make_copy"
COPY = "*copy"  # the field under which the copy is kept; no field of a specification can be called so


def ask_for_copy(session: Session, case_id: CaseId) -> None:
    """Queues the copy, in the transaction in which the application is sent."""
    defer(session, MAKE_COPY, key=f"{MAKE_COPY}:{case_id}", case=case_id)


@dataclass(frozen=True)
class ToCopy:
    """What was sent, read in one transaction. `known` is what `onpaper.copy_facts` wants besides."""

    reference: str
    language: str
    received_at: datetime
    plan: Plan
    served: ServedService
    authority: ServedAuthority
    known: Mapping[str, Any]


def to_copy(session: Session, case_id: str) -> ToCopy | None:
    """None where there is a copy already. Refused: `NotFound` when the case was erased."""
    case = session.get(Case, CaseId(case_id))  # type: ignore[arg-type]
    if case is None or case.erased_at is not None or _has_copy(session, case_id):
        return None
    served, authority = served_service(session, case.digest), live_authority(session)
    content, _ = read_answers(session, case.id)
    day = sent_on(case, authority.authority.time_zone)
    return ToCopy(
        reference=case.reference,
        language=case.language,
        received_at=case.received_at,
        plan=plan(served.service, Entries.from_json(content), day),
        served=served,
        authority=authority,
        known={
            "reference": case.reference,
            "unit": case.unit,
            "sent_on": day.isoformat(),
            "fee_minor": case.fee_minor,
            "currency": case.currency or "",
            "fee_row": case.fee_row or "",
            "fee_open": case.fee_state == "open",
        },
    )


def copied(session: Session, case_id: str, *, file_id: str, size_bytes: int, sha256: str, now: datetime) -> None:
    """Notes that the copy is there; where two made one, the first stays."""
    case = session.get(Case, CaseId(case_id), with_for_update=True)  # type: ignore[arg-type]
    if case is None or _has_copy(session, case_id):
        return
    key = data_key(session, case.id)
    name = {"name": f"{case.reference}.pdf"}
    session.add(
        StoredFile(
            id=FileId(file_id),
            application_id=case.id,
            field=COPY,
            size_bytes=size_bytes,
            media_type="application/pdf",
            state="kept",
            sha256=sha256,
            created_at=now,
            envelope=key.seal(StoredFile.envelope, file_id, name),
        )
    )


def _has_copy(session: Session, case_id: str) -> bool:
    there = exists().where(StoredFile.application_id == case_id, StoredFile.field == COPY, StoredFile.state == "kept")
    return bool(session.execute(select(there)).scalar())
