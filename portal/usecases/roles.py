"""Floor 7. Roles: from the provider's claim at each sign-in, or granted by an administrator or the operator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import Conflict, NotFound, Refused
from portal.store import (
    Grant,
    GrantId,
    Person,
    PersonId,
    PortalSession,
    keyed_digest,
    new_id,
    open_grants_of,
    person_by_subject,
    record,
)
from portal.usecases.access import may
from portal.usecases.actor import EVERY_UNIT, ROLES, Actor


def roles_of(session: Session, person: Person) -> dict[str, frozenset[str]]:
    """By unit, "*" for every unit."""
    found: dict[str, set[str]] = {}
    for grant in session.scalars(open_grants_of(person)):
        found.setdefault(grant.unit, set()).add(grant.role)
    return {unit: frozenset(roles) for unit, roles in found.items()}


def take_roles_from_claim(
    session: Session, person: Person, claimed: Mapping[str, frozenset[str]], *, now: datetime
) -> None:
    """What the claim says replaces what it said last time; roles that were granted here are left alone."""
    wanted = {(unit, role) for unit, roles in claimed.items() for role in roles}
    held = {(grant.unit, grant.role): grant for grant in session.scalars(open_grants_of(person)) if grant.from_claim}
    for place, grant in held.items():
        if place not in wanted:
            _end(session, grant, by="system", role="system", now=now)
    for unit, role in sorted(wanted - held.keys()):
        _add(session, person.id, "", "", unit, role, by="system", actor_role="system", from_claim=True, now=now)


def grant_role(
    session: Session, person_id: PersonId, unit: str, role: str, *, actor: Actor, units: frozenset[str], now: datetime
) -> GrantId:
    """Gives a role to somebody who has signed in before. `units`: those of the authority.

    Refused: `Refused`, `NotFound` for an unknown person, unit or role, `Conflict` when the role is held already.
    """
    _require_administrator(actor)
    _check(unit, role, units)
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("no such person", person=person_id)
    if any((held.unit, held.role) == (unit, role) for held in session.scalars(open_grants_of(person))):
        raise Conflict("held already", unit=unit, role=role)
    return _add(
        session, person.id, "", "", unit, role, by=str(actor.person_id), actor_role=_role_word(actor), from_claim=False,
        now=now,
    )  # fmt: skip


def grant_by_subject(
    session: Session, provider: str, subject: str, unit: str, role: str, *, actor: Actor, now: datetime
) -> GrantId:
    """Gives a role to a (provider, subject), who may not have come yet. Doing it twice is doing it once."""
    _require_administrator(actor)
    if role not in ROLES:
        raise NotFound("no such role", role=role)
    digest = keyed_digest(session, "subject", subject)
    person = session.scalars(person_by_subject(provider, digest)).one_or_none()
    waiting = Person(id=PersonId(""), provider=provider, subject_digest=digest)
    for held in session.scalars(open_grants_of(person or waiting)):
        if (held.unit, held.role, held.from_claim) == (unit, role, False):
            return held.id
    person_id = person.id if person else None
    by, actor_role = str(actor.person_id), _role_word(actor)
    return _add(
        session, person_id, provider, digest, unit, role, by=by, actor_role=actor_role, from_claim=False, now=now
    )


def end_grant(session: Session, grant_id: str, *, actor: Actor, now: datetime) -> None:
    """Ends a role.

    Refused: `Refused` (an administrator's own, too); `NotFound`; `Conflict` when it ended meanwhile or comes from the
    provider's claim, which would give it again at the next sign-in.
    """
    _require_administrator(actor)
    grant = session.get(Grant, GrantId(grant_id))
    if grant is None:
        raise NotFound("no such grant", grant=grant_id)
    if grant.ended_at is not None:
        raise Conflict("ended already", grant=grant_id)
    if grant.from_claim:
        raise Conflict("from the claim", grant=grant_id)
    if grant.person_id == actor.person_id and grant.role == "administrator":
        raise Refused("own administration", grant=grant_id)
    _end(session, grant, by=str(actor.person_id), role=_role_word(actor), now=now)


def roles_held(session: Session, *, actor: Actor) -> list[Grant]:
    """Every role that is held or waits for somebody, the latest first. Refused: `Refused`."""
    _require_administrator(actor)
    return list(
        session.scalars(select(Grant).where(Grant.ended_at.is_(None)).order_by(Grant.granted_at.desc(), Grant.id))
    )


def staff_people(session: Session, *, actor: Actor) -> list[str]:
    """Who has come through the staff's door: those to whom a role can be given. Refused: `Refused`."""
    _require_administrator(actor)
    came = select(PortalSession.person_id).where(PortalSession.door == "staff").distinct()
    held = select(Grant.person_id).where(Grant.person_id.is_not(None)).distinct()
    return sorted({str(one) for one in session.scalars(came)} | {str(one) for one in session.scalars(held)})


def _require_administrator(actor: Actor) -> None:
    if not (may(actor, "role.grant") or actor.person_id == "operator"):
        raise Refused("not allowed", act="role.grant")


def _role_word(actor: Actor) -> str:
    return "operator" if actor.person_id == "operator" else "administrator"


def _check(unit: str, role: str, units: frozenset[str]) -> None:
    if unit != EVERY_UNIT and unit not in units:
        raise NotFound("no such unit", unit=unit)
    if role not in ROLES:
        raise NotFound("no such role", role=role)


def _add(
    session: Session, person_id: PersonId | None, provider: str, subject_digest: str, unit: str, role: str, *, by: str,
    actor_role: str, from_claim: bool, now: datetime,
) -> GrantId:  # fmt: skip
    grant_id = GrantId(new_id())
    session.add(
        Grant(
            id=grant_id, person_id=person_id, provider=provider or None, subject_digest=subject_digest or None,
            unit=unit, role=role, from_claim=from_claim, granted_at=now, granted_by=by, ended_at=None, ended_by=None,
        )
    )  # fmt: skip
    session.flush()
    facts = {"unit": unit, "role": role, "person": person_id or "", "from_claim": from_claim}
    record(session, "grant", grant_id, "granted", actor_id=by, actor_role=actor_role, now=now, facts=facts)
    return grant_id


def _end(session: Session, grant: Grant, *, by: str, role: str, now: datetime) -> None:
    grant.ended_at, grant.ended_by = now, by
    session.flush()
    facts = {"unit": grant.unit, "role": grant.role, "person": grant.person_id or ""}
    record(session, "grant", grant.id, "ended", actor_id=by, actor_role=role, now=now, facts=facts)
