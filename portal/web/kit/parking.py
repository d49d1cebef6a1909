"""A form that was sent after its session had ended waits for its owner and refills its page after sign-in.

`parked()` gives a page the form that waits for it; `forget(session)` ends the waiting once it was sent again. Files are
not kept: they are chosen again.
"""

from __future__ import annotations

from flask import current_app, request
from flask import session as remembered
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from portal.usecases.actor import Actor, Door
from portal.usecases.parking import forget_parked, has_parked, park, parked_for
from portal.usecases.sessions import owner_of_ended
from portal.web.kit import clock
from portal.web.kit.parts import parts
from portal.web.kit.sessions import actor, token_of

Form = ImmutableMultiDict[str, str]
_WAITING = "waiting"
_NOT_KEPT = frozenset({"csrf_token"})
_LONGEST_PATH = 1000


def park_here(door: Door) -> bool:
    """Keeps this request's form for whoever's session it was; False where it was nobody's, or has no page to refill."""
    token = token_of(door)
    if not token or not request.form or len(request.path) > _LONGEST_PATH or not has_page(request.path):
        return False
    with parts().store.reading() as session:
        if owner_of_ended(session, token, door=door) is None:
            return False
    with parts().store.writing() as session:
        owner = owner_of_ended(session, token, door=door)
        if owner is None:
            return False
        form = [pair for pair in request.form.items(multi=True) if pair[0] not in _NOT_KEPT]
        park(session, owner, request.path, form, now=clock.now())
    return True


def has_page(path: str) -> bool:
    """Whether the path can be opened as a page."""
    try:
        current_app.url_map.bind(request.host).match(path, "GET")
    except HTTPException:
        return False
    return True


def note_waiting(session: Session, arrived: Actor) -> None:
    """At sign-in: remembers whether anything waits at all, so that other pages need not ask."""
    if has_parked(session, arrived.person_id, now=clock.now()):
        remembered[_WAITING] = True
    else:
        remembered.pop(_WAITING, None)


def parked() -> Form | None:
    """The form that waits for this page and this person; asked for only where sign-in found that something waits."""
    if _WAITING not in remembered:
        return None
    who = actor()
    if who.is_stranger:
        return None
    with parts().store.reading() as session:
        pairs = parked_for(session, who.person_id, request.path, now=clock.now())
    return None if pairs is None else ImmutableMultiDict(pairs)


def forget(session: Session) -> None:
    """In the transaction that keeps the form: nothing waits for this page any more."""
    if _WAITING in remembered:
        forget_parked(session, actor().person_id, request.path)
