"""What can be said of a table without answering anything: rows that never hold, answers that no row is for, rows that overlap.

Each row is cut along what it compares with written-out values; between those values nothing changes, so a few
samples stand for all. What is compared otherwise (a sum with an answer, today) is left open, never guessed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, Final

from portal.rules.nodes import Binary, Call, Items, Junction, Literal, Name, Node, Select, Unary
from portal.rules.values import Money
from portal.rules.written import WRITTEN_AS

MOST_PIECES: Final = 2_000
MOST_NODES: Final = 2_000  # of one row, with all the conditions that it names
MOST_DEPTH: Final = 100
MOST_ROWS: Final = 400  # longer tables are not judged: each row is held against all before it
_OTHER: Final = "\0"  # a text that no row names
_SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_WHOLE: Final = ("age(", "size(", "days_between(")


@dataclass(frozen=True, slots=True)
class Domain:
    """What a subject can be: one `among` these, or from `least` to `most`; `is_whole`: nothing lies between 1 and 2."""

    among: tuple[Any, ...] = ()
    least: Any = None
    most: Any = None
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows by number, from 0. `never`: contradicts itself. `shadowed`: the rows before it take all that it is for.

    `overlaps`: pairs that can hold at once. `holes`: samples of answers that no row is for, by subject.
    `is_whole` is False where something had to be left open: then there may be more.
    """

    never: tuple[int, ...] = ()
    shadowed: tuple[int, ...] = ()
    overlaps: tuple[tuple[int, int], ...] = ()
    holes: tuple[Mapping[str, Any], ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class _Cut:
    """A test of one subject against constants."""

    subject: str
    constants: tuple[Any, ...]
    holds: Callable[[Any], bool]


def judge(
    rows: Sequence[Node | None], domains: Mapping[str, Domain], named: Mapping[str, Node], *, is_first: bool = True
) -> Judged:
    """What the rows of a table are; None is `otherwise`. `named`: the trees of named conditions.

    `is_first`: the first row that holds is taken, so that one may stand in another's way.
    """
    if len(rows) > MOST_ROWS:
        return Judged(is_whole=False)
    cut = [_Cutter(named).row(row) for row in rows if row is not None]
    sampled = _samples([one for cuts, _ in cut for one in cuts], domains)
    names = tuple(sampled)
    boxes = [_box(cuts, sampled) for cuts, _ in cut]
    open_rows = [is_open for _, is_open in cut]
    never = tuple(number for number, box in enumerate(boxes) if 0 in box)
    shadowed: list[int] = []
    is_whole = not any(open_rows)
    if is_first:
        for number, box in enumerate(boxes):
            before = [one for one, is_open in zip(boxes[:number], open_rows[:number], strict=True) if not is_open]
            left = [] if number in never else _without([box], before)
            is_whole = is_whole and left is not None
            if left == [] and number not in never:
                shadowed.append(number)
    overlaps = tuple(
        (first, second)
        for second, box in enumerate(boxes)
        for first in range(second)
        if not open_rows[first]
        and not open_rows[second]
        and all(one & other for one, other in zip(boxes[first], box, strict=True))
    )
    holes: tuple[Mapping[str, Any], ...] = ()
    if None not in rows:
        whole = [tuple((1 << len(samples)) - 1 for samples in sampled.values())]
        left = _without(whole, boxes)  # what an open row might be for is not told
        is_whole = is_whole and left is not None
        holes = tuple(
            dict(zip(names, map(_sample, sampled.values(), piece), strict=True)) for piece in (left or ())[:20]
        )
    return Judged(never, tuple(shadowed), overlaps, holes, is_whole)


# ---- from trees to cuts ---------------------------------------------------------------------------------------------


class _Cutter:
    """Turns one row's tree into cuts. Bounded, since named conditions may name each other, even in a circle."""

    def __init__(self, named: Mapping[str, Node]) -> None:
        self._named = named
        self._left = MOST_NODES

    def row(self, tree: Node) -> tuple[list[_Cut], bool]:
        """The cuts that must all hold, and whether something else must hold besides."""
        cuts: list[_Cut] = []
        is_open = False
        todo = [tree]
        while todo:
            node = todo.pop()
            if not self._may_go_on():
                return cuts, True
            if isinstance(node, Junction) and node.operator == "&&":
                todo += node.parts
            elif isinstance(node, Name) and node.name in self._named:
                todo.append(self._named[node.name])
            elif cut := self.cut(node):
                cuts.append(cut)
            else:
                is_open = True
        return cuts, is_open

    def _may_go_on(self) -> bool:
        self._left -= 1
        return self._left > 0

    def cut(self, node: Node, depth: int = 0) -> _Cut | None:
        if depth > MOST_DEPTH or not self._may_go_on():
            return None
        match node:
            case Name() if node.name in self._named:
                return self.cut(self._named[node.name], depth + 1)
            case Unary(operator="!"):
                inner = self.cut(node.of, depth + 1)
                return inner and _Cut(inner.subject, inner.constants, lambda value: not inner.holds(value))
            case Junction():
                parts = [self.cut(part, depth + 1) for part in node.parts]
                return _joined(parts, any if node.operator == "||" else all)
            case Binary(operator="in"):
                return _membership(node)
            case Binary() if node.operator in _SIGNS:
                return _compared(node)
        subject = written(node)
        return _Cut(subject, (), lambda value: value is True) if subject else None


def _joined(cuts: Sequence[_Cut | None], rule: Callable[[Iterable[bool]], bool]) -> _Cut | None:
    parts = [cut for cut in cuts if cut is not None]
    if len(parts) != len(cuts) or len({cut.subject for cut in parts}) != 1:
        return None
    constants = tuple(constant for cut in parts for constant in cut.constants)
    return _Cut(parts[0].subject, constants, lambda value: rule(cut.holds(value) for cut in parts))


def _compared(node: Binary) -> _Cut | None:
    sign, subject, constant = node.operator, written(node.left), _constant(node.right)
    if constant is None:
        sign, subject, constant = _TURNED[sign], written(node.right), _constant(node.left)
    if not subject or constant is None:
        return None
    if isinstance(constant, bool):
        return _Cut(subject, (), lambda value: _SIGNS[sign](value, constant))
    return _Cut(subject, (constant,), lambda value: _SIGNS[sign](value, constant))


def _membership(node: Binary) -> _Cut | None:
    if isinstance(node.right, Items):
        subject, constants = written(node.left), tuple(map(_constant, node.right.items))
        if not subject or None in constants:
            return None
        return _Cut(subject, constants, lambda value: value in constants)
    constant, among = _constant(node.left), written(node.right)
    return _Cut(f"{constant} in {among}", (), lambda value: value is True) if constant is not None and among else None


def written(node: Node) -> str:
    """What is compared, as its author would write it; "" for what is computed in a longer way."""
    match node:
        case Name():
            return "" if node.name == "today" else node.name
        case Select():
            of = written(node.of)
            return f"{of}.{node.field}" if of else ""
        case Call() if not node.is_method or node.function == "size":
            args = [written(arg) for arg in node.args]
            return f"{node.function}({', '.join(args)})" if all(args) else ""
    return ""


def _constant(node: Node) -> Any:
    """A written-out value as something with an order: days and amounts as whole numbers. None where it is no constant."""
    match node:
        case Literal():
            return _ordered(node.value)
        case Unary(operator="-", of=Literal() as of):
            value = _ordered(of.value)
            return -value if isinstance(value, Decimal) else None
        case Call(function="date" | "money", args=(Literal() as of,)):
            return _ordered(WRITTEN_AS[node.function](str(of.value))[0])
    return None


def _ordered(value: Any) -> Any:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, Money):
        return Decimal(value.amount)
    if isinstance(value, date):
        return Decimal(value.toordinal())
    return Decimal(value) if isinstance(value, int | Decimal) else None


