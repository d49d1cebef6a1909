"""The site's own address, and the authority's pages: help and contact, privacy, accessibility."""

from __future__ import annotations

from typing import Any

from flask import redirect
from werkzeug.wrappers import Response

from portal.errors import N_
from portal.spec.model import Phrase
from portal.web.kit import locale
from portal.web.kit.pages import page
from portal.web.kit.parts import parts
from portal.web.public import public
from portal.web.public.service import address
from portal.wording.markdown import draw


@public.get("/")
def choose_language() -> Response:
    """To the home page, in the language that the browser asks for."""
    response = redirect(f"/{locale.wished()}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@public.get("/<language:lang>/contact")
def show_contact() -> Response:
    authority, text = parts().site.authority().authority, parts().site.words(locale.language()).text
    units = [
        (text(unit.name), text(unit.address), text(unit.hours), unit.phone, unit.email)
        for unit in authority.units.values()
    ]
    return _own_page(N_("Help and contact"), authority.contact, units)


@public.get("/<language:lang>/privacy")
def show_privacy() -> Response:
    return _own_page(N_("Your data"), parts().site.authority().authority.privacy)


@public.get("/<language:lang>/accessibility")
def show_accessibility() -> Response:
    return _own_page(N_("Accessibility"), parts().site.authority().authority.accessibility)


def _own_page(title: str, phrase: Phrase, units: list[Any] | None = None) -> Response:
    text = draw(parts().site.words(locale.language()).text(phrase), address)
    return page("public/text.html", title=locale.words().word(title), text=text, units=units or [])
