"""Floor 3. What an author may not write into a text: pictures, and links that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.errors import N_

LINKS = ("https://", "http://", "mailto:", "tel:", "service:", "#", "/")
SERVICE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+){0,8}")
# What a text is whose words are drawn as Markdown; in all others brackets are brackets.
_DRAWN = frozenset(["text", "about", "who", "after", "other_ways", "appeal", "contact", "privacy", "accessibility"])
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(\s*<?([^)\s>]*)")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(")


def is_drawn(key: str) -> bool:
    """Whether the text called `key` (its msgctxt without the owner) is drawn as Markdown."""
    return key.count("/") <= 1 and key.rpartition("/")[2] in _DRAWN


def faults_of_prose(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(message, remedy, facts): links lead where an authored text may lead, and pictures are not shown."""
    text = _ESCAPED.sub("·", text)
    if _PICTURE.search(text):
        yield N_("A text cannot hold a picture."), N_("Say in words what it would show."), {}
    for found in _LINK.finditer(text):
        if not _leads_somewhere(found[1]):
            message, remedy = (
                N_("The link “{link}” leads nowhere."),
                N_("Begin it with https:, mailto:, tel:, service: or /."),
            )
            yield message, remedy, {"link": found[1][:80]}


def _leads_somewhere(link: str) -> bool:
    if link.lower().startswith("service:"):
        return link.startswith("service:") and SERVICE_ID.fullmatch(link.removeprefix("service:")) is not None
    return link.lower().startswith(LINKS) and not link.startswith("//")
