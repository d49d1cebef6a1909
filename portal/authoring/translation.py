"""Floor 6. What is to be translated, what has been, and what is wrong with it. No database; it reads and returns texts.

Each service has a catalogue of its own, found by msgctxt, so a label keeps its translation wherever it moves; the
portal's own words are found by their source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from string import Formatter
from tokenize import TokenError
from typing import Any

from babel.messages.extract import extract_from_file
from jinja2 import TemplateSyntaxError

from portal.authoring.notes import notes_of_authority, notes_of_code, notes_of_service
from portal.authoring.po import SAME, Entry, Key, Message, plural_count, single_numbers
from portal.errors import N_, Fault, SpecFault
from portal.spec.authority import read_authority
from portal.spec.bundle import SHARED, bundle_from_folder, bundle_of_authority
from portal.spec.model import Phrase, Service
from portal.spec.prose import faults_of_prose, is_drawn
from portal.spec.reader import SPECIFICATION, read_service
from portal.wording.markdown import structure

SOURCE = "en"  # the language of the portal's own words
PORTAL = "portal"  # the domain of the portal's own words; every other is a service's, or the authority's
_KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "Plural": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_TRANSLATORS = ("Translators:",)
_MARK = re.compile(r"\b(?:_|n?p?gettext)\((?=[^()]*$)")  # the mark before the words themselves
_LINK = re.compile(r"\]\(([^)\s]+)\)|<((?:https?:|mailto:|tel:)[^>\s]+)>")
_MARKS = (
    (
        "li",
        N_("The translation of “{source}” has {count} items of lists, and the source {wanted}."),
        N_("Begin each item with “- ” on a line of its own, as in the source."),
    ),
    (
        "h",
        N_("The translation of “{source}” has {count} headings, and the source {wanted}."),
        N_("Begin each heading with “## ” on a line of its own, as in the source."),
    ),
    (
        "strong",
        N_("What is in bold differs in the translation of “{source}”."),
        N_("Put ** before and behind the same words as in the source."),
    ),
)


@dataclass(frozen=True)
class Domain:
    """What one catalogue translates: `name` is its file's, `language` that of its sources."""

    name: str
    language: str
    messages: tuple[Message, ...]
    targets: tuple[str, ...]  # the site's other languages, in order

    def file(self, translations: Path, language: str) -> Path:
        return translations / language / "LC_MESSAGES" / f"{self.name}.po"


def domains_of_home(home: Path) -> list[Domain]:
    """Everything that the checkout `home` says to people: the portal, the authority and each service of `forms/`.

    Refused: `SpecFault` when a specification cannot be read.
    """
    forms = home / "forms"
    authority = read_authority(bundle_of_authority(forms / "authority.yaml"), "forms/")
    found = [Domain(PORTAL, SOURCE, tuple(messages_of_code(home)), _others(authority.languages, SOURCE))]
    texts = messages_of_phrases(authority.phrases, partial(notes_of_authority, authority))
    found.append(
        Domain("authority", authority.language, tuple(texts), _others(authority.languages, authority.language))
    )
    shared: dict[str, tuple[str, dict[str, Message]]] = {}
    for folder in sorted(path.parent for path in forms.glob(f"*/{SPECIFICATION}")):
        service = _service(folder)
        own = [phrase for phrase in service.phrases if not phrase.shared]
        texts = messages_of_phrases(own, partial(notes_of_service, service))
        for phrase in service.phrases:
            if phrase.shared:
                said = Message(phrase.source, phrase.shared, notes=notes_of_service(service, phrase.key))
                shared.setdefault(phrase.shared.partition("/")[0], (service.language, {}))[1][phrase.shared] = said
        found.append(
            Domain(folder.name, service.language, tuple(texts), _others(authority.languages, service.language))
        )
    # What services share is translated once, whoever includes it.
    for name, (language, texts_of_all) in sorted(shared.items(), key=lambda one: one[0]):
        messages = tuple(message for message in texts_of_all.values() if message.source)
        found.append(Domain(f"shared-{name}", language, messages, _others(authority.languages, language)))
    return found


def _service(folder: Path) -> Service:
    """Refused: `SpecFault`; what is wrong with a shared file is told where that lies."""
    own = f"forms/{folder.name}/"
    try:
        return read_service(bundle_from_folder(folder), own)
    except SpecFault as wrong:
        raise SpecFault(
            replace(one, path=one.path.replace(f"{own}{SHARED}", f"forms/{SHARED}", 1)) for one in wrong.faults
        ) from wrong


def _others(languages: Iterable[str], source: str) -> tuple[str, ...]:
    return tuple(language for language in languages if language != source)


