"""Which answers decided: of an expression's parts those that made it come out as it did, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.rules.closures import Env
from portal.rules.nodes import Choice, Each, Junction, Name, Node, Select, Unary, children
from portal.rules.rule import Rule
from portal.rules.values import UNKNOWN


@dataclass(frozen=True, slots=True)
class Trace:
    """The paths that were looked at to decide, in the order of the text. `holding`: names that are true, and had to be."""

    paths: tuple[str, ...]
    holding: frozenset[str] = field(default=frozenset())


def trace(rule: Rule, env: Env) -> Trace:
    """What decided the value of `rule` under `env`. Of `a || b` with `a` true that is `a` alone; where it is unknown, what
    is known of it.
    """
    tracer = _Tracer(rule, env)
    tracer.look(rule.tree, wanted=True)
    return Trace(tuple(dict.fromkeys(tracer.paths)), frozenset(tracer.holding))


class _Tracer:
    def __init__(self, rule: Rule, env: Env) -> None:
        self._parts, self._env = rule.parts, env
        self.paths: list[str] = []
        self.holding: set[str] = set()

    def look(self, node: Node, *, wanted: bool) -> None:
        """`wanted`: whether it must be true, not false, for the whole to come out as an author says it."""
        match node:
            case Junction():
                by = node.operator == "||"
                values = [self._parts[id(part)](self._env) for part in node.parts]
                # One part that is false decides a chain of `&&`, one that is true a chain of `||`; else all of them do.
                deciding = [part for part, value in zip(node.parts, values, strict=True) if value is by][:1]
                for part in deciding or [
                    part for part, value in zip(node.parts, values, strict=True) if value is not UNKNOWN
                ]:
                    self.look(part, wanted=wanted)
            case Unary(operator="!"):
                self.look(node.of, wanted=not wanted)
            case Choice():
                holds = self._parts[id(node.test)](self._env)
                self.look(node.test, wanted=False)
                if holds is not UNKNOWN:
                    self.look(node.yes if holds else node.no, wanted=False)
            case Name():
                self.paths += paths(node, {})
                if wanted and self._env.get(node.name) is True:
                    self.holding.add(node.name)
            case _:
                self.paths += paths(node, {})


def paths(node: Node, variables: Mapping[str, str]) -> Iterator[str]:
    """Every path that a tree names, as `walk.minutes`; `variables` stand for items of what they pass over."""
    if isinstance(node, Name | Select):
        path = _path(node, variables)
        if path:
            yield path
        elif isinstance(node, Select):
            yield from paths(node.of, variables)
    elif isinstance(node, Each):
        of = list(paths(node.of, variables))
        inside = {**variables, node.variable: of[0] if of else ""}
        within = list(paths(node.body, inside))
        # Of a group whose items' parts are named, the parts tell enough.
        yield from (path for path in of if not any(one.startswith(f"{path}.") for one in within))
        yield from (path for path in within if path)
    else:
        for child in children(node):
            yield from paths(child, variables)


def _path(node: Node, variables: Mapping[str, Any]) -> str:
    if isinstance(node, Name):
        return "" if node.name == "today" else str(variables.get(node.name, node.name))
    if isinstance(node, Select):
        base = _path(node.of, variables)
        return f"{base}.{node.field}" if base else ""
    return ""
