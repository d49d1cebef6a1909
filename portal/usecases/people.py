"""Floor 7. People: arriving from a provider with a new session each time, and what is known of somebody."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.gateways.claims import Identity
from portal.gateways.oidc import Claims
from portal.store import (
    DataKeyRow,
    Person,
    PersonId,
    PortalSession,
    SessionId,
    data_key,
    keyed_digest,
    keyring,
    new_data_key,
    new_id,
    person_by_subject,
    record,
)
from portal.usecases.actor import Actor, Door
from portal.usecases.roles import roles_of, take_roles_from_claim
from portal.usecases.sessions import Times, digest_of_token, end_token, name_in


@dataclass(frozen=True, slots=True)
class Arrived:
    """`token` goes into the cookie and is kept nowhere else."""

    token: str
    actor: Actor


# ---- arriving -------------------------------------------------------------------------------------------------------


def arrive(
    session: Session, claims: Claims, *, door: Door, times: Times, language: str, now: datetime, replacing: str = ""
) -> Arrived:
    """A new session for whoever the provider says has come; their person row is made or brought up to date.

    `replacing`: the token of the session that this browser had at this door; it ends.
    """
    person = _person(session, claims, language, now)
    if door == "staff":
        take_roles_from_claim(session, person, claims.identity.roles, now=now)
    if replacing:
        end_token(session, replacing, door, now)
    token, session_id = secrets.token_urlsafe(32), SessionId(new_id())
    session.add(
        PortalSession(
            id=session_id,
            token_hash=digest_of_token(token),
            person_id=person.id,
            door=door,
            assurance=claims.identity.assurance,
            language=language,
            created_at=now,
            last_seen_at=now,
            expires_at=now + times.whole,
            ended_at=None,
            envelope=data_key(session, person.id).seal(
                PortalSession.envelope, session_id, {"id_token": claims.id_token}
            ),
        )
    )
    record(
        session,
        "person",
        person.id,
        "signed_in",
        actor_id=person.id,
        actor_role=door,
        now=now,
        facts={"session": session_id, "assurance": claims.identity.assurance},
    )
    roles = roles_of(session, person) if door == "staff" else {}
    actor = Actor(
        person_id=person.id,
        door=door,
        name=name_in(_told(claims)),
        language=language,
        roles=roles,
        assurance=claims.identity.assurance,
        national_digest=person.national_digest,
    )
    return Arrived(token, actor)


def _person(session: Session, claims: Claims, language: str, now: datetime) -> Person:
    """The person's row with what the provider says today."""
    digest = keyed_digest(session, "subject", claims.subject)
    found = session.scalars(person_by_subject(claims.issuer, digest).with_for_update()).one_or_none()
    if found is None:
        try:
            with session.begin_nested():
                return _new_person(session, claims, digest, language, now)
        except IntegrityError:
            # Somebody signed in for the first time in two tabs at once: the other one made the row.
            found = session.scalars(person_by_subject(claims.issuer, digest).with_for_update()).one()
    version = found.version + 1
    found.envelope = data_key(session, found.id).seal(Person.envelope, found.id, _told(claims), version=version)
    found.version = version
    found.national_digest = national_digest(session, claims.identity.national_number)
    found.seen_at = now
    found.language = language
    session.flush()
    return found


def _new_person(session: Session, claims: Claims, digest: str, language: str, now: datetime) -> Person:
    person_id = PersonId(new_id())
    key = new_data_key(session, person_id, now)
    person = Person(
        id=person_id,
        provider=claims.issuer,
        subject_digest=digest,
        envelope=key.seal(Person.envelope, person_id, _told(claims), version=1),
        national_digest=national_digest(session, claims.identity.national_number),
        language=language,
        created_at=now,
        seen_at=now,
        version=1,
    )
    session.add(person)
    session.flush()
    record(session, "person", person_id, "arrived_first", actor_id=person_id, actor_role="person", now=now)
    return person


def _told(claims: Claims) -> dict[str, Any]:
    """What a person's envelope holds: what is empty is left out."""
    identity: Identity = claims.identity
    address = identity.address
    told: dict[str, Any] = {
        "subject": claims.subject,
        "name": identity.name,
        "given_name": identity.given_name,
        "family_name": identity.family_name,
        "national_number": identity.national_number,
        "birth_date": identity.birth_date.isoformat() if identity.birth_date else "",
        "address": (
            {"street": address.street, "postal_code": address.postal_code, "city": address.city} if address else None
        ),
        "email": identity.email,
    }
    return {name: value for name, value in told.items() if value}


def national_digest(session: Session, number: str) -> str | None:
    """The keyed digest of a national number, by which two persons are known to be one; None without a number."""
    return keyed_digest(session, "national", number) if number else None


# ---- what is known of a person --------------------------------------------------------------------------------------


_persons, _keys = Person.__table__.c, DataKeyRow.__table__.c
_TOLD = (
    select(_persons.envelope, _persons.version, _keys.id, _keys.wrapped)
    .join(DataKeyRow.__table__, _keys.subject_id == _persons.id)
    .where(_persons.id == bindparam("person"))
)


def identity_of(session: Session, person_id: PersonId) -> dict[str, Any]:
    """What the provider told: `name`, `given_name`, `family_name`, `national_number`, `birth_date` (ISO), `email`,
    and `address` with its parts; what it did not tell is absent. Refused: `NotFound`."""
    session.flush()
    row = session.execute(_TOLD, {"person": person_id}).one_or_none()
    if row is None:
        raise NotFound("no such person", person=person_id)
    key = keyring(session).unwrap(person_id, row.id, row.wrapped)
    told = key.open(Person.envelope, person_id, row.envelope, version=row.version)
    told.pop("subject", None)
    return told


def names_of(session: Session, person_ids: frozenset[PersonId] | set[PersonId]) -> dict[PersonId, str]:
    """The names of some persons in one query; who is erased is left out."""
    rows = session.execute(
        select(Person.id, Person.envelope, Person.version, DataKeyRow.id.label("key_id"), DataKeyRow.wrapped)
        .join(DataKeyRow, DataKeyRow.subject_id == Person.id)
        .where(Person.id.in_(person_ids), DataKeyRow.wrapped.is_not(None))
    )
    found = {}
    for row in rows:
        key = keyring(session).unwrap(row.id, row.key_id, row.wrapped)
        found[row.id] = name_in(key.open(Person.envelope, row.id, row.envelope, version=row.version))
    return found


__all__ = ["Arrived", "Times", "arrive", "identity_of", "name_in", "names_of", "national_digest"]
