"""Floor 1. How far a reckoning can go: the least and the most that it comes to, whatever is answered.

Where two sides never meet a comparison is settled, though it looks at more answers than can be tried together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from portal.rules.functions import age
from portal.rules.nodes import Binary, Call, Choice, Each, Literal, Name, Node, Select, Unary
from portal.rules.rule import Rule
from portal.rules.values import UNKNOWN, Money

FURTHEST: Final = 2**62  # beyond that a number may become unknown
Number = int | Decimal
Path = Callable[[Node, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Scale:
    """Values in order, by number: `at(number)` from `least` to `most`."""

    least: int
    most: int
    at: Callable[[int], Any]
    is_even: Callable[[], bool] = lambda: True  # whether each number stands for a valid value


class Ends(Protocol):
    """What is known of a leaf: its scale, and of a group how many items it has at most."""

    scale: Scale | None
    most_items: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """From the least to the most, both counted: numbers, minor units of a currency, days by their number."""

    least: Number
    most: Number
    unit: str = ""  # "", a currency, or "day"


class Bounds:
    """`path` tells the leaf that a node is; `values` are the computed ones, which are looked through."""

    def __init__(self, leaves: Mapping[str, Ends], values: Mapping[str, Rule], path: Path, today: date) -> None:
        self.leaves, self.values, self.path, self.today = leaves, values, path, today

    def settled(self, rule: Rule, node: Binary, scope: Mapping[str, str]) -> bool:
        """Whether the comparison comes out the same whatever is answered."""
        left, right = self.span(rule, node.left, scope), self.span(rule, node.right, scope)
        if left is None or right is None or left.unit != right.unit:
            return False
        apart = left.most < right.least or left.least > right.most
        match node.operator:
            case "<" | ">=":
                return apart or left.least == right.most
            case "<=" | ">":
                return apart or left.most == right.least
        return apart and node.operator in ("==", "!=")

    def span(self, rule: Rule, node: Node, scope: Mapping[str, str]) -> Span | None:
        """None where it has no ends that are known."""
        found = self._span(rule, node, scope)
        return None if found is None or found.least < -FURTHEST or found.most > FURTHEST else found

    def _span(self, rule: Rule, node: Node, scope: Mapping[str, str]) -> Span | None:
        match node:
            case Literal(value=value):
                return _of_two(value, value)
            case Name(name=name) if name in self.values and name not in scope:
                return self.span(self.values[name], self.values[name].tree, {})
            case Name(name="today"):
                return _of_two(self.today, self.today)
            case Name() | Select():
                leaf = self.leaves.get(self.path(node, scope))
                return _of_scale(leaf.scale) if leaf is not None and leaf.scale is not None else None
            case Unary(operator="-", of=of):
                one = self.span(rule, of, scope)
                return Span(-one.most, -one.least, one.unit) if one and one.unit != "day" else None
            case Choice(yes=yes, no=no):
                return _around([self.span(rule, one, scope) for one in (yes, no)])
            case Binary(operator=sign, left=left, right=right):
                return _reckoned(sign, self.span(rule, left, scope), self.span(rule, right, scope))
            case Call(function="date" | "money"):
                value = rule.run_of(node)({})
                return None if value is UNKNOWN else _of_two(value, value)
            case Call(function=function, args=args):
                return self._called(rule, function, args, scope)
        return None

    def _called(self, rule: Rule, function: str, args: tuple[Node, ...], scope: Mapping[str, str]) -> Span | None:
        if function in ("size", "sum") or (function in ("min", "max") and len(args) == 1):
            return self._of_list(rule, function, args[0], scope)
        spans = [self.span(rule, one, scope) for one in args]
        if function == "age":
            one = spans[0]
            born = _days(one) if one else None
            return None if born is None else Span(age(born[1], self.today), age(born[0], self.today))
        if function == "days_between":
            first, last = spans
            return Span(last.least - first.most, last.most - first.least) if first and last else None
        known = [one for one in spans if one]
        if function in ("min", "max") and len(known) == len(spans) and len({one.unit for one in known}) == 1:
            pick = min if function == "min" else max
            return Span(pick(one.least for one in known), pick(one.most for one in known), known[0].unit)
        return None

    def _of_list(self, rule: Rule, function: str, node: Node, scope: Mapping[str, str]) -> Span | None:
        """Over the items of a group: how many there are, their answers, or what is reckoned of each."""
        if isinstance(node, Each) and node.verb in ("map", "filter"):
            group, variable = self.path(node.of, scope), node.variable
            each = self.span(rule, node.body, {**scope, variable: group}) if node.verb == "map" else None
        elif isinstance(node, Select):
            group, each = self.path(node.of, scope), self.span(rule, node, scope)
        else:
            group, each = self.path(node, scope), None
        leaf = self.leaves.get(group)
        if leaf is None or leaf.most_items is None or group in scope.values():
            return None
        if function == "size":
            return Span(0, leaf.most_items)
        if each is None or (each.unit == "day" and function == "sum"):
            return None
        if function == "sum":
            return Span(min(0, each.least * leaf.most_items), max(0, each.most * leaf.most_items), each.unit)
        return each


def _of_scale(scale: Scale) -> Span | None:
    return None if scale.least > scale.most else _of_two(scale.at(scale.least), scale.at(scale.most))


def _of_two(least: Any, most: Any) -> Span | None:
    match least, most:
        case (bool(), _) | (_, bool()):
            return None
        case (int() | Decimal(), int() | Decimal()):
            return Span(least, most)
        case Money(), Money():
            return Span(least.amount, most.amount, least.currency)
        case date(), date():
            return Span(least.toordinal(), most.toordinal(), "day")
    return None


def _days(span: Span) -> tuple[date, date] | None:
    if span.unit != "day":
        return None
    return date.fromordinal(int(span.least)), date.fromordinal(int(span.most))


def _around(spans: list[Span | None]) -> Span | None:
    known = [one for one in spans if one]
    if len(known) < len(spans) or len({one.unit for one in known}) != 1:
        return None
    return Span(min(one.least for one in known), max(one.most for one in known), known[0].unit)


def _reckoned(sign: str, one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None or "day" in (one.unit, other.unit):
        return None
    if sign in ("+", "-") and one.unit == other.unit:
        least, most = (other.least, other.most) if sign == "+" else (-other.most, -other.least)
        return Span(one.least + least, one.most + most, one.unit)
    if sign == "*" and not (one.unit and other.unit):
        corners = [left * right for left in (one.least, one.most) for right in (other.least, other.most)]
        if one.unit or other.unit:  # what an amount comes to is rounded
            corners = [int(min(corners)) - 1, int(max(corners)) + 1]
        return Span(min(corners), max(corners), one.unit or other.unit)
    return None
