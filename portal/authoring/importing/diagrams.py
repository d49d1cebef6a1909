"""Floor 6. Decision diagrams: what depends on a few choices, in one canonical form, so that "the same" is one comparison.

A variable has two or more values. Node 0 is "never", node 1 "always"; any other asks one variable and goes on by its
value. Two nodes are equal exactly where they mean the same.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable

NEVER, ALWAYS = 0, 1
MAX_NODES = 100_000


class TooLarge(Exception):
    """More nodes than a form's own conditions can need; what is asked stays undecided."""


class Diagrams:
    def __init__(self) -> None:
        self._variables: dict[Hashable, int] = {}
        self._nodes: list[tuple[int, tuple[int, ...]]] = [(1 << 30, ()), (1 << 30, ())]
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._joined: dict[tuple[bool, int, int], int] = {}
        self._opposite: dict[int, int] = {}

    def test(self, variable: Hashable, values: Collection[int], size: int) -> int:
        """Where `variable`, which has `size` values, has one of `values`."""
        number = self._variables.setdefault(variable, len(self._variables))
        return self._node(number, tuple(int(value in values) for value in range(size)))

    def _node(self, variable: int, following: tuple[int, ...]) -> int:
        if len(set(following)) == 1:
            return following[0]
        key = (variable, following)
        if key not in self._known:
            if len(self._nodes) >= MAX_NODES:
                raise TooLarge
            self._known[key] = len(self._nodes)
            self._nodes.append(key)
        return self._known[key]

    def both(self, *nodes: int) -> int:
        return self._chain(nodes, is_and=True)

    def either(self, *nodes: int) -> int:
        return self._chain(nodes, is_and=False)

    def _chain(self, nodes: tuple[int, ...], *, is_and: bool) -> int:
        result = ALWAYS if is_and else NEVER
        try:
            for node in nodes:
                result = self._join(result, node, is_and=is_and)
        except RecursionError as deep:
            raise TooLarge from deep
        return result

    def without(self, node: int, other: int) -> int:
        """Where `node` holds and `other` does not."""
        return self.both(node, self.negated(other))

    def negated(self, node: int) -> int:
        try:
            return self._turned(node)
        except RecursionError as deep:
            raise TooLarge from deep

    def _turned(self, node: int) -> int:
        if node <= 1:
            return 1 - node
        if node not in self._opposite:
            variable, following = self._nodes[node]
            self._opposite[node] = self._node(variable, tuple(self._turned(one) for one in following))
        return self._opposite[node]

    def implies(self, one: int, other: int) -> bool:
        return self.without(one, other) == NEVER

    def _join(self, one: int, other: int, *, is_and: bool) -> int:
        end = NEVER if is_and else ALWAYS
        if end in (one, other):
            return end
        if one == other or other == 1 - end:
            return one
        if one == 1 - end:
            return other
        key = (is_and, min(one, other), max(one, other))
        if key not in self._joined:
            (left, after_left), (right, after_right) = self._nodes[one], self._nodes[other]
            variable = min(left, right)
            size = len(after_left if left == variable else after_right)
            lefts = after_left if left == variable else (one,) * size
            rights = after_right if right == variable else (other,) * size
            following = tuple(self._join(a, b, is_and=is_and) for a, b in zip(lefts, rights, strict=True))
            self._joined[key] = self._node(variable, following)
        return self._joined[key]
