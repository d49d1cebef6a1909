"""Floor 5. Applications: the draft, the case it becomes, the answers both share, and what can be searched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import CursorResult, Index, Select, Text, bindparam, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.errors import Conflict, NotFound
from portal.store.base import NEVER, Base, Versioned, code, refers_to
from portal.store.ids import ApplicationId, CaseId, Digest, DraftId, PersonId, ReleaseId, ServiceId, WorkspaceId
from portal.store.keys import DataKeyRow, data_key, keyring
from portal.store.people import Grant, Person


class Draft(Versioned, Base):
    """What somebody is filling in. A preview's draft has a workspace and no release, and becomes no case."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "person_id", "service_id"),)

    id: Mapped[DraftId] = mapped_column(primary_key=True)
    service_id: Mapped[ServiceId]
    release_id: Mapped[ReleaseId | None] = mapped_column(refers_to("releases.id"))
    digest: Mapped[Digest] = mapped_column(refers_to("bundles.digest"))
    person_id: Mapped[PersonId] = mapped_column(refers_to("persons.id"))
    national_digest: Mapped[str | None] = mapped_column(index=True)
    language: Mapped[str]
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    submitted: Mapped[bool] = mapped_column(default=False)
    workspace_id: Mapped[WorkspaceId | None] = mapped_column(index=True)

    @property
    def is_preview(self) -> bool:
        return self.workspace_id is not None