# ---- samples and boxes ------------------------------------------------------------------------------------------------


def _samples(cuts: Sequence[_Cut], domains: Mapping[str, Domain]) -> dict[str, tuple[Any, ...]]:
    """For each subject, one value from every stretch within which no row changes its mind."""
    constants: dict[str, set[Any]] = {}
    for cut in cuts:
        constants.setdefault(cut.subject, set()).update(cut.constants)
    return {subject: _of_one(found, domains.get(subject) or _guessed(subject)) for subject, found in constants.items()}


def _guessed(subject: str) -> Domain:
    """What a computed number can be, by the function that gives it."""
    return Domain(is_whole=subject.startswith(_WHOLE), least=0 if subject.startswith("size(") else None)


def _of_one(constants: set[Any], domain: Domain) -> tuple[Any, ...]:
    if not constants:
        return (True, False)
    if any(isinstance(one, str) for one in constants):
        known = [one for one in domain.among if one in constants] if domain.among else sorted(constants)
        others = [one for one in domain.among if one not in constants][:1] if domain.among else [_OTHER]
        return (*known, *others)
    least, most = (_ordered(one) for one in (domain.least, domain.most))
    points = sorted({*constants, *(end for end in (least, most) if end is not None)})
    found = [points[0] - 1, *points, points[-1] + 1]
    for one, other in pairwise(points):
        if not domain.is_whole:
            found.append((one + other) / 2)
        elif other - one > 1:
            found.append(one + 1)
    return tuple(one for one in sorted(found) if (least is None or one >= least) and (most is None or one <= most))


Box = tuple[int, ...]  # for each subject, in order, which samples: one bit each


def _box(cuts: Sequence[_Cut], sampled: Mapping[str, tuple[Any, ...]]) -> Box:
    @cache
    def of(subject: str) -> int:
        own = [cut for cut in cuts if cut.subject == subject]
        return sum(1 << bit for bit, value in enumerate(sampled[subject]) if all(cut.holds(value) for cut in own))

    return tuple(of(subject) for subject in sampled)


def _without(whole: Sequence[Box], taken: Sequence[Box]) -> list[Box] | None:
    """What is left of boxes that do not overlap; None where it comes in too many pieces."""
    left = list(whole)
    for box in taken:
        pieces: list[Box] = []
        for one in left:
            pieces += _minus(one, box)
            if len(pieces) > MOST_PIECES:
                return None
        left = pieces
    return left


def _minus(one: Box, other: Box) -> list[Box]:
    if not all(mine & its for mine, its in zip(one, other, strict=True)):
        return [one]
    found = []
    for place, (mine, its) in enumerate(zip(one, other, strict=True)):
        if rest := mine & ~its:
            found.append((*one[:place], rest, *one[place + 1 :]))
        one = (*one[:place], mine & its, *one[place + 1 :])
    return found


def _sample(samples: tuple[Any, ...], bits: int) -> Any:
    return samples[(bits & -bits).bit_length() - 1]
