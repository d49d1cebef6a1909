"""Floor 6. HTML → PDF/A-3a, and what each piece of text says: WeasyPrint keeps neither its language nor its order.

It draws Arabic from left to right, glyph by glyph, and forgets the space where a line breaks. So while it draws, each
piece is written down with its language and its source text: into the marked content itself, from which viewers copy and
search, and into `spoken`, from which `tags` completes the structure tree that screen readers follow.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from unicodedata import bidirectional

import pydyf
from weasyprint import HTML, Attachment
from weasyprint.formatting_structure.boxes import InlineBox, LineBox, TextBox
from weasyprint.layout import inline
from weasyprint.pdf.stream import Stream
from weasyprint.text.fonts import FontConfiguration

from portal.documents.failures import RenderingFailed
from portal.documents.fetcher import Fetcher

Spoken = dict[tuple[int, int], tuple[str, str]]  # (page, marked content id) → language, source text
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
        document = HTML(string=html, base_url=base, url_fetcher=fetcher)
        pdf = document.write_pdf(
            pdf_variant="pdf/a-3a", attachments=[attached], pdf_identifier=name.encode(), font_config=_fonts()
        )
    finally:
        logger.removeHandler(heard)
    heard.judge()
    return Printed(pdf, recorder.spoken)


@cache
def _fonts() -> FontConfiguration:
    """Kept for the life of the process: a new one each time costs more than the page."""
    return FontConfiguration()


class _Heard(logging.Handler):
    """WeasyPrint's complaints: a letter without a glyph and a picture without a description are faults, not warnings."""

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

    def note(self, page: Mapping[Any, Any], number: int, box: Any) -> tuple[str, str]:
        if not self._pages or self._pages[-1] is not page:
            self._pages.append(page)
        text = box.text + (" " if getattr(box, "space_was_lost", False) else "") if isinstance(box, TextBox) else ""
        said = (box.style["lang"] or "", text)
        self.spoken[len(self._pages) - 1, number] = said
        return said


@cache
def _recorder() -> _Recorder:
    recorder = _Recorder()
    remove_last_whitespace = inline.remove_last_whitespace

    def remembering(context: Any, line: Any) -> None:
        last = line
        while isinstance(last, (LineBox, InlineBox)) and last.children:
            last = last.children[-1]
        before = last.text if isinstance(last, TextBox) else None
        remove_last_whitespace(context, line)
        if before is not None and last.text != before:
            last.space_was_lost = True

    @contextmanager
    def marked(self: Stream, box: Any, tag: str) -> Iterator[None]:
        if self._tags is None:
            yield
            return
        number = len(self._tags)
        assert box not in self._tags
        self._tags[box] = {"tag": tag, "mcid": number}
        properties = pydyf.Dictionary({"MCID": number})
        language, text = recorder.note(self._tags, number, box)
        if is_right_to_left(text):
            properties["Lang"] = pydyf.String(language)
            properties["ActualText"] = pydyf.String(text)
        self.begin_marked_content(tag, properties)
        try:
            yield
        finally:
            self.end_marked_content()

    inline.remove_last_whitespace = remembering
    Stream.marked = marked
    return recorder


def is_right_to_left(text: str) -> bool:
    """Whether any of its letters runs that way: then the drawing does not say what was written."""
    return any(bidirectional(char) in {"R", "AL", "AN"} for char in text)
