"""Floor 6. HTML → PDF/A-3a, and what each piece of text says: WeasyPrint keeps neither its language nor its order.

It draws Arabic from left to right, glyph by glyph, and forgets the space where a line breaks. So while it draws, each
piece is written down with its language and its source text in `spoken`, from which `tags` completes the structure tree
that screen readers follow. Viewers that copy and search go by the drawing instead, and turn what runs left around by
themselves. They do so with ActualText on marked content too (tried: PDFium, Poppler and MuPDF then give every Arabic
line backwards), hence there is none; what they need is that a ligature counts as one letter.
"""

# mypy: disable-error-code="no-untyped-call, import-untyped, method-assign"
# (WeasyPrint and what it stands on have no types.)

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any
from unicodedata import bidirectional

import pydyf
from weasyprint import HTML, Attachment
from weasyprint.formatting_structure.boxes import LineBox, ParentBox, TextBox
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import FontConfiguration

from portal.documents.failures import RenderingFailed
from portal.documents.fetcher import Fetcher

Spoken = dict[tuple[int, int], tuple[str, str]]  # (page, marked content id) → language, source text
# Lam and alef are drawn as one glyph. As two letters they would change places when the line is turned around.
_LIGATURES = {"لا": "\ufefb", "لأ": "\ufef7", "لإ": "\ufef9", "لآ": "\ufef5"}
_ISOLATES = re.compile("[\u2066-\u2069]")  # they order what is drawn, and are not said
_NO_GLYPH = re.compile(r"\.notdef glyph.*\(U\+([0-9A-F]+)\)")


@dataclass(frozen=True, slots=True)
class Printed:
    pdf: bytes
    spoken: Spoken


def print_html(html: str, fetcher: Fetcher, *, base: str, data: bytes, name: str, made_at: datetime) -> Printed:
    """The page as a tagged PDF/A-3a with `data` (JSON) attached as `<name>.json`; the same bytes for the same input.

    Refused: `RenderingFailed` ("letters", "picture"); `fetcher.Reaching`, a BaseException, for what may not be fetched.
    """
    recorder = _recorder()
    recorder.start()
    attached = Attachment(
        string=data.decode(),
        name=f"{name}.json",
        description=name,
        relationship="Data",
        created=made_at,
        modified=made_at,
        url_fetcher=fetcher,
    )
    heard = _Heard()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(heard)
    try:
        options: dict[str, Any] = {
            "pdf_variant": "pdf/a-3a",
            "attachments": [attached],
            "pdf_identifier": name.encode(),
        }
        document = HTML(string=html, base_url=base, url_fetcher=fetcher).render(font_config=_fonts(), **options)
        for page in document.pages:
            _note_breaks(page._page_box)
        pdf = document.write_pdf(**options)
    finally:
        logger.removeHandler(heard)
    heard.judge()
    return Printed(pdf, recorder.spoken)


def _note_breaks(box: Any) -> None:
    """Marks the last text of each line that another follows, where the break stands for a space."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    if not isinstance(box, ParentBox):
        return
    lines = [child for child in box.children if isinstance(child, LineBox)]
    for line, following in pairwise(lines):
        texts, after = _texts(line), _texts(following)
        if texts and after and not _is_one_word(line.element, texts[-1].text[-12:], after[0].text[:12]):
            texts[-1].ends_a_word = True
    for child in box.children:
        _note_breaks(child)


def _texts(box: Any) -> list[Any]:
    if isinstance(box, TextBox):
        return [box]
    return [text for child in box.children for text in _texts(child)] if isinstance(box, ParentBox) else []


def _is_one_word(element: Any, end: str, start: str) -> bool:
    """Whether the source has no space there: a long word that was cut in two."""
    source = " ".join("".join(element.itertext()).split()) if element is not None else ""
    return end + start in source and f"{end} {start}" not in source


@cache
def _fonts() -> FontConfiguration:
    """Kept for the life of the process: a new one each time costs more than the page."""
    return FontConfiguration()


class _Heard(logging.Handler):
    """WeasyPrint's complaints: a letter without a glyph and a picture without a description are faults here."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.letters: set[str] = set()
        self.pictures: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if missing := _NO_GLYPH.search(said):
            self.letters.add(chr(int(missing[1], 16)))
        elif "alt description" in said:
            self.pictures.append(said[:200])

    def judge(self) -> None:
        if self.letters:
            raise RenderingFailed("letters", letters="".join(sorted(self.letters)))
        if self.pictures:
            raise RenderingFailed("picture", message=self.pictures[0])


class _Recorder:
    """Stands in for two of WeasyPrint's functions, which is why its version is pinned."""

    def __init__(self) -> None:
        self.spoken: Spoken = {}
        self._pages: list[Mapping[Any, Any]] = []

    def start(self) -> None:
        self.spoken, self._pages = {}, []

    def note(self, page: Mapping[Any, Any], number: int, box: Any) -> None:
        if not self._pages or self._pages[-1] is not page:
            self._pages.append(page)
        text = box.text + (" " if getattr(box, "ends_a_word", False) else "") if isinstance(box, TextBox) else ""
        self.spoken[len(self._pages) - 1, number] = (box.style["lang"] or "", _ISOLATES.sub("", text))


class _Letters(dict[int, str]):
    """Glyph → what it stands for."""

    def __setitem__(self, glyph: int, text: str) -> None:
        super().__setitem__(glyph, _LIGATURES.get(text, text))


@cache
def _recorder() -> _Recorder:
    recorder = _Recorder()

    @contextmanager
    def marked(self: Stream, box: Any, tag: str) -> Iterator[None]:
        if self._tags is None:
            yield
            return
        number = len(self._tags)
        assert box not in self._tags
        self._tags[box] = {"tag": tag, "mcid": number}
        recorder.note(self._tags, number, box)
        self.begin_marked_content(tag, pydyf.Dictionary({"MCID": number}))
        try:
            yield
        finally:
            self.end_marked_content()

    add_font = Stream.add_font

    def adding(self: Stream, pango_font: Any) -> Any:
        font, size = add_font(self, pango_font)
        if not isinstance(font.to_unicode, _Letters):
            font.to_unicode = _Letters(font.to_unicode)
        return font, size

    Stream.add_font = adding
    Stream.marked = marked
    return recorder


def is_right_to_left(text: str) -> bool:
    """Whether any of its letters runs that way: then the drawing does not say what was written."""
    return any(bidirectional(char) in {"R", "AL", "AN"} for char in text)
