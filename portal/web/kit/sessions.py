"""Who is signed in: two doors, two cookies, one row a sign-in.

The cookie holds a token, the row its hash. Flask-Login is used through its `request_loader` only: nothing is kept in
Flask's own session but the token of the forms and messages to be shown once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from flask import Flask, Response, g, request
from flask_login import LoginManager, current_user
from sqlalchemy.exc import SQLAlchemyError

from portal.errors import N_
from portal.settings import Settings
from portal.usecases.actor import STRANGER, Actor, Door
from portal.usecases.look import look
from portal.usecases.sessions import SignedIn, Times, find_session, note_seen
from portal.web.kit import clock, locale
from portal.web.kit.frame import SessionNotice
from portal.web.kit.framing import is_staff_room
from portal.web.kit.parts import parts

_NOTICE = N_("You will be signed out at {time}. What you have typed is kept.")


class SignInNeeded(Exception):
    """Nobody is signed in at the door that this request needs. `door` says which."""

    def __init__(self, door: Door) -> None:
        super().__init__(door)
        self.door = door


@dataclass(frozen=True)
class User:
    """What Flask-Login calls a user."""

    signed_in: SignedIn
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.signed_in.actor.person_id)


def open_doors(app: Flask) -> None:
    """Sets the cookies' names and lets Flask-Login ask us who has come."""
    manager = LoginManager()
    manager.session_protection = None  # the session is our row, not Flask's cookie
    manager.request_loader(_load)
    manager.init_app(app)


def _load(_request: Any) -> User | None:
    found = current(door_here())
    return User(found) if found else None


def door_here() -> Door:
    """The door that this address belongs to: the staff's for the office and the administration."""
    return "staff" if is_staff_room(request.path) else "citizen"


def current(door: Door) -> SignedIn | None:
    """The session at this door, looked up once a request."""
    known: dict[Door, SignedIn | None] = g.setdefault("portal_sessions", {})
    if door not in known:
        token = token_of(door)
        known[door] = _find(token, door) if token else None
    return known[door]


def _find(token: str, door: Door) -> SignedIn | None:
    now, times = clock.now(), times_of(parts().settings, door)
    if door == "citizen":
        draft = str((request.view_args or {}).get("draft", ""))
        found, g.portal_draft = look(parts().store, token, times=times, now=now, draft_id=draft)
    else:
        with parts().store.reading() as session:
            found = find_session(session, token, door=door, times=times, now=now)
    if found is not None and now - found.last_seen_at >= times.seen_every:
        with parts().store.writing() as session:
            note_seen(session, found.session_id, now)
    return found


def seen_draft() -> Any:
    """The row of the draft in this address, where looking for the session brought it along; whose it is, nobody judged."""
    return g.get("portal_draft")


def signed_in(door: Door) -> Actor:
    """Who is signed in at this door. Refused: `SignInNeeded`, which leads to sign-in and back here."""
    found = _here(door)
    if found is None:
        raise SignInNeeded(door)
    return found.actor


def actor(door: Door | None = None) -> Actor:
    """Who is signed in at this door (at this address's door), or a stranger."""
    found = _here(door or door_here())
    return found.actor if found else STRANGER


def _here(door: Door) -> SignedIn | None:
    known: dict[Door, SignedIn | None] = g.get("portal_sessions") or {}
    if door in known or door != door_here():
        return current(door)
    return cast(User, current_user).signed_in if current_user.is_authenticated else None


def times_of(settings: Settings, door: Door) -> Times:
    if door == "staff":
        return Times(timedelta(minutes=settings.staff_idle_minutes), timedelta(hours=settings.staff_session_hours))
    return Times(timedelta(minutes=settings.citizen_idle_minutes), timedelta(hours=settings.citizen_session_hours))


# ---- the cookies ----------------------------------------------------------------------------------------------------


def cookie_name(name: str) -> str:
    """Under https a cookie is bound to this very host, so that no neighbour can plant one."""
    return f"__Host-{name}" if parts().settings.secure_cookies else name


def token_of(door: Door) -> str:
    token = request.cookies.get(cookie_name(door), "")
    return token if len(token) <= 100 else ""


def give_cookie(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """A cookie that scripts cannot read and that other sites' forms do not send along."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=max_age,
        path="/",
        secure=parts().settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def take_cookie(response: Response, name: str) -> None:
    response.delete_cookie(
        cookie_name(name), path="/", secure=parts().settings.secure_cookies, httponly=True, samesite="Lax"
    )


# ---- what the frame shows -------------------------------------------------------------------------------------------


def person_here() -> str:
    """The name of who is signed in at this address's door; nobody's while the database does not answer."""
    try:
        return actor().name
    except SQLAlchemyError:
        return ""


def notice_here() -> SessionNotice | None:
    """When the session ends, and the way to extend it; None where nobody is signed in."""
    door = door_here()
    try:
        found = _here(door)
    except SQLAlchemyError:
        return None
    if found is None:
        return None
    seconds = max(0, int((found.ends_at - clock.now()).total_seconds()))
    words = locale.word_at(_NOTICE, found.ends_at)
    room = "office/" if door == "staff" else ""
    here = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else ""
    return SessionNotice(
        seconds=seconds,
        words=words,
        extend_url=f"/{locale.language()}/{room}session/extend",
        next=here,
        warn_ahead=parts().settings.warn_minutes * 60,
    )
