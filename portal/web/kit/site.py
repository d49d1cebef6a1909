"""The authority as every page shows it, kept in memory so that a page, an error page above all, need not ask for it."""

from __future__ import annotations

import time
from threading import Lock

import structlog
from sqlalchemy.exc import SQLAlchemyError

from portal.errors import NotFound
from portal.i18n.catalogue import Catalogues
from portal.settings import Settings
from portal.spec.bundle import bundle_of_authority
from portal.store import Store
from portal.usecases.releases import ServedAuthority, live_authority, read_authority_bundle
from portal.web.kit.framing import Town
from portal.wording.release import ReleaseWords

_FRESH_SECONDS = 2.0  # how soon a process sees that another authority was published
_log = structlog.get_logger("portal.web")


class Site:
    """The live authority; the last one seen while the database does not answer, at worst the folder's."""

    def __init__(self, settings: Settings, store: Store, catalogues: Catalogues) -> None:
        self._settings, self._store, self._catalogues = settings, store, catalogues
        self._lock = Lock()
        self._asked_at = float("-inf")
        self._served: ServedAuthority | None = None
        self._towns: dict[tuple[str, str], Town] = {}

    def authority(self) -> ServedAuthority:
        """The authority as it is live. Refused: `SpecFault` when there is none anywhere."""
        if self._served is None or time.monotonic() - self._asked_at > _FRESH_SECONDS:
            with self._lock:
                self._served = self._live() or self._served or self._from_folder()
                self._asked_at = time.monotonic()
        return self._served

    def _live(self) -> ServedAuthority | None:
        try:
            with self._store.reading() as session:
                return live_authority(session)
        except NotFound:
            return None
        except SQLAlchemyError as error:
            _log.warning("authority not asked", exc_info=error)
            return None

    def _from_folder(self) -> ServedAuthority:
        path = self._settings.forms_dir / "authority.yaml"
        return read_authority_bundle(bundle_of_authority(path, self._settings.translations_dir))

    def words(self, language: str) -> ReleaseWords:
        """What finds the authority's own texts in a language."""
        served = self.authority()
        words = self._catalogues.words(language)
        return served.translations.words(language, words, served.authority.time_zone)

    def town(self, language: str) -> Town:
        served = self.authority()
        known = self._towns.get((served.digest, language))
        if known is None:
            authority, words = served.authority, self.words(language)
            known = Town(words.text(authority.name), words.text(authority.short_name), words.text(authority.address))
            self._towns = {**self._towns, (served.digest, language): known}
        return known
