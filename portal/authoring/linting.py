"""Floor 6. What is read without a fault and could be better: warnings, which advise and stand in nobody's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from portal.authoring.advice.later import asked_later
from portal.authoring.advice.leftovers import leftovers
from portal.authoring.advice.personal import own_data, unknown_to_browsers, without_purpose
from portal.authoring.advice.texts import Told, helpless_exits, of_text, same_titles
from portal.authoring.advice.translated import catalogues_of
from portal.authoring.places import Place, Places
from portal.errors import Fault, SpecFault
from portal.spec.authority import FILE as AUTHORITY_FILE
from portal.spec.authority import read_authority
from portal.spec.bundle import Bundle
from portal.spec.model import Authority, Service
from portal.spec.reader import SPECIFICATION, read_service


def lint(bundle: Bundle, folder: str = "", authority: Authority | None = None) -> tuple[Fault, ...]:
    """Every warning about a bundle, in file order; none where it has faults. `folder` stands before their paths."""
    is_authority = AUTHORITY_FILE in bundle.files
    try:
        described = read_authority(bundle, folder) if is_authority else read_service(bundle, folder)
    except SpecFault:
        return ()
    return lint_read(bundle, described, Places(bundle, folder), authority)


def lint_read(
    bundle: Bundle, described: Service | Authority, places: Places, authority: Authority | None = None
) -> tuple[Fault, ...]:
    """The same of what was read from the bundle.

    With `authority` a service's translations into each language of the site are wanted; else those into the languages
    that it has catalogues of. What a service includes is judged in its own file.
    """
    folder, is_authority = places.folder, isinstance(described, Authority)
    path = f"{folder}{AUTHORITY_FILE if is_authority else SPECIFICATION}"
    site = described if isinstance(described, Authority) else authority
    languages = [one for one in (site.languages if site else sorted(bundle.translations)) if one != described.language]
    found = list(_of_texts(described, _sources(described, folder, path)))
    for language in languages:
        translated = list(catalogues_of(bundle, described.phrases, language, folder, path))
        for one in translated:
            found += one.faults()
        found += _of_texts(described, [text for one in translated for text in one.texts()])
    if isinstance(described, Service):
        found += [
            *helpless_exits(described, places),
            *without_purpose(described, places),
            *own_data(described, places),
            *unknown_to_browsers(described, places),
            *leftovers(bundle, described, places),
            *asked_later(described, places),
        ]
    return tuple(sorted(_each_once(found)))


def _each_once(found: Iterable[Fault]) -> Iterator[Fault]:
    """A set that is included twice is judged once."""
    told = set()
    for one in found:
        key = (one.path, one.line, one.column, one.said)
        if key not in told:
            told.add(key)
            yield one


def _sources(described: Service | Authority, folder: str, path: str) -> list[Told]:
    return [
        Told(
            phrase.key,
            phrase.source,
            Place(f"{folder}{phrase.file}" if phrase.file else path, phrase.line, phrase.column),
            described.language,
        )
        for phrase in described.phrases
    ]


def _of_texts(described: Service | Authority, texts: Sequence[Told]) -> Iterator[Fault]:
    for told in texts:
        yield from of_text(told)
    if isinstance(described, Service):
        titles = {page.title.key for page in described.pages}
        yield from same_titles([told for told in texts if told.key in titles])
