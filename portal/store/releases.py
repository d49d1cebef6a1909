"""Floor 5. What is served: bundles (bytes under a digest), releases of them, the services, and workspaces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, UniqueConstraint, delete, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.store.applications import Case, Draft
from portal.store.base import Base, Versioned, code, refers_to
from portal.store.ids import Digest, ReleaseId, ServiceId, WorkspaceId


class Bundle(Base):
    """Files under their digest, immutable. A workspace's preview makes one too, without a release."""

    __tablename__ = "bundles"

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    service_id: Mapped[ServiceId]
    kind: Mapped[str]  # "service", "authority"
    made_at: Mapped[datetime]


class BundleFile(Base):
    __tablename__ = "bundle_files"

    digest: Mapped[Digest] = mapped_column(refers_to("bundles.digest", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(code(300), primary_key=True)
    content: Mapped[bytes]


class Release(Base):
    """A bundle that was published: who, when, what changed. The live one is `PublishedService.live_release_id`."""

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("service_id", "number"),)

    id: Mapped[ReleaseId] = mapped_column(primary_key=True)
    service_id: Mapped[ServiceId] = mapped_column(refers_to("services.id"))
    number: Mapped[int]  # 1, 2, 3… in its service
    digest: Mapped[Digest] = mapped_column(refers_to("bundles.digest"))
    published_at: Mapped[datetime]
    published_by: Mapped[str]  # a person's id, or "operator"
    what_changed: Mapped[str] = mapped_column(Text)
    from_folder: Mapped[bool]
    # Language → "left out" or "partial"; a language that is not named is complete.
    languages: Mapped[Mapping[str, Any]] = mapped_column(default=dict)
    taken_back_from: Mapped[ReleaseId | None]  # the earlier release that was published again


class PublishedService(Versioned, Base):
    """A service (or the authority, kind "authority") and what is live of it.

    `folder_digest`: what `forms/` held when it was last looked at; it differs from the live one where an
    administrator published since.
    """

    __tablename__ = "services"

    id: Mapped[ServiceId] = mapped_column(primary_key=True)
    kind: Mapped[str]  # "service", "authority"
    live_release_id: Mapped[ReleaseId | None]
    folder_digest: Mapped[Digest | None]
    closed: Mapped[bool] = mapped_column(default=False)
    closed_message: Mapped[str] = mapped_column(Text, default="")
    closed_language: Mapped[str] = mapped_column(default="")  # that the message was written in
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]


class Workspace(Versioned, Base):
    """An administrator's working copy of a release's files, or a new service's (then without a basis)."""

    __tablename__ = "workspaces"

    id: Mapped[WorkspaceId] = mapped_column(primary_key=True)
    service_id: Mapped[ServiceId] = mapped_column(index=True)
    basis_release_id: Mapped[ReleaseId | None] = mapped_column(refers_to("releases.id"))
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    changed_at: Mapped[datetime]


class WorkspaceFile(Versioned, Base):
    """One file as last saved, whether it parses or not."""

    __tablename__ = "workspace_files"

    workspace_id: Mapped[WorkspaceId] = mapped_column(refers_to("workspaces.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(code(300), primary_key=True)
    content: Mapped[bytes]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


def releases_of(service_id: ServiceId) -> Select[Release]:
    """All releases of a service, the latest first."""
    return select(Release).where(Release.service_id == service_id).order_by(Release.number.desc())


def forget_unused_bundles(session: Session, before: datetime) -> None:
    """Deletes bundles that were never released and that no draft or case holds: those of old previews."""
    used = exists().where(Release.digest == Bundle.digest)
    held = exists().where(Draft.digest == Bundle.digest) | exists().where(Case.digest == Bundle.digest)
    session.execute(
        delete(Bundle).where(Bundle.made_at < before, ~used, ~held).execution_options(synchronize_session=False)
    )
