"""Floor 6. Answers changed so that a part of a rule has a wanted value: reckonings turned round, sums shared out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

from portal.authoring import beside
from portal.authoring.answering import Answers
from portal.authoring.looking import At, Looking, Place
from portal.authoring.measures import SCALED, form_of
from portal.rules import UNKNOWN, Rule
from portal.rules.nodes import Binary, Call, Choice, Each, Name, Node, Select, Unary
from portal.spec.model import Condition, Group, Table

FEW = 4  # ways of one part, where several parts must hold together
MOST_SIZES = 8  # numbers of items that are tried for one sum
Ways = Iterator[Answers]
Part = Place | tuple[Node, At]  # of what is summed up: an answer, or what is reckoned of an item


def in_turn(ways: Iterable[Ways]) -> Ways:
    """The first of each, then the second of each, and so on."""
    waiting = list(ways)
    while waiting:
        still = []
        for one in waiting:
            found = next(one, None)
            if found is not None:
                yield found
                still.append(one)
        waiting = still


class Setting(Looking, ABC):
    """`set` a part of a rule, `put` an answer; each tells a few likely ways."""

    @abstractmethod
    def wish(self, answers: Answers, node: Node, at: At, wanted: bool) -> Ways:
        """Changed answers with which a part of a rule is true, or false."""

    # ---- a part of a rule ---------------------------------------------------------------------------------------------

    def set(self, answers: Answers, node: Node, at: At, value: Any) -> Ways:
        if at.left <= 0 or value is UNKNOWN:
            return
        now = self.value(answers, node, at)
        if now.__class__ is value.__class__ and now == value:
            yield answers
            return
        place = self.place(node, at)
        if place is not None:
            yield from self.put(answers, place, at.left, value)
            return
        match node:
            case Name(name=name):
                yield from self._named(answers, name, at.left, value)
            case Unary(operator="-", of=of):
                zero = beside.nothing_of(value)
                yield from self.set(answers, of, at, beside.difference(zero, value))
            case Binary(operator="+" | "-" | "*" | "/" | "%"):
                yield from self._reckoned(answers, node, at, value)
            case Choice(test=test):
                for holds, part in ((True, node.yes), (False, node.no)):
                    for changed in islice(self.wish(answers, test, at, holds), FEW):
                        yield from self.set(changed, part, at, value)
            case Call():
                yield from self._called(answers, node, at, value)
            case _ if isinstance(value, bool):
                yield from self.wish(answers, node, at, value)

    def _named(self, answers: Answers, name: str, left: int, value: Any) -> Ways:
        service = self.service
        if name in service.conditions and isinstance(value, bool):
            rule = service.conditions[name].rule
            yield from self.wish(answers, rule.tree, At(rule, {}, left - 1), value)
        elif name in service.values:
            behind = service.values[name].rule
            if behind is not None:
                yield from self.set(answers, behind.tree, At(behind, {}, left - 1), value)
            elif isinstance(value, int) and value >= 0:
                yield {**answers, name: value}
        elif name in service.tables:
            yield from self._row(answers, service.tables[name], left, value)

    def _row(self, answers: Answers, table: Table, left: int, value: Any) -> Ways:
        """A row that gives the value holds, and none before it."""
        for number, row in enumerate(table.rows):
            if row.gives == value or isinstance(row.gives, Rule):
                before = table.rows[:number] if row.when else [one for one in table.rows if one is not row]
                wishes = [(row.when, True)] + [(one.when, False) for one in before]
                for changed in self._conditions(answers, [(one, holds) for one, holds in wishes if one], left):
                    if isinstance(row.gives, Rule):
                        yield from self.set(changed, row.gives.tree, At(row.gives, {}, left - 1), value)
                    else:
                        yield changed

    def _conditions(self, answers: Answers, wishes: Sequence[tuple[Condition, bool]], left: int) -> Ways:
        if not wishes:
            yield answers
            return
        condition, holds = wishes[0]
        for changed in islice(self.wish(answers, condition.rule.tree, At(condition.rule, {}, left - 1), holds), FEW):
            yield from self._conditions(changed, wishes[1:], left)

    def _reckoned(self, answers: Answers, node: Binary, at: At, value: Any) -> Ways:
        """One side of a reckoning set by the other and by what is to come out."""
        for side, other, is_left in ((node.left, node.right, True), (node.right, node.left, False)):
            for known in self.few_known(answers, other, at):
                now = self.value(known, side, at)
                for wanted in beside.solved(node.operator, value, self.value(known, other, at), now, is_left=is_left):
                    yield from self.set(known, side, at, wanted)

    def _called(self, answers: Answers, node: Call, at: At, value: Any) -> Ways:
        args = node.args
        match node.function:
            case "size" if isinstance(value, int):
                yield from self._sized(answers, args[0], at, value)
            case "sum":
                yield from self._summed(answers, args[0], at, value)
            case "min" | "max":
                parts = self._parts(answers, args[0], at) if len(args) == 1 else [(arg, at) for arg in args]
                yield from in_turn(self._extreme(answers, parts, part, at, node.function, value) for part in parts)
            case "days_between" if isinstance(value, int):
                for this, that, way in ((args[1], args[0], 1), (args[0], args[1], -1)):
                    for known in self.few_known(answers, that, at):
                        yield from self.set(known, this, at, _days_after(self.value(known, that, at), way * value))
            case "age" if isinstance(value, int):
                for born in beside.years_before(self.today, value):
                    yield from self.set(answers, args[0], at, born)

    # ---- lists --------------------------------------------------------------------------------------------------------

    def _items(self, answers: Answers, node: Node, at: At) -> list[Place]:
        """The items of a group that a node stands for, or that answer of each."""
        place = self.place(node, at)
        if place is not None and place.name in self.service.groups and place.number < 0:
            return self.items_at(answers, place)
        if isinstance(node, Each) and node.verb == "filter":
            items = self._items(answers, node.of, at)
            return [one for one in items if self.value(answers, node.body, at.with_item(node.variable, one)) is True]
        if isinstance(node, Select) and isinstance(node.of, Each):
            return [one._replace(inner=node.field) for one in self._items(answers, node.of, at)]
        return []

    def _parts(self, answers: Answers, node: Node, at: At) -> list[Part]:
        if isinstance(node, Each) and node.verb == "map":
            return [(node.body, at.with_item(node.variable, one)) for one in self._items(answers, node.of, at)]
        return [*self._items(answers, node, at)]

    def _part(self, answers: Answers, part: Part) -> Any:
        return self.at_place(self.plan_of(answers), part) if isinstance(part, Place) else self.value(answers, *part)

    def _set_part(self, answers: Answers, part: Part, at: At, value: Any) -> Ways:
        return self.put(answers, part, at.left, value) if isinstance(part, Place) else self.set(answers, *part, value)

    def _set_parts(self, answers: Answers, parts: Sequence[Part], at: At, values: Sequence[Any]) -> Ways:
        for part, value in zip(parts, values, strict=True):
            changed = next(self._set_part(answers, part, at, value), None)
            if changed is None:
                return
            answers = changed
        yield answers

    def _extreme(self, answers: Answers, parts: Sequence[Part], part: Part, at: At, function: str, value: Any) -> Ways:
        """The least or the largest of some: this one, and none beyond it."""
        changed: list[Answers] = [answers]
        for one in parts:
            now = self._part(answers, one)
            is_beyond = now is UNKNOWN or (now < value if function == "min" else now > value)
            if one is part or is_beyond:
                changed = [more for now in changed for more in islice(self._set_part(now, one, at, value), 1)]
        yield from changed

    def _summed(self, answers: Answers, node: Node, at: At, total: Any) -> Ways:
        groups = [place.name for place in self.leaves(node, at) if place.name in self.service.groups]
        yield from self._shared_out(answers, node, at, total)
        if groups:
            group, size = self.service.groups[groups[0]], len(self.plan_of(answers).entries.items(groups[0]))
            near = sorted(range(max(1, group.least), group.most + 1), key=lambda one: abs(one - size))
            for other in near[:MOST_SIZES]:
                for changed in islice(self.resized(answers, group.id, at.left, other), 1):
                    yield from self._shared_out(changed, node, at, total)

    def _shared_out(self, answers: Answers, node: Node, at: At, total: Any) -> Ways:
        """One part takes what is missing; all take the same; each takes as much as it can."""
        parts = self._parts(answers, node, at)
        values = [self._part(answers, part) for part in parts]
        if not parts or total.__class__ is bool:
            return
        values = [beside.nothing_of(total) if value is UNKNOWN else value for value in values]
        for number in reversed(range(len(parts))):
            rest = total
            for other in (value for place, value in enumerate(values) if place != number):
                rest = beside.difference(rest, other)
            yield from islice(self._set_part(answers, parts[number], at, rest), 1)
        yield from self._set_parts(answers, parts, at, beside.spread(total, len(parts)))
        filled: list[Any] = []
        for left, part in zip(range(len(parts) - 1, -1, -1), parts, strict=True):
            field = self.field(part) if isinstance(part, Place) and not part.part else None
            if field is None or form_of(field) not in SCALED or total is UNKNOWN:
                return
            scale = self.answering.measure(field).scale
            low, high = scale.at(scale.least), scale.at(scale.most)
            share = total
            for _ in range(left):
                share = beside.difference(share, low)
            share = max(low, min(high, share))
            filled.append(share)
            total = beside.difference(total, share)
        yield from self._set_parts(answers, parts, at, filled)

    def _sized(self, answers: Answers, node: Node, at: At, size: int) -> Ways:
        place = self.place(node, at)
        if place is not None and place.name in self.service.groups and place.number < 0:
            yield from self.resized(answers, place.name, at.left, size)
        elif isinstance(node, Each) and node.verb == "map":
            yield from self._sized(answers, node.of, at, size)
        elif isinstance(node, Select):
            yield from (
                self._sized(answers, node.of, at, size) if place is None else self._long(answers, place, at, size)
            )
        elif isinstance(node, Each):
            yield from self._so_many(answers, node, at, size)
        elif place is not None:
            yield from self._long(answers, place, at, size)

    def _so_many(self, answers: Answers, node: Each, at: At, size: int) -> Ways:
        """So many items of which it is true, the first ones; of the others it is not."""
        place = self.place(node.of, at)
        if place is None or place.name not in self.service.groups or size < 0:
            return
        now = len(self.plan_of(answers).entries.items(place.name))
        for changed in islice(self.resized(answers, place.name, at.left, max(size, now)), 2):
            rest: Answers | None = changed
            for number in range(max(size, now)):
                there = at.with_item(node.variable, place._replace(number=number))
                rest = next(self.wish(rest, node.body, there, number < size), None) if rest is not None else None
            if rest is not None:
                yield rest

    def _long(self, answers: Answers, place: Place, at: At, size: int) -> Ways:
        """So many options chosen, or a text of so many letters."""
        field = self.field(place)
        if field is None or place.part or size < 0:
            return
        if field.codes:
            now = self.at_place(self.plan_of(answers), place)
            chosen = [code for code in field.codes if isinstance(now, list) and code in now]
            free = [code for code in field.codes if code not in chosen]
            for some in ([*chosen, *free][:size], [*free, *chosen][:size], list(field.codes)[:size]):
                yield from self.put(answers, place, at.left, some)
        else:
            example = str(self.answering.example(field))
            yield from self.put(answers, place, at.left, (example + "x" * size)[:size])

    def resized(self, answers: Answers, name: str, left: int, size: int) -> Ways:
        """A group with so many items: more like those that there are, or like examples; fewer from either end."""
        group, items = self.service.groups[name], list(answers.get(name) or ())
        if not 0 <= size <= group.most:
            return
        more = size - len(items)
        if more > 0:
            ways = [[*items, *[self.answering.item(group)] * more], *([[*items, *[items[-1]] * more]] if items else [])]
        else:
            ways = [items[:size], items[len(items) - size :]]
        for way in ways:
            yield from self._brought_up({**answers, name: [dict(one) for one in way]}, Place(name), left)

    def few_known(self, answers: Answers, node: Node, at: At) -> list[Answers]:
        """The answers with those added that the node misses, in few ways."""
        if self.value(answers, node, at) is not UNKNOWN:
            return [answers]
        found = islice(self.known(answers, node, at), FEW)
        return [one for one in found if self.value(one, node, at) is not UNKNOWN]

    def known(self, answers: Answers, node: Node, at: At) -> Ways:
        """With the answers that the node misses, one after the other."""
        if at.left <= 0:
            return
        so_far, further = self.plan_of(answers), replace(at, left=at.left - 1)
        for place in dict.fromkeys(self.leaves(node, at)):
            group = self.service.groups.get(place.name)
            places = self.items_at(answers, place)
            if group is not None and not places:
                found = self.resized(answers, place.name, at.left, max(1, group.least))
            else:
                missing = [one for one in places if self.at_place(so_far, one) is UNKNOWN]
                if not missing:
                    continue
                found = self.otherwise(answers, missing[0], at.left)
            for changed in islice(found, FEW):
                if self.value(changed, node, at) is not UNKNOWN:
                    yield changed
                else:
                    yield from islice(self.known(changed, node, further), FEW)
            return

    # ---- an answer ----------------------------------------------------------------------------------------------------

    def put(self, answers: Answers, place: Place, left: int, value: Any) -> Ways:
        """An answer that rules see as this value, in its place, which is brought up."""
        field = self.field(place)
        if field is None or value is UNKNOWN or (field.group and place.number < 0):
            return
        if not field.kind.asks:
            yield from self._named(answers, str(field.settings.get("value", "")), left - 1, value)
        elif place.part:
            now = self._written(answers, place)
            for written in self.answering.with_part(field, now, place.part, value):
                yield from self._brought_up(self._with(answers, place, written), place, left)
        else:
            for written in self.answering.written(field, value):
                yield from self._brought_up(self._with(answers, place, written), place, left)

    def otherwise(self, answers: Answers, place: Place | None, left: int) -> Ways:
        """Something else in this place."""
        field = self.field(place) if place else None
        if place is None or field is None or not field.kind.asks or (field.group and place.number < 0):
            return
        now = self.at_place(self.plan_of(answers), place._replace(part=""))
        for written in self.answering.others(field, now):
            yield from self._brought_up(self._with(answers, place, written), place, left)

    def _written(self, answers: Answers, place: Place) -> Any:
        if place.number < 0:
            return answers.get(place.name)
        items = answers.get(place.name) or ()
        return items[place.number].get(place.inner) if place.number < len(items) else None

    def _with(self, answers: Answers, place: Place, written: Any) -> Answers:
        if place.number < 0:
            return {**answers, place.name: written}
        items = [dict(one) for one in answers.get(place.name) or ()]
        if place.number < len(items):
            items[place.number][place.inner] = written
        return {**answers, place.name: items}

    def _brought_up(self, answers: Answers, place: Place, left: int) -> Ways:
        """The same, with what else must be answered for the place to be asked at all."""
        so_far, page = self.plan_of(answers), self.service.page_of[place.name]
        asked = next(item for item in page.ask if item.id == place.name)
        wishes: list[tuple[Condition | None, Place | None]] = [(page.when, None), (asked.when, None)]
        if isinstance(asked, Group) and place.inner:
            wishes.append((asked.by_id[place.inner].when, place._replace(inner="", part="")))
        for condition, item in wishes:
            if condition is None or self._holds(so_far, condition, item):
                continue
            if left > 0:
                there = At(condition.rule, {item.name: item} if item else {}, left - 1)
                for changed in islice(self.wish(answers, condition.rule.tree, there, True), FEW):
                    yield from self._brought_up(changed, place, there.left)
            return
        yield answers

    def _holds(self, so_far: Any, condition: Condition, item: Place | None) -> bool:
        if item is None:
            return bool(so_far.holds(condition))
        values = self.at_place(so_far, item)
        return values is not UNKNOWN and bool(so_far.holds(condition, values, item.name))


def _days_after(day: date, days: int) -> Any:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return UNKNOWN
