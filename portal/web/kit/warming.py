"""Loads before the fork what every worker would load for itself: templates, languages, the tables' mappings.

What is loaded in the master stays shared between the workers, and no visitor waits for it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy.orm import configure_mappers

from portal.i18n.formats import Formats
from portal.web.kit.parts import Parts

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
        _speak(Formats(language, parts.time_zone))


def _speak(formats: Formats) -> None:
    now = datetime.now(UTC)
    formats.date(now.date())
    formats.moment(now)
    formats.time(now)
    formats.integer(1)
    formats.money(100, "EUR")
    formats.size(1)
