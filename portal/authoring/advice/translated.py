"""Floor 6. Translations that are missing, stale, or the same as their source, at their line in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.authoring.advice.texts import Told
from portal.authoring.advice.warnings import shortened, warning
from portal.authoring.po import Entry, Message, PoFault, read_entries
from portal.authoring.translation import faults_of_catalogue
from portal.errors import WARNING, Fault
from portal.spec.bundle import Bundle
from portal.spec.model import Phrase


def catalogue_path(folder: str, language: str) -> str:
    return f"{folder}translations/{language}.po"


def entries_of(bundle: Bundle, language: str) -> list[Entry]:
    """What the bundle's catalogue holds; nothing where there is none, or where it cannot be read, which is a fault."""
    content = bundle.translations.get(language)
    try:
        return list(read_entries(content)) if content else []
    except PoFault:
        return []


def translations_of(entries: Sequence[Entry], phrases: Sequence[Phrase], path: str, language: str) -> Iterator[Told]:
    """Each current translation as a text of its own, in the order of the specification."""
    known = {entry.message.key: entry for entry in entries if not entry.is_missing and not entry.is_stale}
    for phrase in phrases:
        if entry := known.get((phrase.key, phrase.source)):
            yield Told(phrase.key, entry.forms[0], path, (entry.line, 1), language)


def of_catalogue(
    entries: Sequence[Entry], phrases: Sequence[Phrase], path: str, language: str, source: str
) -> Iterator[Fault]:
    """What its translator should look at; what is missing is told once, with its first text.

    `source`: the file whose texts these are, where it is told when there is no catalogue.
    """
    messages = [Message(phrase.source, phrase.key) for phrase in phrases]
    done = {entry.message.key for entry in entries if not entry.is_missing}
    missing = [message for message in messages if message.key not in done]
    if missing:
        if not entries:  # there is no file yet, or none that can be read
            path = source
        line = next((entry.line for entry in entries if entry.message.key == missing[0].key), 0)
        yield warning(
            "translation-missing", path, (line, 1 if line else 0),
            count=len(missing), all=len(messages), language=language, text=shortened(missing[0].source),
        )  # fmt: skip
    wanted = {message.key for message in messages}
    judged = [entry for entry in entries if entry.message.key in wanted and not entry.is_missing]
    there = [message for message in messages if message.key in done]
    for fault in faults_of_catalogue(path, language, there, judged):
        code = fault.code if fault.code.startswith("translation") else "translation"
        yield replace(fault, severity=WARNING, code=code)
