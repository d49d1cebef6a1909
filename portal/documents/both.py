"""Floor 6. A text of a document in its official language and, beside it, in the applicant's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import bidirectional

from markupsafe import Markup

from portal.i18n.catalogue import Catalogues
from portal.i18n.formats import Formats, comma_of
from portal.i18n.text import Text, direction


@dataclass(frozen=True, slots=True)
class Both:
    """`own` is None where the document has one language, or where there are no words in the other."""

    official: Text
    own: Text | None = None

    @property
    def each(self) -> tuple[Text, ...]:
        return (self.official,) if self.own is None else (self.official, self.own)

    @property
    def is_same(self) -> bool:
        """A name or a number: written alike in both languages."""
        return self.own is not None and self.own.value == self.official.value

    def side(self, *, own: bool) -> Text:
        """What is said on one side of the paper: in the applicant's language the official words where it has none."""
        return self.own or self.official if own else self.official

    def __str__(self) -> str:
        return " / ".join(dict.fromkeys(text.value for text in self.each))

    def __html__(self) -> str:
        if self.own is None or self.is_same:
            return str(Markup("{}").format(self.official))
        return str(Markup("{} / {}").format(self.official, self.own))

    def __bool__(self) -> bool:
        return bool(self.official)


@dataclass(frozen=True)
class Languages:
    """The official language of a document and the applicant's; they may be the same."""

    official: str
    own: str

    @property
    def are_two(self) -> bool:
        return self.official != self.own

    @property
    def own_runs_left(self) -> bool:
        return self.are_two and direction(self.own) == "rtl"

    def both(self, of: Callable[[str], Text]) -> Both:
        """What `of` says in each language; where it has no words in the applicant's, only the official ones."""
        official = of(self.official)
        if not self.are_two:
            return Both(official)
        own = of(self.own)
        return Both(official, None if own.is_foreign else own)

    def read(self, facts: Any) -> Any:
        """`facts` with each `{language: words}` in them as a `Both`; `{text, lang}` is one that lacks both languages."""
        if isinstance(facts, Mapping):
            if facts.keys() == {"text", "lang"}:
                return Both(Text(facts["text"], facts["lang"], self.official))
            if not facts.keys().isdisjoint({self.official, self.own}) and all(
                isinstance(one, str) for one in facts.values()
            ):
                return self._words(facts)
            return {name: self.read(one) for name, one in facts.items()}
        if isinstance(facts, (list, tuple)):
            return tuple(self.read(one) for one in facts)
        return facts

    def _words(self, said: Mapping[str, str]) -> Both:
        first = next(iter(said))
        official = Text(
            said.get(self.official, said[first]), self.official if self.official in said else first, self.official
        )
        own = said.get(self.own) if self.are_two else None
        return Both(official, None if own is None else Text(own, self.own, self.own))


def runs(text: str) -> str:
    """Which way a text runs, by its first letter: "rtl" or "ltr"."""
    strong = next((way for char in text if (way := bidirectional(char)) in {"L", "R", "AL"}), "L")
    return "ltr" if strong == "L" else "rtl"


class Writing:
    """What a template uses to put words, days and money in both languages."""

    def __init__(self, languages: Languages, catalogues: Catalogues, zone: str = "UTC") -> None:
        self.languages = languages
        self._words = {one: catalogues.words(one) for one in {languages.official, languages.own}}
        self._formats = {one: Formats(one, zone) for one in self._words}

    def word(self, message: str, /, **params: Any) -> Both:
        """A message of the portal's own catalogue; a parameter that is `Both` is taken in its language."""
        return self.languages.both(lambda one: self._words[one].word(message, **self._sides(params, one)))

    def day(self, value: str | date) -> Both:
        """ "26 November 2026" from "2026-11-26". Refused: `ValueError` where there is no day."""
        if not value:
            raise ValueError("there is no day here")
        on = date.fromisoformat(value) if isinstance(value, str) else value
        return self.languages.both(lambda one: self._formats[one].date(on))

    def money(self, value: Mapping[str, Any]) -> Both:
        return self.languages.both(lambda one: self._formats[one].money(int(value["minor"]), str(value["currency"])))

    def both(self, value: Any) -> Both:
        """A `Both` of anything: a name or a number is the same in each language."""
        if isinstance(value, Both):
            return value
        return self.languages.both(lambda one: Text(str(value), one, one))

    def after(self, value: Any, code: str) -> Both:
        """What follows the code that a label begins with: "Harbour" of "B, Harbour"; the whole label where it does not."""
        whole = self.both(value)

        def rest(text: Text) -> Text:
            tail = text.value.removeprefix(code).lstrip(" ,،–-")
            return Text(tail, text.lang, text.asked) if tail and text.value.startswith(code) else text

        return Both(rest(whole.official), None if whole.own is None else rest(whole.own))

    def joined(self, *parts: Any, by: str = "") -> Both:
        """The parts that say something, as one text with the language's commas, or `by` another sign: "one, two"."""
        said = [self.both(part) for part in parts if part]
        return self.languages.both(
            lambda one: Text((by or f"{comma_of(one)} ").join(self._side(part, one) for part in said), one, one)
        )

    def _sides(self, params: Mapping[str, Any], language: str) -> dict[str, Any]:
        return {
            name: self._side(value, language) if isinstance(value, Both) else value for name, value in params.items()
        }

    def _side(self, value: Both, language: str) -> str:
        own = value.own if language == self.languages.own else None
        return (own or value.official).value
