"""Floor 6. HTML in texts becomes the Markdown that specifications hold; what has no place there is named, not dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import quote

MAX_TEXT = 50_000
_BLOCKS = frozenset([
    "p", "div", "section", "article", "header", "footer", "main", "fieldset", "legend", "form", "blockquote", "table", "thead",
    "tbody", "tr", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "figure", "details",
    "summary",
])  # fmt: skip
_BOLD = frozenset(["b", "strong", "th", "dt"])
_SILENT = frozenset(["script", "style", "head", "template", "noscript"])
_NO_END = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# Parts of HTML that Markdown has no word for; their words are kept.
_STRANGE = frozenset(["iframe", "img", "video", "audio", "object", "embed", "input", "button", "select", "textarea"])
_LINKS = ("https://", "http://", "mailto:", "tel:")
_HEADING = re.compile(r"govuk-heading-|govuk-(?:label|fieldset__legend)--[sml]")


@dataclass
class Prose:
    """Blocks of Markdown, and what of the HTML has no place there."""

    blocks: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def markdown(self) -> str:
        """The whole: a blank line between blocks, none between the items of a list."""
        text = "".join(self.blocks[:1])
        for before, one in pairwise(self.blocks):
            text += ("\n" if _is_item(before) and _is_item(one) else "\n\n") + one
        return text

    @property
    def is_one_line(self) -> bool:
        return len(self.blocks) == 1 and not _is_item(self.blocks[0]) and "](" not in self.blocks[0]


def _is_item(block: str) -> bool:
    return re.match(r" *(?:-|\d+\.) ", block) is not None


def prose(html: str) -> Prose:
    """The text as Markdown."""
    reader = _Reader()
    reader.feed("".join(" " if ch.isspace() else ch for ch in html[:MAX_TEXT] if ch.isprintable() or ch.isspace()))
    reader.close()
    reader.flush()
    reader.prose.blocks = _from_two(reader.prose.blocks)
    if len(html) > MAX_TEXT:
        reader.prose.missing.append(f"what comes after its first {MAX_TEXT} characters")
    return reader.prose


def _from_two(blocks: list[str]) -> list[str]:
    """The blocks with their headings moved up, so that the largest is of the second level."""
    levels = [len(found[0]) for one in blocks if (found := re.match("#+(?= )", one))]
    return [re.sub("^#+(?= )", lambda found: found[0][min(levels) - 2 :], one) for one in blocks] if levels else blocks


def plain(html: str) -> str:
    """The words alone, on one line."""
    reader = _Reader(is_plain=True)
    reader.feed(html[:MAX_TEXT])
    reader.close()
    reader.flush()
    return " ".join(" ".join(reader.prose.blocks).split())


class _Reader(HTMLParser):
    """Collects blocks; forgives tags that are never closed or were never opened."""

    def __init__(self, *, is_plain: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.prose = Prose()
        self.is_plain = is_plain
        self.open: list[tuple[str, bool, int]] = []  # tag, whether it is bold, its heading's level
        self.pieces: list[tuple[str, bool, str]] = []  # text, whether it is bold, where its link leads
        self.lists: list[int] = []  # the number of the last item, or -1 where they have none
        self.marker = ""
        self.link = ""
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self.silent += 1
            self.prose.missing.append(f"<{tag}>")
            return
        if tag in _STRANGE:
            self._strange(tag, given)
        if tag == "br":
            self.flush()
            return
        if tag in _BLOCKS:
            self._block(tag)
        if tag == "a":
            self.link = self._address(given.get("href", ""))
        if tag not in _NO_END:
            classes = given.get("class", "")
            level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else 3 if _HEADING.search(classes) else 0
            if level:
                self.flush()
            self.open.append((tag, tag in _BOLD or "font-weight-bold" in classes, level))

    def _strange(self, tag: str, given: dict[str, str]) -> None:
        said = given.get("alt") or given.get("src") or ""
        self.prose.missing.append(f"<{tag}> {said}".strip())
        if given.get("alt"):
            self.handle_data(given["alt"])

    def _block(self, tag: str) -> None:
        self.flush()
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else -1)
        elif tag in ("li", "dd"):
            if not self.lists:
                self.lists.append(-1)
            depth = len(self.lists) - 1
            if self.lists[-1] >= 0:
                self.lists[-1] += 1
            self.marker = "   " * depth + (f"{self.lists[-1]}. " if self.lists[-1] >= 0 else "- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
            return
        if tag in ("td", "th"):
            self.handle_data(" ")
        heading = next((level for name, _, level in reversed(self.open) if name == tag), 0)
        if tag in _BLOCKS or heading:
            self.flush()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag == "a":
            self.link = ""
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                break

    def handle_data(self, data: str) -> None:
        if not self.silent and data:
            self.pieces.append((data, any(bold for _, bold, _ in self.open), self.link))

    def _address(self, href: str) -> str:
        """Where the link may lead, safe within Markdown's brackets; "" where it may not."""
        address = "".join(href.split())
        if not address.lower().startswith(_LINKS):
            if address:
                self.prose.missing.append(f"a link to “{address[:100]}”, which leads nowhere from here")
            return ""
        return quote(address, safe=":/?#@!$&'*+,;=%~-._")

    def flush(self) -> None:
        """Ends a block."""
        written = "".join(self._runs())
        self.pieces = []
        text = " ".join(written.split())
        if not text.strip("*\\ "):
            return
        level = max((level for _, _, level in self.open), default=0)
        if self.is_plain:
            self.prose.blocks.append(text)
        elif self.marker:
            self.prose.blocks.append(self.marker + _line_start(text))
            self.marker = ""
        elif level and not self.lists:
            self.prose.blocks.append(f"{'#' * max(2, min(level, 4))} {text.replace('**', '')}")
        else:  # within an item, what comes after its first words is indented under it
            self.prose.blocks.append("   " * len(self.lists) + _line_start(text))

    def _runs(self) -> list[str]:
        """The pieces, those of one look joined, so that bold and links never begin or end with a space."""
        joined: list[tuple[str, bool, str]] = []
        for text, bold, link in self.pieces:
            if joined and joined[-1][1:] == (bold, link):
                joined[-1] = (joined[-1][0] + text, bold, link)
            else:
                joined.append((text, bold, link))
        return [self._run(*one) for one in joined]

    def _run(self, text: str, bold: bool, link: str) -> str:
        words = " ".join(text.split())
        if not words or self.is_plain:
            return text
        shown = _escaped(words)
        if link:
            shown = f"[{shown}]({link})"
        if bold:
            shown = f"**{shown}**"
        before = " " if text[:1].isspace() else ""
        return f"{before}{shown}{' ' if text[-1:].isspace() else ''}"


def _escaped(text: str) -> str:
    text = re.sub(r"([\\`*\[\]<>~|])", r"\\\1", text)
    text = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)
    return re.sub(r"&(?=#?\w+;)", r"\\&", text)


def _line_start(text: str) -> str:
    """What would make a list, a heading or a line of the text's beginning is taken as it stands."""
    text = re.sub(r"^(\d{1,9})([.)])(?=\s|$)", r"\1\\\2", text)
    return re.sub(r"^([#+\-=])", r"\\\1", text)
