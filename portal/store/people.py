"""Floor 5. Persons, their sessions, their roles, and posts that wait for their owner to sign in again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Delete, Index, Select, UniqueConstraint, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.base import Base, code, refers_to
from portal.store.ids import GrantId, ParkedPostId, PersonId, SessionId


class Person(Base):
    """Whoever signed in: (provider, subject), never an e-mail address or a national number.

    The subject is kept as a keyed digest, since some providers use the national number for it.
    `envelope` (the person's own data key): subject, names, e-mail, birth date, address, national number.
    `national_digest` ties a clerk to their own citizen's side, and a citizen to what they began elsewhere.
    """

    __tablename__ = "persons"
    __table_args__ = (UniqueConstraint("provider", "subject_digest"),)

    id: Mapped[PersonId] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(code(200))
    subject_digest: Mapped[str]
    envelope: Mapped[bytes]
    national_digest: Mapped[str | None] = mapped_column(index=True)
    language: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    version: Mapped[int]  # of the envelope


class PortalSession(Base):
    """One sign-in on one device, through one door. The cookie holds the token, the row only its hash.

    `envelope` (the person's data key) holds the ID token, wanted again when the provider signs the person out.
    """

    __tablename__ = "sessions"

    id: Mapped[SessionId] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[PersonId] = mapped_column(refers_to("persons.id"), index=True)
    door: Mapped[str]  # "citizen", "staff"
    assurance: Mapped[str]  # "low", "substantial", "high"
    language: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    envelope: Mapped[bytes | None]


class Grant(Base):
    """A role in a unit ("*": in all), held by a person, or waiting for a (provider, subject) that has not come yet."""

    __tablename__ = "grants"
    __table_args__ = (Index(None, "provider", "subject_digest"),)

    id: Mapped[GrantId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId | None] = mapped_column(refers_to("persons.id"), index=True)
    provider: Mapped[str | None] = mapped_column(code(200))
    subject_digest: Mapped[str | None]
    unit: Mapped[str]
    role: Mapped[str]  # "clerk", "supervisor", "auditor", "administrator"
    from_claim: Mapped[bool]
    granted_at: Mapped[datetime]
    granted_by: Mapped[str]  # a person's id, or "operator"
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class ParkedPost(Base):
    """A form that came after its session had ended: it waits for its owner (the person's data key)."""

    __tablename__ = "parked_posts"

    id: Mapped[ParkedPostId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(refers_to("persons.id"), index=True)
    path: Mapped[str] = mapped_column(code(1000))
    envelope: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


def person_by_subject(provider: str, subject_digest: str) -> Select[Person]:
    """`subject_digest`: the keyed digest of the provider's subject, purpose "subject"."""
    return select(Person).where(Person.provider == provider, Person.subject_digest == subject_digest)


def open_sessions_of(person_id: PersonId) -> Select[PortalSession]:
    return select(PortalSession).where(PortalSession.person_id == person_id, PortalSession.ended_at.is_(None))


def open_grants_of(person: Person) -> Select[Grant]:
    """The person's roles, those granted to their (provider, subject) before they first came among them."""
    waiting = (Grant.provider == person.provider) & (Grant.subject_digest == person.subject_digest)
    return select(Grant).where(or_(Grant.person_id == person.id, waiting), Grant.ended_at.is_(None))


def sessions_over(before: datetime) -> Delete:
    """Forgets sessions that ended or ran out before then, with the ID tokens in them."""
    return delete(PortalSession).where(or_(PortalSession.expires_at < before, PortalSession.ended_at < before))


def parked_posts_over(now: datetime) -> Delete:
    return delete(ParkedPost).where(ParkedPost.expires_at <= now)
