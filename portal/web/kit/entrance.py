"""Who may enter: every view is closed until its door says for whom it is open.

The door is the blueprint. What a person may do with one thing behind it is `usecases/access`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, jsonify, request
from flask_wtf.csrf import CSRFError
from werkzeug.utils import redirect

from portal.settings import Settings
from portal.usecases.actor import Actor, Door
from portal.usecases.sessions import was_signed_out
from portal.web.kit import csrf, flashes, locale, parking, sessions
from portal.web.kit.errors import failed
from portal.web.kit.parts import parts
from portal.web.kit.sessions import SignInNeeded, signed_in

Entrance = Callable[[], None]


def _anybody() -> None:
    """Open to everybody; what needs more asks for it itself."""


def _citizens() -> None:
    signed_in("citizen")


def _staff() -> None:
    _with_role(signed_in("staff"))


def _administrators() -> None:
    staff = signed_in("staff")
    if not (staff.has("administrator") or staff.has("auditor")):
        abort(403)


def _with_role(staff: Actor) -> None:
    if not staff.is_staff:
        abort(403)


ENTRANCES: Mapping[str, Entrance] = {
    "operation": _anybody,
    "public": _anybody,
    "outbox": _anybody,  # of a demo, where anybody may sign in as anybody
    "account": _anybody,
    "citizen": _citizens,
    "apply": _citizens,
    "preview": _administrators,
    "office": _staff,
    "admin": _administrators,
}


def guard_doors(app: Flask, settings: Settings) -> None:
    """Sessions, forms' tokens, and the entrance of every view; `create_app` calls this once, before the blueprints."""
    sessions.open_doors(app)
    csrf.protect_forms(app, settings)
    known = app.extensions["portal.around"]
    known.person = sessions.person_here
    known.session = sessions.notice_here
    known.csrf = csrf.token
    known.flashes = flashes.take_flashes
    app.before_request(_enter)
    app.register_error_handler(SignInNeeded, _to_sign_in)
    app.register_error_handler(CSRFError, _stale)


def _enter() -> None:
    if request.endpoint is None:
        return  # no such page, or not by this method: the error page says so
    entrance = ENTRANCES.get(request.blueprint or "")
    if entrance is None:
        abort(403)
    entrance()


def _to_sign_in(needed: SignInNeeded) -> Response:
    """To the door's sign-in and back here; a form that was sent is kept for its owner first."""
    door = needed.door
    if request.accept_mimetypes.best == "application/json":
        response: Response = jsonify(signed_in=False)
        response.status_code = 401
        return response
    ended = bool(sessions.token_of(door))
    asked = {"next": _way_back()}
    # The form is our own page's: its token was good, or the browser said so (`_stale`).
    if request.method == "POST" and ended and parking.park_here(door):
        asked["kept"] = "yes"
    elif ended:
        with parts().store.reading() as session:
            asked["ended"] = "elsewhere" if was_signed_out(session, sessions.token_of(door), door=door) else "idle"
    return redirect(f"{sign_in_path(door)}?{urlencode(asked)}", 303)  # type: ignore[return-value]


def _stale(_error: CSRFError) -> Response:
    """A form whose token is not this browser's: its page again with what was typed, where our own page sent it."""
    if not csrf.is_same_origin():
        return failed(400)
    door = sessions.door_here()
    if sessions.current(door) is None and sessions.token_of(door):
        return _to_sign_in(SignInNeeded(door))  # the session is over as well: sign-in keeps the form
    redraw = getattr(current_app.view_functions.get(request.endpoint or ""), "redrawn_by", None)
    if redraw is None or sessions.current(door) is None:
        return failed(400)
    return current_app.make_response(redraw(**(request.view_args or {})))


def sign_in_path(door: Door) -> str:
    return f"/{locale.language()}/{'office/' if door == 'staff' else ''}sign-in"


def _way_back() -> str:
    """This page; of a POST that has no page, the page whose form it was."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    if parking.has_page(request.path):
        return request.full_path.rstrip("?")
    here, referrer = request.host_url, request.headers.get("Referer", "")
    return "/" + referrer.removeprefix(here) if referrer.startswith(here) else f"/{locale.language()}/"


__all__ = ["ENTRANCES", "guard_doors", "sign_in_path"]
