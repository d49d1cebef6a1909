"""Floor 6. Translations that are missing, stale, or the same as their source, at their line in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.authoring.advice.texts import Told
from portal.authoring.advice.warnings import shortened, warning
from portal.authoring.places import Place
from portal.authoring.po import Entry, Message, PoFault, read_entries
from portal.authoring.translation import faults_of_catalogue
from portal.errors import WARNING, Fault
from portal.spec.bundle import SHARED, Bundle
from portal.spec.model import Phrase


@dataclass(frozen=True)
class Translated:
    """One catalogue of a bundle: the texts that it is to translate, by their msgctxt in it, and what it holds.

    `source`: the file whose texts these are, where it is told when there is no catalogue.
    """

    language: str
    path: str
    source: str
    phrases: Mapping[str, Phrase]
    entries: Sequence[Entry]

    def texts(self) -> Iterator[Told]:
        """Each current translation as a text of its own, in the order of the specification."""
        known = {entry.message.key: entry for entry in self.entries if not entry.is_missing and not entry.is_stale}
        for context, phrase in self.phrases.items():
            if entry := known.get((context, phrase.source)):
                yield Told(phrase.key, entry.forms[0], Place(self.path, entry.line, 1), self.language)

    def faults(self) -> Iterator[Fault]:
        """What its translator should look at; what is missing is told once, with its first text."""
        messages = [Message(phrase.source, context) for context, phrase in self.phrases.items()]
        done = {entry.message.key for entry in self.entries if not entry.is_missing}
        missing = [message for message in messages if message.key not in done]
        if missing:
            # There may be no file yet, or none that can be read.
            path = self.path if self.entries else self.source
            line = next((entry.line for entry in self.entries if entry.message.key == missing[0].key), 0)
            yield warning(
                "translation-missing", Place(path, line, 1 if line else 0),
                count=len(missing), all=len(messages), language=self.language, text=shortened(missing[0].source),
            )  # fmt: skip
        wanted = {message.key for message in messages}
        judged = [entry for entry in self.entries if entry.message.key in wanted and not entry.is_missing]
        there = [message for message in messages if message.key in done]
        for fault in faults_of_catalogue(self.path, self.language, there, judged):
            code = fault.code if fault.code.startswith("translation") else "translation"
            yield replace(fault, severity=WARNING, code=code)


def catalogues_of(
    bundle: Bundle, phrases: Sequence[Phrase], language: str, folder: str, source: str
) -> Iterator[Translated]:
    """The service's own catalogue in a language, and that of each set or list that it includes.

    Of what is shared the service's own holds what is translated differently here: it is judged where it is there, and
    never missing.
    """
    entries = _entries(bundle.translations.get(language))
    own = {phrase.key: phrase for phrase in phrases if phrase.source and not phrase.shared}
    known = {entry.message.context for entry in entries}
    own |= {phrase.key: phrase for phrase in phrases if phrase.shared and phrase.key in known}
    yield Translated(language, f"{folder}translations/{language}.po", source, own, entries)
    shared: dict[str, dict[str, Phrase]] = {}
    for phrase in phrases:
        if phrase.shared and phrase.source:
            shared.setdefault(phrase.shared.partition("/")[0], {})[phrase.shared] = phrase
    for name, texts in shared.items():
        path = f"{SHARED}translations/{name}.{language}.po"
        file = next(iter(texts.values())).file
        entries = _entries(bundle.shared_translations.get((name, language)))
        yield Translated(language, f"{folder}{path}", f"{folder}{file}", texts, entries)


def _entries(content: bytes | None) -> list[Entry]:
    """What a catalogue holds; nothing where there is none, or where it cannot be read, which is a fault."""
    try:
        return list(read_entries(content)) if content else []
    except PoFault:
        return []
