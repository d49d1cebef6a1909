"""Decision tables and the order in which named values are computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from portal.errors import PortalError
from portal.rules.values import UNKNOWN, Unknown

Row = Callable[[Mapping[str, Any]], Any] | None


def first_row(rows: Iterable[Row], env: Mapping[str, Any]) -> int | Unknown | None:
    """The number (from 0) of the first row that holds; a row without condition always does.

    UNKNOWN where a row before it is unknown: that one might have held. None where no row holds.
    """
    for number, row in enumerate(rows):
        value = True if row is None else row(env)
        if isinstance(value, Unknown):
            return UNKNOWN
        if value:
            return number
    return None


def all_rows(rows: Iterable[Row], env: Mapping[str, Any]) -> tuple[int, ...] | Unknown:
    """The numbers of the rows that hold; one without condition holds where no other does. UNKNOWN where one is unknown."""
    found: list[int] = []
    for number, row in enumerate(rows):
        value = not found if row is None else row(env)
        if isinstance(value, Unknown):
            return UNKNOWN
        if value:
            found.append(number)
    return tuple(found)


class Cycles(PortalError):
    """Names that need each other. Each of `cycles` begins and ends with the same name."""

    def __init__(self, cycles: Sequence[tuple[str, ...]]) -> None:
        self.cycles = tuple(cycles)
        super().__init__("; ".join(" → ".join(cycle) for cycle in self.cycles))


def order(reads: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The names so that each stands after those it reads; paths (`visitor.visits`) count by their first part.

    What is read but not among the names is not ordered. Refused: `Cycles`, with every one found.
    """
    needs = {name: {path.partition(".")[0] for path in paths} & reads.keys() for name, paths in reads.items()}
    cycles: list[tuple[str, ...]] = []
    while True:
        try:
            # Sorted, so that the same specification always gives the same order.
            found = tuple(TopologicalSorter({name: sorted(before) for name, before in needs.items()}).static_order())
        except CycleError as error:
            # The cycle is told once: its names are cut loose from each other, and the rest is searched on.
            cycle = tuple(reversed(error.args[1]))
            cycles.append(cycle)
            for name in cycle:
                needs[name] -= set(cycle)
        else:
            if cycles:
                raise Cycles(cycles)
            return found
