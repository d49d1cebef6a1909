"""Fills the frame of the page that answers this request. Nothing here asks a database: other parts say what they know.

`around()` holds those parts as functions; the session's kit and the catalogue put their own in place of the empty ones.
An error page is framed by the same functions, so each must answer from memory or give up quickly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

import structlog
from babel import Locale, UnknownLocaleError
from flask import Flask, current_app, request

from portal.errors import N_
from portal.i18n.text import Text, direction
from portal.web.kit import locale
from portal.web.kit.frame import Flash, Frame, LanguageLink, SessionNotice
from portal.web.kit.parts import parts

_log = structlog.get_logger("portal.web")


@dataclass(frozen=True, slots=True)
class Town:
    """The authority in one language, as frames show it."""

    name: Text
    short_name: Text
    address: Text | None = None


@dataclass(slots=True)
class Around:
    """What other parts know of this request. Each is called once a page."""

    town: Callable[[str], Town]
    person: Callable[[], str] = lambda: ""  # the name of who is signed in at this door
    csrf: Callable[[], str] = lambda: ""
    flashes: Callable[[], tuple[Flash, ...]] = tuple
    session: Callable[[], SessionNotice | None] = lambda: None
    more: dict[str, Any] = field(default_factory=dict)


def frame_pages(app: Flask) -> Around:
    """Makes the place where other parts say what they know; `create_app` calls this once."""
    found = app.extensions["portal.around"] = Around(town=_nameless)
    return found


def around() -> Around:
    found: Around = current_app.extensions["portal.around"]
    return found


def frame(*, status: int = 200, **more: Any) -> Frame:
    """The frame of this request's page; `more` are fields of `Frame` that the view itself decides."""
    lang = locale.language()
    known = around()
    if status >= 500:
        # Something is broken: show nothing that might be broken too.
        person, csrf, flashes, session = "", "", (), None
    else:
        person, flashes, session = known.person(), known.flashes(), known.session()
        csrf = known.csrf() if person or session else ""
    town = _town(known, lang)
    urls = ways(lang) | staff_ways(lang) if is_staff_room(request.path) else ways(lang)
    urls = urls if status < 500 else urls | {"sign_in": ""}
    given: dict[str, Any] = {
        "lang": lang, "dir": direction(lang), "authority": town.name, "short_name": town.short_name,
        "address": town.address, "urls": urls, "person": person, "csrf": csrf,
        "flashes": flashes, "session": session,
        "languages": buttons(parts().languages, lang) if more.get("switch_form") else languages(lang, status),
    }  # fmt: skip
    return Frame(**(given | more))


@lru_cache(maxsize=32)
def ways(lang: str) -> dict[str, str]:
    """Where the frame of a citizen's page leads. A test compares these with the address map."""
    return {
        "home": f"/{lang}/",
        "search": f"/{lang}/search",
        "check": f"/{lang}/check",
        "contact": f"/{lang}/contact",
        "accessibility": f"/{lang}/accessibility",
        "privacy": f"/{lang}/privacy",
        "my": f"/{lang}/my",
        "sign_in": f"/{lang}/sign-in",
        "sign_out": f"/{lang}/sign-out",
    }


@lru_cache(maxsize=32)
def staff_ways(lang: str) -> dict[str, str]:
    """Where these lead behind the staff's door."""
    return {
        "my": f"/{lang}/office/account",
        "sign_in": f"/{lang}/office/sign-in",
        "sign_out": f"/{lang}/office/sign-out",
    }


def is_staff_room(path: str) -> bool:
    """Whether the address lies behind the staff's door: `/<language>/office/…`, `/<language>/admin/…`, `/office/…`."""
    return not {"office", "admin"}.isdisjoint(path.split("/", 3)[1:3])


def languages(current: str, status: int = 200) -> tuple[LanguageLink, ...]:
    """The switch: this very page in each language, or the home page where this one was not got by its address."""
    offered = parts().languages
    if len(offered) < 2:
        return ()
    here = f"/{current}/"
    keeps = status < 400 and request.method in ("GET", "HEAD") and request.path.startswith(here)
    rest = quote(request.path[len(here) :]) if keeps else ""
    asked = "?" + urlencode(list(request.args.items(multi=True))) if keeps and request.args else ""
    return tuple(
        LanguageLink(code, own_name(code), direction(code), f"/{code}/{rest}{asked}", code == current)
        for code in offered
    )


@lru_cache(maxsize=64)
def buttons(offered: tuple[str, ...], current: str) -> tuple[LanguageLink, ...]:
    """The switch as buttons of the page's own form: they lead nowhere else."""
    if len(offered) < 2:
        return ()
    return tuple(LanguageLink(code, own_name(code), direction(code), "", code == current) for code in offered)


@lru_cache(maxsize=64)
def own_name(code: str) -> str:
    """A language's name in itself, as it begins a line: "English", "Eesti", "العربية"."""
    try:
        known = Locale.parse(code, sep="-")
        name = known.get_display_name(known) or code
    except (ValueError, UnknownLocaleError):
        return code
    return name[:1].upper() + name[1:]


def _town(known: Around, lang: str) -> Town:
    try:
        return known.town(lang)
    except Exception as error:  # noqa: BLE001 - a page without the town's name is better than none.
        _log.error("authority unknown", exc_info=error)
        return _nameless(lang)


def _nameless(lang: str) -> Town:
    words = parts().catalogues.words(lang)
    name = words.word(N_("Town services"))
    return Town(name, name)
