"""Checked tree → closures, which never raise for answers of the types that were checked."""

from __future__ import annotations

import operator
from typing import Any, Final

from portal.rules import arithmetic, types
from portal.rules import closures as make
from portal.rules.checker import TODAY, Checker
from portal.rules.closures import Env, Run, Scope, TooLong
from portal.rules.functions import FUNCTIONS, WRITTEN, age
from portal.rules.nodes import Binary, Call, Choice, Each, Items, Junction, Literal, Name, Node, Select, Unary, children
from portal.rules.values import UNKNOWN

# What all passes over lists in one evaluation may cost, in nodes visited.
MAX_STEPS: Final = 50_000
_PATTERN_STEPS: Final = 50


def compile_tree(tree: Node, checker: Checker) -> tuple[Run, dict[int, Run]]:
    """The closure of a tree in which `checker` found no fault, and those of its parts that decide by themselves.

    Such a part stands in a chain of `&&` or `||`, or is the test of a choice; its key is the node's `id`.
    """
    compiler = _Compiler(checker)
    run = compiler.compile(tree)
    if not _passes_over_lists(tree):
        return run, compiler.parts
    return _bounded(run), {key: _bounded(part) for key, part in compiler.parts.items()}


def _bounded(run: Run) -> Run:

    def bounded(env: Env) -> Any:
        try:
            return run(Scope(env, "", [MAX_STEPS]))
        except TooLong:
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
        self.parts: dict[int, Run] = {}

    def compile(self, node: Node) -> Run:
        match node:
            case Literal():
                return make.constant(node.value)
            case Name():
                return make.name(node.name)
            case Select():
                is_list = isinstance(self._checker.type_of(node.of), types.ListOf)
                return (make.projected if is_list else make.selected)(self.compile(node.of), node.field)
            case Items():
                return make.list_of([self.compile(item) for item in node.items])
            case Each():
                return make.EACH[node.verb](
                    self.compile(node.of), node.variable, self.compile(node.body), _cost(node.body) + 1
                )
            case Call():
                return self._call(node)
            case Unary():
                return self._unary(node)
            case Binary():
                return self._binary(node)
            case Junction():
                parts = tuple(self.compile(part) for part in node.parts)
                self.parts |= {id(part): run for part, run in zip(node.parts, parts, strict=True)}
                return make.any_holds(parts) if node.operator == "||" else make.all_hold(parts)
            case Choice():
                test = self.parts[id(node.test)] = self.compile(node.test)
                return make.chosen(test, self.compile(node.yes), self.compile(node.no))
        raise TypeError(f"no such node: {node!r}")

    def _unary(self, node: Unary) -> Run:
        of = self.compile(node.of)
        if node.operator == "!":
            return make.strict_one(operator.not_, of)
        negated = arithmetic.negation(self._checker.type_of(node.of))
        assert negated is not None, "the checker refuses what has no negative"
        return make.strict_one(negated, of)

    def _binary(self, node: Binary) -> Run:
        left, right = self._checker.type_of(node.left), self._checker.type_of(node.right)
        if node.operator == "in":
            return make.member(self.compile(node.left), self.compile(node.right))
        if node.operator in make.COMPARED:
            nests = isinstance(left, (types.ListOf, types.Record))
            return self._strict_two((make.NESTED if nests else make.COMPARED)[node.operator], node)
        found = arithmetic.operation(node.operator, left, right)
        assert found is not None, "the checker refuses what does not go together"
        return self._strict_two(found[1], node)

    def _strict_two(self, operation: arithmetic.Operation, node: Binary) -> Run:
        if isinstance(node.right, Literal):
            if isinstance(node.left, Name):
                return make.name_and_constant(operation, node.left.name, node.right.value)
            return make.with_constant(operation, self.compile(node.left), node.right.value)
        return make.strict_two(operation, self.compile(node.left), self.compile(node.right))

    def _call(self, node: Call) -> Run:
        if node.function in WRITTEN:
            return make.constant(self._checker.written(node))
        args = [self.compile(arg) for arg in node.args]
        if node.function == "answered":
            return make.answered(args[0])
        if node.function == "age":
            return make.strict_two(age, args[0], make.name(TODAY))
        if node.function == "matches":
            return make.strict_one(self._checker.written(node).search, args[0])
        operation = FUNCTIONS[node.function].make([self._checker.type_of(arg) for arg in node.args])
        if len(args) == 1:
            return make.strict_one(operation, args[0])
        return make.strict_two(operation, *args) if len(args) == 2 else make.strict_many(operation, args)
