"""Floor 6. Catalogue files for translators: read with Babel, written so that nothing changes but what a person changed.

No dates and no locations stand in them, so two people who update a catalogue make the same file. A translation whose
source changed is kept, marked `fuzzy`, with the old source beside it (`#| msgid`), as translation programs expect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from gettext import c2py
from string import Formatter

from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError

from portal.i18n.pofiles import parsed_po, problem_of

SAME = "same as the source"  # a translator's own note: this word really is spelled the same
Key = tuple[str, str]
# As gettext and translation programs have them. Babel's own table has Arabic's last two the other way round, and
# French as English: there "0 jour" is singular.
_PLURALS = {
    "ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"),
    "fr": (2, "(n > 1)"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be translated; `notes` are the developers' or authors' words to the translator."""

    source: str
    context: str = ""
    plural: str = ""
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.context, self.source


@dataclass(frozen=True, slots=True)
class Entry:
    """A message with its translation: one form, or as many as the language has plurals; "" where it is missing."""

    message: Message
    forms: tuple[str, ...] = ()
    previous: str = ""  # the source that `forms` translate, where it has changed since
    is_stale: bool = False
    previous_plural: str = ""
    previous_context: str = ""  # where `msgmerge` took the translation from, if from elsewhere
    remarks: tuple[str, ...] = ()  # the translator's own comments
    line: int = 0

    @property
    def is_missing(self) -> bool:
        return not self.forms or not all(self.forms)


class PoFault(ValueError):
    """A catalogue cannot be read; `line` counts from 1."""

    def __init__(self, problem: str, line: int = 1) -> None:
        super().__init__(problem)
        self.problem, self.line = problem, line


def read_entries(content: bytes) -> list[Entry]:
    """The entries of a PO file, in its order.

    Refused: `PoFault` when the bytes are no PO file.
    """
    try:
        catalogue = parsed_po(content)
    except PoFileError as wrong:
        raise PoFault(problem_of(wrong), int(wrong.lineno or 0) + 1) from wrong
    except ValueError as wrong:  # its encoding, its plurals, or a language that is none
        raise PoFault(str(wrong)) from wrong
    found = []
    for item in catalogue:
        if not item.id:
            continue
        source, plural = (item.id, "") if isinstance(item.id, str) else (item.id[0], item.id[1])
        forms = (item.string,) if isinstance(item.string, str) else tuple(item.string or ())
        previous = _previous(item.user_comments)
        found.append(
            Entry(
                Message(source, item.context or "", plural, tuple(item.auto_comments)),
                forms if any(forms) else (),
                previous.get("msgid", ""),
                item.fuzzy,
                previous.get("msgid_plural", ""),
                previous.get("msgctxt", ""),
                tuple(note for note in item.user_comments if not note.startswith("|")),
                item.lineno or 0,
            )
        )
    return found


def _previous(comments: Iterable[str]) -> dict[str, str]:
    """What the lines `#| msgid "…"` say, each on one line or, as wrapped by a program, on several."""
    found: dict[str, str] = {}
    keyword = ""
    for comment in comments:
        if not comment.startswith("|"):
            continue
        first, _, rest = comment[1:].strip().partition(" ")
        if first in ("msgctxt", "msgid", "msgid_plural"):
            keyword, found[first] = first, _unquoted(rest)
        elif keyword:
            found[keyword] += _unquoted(comment[1:])
    return found


def write_entries(entries: Iterable[Entry], language: str) -> bytes:
    """The PO file of these entries: the same entries always make the same bytes."""
    lines = ['msgid ""', 'msgstr ""']
    lines += [f'"{line}\\n"' for line in _header(language)]
    for entry in entries:
        lines += ["", *_written(entry, plural_count(language))]
    return ("\n".join(lines) + "\n").encode("utf-8")


def plural_rule(language: str) -> tuple[int, str]:
    """How many plural forms the language has, and the C expression that chooses one for `n`."""
    known = get_plural(language.replace("-", "_"))
    return _PLURALS.get(language.partition("-")[0]) or (int(known.num_plurals), str(known.plural_expr))


def plural_count(language: str) -> int:
    return plural_rule(language)[0]


def single_numbers(language: str) -> dict[int, int]:
    """Plural form → the one number it is for; a form for several numbers is left out, since it must say which."""
    choose = c2py(plural_rule(language)[1])
    numbers: dict[int, list[int]] = {}
    for number in range(1000):
        numbers.setdefault(choose(number), []).append(number)
    return {form: of[0] for form, of in numbers.items() if len(of) == 1}


def _header(language: str) -> Iterator[str]:
    count, choice = plural_rule(language)
    yield f"Language: {language}"
    yield "MIME-Version: 1.0"
    yield "Content-Type: text/plain; charset=utf-8"
    yield "Content-Transfer-Encoding: 8bit"
    yield f"Plural-Forms: nplurals={count}; plural={choice};"


def _written(entry: Entry, plurals: int) -> Iterator[str]:
    message = entry.message
    yield from (f"# {remark}".rstrip() for remark in entry.remarks)
    yield from (f"#. {note}" for note in message.notes)
    flags = [flag for flag, holds in (("fuzzy", entry.is_stale), ("python-brace-format", _has_names(message))) if holds]
    if flags:
        yield f"#, {', '.join(flags)}"
    for keyword, was in (
        ("msgctxt", entry.previous_context), ("msgid", entry.previous), ("msgid_plural", entry.previous_plural),
    ):  # fmt: skip
        if was:
            yield f"#| {keyword} {_quoted_on_one_line(was)}"
    if message.context:
        yield from _field("msgctxt", message.context)
    yield from _field("msgid", message.source)
    if not message.plural:
        yield from _field("msgstr", entry.forms[0] if entry.forms else "")
        return
    yield from _field("msgid_plural", message.plural)
    for form in range(plurals):
        yield from _field(f"msgstr[{form}]", entry.forms[form] if form < len(entry.forms) else "")


def _has_names(message: Message) -> bool:
    """Whether it has `{names}` to fill in: translation programs then see to it that none is lost."""
    try:
        return any(name for text in (message.source, message.plural) for _, name, _, _ in Formatter().parse(text))
    except ValueError:
        return False


def _field(keyword: str, value: str) -> Iterator[str]:
    """One line, or where the text has several, one string a line, as gettext's own tools write it."""
    parts = value.splitlines(keepends=True)
    if len(parts) < 2:
        yield f"{keyword} {_quoted_on_one_line(value)}"
        return
    yield f'{keyword} ""'
    yield from (_quoted_on_one_line(part) for part in parts)


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _quoted_on_one_line(value: str) -> str:
    return '"' + "".join(_ESCAPES.get(ch, ch) for ch in value) + '"'


def _unquoted(value: str) -> str:
    plain = {written[1]: ch for ch, written in _ESCAPES.items()}
    result, signs = [], iter(value.strip()[1:-1])
    for ch in signs:
        result.append(plain.get(following := next(signs, ""), following) if ch == "\\" else ch)
    return "".join(result)
