"""Floor 5. Who did what (journal, chained by hash per subject) and who saw what (access records). Both only grow.

Triggers refuse UPDATE, DELETE and TRUNCATE on both tables. Entries hold ids and codes, never names or texts, so that
they outlive the erasure of what they tell about.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base
from portal.store.ids import CaseId, PersonId

FIRST = "0" * 64  # what the first entry of a subject is chained to


class JournalHead(Base):
    """The last entry's number and hash of each subject: the row under whose lock the next one is chained."""

    __tablename__ = "journal_heads"

    subject_kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]


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
