"""Floor 0. What went wrong, as facts: no HTTP codes, no prose for citizens.

Words for people are chosen at the door (`web`, `cli`), from the exception's class and its facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

# True while a unit of work (a transaction) is open here. `store` sets it; `gateways` and `documents` refuse to start
# anything slow while it is set, since the database would wait for the outside.
UNIT_OF_WORK_OPEN: ContextVar[bool] = ContextVar("unit_of_work_open", default=False)


def assert_no_unit_of_work(act: str) -> None:
    """Refused: `AssertionError` when `act`, which is slow or outside, would hold a transaction open."""
    if UNIT_OF_WORK_OPEN.get():
        raise AssertionError(f"{act} inside a transaction: defer a task, or do it before the transaction opens")


def N_(message: str) -> str:
    """Marks a message for the translators; it is looked up in a catalogue where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Plural:
    """A message that depends on a number: `count` names the parameter that holds it."""

    one: str
    many: str
    count: str


# What facts may be kept and logged: places, measures and random ids. All others may quote what a person typed.
IMPERSONAL = frozenset(
    {"path", "line", "seconds", "megabytes", "limit", "status", "retry_after", "place", "row", "subject", "file"}
)


class PortalError(Exception):
    """What every error of the portal's own carries: a short reason and its facts."""

    def __init__(self, reason: str = "", **facts: Any) -> None:
        self.reason = reason
        self.facts: dict[str, Any] = facts
        told = ", ".join(f"{name}={value!r}" for name, value in facts.items())
        super().__init__(f"{reason} ({told})" if told else reason)

    @property
    def impersonal(self) -> dict[str, Any]:
        """The facts that quote nobody."""
        return {name: value for name, value in self.facts.items() if name in IMPERSONAL}


class Refused(PortalError):
    """The actor may see the thing but not do this to it, or a guard does not hold."""


class NotFound(PortalError):
    """There is no such thing, or this actor may not know whether there is."""


class Conflict(PortalError):
    """The thing changed meanwhile; the facts say how it stands now."""


class TooMany(PortalError):
    """More attempts than allowed; `retry_after` (seconds) says when to come back."""


class Unavailable(PortalError):
    """A part that is needed does not answer now; nothing was lost."""


class KindUnusable(PortalError):
    """A kind of field that an installed package brings cannot be used; the reason names both, and what to do."""


# How much weighs what an author is told: a fault stands in the way of a release, a warning does not, a note is for reading.
FAULT, WARNING, NOTE = "fault", "warning", "note"
# What a fault is about that has no code of its own: the file that it is in.
_CODES = {
    "scenarios.yaml": "scenarios",
    "authority.yaml": "authority",
    ".csv": "list",
    ".html": "template",
    ".po": "catalogue",
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """An author's mistake: where it is, what it is and how to mend it.

    `line` and `column` count from 1; 0 where the fault lies in no particular place.
    `message` and `remedy` are marked templates; `params` fill them.
    A fault stands in the way of a release, a warning only advises, a note says what was not found out.
    `code` names what it is about, for programs.
    """

    path: str
    line: int
    column: int
    message: str
    remedy: str = ""
    params: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)
    severity: str = FAULT
    code: str = ""

    def __post_init__(self) -> None:
        if not self.code:
            code = next((code for ending, code in _CODES.items() if self.path.endswith(ending)), "specification")
            object.__setattr__(self, "code", code)

    @property
    def is_fault(self) -> bool:
        return self.severity == FAULT

    @property
    def is_warning(self) -> bool:
        return self.severity == WARNING

    @property
    def said(self) -> tuple[str, str]:
        """The message and the remedy in the language they are written in, filled in."""
        params = _Lenient(self.params)
        return self.message.format_map(params), self.remedy.format_map(params)

    def __str__(self) -> str:
        words = " ".join(self.said).strip()
        place = f"{self.path}:{self.line}:{self.column}: "
        return f"{place}{words}" if self.is_fault else f"{place}{self.severity}: {words} [{self.code}]"


MAX_FAULTS = 500  # told of one file, which then is no specification but something else


class SpecFault(PortalError):
    """A specification cannot be read; its faults at once, in file order, those of one file up to `MAX_FAULTS`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        by_file: dict[str, list[Fault]] = {}
        for one in faults:
            by_file.setdefault(one.path, []).append(one)
        self.faults = tuple(sorted(one for found in by_file.values() for one in _first(found)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def _first(faults: list[Fault]) -> list[Fault]:
    """The first of one file's faults, and how many there are beyond them."""
    faults = sorted(faults)
    if len(faults) <= MAX_FAULTS:
        return faults
    beyond = faults[MAX_FAULTS]
    more = Fault(
        beyond.path,
        beyond.line,
        beyond.column,
        N_("Faults beyond these: {n}."),
        N_("Mend the first ones first."),
        {"n": len(faults) - MAX_FAULTS},
    )
    return [*faults[:MAX_FAULTS], more]


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
