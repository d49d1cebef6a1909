"""What the doors are given: the opened parts of one portal, made once by `create_app`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app

from portal.files.filestore import FileStore
from portal.gateways.oidc import Provider
from portal.i18n.catalogue import Catalogues
from portal.settings import Settings
from portal.store import Store
from portal.usecases.actor import Door

if TYPE_CHECKING:
    from portal.web.kit.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The settings, and what was opened from them."""

    settings: Settings
    store: Store
    files: FileStore
    catalogues: Catalogues
    site: Site
    languages: tuple[str, ...]  # of the site, in the order of the switch
    providers: Mapping[Door, Provider]  # where each door signs in; a door without one is shut

    @property
    def time_zone(self) -> str:
        return self.site.authority().authority.time_zone


def parts() -> Parts:
    """The parts of the portal that serves this request."""
    found: Parts = current_app.extensions["portal"]
    return found
