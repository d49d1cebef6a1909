"""Floor 3. A long list: a hundred thousand rows kept as columns, each an option only while it is looked at; and its search."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, overload

from portal.i18n.folding import fold
from portal.spec.model import LongList, Option, Phrase


class Codes(tuple[str, ...]):
    """Codes in their order, each found at once."""

    places: dict[str, int]

    def __new__(cls, codes: Sequence[str]) -> Codes:
        made = super().__new__(cls, codes)
        made.places = {code: place for place, code in enumerate(codes)}
        return made

    def __contains__(self, code: object) -> bool:
        return code in self.places


class _Index:
    """The folded labels of one language as one text, in which words are found without looking at each row."""

    def __init__(self, labels: Sequence[str], codes: Sequence[str]) -> None:
        starts, parts, at = array("L"), [], 1
        for label, code in zip(labels, codes, strict=True):
            line = f"{_folded(label)} {_folded(code)}"
            starts.append(at)
            parts.append(line)
            at += len(line) + 2  # each line stands between "\n " and the next: every word follows a space
        self.starts = starts
        self.text = "".join(f"\n {line}" for line in parts)

    def find(self, words: Sequence[str], most: int, among: Any = None) -> list[int]:
        """The places of up to `most` rows in which a word begins with each of `words`: those that begin so themselves first."""
        first: list[int] = []
        rest: list[int] = []
        rarest = min(words, key=lambda word: self.text.count(f" {word}")) if len(words) > 1 else words[0]
        for pattern, found in ((f"\n {' '.join(words)}", first), (f" {rarest}", rest)):
            at = self.text.find(pattern)
            while at >= 0 and len(first) + len(rest) < most:
                place = bisect_right(self.starts, at + 1 if pattern[0] == "\n" else at) - 1
                end = self.starts[place + 1] - 1 if place + 1 < len(self.starts) else len(self.text)
                line = self.text[self.starts[place] : end]
                if (among is None or place in among) and place not in first and all(f" {one}" in line for one in words):
                    found.append(place)
                at = self.text.find(pattern, max(end - 1, at + 1))
        return [*first, *rest]


def _folded(text: str) -> str:
    """As `fold`, quickly for the many labels that are plain letters already."""
    bare = text.casefold()
    return bare if bare.isascii() and bare.replace(" ", "").isalnum() else fold(text)


@dataclass(frozen=True)
class Listed:
    """The columns of a list's file."""

    key: str  # of its labels, without the code: "<service>/<list>/label"
    codes: Codes
    labels: Sequence[str]
    columns: Mapping[str, Sequence[str]]
    labels_in: Mapping[str, Sequence[str]] = field(default_factory=dict)  # language → labels
    _indexes: dict[str, _Index] = field(default_factory=dict, compare=False)
    _having: dict[str, dict[str, array[int]]] = field(default_factory=dict, compare=False)

    def index(self, language: str) -> _Index:
        if language not in self._indexes:
            self._indexes[language] = _Index(self.labels_in.get(language, self.labels), self.codes)
        return self._indexes[language]

    def having(self, column: str, value: str) -> Sequence[int]:
        if column not in self._having:
            found: dict[str, array[int]] = {}
            for place, one in enumerate(self.columns.get(column, ())):
                found.setdefault(one, array("L")).append(place)
            self._having[column] = found
        return self._having[column].get(value, array("L"))

    def option(self, place: int) -> Option:
        code = self.codes[place]
        labels = {language: column[place] for language, column in self.labels_in.items() if column[place]}
        facts = {name: column[place] for name, column in self.columns.items()}
        return Option(code, Phrase(self.labels[place], f"{self.key}/{code}"), facts=facts, labels=labels)

    def says(self, place: int) -> set[str]:
        """Its folded labels, in every language."""
        return {
            _folded(one) for one in (self.labels[place], *(column[place] for column in self.labels_in.values())) if one
        }

    @cached_property
    def by_label(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, array[int]] = {}
        for column in (self.labels, *self.labels_in.values()):
            for place, label in enumerate(column):
                places = found.setdefault(_folded(label), array("L"))
                if not places or places[-1] != place:
                    places.append(place)
        return found


def found_in(options: Sequence[Option], text: str, language: str, most: int) -> Sequence[Option]:
    """Up to `most` of the options in which a word begins with each word of the text."""
    if isinstance(options, LongList):
        return options.search(text, language, most)
    listed = Listed(
        "", Codes([one.code for one in options]), [one.labels.get(language, one.label.source) for one in options], {}
    )
    words = fold(text).split()
    return [options[place] for place in listed.index("").find(words, most)] if words else ()


class Rows(LongList):
    """Some rows of a list, all of them where `places` is None, and the options that stand behind them."""

    def __init__(self, listed: Listed, places: Sequence[int] | None = None, extra: tuple[Option, ...] = ()) -> None:
        self.listed, self.places, self.extra = listed, places, extra

    def __len__(self) -> int:
        return self._number + len(self.extra)

    @property
    def _number(self) -> int:
        return len(self.listed.codes) if self.places is None else len(self.places)

    @overload
    def __getitem__(self, at: int) -> Option: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Option]: ...
    def __getitem__(self, at: int | slice) -> Option | Sequence[Option]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if at < 0 or at >= len(self):
            raise IndexError(at)
        if at >= self._number:
            return self.extra[at - self._number]
        return self.listed.option(at if self.places is None else self.places[at])

    def __iter__(self) -> Iterator[Option]:
        return (self[at] for at in range(len(self)))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        if self.places is None and not self.extra:
            return self.listed.codes
        rows = self.listed.codes if self.places is None else [self.listed.codes[place] for place in self.places]
        return Codes([*rows, *(one.code for one in self.extra)])

    def option(self, code: str) -> Option | None:
        if code not in self.codes:
            return None
        place = self.listed.codes.places.get(code)
        return self.listed.option(place) if place is not None else next(one for one in self.extra if one.code == code)

    def having(self, column: str, value: str) -> Rows:
        places = self.listed.having(column, value)
        return Rows(
            self.listed, places if self._among is None else [one for one in places if one in self._among], self.extra
        )

    def extended(self, extra: tuple[Option, ...]) -> Rows:
        return Rows(self.listed, self.places, (*self.extra, *extra)) if extra else self

    @cached_property
    def _among(self) -> frozenset[int] | None:
        return None if self.places is None else frozenset(self.places)

    def search(self, text: str, language: str, most: int) -> Sequence[Option]:
        words = fold(text).split()
        if not words:
            return ()
        places = self.listed.index(language).find(words, most, self._among)
        return [self.listed.option(place) for place in places]

    def meant(self, typed: str) -> Sequence[str]:
        places = self.listed.by_label.get(fold(typed), ())
        return [self.listed.codes[place] for place in places if self._among is None or place in self._among]

    def says(self, code: str, typed: str) -> bool:
        place = self.listed.codes.places.get(code)
        return place is not None and fold(typed) in self.listed.says(place)
