"""Floor 7. Sessions: one row a sign-in, found by the hash of its cookie's token, and how they end."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from portal.store import (
    DataKeyRow,
    Keyring,
    Person,
    PersonId,
    PortalSession,
    SessionId,
    data_key,
    keyring,
    open_sessions_of,
    record,
)
from portal.usecases.actor import Actor, Door
from portal.usecases.roles import roles_of

SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Times:
    """How long a door's sessions live: without a request, and in all."""

    idle: timedelta
    whole: timedelta

    @property
    def seen_every(self) -> timedelta:
        """How old `last_seen_at` may grow before a request renews it."""
        return min(SEEN_EVERY, self.idle / 4)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that stands. `ends_at`: when it ends unless something is done."""

    session_id: SessionId
    actor: Actor
    last_seen_at: datetime
    ends_at: datetime
    extends_until: datetime  # whatever is done, it ends then


def digest_of_token(token: str) -> str:
    """What stands in the row for the cookie's token; the token has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def name_in(told: Mapping[str, Any]) -> str:
    """How somebody is called, from an opened person's envelope; the e-mail address where no name was told."""
    return str(told.get("name") or told.get("email") or "")


_sessions, _persons, _keys = PortalSession.__table__.c, Person.__table__.c, DataKeyRow.__table__.c
SESSION_COLUMNS = (
    _sessions.id.label("session_id"),
    _sessions.person_id.label("signed_in_id"),
    _sessions.assurance,
    _sessions.language.label("session_language"),
    _sessions.last_seen_at,
    _sessions.expires_at.label("session_ends_at"),
    _sessions.ended_at,
    _sessions.door,
    _persons.envelope.label("person_envelope"),
    _persons.version.label("person_version"),
    _persons.national_digest.label("own_digest"),
    _keys.id.label("person_key_id"),
    _keys.wrapped.label("person_key"),
)
SESSION_WITH_PERSON = PortalSession.__table__.join(Person.__table__, _persons.id == _sessions.person_id).join(
    DataKeyRow.__table__, _keys.subject_id == _persons.id
)
IS_THIS_SESSION = _sessions.token_hash == bindparam("token_hash")
# The session, its person, and the key to their name. Made once: making it anew takes longer than running it.
SIGNED_IN_SESSION = select(*SESSION_COLUMNS).select_from(SESSION_WITH_PERSON).where(IS_THIS_SESSION)


def find_session(session: Session, token: str, *, door: Door, times: Times, now: datetime) -> SignedIn | None:
    """The session of this token at this door, if it still stands."""
    session.flush()
    row = session.execute(SIGNED_IN_SESSION, {"token_hash": digest_of_token(token)}).one_or_none()
    if row is None:
        return None
    found = session_in(row, keyring(session), door=door, times=times, now=now)
    if found is None or door != "staff":
        return found
    roles = roles_of(session, session.get_one(Person, found.actor.person_id))
    return replace(found, actor=replace(found.actor, roles=roles))


def session_in(row: Any, ring: Keyring, *, door: Door, times: Times, now: datetime) -> SignedIn | None:
    """The session in a row of `SESSION_COLUMNS`, if it stands; without the roles that staff hold."""
    if row.door != door or row.ended_at is not None or row.person_key is None:
        return None
    ends_at = min(row.last_seen_at + times.idle, row.session_ends_at)
    if ends_at <= now:
        return None
    key = ring.unwrap(row.signed_in_id, row.person_key_id, row.person_key)
    told = key.open(Person.envelope, row.signed_in_id, row.person_envelope, version=row.person_version)
    actor = Actor(
        person_id=row.signed_in_id,
        door=door,
        name=name_in(told),
        language=row.session_language,
        assurance=row.assurance,
        national_digest=row.own_digest,
    )
    return SignedIn(row.session_id, actor, row.last_seen_at, ends_at, row.session_ends_at)


def owner_of_ended(session: Session, token: str, *, door: Door) -> PersonId | None:
    """Whose session this token was, though it ended by itself; None where it was signed out, or never was."""
    row = session.execute(
        select(PortalSession.person_id, PortalSession.ended_at, PortalSession.door).where(
            PortalSession.token_hash == digest_of_token(token)
        )
    ).one_or_none()
    return cast(PersonId, row.person_id) if row and row.door == door and row.ended_at is None else None


def was_signed_out(session: Session, token: str, *, door: Door) -> bool:
    """Whether this token's session was ended by somebody: on this device, on another, or everywhere at once."""
    ended = select(PortalSession.ended_at).where(
        PortalSession.token_hash == digest_of_token(token), PortalSession.door == door
    )
    return session.execute(ended).scalar_one_or_none() is not None


def note_seen(session: Session, session_id: SessionId, now: datetime) -> None:
    """Renews a session's idle time; one that ended stays ended."""
    session.execute(
        update(PortalSession)
        .where(PortalSession.id == session_id, PortalSession.ended_at.is_(None), PortalSession.last_seen_at < now)
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )


def sign_out(session: Session, token: str, *, door: Door, now: datetime) -> str:
    """Ends this browser's session at this door. Returns the ID token for the provider's own sign-out, or ""."""
    ended = end_token(session, token, door, now)
    if ended is None:
        return ""
    record(
        session,
        "person",
        ended.person_id,
        "signed_out",
        actor_id=ended.person_id,
        actor_role=door,
        now=now,
        facts={"session": ended.id},
    )
    return _take_id_token(session, ended)


def sign_out_everywhere(session: Session, *, actor: Actor, now: datetime) -> int:
    """Ends all of the person's sessions, at both doors and on every device. Returns how many there were."""
    open_ones = session.scalars(open_sessions_of(actor.person_id)).all()
    for one in open_ones:
        one.ended_at, one.envelope = now, None
    record(
        session,
        "person",
        actor.person_id,
        "signed_out_everywhere",
        actor_id=actor.person_id,
        actor_role=actor.door,
        now=now,
        facts={"sessions": len(open_ones)},
    )
    return len(open_ones)


@dataclass(frozen=True, slots=True)
class Device:
    """One of a person's sessions, for their own eyes."""

    session_id: SessionId
    door: str
    created_at: datetime
    last_seen_at: datetime


def devices_of(session: Session, *, actor: Actor, times: Mapping[str, Times], now: datetime) -> list[Device]:
    """Where the person is signed in at this moment, the latest first."""
    found = session.scalars(open_sessions_of(actor.person_id).order_by(PortalSession.created_at.desc())).all()
    return [
        Device(one.id, one.door, one.created_at, one.last_seen_at)
        for one in found
        if one.expires_at > now and one.last_seen_at + times[one.door].idle > now
    ]


def end_token(session: Session, token: str, door: Door, now: datetime) -> PortalSession | None:
    found = session.scalars(
        select(PortalSession).where(
            PortalSession.token_hash == digest_of_token(token),
            PortalSession.door == door,
            PortalSession.ended_at.is_(None),
        )
    ).one_or_none()
    if found is not None:
        found.ended_at = now
        session.flush()
    return found


def _take_id_token(session: Session, ended: PortalSession) -> str:
    """The ID token that was kept for this moment; it is forgotten now."""
    if ended.envelope is None:
        return ""
    kept = data_key(session, ended.person_id).open(PortalSession.envelope, ended.id, ended.envelope)
    ended.envelope = None
    return str(kept.get("id_token", ""))
