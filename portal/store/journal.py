"""Floor 5. Who did what (journal, chained by hash per subject) and who saw what (access records). Both only grow.

Triggers refuse UPDATE, DELETE and TRUNCATE on both tables. Entries hold ids and codes, never names or texts, so that
they outlive the erasure of what they tell about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Index, Select, bindparam, insert, select, text, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.store.appendonly import only_grows
from portal.store.base import Base, canonical, on_postgresql
from portal.store.ids import CaseId, PersonId, new_id

FIRST = "0" * 64  # what the first entry of a subject is chained to


class JournalEntry(Base):
    """One act on one subject ("case", "draft", "service", "workspace", "person", "grant", "document")."""

    __tablename__ = "journal_entries"
    __table_args__ = (Index(None, "at", "id"), Index(None, "actor_id", "at"))

    id: Mapped[str] = mapped_column(unique=True)
    subject_kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[str]  # a person's id, "system", "operator"
    actor_role: Mapped[str]  # in which role: "applicant", "clerk", "administrator", "system"…
    event: Mapped[str]
    facts: Mapped[Mapping[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AccessRecord(Base):
    """A member of staff opened something of a person's: which case, which thing of it ("case", "file", "document")."""

    __tablename__ = "access_records"
    __table_args__ = (Index(None, "case_id", "at"), Index(None, "person_id", "at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[PersonId]  # who looked
    role: Mapped[str]
    case_id: Mapped[CaseId]
    thing: Mapped[str]
    thing_id: Mapped[str] = mapped_column(default="")


_entries = JournalEntry.__table__.c
# Made once: every act ends with these two.
_LAST_LINK = (
    select(_entries.seq, _entries.hash)
    .where(_entries.subject_kind == bindparam("kind"), _entries.subject_id == bindparam("of"))
    .order_by(_entries.seq.desc())
    .limit(1)
)
_ADD_ENTRY = insert(JournalEntry.__table__)  # type: ignore[arg-type]

only_grows(JournalEntry.__table__)
only_grows(AccessRecord.__table__)


def record(
    session: Session,
    subject_kind: str,
    subject_id: str,
    event: str,
    *,
    actor_id: str,
    actor_role: str,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Adds an act to its subject's journal, chained to the one before. `facts`: ids, codes and numbers only."""
    _lock(session, subject_kind, subject_id)
    session.flush()
    last = session.execute(_LAST_LINK, {"kind": subject_kind, "of": subject_id}).one_or_none()
    seq, previous_hash = (last.seq + 1, last.hash) if last else (1, FIRST)
    entry: dict[str, Any] = {
        "id": new_id(),
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "seq": seq,
        "at": now,
        "actor_id": actor_id,
        "actor_role": actor_role,
        "event": event,
        "facts": dict(facts or {}),
        "previous_hash": previous_hash,
    }
    session.execute(_ADD_ENTRY, {**entry, "hash": hash_of(JournalEntry(**entry))})


def record_access(
    session: Session, *, person_id: PersonId, role: str, case_id: CaseId, thing: str, thing_id: str = "", now: datetime
) -> None:
    """Notes that a member of staff opened something of this case ("case", "file", "document")."""
    session.add(
        AccessRecord(
            id=new_id(), at=now, person_id=person_id, role=role, case_id=case_id, thing=thing, thing_id=thing_id
        )
    )
    session.flush()


def verify_chain(session: Session, subject_kind: str, subject_id: str) -> int | None:
    """The number of the first entry that is missing or was changed; None when the whole chain holds."""
    previous = FIRST
    for seq, entry in enumerate(session.scalars(journal_of(subject_kind, subject_id)), start=1):
        if entry.seq != seq or entry.previous_hash != previous or entry.hash != hash_of(entry):
            return seq
        previous = entry.hash
    return None


def hash_of(entry: JournalEntry) -> str:
    """What binds an entry to its words, its place and the one before it."""
    told = [
        entry.subject_kind,
        entry.subject_id,
        entry.seq,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.actor_role,
        entry.event,
        entry.facts,
        entry.previous_hash,
    ]
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def journal_of(subject_kind: str, subject_id: str) -> Select[JournalEntry]:
    """All entries of one subject, oldest first."""
    return (
        select(JournalEntry)
        .where(JournalEntry.subject_kind == subject_kind, JournalEntry.subject_id == subject_id)
        .order_by(JournalEntry.seq)
    )


def journal_subjects() -> Select[str, str]:
    """Every subject that has a journal: its kind and id."""
    return select(JournalEntry.subject_kind, JournalEntry.subject_id).distinct()


def latest_entries(limit: int, *, before: tuple[datetime, str] | None = None) -> Select[JournalEntry]:
    """The newest entries of all subjects; `before` is the (at, id) of the last one on the page before."""
    found = select(JournalEntry).order_by(JournalEntry.at.desc(), JournalEntry.id.desc()).limit(limit)
    if before:
        found = found.where(tuple_(JournalEntry.at, JournalEntry.id) < tuple_(*before))
    return found


def accesses_of(case_id: CaseId) -> Select[AccessRecord]:
    """Who opened what of this case, newest first."""
    return select(AccessRecord).where(AccessRecord.case_id == case_id).order_by(AccessRecord.at.desc(), AccessRecord.id)


def _lock(session: Session, subject_kind: str, subject_id: str) -> None:
    """One writer at a time chains entries of one subject. SQLite has its one write lock for this."""
    if on_postgresql(session):
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:subject, 0))"),
            {"subject": f"journal {subject_kind} {subject_id}"},
        )
