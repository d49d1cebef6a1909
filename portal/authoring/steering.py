"""Floor 6. Leads somebody to a page: what stops them is changed, one thing after the other, as long as that brings them on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice
from typing import Any

from portal.authoring.answering import Answering, Answers
from portal.authoring.looking import DEEPEST, Place
from portal.authoring.mending import Mending
from portal.authoring.setting import Ways, in_turn
from portal.journey.entries import Entries
from portal.journey.plan import Plan, plan
from portal.kinds.kind import Problem
from portal.spec.model import Condition, Field, Page, Service

MOST_STEPS = 12_000  # plans made for one service, so that a walk ends soon
MOST_A_GOAL = 1_500  # of them for one page
MOST_WAYS = 40  # ways to change what stops somebody
MOST_STOPS = 3  # of what stops somebody at once
MOST_KEPT = 8  # plans that are kept
MOST_ROUNDS = 8


class _Enough(Exception):
    """As many plans were made as may be."""


@dataclass(frozen=True)
class Stop:
    """Something in the way, or wished for: whether it stands in the way, and what may be changed for it to go."""

    ways: Callable[[Answers], Ways]
    is_there: Callable[[Answers], bool] = lambda _answers: True


class Steering:
    """`entries_of`: the answers as a draft holds them."""

    def __init__(
        self,
        service: Service,
        answering: Answering,
        entries_of: Callable[[Answers], Entries],
        most_steps: int = MOST_STEPS,
        most_a_goal: int = MOST_A_GOAL,
    ) -> None:
        self.service, self.answering, self._entries_of = service, answering, entries_of
        self.mending = Mending(answering, self.plan_of)
        self._plans: dict[int, tuple[Answers, Plan]] = {}
        self._wished: Sequence[Stop] = ()
        self.left, self._most, self._most_a_goal = most_steps, 0, most_a_goal
        self._looked = service.read_names | {
            one.group or one.id for one in service.fields.values() if one.where or one.has_ruled_options
        }

    def plan_of(self, answers: Answers) -> Plan:
        kept = self._plans.get(id(answers))
        if kept is None or kept[0] is not answers:
            if self.left <= self._most:
                raise _Enough
            self.left -= 1
            kept = answers, plan(self.service, self._entries_of(answers), self.answering.today)
            while len(self._plans) >= MOST_KEPT:
                del self._plans[next(iter(self._plans))]
            self._plans[id(answers)] = kept
        return kept[1]

    def led(
        self, start: Answers, goal: Page | None, *, to_the_end: bool = True, wished: Sequence[Stop] = ()
    ) -> Answers | None:
        """Answers like these that see the page, and come to the end where it is no exit; None where none were found.

        `wished`: what else must be so.
        """
        self._wished = wished
        self._most = max(0, self.left - self._most_a_goal)
        try:
            return self._search(start, goal, to_the_end)
        except (_Enough, RecursionError):
            return None

    def _search(self, start: Answers, goal: Page | None, to_the_end: bool) -> Answers | None:
        first = self._filled(start, goal)
        known, number = {repr(first)}, 0
        waiting: list[tuple[int, int, Answers]] = [(len(self._stops(first, goal, to_the_end)), 0, first)]
        while waiting:
            least, _, answers = heappop(waiting)
            stops = self._stops(answers, goal, to_the_end)
            if not stops:
                return answers
            ways = in_turn([islice(stop.ways(answers), MOST_WAYS) for stop in stops[:MOST_STOPS]])
            for way in ways:
                changed = self._filled(way, goal)
                if (key := repr(changed)) in known:
                    continue
                known.add(key)
                number += 1
                count = len(self._stops(changed, goal, to_the_end))
                heappush(waiting, (count, number, changed))
                if count < least:
                    break
        return None

    # ---- what stops somebody ------------------------------------------------------------------------------------------

    def _pages(self, goal: Page | None, to_the_end: bool) -> Iterator[Page]:
        for page in self.service.pages:
            yield page
            if page is goal and (page.exit or not to_the_end):
                return

    def _stops(self, answers: Answers, goal: Page | None, to_the_end: bool) -> list[Stop]:
        so_far = self.plan_of(answers)
        found = [stop for stop in self._wished if stop.is_there(answers)]
        for page in self._pages(goal, to_the_end):
            is_asked, condition = so_far.is_asked(page), page.when
            if page is goal and not is_asked and condition is not None:
                found.append(self._unlike(condition, True))
            elif page.exit and page is not goal and is_asked:
                if condition is None:
                    return [Stop(lambda _now: iter(()))]
                found.append(self._unlike(condition, False))
            elif is_asked and (page is not goal or to_the_end):
                found += [stop for problem in so_far.problems(page) if (stop := self._stop(answers, page, problem))]
        return found

    def _unlike(self, condition: Condition, wanted: bool) -> Stop:
        return Stop(lambda now: self.mending.ways(now, condition, wanted))

    def wish(self, condition: Condition, wanted: bool, item: Place | None = None) -> Stop:
        """That the condition be true, or not."""
        return Stop(
            lambda now: self.mending.ways(now, condition, wanted, item),
            lambda now: (self.mending.outcome(now, condition, item) is True) is not wanted,
        )

    def choice(self, one: Field, code: str) -> Stop:
        """That this option be chosen."""

        def is_missing(now: Answers) -> bool:
            chosen = self.mending.at_place(self.plan_of(now), Place(one.id))
            return code not in chosen if isinstance(chosen, list) else chosen != code

        value = [code] if one.kind.rule_type(one) == "codes" else code
        return Stop(lambda now: self.mending.put(now, Place(one.id), DEEPEST, value), is_missing)

    def answer(self, name: str) -> Stop:
        """That a question be answered, or a group have an item."""

        def is_missing(now: Answers) -> bool:
            so_far = self.plan_of(now)
            return not so_far.entries.items(name) if name in self.service.groups else name not in so_far.entries.answers

        group = self.service.groups.get(name)
        size = max(1, group.least) if group else 0
        if group:
            return Stop(lambda now: self.mending.resized(now, name, DEEPEST, size), is_missing)
        return Stop(lambda now: self.mending.otherwise(now, Place(name), DEEPEST), is_missing)

    def is_looked_at(self, problem: Problem) -> bool:
        """Whether it is of an answer that rules look at; the others are examples."""
        return _place_of(problem.path).name in self._looked

    def _stop(self, answers: Answers, page: Page, problem: Problem) -> Stop | None:
        place = _place_of(problem.path)
        if not self.is_looked_at(problem):
            return None
        if problem.code.startswith("check:"):
            check = next(one for one in self.service.checks if one.id == problem.code.removeprefix("check:"))
            item = Place(place.name, place.number) if place.number >= 0 else None
            return Stop(lambda now: self.mending.ways(now, check.when, False, item))
        if place.name in self.service.groups and not place.inner:
            group = self.service.groups[place.name]
            size = max(group.least, min(group.most, len(answers.get(place.name) or ())))
            return Stop(lambda now: self.mending.resized(now, place.name, DEEPEST, size))
        one = self.mending.field(place)
        if one is None or one.kind.takes_file:
            return None
        return Stop(lambda now: self.mending.otherwise(now, place, DEEPEST))

    # ---- what is not answered yet --------------------------------------------------------------------------------------

    def _filled(self, answers: Answers, goal: Page | None) -> Answers:
        """With an example for each question on the road that rules read and that must be answered."""
        for _ in range(MOST_ROUNDS):
            more = self._missing(answers, goal)
            if not more:
                break
            answers = {**answers, **more}
        return answers

    def _missing(self, answers: Answers, goal: Page | None) -> dict[str, Any]:
        so_far, found = self.plan_of(answers), dict[str, Any]()
        for page in self._pages(goal, True):
            if page.exit or not so_far.is_asked(page):
                continue
            for one in so_far.shown_fields(page):
                if one.id in self._looked and one.id not in so_far.entries.answers and not so_far.is_optional(one):
                    example = self.answering.example(one)
                    if example is not None and answers.get(one.id) != example:
                        found[one.id] = example
            for group in so_far.shown_groups(page):
                if group.id in self._looked and (items := self._items(so_far, group.id, answers)) is not None:
                    found[group.id] = items
        return found

    def _items(self, so_far: Plan, name: str, answers: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """The items with what they miss; None where they miss nothing."""
        group = self.service.groups[name]
        items = [dict(one) for one in answers.get(name) or ()]
        changed = len(items) < group.least
        items += [self.answering.item(group) for _ in range(group.least - len(items))]
        for item, held in zip(items, so_far.entries.items(name), strict=False):
            shown = {one.id for one in so_far.shown_inside(group, held)}
            for one in group.fields:
                is_missing = one.id in shown and one.kind.asks and one.id not in held.answers
                if is_missing and not so_far.is_optional(one, held) and item.get(one.id) != (
                    example := self.answering.example(one)
                ):  # fmt: skip
                    item[one.id], changed = example, True
        return items if changed else None


def _place_of(path: str) -> Place:
    """A problem's path: `plate`, `walk`, `walk/0/minutes`."""
    name, _, rest = path.partition("/")
    number, _, inner = rest.partition("/")
    return Place(name, int(number) if inner else -1, inner)
