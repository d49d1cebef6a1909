"""The page's language: it stands first in the address, `/<language>/…`, and every template reads its words from here.

A rule says `/<language:lang>/…`; the view does not take `lang`, and `url_for` fills it in by itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, g, has_request_context, request
from flask.globals import app_ctx
from werkzeug.routing import BaseConverter

from portal.errors import N_
from portal.i18n.catalogue import Words
from portal.i18n.formats import Formats
from portal.i18n.text import Text
from portal.usecases.releases import ServedService
from portal.web.kit.parts import parts
from portal.wording.release import ReleaseWords

PARTLY = N_("This service is only partly in {language}. The rest is in {source}.")


def speak_languages(app: Flask, languages: tuple[str, ...]) -> None:
    """Teaches the address map the site's languages."""

    class Language(BaseConverter):
        regex = "|".join(sorted(languages, key=len, reverse=True))
        part_isolating = True

    app.url_map.converters["language"] = Language

    @app.url_value_preprocessor
    def take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "lang" in values:
            g.lang = values.pop("lang")

    @app.url_defaults
    def give_language(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = language()


def language() -> str:
    """The language this request is answered in: from the address, else what the browser asks for, else the first."""
    here = app_ctx.g  # asked for at every word: by one way only
    found: str | None = here.get("lang")
    if found is None:
        if not has_request_context():
            return parts().languages[0]
        found = here.lang = _from_path() or wished()
    return found


def wished() -> str:
    """The site's language that the browser asks for most."""
    offered = parts().languages
    best = request.accept_languages.best_match(offered)
    if best is None:
        asked = [tag.partition("-")[0].lower() for tag in request.accept_languages.values()]
        best = next((tag for tag in asked if tag in offered), None)
    return best or offered[0]


def _from_path() -> str | None:
    """The language of an address that no rule matches."""
    first = request.path.lstrip("/").partition("/")[0]
    return first if first in parts().languages else None


def words() -> Words:
    """The portal's words in the page's language."""
    return parts().catalogues.words(language())


def formats() -> Formats:
    """How the page's language writes days, moments, money and numbers."""
    return Formats(language(), parts().time_zone)


def word_at(message: str, moment: datetime) -> Text:
    """A message with the `{time}` of the day in it."""
    return words().at(message, str(formats().time(moment)))


def words_of(served: ServedService, wanted: str = "") -> ReleaseWords:
    """What finds a release's words in the page's language, or in the one that is wanted."""
    found = wanted or language()
    return served.translations.words(found, parts().catalogues.words(found), parts().time_zone)


def partly(served: ServedService) -> Text | None:
    """What a page says where some of a service's texts are not in its language; they are shown in the service's own."""
    if served.is_complete_in(language()):
        return None
    called = formats().called
    return words().word(PARTLY, language=str(called(language())), source=str(called(served.service.language)))
