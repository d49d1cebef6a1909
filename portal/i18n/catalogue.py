"""Floor 1. Words by language, from gettext catalogues, falling back to the source text, which says what language it is.

Only what a translator has finished counts: fuzzy and empty entries are as good as absent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel.messages.pofile import PoFileError
from markupsafe import Markup, escape

from portal.errors import Plural
from portal.i18n.pofiles import parsed_po, plural_rule_of, problem_of
from portal.i18n.text import Text

Key = tuple[str, str]  # (msgctxt, msgid)


def _one_or_many(number: int) -> int:
    return 0 if number == 1 else 1


@dataclass(frozen=True)
class Catalogue:
    """The finished translations of one domain in one language: (context, source) → its plural forms, most often one."""

    language: str
    messages: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    plural_form: Callable[[int], int] = _one_or_many

    @classmethod
    def from_po(cls, content: bytes, language: str) -> Catalogue:
        """A catalogue from the bytes of a PO file.

        Refused: `ValueError` when they are no PO file.
        """
        try:
            found = parsed_po(content)
            form = plural_rule_of(found)
        except (PoFileError, UnicodeDecodeError) as wrong:
            raise ValueError(problem_of(wrong)) from wrong
        messages: dict[Key, tuple[str, ...]] = {}
        for message in found:
            if not message.id or message.fuzzy:
                continue
            source = message.id if isinstance(message.id, str) else message.id[0]
            words = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if words and all(words):
                messages[message.context or "", source] = words
        return cls(language, MappingProxyType(messages), form)

    def find(self, source: str, context: str = "") -> str | None:
        forms = self.messages.get((context, source))
        return forms[0] if forms else None

    def find_plural(self, source: str, number: int, context: str = "") -> str | None:
        forms = self.messages.get((context, source))
        if not forms:
            return None
        try:
            form = self.plural_form(abs(number))
        except ArithmeticError:  # a rule that fails for this number alone
            form = len(forms) - 1
        return forms[max(0, min(form, len(forms) - 1))]


@dataclass(frozen=True)
class Words:
    """The portal's own words in one language: what templates call `_`, `ngettext` and `pgettext`."""

    language: str
    catalogue: Catalogue
    source: str = "en"
    # What is drawn again and again: messages without parameters, and with a time of the day, of which there are 1,440.
    _plain: dict[str, Text] = field(default_factory=dict, init=False, repr=False, compare=False)

    def word(self, message: str | Plural, /, **params: Any) -> Text:
        """`message` in this language, its `{parameters}` filled in; the source text where it is not translated."""
        if isinstance(message, Plural):
            return self.plural(message.one, message.many, int(params[message.count]), **params)
        return self._said(self.catalogue.find(message), message, params)

    def plural(self, one: str, many: str, n: int, /, **params: Any) -> Text:
        """The form that goes with `n`, which fills `{n}` where `params` hold no other."""
        return self._plural("", one, many, n, params)

    def at(self, message: str, time: str) -> Text:
        """`message` with a `{time}` of the day, such as "14:32"."""
        known = self._plain.get(f"{message}\0{time}")
        if known is None:
            known = self._plain[f"{message}\0{time}"] = self.word(message, time=time)
        return known

    def context(self, context: str, message: str, /, **params: Any) -> Text:
        """As `word`, for a message that says different things in different places."""
        return self._said(self.catalogue.find(message, context), message, params)

    def _plural(self, context: str, one: str, many: str, n: int, params: Mapping[str, Any]) -> Text:
        found = self.catalogue.find_plural(one, n, context)
        return self._said(found, one if n == 1 else many, {"n": n, **params})

    def _said(self, found: str | None, source: str, params: Mapping[str, Any]) -> Text:
        text = Text(source if found is None else found, self.source if found is None else self.language, self.language)
        return text.format(**params) if params else text

    # What templates call. A parameter that is markup or in another language keeps its element.

    def draw(self, message: str, /, **params: Any) -> Text | Markup:
        if not params:
            known = self._plain.get(message)
            if known is None:
                known = self._plain[message] = self.word(message)
            return known
        return _drawn(self.word(message), params)

    def draw_plural(self, one: str, many: str, n: int, /, **params: Any) -> Text | Markup:
        found = self.catalogue.find_plural(one, n)
        return _drawn(self._said(found, one if n == 1 else many, {}), {"n": n, **params})

    def draw_context(self, context: str, message: str, /, **params: Any) -> Text | Markup:
        return _drawn(self.context(context, message), params)

    def draw_context_plural(self, context: str, one: str, many: str, n: int, /, **params: Any) -> Text | Markup:
        found = self.catalogue.find_plural(one, n, context)
        return _drawn(self._said(found, one if n == 1 else many, {}), {"n": n, **params})

    def for_templates(self) -> Mapping[str, Callable[..., Text | Markup]]:
        """The names under which templates find their words, for this page's language."""
        return self._for_templates

    @cached_property
    def _for_templates(self) -> Mapping[str, Callable[..., Text | Markup]]:
        return {
            "_": self.draw,
            "gettext": self.draw,
            "ngettext": self.draw_plural,
            "pgettext": self.draw_context,
            "npgettext": self.draw_context_plural,
        }


def _drawn(text: Text, params: Mapping[str, Any]) -> Text | Markup:
    """`text` with `params`: a Text where they are plain, else Markup in which each keeps its own element."""
    if not params:
        return text
    if not any(_is_drawn_itself(value) for value in params.values()):
        return text.format(**params)
    plain = {name: value for name, value in params.items() if not _is_drawn_itself(value)}
    # A plain value is isolated by the text as ever; a drawn one is put in after escaping.
    marks = {name: f"\x02{number}\x03" for number, name in enumerate(params) if name not in plain}
    html = escape(text.format(**plain, **marks).value)
    for name, mark in marks.items():
        html = html.replace(mark, escape(params[name]))
    return Markup("<span{}>{}</span>").format(text.attributes, html) if text.is_foreign else html


def _is_drawn_itself(value: Any) -> bool:
    return isinstance(value, Markup) or (isinstance(value, Text) and value.is_foreign)


class Catalogues:
    """The catalogues of a folder, `<language>/LC_MESSAGES/<domain>.po`, each read once.

    A language without a folder has no words of its own: its pages fall back to the source's, and say so.
    """

    def __init__(self, folder: Path, *, domain: str = "portal", source: str = "en") -> None:
        self._folder, self._domain, self._source = folder, domain, source
        self._words: dict[str, Words] = {}

    def catalogue(self, language: str) -> Catalogue:
        """The translations into `language`, read anew from the folder."""
        path = self._folder / language / "LC_MESSAGES" / f"{self._domain}.po"
        if "/" in language or ".." in language or not path.is_file():
            return Catalogue(language)
        return Catalogue.from_po(path.read_bytes(), language)

    def words(self, language: str) -> Words:
        known = self._words.get(language)
        if known is None:
            known = Words(language, self.catalogue(language), self._source)
            if known.catalogue.messages or language == self._source:
                self._words[language] = known
        return known


__all__ = ["Catalogue", "Catalogues", "Words"]
