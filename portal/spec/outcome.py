"""Floor 3. What answers come to: values, checks, tables, the fee, how a case is decided, what is issued. A part of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from portal.rules import Rule, Unknown
from portal.rules.closures import Env
from portal.rules.types import Type
from portal.spec.phrase import Condition, Phrase

MOST_FEE_MINOR: Final = 1_000_000_000  # ten millions: what is worked out to be more is a mistake in a rule or an answer


@dataclass(frozen=True, slots=True)
class Value:
    """A computed value: by a rule (`is`), or a count of the applicant's documents fetched before (`count`)."""

    name: str
    type: str
    rule: Rule | None = None
    document: str = ""  # count: which document of this service
    state: str = "valid"
    same: tuple[str, ...] = ()  # fields whose answer must be the same
    label: Phrase | None = None  # what it is called where people read what it comes to


@dataclass(frozen=True, slots=True)
class Check:
    """A cross-field check: where `when` holds, `says` is the problem, shown at the field or group `at`."""

    id: str
    when: Condition
    at: str
    says: Phrase


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a decision table; `when` None is `otherwise`. `gives` is a value as rules know it, or the rule that works it out."""

    id: str
    when: Condition | None
    gives: Any
    because: Phrase | None = None

    def comes_to(self, env: Env) -> Any:
        """What the row gives with these answers; UNKNOWN where that cannot be told."""
        return self.gives(env) if isinstance(self.gives, Rule) else self.gives


@dataclass(frozen=True)
class Table:
    """A decision table: what the first row that holds gives, or what all of them give, as a list.

    `type` is the rules' type of one row's value, `options` the words for the codes of a choice.
    """

    name: str
    kind: str
    type: Type
    rows: tuple[TableRow, ...]
    takes_all: bool = False
    options: Mapping[str, Phrase] = field(default_factory=dict)
    label: Phrase | None = None  # what it is called where people read what it comes to


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One row of the fee table; `when` None is `otherwise`.

    `rule` works the amount out; `amount_minor` is what it came to, and 0 as long as nobody asked (`FeeRow.paid`).
    """

    id: str
    when: Condition | None
    amount_minor: int
    currency: str
    because: Phrase
    rule: Rule | None = None

    def paid(self, env: Env) -> FeeRow | None:
        """The row with what it comes to: below zero it is nothing. None where that cannot be told, or is beyond all reason."""
        if self.rule is None:
            return self
        found = self.rule(env)
        if isinstance(found, Unknown) or found.amount > MOST_FEE_MINOR:
            return None
        return replace(self, amount_minor=max(found.amount, 0))


def giving(rows: Iterable[FeeRow]) -> tuple[FeeRow, ...]:
    """The rows that people are told of: those that are not 0, or all where nothing is to be paid."""
    paid = tuple(rows)
    return tuple(row for row in paid if row.amount_minor) or paid


@dataclass(frozen=True, slots=True)
class Move:
    id: str
    source: str
    target: str
    by: str  # "clerk", "applicant", "system"
    issue: str = ""  # the document it issues
    needs_reason: bool = False
    label: Phrase | None = None  # what the clerk’s button says
    done: Phrase | None = None  # what is said of a case once it was made: "Acknowledged"


@dataclass(frozen=True, slots=True)
class Automatic:
    """After sending, a task asks `register` and compares; where all agrees, `move` is made without a clerk."""

    register: str
    agree: Mapping[str, str]  # our field → the register's field
    move: str


@dataclass(frozen=True, slots=True)
class Review:
    decide_within: int  # days
    working_days: bool
    moves: Mapping[str, Move]
    reasons: Mapping[str, Phrase]
    automatic: Automatic | None = None

    @property
    def states(self) -> Mapping[str, Phrase]:
        """The service’s own words for a state that its moves lead to."""
        return {move.target: move.done for move in self.moves.values() if move.done}


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which a document is valid, where answers say which: None for the day it is issued, and for no end."""

    first: Rule | None
    last: Rule | None

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Those that there are, by their keys."""
        return {key: rule for key, rule in (("from", self.first), ("until", self.last)) if rule}


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    title: Phrase
    template: str
    series: str
    print: tuple[str, ...]
    public: tuple[str, ...]
    valid: tuple[int, str] | Days | None  # (1, "year"); None: for ever
    texts: Mapping[str, Phrase] = field(default_factory=dict)  # the template's own words, by id

    @property
    def day_rules(self) -> Mapping[str, Rule]:
        """What its days are worked out by: `from`, `until`, or neither."""
        return self.valid.rules if isinstance(self.valid, Days) else {}

    @property
    def is_endless(self) -> bool:
        return self.valid is None or (isinstance(self.valid, Days) and self.valid.last is None)
