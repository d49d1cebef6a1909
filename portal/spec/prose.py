"""Floor 3. What an author may not write into a text: pictures, and links that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.errors import N_

LINKS = ("https://", "http://", "mailto:", "tel:", "service:", "#", "/")
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(\s*<?([^)\s>]*)")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(")


def faults_of_prose(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(message, remedy, facts): links lead where an authored text may lead, and pictures are not shown."""
    if _PICTURE.search(text):
        yield N_("A text cannot hold a picture."), N_("Say in words what it would show."), {}
    for found in _LINK.finditer(text):
        if not found[1].lower().startswith(LINKS) or found[1].startswith("//"):
            message, remedy = (
                N_("The link “{link}” leads nowhere."),
                N_("Begin it with https:, mailto:, tel:, service: or /."),
            )
            yield message, remedy, {"link": found[1][:80]}
