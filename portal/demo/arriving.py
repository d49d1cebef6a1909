"""Floor 8. A demo person signs in as the provider would have said it, without the provider: for the seed and for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.demo.people import DemoPerson
from portal.demo.provider import claims_of, provider_settings, subject_of
from portal.gateways.claims import ClaimsMap, map_claims
from portal.gateways.oidc import Claims
from portal.settings import Settings
from portal.usecases import people
from portal.usecases.actor import Door

TIMES = people.Times(idle=timedelta(hours=1), whole=timedelta(hours=10))
_DOORS: dict[Door, str] = {"citizen": "citizens", "staff": "staff"}


def arrive(
    session: Session, settings: Settings, person: DemoPerson, door: Door, *, now: datetime, times: people.Times = TIMES
) -> people.Arrived:
    """A new session; whoever comes through the provider later is the same person."""
    name = _DOORS[door]
    provider = settings.staff_provider if door == "staff" else settings.citizen_provider
    issuer = provider.issuer if provider else str(provider_settings("http://127.0.0.1:8001", name)["issuer"])
    identity = map_claims({**claims_of(person, name), "acr": person.assurance}, ClaimsMap())
    claims = Claims(issuer=issuer, subject=subject_of(person, name), identity=identity, id_token="")
    return people.arrive(session, claims, door=door, times=times, language=person.language, now=now)
