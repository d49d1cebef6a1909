"""A message that is shown once, on the next page. It waits as a marked message with its parameters."""

from __future__ import annotations

from typing import Any

from flask import session

from portal.web.kit import locale
from portal.web.kit.frame import Flash

_KEY, _MOST = "said", 3


def say(message: str, tone: str = "", **params: str | int) -> None:
    """`message`: marked by `N_`; `tone`: "" (good), "info" or "warn". `params` travel in a cookie: nothing personal."""
    session[_KEY] = [*session.get(_KEY, []), [message, tone, params]][-_MOST:]


def take_flashes() -> tuple[Flash, ...]:
    """What was said, in the page's language; it is forgotten now."""
    said: list[Any] = session.pop(_KEY, []) if _KEY in session else []
    return tuple(Flash(locale.words().word(message, **params), tone) for message, tone, params in said)