class Case(Versioned, Base):
    """An application that was sent. Its id is its draft's, so one draft makes one case.

    `envelope` (the application's data key): the applicant's name and address for mail, the refusal's explanation.
    An erased case stays as a husk of ids and codes: `envelope` is null, its answers and key are gone.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "unit", "state", "due_on", "id"),
        Index(None, "unit", "due_on", "id"),
        Index(None, "claimed_by", "due_on", "id"),
        Index(None, "person_id", "received_at"),
    )

    id: Mapped[CaseId] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    service_id: Mapped[ServiceId]
    unit: Mapped[str]
    release_id: Mapped[ReleaseId] = mapped_column(refers_to("releases.id"))
    digest: Mapped[Digest] = mapped_column(refers_to("bundles.digest"))
    person_id: Mapped[PersonId] = mapped_column(refers_to("persons.id"))
    national_digest: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str]  # "received", "approved", "refused", "withdrawn"… as the specification's moves say
    language: Mapped[str]
    received_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(default=NEVER)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]  # a person's id, or "system"
    reason: Mapped[str | None]  # the code of the reason for a refusal
    claimed_by: Mapped[PersonId | None]
    claimed_at: Mapped[datetime | None]
    automatic: Mapped[str | None]  # null, or how asking the register stands: "asked", "agreed", "disagreed", "failed"
    fee_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str | None]
    fee_row: Mapped[str | None] = mapped_column(Text())  # the rows of the fee that held, with commas between them
    fee_state: Mapped[str] = mapped_column(
        default="none"
    )  # "none", "due", "paid"; "open": the answers did not tell how much
    paid_at: Mapped[datetime | None]
    paid_by: Mapped[PersonId | None]
    keep_until: Mapped[date] = mapped_column(default=NEVER, index=True)
    erased_at: Mapped[datetime | None]
    envelope: Mapped[bytes | None]


class Answers(Base):
    """Of one application, in one envelope: answers, slips, facts from outside, each with its source and time.

    `version` is in the envelope's associated data: an older envelope put back in its place does not open.
    """

    __tablename__ = "answers"

    application_id: Mapped[ApplicationId] = mapped_column(primary_key=True)
    envelope: Mapped[bytes]
    version: Mapped[int]


class CaseValue(Base):
    """An answer that may be searched (`search:`). A personal one is a keyed digest in `text`: for filters only."""

    __tablename__ = "case_values"
    __table_args__ = (
        Index(None, "service_id", "field", "text"),
        Index(None, "service_id", "field", "number"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(refers_to("cases.id"), index=True)
    service_id: Mapped[ServiceId]
    field: Mapped[str] = mapped_column(code(130))  # "plate", "visitor.name", "applicant.name"
    item: Mapped[str] = mapped_column(default="")  # the group item's id
    text: Mapped[str | None] = mapped_column(code(400))
    number: Mapped[Decimal | None]


def add_answers(session: Session, application_id: ApplicationId, content: Mapping[str, Any]) -> None:
    """The first answers of a new draft, whose data key was made before. Their version is 1."""
    envelope = data_key(session, application_id).seal(Answers.envelope, application_id, content, version=1)
    session.add(Answers(application_id=application_id, envelope=envelope, version=1))


_key_columns = (DataKeyRow.__table__.c.id, DataKeyRow.__table__.c.wrapped)
_SEALED_ANSWERS = (
    select(Answers.__table__.c.envelope, Answers.__table__.c.version, *_key_columns)
    .join(DataKeyRow.__table__, DataKeyRow.__table__.c.subject_id == Answers.__table__.c.application_id)
    .where(Answers.__table__.c.application_id == bindparam("application"))
)


def read_answers(session: Session, application_id: ApplicationId) -> tuple[dict[str, Any], int]:
    """The opened answers and their version, in one query. Refused: `NotFound` when none are left."""
    session.flush()
    row = session.execute(_SEALED_ANSWERS, {"application": application_id}).one_or_none()
    if row is None:
        raise NotFound("no answers", application=application_id)
    key = keyring(session).unwrap(application_id, row.id, row.wrapped)
    session.info.setdefault("data_keys", {})[application_id] = key
    return key.open(Answers.envelope, application_id, row.envelope, version=row.version), row.version


_answers = Answers.__table__
# Made once: a page's answers are saved more often than anything else is.
_SAVE_ANSWERS = (
    update(_answers)  # type: ignore[arg-type]
    .where(_answers.c.application_id == bindparam("saved_id"), _answers.c.version == bindparam("read_at"))
    .values(envelope=bindparam("sealed"), version=_answers.c.version + 1)
)


def save_answers(session: Session, application_id: ApplicationId, content: Mapping[str, Any], *, version: int) -> int:
    """Replaces the answers read at `version` and returns the new version.

    Refused: `Conflict` when somebody saved meanwhile.
    """
    envelope = data_key(session, application_id).seal(Answers.envelope, application_id, content, version=version + 1)
    saved = session.execute(_SAVE_ANSWERS, {"saved_id": application_id, "read_at": version, "sealed": envelope})
    if cast(CursorResult[Any], saved).rowcount != 1:
        raise Conflict("answers changed meanwhile", application=application_id)
    return version + 1


def case_by_reference(reference: str) -> Select[Case]:
    return select(Case).where(Case.reference == reference)


def expired_drafts(now: datetime, limit: int) -> Select[Draft]:
    """Drafts whose time is over and that became no case."""
    return (
        select(Draft)
        .where(Draft.expires_at <= now, Draft.submitted.is_(False))
        .order_by(Draft.expires_at, Draft.id)
        .limit(limit)
    )


def cases_to_erase(today: date, limit: int) -> Select[Case]:
    """Cases that were kept as long as `keep:` says; `keep_until` is the last day."""
    return (
        select(Case)
        .where(Case.keep_until < today, Case.erased_at.is_(None))
        .order_by(Case.keep_until, Case.id)
        .limit(limit)
    )


def persons_who_left(before: datetime, limit: int) -> Select[Person]:
    """Persons not seen since then of whom nothing is kept: no draft, no case that is not erased, no role ever."""
    kept = (
        exists().where(Draft.person_id == Person.id),
        exists().where(Case.person_id == Person.id, Case.erased_at.is_(None)),
        exists().where(Grant.person_id == Person.id),
    )
    return (
        select(Person)
        .join(DataKeyRow, DataKeyRow.subject_id == Person.id)
        .where(Person.seen_at < before, DataKeyRow.destroyed_at.is_(None), *(~one for one in kept))
        .order_by(Person.seen_at, Person.id)
        .limit(limit)
    )
