"""Floor 7. What a workspace will change for whoever has begun an application."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.authoring.diffing import Difference, diff_bundles
from portal.errors import SpecFault
from portal.store import Draft, ServiceId
from portal.usecases.shelf import Shelf
from portal.usecases.workspaces import OpenWorkspace

# The pages of one workspace ask for the same; reading both releases takes seconds where they are large.
_shelf: Shelf[Difference] = Shelf(8)


def difference(found: OpenWorkspace) -> Difference | None:
    """What differs between the live release and a workspace; None while it cannot be read, or nothing is live."""
    if found.live is None:
        return None
    key = found.live.digest, found.bundle.digest
    differing = _shelf.get(key)
    if differing is None:
        try:
            differing = diff_bundles(found.live.bundle, found.bundle)
        except (SpecFault, ValueError):  # told among the workspace's faults
            return None
        _shelf.put(key, differing)
    return differing


def open_drafts(session: Session, service_id: ServiceId, *, now: datetime) -> int:
    """How many applications for a service are begun and not sent."""
    begun = select(func.count(Draft.id)).where(
        Draft.service_id == service_id,
        Draft.submitted.is_(False),
        Draft.workspace_id.is_(None),
        Draft.expires_at > now,
    )
    return session.execute(begun).scalar_one()
