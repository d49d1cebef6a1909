"""Patterns that match in linear time, whatever the text: no pattern an author writes can stall the portal.

A pattern becomes an automaton over sets of its positions (bits of an int); the sets that come up are kept, so that a
character mostly costs one look-up.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from portal.rules.pattern_reader import END, START, Part, PatternFault, PatternReader, Test

MAX_TEXT: Final = 10_000
_MAX_KEPT: Final = 500


class Pattern:
    """A compiled pattern. `fullmatch` judges a whole text, `search` finds the pattern anywhere in it."""

    def __init__(self, source: str) -> None:
        self.source = source
        reader = PatternReader(source)
        whole = reader.whole()
        self._full = _Automaton(reader, whole, anywhere=False)
        self._any = _Automaton(reader, whole, anywhere=True)

    def __repr__(self) -> str:
        return f"Pattern({self.source!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def fullmatch(self, text: str) -> bool:
        """Whether the whole text is what the pattern says; beyond 10,000 characters nothing is."""
        return len(text) <= MAX_TEXT and self._full.accepts(text)

    def search(self, text: str) -> bool:
        return len(text) <= MAX_TEXT and self._any.accepts(text)


class _Automaton:
    """Positions are bits; two bits more say "done" and "done if the text ends here"."""

    def __init__(self, reader: PatternReader, whole: Part, *, anywhere: bool) -> None:
        self._anywhere = anywhere
        self._tests = reader.tests
        self._last = whole.last
        self._follow = reader.follow
        self._done = 1 << len(self._tests)
        self._done_at_end = self._done << 1
        self._next = [self._mask(follow, self._is_last(n), at_start=False) for n, follow in enumerate(reader.follow)]
        self._begin = self._mask(whole.first, whole.empty, at_start=True)
        self._again = self._mask(whole.first, whole.empty, at_start=False) if anywhere else 0
        self._kept: dict[tuple[int, str], int] = {}

    def _is_last(self, position: int) -> bool:
        return position in self._last

    def accepts(self, text: str) -> bool:
        waiting, kept, done = self._begin, self._kept, self._done
        if self._anywhere:
            for character in text:
                if waiting & done:
                    return True
                reached = kept.get((waiting, character))
                waiting = self._step(waiting, character) if reached is None else reached
        else:
            for character in text:
                reached = kept.get((waiting, character))
                waiting = self._step(waiting, character) if reached is None else reached
                if not waiting:
                    return False
        return bool(waiting & (done | self._done_at_end))

    def _step(self, waiting: int, character: str) -> int:
        reached = self._again
        rest = waiting & (self._done - 1)
        while rest:
            lowest = rest & -rest
            position = lowest.bit_length() - 1
            rest ^= lowest
            test = self._tests[position]
            if not isinstance(test, str) and test(character):
                reached |= self._next[position]
        if len(self._kept) >= _MAX_KEPT:
            self._kept.clear()
        self._kept[waiting, character] = reached
        return reached

    def _mask(self, positions: Iterable[int], is_done: bool, *, at_start: bool) -> int:
        """The bits of `positions`, with what stands behind the anchors among them."""
        mask = self._done if is_done else 0
        todo = [(position, False) for position in positions]
        seen: set[tuple[int, bool]] = set()
        while todo:
            position, at_end = place = todo.pop()
            if place in seen:
                continue
            seen.add(place)
            test = self._tests[position]
            if test not in (START, END):
                # Behind `$` no character can follow.
                mask |= 0 if at_end else 1 << position
            elif test == END or at_start:
                at_end = at_end or test == END
                todo += [(after, at_end) for after in self._follow[position]]
                if self._is_last(position):
                    mask |= self._done_at_end if at_end else self._done
        return mask


@lru_cache(maxsize=1024)
def compile_pattern(source: str) -> Pattern:
    """The pattern in `source`. Refused: `PatternFault`, with its place and remedy."""
    return Pattern(source)


__all__ = ["Pattern", "PatternFault", "Test", "compile_pattern"]
