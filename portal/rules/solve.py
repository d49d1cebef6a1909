"""Floor 1. Whether there are answers that make conditions true: searched in finite domains, three-valued, with reasons.

A term is a closure that gives a value and its reasons: the names that this value rests on, as bits. A name that was not
chosen yet leaves a term open; only then is it chosen, so that what does not matter is never tried. Where every value of a
name fails, the search goes back to the last name that any of the failures rests on.

Some conditions are doubtful: the values that are tried do not stand for all values. They may show that answers exist; a
proof that there are none which rests on one is no proof, and then the outcome is undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from portal.rules.nodes import Call, Choice, Junction, Literal, Name, Node, Unary
from portal.rules.rule import Rule
from portal.rules.terms import Found, Open, State, Term, answered, branched, constant, free_names, junction, negated
from portal.rules.values import UNKNOWN

MOST_STEPS: Final = 20_000
Domains = Callable[[str], Sequence[Any]]
Around = tuple[int, Term]  # the names that it may look at, and what holds


@dataclass(frozen=True, slots=True)
class Outcome:
    """`is_possible` True with `answers` (those that were looked at), False where there are none, None: not decided.

    `doubts`: what the missing proof would rest on; empty where the search became too long. `rests_on`: the names that were
    given from the start and that a proof rests on.
    """

    is_possible: bool | None
    answers: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[Any, ...] = ()
    rests_on: frozenset[str] = frozenset()
    steps: int = 0


class _TooLong(Exception):
    pass


class Solver:
    """The names with what they mean, and the search.

    `define` says what a name is; any other name is one to choose a value for.
    """

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._meanings: dict[str, Term] = {}
        self._doubtful: dict[int, int] = {}
        self._doubts: dict[int, Any] = {}
        self._also: dict[str, int] = {}
        self._doubted = 0
        self._given: dict[str, Any] = {}
        self._chosen_names: set[str] = set()
        self.steps = 0

    def give(self, name: str, value: Any) -> None:
        """The name has this value in every search."""
        self._given[name] = value

    def define(self, name: str, term: Term) -> None:
        self._meanings[name] = term

    def doubt(self, part: Node, why: Any) -> None:
        """This part of a rule tells values apart that are not tried."""
        self._doubtful[id(part)] = bit = self._bit(f"!{id(part)}")
        self._doubts[bit] = why
        self._doubted |= bit

    def doubt_values(self, name: str, why: Any) -> None:
        """The values of this name are not all that there are."""
        bit = self._bit(f"!{name}")
        self._also[name] = self._also.get(name, 0) | bit
        self._doubts[bit] = why
        self._doubted |= bit

    def tie(self, name: str, given: str) -> None:
        """Which values there are for the name rests on what was given."""
        self._also[name] = self._also.get(name, 0) | self._bit(given)

    def _bit(self, name: str) -> int:
        return self._bits.setdefault(name, 1 << len(self._bits))

    # ---- terms ------------------------------------------------------------------------------------------------------

    def answer(self, name: str) -> Term:
        """What is chosen for the name itself, whatever it was defined to mean."""
        still_open = (Open(name), 0)
        self._bit(name)
        self._chosen_names.add(name)

        def run(state: State) -> Found:
            return state.chosen.get(name, still_open)

        return run

    def name(self, name: str) -> Term:
        """What the name means."""
        chosen = self.answer(name)

        def run(state: State) -> Found:
            found = state.known.get(name)
            if found is not None:
                return found
            meaning = self._meanings.get(name)
            if meaning is None:
                return chosen(state)
            found = meaning(state)
            if found[0].__class__ is not Open:
                state.learn(name, found)
            return found

        return run

    def rule(self, rule: Rule, item_of: str = "") -> Term:
        """The value of a rule; `item_of`: the group whose item it looks at by the group's name."""
        return self._part(rule, rule.tree, item_of)

    def _part(self, rule: Rule, node: Node, item_of: str) -> Term:
        match node:
            case Literal(value=value):
                return constant(value)
            case Name(name=name) if name != item_of:
                return self.name(name)
            case Junction(operator=sign, parts=parts):
                return junction([self._part(rule, part, item_of) for part in parts], decides=sign == "||")
            case Unary(operator="!", of=of):
                return negated(self._part(rule, of, item_of))
            case Choice(test=test, yes=yes, no=no):
                return branched(*(self._part(rule, part, item_of) for part in (test, yes, no)))
            case Call(function="answered", args=(Name(name=name),)) if name != item_of:
                return answered(self.name(name))
        return self._atom(rule, node, item_of)

    def _atom(self, rule: Rule, node: Node, item_of: str) -> Term:
        """A part that is only worked out once all its names have values."""
        paths = sorted(set(free_names(node, item_of)))
        terms = [(path.partition("/"), self.name(path)) for path in paths]
        doubt = self._doubtful.get(id(node), 0)
        run_part = rule.run_of(node)

        def run(state: State) -> Found:
            state.work += 1
            env: dict[str, Any] = {item_of: {}} if item_of else {}
            bits = doubt
            for (name, _, inner), term in terms:
                value, reasons = term(state)
                if value.__class__ is Open:
                    return value, 0
                bits |= reasons
                if value is not UNKNOWN:
                    if inner:
                        env[name][inner] = value
                    else:
                        env[name] = value
            return run_part(env), bits

        return run

    # ---- the search -------------------------------------------------------------------------------------------------

    def bits(self, names: Iterable[str]) -> int:
        """The names as a set of bits."""
        found = 0
        for name in names:
            found |= self._bit(name)
        return found

    def solve(
        self, goals: Iterable[Term], domains: Domains, most_steps: int = MOST_STEPS, around: Sequence[Around] = ()
    ) -> Outcome:
        """Answers that make every goal true, or none.

        Of what holds `around` only that is looked at which the answers touch: enough for a proof that there are none, and
        what is found to be possible may still be stopped by the rest.
        """
        state, active, known = self._begun(0), list(goals), set[int]()
        try:
            while True:
                reasons = self._search(state, active, domains, most_steps)
                touched = self._touched(state, around, known) if reasons is None else []
                if not touched:
                    break
                active += touched
                state = self._begun(state.work)
        except (_TooLong, RecursionError):
            self.steps += state.work
            return Outcome(None, steps=state.work)
        self.steps += state.work
        return self._outcome(state, reasons)

    def fits(self, values: Mapping[str, Any], goals: Iterable[Term]) -> bool:
        """Whether every goal is true with these values; a name without one is unknown."""
        state = self._begun(0)
        state.chosen |= {name: (values.get(name, UNKNOWN), 0) for name in self._chosen_names if name not in self._given}
        return all(term(state)[0] is True for term in goals)

    def _begun(self, work: int) -> State:
        state = State()
        state.work = work
        state.chosen = {name: (value, self._bit(name)) for name, value in self._given.items()}
        return state

    def _touched(self, state: State, around: Sequence[Around], known: set[int]) -> list[Term]:
        """What the answers touch and do not make true; of what is still open, as much as touches the first answers found."""
        chosen = self.bits(name for name in state.chosen if name not in self._given)
        found, is_first = [], not known
        for number, (bits, term) in enumerate(around):
            if bits & chosen and number not in known:
                value = term(state)[0]
                if value is not True and (is_first or value.__class__ is not Open):
                    known.add(number)
                    found.append(term)
        known.add(-1)
        return found

    def _outcome(self, state: State, reasons: int | None) -> Outcome:
        if reasons is None:
            answers = {name: value for name, (value, _) in state.chosen.items() if name not in self._given}
            return Outcome(True, answers, steps=state.work)
        doubts = tuple(why for bit, why in self._doubts.items() if reasons & bit)
        rests_on = frozenset(name for name in self._given if reasons & self._bit(name))
        return Outcome(None if doubts else False, doubts=doubts, rests_on=rests_on, steps=state.work)

    def _search(self, state: State, goals: list[Term], domains: Domains, most: int) -> int | None:
        """None where it found answers (they stand in the state), else the reasons why there are none."""
        state.work += 1
        if state.work > most:
            raise _TooLong
        still: list[Term] = []
        failed = 0
        best, least = "", 0
        for goal in goals:
            value, reasons = goal(state)
            if value.__class__ is Open:
                still.append(goal)
                size = len(domains(value.name))
                if not best or size < least:
                    best, least = value.name, size
            elif value is not True:
                if not reasons & self._doubted:
                    return reasons
                failed = failed or reasons
        if failed:
            return failed
        if not still:
            return None
        return self._tried(state, still, best, domains, most)

    def _tried(self, state: State, goals: list[Term], name: str, domains: Domains, most: int) -> int | None:
        bit, since, reasons = self._bit(name), len(state.trail), self._also.get(name, 0)
        for value in domains(name):
            state.chosen[name] = (value, bit)
            why = self._search(state, goals, domains, most)
            if why is None:
                return None
            state.forget(since)
            if not why & bit:
                reasons = why | bit
                break
            reasons |= why
        del state.chosen[name]
        return reasons & ~bit
