"""Floor 5. What goes out: documents with their unbroken numbers, files, mails; and attempts, to count them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Delete, Index, Integer, Select, UniqueConstraint, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.store.base import Base, Versioned, code, insert_or, refers_to
from portal.store.ids import ApplicationId, CaseId, DocumentId, FileId, MailId, ServiceId
from portal.store.keys import DataKeyRow


class IssuedDocument(Versioned, Base):
    """A certificate, permit or letter. The row and its number come with the decision, the PDF from a task later.

    Envelopes (the application's data key): `verify_envelope` the code to print; `facts` what is on the paper;
    `public_facts` what a stranger may see; `envelope` the words given when it was revoked or voided.
    """

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("series", "year", "number"), Index(None, "state", "created_at", "id"))

    id: Mapped[DocumentId] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(refers_to("cases.id"), index=True)
    service_id: Mapped[ServiceId]
    unit: Mapped[str]
    document: Mapped[str]  # its id in the specification: "permit"
    series: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    state: Mapped[str]  # "pending", "issued", "failed", "voided", "revoked"
    language: Mapped[str]
    created_at: Mapped[datetime]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]  # the last day; null: for ever
    issued_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]  # or voided: when and by whom it ended before its time
    revoked_by: Mapped[str | None]
    revoked_reason: Mapped[str | None]  # a code
    verify_digest: Mapped[str] = mapped_column(unique=True)  # keyed digest of the code, purpose "verify"
    verify_envelope: Mapped[bytes | None]
    facts: Mapped[bytes | None]
    public_facts: Mapped[bytes | None]
    envelope: Mapped[bytes | None]
    file_id: Mapped[FileId | None]


class Counter(Base):
    """The next free number of a series in a year."""

    __tablename__ = "counters"

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    next: Mapped[int]


class StoredFile(Base):
    """What lies encrypted in the file store: an upload, or a document's PDF. Its name is in the envelope."""

    __tablename__ = "files"
    __table_args__ = (Index(None, "application_id", "field"),)

    id: Mapped[FileId] = mapped_column(primary_key=True)
    application_id: Mapped[ApplicationId]
    field: Mapped[str] = mapped_column(code(130))  # the field it answers; "" for a document
    item: Mapped[str] = mapped_column(default="")
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    state: Mapped[str]  # "kept", "removed"
    sha256: Mapped[str]  # of the encrypted bytes, to find damage
    created_at: Mapped[datetime]
    envelope: Mapped[bytes | None]  # the name the person gave it


class Mail(Base):
    """The outbox. A row is written with its cause and sent by a task; `message_id` stays the same at every try.

    `envelope` (the subject's data key): to, subject, text, language.
    """

    __tablename__ = "mails"
    __table_args__ = (Index(None, "created_at", "id"),)

    id: Mapped[MailId] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(index=True)  # the application or person whose key seals it
    kind: Mapped[str]  # "received", "approved", …: the template
    message_id: Mapped[str] = mapped_column(code(200), unique=True)
    state: Mapped[str]  # "queued", "sent", "failed"
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    envelope: Mapped[bytes | None]


class Attempt(Base):
    """One try at something that is limited ("verify", "sign-in"): counted here, since processes share no memory."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "what", "source_digest", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    what: Mapped[str]
    source_digest: Mapped[str]  # keyed digest of the address, purpose "source"
    at: Mapped[datetime]
    succeeded: Mapped[bool]


def state_on(state: str, valid_from: date, valid_until: date | None, today: date) -> str:
    """How an issued document stands on that day: "early" before its first, "expired" after its last, else as its row says."""
    if state != "issued":
        return state
    if valid_until is not None and valid_until < today:
        return "expired"
    return "early" if today < valid_from else state


def in_force(today: date) -> ColumnElement[bool]:
    """The documents that stand that day, those that are still being printed among them."""
    in_time = or_(IssuedDocument.valid_until.is_(None), IssuedDocument.valid_until >= today)
    return IssuedDocument.state.in_(("pending", "issued", "failed")) & in_time


def next_number(session: Session, series: str, year: int) -> int:
    """Takes the next number of a series: 1, 2, 3… without a gap, since a roll-back gives it back.

    The row stays locked until the transaction ends, so the numbers are in the order of the commits.
    """
    taken = (
        insert_or(session, Counter)
        .values(series=series, year=year, next=2)
        .on_conflict_do_update(index_elements=["series", "year"], set_={"next": Counter.next + 1})
        .returning(Counter.next)
    )
    return session.execute(taken).scalar_one() - 1


def attempts_since(what: str, source_digest: str, since: datetime) -> Select[int]:
    """How often this source tried since then."""
    return select(func.count()).where(Attempt.what == what, Attempt.source_digest == source_digest, Attempt.at >= since)


def attempts_over(before: datetime) -> Delete:
    return delete(Attempt).where(Attempt.at < before)


def documents_of(case_id: CaseId) -> Select[IssuedDocument]:
    return (
        select(IssuedDocument)
        .where(IssuedDocument.case_id == case_id)
        .order_by(IssuedDocument.created_at, IssuedDocument.id)
    )


def document_by_code(verify_digest: str) -> Select[IssuedDocument]:
    """`verify_digest`: the keyed digest of the code, purpose "verify"."""
    return select(IssuedDocument).where(IssuedDocument.verify_digest == verify_digest)


def files_of(application_id: ApplicationId) -> Select[StoredFile]:
    """What is kept for this application, uploads and documents, the oldest first."""
    return (
        select(StoredFile)
        .where(StoredFile.application_id == application_id, StoredFile.state == "kept")
        .order_by(StoredFile.created_at, StoredFile.id)
    )


def forgotten_files(session: Session, limit: int) -> list[FileId]:
    """Deletes the rows of files whose data key was destroyed; their ids, to take the files away after the commit."""
    gone = list(
        session.scalars(
            select(StoredFile.id)
            .join(DataKeyRow, DataKeyRow.subject_id == StoredFile.application_id)
            .where(DataKeyRow.destroyed_at.is_not(None))
            .limit(limit)
        )
    )
    session.execute(delete(StoredFile).where(StoredFile.id.in_(gone)).execution_options(synchronize_session=False))
    return gone


def known_files(file_ids: Sequence[str]) -> Select[FileId]:
    """Those of the ids that have a row."""
    return select(StoredFile.id).where(StoredFile.id.in_(file_ids))
