"""An expression that was read, checked and compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.rules.checker import Checker
from portal.rules.closures import Env, Run
from portal.rules.compiler import compile_tree
from portal.rules.faults import Collector
from portal.rules.nodes import Node
from portal.rules.parser import parse
from portal.rules.types import Type


@dataclass(frozen=True, slots=True)
class Rule:
    """Called with an env (plain values by top-level name, and `today`), gives a value of `type`, or UNKNOWN.

    `reads` are the paths of the answers it looks at, without `today`; `roots` are their top-level names.
    """

    source: str
    type: Type
    reads: frozenset[str]
    tree: Node = field(compare=False, repr=False)
    run: Run = field(compare=False, repr=False)
    run_of: Callable[[Node], Run] = field(compare=False, repr=False)  # compiles any part of the tree by itself
    parts: Mapping[int, Run] = field(default_factory=dict, compare=False, repr=False)  # of the tree, by the node's `id`
    roots: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roots", frozenset(path.partition(".")[0] for path in self.reads))

    def __call__(self, env: Env) -> Any:
        return self.run(env)


def compile_rule(source: str, names: Mapping[str, Type], *, expects: Type | None = None) -> Rule:
    """The rule in `source`, whose names are those of `names` and `today`.

    Refused: `RuleFaults`, with all that is wrong at once, each with its place and remedy; nothing else is raised.
    """
    faults = Collector(source)
    tree = parse(source, faults)
    if tree is None:
        raise faults.stop()
    checker = Checker(names, faults)
    kind = checker.check(tree)
    if expects is not None and not faults.faults:
        checker.expect(tree, expects)
    if faults.faults:
        raise faults.stop()
    run, parts = compile_tree(tree, checker)
    return Rule(source, kind, frozenset(checker.reads), tree, run, lambda node: compile_tree(node, checker)[0], parts)
