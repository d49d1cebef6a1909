"""Floor 1. Two answers that are compared with each other: which difference matters, and pairs of values that stand for all.

Two numbers, amounts, days or times each have boundaries of their own; between them a rule tells apart how far one lies from the
other. One pair for each way in which the three can go together is enough, as long as neither is compared with a third.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product
from typing import Final

from portal.rules.bounds import Path, Scale
from portal.rules.nodes import Binary, Call, Literal, Name, Node, Select, Unary
from portal.rules.rule import Rule
from portal.rules.values import Duration, Money

FURTHEST: Final = 2**60
MOST_PAIRS: Final = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """`second - first` is compared with `by`, in steps of their scale."""

    first: str
    second: str
    by: int


class Differences:
    """`path` tells the leaf that a node is; `scales` those that lie on a scale; `values` the computed ones."""

    def __init__(self, scales: Mapping[str, Scale], values: Mapping[str, Rule], path: Path, today: date) -> None:
        self.scales, self.values, self.path, self.today = scales, values, path, today

    def of(self, rule: Rule, node: Binary, scope: Mapping[str, str]) -> Difference | None:
        """None where it is no plain difference of two answers."""
        left, right = self._sum(rule, node.left, scope), self._sum(rule, node.right, scope)
        if left is None or right is None:
            return None
        total = _added(left, right, -1)
        by = total.pop("", 0)
        if sorted(total.values()) != [-1, 1]:
            return None
        (first,) = (name for name, times in total.items() if times < 0)
        (second,) = (name for name, times in total.items() if times > 0)
        one, other = self.scales[first], self.scales[second]
        if one.least > one.most or other.least > other.most or _unit(one) != _unit(other):
            return None
        return Difference(first, second, -by) if one.is_even() and other.is_even() else None

    def _sum(self, rule: Rule, node: Node, scope: Mapping[str, str]) -> dict[str, int] | None:
        """How often each leaf is added, and under "" what is added to them; None where it is no such sum."""
        match node:
            case Name(name=name) if name in self.values and name not in scope:
                return self._sum(self.values[name], self.values[name].tree, {})
            case Name(name="today"):
                return {"": self.today.toordinal()}
            case Name() | Select():
                path = self.path(node, scope)
                return {path: 1} if path in self.scales else None
            case Unary(operator="-", of=of):
                one = self._sum(rule, of, scope)
                return None if one is None else _added({}, one, -1)
            case Binary(operator="+" | "-" as sign, left=left, right=right):
                return _both(self._sum(rule, left, scope), self._sum(rule, right, scope), 1 if sign == "+" else -1)
            case Call(function="days_between", args=(first, last)):
                return _both(self._sum(rule, last, scope), self._sum(rule, first, scope), -1)
            case Literal() | Call(function="date" | "duration" | "money"):
                return _written(rule, node)
        return None


def _written(rule: Rule, node: Node) -> dict[str, int] | None:
    match rule.run_of(node)({}):
        case bool():
            return None
        case int() as number:
            return {"": number}
        case Money(amount=amount):
            return {"": amount}
        case Duration(months=0, days=days):
            return {"": days}
        case date() as day:
            return {"": day.toordinal()}
    return None


def _both(one: dict[str, int] | None, other: dict[str, int] | None, sign: int) -> dict[str, int] | None:
    return None if one is None or other is None else _added(one, other, sign)


def _added(one: Mapping[str, int], other: Mapping[str, int], sign: int) -> dict[str, int]:
    found = {name: one.get(name, 0) + sign * other.get(name, 0) for name in {*one, *other}}
    return {name: times for name, times in found.items() if times or not name}


def _unit(scale: Scale) -> str:
    """What may be compared with each other; decimals stand for themselves, since their steps differ."""
    value = scale.at(scale.least)
    if isinstance(value, Money):
        return value.currency
    return value.__class__.__name__ if isinstance(value, (int, date, str)) else f"{id(scale)}"


def pairs(
    first: Iterable[int], second: Iterable[int], cuts: Iterable[int], least: int = -FURTHEST, most: int = FURTHEST
) -> Iterator[tuple[int, int]]:
    """Of two scales, cut at these numbers (the last is the first beyond the end), a pair for each way to lie between the cuts.

    `cuts` are those of the difference, which is `least` at least and `most` at most.
    """
    inside = {cut for cut in cuts if least < cut <= most}
    ways = product(pairwise(sorted(first)), pairwise(sorted(second)), pairwise(sorted({least, most + 1, *inside})))
    for (low, high), (start, end), (near, far) in ways:
        apart = max(near, start - (high - 1))
        if apart <= min(far - 1, (end - 1) - low):
            one = max(low, start - apart)
            yield one, one + apart


__all__ = ["Difference", "Differences", "pairs"]
