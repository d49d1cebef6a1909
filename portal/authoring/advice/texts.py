"""Floor 6. How texts speak: short sentences, hints of one line, titles of their own, no word that scolds. In every language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.authoring.advice.vocabulary import has_words, vocabulary
from portal.authoring.advice.warnings import shortened, warning
from portal.authoring.places import Place, Places
from portal.errors import Fault
from portal.spec.model import Service

_STOP = re.compile(r"[.!?؟。](?=[\s*_)»”\"]|$)")
_LINK = re.compile(r"\]\(|<https?:|<mailto:|https?://")
_BREAK = re.compile(r"\n\s*\n|\n\s*(?=[-*] |\d+\. )|[:;](?=\s)")
_SHOUTED = re.compile(r"\b[^\W\d_a-z]{4,}(?:\s+[^\W\d_a-z]{4,})+\b")
_CONTACT = re.compile(r"\]\(|<[^>]+@|\S@\S|\d{3}[ \d]{3,}")


@dataclass(frozen=True, slots=True)
class Told:
    """A text as people read it, in one language, and where it stands."""

    key: str
    text: str
    place: Place
    language: str

    @property
    def role(self) -> str:
        """What it is: `label`, `hint`, `title`…; a row of a list's file is a `row`, a text of the start page `guidance`."""
        parts = self.key.split("/")[1:]
        if len(parts) == 3 and parts[1] == "label" and parts[0] not in ("reason", "move"):
            return "row"
        if parts[0] == "guidance":
            return "guidance"
        return parts[0] if len(parts) == 1 else parts[1]


def of_text(told: Told) -> Iterator[Fault]:
    """What could be better in one text by itself."""
    words, role, text = vocabulary(told.language), told.role, told.text
    if role in ("hint", "option-hint"):
        if _LINK.search(text):
            yield _said("hint-link", told)
        plain = re.sub(words.shortenings, "", text, flags=re.IGNORECASE) if words.shortenings else text
        if _STOP.search(plain) or "\n" in text.strip():
            yield _said("hint-sentences", told)
    if role in ("label", "option", "title", "exit") and text.rstrip().endswith((":", "：")):
        yield _said("label-colon", told)
    if role != "row":
        if _is_shouted(text):
            yield _said("capitals", told)
        for sentence in sentences(text):
            if (length := len(sentence.split())) > words.most_words:
                yield warning(
                    "long-sentence", told.place, text=shortened(sentence), words=length, most=words.most_words
                )
        for word in words.unwanted:
            if has_words(rf"(?<!\w){re.escape(word)}(?!\w)", text):
                yield _said("unwanted-word", told, word=word)


def sentences(text: str) -> list[str]:
    """A text's sentences, each line of a list being one; addresses of links do not count."""
    plain = re.sub(r"\]\([^)]*\)", "]", text)
    parts = [one for block in _BREAK.split(plain) for one in re.split(r"(?<=[.!?؟。])\s+", block)]
    return [" ".join(one.split()) for one in parts if one.strip()]


def _is_shouted(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    if any(letter.upper() == letter.lower() for letter in letters):  # a script without capital letters
        return False
    whole = len(letters) >= 6 and all(letter.isupper() for letter in letters) and " " in text.strip()
    return whole or any(one.isupper() for one in _SHOUTED.findall(text))


def _said(code: str, told: Told, **params: object) -> Fault:
    return warning(code, told.place, text=shortened(told.text), **params)


def same_titles(pages: Sequence[Told]) -> Iterator[Fault]:
    """Titles, in the order of their pages, that an earlier page has already."""
    first: dict[str, Told] = {}
    for told in pages:
        known = first.setdefault(" ".join(told.text.casefold().split()), told)
        if known is not told:
            yield _said("same-title", told, other=known.key.split("/")[1])


def helpless_exits(service: Service, places: Places) -> Iterator[Fault]:
    """Exits that say no word of what people can do instead."""
    words = vocabulary(service.language)
    for page in service.pages:
        if page.exit and page.text and words.helps:
            text = page.text.source
            if not _CONTACT.search(text) and not has_words(words.helps, text):
                yield warning("exit-help", places.of_text(page.text), page=page.id)
