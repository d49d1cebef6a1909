"""Reads the source of a pattern into positions: the places where it takes a character, and what may follow each.

The syntax is RE2's without flags: literals, `.`, classes, `\\d \\w \\s`, `\\p{L}`, groups, `|`, `* + ? {n,m}`, `^ $`.
Look-around, back-references and word borders are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn
from unicodedata import category

from portal.errors import N_, PortalError

MAX_PATTERN: Final = 500
MAX_POSITIONS: Final = 400
MAX_REPEATS: Final = 300
_MAX_READ: Final = 10_000
_MAX_NESTING: Final = 30

Test = Callable[[str], bool]


class PatternFault(PortalError):
    """A pattern that cannot be used: `at` (offset from 0), a marked `message` and `remedy`, and their `params`."""

    def __init__(self, at: int, message: str, remedy: str, **params: object) -> None:
        self.at, self.message, self.remedy, self.params = at, message, remedy, params
        super().__init__(f"{message} {remedy}".format(**params))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the pattern as Glushkov's sets: may it be empty, where can it begin and end."""

    empty: bool
    first: frozenset[int]
    last: frozenset[int]


_NOTHING: Final = Part(True, frozenset(), frozenset())
START, END = "^", "$"
_SIGNS: Final[dict[str, tuple[int, int | None]]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class PatternReader:
    """Reads a pattern, numbering each place where a character is taken (a position)."""

    def __init__(self, source: str) -> None:
        if len(source) > MAX_PATTERN:
            raise PatternFault(
                MAX_PATTERN, N_("A pattern may have {most} characters."), N_("Write a shorter one."), most=MAX_PATTERN
            )
        self._source, self._at, self._nesting, self._read = source, 0, 0, 0
        self.tests: list[Test | str] = []
        self.follow: list[set[int]] = []

    def whole(self) -> Part:
        part = self._either()
        if self._at < len(self._source):
            self._refuse(N_("This ) closes nothing."), N_(r"Take it out, or write \) for the sign itself."))
        return part

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

    def _either(self) -> Part:
        self._nesting += 1
        if self._nesting > _MAX_NESTING:
            self._refuse(N_("The groups of this pattern are nested too deeply."), N_("Write it with fewer brackets."))
        part = self._sequence()
        while self._has("|"):
            self._at += 1
            other = self._sequence()
            part = Part(part.empty or other.empty, part.first | other.first, part.last | other.last)
        self._nesting -= 1
        return part

    def _sequence(self) -> Part:
        part = _NOTHING
        while self._at < len(self._source) and not self._has("|") and not self._has(")"):
            part = self._joined(part, self._repeated())
        return part

    def _joined(self, one: Part, two: Part) -> Part:
        for position in one.last:
            self.follow[position] |= two.first
        return Part(
            one.empty and two.empty,
            one.first | two.first if one.empty else one.first,
            one.last | two.last if two.empty else two.last,
        )

    def _repeated(self) -> Part:
        begin = self._at
        part = self._atom()
        end = self._at
        bounds = self._bounds()
        if bounds is None:
            return part
        least, most = bounds
        if self._bounds() is not None:
            self._refuse(
                N_("A repetition cannot be repeated."), N_("Put brackets around it, or keep only one sign."), end
            )
        if (least, most) == (0, 1):
            return Part(True, part.first, part.last)
        if most is None and least <= 1:
            return self._starred(part, may_be_empty=least == 0)
        return self._copies(part, begin, end, least, most)

    def _starred(self, part: Part, *, may_be_empty: bool) -> Part:
        for position in part.last:
            self.follow[position] |= part.first
        return Part(part.empty or may_be_empty, part.first, part.last)

    def _copies(self, part: Part, begin: int, end: int, least: int, most: int | None) -> Part:
        """`{n,m}` written out, by reading its atom again for each copy."""
        after = self._at

        def again() -> Part:
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
                copy = self._starred(copy, may_be_empty=True) if most is None else Part(True, copy.first, copy.last)
            whole = self._joined(whole, copy)
        self._at = after
        return whole

    def _bounds(self) -> tuple[int, int | None] | None:
        if self._at < len(self._source) and self._source[self._at] in _SIGNS:
            self._at += 1
            return self._lazy(_SIGNS[self._source[self._at - 1]])
        if not self._has("{"):
            return None
        close = self._source.find("}", self._at)
        least, comma, most = self._source[self._at + 1 : max(close, 0)].partition(",")
        if close < 0 or not _is_number(least) or (most and not _is_number(most)):
            self._refuse(N_("This is no repetition."), N_(r"Write {{2,4}}, or \{{ for the sign itself."))
        low = int(least)
        high = int(most) if most else None if comma else low
        if max(low, high or 0) > MAX_REPEATS or (high is not None and high < low):
            self._refuse(N_("These bounds are not possible."), N_("Write the smaller number first; 300 is the most."))
        self._at = close + 1
        return self._lazy((low, high))

    def _lazy(self, bounds: tuple[int, int | None]) -> tuple[int, int | None]:
        # `a*?` finds the same texts as `a*`; only how much is taken would differ.
        if self._has("?"):
            self._at += 1
        return bounds

    def _atom(self) -> Part:
        at = self._at
        # Empty groups make no positions, but a thousand times a thousand of them take their time.
        self._read += 1
        if self._read > _MAX_READ:
            self._too_large()
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
                N_("{sign} has nothing to repeat."),
                N_("Write what it repeats before it, or a backslash for the sign itself."),
                at,
                sign=character,
            )
        return self._position(character.__eq__)

    def _position(self, test: Test | str) -> Part:
        if len(self.tests) >= MAX_POSITIONS:
            self._too_large()
        self.tests.append(test)
        self.follow.append(set())
        here = frozenset({len(self.tests) - 1})
        return Part(False, here, here)

    def _too_large(self) -> NoReturn:
        self._refuse(N_("This pattern is too large."), N_("Use smaller repetitions."))

    def _group(self, at: int) -> Part:
        if self._has("?:"):
            self._at += 2
        elif self._has("?"):
            self._refuse(
                N_("Look-around, names and flags are not possible in a pattern."),
                N_("Use plain brackets, or (?:…)."),
                at,
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
                N_(r"\{character} has no meaning in a pattern."),
                N_("Back-references and word borders are not possible; take it out."),
                at,
                character=character,
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
            self._refuse(
                N_("{name} is no Unicode class."), N_(r"Use \p{{L}} for letters or \p{{N}} for digits."), name=name[:20]
            )
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
    {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "C"}
    | {"P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp"}
)
