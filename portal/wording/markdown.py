"""Floor 5. Authored texts: CommonMark without HTML, without pictures, with links only where they may lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from portal.i18n.text import Text
from portal.spec.prose import SERVICE_ID

_LINKS = ("https://", "http://", "mailto:", "tel:", "service:", "#")
_CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
}


class _Careful(MarkdownIt):
    """Links lead only where an authored text may lead."""

    def validateLink(self, url: str) -> bool:
        return url.lower().startswith(_LINKS) or (url.startswith("/") and not url.startswith("//"))


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = _Careful("commonmark", {"html": False, "linkify": False})
    return reader.disable(["image", "html_block", "html_inline"])


def draw(text: Text, link: Callable[[str], str] | None = None, *, first_heading: int = 2) -> Markup:
    """The text as safe HTML; a foreign one is wrapped with its language.

    `link` turns `service:<id>` into an address. Headings begin at `first_heading`, whatever level the author wrote.
    """
    tokens = _reader().parse(text.value)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            level = min(6, first_heading + max(0, int(token.tag[1]) - 2))
            token.tag = f"h{level}"
            if token.nesting == 1:
                token.attrSet("class", "govuk-heading-m" if level == 2 else "govuk-heading-s")
        elif token.nesting == 1 and token.tag in _CLASSES:
            token.attrSet("class", _CLASSES[token.tag])
        for child in token.children or ():
            if child.type == "link_open":
                address = str(child.attrGet("href") or "")
                child.attrSet("class", _CLASSES["a"])
                if address.startswith("service:"):
                    name = address.removeprefix("service:")
                    child.attrSet("href", link(name) if link and SERVICE_ID.fullmatch(name) else "#")
    html = Markup(_reader().renderer.render(tokens, _reader().options, {}))  # noqa: S704 - the library escaped it
    return Markup("<div{}>{}</div>").format(text.attributes, html) if text.is_foreign else html


def structure(text: str) -> Counter[str]:
    """How many items of lists ("li"), headings ("h") and words in bold ("strong") a text has."""
    found = Counter[str]()
    for token in _reader().parse(text):
        if token.nesting == 1:
            found[{"list_item_open": "li", "heading_open": "h"}.get(token.type, "")] += 1
        found["strong"] += sum(child.type == "strong_open" for child in token.children or ())
    return found


def pieces(text: Text) -> list[tuple[str, str]]:
    """The text without markup, for paper: ("p", "li" or "h", words) for each paragraph, item and heading."""
    found: list[tuple[str, str]] = []
    form = "p"
    for token in _reader().parse(text.value):
        if token.type in ("list_item_open", "heading_open"):
            form = "li" if token.type == "list_item_open" else "h"
        elif token.type in ("list_item_close", "heading_close"):
            form = "p"
        elif token.type == "inline":
            words = "".join(" " if one.type.endswith("break") else one.content for one in token.children or ())
            found.append((form, words))
    return found
