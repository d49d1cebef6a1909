"""Forms carry a token (Flask-WTF). One that is stale is not a dead end: the page comes again, its answers kept.

`@redrawn_by(view)` names what draws the page of a POST again. It is called only where the browser says that the form
came from our own pages, and saves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect, generate_csrf

from portal.settings import Settings

View = Callable[..., Any]


class FormCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, which holds the forms' token and messages to be shown once, nothing of a person.

    A browser sends the very same cookie with every request: what was found well signed before is not judged again.
    """

    def __init__(self) -> None:
        self._signer: Any = None
        self._judged: dict[str, dict[str, Any]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        sent = request.cookies.get(self.get_cookie_name(app), "")
        known = self._judged.get(sent)
        if known is not None:
            return self.session_class(known)
        opened = super().open_session(app, request)
        if opened and all(isinstance(value, str) for value in opened.values()):
            _keep(self._judged, sent, dict(opened))
        return opened

    def get_signing_serializer(self, app: Flask) -> Any:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def protect_forms(app: Flask, settings: Settings) -> None:
    """Every POST of the whole portal needs the token of the browser's own form cookie."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # as long as the cookie: whoever thinks for an hour is no forger
        WTF_CSRF_SSL_STRICT=True,
        SESSION_COOKIE_NAME="__Host-form" if settings.secure_cookies else "form",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
    app.session_interface = FormCookie()
    CSRFProtect(app)


_signed: dict[str, str] = {}  # the browser's token → the same as forms carry it
_MOST_KEPT = 2000
_room = Lock()


def _keep(kept: dict[str, Any], key: str, value: Any) -> None:
    """The oldest gives way."""
    with _room:
        while len(kept) >= _MOST_KEPT:
            kept.pop(next(iter(kept)))
        kept[key] = value


def token() -> str:
    """The form's token. It has no end of its own, so one signature lasts as long as the browser's cookie."""
    known = _signed.get(session.get("csrf_token", ""))
    if known is None:
        known = str(generate_csrf())
        _keep(_signed, session["csrf_token"], known)
    return known


def renew() -> None:
    """Gives this browser a new token, so that nobody keeps one from before somebody signed in or out here."""
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def redrawn_by(redraw: View) -> Callable[[View], View]:
    """Of a POST's view: `redraw(**address)` draws its page again, with `request.form` shown and nothing saved."""

    def note(view: View) -> View:
        view.redrawn_by = redraw  # type: ignore[attr-defined]
        return view

    return note


def is_same_origin() -> bool:
    """Whether the browser says that our own page sent this."""
    fetched = request.headers.get("Sec-Fetch-Site")
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    ours = urlsplit(request.host_url)
    try:
        theirs = urlsplit(said)
    except ValueError:
        return False
    return fetched in (None, "same-origin") and (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)
