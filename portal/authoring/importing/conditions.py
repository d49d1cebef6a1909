"""Floor 6. Conditions as other form makers write them, as one small tree; no names are looked up yet.

A test whose field has no answer is unknown, and a condition holds only where it is true: `&&`, `||` and `!` are
three-valued, as in our own expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Test:
    """`operator`: is, contains, <, <=, >, >=, longer, shorter, length; `value` as it was written, in text.

    `shift` is for days: (number, unit, "past" or "future") from today, instead of a value.
    """

    field: str
    operator: str
    value: str
    shift: tuple[int, str, str] | None = None


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: Tree


@dataclass(frozen=True, slots=True)
class Named:
    """Another condition of the same form."""

    name: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that cannot be said here: never true, never false. `why` goes into the report."""

    why: str


Tree = Test | All | Some | Not | Named | Unreadable
MAX_DEPTH = 20
_OPERATORS = {
    "is": "is", "==": "is", "equals": "is", "contains": "contains", "in": "contains",
    "is at least": ">=", "is at most": "<=", "is less than": "<", "is more than": ">", "is before": "<", "is after": ">",
    ">=": ">=", "<=": "<=", "<": "<", ">": ">",
    "is longer than": "longer", "is shorter than": "shorter", "has length": "length",
}  # fmt: skip
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NEGATED = {"is not": "is", "!=": "is", "does not contain": "contains", "not in": "contains"}


def read_condition(value: Any) -> Tree:
    """The tree of a condition's `value`: rows joined by coordinators, or an expression in text."""
    if isinstance(value, str):
        return read_expression(value)
    if isinstance(value, dict) and isinstance(value.get("conditions"), list):
        return _joined(value["conditions"], 0)
    return Unreadable("it is written in a way that is not known")


def _joined(rows: list[Any], depth: int) -> Tree:
    """The rows; `and` binds closer than `or`."""
    if not rows or depth > MAX_DEPTH:
        return Unreadable("it has no rows" if not rows else "it is nested too deep")
    alternatives: list[list[Tree]] = [[]]
    for number, row in enumerate(rows):
        coordinator = str(row.get("coordinator") or "and").lower() if isinstance(row, dict) else "and"
        if number and coordinator == "or":
            alternatives.append([])
        alternatives[-1].append(_row(row, depth))
    return any_of(*(all_of(*parts) for parts in alternatives))


def _row(row: Any, depth: int) -> Tree:
    if not isinstance(row, dict):
        return Unreadable("a row of it is not known")
    if isinstance(row.get("conditions"), list):
        return _joined(row["conditions"], depth + 1)
    if row.get("conditionName"):
        return Named(str(row["conditionName"]))
    field, operator = row.get("field"), str(row.get("operator") or "").strip().lower()
    name = str(field.get("name") or "") if isinstance(field, dict) else str(field or "")
    value = row.get("value")
    if not name:
        return Unreadable("a row of it names no field")
    shift = _shift(value)
    if operator in ("", "is", "is not") and not shift and operator not in _NEGATED:
        operator = "is"
    written = _plain(value.get("value") if isinstance(value, dict) else value)
    if operator in _NEGATED:
        return Not(Test(name, _NEGATED[operator], written))
    if operator not in _OPERATORS:
        return Unreadable(f"the operator “{operator}” is not known")
    test = _OPERATORS[operator]
    # “At least 18 years in the past” is on that day or before.
    return Test(name, _TURNED.get(test, test) if shift and shift[2] == "past" else test, written, shift)


def _shift(value: Any) -> tuple[int, str, str] | None:
    """A span from today: “3 years in the past”."""
    if not isinstance(value, dict) or not ("period" in value or "timePeriod" in value):
        return None
    number = str(value.get("period") or value.get("timePeriod") or "")
    unit = str(value.get("unit") or value.get("timeUnit") or "days").lower().rstrip("s")
    direction = "past" if "past" in str(value.get("direction") or "past").lower() else "future"
    if not re.fullmatch(r"\d{1,4}", number) or unit not in ("day", "week", "month", "year"):
        return None
    return int(number), unit, direction


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else "".join(ch for ch in str(value) if ch.isprintable()).strip()


def all_of(*parts: Tree) -> Tree:
    return parts[0] if len(parts) == 1 else All(parts)


def any_of(*parts: Tree) -> Tree:
    return parts[0] if len(parts) == 1 else Some(parts)


# ---- conditions in text ------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'[^']*'|"[^"]*")|(?P<number>-?\d+(?:\.\d+)?)|(?P<sign>==|!=|>=|<=|&&|\|\||[()<>!,\[\]])|(?P<word>[A-Za-z_][\w.\-]*))"""
)


def read_expression(source: str) -> Tree:
    """`section.field == 'a' and not (other > 3)`."""
    tokens: list[tuple[str, str]] = []
    place = 0
    text = source.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found or len(tokens) > 2_000:
            return Unreadable(f"“{source[:80]}” is not known")
        tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
        place = found.end()
    try:
        reader = _Expression(tokens)
        tree = reader.either(0)
        return tree if reader.at_end else Unreadable(f"“{source[:80]}” is not known")
    except (_NotKnown, IndexError):
        return Unreadable(f"“{source[:80]}” is not known")


class _NotKnown(Exception):
    pass


class _Expression:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.place = 0

    @property
    def at_end(self) -> bool:
        return self.place == len(self.tokens)

    def _is(self, *words: str) -> bool:
        if self.at_end or self.tokens[self.place][0] == "text" or self.tokens[self.place][1] not in words:
            return False
        self.place += 1
        return True

    def either(self, depth: int) -> Tree:
        parts = [self.both(depth)]
        while self._is("or", "||"):
            parts.append(self.both(depth))
        return any_of(*parts)

    def both(self, depth: int) -> Tree:
        parts = [self.one(depth)]
        while self._is("and", "&&"):
            parts.append(self.one(depth))
        return all_of(*parts)

    def one(self, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise _NotKnown
        if self._is("not", "!"):
            return Not(self.one(depth + 1))
        if self._is("("):
            tree = self.either(depth + 1)
            if not self._is(")"):
                raise _NotKnown
            return tree
        kind, left = self.tokens[self.place]
        self.place += 1
        for sign in ("==", "!=", ">=", "<=", "<", ">", "in"):
            if self._is(sign):
                return self._comparison(kind, left, sign)
        if kind != "word":
            raise _NotKnown
        return Named(left)

    def _comparison(self, kind: str, left: str, sign: str) -> Tree:
        other, right = self.tokens[self.place]
        self.place += 1
        if sign == "in":
            return Test(right, "contains", left.strip("'\""))
        if kind != "word" or other not in ("text", "number", "word"):
            raise _NotKnown
        test = Test(left, _OPERATORS.get(sign, "is"), right.strip("'\""))
        return Not(test) if sign == "!=" else test


def tests_in(tree: Tree) -> Iterator[Test | Named | Unreadable]:
    """Every leaf of a tree."""
    if isinstance(tree, All | Some):
        for part in tree.parts:
            yield from tests_in(part)
    elif isinstance(tree, Not):
        yield from tests_in(tree.of)
    else:
        yield tree
