"""Floor 7. Services as administrators keep them: what is live of each, an earlier release again, closed and open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Conflict, NotFound
from portal.store import PublishedService, Release, ReleaseId, ServiceId, Workspace, record
from portal.usecases.access import require
from portal.usecases.actor import Actor
from portal.usecases.releases import publish, stored_bundle
from portal.usecases.workspaces import ROLE


def take_back(session: Session, service_id: str, release_id: str, *, actor: Actor, now: datetime) -> Release:
    """Publishes an earlier release again, as a new one. Refused: `NotFound`; `Conflict` when it is live already."""
    require(actor, "service.publish")
    service = session.get(PublishedService, ServiceId(service_id), with_for_update=True)
    earlier = session.get(Release, ReleaseId(release_id))
    if service is None or earlier is None or earlier.service_id != service.id:
        raise NotFound("no such release", release=release_id)
    if service.live_release_id == earlier.id:
        raise Conflict("live already", release=release_id)
    return publish(
        session, stored_bundle(session, earlier.digest), by=actor.person_id, role=ROLE, now=now,
        what_changed="", languages={k: str(v) for k, v in (earlier.languages or {}).items()}, taken_back_from=earlier.id,
    )  # fmt: skip


def close(session: Session, service_id: str, message: str, *, language: str, actor: Actor, now: datetime) -> None:
    """Takes no new applications until it is opened again; `message`, written in `language`, is shown to who comes.

    Refused: `NotFound`.
    """
    said = message.strip()[:1000]
    _set_closed(session, service_id, closed=True, message=said, language=language, actor=actor, now=now)


def reopen(session: Session, service_id: str, *, actor: Actor, now: datetime) -> None:
    _set_closed(session, service_id, closed=False, message="", language="", actor=actor, now=now)


def _set_closed(
    session: Session, service_id: str, *, closed: bool, message: str, language: str, actor: Actor, now: datetime
) -> None:
    require(actor, "service.close")
    service = session.get(PublishedService, ServiceId(service_id), with_for_update=True)
    if service is None or service.kind != "service":
        raise NotFound("no such service", service=service_id)
    service.closed, service.closed_message, service.closed_language = closed, message, language if message else ""
    service.closed_at, service.closed_by = (now, actor.person_id) if closed else (None, None)
    session.flush()
    event = "closed" if closed else "reopened"
    record(session, "service", service.id, event, actor_id=actor.person_id, actor_role=ROLE, now=now)


@dataclass(frozen=True)
class ServiceLine:
    """A service as the administrators' list shows it. `differs`: the folder holds something else than what is live."""

    service: PublishedService
    release: Release
    workspaces: tuple[Workspace, ...]

    @property
    def differs(self) -> bool:
        return self.service.folder_digest is not None and self.service.folder_digest != self.release.digest


def service_lines(session: Session, *, actor: Actor) -> tuple[list[ServiceLine], list[Workspace]]:
    """Every published service, and the workspaces of services that are not published yet."""
    require(actor, "journal.read")
    rows = session.execute(
        select(PublishedService, Release)
        .join(Release, Release.id == PublishedService.live_release_id)
        .order_by(PublishedService.kind.desc(), PublishedService.id)
    ).all()
    spaces = session.scalars(select(Workspace).order_by(Workspace.changed_at.desc(), Workspace.id)).all()
    lines = [
        ServiceLine(service, release, tuple(one for one in spaces if one.service_id == service.id))
        for service, release in rows
    ]
    published = {line.service.id for line in lines}
    return lines, [one for one in spaces if one.service_id not in published]