def messages_of_code(home: Path) -> list[Message]:
    """The portal's own words: those marked in its Python files and its templates, in the order of the files."""
    found: dict[Key, Message] = {}
    for path in _sources(home):
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        here = path.relative_to(home).as_posix()
        lines = path.read_text("utf-8", "replace").split("\n")
        for line, source, notes, context in _extracted(method, path, here):
            one, many = (source, "") if isinstance(source, str) else (source[0], source[1])
            before = _MARK.split(lines[line - 1].partition(one)[0] if one in lines[line - 1] else "")[0]
            told = notes_of_code(here, before, (one, many))
            message = Message(one, context or "", many, (*notes, *told))
            known = found.get(message.key)
            if known is None or (many and not known.plural):
                found[message.key] = message
            elif notes:
                found[message.key] = replace(known, notes=tuple(dict.fromkeys((*notes, *known.notes))))
    return list(found.values())


def _extracted(method: str, path: Path, here: str) -> list[Any]:
    """Refused: `SpecFault` for a file that is no Python, or no template."""
    options = {"encoding": "utf-8", "silent": "false"}
    try:
        return list(
            extract_from_file(
                method, path, keywords=_KEYWORDS, comment_tags=_TRANSLATORS, options=options, strip_comment_tags=True
            )
        )
    except (SyntaxError, TokenError, TemplateSyntaxError, UnicodeDecodeError) as wrong:
        line = getattr(wrong, "lineno", None) or 0
        message, remedy = N_("The file cannot be read: {problem}."), N_("Mend it, and run the command again.")
        raise SpecFault([Fault(here, line, min(line, 1), message, remedy, {"problem": str(wrong)})]) from wrong


def messages_of_phrases(
    phrases: Iterable[Phrase], notes: Callable[[str], tuple[str, ...]] = lambda _key: ()
) -> list[Message]:
    """A specification's texts, in its order; each is known by its msgctxt, of which `notes` makes words for translators."""
    known = {phrase.key: phrase for phrase in phrases if phrase.source}
    return [Message(phrase.source, key, notes=notes(key)) for key, phrase in known.items()]


def _sources(home: Path) -> Iterator[Path]:
    yield from sorted((home / "portal").rglob("*.py"))
    yield from sorted(path for path in (home / "templates").rglob("*") if path.suffix in (".html", ".txt", ".xml"))


def merged(messages: Sequence[Message], old: Sequence[Entry], *, by_context: bool) -> list[Entry]:
    """The catalogue that goes with `messages`: translations kept, new ones empty, what is no longer said dropped.

    `by_context`: a message whose source changed keeps its old translation, marked stale. Nothing is ever matched by
    likeness: similar words in another place may mean something else.
    """
    exact = {entry.message.key: entry for entry in old}
    placed = {entry.message.context: entry for entry in old} if by_context else {}
    return [_merged(message, exact.get(message.key), placed.get(message.context)) for message in messages]


