"""Floor 7. Posts that came after their session had ended: kept for their owner, given back after sign-in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from portal.store import DataKeyRow, ParkedPost, ParkedPostId, PersonId, data_key, keyring, new_id

KEPT_FOR = timedelta(days=3)
MOST_PATHS = 20  # of one person; beyond that the oldest goes
Pairs = list[tuple[str, str]]


def park(session: Session, owner: PersonId, path: str, form: Iterable[tuple[str, str]], *, now: datetime) -> None:
    """Keeps the form for its owner, under the path it was sent to; a later one replaces it."""
    _forget(session, owner, path)
    waiting = session.scalars(
        select(ParkedPost.id).where(ParkedPost.person_id == owner).order_by(ParkedPost.created_at.desc(), ParkedPost.id)
    ).all()
    if too_many := waiting[MOST_PATHS - 1 :]:
        session.execute(delete(ParkedPost).where(ParkedPost.id.in_(too_many)))
    post_id = ParkedPostId(new_id())
    content = {"form": [[name, value] for name, value in form]}
    session.add(
        ParkedPost(
            id=post_id,
            person_id=owner,
            path=path,
            envelope=data_key(session, owner).seal(ParkedPost.envelope, post_id, content),
            created_at=now,
            expires_at=now + KEPT_FOR,
        )
    )
    session.flush()


def parked_for(session: Session, owner: PersonId, path: str, *, now: datetime) -> Pairs | None:
    """The form that waits at this path, in one query; None where none does."""
    row = session.execute(
        select(ParkedPost.id, ParkedPost.envelope, DataKeyRow.id.label("key_id"), DataKeyRow.wrapped)
        .join(DataKeyRow, DataKeyRow.subject_id == ParkedPost.person_id)
        .where(ParkedPost.person_id == owner, ParkedPost.path == path, ParkedPost.expires_at > now)
    ).one_or_none()
    if row is None:
        return None
    content = keyring(session).unwrap(owner, row.key_id, row.wrapped).open(ParkedPost.envelope, row.id, row.envelope)
    return [(str(name), str(value)) for name, value in content["form"]]


def has_parked(session: Session, owner: PersonId, *, now: datetime) -> bool:
    waiting = exists().where(ParkedPost.person_id == owner, ParkedPost.expires_at > now)
    return bool(session.execute(select(waiting)).scalar())


def forget_parked(session: Session, owner: PersonId, path: str) -> None:
    """What waited at this path was sent again, or is not wanted any more."""
    _forget(session, owner, path)


def _forget(session: Session, owner: PersonId, path: str) -> None:
    session.execute(delete(ParkedPost).where(ParkedPost.person_id == owner, ParkedPost.path == path))
