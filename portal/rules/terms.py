"""Floor 1. Terms: conditions whose names are not all chosen yet. Each gives a value with its reasons, as bits of names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from portal.rules.nodes import Call, Each, Name, Node, Select, children
from portal.rules.values import UNKNOWN


@dataclass(frozen=True, slots=True)
class Open:
    """Instead of a value: the name must be chosen first."""

    name: str


class State:
    """What was chosen so far, and what follows from it."""

    def __init__(self) -> None:
        self.chosen: dict[str, tuple[Any, int]] = {}
        self.known: dict[str, tuple[Any, int]] = {}
        self.trail: list[str] = []
        self.work = 0  # parts of rules that were worked out

    def learn(self, name: str, found: tuple[Any, int]) -> None:
        self.known[name] = found
        self.trail.append(name)

    def forget(self, since: int) -> None:
        while len(self.trail) > since:
            del self.known[self.trail.pop()]


Found = tuple[Any, int]
Term = Callable[[State], Found]


def constant(value: Any) -> Term:
    found = (value, 0)
    return lambda _state: found


def _is(term: Term, wanted: Any) -> Term:
    def run(state: State) -> Found:
        value, reasons = term(state)
        return (value, 0) if value.__class__ is Open else (value is wanted, reasons)

    return run


def is_true(term: Term) -> Term:
    return _is(term, True)


def is_false(term: Term) -> Term:
    return _is(term, False)


def is_unknown(term: Term) -> Term:
    return _is(term, UNKNOWN)


def is_not_true(term: Term) -> Term:
    def run(state: State) -> Found:
        value, reasons = term(state)
        return (value, 0) if value.__class__ is Open else (value is not True, reasons)

    return run


def tested(term: Term, holds: Callable[[Any], bool]) -> Term:
    """Whether the term's value is such; an unknown one is not."""

    def run(state: State) -> Found:
        value, reasons = term(state)
        if value.__class__ is Open:
            return value, 0
        return value is not UNKNOWN and holds(value), reasons

    return run


def paired(term: Term, other: Term, holds: Callable[[Any, Any], bool]) -> Term:
    """Whether the two values are such together; where one is unknown they are not."""

    def run(state: State) -> Found:
        value, reasons = term(state)
        if value.__class__ is Open:
            return value, 0
        second, more = other(state)
        if second.__class__ is Open:
            return second, 0
        return value is not UNKNOWN and second is not UNKNOWN and holds(value, second), reasons | more

    return run


def among(term: Term, code: str) -> Term:
    """Whether a choice, or one of several, is this option; unanswered is not."""

    def run(state: State) -> Found:
        value, reasons = term(state)
        if value.__class__ is Open:
            return value, 0
        return (code in value if isinstance(value, list) else value == code), reasons

    return run


def every(terms: Iterable[Term]) -> Term:
    return junction(list(terms), decides=False)


def some(terms: Iterable[Term]) -> Term:
    return junction(list(terms), decides=True)


def guarded(guards: Iterable[Term], term: Term) -> Term:
    """The term where every guard is true, else unknown: what is hidden counts as not answered."""
    all_hold = every(is_true(guard) for guard in guards)

    def run(state: State) -> Found:
        holds, reasons = all_hold(state)
        if holds.__class__ is Open:
            return holds, 0
        if holds is not True:
            return UNKNOWN, reasons
        value, more = term(state)
        return value, reasons | more

    return run


def first_of(rows: Sequence[tuple[Term, Term]]) -> Term:
    """What the first row that holds gives; unknown where a row before is, or none holds."""

    def run(state: State) -> Found:
        bits = 0
        for term, gives in rows:
            value, reasons = term(state)
            if value.__class__ is Open:
                return value, 0
            bits |= reasons
            if value is UNKNOWN:
                return UNKNOWN, bits
            if value is True:
                given, more = gives(state)
                return given, bits | more
        return UNKNOWN, bits

    return run


def all_of(rows: Sequence[tuple[Term, Term]]) -> Term:
    """The list of what all rows that hold give; unknown where one is."""

    def run(state: State) -> Found:
        bits = 0
        given: list[Any] = []
        for term, gives in rows:
            value, reasons = term(state)
            if value.__class__ is Open:
                return value, 0
            bits |= reasons
            if value is UNKNOWN:
                return UNKNOWN, bits
            if value is True:
                one, more = gives(state)
                if one.__class__ is Open or one is UNKNOWN:
                    return one, bits | more
                bits |= more
                given.append(one)
        return given, bits

    return run


def junction(terms: Sequence[Term], *, decides: bool) -> Term:
    """`||` where True decides, `&&` where False does; a value that decides is the only reason."""

    def run(state: State) -> Found:
        waits: Any = None
        result: Any = not decides
        bits = 0
        for term in terms:
            value, reasons = term(state)
            if value is decides:
                return value, reasons
            if value.__class__ is Open:
                waits = waits or value
            elif value is UNKNOWN:
                result = UNKNOWN
            bits |= reasons
        return (waits, 0) if waits is not None else (result, bits)

    return terms[0] if len(terms) == 1 else run


def negated(term: Term) -> Term:
    def run(state: State) -> Found:
        value, reasons = term(state)
        if value.__class__ is Open or value is UNKNOWN:
            return value, reasons
        return not value, reasons

    return run


def branched(test: Term, yes: Term, no: Term) -> Term:
    def run(state: State) -> Found:
        holds, reasons = test(state)
        if holds.__class__ is Open or holds is UNKNOWN:
            return holds, reasons
        value, more = (yes if holds else no)(state)
        return value, reasons | more

    return run


def answered(term: Term) -> Term:
    def run(state: State) -> Found:
        value, reasons = term(state)
        if value.__class__ is Open:
            return value, 0
        return value is not UNKNOWN and not (isinstance(value, list) and (not value or UNKNOWN in value)), reasons

    return run


def free_names(node: Node, item_of: str = "", bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names that a part of a rule looks at; one of an item as `group/field`."""
    match node:
        case Name(name=name):
            if name not in bound and name != item_of:
                yield name
        case Select(of=Name(name=name), field=inner) if name == item_of and name not in bound:
            yield f"{name}/{inner}"
        case Each(of=of, variable=variable, body=body):
            yield from free_names(of, item_of, bound)
            yield from free_names(body, item_of, bound | {variable})
        case _:
            if isinstance(node, Call) and node.function == "age":
                yield "today"
            for one in children(node):
                yield from free_names(one, item_of, bound)
