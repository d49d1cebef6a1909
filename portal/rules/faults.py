"""What is wrong with an expression: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from portal.errors import N_, PortalError

NO_PARAMS: Final[Mapping[str, Any]] = MappingProxyType({})


class RuleFault(NamedTuple):
    """A fault in an expression. `line` and `column` count from 0, from the expression's first character."""

    line: int
    column: int
    message: str
    remedy: str = ""
    params: Mapping[str, Any] = NO_PARAMS

    def __str__(self) -> str:
        return f"{self.line + 1}:{self.column + 1}: {self.message} {self.remedy}".strip().format(**self.params)


class RuleFaults(PortalError):
    """An expression that cannot be used; `faults` in the order of their places."""

    def __init__(self, faults: Iterable[RuleFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault[:2]))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Collector:
    """Gathers the faults of one expression, turning offsets into lines and columns."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.faults: list[RuleFault] = []

    def add(self, at: int, message: str, remedy: str = "", **params: Any) -> None:
        before = self._source[:at]
        line = before.count("\n")
        self.faults.append(RuleFault(line, at - (before.rfind("\n") + 1), message, remedy, params))

    def stop(self) -> RuleFaults:
        return RuleFaults(self.faults)


def suggestion(word: str, known: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The remedy for a word that is not known: the nearest one, or all there are."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return N_("Did you mean “{near}”?"), {"near": close[0]}
    if names:
        shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        return N_("Known are: {known}."), {"known": shown}
    return "", {}
