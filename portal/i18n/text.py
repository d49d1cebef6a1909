"""A text that knows its language and direction, down to the place where it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from unicodedata import bidirectional

from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NUMBERS_IN_A_ROW = re.compile(r"\d[ /–-]\d")  # "555 0142": two numbers, which Arabic around them would swap


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """ "rtl" or "ltr", from the CLDR; an unknown language reads from left to right."""
    try:
        return Locale.parse(language, sep="-").text_direction
    except (ValueError, UnknownLocaleError):
        return "ltr"


@dataclass(frozen=True, slots=True)
class Text:
    """A string for people in the language `lang` (BCP 47).

    `asked` is the language that was wanted; where it differs (a fallback), the text says so by itself
    wherever it is drawn: `{{ text }}` in a template becomes `<span lang dir>`. In an attribute, a `<title>` or an
    `<option>`, where no element may stand, write `{{ text.value }}` and put `{{ text.attributes }}` on the element.
    """

    value: str
    lang: str
    asked: str = ""

    @property
    def dir(self) -> str:
        return direction(self.lang)

    @property
    def is_foreign(self) -> bool:
        return bool(self.asked) and self.asked != self.lang

    @property
    def attributes(self) -> Markup:
        """` lang="…" dir="…"` for the element that holds the text alone; nothing in the page's language."""
        return Markup(' lang="{}" dir="{}"').format(self.lang, self.dir) if self.is_foreign else Markup("")

    def format(self, **params: Any) -> Text:
        """The text with its `{parameters}` filled in; one that runs the other way is isolated."""
        filled = {name: self._isolated(value) for name, value in params.items()}
        return Text(self.value.format(**filled), self.lang, self.asked)

    def filled(self, params: Mapping[str, Any]) -> Text:
        """As `format`, for a text that people outside wrote: what is no name of `params` stays as it stands."""
        value = _NAME.sub(lambda found: str(self._isolated(params.get(found[1], found[0]))), self.value)
        return Text(value, self.lang, self.asked)

    def _isolated(self, value: Any) -> Any:
        if isinstance(value, (int, float)):
            return value
        words = str(value)
        runs = {_STRONG[strong] for ch in words if (strong := bidirectional(ch)) in _STRONG}
        is_safe = runs <= {self.dir} and (self.dir == "ltr" or bool(runs) or not _NUMBERS_IN_A_ROW.search(words))
        return words if is_safe else f"{_FIRST_STRONG_ISOLATE}{words}{_POP_ISOLATE}"

    def __str__(self) -> str:
        return self.value

    def __html__(self) -> str:
        if not self.is_foreign:
            return str(escape(self.value))
        return str(Markup('<span lang="{}" dir="{}">{}</span>').format(self.lang, self.dir, self.value))

    def __bool__(self) -> bool:
        return bool(self.value)
