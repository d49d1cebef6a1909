"""A field as a kind sees it, without a specification around it; and a plain way to say values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from portal.i18n.formats import Formats
from portal.i18n.text import Text
from portal.kinds.kind import Asked, Kind

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Ask:
    id: str = "asked"
    optional: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    codes: Sequence[str] = ()

    def meant(self, typed: str) -> Sequence[str]:
        return [code for code in self.codes if self.says(code, typed)]

    def says(self, code: str, typed: str) -> bool:
        return typed.casefold() == f"option {code}".casefold()


def ask(kind: Kind, *, codes: Sequence[str] = ("a", "B", "c"), **settings: Any) -> Ask:
    """A field of this kind, its defaults filled in as the reader of specifications does."""
    given = {name: setting.default for name, setting in kind.settings.items() if setting.default is not None}
    texts = {"one": SimpleNamespace(source="One"), "two": SimpleNamespace(source="Two")}
    given |= {name: texts for name, setting in kind.settings.items() if setting.required}
    return Ask(settings={**given, **settings}, codes=tuple(codes) if kind.takes_options else ())


class Speech:
    """`Say` in English, without a catalogue."""

    language = "en"

    def word(self, message: str, **params: Any) -> Text:
        return Text(message, "en").format(**params)

    def option(self, field: Asked, code: str) -> Text:
        return Text(f"Option {code}", "en")

    def date(self, value: date) -> Text:
        return Formats("en").date(value)

    def month(self, value: date) -> Text:
        return Formats("en").month(value)

    def decimal(self, value: Decimal) -> Text:
        return Formats("en").decimal(value)

    def text(self, phrase: Any) -> Text:
        return Text(phrase.source, "en")

    def percent(self, value: Decimal) -> Text:
        return Formats("en").percent(value)

    def country(self, code: str) -> Text:
        return Formats("en").country(code)

    def language_name(self, code: str) -> Text:
        return Formats("en").called(code)

    def integer(self, value: int) -> Text:
        return Formats("en").integer(value)

    def money(self, minor: int, currency: str) -> Text:
        return Formats("en").money(minor, currency)

    def size(self, size_bytes: int) -> Text:
        return Formats("en").size(size_bytes)
