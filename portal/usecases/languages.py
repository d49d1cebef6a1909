"""Floor 7. How far a service is translated: what each language of the site has, lacks, and has from words that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.authoring.po import Entry, read_entries
from portal.authoring.translation import Completeness, completeness, merged, messages_of_phrases
from portal.spec.bundle import Bundle
from portal.spec.model import Service


@dataclass(frozen=True)
class Standing:
    """One language of a service: every text with its translation as far as there is one."""

    language: str
    entries: tuple[Entry, ...]
    completeness: Completeness

    @property
    def open(self) -> tuple[Entry, ...]:
        """What is still to be translated, the changed texts among it."""
        return tuple(entry for entry in self.entries if entry.is_missing or entry.is_stale)

    @property
    def stale(self) -> tuple[Entry, ...]:
        """Translations whose source has changed since: `previous` is what they translate."""
        return tuple(entry for entry in self.entries if entry.is_stale)


def standings(bundle: Bundle, service: Service, languages: Sequence[str]) -> tuple[Standing, ...]:
    """Every one of `languages` but the one that the service was written in. Refused: `PoFault` for an unreadable catalogue."""
    messages, found = messages_of_phrases(one for one in service.phrases if not one.shared), []
    for language in languages:
        if language != service.language:
            content = bundle.translations.get(language)
            entries = merged(messages, read_entries(content) if content else [], by_context=True)
            found.append(Standing(language, tuple(entries), completeness(entries)))
    return tuple(found)
