"""The headers that every response carries: pages, files, errors and what WhiteNoise serves alike.

A WSGI layer around the whole, so that nothing can leave without them. A view may tighten or loosen one by setting it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import structlog

from portal.settings import Settings
from portal.web.kit.errors import LAST_WORDS

_UNSENDABLE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_log = structlog.get_logger("portal.web")
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def policy(settings: Settings) -> str:
    """The content security policy: our own files only, nothing inline.

    Browsers hold redirects after a form to `form-action` too; signing out and in ends at a provider, so they are named.
    """
    providers = [door for door in (settings.citizen_provider, settings.staff_provider) if door]
    origins = sorted({"{0.scheme}://{0.netloc}".format(urlsplit(door.issuer)) for door in providers})
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": " ".join(["'self'", *origins]),
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def fixed(settings: Settings) -> dict[str, str]:
    """The headers and their values, by name."""
    headers = {
        "Content-Security-Policy": policy(settings),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # Own pages get the whole address (Flask-WTF judges the Referer under https); strangers get nothing.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    if settings.secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


class Headers:
    """Adds the fixed headers that a response does not have; answers in words where nobody else could."""

    def __init__(self, app: Wsgi, settings: Settings) -> None:
        self._app = app
        self._fixed = [(name, value, name.lower()) for name, value in fixed(settings).items()]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        begun = False

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal begun
            # Judged here: a server that refuses a header breaks off, and a page never comes.
            if bad := [name for name, value in headers if _UNSENDABLE.search(value)]:
                raise ValueError(f"headers that cannot be sent: {bad}")
            present = {name.lower() for name, _ in headers}
            headers += [(name, value) for name, value, key in self._fixed if key not in present]
            begun = True
            return start_response(status, headers, exc_info)

        try:
            return self._app(environ, start)
        except Exception as error:  # what Flask itself could not answer
            _log.error("failed outside the application", exc_info=error)
            kind = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(LAST_WORDS)))]
            if begun:
                raise
            start("500 Internal Server Error", kind)
            return [LAST_WORDS]
