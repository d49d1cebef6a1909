"""The syntax tree of an expression: frozen nodes, each with the offset where it begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.rules.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    at: int


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Node):
    value: Any
    type: Type


@dataclass(frozen=True, slots=True, eq=False)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Select(Node):
    """`of.field`: a record's part, or of a list of records the list of that part. `at` is the field's place."""

    of: Node
    field: str


@dataclass(frozen=True, slots=True, eq=False)
class Items(Node):
    """A list written out."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Call(Node):
    """`function(args)`, or `receiver.function(args)` with the receiver as first argument."""

    function: str
    args: tuple[Node, ...]
    is_method: bool


@dataclass(frozen=True, slots=True, eq=False)
class Each(Node):
    """`of.verb(variable, body)`: exists, all, filter, map."""

    verb: str
    of: Node
    variable: str
    body: Node


@dataclass(frozen=True, slots=True, eq=False)
class Unary(Node):
    operator: str  # "!" or "-"
    of: Node


@dataclass(frozen=True, slots=True, eq=False)
class Binary(Node):
    """`at` is the operator's place."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Junction(Node):
    """A chain of `&&` or of `||`, flat however long."""

    operator: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice(Node):
    """`test ? yes : no`"""

    test: Node
    yes: Node
    no: Node


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Select(of=of) | Unary(of=of):
            return (of,)
        case Items(items=parts) | Call(args=parts) | Junction(parts=parts):
            return parts
        case Each(of=of, body=body):
            return (of, body)
        case Binary(left=left, right=right):
            return (left, right)
        case Choice(test=test, yes=yes, no=no):
            return (test, yes, no)
        case _:
            return ()
