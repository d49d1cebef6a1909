"""Floor 1. PO files as Babel reads them, their heads judged first: what a head says decides what reading costs."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from email import message_from_string
from gettext import c2py
from typing import Any

from babel.messages.catalog import Catalog, parse_separated_header
from babel.messages.pofile import PoFileError, PoFileParser

# A line that holds a text, and one that holds it rightly.
_SAID = re.compile(rb'\s*(?:msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)(?![a-z_\[])|\s*"')
_QUOTED = re.compile(rb'\s*(?:msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*"(?:[^"\\]|\\.)*"\s*')
MAX_PLURALS = 6  # Arabic's
_CHARSETS = frozenset(["utf-8", "utf8", "us-ascii", "ascii"])
_NUMBERS = 1_000  # for which a rule of plurals has to give a form


def readable_po(content: bytes) -> bytes:
    """The bytes of a PO file as Babel reads it rightly, line for line: without a byte order mark, with plain line ends,
    and without what programs keep of obsolete entries (`#~`), whose comments and flags would go to the next entry.
    """
    lines = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")
    comments: list[int] = []
    for place, line in enumerate(lines):
        if line.startswith(b"#~"):
            for one in (*comments, place):
                lines[one] = b""
            comments = []
        elif line.startswith(b"#"):
            comments.append(place)
        else:
            comments = []
    return b"\n".join(lines)


def parsed_po(content: bytes) -> Catalog:
    """The entries of a PO file. Refused: `PoFileError`, or `ValueError` for a head or a number that cannot be."""
    found, readable = _Judged(), readable_po(content)
    _judge_marks(found, readable)
    try:
        PoFileParser(found, ignore_obsolete=True, abort_invalid=True).parse(io.BytesIO(readable))
    except (LookupError, ArithmeticError) as wrong:
        raise ValueError(str(wrong)) from wrong
    return found


def plural_rule_of(found: Catalog) -> Callable[[int], int]:
    """Which form goes with a number. Refused: `ValueError` for a rule that is none."""
    return c2py(found.plural_expr)


class _Judged(Catalog):
    """Babel's, which takes a head only after it was judged: it would make as many forms as that says."""

    def __setitem__(self, id: Any, message: Any) -> None:
        if not id:
            _judge_head(message.string if isinstance(message.string, str) else "")
        super().__setitem__(id, message)


def problem_of(wrong: ValueError | PoFileError) -> str:
    """What is wrong with a file, without the line that Babel counts from 0."""
    return str(wrong).removesuffix(f" on {wrong.lineno}") if isinstance(wrong, PoFileError) else str(wrong)


def _judge_marks(found: Catalog, content: bytes) -> None:
    """Babel takes a text that no quotation mark ends, and cuts its last letter or the entry."""
    for number, line in enumerate(content.split(b"\n")):
        if _SAID.match(line) and not _QUOTED.fullmatch(line):
            said = line.decode("utf-8", "replace")
            raise PoFileError("the text on this line does not stand between two quotation marks", found, said, number)


def _judge_head(head: str) -> None:
    for name, value in message_from_string(head).items():
        if name.lower() == "content-type":
            charset = parse_separated_header(value).get("charset", "utf-8")
            if charset.lower() not in _CHARSETS:
                raise ValueError(f"it is written in “{charset[:40]}”, not in UTF-8")
        elif name.lower() == "plural-forms":
            parts = parse_separated_header(f" ;{value}")
            _judge_plurals(parts.get("nplurals", "2"), parts.get("plural", "(n != 1)"))


def _judge_plurals(count: str, rule: str) -> None:
    if not (count.isascii() and count.isdigit()) or len(count) > 1 or not 1 <= int(count) <= MAX_PLURALS:
        raise ValueError(f"a language has between 1 and {MAX_PLURALS} plural forms, not “{count[:40]}”")
    choose = c2py(rule)
    try:
        fit = all(0 <= choose(number) < int(count) for number in range(_NUMBERS))
    except ArithmeticError:
        fit = False
    if not fit:
        raise ValueError(f"“{rule[:80]}” does not give one of the {count} plural forms for every number")
