"""The closures an expression is made of. Each function here makes one, so that it holds only what it needs.

A closure takes the env and returns a value or UNKNOWN. An absent name is unknown, and so is what depends on it, save
where the other side decides (`&&`, `||`, `exists`, `all`, `in`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from portal.rules import arithmetic
from portal.rules.values import UNKNOWN


class Env(Protocol):
    def get(self, name: str, /) -> Any: ...


Run = Callable[[Any], Any]


class TooLong(Exception):
    pass


class Scope:
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
            raise TooLong


def constant(value: Any) -> Run:
    return lambda _env: value


def name(name: str) -> Run:
    def run(env: Env) -> Any:
        value = env.get(name)
        return UNKNOWN if value is None else value

    return run


def selected(of: Run, field: str) -> Run:
    def run(env: Env) -> Any:
        record = of(env)
        if record is UNKNOWN:
            return UNKNOWN
        value = record.get(field)
        return UNKNOWN if value is None else value

    return run


def projected(of: Run, field: str) -> Run:
    def run(env: Env) -> Any:
        records = of(env)
        if records is UNKNOWN:
            return UNKNOWN
        # A record that is itself unknown has unknown parts.
        found = [None if record is UNKNOWN else record.get(field) for record in records]
        return [UNKNOWN if value is None else value for value in found]

    return run


def list_of(items: Sequence[Run]) -> Run:
    """As in CEL, a list written out is unknown where one of its items is."""

    def run(env: Env) -> Any:
        values = [item(env) for item in items]
        return UNKNOWN if any(value is UNKNOWN for value in values) else values

    return run


def strict_one(operation: Callable[[Any], Any], of: Run) -> Run:
    def run(env: Env) -> Any:
        value = of(env)
        return UNKNOWN if value is UNKNOWN else operation(value)

    return run


def strict_two(operation: arithmetic.Operation, left: Run, right: Run) -> Run:
    def run(env: Env) -> Any:
        one = left(env)
        if one is UNKNOWN:
            return UNKNOWN
        other = right(env)
        return UNKNOWN if other is UNKNOWN else operation(one, other)

    return run


def with_constant(operation: arithmetic.Operation, left: Run, constant: Any) -> Run:
    def run(env: Env) -> Any:
        value = left(env)
        return UNKNOWN if value is UNKNOWN else operation(value, constant)

    return run


def name_and_constant(operation: arithmetic.Operation, name: str, constant: Any) -> Run:
    def run(env: Env) -> Any:
        value = env.get(name)
        return UNKNOWN if value is None or value is UNKNOWN else operation(value, constant)

    return run


def strict_many(operation: Callable[..., Any], args: Sequence[Run]) -> Run:
    def run(env: Env) -> Any:
        values = [arg(env) for arg in args]
        return UNKNOWN if any(value is UNKNOWN for value in values) else operation(*values)

    return run


def all_hold(parts: Sequence[Run]) -> Run:
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


def any_holds(parts: Sequence[Run]) -> Run:
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


def chosen(test: Run, yes: Run, no: Run) -> Run:
    def run(env: Env) -> Any:
        holds = test(env)
        return UNKNOWN if holds is UNKNOWN else yes(env) if holds else no(env)

    return run


def member(item: Run, among: Run) -> Run:
    def run(env: Env) -> Any:
        wanted, values = item(env), among(env)
        if wanted is UNKNOWN or values is UNKNOWN:
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


def answered(of: Run) -> Run:
    """An empty list is no answer, nor is a text or list with something missing in it."""

    def run(env: Env) -> Any:
        value = of(env)
        return value is not UNKNOWN and not (isinstance(value, list) and (not value or UNKNOWN in value))

    return run


def _passes(of: Run, variable: str, body: Run, cost: int) -> Callable[[Scope], Any]:
    """An iterator over (item, value of the body), or UNKNOWN."""

    def run(env: Scope) -> Any:
        items = of(env)
        if items is UNKNOWN:
            return UNKNOWN
        scope = Scope(env, variable, env.left)

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

    def run(env: Scope) -> Any:
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

    def run(env: Scope) -> Any:
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

    def run(env: Scope) -> Any:
        pairs = passes(env)
        if pairs is UNKNOWN:
            return UNKNOWN
        values = [value for _item, value in pairs]
        return UNKNOWN if any(value is UNKNOWN for value in values) else values

    return run


def _different(one: Any, other: Any) -> Any:
    found = arithmetic.same(one, other)
    return UNKNOWN if found is UNKNOWN else not found


EACH: Final[Mapping[str, Callable[[Run, str, Run, int], Run]]] = {
    "exists": _exists,
    "all": _all_of,
    "filter": _filtered,
    "map": _mapped,
}
COMPARED: Final[Mapping[str, arithmetic.Operation]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NESTED: Final[Mapping[str, arithmetic.Operation]] = {"==": arithmetic.same, "!=": _different}
