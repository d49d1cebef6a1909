"""Patterns that match in linear time, whatever the text: no pattern an author writes can stall the portal.

The syntax is RE2's without flags in the middle: literals, `.`, classes, `\\d \\w \\s \\b`-less escapes, `\\p{L}`, groups,
`|`, `* + ? {n,m}`, `^ $`. Look-around and back-references, which no linear matcher can have, are refused. The pattern
becomes an automaton whose states are made as they are needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NoReturn
from unicodedata import category

from portal.errors import N_, PortalError

MAX_PATTERN: Final = 500
MAX_POSITIONS: Final = 2000
MAX_TEXT: Final = 20_000
_MAX_NESTING: Final = 30
_MAX_STATES: Final = 500

Test = Callable[[str], bool]


class PatternFault(PortalError):
    """A pattern that cannot be used: `at` (offset from 0), a marked `message` and `remedy`, and their `params`."""

    def __init__(self, at: int, message: str, remedy: str, **params: object) -> None:
        self.at, self.message, self.remedy, self.params = at, message, remedy, params
        super().__init__(f"{message} {remedy}".format(**params))


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the pattern as Glushkov's sets: may it be empty, where it can begin and end."""

    empty: bool
    first: frozenset[int]
    last: frozenset[int]


_NOTHING = _Part(True, frozenset(), frozenset())
_START, _END = "^", "$"


class Pattern:
    """A compiled pattern. `fullmatch` judges a whole text, `search` finds the pattern anywhere in it."""

    def __init__(self, source: str) -> None:
        self.source = source
        reader = _Reader(source)
        self._whole = reader.whole()
        self._tests, self._follow = reader.tests, reader.follow
        self._full = _Automaton(self, anywhere=False)
        self._any = _Automaton(self, anywhere=True)

    def __repr__(self) -> str:
        return f"Pattern({self.source!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and self.source == other.source

    def __hash__(self) -> int:
        return hash(self.source)

    def fullmatch(self, text: str) -> bool:
        return len(text) <= MAX_TEXT and self._full.accepts(text)

    def search(self, text: str) -> bool:
        return len(text) <= MAX_TEXT and self._any.accepts(text)


class _Automaton:
    """Subsets of positions, made lazily and kept up to a bound."""

    def __init__(self, pattern: Pattern, *, anywhere: bool) -> None:
        self._pattern, self._anywhere = pattern, anywhere
        self._steps: dict[tuple[frozenset[int], str], frozenset[int]] = {}
        self._begin = self._closed(pattern._whole.first, at_start=True)
        self._again = self._closed(pattern._whole.first, at_start=False) if anywhere else frozenset()
        self._starts_empty = pattern._whole.empty

    def accepts(self, text: str) -> bool:
        waiting = self._begin
        if self._anywhere and self._is_done(waiting, at_end=not text):
            return True
        steps = self._steps
        last = len(text) - 1
        for index, character in enumerate(text):
            reached = steps.get((waiting, character))
            if reached is None:
                reached = self._step(waiting, character)
            waiting = reached
            if not waiting:
                return False
            if self._anywhere and self._is_done(waiting, at_end=index == last):
                return True
        return self._is_done(waiting, at_end=True)

    def _is_done(self, waiting: frozenset[int], *, at_end: bool) -> bool:
        if _FINAL in waiting:
            return True
        return at_end and _FINAL_AT_END in waiting

    def _step(self, waiting: frozenset[int], character: str) -> frozenset[int]:
        tests, follow = self._pattern._tests, self._pattern._follow
        reached: set[int] = set()
        for position in waiting:
            if position >= 0:
                test = tests[position]
                if not isinstance(test, str) and test(character):
                    reached |= follow[position]
        closed = self._closed(frozenset(reached), at_start=False) | self._again
        if len(self._steps) >= _MAX_STATES:
            self._steps.clear()
        self._steps[waiting, character] = closed
        return closed

    def _closed(self, positions: frozenset[int], *, at_start: bool) -> frozenset[int]:
        """With what stands behind anchors that hold here; those that wait for the end are followed to it."""
        tests, follow = self._pattern._tests, self._pattern._follow
        found: set[int] = set()
        todo = [(position, False) for position in positions]
        seen: set[tuple[int, bool]] = set()
        while todo:
            position, at_end = todo.pop()
            if (position, at_end) in seen:
                continue
            seen.add((position, at_end))
            if position == _FINAL:
                found.add(_FINAL_AT_END if at_end else _FINAL)
            elif tests[position] == _START:
                if at_start:
                    todo += [(after, at_end) for after in follow[position]]
            elif tests[position] == _END:
                todo += [(after, True) for after in follow[position]]
            elif not at_end:
                found.add(position)
        return frozenset(found)


