"""What the doors are given: the opened parts of one portal, made once by `create_app`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from portal.i18n.catalogue import Catalogues
from portal.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The settings, and what was opened from them. Tests put others in their place."""

    settings: Settings
    catalogues: Catalogues
    languages: tuple[str, ...]  # of the site, in the order of the switch
    time_zone: str = "UTC"  # the authority's
    store: Any = None
    files: Any = None
    more: dict[str, Any] = field(default_factory=dict)


def parts() -> Parts:
    """The parts of the portal that serves this request."""
    found: Parts = current_app.extensions["portal"]
    return found
