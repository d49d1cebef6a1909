"""Floor 1. Which answers are compared with which, and the values by which every difference between two is told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from portal.rules.bounds import Path
from portal.rules.differences import Differences, pairs
from portal.rules.leaves import Leaf
from portal.rules.nodes import Binary, Name, Node, children
from portal.rules.rule import Rule

MOST_PAIRS: Final = 600
_SIGNS: Final = ("<", "<=", ">", ">=", "==", "!=")


class Meetings:
    """`note` each comparison of two, of all rules twice: by then it is known whether either is compared with a third."""

    def __init__(self, leaves: Mapping[str, Leaf], values: Mapping[str, Rule], path: Path, today: date) -> None:
        self.leaves = leaves
        scales = {name: leaf.scale for name, leaf in leaves.items() if leaf.scale is not None}
        self._differences = Differences(scales, values, path, today)
        self._partners: dict[str, set[str]] = {}
        self._cuts: dict[tuple[str, str], set[int]] = {}

    def tie(self, first: str, second: str) -> None:
        """These two always come together: they are told apart by `together`."""
        self._partners.setdefault(first, set()).add(second)
        self._partners.setdefault(second, set()).add(first)

    def note(self, rule: Rule, node: Binary, scope: Mapping[str, str]) -> bool:
        """Whether it compares two answers, of which the values to try tell every difference apart."""
        if node.operator not in _SIGNS or (found := self._differences.of(rule, node, scope)) is None:
            return False
        first, second, by = found.first, found.second, found.by
        if self._beside_each(first, second, -by) or self._beside_each(second, first, by):
            return True
        names, groups = (first, second), {one.partition("/")[0] for one in (first, second) if self._is_inner(one)}
        is_one_item = len(groups) == 1 and all(map(self._is_inner, names)) and len({*_names(node)} & {*scope}) == 1
        if any(self.leaves[name].form != "scale" for name in names) or (groups and not is_one_item):
            return False
        self.tie(first, second)
        if first > second:
            names, by = (second, first), -by
        self._cuts.setdefault(names, set()).update((by, by + 1))
        is_pair = all(len(self._partners[name]) == 1 for name in names)
        return is_pair and self._size(names) <= MOST_PAIRS

    def _beside_each(self, name: str, other: str, by: int) -> bool:
        """Marks what lies so far from each value of the other, where all of them are tried."""
        leaf = self.leaves[other]
        if leaf.form != "finite" or leaf.scale is None:
            return False
        near = [number + by for number in range(leaf.scale.least, leaf.scale.most + 1)]
        self.leaves[name].steps |= {step for number in near for step in (number, number + 1)}
        return True

    def _is_inner(self, name: str) -> bool:
        group = self.leaves.get(name.partition("/")[0])
        return "/" in name and group is not None and group.form == "group"

    def _size(self, names: tuple[str, str]) -> int:
        first, second = (len(self._edges(name)) for name in names)
        return first * second * (len(self._cuts.get(names, ())) + 1)

    def settle(self) -> None:
        """Has the pairs tried."""
        for names, cuts in self._cuts.items():
            if self._size(names) <= MOST_PAIRS:
                found = [*pairs(self._edges(names[0]), self._edges(names[1]), cuts)]
                for name, numbers in zip(names, zip(*found, strict=True), strict=False):
                    self.leaves[name].points |= set(numbers)

    def together(self, first: str, second: str, most: int) -> list[tuple[int, int]] | None:
        """Pairs of two that always come together, the second by `most` steps later at most, and not before; None: too many."""
        if self._size((first, second)) > MOST_PAIRS:
            return None
        return [*pairs(self._edges(first), self._edges(second), self._cuts.get((first, second), ()), 0, most)]

    def _edges(self, name: str) -> list[int]:
        leaf = self.leaves[name]
        if leaf.scale is None or leaf.scale.least > leaf.scale.most:
            return []
        least, most = leaf.scale.least, leaf.scale.most
        return sorted({least, most + 1, *(step for step in leaf.steps if least < step <= most)})


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield node.name
    for one in children(node):
        yield from _names(one)