_FINAL, _FINAL_AT_END = -1, -2


class _Reader:
    """Reads a pattern, numbering each place where a character is taken (a position)."""

    def __init__(self, source: str) -> None:
        if len(source) > MAX_PATTERN:
            raise PatternFault(
                MAX_PATTERN, N_("A pattern may have {most} characters."), N_("Write a shorter one."), most=MAX_PATTERN
            )
        self._source, self._at, self._nesting = source, 0, 0
        self.tests: list[Test | str] = []
        self.follow: list[set[int]] = []

    def whole(self) -> _Part:
        part = self._either()
        if self._at < len(self._source):
            self._refuse(N_("This ) closes nothing."), N_(r"Take it out, or write \) for the sign itself."))
        for position in part.last:
            self.follow[position].add(_FINAL)
        return _Part(part.empty, part.first | ({_FINAL} if part.empty else set()), part.last)

    def _refuse(self, message: str, remedy: str, at: int | None = None, **params: object) -> NoReturn:
        raise PatternFault(self._at if at is None else at, message, remedy, **params)

    def _has(self, text: str) -> bool:
        return self._source.startswith(text, self._at)

    def _take(self) -> str:
        if self._at >= len(self._source):
            self._refuse(N_("The pattern ends too early."), N_("Close what was opened, or take it out."))
        self._at += 1
        return self._source[self._at - 1]

    # The grammar

    def _either(self) -> _Part:
        self._nesting += 1
        if self._nesting > _MAX_NESTING:
            self._refuse(N_("The groups of this pattern are nested too deeply."), N_("Write it with fewer brackets."))
        part = self._sequence()
        while self._has("|"):
            self._at += 1
            other = self._sequence()
            part = _Part(part.empty or other.empty, part.first | other.first, part.last | other.last)
        self._nesting -= 1
        return part

    def _sequence(self) -> _Part:
        part = _NOTHING
        while self._at < len(self._source) and not self._has("|") and not self._has(")"):
            part = self._joined(part, self._repeated())
        return part

    def _joined(self, one: _Part, two: _Part) -> _Part:
        for position in one.last:
            self.follow[position] |= two.first
        return _Part(
            one.empty and two.empty,
            one.first | two.first if one.empty else one.first,
            one.last | two.last if two.empty else two.last,
        )

    def _repeated(self) -> _Part:
        begin = self._at
        part = self._atom()
        end = self._at
        bounds = self._bounds()
        if bounds is None:
            return part
        least, most = bounds
        if self._bounds() is not None:
            self._refuse(N_("A repetition cannot be repeated."), N_("Put brackets around it, or keep only one sign."), end)
        if (least, most) == (0, 1):
            return _Part(True, part.first, part.last)
        if most is None and least <= 1:
            return self._starred(part, may_be_empty=least == 0)
        return self._copies(part, begin, end, least, most)

    def _starred(self, part: _Part, *, may_be_empty: bool) -> _Part:
        for position in part.last:
            self.follow[position] |= part.first
        return _Part(part.empty or may_be_empty, part.first, part.last)

    def _copies(self, part: _Part, begin: int, end: int, least: int, most: int | None) -> _Part:
        """`{n,m}` written out, by reading its atom again for each copy."""
        after = self._at

        def again() -> _Part:
            self._at = begin
            copy = self._atom()
            self._at = after
            return copy

        total = least + 1 if most is None else most
        if total == 0:
            return _NOTHING
        whole = _NOTHING
        for number in range(total):
            copy = part if number == 0 else again()
            if number >= least:
                copy = self._starred(copy, may_be_empty=True) if most is None else _Part(True, copy.first, copy.last)
            whole = self._joined(whole, copy)
        self._at = after
        return whole

    def _bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._has(sign):
                self._at += 1
                return self._lazy(bounds)
        if not self._has("{"):
            return None
        close = self._source.find("}", self._at)
        least, comma, most = self._source[self._at + 1 : max(close, 0)].partition(",")
        if close < 0 or not _is_number(least) or (most and not _is_number(most)):
            self._refuse(N_("This is no repetition."), N_(r"Write {{2,4}}, or \{{ for the sign itself."))
        bounds = int(least), (int(most) if most else None if comma else int(least))
        if (bounds[1] if bounds[1] is not None else bounds[0]) > 1000 or (bounds[1] is not None and bounds[1] < bounds[0]):
            self._refuse(N_("These bounds are not possible."), N_("Write the smaller number first; 1000 is the most."))
        self._at = close + 1
        return self._lazy(bounds)

    def _lazy(self, bounds: tuple[int, int | None]) -> tuple[int, int | None]:
        # `a*?` finds the same texts as `a*`; only how much is taken would differ.
        if self._has("?"):
            self._at += 1
        return bounds

    def _atom(self) -> _Part:
        at = self._at
        character = self._take()
        if character == "(":
            return self._group(at)
        if character == "[":
            return self._position(self._class(at))
        if character == ".":
            return self._position(lambda one: one != "\n")
        if character in "^$":
            return self._position(character)
        if character == "\\":
            return self._position(self._escape())
        if character in "*+?{":
            self._refuse(
                N_("{sign} has nothing to repeat."), N_("Write what it repeats before it, or a backslash for the sign itself."),
                at, sign=character,
            )
        return self._position(character.__eq__)

    def _position(self, test: Test | str) -> _Part:
        if len(self.tests) >= MAX_POSITIONS:
            self._refuse(N_("This pattern is too large."), N_("Use smaller repetitions."))
        self.tests.append(test)
        self.follow.append(set())
        here = frozenset({len(self.tests) - 1})
        return _Part(False, here, here)

    def _group(self, at: int) -> _Part:
        if self._has("?:"):
            self._at += 2
        elif self._has("?"):
            self._refuse(
                N_("Look-around, names and flags are not possible in a pattern."),
                N_("Use plain brackets, or (?:…)."), at,
            )
        part = self._either()
        if not self._has(")"):
            self._refuse(N_("This ( is not closed."), N_(r"Write ) where it ends, or \( for the sign itself."), at)
        self._at += 1
        return part

    def _escape(self) -> Test:
        at = self._at - 1
        character = self._take()
        if character in _CLASSES:
            return _CLASSES[character]
        if character in "pP":
            return self._unicode(character == "P")
        if character in "nrtfv":
            return {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}[character].__eq__
        if character.isascii() and character.isalnum():
            self._refuse(
                N_(r"\{character} has no meaning in a pattern."), N_("Back-references and word borders are not possible; take it out."),
                at, character=character,
            )
        return character.__eq__

    def _unicode(self, negated: bool) -> Test:
        if self._has("{"):
            close = self._source.find("}", self._at)
            name = self._source[self._at + 1 : max(close, 0)]
            self._at = close + 1 if close > 0 else self._at
        else:
            name = self._take()
        if name not in _CATEGORIES:
            self._refuse(N_("{name} is no Unicode class."), N_(r"Use \p{{L}} for letters or \p{{N}} for digits."), name=name[:20])
        return lambda one: category(one).startswith(name) != negated

    def _class(self, at: int) -> Test:
        negated = self._has("^")
        self._at += negated
        parts: list[Test] = []
        singles: set[str] = set()
        is_first = True
        while is_first or not self._has("]"):
            if self._at >= len(self._source):
                self._refuse(N_("This [ is not closed."), N_(r"Write ] where it ends, or \[ for the sign itself."), at)
            is_first = False
            self._class_item(parts, singles)
        self._at += 1
        return lambda one: (one in singles or any(part(one) for part in parts)) != negated

    def _class_item(self, parts: list[Test], singles: set[str]) -> None:
        at = self._at
        low = self._class_character()
        if not isinstance(low, str):
            parts.append(low)
            return
        if not self._has("-") or self._has("-]"):
            singles.add(low)
            return
        self._at += 1
        high = self._class_character()
        if not isinstance(high, str) or high < low:
            self._refuse(N_("This range is not possible."), N_("Write the smaller sign first: [a-z]."), at)
        parts.append(lambda one: low <= one <= high)

    def _class_character(self) -> str | Test:
        character = self._take()
        if character != "\\":
            return character
        test = self._escape()
        # A single character's test is its own `__eq__`, bound to it.
        single = getattr(test, "__self__", None)
        return single if isinstance(single, str) else test


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _is_digit(one: str) -> bool:
    return "0" <= one <= "9"


def _is_word(one: str) -> bool:
    return one.isascii() and (one.isalnum() or one == "_")


def _is_space(one: str) -> bool:
    return one in " \t\n\r\f"


_CLASSES: Final[dict[str, Test]] = {
    "d": _is_digit,
    "w": _is_word,
    "s": _is_space,
    "D": lambda one: not _is_digit(one),
    "W": lambda one: not _is_word(one),
    "S": lambda one: not _is_space(one),
}
_CATEGORIES: Final = frozenset(
    "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C".split()
)


@lru_cache(maxsize=1024)
def compile_pattern(source: str) -> Pattern:
    """The pattern in `source`. Refused: `PatternFault`, with its place and remedy."""
    return Pattern(source)
