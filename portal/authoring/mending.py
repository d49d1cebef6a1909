"""Floor 6. Answers changed so that a rule comes out as wanted: which of them to change is read off the rule's own tree.

What is yielded is likely and not certain: whoever asks works the rule out anew and keeps what helped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from portal.authoring import beside
from portal.authoring.answering import Answers
from portal.authoring.importing.samples import sample_of
from portal.authoring.looking import At, Place
from portal.authoring.setting import FEW, Setting, Ways, in_turn
from portal.rules import UNKNOWN, Rule
from portal.rules.nodes import Binary, Call, Choice, Each, Items, Junction, Literal, Name, Node, Select, Unary
from portal.spec.model import Condition


class Mending(Setting):
    """The ways to a wish: that a condition be true, or false."""

    def ways(self, answers: Answers, condition: Condition, wanted: bool, item: Place | None = None) -> Ways:
        """Changed answers with which the condition may be true, or false. `item`: the one that its group's name stands for."""
        at = At(condition.rule, {item.name: item} if item else {})
        if item is not None and item.number >= len(self.plan_of(answers).entries.items(item.name)):
            for changed in self.resized(answers, item.name, at.left, item.number + 1):
                yield from self.wish(changed, condition.rule.tree, at, wanted)
            return
        yield from self.wish(answers, condition.rule.tree, at, wanted)
        yield from self._anything_else(answers, condition.rule.tree, at)

    def outcome(self, answers: Answers, condition: Condition, item: Place | None = None) -> Any:
        """True, False or UNKNOWN."""
        return self.value(answers, condition.rule.tree, At(condition.rule, {item.name: item} if item else {}))

    # ---- a part that is to be true or false -------------------------------------------------------------------------

    def wish(self, answers: Answers, node: Node, at: At, wanted: bool) -> Ways:
        if at.left <= 0:
            return
        now = self.value(answers, node, at)
        if now is wanted:
            yield answers
            return
        match node:
            case Junction(operator=sign, parts=parts):
                if wanted is (sign == "||"):
                    yield from in_turn([self.wish(answers, part, at, wanted) for part in parts])
                else:
                    yield from self.all_of(answers, [(part, at) for part in parts], wanted)
            case Unary(operator="!", of=of):
                yield from self.wish(answers, of, at, not wanted)
            case Choice():
                yield from self._branch(answers, node, at, lambda now, part: self.wish(now, part, at, wanted))
            case Name(name=name) if name in self.service.conditions and name not in at.bound:
                rule = self.service.conditions[name].rule
                yield from self.wish(answers, rule.tree, at.of(rule), wanted)
            case _:
                yield from self._related(answers, node, at, wanted)

    def _related(self, answers: Answers, node: Node, at: At, wanted: bool) -> Ways:
        match node:
            case Binary(operator="in"):
                yield from self._within(answers, node, at, wanted)
            case Binary(operator=sign) if sign in beside.FLIPPED:
                sign = sign if wanted else beside.OPPOSITE[sign]
                yield from in_turn([
                    self._compared(answers, node.left, sign, node.right, at),
                    self._compared(answers, node.right, beside.FLIPPED[sign], node.left, at),
                ])  # fmt: skip
            case Each(verb="exists" | "all"):
                yield from self._over_items(answers, node, at, wanted)
            case Call(function="answered", args=(of,)):
                yield from self.known(answers, of, at) if wanted else self._left_out(answers, of, at)
            case Call(function="startsWith" | "endsWith" | "contains" | "matches"):
                yield from self._worded(answers, node, at, wanted)
            case Name() | Select():
                yield from self.set(answers, node, at, wanted)

    def all_of(self, answers: Answers, parts: Sequence[tuple[Node, At]], wanted: bool) -> Ways:
        if not parts:
            yield answers
            return
        node, at = parts[0]
        for changed in islice(self.wish(answers, node, at, wanted), FEW):
            yield from self.all_of(changed, parts[1:], wanted)

    def _branch(self, answers: Answers, node: Choice, at: At, want: Callable[[Answers, Node], Ways]) -> Ways:
        holds = self.value(answers, node.test, at)
        for test, part in ((True, node.yes), (False, node.no)):
            if holds is test:
                yield from want(answers, part)
        for test, part in ((True, node.yes), (False, node.no)):
            if holds is not test:
                for changed in islice(self.wish(answers, node.test, at, test), FEW):
                    yield from want(changed, part)

    def _compared(self, answers: Answers, node: Node, sign: str, other: Node, at: At) -> Ways:
        """One side set by the other's value."""
        if isinstance(node, Literal):
            return
        for known in self.few_known(answers, other, at):
            value = self.value(known, other, at)
            if sign == "!=":
                yield from self.otherwise(known, self.place(node, at), at.left)
                if isinstance(node, Name) and (table := self.service.tables.get(node.name)):
                    gives = {str(row.gives): row.gives for row in table.rows if not isinstance(row.gives, Rule)}
                    for other_value in gives.values():
                        yield from self.set(known, node, at, other_value) if other_value != value else ()
            for wanted in beside.meeting(sign, value):
                yield from self.set(known, node, at, wanted)

    def _within(self, answers: Answers, node: Binary, at: At, wanted: bool) -> Ways:
        left, right = node.left, node.right
        value, place = self.value(answers, left, at), self.place(right, at)
        if isinstance(right, Items):
            if not wanted:
                yield from self.otherwise(answers, self.place(left, at), at.left)
            for one in right.items if wanted else ():
                yield from self.set(answers, left, at, self.value(answers, one, at))
        elif place is not None and place.inner and place.number < 0:  # that answer of every item
            places = self.items_at(answers, place)
            if wanted:
                for item in places:
                    yield from self.put(answers, item, at.left, value)
            elif places:
                yield from self._each(
                    answers, [one for one in places if self.at_place(self.plan_of(answers), one) == value], at
                )
        elif place is not None and value is not UNKNOWN:
            chosen = self.value(answers, right, at)
            chosen = chosen if isinstance(chosen, list) else []
            changed = [*chosen, value] if wanted else [code for code in chosen if code != value]
            yield from self.put(answers, place, at.left, changed)
            yield from self.put(answers, place, at.left, [value]) if wanted else self.otherwise(answers, place, at.left)
        listed = self.value(answers, right, at)
        for one in listed if wanted and isinstance(listed, list) else ():
            yield from self.set(answers, left, at, one)

    def _each(self, answers: Answers, places: Sequence[Place], at: At) -> Ways:
        """Something else in every one of these places."""
        if not places:
            yield answers
            return
        for changed in islice(self.otherwise(answers, places[0], at.left), FEW):
            yield from self._each(changed, places[1:], at)

    def _over_items(self, answers: Answers, node: Each, at: At, wanted: bool) -> Ways:
        """One item, or all, as wanted; items that are in the way taken out."""
        of, by = self.place(node.of, at), node.verb == "exists"
        if of is None or of.name not in self.service.groups or of.number >= 0:
            return
        size = len(self.plan_of(answers).entries.items(of.name))
        bodies = [(node.body, at.with_item(node.variable, of._replace(number=number))) for number in range(size)]
        if wanted is by:
            yield from in_turn([self.wish(answers, body, there, wanted) for body, there in reversed(bodies)])
            for more in self.resized(answers, of.name, at.left, size + 1):
                yield from self.wish(more, node.body, at.with_item(node.variable, of._replace(number=size)), wanted)
        else:
            yield from self.all_of(answers, bodies, wanted)
            good = [number for number, (body, there) in enumerate(bodies) if self.value(answers, body, there) is wanted]
            yield {**answers, of.name: [answers[of.name][number] for number in good]} if of.name in answers else answers

    def _worded(self, answers: Answers, node: Call, at: At, wanted: bool) -> Ways:
        place = self.place(node.args[0], at)
        field = self.field(place) if place else None
        if place is None or field is None or place.part:
            return
        if not wanted:
            yield from self.otherwise(answers, place, at.left)
            return
        now = self.value(answers, node.args[0], at)
        example = now if isinstance(now, str) else str(self.answering.example(field))
        if node.function == "matches" and isinstance(node.args[1], Literal):
            sample = sample_of(str(node.args[1].value))
            words = [sample, f"{sample}{example[len(sample) :]}", f"{example} {sample}"]
        else:
            for known in self.few_known(answers, node.args[1], at) or [answers]:
                part = self.value(known, node.args[1], at)
                if not isinstance(part, str):
                    return
                words = [
                    part,
                    f"{part}{example[len(part) :]}",
                    f"{part}{example}",
                    f"{example[: -len(part) or None]}{part}",
                ]
                words += [f"{example}{part}", f"{example[:2]}{part}{example[2 + len(part) :]}", f"{example} {part}"]
        for word in self.answering.texts(field, words):
            yield from self.put(answers, place, at.left, word)
        yield from self.otherwise(answers, place, at.left)

    # ---- an answer that is to be there or not ------------------------------------------------------------------------

    def _left_out(self, answers: Answers, node: Node, at: At) -> Ways:
        for place in self.leaves(node, at):
            if place.name in self.service.groups and place.number < 0:
                yield {**answers, place.name: []}
            elif place.number >= 0:
                items = [dict(one) for one in answers.get(place.name, [])]
                if place.number < len(items):
                    items[place.number].pop(place.inner, None)
                    yield {**answers, place.name: items}
            else:
                yield {name: value for name, value in answers.items() if name != place.name}

    def _anything_else(self, answers: Answers, node: Node, at: At) -> Ways:
        """Any other answer in the place of those that the rule looks at."""
        for place in dict.fromkeys(self.leaves(node, at)):
            if place.name in self.service.groups and place.number < 0:
                size = len(self.plan_of(answers).entries.items(place.name))
                yield from in_turn([self.resized(answers, place.name, at.left, size + more) for more in (1, -1)])
                places = self.items_at(answers, place) if place.inner else []
            else:
                places = [place]
            yield from in_turn([islice(self.otherwise(answers, one, at.left), 2 * FEW) for one in places])
