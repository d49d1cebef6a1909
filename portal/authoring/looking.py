"""Floor 6. What the parts of a rule are among somebody's answers: their values, the answers that they look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from portal.authoring.answering import Answering, Answers
from portal.authoring.domains import behind
from portal.journey.plan import Plan
from portal.rules import UNKNOWN, Rule
from portal.rules.nodes import Each, Name, Node, Select, children
from portal.spec.model import Field

DEEPEST = 12  # names behind names


class Place(NamedTuple):
    """Where an answer stands: a question, a group, an item of it (`number` from 0), a question of it or of all, a record's part."""

    name: str
    number: int = -1
    inner: str = ""
    part: str = ""


@dataclass(frozen=True)
class At:
    """The rule that is looked at, what its variables stand for, and how many names behind names may follow."""

    rule: Rule
    bound: Mapping[str, Place]
    left: int = DEEPEST

    def of(self, rule: Rule) -> At:
        return At(rule, {}, self.left - 1)

    def with_item(self, variable: str, item: Place) -> At:
        return replace(self, bound={**self.bound, variable: item})


class _Around:
    """An env with the items that variables stand for."""

    def __init__(self, env: Mapping[str, Any], bound: Mapping[str, Any]) -> None:
        self.env, self.bound = env, bound

    def get(self, name: str) -> Any:
        return self.bound[name] if name in self.bound else self.env.get(name)


class Looking:
    """`plan_of` tells what answers mean."""

    def __init__(self, answering: Answering, plan_of: Callable[[Answers], Plan]) -> None:
        self.answering, self.plan_of = answering, plan_of
        self.service, self.today = answering.service, answering.today
        self._runs: dict[int, tuple[Node, Callable[[Any], Any]]] = {}

    def value(self, answers: Answers, node: Node, at: At) -> Any:
        so_far = self.plan_of(answers)
        env: Any = so_far.env_for(at.rule)
        if at.bound:
            env = _Around(env, {name: self.at_place(so_far, place) for name, place in at.bound.items()})
        if id(node) not in self._runs:
            self._runs[id(node)] = (node, at.rule.run_of(node))
        return self._runs[id(node)][1](env)

    def at_place(self, so_far: Plan, place: Place) -> Any:
        group = self.service.groups.get(place.name)
        if group is None:
            found = so_far.values_of(frozenset([place.name])).get(place.name, UNKNOWN)
        else:
            items = so_far.entries.items(place.name)
            if not 0 <= place.number < len(items):
                return UNKNOWN
            item = so_far.inside(group, items[place.number])
            found = item.get(place.inner, UNKNOWN) if place.inner else item
        return found.get(place.part, UNKNOWN) if place.part and isinstance(found, Mapping) else found

    def items_at(self, answers: Answers, place: Place) -> list[Place]:
        """The place itself; of one that stands for every item of a group, that of each."""
        if place.name not in self.service.groups or place.number >= 0:
            return [place]
        size = len(self.plan_of(answers).entries.items(place.name))
        return [place._replace(number=number) for number in range(size)]

    def place(self, node: Node, at: At) -> Place | None:
        """The answer that a node is; None where it is none."""
        if isinstance(node, Name):
            known = node.name in self.service.fields or node.name in self.service.groups
            return at.bound.get(node.name) or (Place(node.name) if known else None)
        if isinstance(node, Select) and (of := self.place(node.of, at)) is not None:
            is_item = of.name in self.service.groups and not of.inner
            return of._replace(inner=node.field) if is_item else of._replace(part=node.field)
        return None

    def field(self, place: Place) -> Field | None:
        return self.service.fields.get(f"{place.name}.{place.inner}" if place.inner else place.name)

    def leaves(self, node: Node, at: At) -> Iterator[Place]:
        """The answers that a node looks at, through names."""
        place = self.place(node, at)
        if place is not None:
            yield place
            return
        if isinstance(node, Name) and at.left > 0:
            for rule in behind(self.service, node.name):
                yield from self.leaves(rule.tree, at.of(rule))
        if isinstance(node, Each) and (of := self.place(node.of, at)) is not None and of.name in self.service.groups:
            yield of
            yield from self.leaves(node.body, at.with_item(node.variable, of))
            return
        for one in children(node):
            yield from self.leaves(one, at)
