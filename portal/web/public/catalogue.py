"""The home page and the search: two ways to a service."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from portal.i18n.text import Text
from portal.usecases.catalogue import Offer, offers, search
from portal.web.kit import clock, locale
from portal.web.kit.pages import page
from portal.web.kit.parts import parts
from portal.web.kit.standing import tag_of
from portal.web.public import public

_OFTEN = 4  # services named under the search field
_IN_TILE = 3  # services named in a life event's tile
_QUERY_LETTERS = 200


@public.get("/<language:lang>/")
def show_home() -> Response:
    found = _offers()
    site = parts().site
    words, authority = site.words(locale.language()), site.authority().authority
    tiles = []
    for event, phrase in authority.life_events.items():
        there = [offer.title for offer in found if event in offer.life_events]
        if there:
            tiles.append((event, words.text(phrase), locale.formats().listed(there[:_IN_TILE])))
    return page(
        "public/home.html",
        often=sorted(found, key=lambda offer: not offer.takes)[:_OFTEN],
        tiles=tiles,
        place=words.text(authority.address),
        phone=authority.phone,
        email=authority.email,
    )


@public.get("/<language:lang>/search")
def search_services() -> Response:
    """By words (`q`), or everything for a life event (`about`); with neither, all services."""
    query = request.args.get("q", "")[:_QUERY_LETTERS].strip()
    phrase = parts().site.authority().authority.life_events.get(request.args.get("about", ""))
    if query:
        with parts().store.reading() as session:
            found = search(session, query, locale.words(), zone=parts().time_zone, now=clock.now())
        every = [] if found else _offers()
        return page(
            "public/search.html", query=query, about=None, found=found, every=every, stands=_stands(found or every)
        )
    about = parts().site.words(locale.language()).text(phrase) if phrase else None
    found = _offers(request.args.get("about", "") if phrase else "")
    return page("public/search.html", query="", about=about, found=found, every=[], stands=_stands(found))


def _stands(found: list[Offer]) -> dict[str, Text | None]:
    """What is said of when one can apply for each, where it goes not without saying."""
    return {offer.id: tag_of(offer.standing) for offer in found}


def _offers(event: str = "") -> list[Offer]:
    with parts().store.reading() as session:
        return offers(session, locale.words(), zone=parts().time_zone, now=clock.now(), life_event=event)
