"""Loads before the fork what every worker would load for itself: templates, languages, the tables' mappings.

What is loaded in the master stays shared between the workers, and no visitor waits for it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy.orm import configure_mappers

from portal.i18n.formats import Formats
from portal.usecases.releases import live_services
from portal.web.kit.parts import Parts
from portal.workflow.calendar import due_on

# Drawn elsewhere: by the worker, in another environment.
_NOT_PAGES = ("documents/", "mail/")


def warm(app: Flask) -> None:
    """To be called once, before gunicorn forks."""
    parts: Parts = app.extensions["portal"]
    configure_mappers()
    for name in app.jinja_env.list_templates(extensions=["html"]):
        if not name.startswith(_NOT_PAGES):
            app.jinja_env.get_template(name)
    for language in parts.languages:
        parts.catalogues.words(language)
        _speak(Formats(language, parts.time_zone))
    _rehearse(app, parts)
    with parts.store.reading() as session:
        live_services(session)
    # Connections are not for sharing between processes.
    parts.store.engine.dispose()


def _speak(formats: Formats) -> None:
    now = datetime.now(UTC)
    formats.date(now.date())
    formats.moment(now)
    formats.time(now)
    formats.integer(1)
    formats.money(100, "EUR")
    formats.size(1)


def _rehearse(app: Flask, parts: Parts) -> None:
    """Does once what is slow the first time."""
    # The library of holidays loads every country of the world to tell those of one.
    country = parts.site.authority().authority.country
    due_on(datetime.now(UTC).date(), 10, working_days=True, country=country)
    host = urlsplit(parts.settings.base_url).netloc
    for language in parts.languages:
        app.test_client().get(f"/{language}/", headers={"Host": host})
