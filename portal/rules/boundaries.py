"""Floor 1. Which values rules can tell apart: where a number or a day makes a difference, which texts and codes they name.

The parts of rules that were not understood are kept with the reason: values beside the boundaries could differ there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any, Final

from portal.errors import N_
from portal.rules.bounds import Bounds
from portal.rules.functions import WRITTEN
from portal.rules.leaves import Leaf
from portal.rules.meetings import Meetings
from portal.rules.nodes import Binary, Call, Choice, Each, Items, Junction, Literal, Name, Node, Select, Unary, children
from portal.rules.rule import Rule
from portal.rules.types import BOOLEAN
from portal.rules.values import UNKNOWN

# Why a part of a rule cannot be decided by trying values beside its boundaries.
COMPARED: Final = N_("“{rule}” looks at two answers together.")
TEXTUAL: Final = N_("“{rule}” looks into the letters of a text.")
SUMMED: Final = N_("“{rule}” counts over the items of a group.")
REFORMED: Final = N_("“{rule}” reckons in a way that is not looked into.")
DATED: Final = N_("“{rule}” depends on the day alone.")

_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class Boundaries:
    """Looks at rules one by one; `leaves` then hold the marks, `doubts` what was not understood, by the node's id.

    Names of an item are `group/field`; `values` are the computed ones, which are looked through.
    """

    def __init__(self, leaves: Mapping[str, Leaf], values: Mapping[str, Rule], today: date) -> None:
        self.leaves, self.values, self.today = leaves, values, today
        self.doubts: list[tuple[Node, Rule, str]] = []
        self._seen: dict[str, frozenset[str]] = {}
        self._bounds = Bounds(leaves, values, self._path, today)
        self.meetings = Meetings(leaves, values, self._path, today)

    def look_at(self, rules: Sequence[tuple[Rule, str]]) -> None:
        """All rules, each with the group of whose item it speaks: first for who is compared with whom."""
        for rule, item_of in rules:
            self.look(rule, item_of)
        self.doubts.clear()
        for leaf in self.leaves.values():
            leaf.passes = 0
        for rule, item_of in rules:
            self.look(rule, item_of)
        self.meetings.settle()

    def look(self, rule: Rule, item_of: str = "") -> None:
        # What comes to a number or an amount is doubtful where it is compared; only its own tests tell values apart.
        for node in parts(rule.tree) if rule.type == BOOLEAN else tests(rule.tree):
            reason = self._judged(rule, node, {item_of: item_of} if item_of else {})
            if reason:
                self.doubts.append((node, rule, reason))

    # ---- one part ---------------------------------------------------------------------------------------------------

    def _judged(self, rule: Rule, node: Node, scope: Mapping[str, str]) -> str:
        """Why the part is doubtful; "" where the marks that it left make the values to try stand for all."""
        reason = self._reason(rule, node, scope)
        if reason == COMPARED and isinstance(node, Binary) and self.meetings.note(rule, node, scope):
            return ""
        if reason not in ("", DATED) and isinstance(node, Binary) and self._bounds.settled(rule, node, scope):
            for name in self._leaves(node, scope):
                if name in self.leaves and self.leaves[name].form == "group":
                    self.leaves[name].passes += 1  # what one item lacks makes it unknown
            return ""
        return reason

    def _reason(self, rule: Rule, node: Node, scope: Mapping[str, str]) -> str:
        if isinstance(node, Literal | Name):
            return ""
        if isinstance(node, Each):
            return self._passed(rule, node, scope)
        if isinstance(node, Call) and node.function == "answered":
            return self._answered(node, scope)
        names = self._leaves(node, scope)
        infinite = [name for name in names if self._form(name) != "finite"]
        if not infinite:
            return DATED if not names and self._reads_today(node) else ""
        if len(infinite) > 1 or not isinstance(node, Binary):
            return self._why(node)
        name = infinite[0]
        if node.operator == "in":
            return self._contained(rule, node, scope, name)
        return self._compared(rule, node.operator, node.left, node.right, scope, name)

    def _why(self, node: Node) -> str:
        calls = {one.function for one in _walk(node) if isinstance(one, Call)}
        if calls & {"startsWith", "endsWith", "contains", "matches"}:
            return TEXTUAL
        if calls & {"sum"} or any(isinstance(one, Each) for one in _walk(node)):
            return SUMMED
        return COMPARED if isinstance(node, Binary) else REFORMED

    def _answered(self, node: Call, scope: Mapping[str, str]) -> str:
        of = node.args[0]
        if isinstance(of, Name):
            return ""
        if isinstance(of, Select) and isinstance(of.of, Name) and (leaf := self.leaves.get(of.of.name)):
            if of.of.name not in scope and leaf.form == "group":
                leaf.passes += 1
            return ""
        return REFORMED if self._leaves(node, scope) else ""

    def _passed(self, rule: Rule, node: Each, scope: Mapping[str, str]) -> str:
        """`exists` and `all` over a group: one item that decides is enough."""
        of = node.of
        group, inner = "", ""
        if isinstance(of, Name):
            group = inner = of.name
        elif isinstance(of, Select) and isinstance(of.of, Name):
            group, inner = of.of.name, f"{of.of.name}/{of.field}"
        leaf = self.leaves.get(group)
        if group in scope or leaf is None or leaf.form != "group" or node.verb not in ("exists", "all"):
            names = self._leaves(node, scope)
            return SUMMED if any(self._form(name) != "finite" for name in names) else ""
        leaf.passes += 1
        reasons = [self._judged(rule, part, {**scope, node.variable: inner}) for part in parts(node.body)]
        return next((reason for reason in reasons if reason), "")

    def _contained(self, rule: Rule, node: Binary, scope: Mapping[str, str], name: str) -> str:
        leaf, right = self.leaves[name], node.right
        if isinstance(right, Items):
            reasons = [self._compared(rule, "==", node.left, item, scope, name) for item in right.items]
            return next((reason for reason in reasons if reason), "")
        if not isinstance(node.left, Literal):
            return COMPARED
        wanted = node.left.value
        if leaf.form == "set" and self._path(right, scope) == name:
            leaf.named.add(wanted)
            return ""
        inner = self.leaves.get(self._path(right, scope))
        if leaf.form == "group" and inner is not None and inner.form in ("text", "codes", "finite"):
            leaf.passes += 1  # that one of the items has this answer
            if isinstance(wanted, str):
                inner.named.add(wanted)
            return ""
        return SUMMED if leaf.form == "group" else REFORMED

    def _compared(
        self, rule: Rule, sign: str, left: Node, right: Node, scope: Mapping[str, str], name: str
    ) -> str:  # fmt: skip
        if not self._leaves(left, scope):
            left, right, sign = right, left, _FLIPPED[sign]
        if self._leaves(right, scope):
            return COMPARED
        leaf = self.leaves[name]
        wanted = rule.run_of(right)({"today": self.today})
        if wanted is UNKNOWN:
            return ""
        if leaf.form in ("text", "codes"):
            if sign not in ("==", "!=") or self._path(left, scope) != name or not isinstance(wanted, str):
                return TEXTUAL
            leaf.named.add(wanted)
            return ""
        if leaf.form in ("group", "set"):
            is_size = isinstance(left, Call) and left.function == "size" and self._path(left.args[0], scope) == name
            if not is_size or not isinstance(wanted, int):
                return SUMMED
            leaf.sizes |= {wanted - 1, wanted, wanted + 1}
            return ""
        return self._on_scale(rule, left, wanted, scope, name)

    def _on_scale(self, rule: Rule, side: Node, wanted: Any, scope: Mapping[str, str], name: str) -> str:
        way, scale = self._way(rule, side, scope), self.leaves[name].scale
        if not way or scale is None:
            return REFORMED
        if scale.least > scale.most:
            return ""
        value_of = self._run(rule, side, scope, name)

        def at(number: int) -> Any:
            return value_of(scale.at(number))

        middle = next((one for one in (scale.least, scale.most, (scale.least + scale.most) // 2, 0)
                       if scale.least <= one <= scale.most and at(one) is not UNKNOWN), None)  # fmt: skip
        if middle is None:
            return REFORMED
        # Where it becomes unknown (beyond the calendar, beyond 64 bits) is a boundary too.
        first = _first(lambda number: at(number) is not UNKNOWN, scale.least, middle)
        last = _first(lambda number: at(number) is UNKNOWN, middle, scale.most + 1) - 1
        steps = {first, last + 1}
        if way > 0:
            steps.add(_first(lambda number: bool(at(number) >= wanted), first, last + 1))
            steps.add(_first(lambda number: bool(at(number) > wanted), first, last + 1))
        else:
            steps.add(_first(lambda number: bool(at(number) <= wanted), first, last + 1))
            steps.add(_first(lambda number: bool(at(number) < wanted), first, last + 1))
        self.leaves[name].steps |= {step for step in steps if scale.least <= step <= scale.most}
        return ""

    def _run(self, rule: Rule, side: Node, scope: Mapping[str, str], name: str) -> Callable[[Any], Any]:
        run = rule.run_of(side)
        group, _, inner = name.partition("/")
        variable = next((one for one, meant in scope.items() if meant in (group, name)), group)

        def value_of(value: Any) -> Any:
            given = value if not inner or scope.get(variable) == name else {inner: value}
            return run(_Env({"today": self.today, variable: given}, self.values))

        return value_of

    # ---- names ------------------------------------------------------------------------------------------------------

    def _form(self, name: str) -> str:
        leaf = self.leaves.get(name)
        return leaf.form if leaf else "finite"  # a condition: true, false or unknown

    def _path(self, node: Node, scope: Mapping[str, str]) -> str:
        """The leaf that a node is, whole; "" where it is none."""
        if isinstance(node, Name):
            return scope.get(node.name, node.name)
        if isinstance(node, Select) and isinstance(node.of, Name):
            return f"{scope.get(node.of.name, node.of.name)}/{node.field}"
        return ""

    def _leaves(self, node: Node, scope: Mapping[str, str]) -> frozenset[str]:
        """The leaves that a node looks at, through computed values."""
        path = self._path(node, scope)
        if isinstance(node, Select) and isinstance(node.of, Name) and node.of.name not in scope:
            whole = self.leaves.get(node.of.name)
            if whole is not None and whole.form == "group":  # that answer of every item
                return frozenset([node.of.name])
        if path in self.leaves:
            return frozenset([path])
        match node:
            case Name(name=name):
                if name in self.values and name not in scope:
                    if name not in self._seen:
                        self._seen[name] = self._leaves(self.values[name].tree, {})
                    return self._seen[name]
                if path in ("today", ""):
                    return frozenset()
                return frozenset([path])
            case Each(of=of, variable=variable, body=body):
                inner = {**scope, variable: self._path(of, scope) or "?"}
                return self._leaves(of, scope) | self._leaves(body, inner)
            case Call(function=function) if function in WRITTEN:
                return frozenset()
        return frozenset().union(*(self._leaves(one, scope) for one in children(node)))

    def _reads_today(self, node: Node) -> bool:
        names = {one.name for one in _walk(node) if isinstance(one, Name)}
        calls = {one.function for one in _walk(node) if isinstance(one, Call)}
        through = (self.values[name].tree for name in names if name in self.values)
        return "today" in names or "age" in calls or any(map(self._reads_today, through))

    def _way(self, rule: Rule, node: Node, scope: Mapping[str, str]) -> int | None:
        """1 where the node never falls as its leaf rises, -1 where it never rises, 0 where it stays; None: not known."""
        if not self._leaves(node, scope):
            return 0
        match node:
            case Name(name=name) if name in self.values and name not in scope:
                return self._way(self.values[name], self.values[name].tree, {})
            case Name() | Select():
                return 1 if self._path(node, scope) in self.leaves else None
            case Unary(operator="-", of=of):
                return _turned(self._way(rule, of, scope))
            case Binary():
                return self._way_of_two(rule, node, scope)
            case Call(function=function, args=args):
                return self._way_of_call(function, [self._way(rule, one, scope) for one in args])
        return None

    def _way_of_two(self, rule: Rule, node: Binary, scope: Mapping[str, str]) -> int | None:
        left, right = node.left, node.right
        if node.operator in ("+", "-"):
            other = self._way(rule, right, scope)
            return _both(self._way(rule, left, scope), other if node.operator == "+" else _turned(other))
        if node.operator == "*" and not self._leaves(left, scope):
            left, right = right, left
        if node.operator not in ("*", "/") or self._leaves(right, scope):
            return None
        factor = rule.run_of(right)({"today": self.today})
        number: Any = getattr(factor, "amount", factor)
        if factor is UNKNOWN or number == 0:
            return None
        way = self._way(rule, left, scope)
        return way if number > 0 else _turned(way)

    def _way_of_call(self, function: str, ways: list[int | None]) -> int | None:
        match function:
            case "age":
                return _turned(ways[0])
            case "days_between":
                return _both(_turned(ways[0]), ways[1])
            case "min" | "max" if len(ways) > 1:
                return reduce(_both, ways)
        return None


class _Env:
    """Names with values, and those that are computed from them."""

    def __init__(self, given: Mapping[str, Any], values: Mapping[str, Rule]) -> None:
        self.given, self.values = given, values

    def get(self, name: str) -> Any:
        if name in self.values and name not in self.given:
            return self.values[name].run(self)
        return self.given.get(name, UNKNOWN)


def parts(node: Node) -> Iterator[Node]:
    """The parts of a condition that are joined by `&&`, `||`, `!` and `? :`."""
    match node:
        case Junction(parts=joined):
            for one in joined:
                yield from parts(one)
        case Unary(operator="!", of=of):
            yield from parts(of)
        case Choice(test=test, yes=yes, no=no):
            for one in (test, yes, no):
                yield from parts(one)
        case _:
            yield node


def tests(node: Node) -> Iterator[Node]:
    """The parts of the conditions of every `? :` in what comes to a number, but those inside the items of a list."""
    if isinstance(node, Choice):
        yield from parts(node.test)
        yield from tests(node.yes)
        yield from tests(node.no)
    elif not isinstance(node, Each):
        for one in children(node):
            yield from tests(one)


def _walk(node: Node) -> Iterable[Node]:
    yield node
    for one in children(node):
        yield from _walk(one)


def _first(holds: Callable[[int], bool], least: int, most: int) -> int:
    """The first number from `least` on for which it holds, `most` where there is none before; it holds from there on."""
    while least < most:
        middle = (least + most) // 2
        if holds(middle):
            most = middle
        else:
            least = middle + 1
    return least


def _turned(way: int | None) -> int | None:
    return None if way is None else -way


def _both(one: int | None, other: int | None) -> int | None:
    if one is None or other is None or one * other < 0:
        return None
    return one or other
