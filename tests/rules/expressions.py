"""Well-typed expressions of the part that we share with CEL, made at random, and answers for their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Protocol

from hypothesis import strategies as st

from portal.rules import types

NAMES = {
    "n": types.INTEGER,
    "m": types.INTEGER,
    "t": types.TEXT,
    "u": types.TEXT,
    "b": types.BOOLEAN,
    "c": types.BOOLEAN,
    "numbers": types.ListOf(types.INTEGER),
    "words": types.ListOf(types.TEXT),
    "kids": types.ListOf(types.Record({"age": types.INTEGER, "school": types.TEXT})),
}
TEXTS = ["", "a", "ab", "aab", "B", "12", "é", "😀a", "بيت", "it's", 'say "x"', "back\\slash", "two\nlines"]
PATTERNS = ["a", "^a", "a+b", "(a|B)*$", "^[0-9]{2}$", "[^a]", "^.$", "\\\\d", "", "^(a|ab)(b|$)", "s?l"]
NUMBERS = [0, 1, 2, 3, 7, 100, 2**31, 2**63 - 1]


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def answers() -> st.SearchStrategy[dict[str, object]]:
    """An answer for every name."""
    number = st.sampled_from([*NUMBERS, *(-number for number in NUMBERS)])
    text = st.sampled_from(TEXTS)
    kid = st.fixed_dictionaries({"age": number, "school": text})
    by_type = {types.INTEGER: number, types.TEXT: text, types.BOOLEAN: st.booleans()}

    def of(kind: types.Type) -> st.SearchStrategy[object]:
        if not isinstance(kind, types.ListOf):
            return by_type[kind]
        return st.lists(kid if isinstance(kind.item, types.Record) else by_type[kind.item], max_size=3)

    return st.fixed_dictionaries({name: of(kind) for name, kind in NAMES.items()})


class Chance(Protocol):
    """What decides: hypothesis, which makes a failure small, or `Random`, which is fast."""

    def choice(self, given: Sequence[str], /) -> str: ...
    def randint(self, least: int, most: int, /) -> int: ...


class _Drawn:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def choice(self, given: Sequence[str]) -> str:
        return self._draw(st.sampled_from(given))

    def randint(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most))


class Writer:
    """Writes one expression. `depth` bounds the operators within each other; `kids` are the items in scope."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._kids: list[str] = []
        self._variables = 0

    def _one_of(self, *choices: str) -> str:
        return self._chance.choice(choices)

    def _variable(self) -> str:
        self._variables += 1
        return f"one{self._variables}"

    def _each(self, verb: str, depth: int) -> str:
        variable = self._variable()
        self._kids.append(variable)
        body = self.boolean(depth)
        self._kids.pop()
        return f"kids.{verb}({variable}, {body})"

    def boolean(self, depth: int) -> str:
        shape = self._chance.randint(0, 10) if depth else 0
        below = depth - 1
        compare = self._one_of("==", "!=", "<", "<=", ">", ">=")
        match shape:
            case 1:
                return f"({self.number(below)} {compare} {self.number(below)})"
            case 2:
                return f"({self.text(below)} {compare} {self.text(below)})"
            case 3:
                sign = self._one_of("&&", "||")
                return f"({self.boolean(below)} {sign} {self.boolean(below)} {sign} {self.boolean(below)})"
            case 4:
                return f"!{self.boolean(below)}"
            case 5:
                return f"({self.boolean(below)} ? {self.boolean(below)} : {self.boolean(below)})"
            case 6:
                return f"({self.number(below)} in {self.number_list(below)})"
            case 7:
                return f"({self.text(below)} in words)"
            case 8:
                return f"{self.text(below)}.{self._one_of('startsWith', 'endsWith', 'contains')}({self.text(below)})"
            case 9:
                return f"{self.text(below)}.matches('{self._one_of(*PATTERNS)}')"
            case 10:
                return self._each(self._one_of("exists", "all"), below)
        return self._one_of("b", "c", "true", "false")

    def number(self, depth: int) -> str:
        shape = self._chance.randint(0, 6) if depth else 0
        below = depth - 1
        match shape:
            case 1 | 2:
                return f"({self.number(below)} {self._one_of('+', '-', '*', '/', '%')} {self.number(below)})"
            case 3:
                return f"-{self._one_of('n', '(m)')}"
            case 4:
                return f"({self.boolean(below)} ? {self.number(below)} : {self.number(below)})"
            case 5:
                return f"size({self.text(below)})"
            case 6:
                return f"{self.number_list(below)}.size()"
        return self._one_of("n", "m", *map(str, NUMBERS), *(f"{kid}.age" for kid in self._kids))

    def text(self, depth: int) -> str:
        shape = self._chance.randint(0, 2) if depth else 0
        below = depth - 1
        match shape:
            case 1:
                return f"({self.text(below)} + {self.text(below)})"
            case 2:
                return f"({self.boolean(below)} ? {self.text(below)} : {self.text(below)})"
        return self._one_of("t", "u", *map(quoted, TEXTS), *(f"{kid}.school" for kid in self._kids))

    def number_list(self, depth: int) -> str:
        shape = self._chance.randint(0, 4) if depth else 0
        below = depth - 1
        variable = self._variable()
        match shape:
            case 1:
                return f"kids.map({variable}, {variable}.age + {self._one_of('0', 'n', '1 / n')})"
            case 2:
                return f"numbers.filter({variable}, {variable} {self._one_of('<', '>')} {self.number(below)})"
            case 3:
                return f"[{self.number(below)}, {self.number(below)}]"
            case 4:
                return f"{self._each('filter', below)}.map({variable}, {variable}.age)"
        return self._one_of("numbers", "[1, 2, 3]", "[n, m]")

    def anything(self, depth: int) -> str:
        kinds = (self.boolean, self.number, self.text, self.number_list)
        return kinds[self._chance.randint(0, 3)](depth)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """A well-typed expression whose names are those of `NAMES`."""
    return Writer(_Drawn(draw)).anything(depth)


def damaged(source: str, random: Random) -> str:
    """The expression with one of its words or signs changed, doubled or taken out: often it has no type any more."""
    words = re.findall(r"'(?:[^'\\\\]|\\\\.)*'|\w+|&&|\|\||[=!<>]=|\S", source)
    place = random.randrange(len(words))
    other = random.choice(
        [*NAMES, "true", "'a'", "1", "[1]", "==", "<", "+", "&&", "in", "!", "size", random.choice(words)]
    )
    words[place : place + 1] = random.choice([[other], [other], [words[place], other], []])
    return " ".join(words)


def an_answer(random: Random) -> dict[str, object]:
    """An answer for every name, as `answers()` gives."""
    number = lambda: random.choice(NUMBERS) * random.choice([1, -1])  # noqa: E731
    text = lambda: random.choice(TEXTS)  # noqa: E731
    some = lambda one: [one() for _ in range(random.randint(0, 3))]  # noqa: E731
    return {
        "n": number(), "m": number(), "t": text(), "u": text(), "b": random.random() < 0.5, "c": random.random() < 0.5,
        "numbers": some(number), "words": some(text), "kids": some(lambda: {"age": number(), "school": text()}),
    }  # fmt: skip
