"""Floor 7. How services stand by their own times, and how long people took for one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.journey.duration import measured, minutes
from portal.spec.model import Service
from portal.store import Case, Draft, ServiceId
from portal.usecases.releases import live_authority
from portal.workflow.standing import ALWAYS, Standing, standing

_LATEST = 200  # sent applications that are looked at


def standing_now(session: Session, service: Service, now: datetime) -> Standing:
    """By the authority's time; a service that says nothing costs no query."""
    if service.availability is None:
        return ALWAYS
    return standing(service, live_authority(session).authority.time_zone, now)


def minutes_it_takes(session: Session, service: Service) -> tuple[int, int]:
    """The least and the most minutes: measured where enough people sent one, else worked out from what is asked."""
    sent = (
        select(Draft.started_at, Case.received_at)
        .join(Case, Case.id == Draft.id)
        .where(Case.service_id == ServiceId(service.id))
        .order_by(Case.received_at.desc())
        .limit(_LATEST)
    )
    found = measured([received - started for started, received in session.execute(sent)])
    return (found, found) if found else minutes(service)
