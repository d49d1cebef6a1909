"""Floor 7. What a workspace will change for whoever has begun an application."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.authoring.check import catalogue_faults
from portal.authoring.diffing import Difference, diff_bundles
from portal.authoring.names import name_faults
from portal.authoring.places import Places
from portal.errors import Fault, SpecFault
from portal.spec.reader import read_service
from portal.store import Draft, ServiceId
from portal.usecases.workspaces import OpenWorkspace


def difference(found: OpenWorkspace) -> Difference | None:
    """What differs between the live release and a workspace; None while it cannot be read, or nothing is live."""
    if found.live is None:
        return None
    try:
        return diff_bundles(found.live.bundle, found.bundle)
    except (SpecFault, ValueError):  # told among the workspace's faults
        return None


def standing_in_the_way(found: OpenWorkspace) -> tuple[Fault, ...]:
    """Why the workspace cannot follow the live release: it or a catalogue cannot be read, or it takes a name of another thing."""
    try:
        service = read_service(found.bundle)
    except SpecFault as refused:
        return refused.faults
    taken = name_faults(found.live.service, service, Places(found.bundle)) if found.live else ()
    return (*catalogue_faults(found.bundle, service), *taken)


def open_drafts(session: Session, service_id: ServiceId, *, now: datetime) -> int:
    """How many applications for a service are begun and not sent."""
    begun = select(func.count(Draft.id)).where(
        Draft.service_id == service_id,
        Draft.submitted.is_(False),
        Draft.workspace_id.is_(None),
        Draft.expires_at > now,
    )
    return session.execute(begun).scalar_one()
