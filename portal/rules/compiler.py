"""Checked tree → closures. A closure takes the env and returns a value, or UNKNOWN; it never raises for well-typed answers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from portal.rules import arithmetic, types
from portal.rules.checker import TODAY, Checker
from portal.rules.functions import FUNCTIONS, WRITTEN, age
from portal.rules.nodes import Binary, Call, Choice, Each, Items, Junction, Literal, Name, Node, Select, Unary, children
from portal.rules.values import UNKNOWN

# What all passes over lists in one evaluation may cost, in nodes visited.
MAX_STEPS: Final = 50_000
_PATTERN_STEPS: Final = 50


class Env(Protocol):
    def get(self, name: str, /) -> Any: ...


Run = Callable[[Any], Any]


class _TooLong(Exception):
    pass


class _Scope:
    """An env with one name more: an item of a list. `left` is shared by all scopes of one evaluation."""

    __slots__ = ("item", "left", "parent", "variable")

    def __init__(self, parent: Env, variable: str, left: list[int]) -> None:
        self.parent, self.variable, self.left = parent, variable, left
        self.item: Any = UNKNOWN

    def get(self, name: str) -> Any:
        return self.item if name == self.variable else self.parent.get(name)

    def spend(self, steps: int) -> None:
        self.left[0] -= steps
        if self.left[0] < 0:
            raise _TooLong


def compile_tree(tree: Node, checker: Checker) -> Run:
    """The closure of a tree in which `checker` found no fault."""
    run = _Compiler(checker).compile(tree)
    if not _passes_over_lists(tree):
        return run

    def bounded(env: Env) -> Any:
        try:
            return run(_Scope(env, "", [MAX_STEPS]))
        except _TooLong:
            return UNKNOWN

    return bounded


def _passes_over_lists(node: Node) -> bool:
    return isinstance(node, Each) or any(map(_passes_over_lists, children(node)))


def _cost(node: Node) -> int:
    own = _PATTERN_STEPS if isinstance(node, Call) and node.function == "matches" else 1
    return own + sum(map(_cost, children(node)))


class _Compiler:
    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    def compile(self, node: Node) -> Run:
        match node:
            case Literal():
                return _constant(node.value)
            case Name():
                return _name(node.name)
            case Select():
                is_list = isinstance(self._checker.type_of(node.of), types.ListOf)
                return (_projected if is_list else _selected)(self.compile(node.of), node.field)
            case Items():
                return _list([self.compile(item) for item in node.items])
            case Each():
                return _EACH[node.verb](self.compile(node.of), node.variable, self.compile(node.body), _cost(node.body) + 1)
            case Call():
                return self._call(node)
            case Unary():
                return self._unary(node)
            case Binary():
                return self._binary(node)
            case Junction():
                parts = tuple(self.compile(part) for part in node.parts)
                return _any(parts) if node.operator == "||" else _all(parts)
            case Choice():
                return _chosen(self.compile(node.test), self.compile(node.yes), self.compile(node.no))
        raise TypeError(f"no such node: {node!r}")

    def _unary(self, node: Unary) -> Run:
        of = self.compile(node.of)
        if node.operator == "!":
            return _strict_one(operator.not_, of)
        negated = arithmetic.negation(self._checker.type_of(node.of))
        assert negated is not None, "the checker refuses what has no negative"
        return _strict_one(negated, of)

    def _binary(self, node: Binary) -> Run:
        left, right = self._checker.type_of(node.left), self._checker.type_of(node.right)
        if node.operator == "in":
            return _member(self.compile(node.left), self.compile(node.right))
        if node.operator in _COMPARED:
            nests = isinstance(left, (types.ListOf, types.Record))
            return self._strict_two((_NESTED if nests else _COMPARED)[node.operator], node)
        found = arithmetic.operation(node.operator, left, right)
        assert found is not None, "the checker refuses what does not go together"
        return self._strict_two(found[1], node)

    def _strict_two(self, operation: arithmetic.Operation, node: Binary) -> Run:
        if isinstance(node.right, Literal):
            if isinstance(node.left, Name):
                return _name_and_constant(operation, node.left.name, node.right.value)
            return _with_constant(operation, self.compile(node.left), node.right.value)
        return _strict_two(operation, self.compile(node.left), self.compile(node.right))

    def _call(self, node: Call) -> Run:
        if node.function in WRITTEN:
            return _constant(self._checker.written(node))
        args = [self.compile(arg) for arg in node.args]
        if node.function == "answered":
            return _answered(args[0])
        if node.function == "age":
            return _strict_two(age, args[0], _name(TODAY))
        if node.function == "matches":
            return _strict_one(self._checker.written(node).search, args[0])
        operation = FUNCTIONS[node.function].make([self._checker.type_of(arg) for arg in node.args])
        if len(args) == 1:
            return _strict_one(operation, args[0])
        return _strict_two(operation, *args) if len(args) == 2 else _strict_many(operation, args)


# Each of these makes one closure. They are separate functions so that a closure holds only what it needs.


def _constant(value: Any) -> Run:
    return lambda _env: value


def _name(name: str) -> Run:
    def run(env: Env) -> Any:
        value = env.get(name)
        return UNKNOWN if value is None else value

    return run


def _selected(of: Run, field: str) -> Run:
    def run(env: Env) -> Any:
        record = of(env)
        if record is UNKNOWN:
            return UNKNOWN
        value = record.get(field)
        return UNKNOWN if value is None else value

    return run


def _projected(of: Run, field: str) -> Run:
    def run(env: Env) -> Any:
        records = of(env)
        if records is UNKNOWN:
            return UNKNOWN
        # A record that is itself unknown has unknown parts.
        found = [None if record is UNKNOWN else record.get(field) for record in records]
        return [UNKNOWN if value is None else value for value in found]

    return run


def _list(items: Sequence[Run]) -> Run:
    return lambda env: [item(env) for item in items]


def _strict_one(operation: Callable[[Any], Any], of: Run) -> Run:
    def run(env: Env) -> Any:
        value = of(env)
        return UNKNOWN if value is UNKNOWN else operation(value)

    return run


def _strict_two(operation: arithmetic.Operation, left: Run, right: Run) -> Run:
    def run(env: Env) -> Any:
        one = left(env)
        if one is UNKNOWN:
            return UNKNOWN
        other = right(env)
        return UNKNOWN if other is UNKNOWN else operation(one, other)

    return run


def _with_constant(operation: arithmetic.Operation, left: Run, constant: Any) -> Run:
    def run(env: Env) -> Any:
        value = left(env)
        return UNKNOWN if value is UNKNOWN else operation(value, constant)

    return run


def _name_and_constant(operation: arithmetic.Operation, name: str, constant: Any) -> Run:
    def run(env: Env) -> Any:
        value = env.get(name)
        return UNKNOWN if value is None or value is UNKNOWN else operation(value, constant)

    return run


def _strict_many(operation: Callable[..., Any], args: Sequence[Run]) -> Run:
    def run(env: Env) -> Any:
        values = [arg(env) for arg in args]
        return UNKNOWN if any(value is UNKNOWN for value in values) else operation(*values)

    return run


def _all(parts: Sequence[Run]) -> Run:
    def run(env: Env) -> Any:
        found: Any = True
        for part in parts:
            value = part(env)
            if value is False:
                return False
            if value is UNKNOWN:
                found = UNKNOWN
        return found

    return run


def _any(parts: Sequence[Run]) -> Run:
    def run(env: Env) -> Any:
        found: Any = False
        for part in parts:
            value = part(env)
            if value is True:
                return True
            if value is UNKNOWN:
                found = UNKNOWN
        return found

    return run


def _chosen(test: Run, yes: Run, no: Run) -> Run:
    def run(env: Env) -> Any:
        holds = test(env)
        return UNKNOWN if holds is UNKNOWN else yes(env) if holds else no(env)

    return run


def _member(item: Run, among: Run) -> Run:
    def run(env: Env) -> Any:
        wanted, values = item(env), among(env)
        if values is UNKNOWN:
            return UNKNOWN
        found: Any = False
        for value in values:
            same = arithmetic.same(wanted, value)
            if same is True:
                return True
            if same is UNKNOWN:
                found = UNKNOWN
        return found

    return run


def _answered(of: Run) -> Run:
    """An empty list is no answer, nor is a text or list with something missing in it."""

    def run(env: Env) -> Any:
        value = of(env)
        return value is not UNKNOWN and not (isinstance(value, list) and (not value or UNKNOWN in value))

    return run


def _passes(of: Run, variable: str, body: Run, cost: int) -> Callable[[_Scope], Any]:
    """An iterator over (item, value of the body), or UNKNOWN."""

    def run(env: _Scope) -> Any:
        items = of(env)
        if items is UNKNOWN:
            return UNKNOWN
        scope = _Scope(env, variable, env.left)

        def pairs() -> Any:
            for item in items:
                scope.spend(cost)
                scope.item = item
                yield item, body(scope)

        return pairs()

    return run


def _exists(of: Run, variable: str, body: Run, cost: int) -> Run:
    return _decided(_passes(of, variable, body, cost), True)


def _all_of(of: Run, variable: str, body: Run, cost: int) -> Run:
    return _decided(_passes(of, variable, body, cost), False)


def _decided(passes: Run, by: bool) -> Run:
    """The first body that is `by` decides; else an unknown one leaves it open."""

    def run(env: _Scope) -> Any:
        pairs = passes(env)
        if pairs is UNKNOWN:
            return UNKNOWN
        found: Any = not by
        for _item, value in pairs:
            if value is by:
                return by
            if value is UNKNOWN:
                found = UNKNOWN
        return found

    return run


def _filtered(of: Run, variable: str, body: Run, cost: int) -> Run:
    passes = _passes(of, variable, body, cost)

    def run(env: _Scope) -> Any:
        pairs = passes(env)
        if pairs is UNKNOWN:
            return UNKNOWN
        kept = []
        for item, value in pairs:
            if value is UNKNOWN:
                return UNKNOWN
            if value:
                kept.append(item)
        return kept

    return run


def _mapped(of: Run, variable: str, body: Run, cost: int) -> Run:
    passes = _passes(of, variable, body, cost)

    def run(env: _Scope) -> Any:
        pairs = passes(env)
        return UNKNOWN if pairs is UNKNOWN else [value for _item, value in pairs]

    return run


def _different(one: Any, other: Any) -> Any:
    found = arithmetic.same(one, other)
    return UNKNOWN if found is UNKNOWN else not found


_EACH: Final[Mapping[str, Callable[[Run, str, Run, int], Run]]] = {
    "exists": _exists,
    "all": _all_of,
    "filter": _filtered,
    "map": _mapped,
}
_COMPARED: Final[Mapping[str, arithmetic.Operation]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NESTED: Final[Mapping[str, arithmetic.Operation]] = {"==": arithmetic.same, "!=": _different}
