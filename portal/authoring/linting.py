"""Floor 6. What is read without a fault and could be better: warnings, which advise and stand in nobody's way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.authoring.advice.leftovers import leftovers
from portal.authoring.advice.personal import own_data, without_purpose
from portal.authoring.advice.texts import Told, helpless_exits, of_text, same_titles
from portal.authoring.advice.translated import catalogue_path, entries_of, of_catalogue, translations_of
from portal.authoring.places import Places
from portal.errors import Fault, SpecFault
from portal.spec.authority import FILE as AUTHORITY_FILE
from portal.spec.authority import read_authority
from portal.spec.bundle import Bundle
from portal.spec.model import Authority, Service
from portal.spec.reader import SPECIFICATION, read_service


def lint(bundle: Bundle, folder: str = "", authority: Authority | None = None) -> tuple[Fault, ...]:
    """Every warning about a bundle without faults, in file order. `folder` stands before their paths.

    With `authority` a service's translations into each language of the site are wanted; else those into the languages
    that it has catalogues of.
    """
    is_authority = AUTHORITY_FILE in bundle.files
    try:
        described = read_authority(bundle, folder) if is_authority else read_service(bundle, folder)
    except SpecFault:
        return ()
    path = f"{folder}{AUTHORITY_FILE if is_authority else SPECIFICATION}"
    site = described if isinstance(described, Authority) else authority
    languages = [one for one in (site.languages if site else sorted(bundle.translations)) if one != described.language]
    found = list(_of_texts(described, _sources(described, path)))
    own = [phrase for phrase in described.phrases if not phrase.shared]  # what is shared has a catalogue of its own
    for language in languages:
        catalogue, entries = catalogue_path(folder, language), entries_of(bundle, language)
        found += of_catalogue(entries, own, catalogue, language, path)
        found += _of_texts(described, list(translations_of(entries, own, catalogue, language)))
    if isinstance(described, Service):
        places = Places(bundle.text(SPECIFICATION))
        found += [
            *helpless_exits(described, path),
            *without_purpose(described, places, path),
            *own_data(described, places, path),
            *leftovers(bundle, described, places, path),
        ]
    return tuple(sorted(found))


def _sources(described: Service | Authority, path: str) -> list[Told]:
    return [
        Told(phrase.key, phrase.source, path, (phrase.line, phrase.column), described.language)
        for phrase in described.phrases
        if not phrase.shared
    ]


def _of_texts(described: Service | Authority, texts: Sequence[Told]) -> Iterator[Fault]:
    for told in texts:
        yield from of_text(told)
    if isinstance(described, Service):
        titles = {page.title.key for page in described.pages}
        yield from same_titles([told for told in texts if told.key in titles])
