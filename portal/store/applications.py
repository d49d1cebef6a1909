"""Floor 5. Applications: the draft, the case it becomes, the answers both share, and what can be searched."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import NEVER, Base, Versioned, code
from portal.store.ids import ApplicationId, CaseId, Digest, DraftId, PersonId, ReleaseId, ServiceId, WorkspaceId


class Draft(Versioned, Base):
    """What somebody is filling in. A preview's draft has a workspace and no release, and becomes no case."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "person_id", "service_id"),)

    id: Mapped[DraftId] = mapped_column(primary_key=True)
    service_id: Mapped[ServiceId]
    release_id: Mapped[ReleaseId | None] = mapped_column(ForeignKey("releases.id"))
    digest: Mapped[Digest] = mapped_column(ForeignKey("bundles.digest"))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("persons.id"))
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
    release_id: Mapped[ReleaseId] = mapped_column(ForeignKey("releases.id"))
    digest: Mapped[Digest] = mapped_column(ForeignKey("bundles.digest"))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("persons.id"))
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
    fee_row: Mapped[str | None]  # the id of the fee table's row that held
    fee_state: Mapped[str] = mapped_column(default="none")  # "none", "due", "paid"
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
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("cases.id"), index=True)
    service_id: Mapped[ServiceId]
    field: Mapped[str] = mapped_column(code(130))  # "plate", "visitor.name", "applicant.name"
    item: Mapped[str] = mapped_column(default="")  # the group item's id
    text: Mapped[str | None] = mapped_column(code(400))
    number: Mapped[Decimal | None]
