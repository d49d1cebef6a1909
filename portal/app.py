"""Floor 10. `create_app(settings)`: the one file that knows everyone."""

from __future__ import annotations

from flask import Flask
from whitenoise import WhiteNoise

from portal import settings as settings_of
from portal.files.filestore import FileStore
from portal.gateways.oidc import Provider, ProviderConfig
from portal.i18n.catalogue import Catalogues
from portal.settings import Settings, SettingsFault
from portal.store import open_store
from portal.usecases.actor import Door
from portal.web.account import account
from portal.web.admin import admin
from portal.web.citizen import citizen, journey
from portal.web.kit.assets import Assets
from portal.web.kit.entrance import guard_doors
from portal.web.kit.errors import answer_errors
from portal.web.kit.headers import Headers
from portal.web.kit.locale import speak_languages
from portal.web.kit.logging import RequestLog, log_requests, start_logging
from portal.web.kit.pages import dress
from portal.web.kit.parts import Parts
from portal.web.kit.proxy import guard_input, trust_proxies
from portal.web.kit.site import Site
from portal.web.office import office
from portal.web.operation import operation
from portal.web.outbox import outbox
from portal.web.public import public

DOORS = (operation, public, account, citizen, office, admin)


def create_app(settings: Settings) -> Flask:
    """The portal as a WSGI application, from settings that were found good. The database must have been made before."""
    start_logging(settings)
    app = Flask("portal", static_folder=None, template_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key, PROPAGATE_EXCEPTIONS=False)
    parts = app.extensions["portal"] = open_parts(settings)

    guard_input(app, settings)
    log_requests(app)
    speak_languages(app, parts.languages)
    dress(app, parts)
    app.extensions["portal.around"].town = parts.site.town
    answer_errors(app)
    guard_doors(app, settings)
    for door in DOORS:
        app.register_blueprint(door)
    if settings.demo:
        app.register_blueprint(outbox)
    app.register_blueprint(journey, url_prefix="/<language:lang>/apply")
    app.register_blueprint(journey, name="preview", url_prefix="/<language:lang>/admin/preview")
    wrap(app, settings)
    return app


def open_parts(settings: Settings) -> Parts:
    """Opens what the settings name."""
    store = open_store(settings)
    catalogues = Catalogues(settings.translations_dir)
    site = Site(settings, store, catalogues)
    languages = site.authority().authority.languages
    # Connections are not for sharing between processes: those that the start needed end before gunicorn forks.
    store.engine.dispose()
    return Parts(
        settings=settings,
        store=store,
        files=FileStore(settings.files_dir),
        catalogues=catalogues,
        site=site,
        languages=languages,
        providers=open_providers(settings),
    )


def open_providers(settings: Settings) -> dict[Door, Provider]:
    """The doors' providers, not asked yet. Refused: `SettingsFault` for claims that the portal does not know."""
    named: dict[Door, settings_of.Provider | None] = {
        "citizen": settings.citizen_provider,
        "staff": settings.staff_provider,
    }
    found: dict[Door, Provider] = {}
    for door, provider in named.items():
        if provider is not None:
            try:
                found[door] = Provider(ProviderConfig.of(provider))
            except ValueError as slip:
                raise SettingsFault([f"PORTAL_{door.upper()}_PROVIDER: {slip}."]) from None
    return found


def wrap(app: Flask, settings: Settings) -> None:
    """The layers around the application. Outermost last: an answer gets its headers, then its line in the log."""
    assets: Assets = app.extensions["portal.assets"]
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=assets.folder, prefix=assets.prefix, immutable_file_test=assets.is_immutable
    )
    app.wsgi_app = Headers(app.wsgi_app, settings)  # type: ignore[method-assign]
    app.wsgi_app = RequestLog(app.wsgi_app, behind_proxy=settings.proxies > 0)  # type: ignore[method-assign]
    trust_proxies(app, settings)
