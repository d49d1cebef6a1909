"""The web's one Jinja environment: strict, escaping everything, with the page's words and nothing secret in reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, make_response, render_template
from flask.templating import Environment
from jinja2 import FileSystemLoader, StrictUndefined
from werkzeug.utils import redirect

from portal.i18n.text import direction
from portal.web.kit import locale
from portal.web.kit.assets import Assets
from portal.web.kit.framing import frame, frame_pages
from portal.web.kit.parts import Parts
from portal.web.kit.prepared import filled_page

_WORDS = ("_", "gettext", "ngettext", "pgettext", "npgettext")


class _Environment(Environment):
    """Flask's, but a template's globals are a plain dict: Jinja compares their names at every import in a page."""

    def make_globals(self, d: Any) -> Any:
        return {**self.globals, **(d or {})}


def dress(app: Flask, parts: Parts) -> None:
    """Sets up the environment.

    The words are globals that look up the request's language when called, so macros that see no context have them too.
    """
    frame_pages(app)
    app.jinja_environment = _Environment
    env = app.jinja_env
    env.loader = FileSystemLoader(parts.settings.templates_dir)
    env.autoescape = True
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.auto_reload = False
    for name in _WORDS:
        env.globals[name] = _word(name)
    app.extensions["portal.assets"] = assets = Assets(parts.settings.static_dir / "built")
    env.globals["asset"] = assets.url
    env.globals["formats"] = locale.formats
    env.globals["language"] = locale.language
    env.globals["direction"] = direction
    env.globals["site_languages"] = parts.languages
    for unwanted in ("config", "session", "g", "request", "cycler", "joiner", "lipsum"):
        env.globals.pop(unwanted, None)
    # Flask puts these into every context; a template is given what it needs by name instead.
    app.template_context_processors[None].clear()


def _word(name: str) -> Any:
    def find(*args: Any, **params: Any) -> Any:
        return locale.words().for_templates()[name](*args, **params)

    find.__name__ = name
    return find


def page(
    template: str,
    *,
    status: int = 200,
    around: Mapping[str, Any] = MappingProxyType({}),
    own: Sequence[str] = (),
    **given: Any,
) -> Response:
    """A rendered page. Personal by default: nobody keeps a copy, unless the view says otherwise afterwards.

    The template finds its frame under `page`; `around` are fields of `Frame` that the view decides, such as `office`.
    `own` names what of `given` is the person's own: the rest of such a page is drawn once and kept (`kit.prepared`).
    """
    framed = frame(status=status, **around)
    html = filled_page(template, framed, own, given, render_template) if own else None
    response = make_response(render_template(template, page=framed, **given) if html is None else html, status)
    response.headers["Content-Language"] = locale.language()
    return response


def see_other(address: str) -> Response:
    """After a POST: a reload never sends it again."""
    return redirect(address, 303)  # type: ignore[return-value]
