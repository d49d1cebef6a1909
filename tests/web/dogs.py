"""The small service (`tests/spec/services.py`), published with changes, for tests of what a page makes of the language."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from portal.usecases.releases import publish_from_folder
from tests.pages import Page
from tests.people import signed_in
from tests.spec.services import SMALL, bundle


def published(app: Flask, *changes: tuple[str, str]) -> None:
    """Publishes the service with each (old, new) changed once."""
    text = SMALL
    for old, new in changes:
        assert old in text, f"{old!r} is not in the small service"
        text = text.replace(old, new, 1)
    with app.extensions["portal"].store.writing() as session:
        publish_from_folder(session, bundle(text), "dog-licence", now=datetime.now(UTC))


def begun(app: Flask, who: str = "leila-haddad") -> Page:
    """The first page of an application."""
    return signed_in(app, who).open("/en/services/dog-licence").press("Start now")
