"""Floor 10. `create_app(settings)`: the one file that knows everyone."""

from __future__ import annotations

from flask import Flask

from portal.i18n.catalogue import Catalogues
from portal.settings import Settings
from portal.web.kit.errors import answer_errors
from portal.web.kit.headers import Headers
from portal.web.kit.locale import speak_languages
from portal.web.kit.logging import RequestLog, log_requests, start_logging
from portal.web.kit.pages import dress
from portal.web.kit.parts import Parts
from portal.web.kit.proxy import guard_input
from portal.web.operation import operation


def create_app(settings: Settings) -> Flask:
    """The portal as a WSGI application, from settings that were found good."""
    start_logging(settings)
    app = Flask("portal", static_folder=None, template_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key, DEBUG=False, TESTING=False, PROPAGATE_EXCEPTIONS=False)
    parts = Parts(settings=settings, catalogues=Catalogues(settings.translations_dir), languages=_languages(settings))
    app.extensions["portal"] = parts
    app.extensions["portal.checks"] = {}

    guard_input(app, settings)
    log_requests(app)
    speak_languages(app, parts.languages)
    dress(app, parts)
    answer_errors(app)
    app.register_blueprint(operation)

    # Outermost last: an answer is first given its headers, then its line in the log.
    app.wsgi_app = Headers(app.wsgi_app, settings)  # type: ignore[method-assign]
    app.wsgi_app = RequestLog(app.wsgi_app, behind_proxy=settings.proxies > 0)  # type: ignore[method-assign]
    return app


def _languages(settings: Settings) -> tuple[str, ...]:
    """The source's language, and each that has a catalogue."""
    folders = sorted(path.parent.parent.name for path in settings.translations_dir.glob("*/LC_MESSAGES/portal.po"))
    return ("en", *(name for name in folders if name != "en"))