def _merged(message: Message, same: Entry | None, placed: Entry | None) -> Entry:
    if same is not None:
        is_plural_again = bool(same.message.plural) == bool(message.plural)
        return replace(same, message=message) if is_plural_again else Entry(message, remarks=same.remarks)
    if placed is None or placed.is_missing:
        return Entry(message)
    translated = placed.previous if placed.is_stale and placed.previous else placed.message.source
    if translated == message.source:  # The author went back to the words that were translated.
        return Entry(message, placed.forms, remarks=placed.remarks)
    return Entry(message, placed.forms, translated, is_stale=True, remarks=placed.remarks)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of a catalogue is translated and current; `stale`: translated from words that have changed since."""

    done: int
    total: int
    stale: int = 0

    @property
    def missing(self) -> int:
        return self.total - self.done - self.stale

    @property
    def is_complete(self) -> bool:
        return self.done == self.total


def completeness(entries: Sequence[Entry]) -> Completeness:
    """Of entries that were brought up to date: `merged`."""
    stale = sum(entry.is_stale and not entry.is_missing for entry in entries)
    done = sum(not entry.is_missing and not entry.is_stale for entry in entries)
    return Completeness(done, len(entries), stale)


def faults_of_catalogue(path: str, language: str, messages: Sequence[Message], entries: Sequence[Entry]) -> list[Fault]:
    """Everything that a translator should mend, in the order of the file."""
    found: list[Fault] = []
    known = {entry.message.key: entry for entry in entries}
    wanted = {message.key: message for message in messages}
    for message in messages:
        entry = known.get(message.key)
        if entry is None:
            found.append(
                _fault(
                    path, 0, message, N_("“{source}” is not in the catalogue."), N_("Run: portal translations update")
                )
            )
        else:
            found += _faults_of_entry(path, language, entry)
    for entry in entries:
        if entry.message.key not in wanted:
            remedy = N_("Run: portal translations update")
            found.append(_fault(path, entry.line, entry.message, N_("“{source}” is no longer said anywhere."), remedy))
    return sorted(found)


def _faults_of_entry(path: str, language: str, entry: Entry) -> Iterator[Fault]:
    message, line = entry.message, entry.line
    if entry.is_missing:
        yield _fault(
            path, line, message, N_("“{source}” is not translated."), N_("Write its translation under msgstr.")
        )
        return
    if entry.is_stale:
        remedy = N_("Read the new source, mend the translation and delete the line “#, fuzzy”.")
        stale = _fault(path, line, message, N_("The source has changed to “{source}” since it was translated."), remedy)
        yield replace(stale, code="translation-stale")
    if (
        message.source in entry.forms
        and SAME not in entry.remarks
        and any(ch.isalpha() for ch in _without_names(message.source))
    ):
        remedy = N_("Translate it, or write “# {same}” above it where the word is the same.")
        same = _fault(path, line, message, N_("“{source}” is the same in both languages."), remedy, same=SAME)
        yield replace(same, code="translation-same")
    if message.plural and len(entry.forms) != plural_count(language):
        remedy = N_("Write msgstr[0] to msgstr[{last}].")
        yield _fault(
            path,
            line,
            message,
            N_("“{source}” has too few or too many plural forms."),
            remedy,
            last=plural_count(language) - 1,
        )
    yield from _faults_of_form(path, language, entry)
    if is_drawn(message.context.partition("/")[2]):
        yield from _faults_of_markdown(path, entry)


def _faults_of_form(path: str, language: str, entry: Entry) -> Iterator[Fault]:
    message = entry.message
    wanted = _names(message.source + message.plural)
    may_omit = single_numbers(language) if message.plural else {}
    source_links = _links(message.source)
    for number, form in enumerate(entry.forms):
        names = _names(form)
        if wanted is None:  # The source holds braces of its own and is never filled in.
            continue
        if names is None:
            yield _fault(
                path,
                entry.line,
                message,
                N_("The braces in the translation of “{source}” do not match."),
                N_("Write each parameter as {{name}}."),
            )
        elif extra := names - wanted:
            remedy = N_("The source has: {known}.")
            yield _fault(
                path,
                entry.line,
                message,
                N_("The translation of “{source}” fills in {{{name}}}, which the source does not."),
                remedy,
                name=min(extra),
                known=_listed(wanted),
            )
        elif (left := wanted - names) and not (number in may_omit and len(left) == 1):
            yield _fault(
                path,
                entry.line,
                message,
                N_("The translation of “{source}” leaves out {{{name}}}."),
                N_("Put it where it belongs in the sentence."),
                name=min(left),
            )
        if not message.plural and _links(form) != source_links:
            yield _fault(
                path,
                entry.line,
                message,
                N_("The links in the translation of “{source}” lead elsewhere."),
                N_("Keep every address in ( ) as it is in the source."),
            )


def _links(text: str) -> list[str]:
    return sorted("".join(found) for found in _LINK.findall(text))


def _faults_of_markdown(path: str, entry: Entry) -> Iterator[Fault]:
    """Where a text that is drawn as Markdown is marked up otherwise than its source, or leads nowhere."""
    source, form = entry.message.source, entry.forms[0]
    for message, remedy, facts in faults_of_prose(form):
        yield _fault(path, entry.line, entry.message, message, remedy, **facts)
    wanted, found = structure(source), structure(form)
    for part, words, remedy in _MARKS:
        # Of what is in bold the number may differ with the order of the words.
        if (bool(found[part]) != bool(wanted[part])) if part == "strong" else found[part] != wanted[part]:
            counts = {"count": found[part], "wanted": wanted[part]}
            yield _fault(path, entry.line, entry.message, words, remedy, **counts)


def _names(text: str) -> set[str] | None:
    """The `{parameters}` of a text; None where its braces do not match."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _without_names(text: str) -> str:
    try:
        return "".join(plain for plain, *_ in Formatter().parse(text))
    except ValueError:
        return text


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "–"


def _fault(path: str, line: int, message: Message, words: str, remedy: str, **params: object) -> Fault:
    source = message.source if len(message.source) <= 60 else message.source[:59].rstrip() + "…"
    return Fault(path, line, 1 if line else 0, words, remedy, {"source": source, "context": message.context, **params})
