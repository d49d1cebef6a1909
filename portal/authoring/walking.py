"""Floor 6. Walks a service by itself: valid answers for every page, until each was seen or proved out of reach.

Only answers that some rule reads can change the road. Their values are few: every option, yes and no, and of numbers,
days and texts those beside the constants that the rules name. The pages are gone through in order with all of them
at once; people who answered differently but are the same to every later rule are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice, product
from typing import Any

from portal.authoring.answering import Answering
from portal.authoring.arriving import Arrivals
from portal.authoring.domains import Domains, leading
from portal.authoring.horizon import Horizon
from portal.authoring.scenarios import field_of, fill_page
from portal.authoring.steering import Steering
from portal.authoring.typed import Drafts, first_choice, typed
from portal.journey.entries import Entries
from portal.journey.plan import Plan, codes_of, plan
from portal.journey.reading import raw_from
from portal.rules.boundaries import DATED
from portal.spec.model import Field, Group, Page, Service

MOST_STATES = 2_000  # people on the way at once
MOST_LISTS = 60  # lists of items that are tried of one group
MOST_WAYS = 4_000  # ways to answer one page
MOST_TRIES = 100_000  # answered pages in all; then a few ways a page, so that a walk ends in a minute
FEWEST_TRIES = 200  # a page
MOST_STARTS = 3  # people, and scenarios, from whom a page is looked for that nobody saw
Typed = Mapping[str, Any]  # answers as a scenario writes them


@dataclass(frozen=True)
class Road:
    """One walk: what was answered, the pages in order, and where it ended ("" before an end: something stopped it)."""

    answers: Typed
    pages: tuple[str, ...]
    exit: str = ""
    is_finished: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, int] = field(default_factory=dict)  # what the portal would have counted


@dataclass(frozen=True)
class Walked:
    """All that was found: `seen` and `roads` (each shows a page that none before it did), and what was not seen.

    `unreachable` is proved for the values that rules can tell apart; `undecided` is not. `stuck`: no valid answers.
    """

    service: Service
    seen: frozenset[str]
    roads: tuple[Road, ...]
    unreachable: tuple[str, ...]
    undecided: tuple[str, ...]

    @property
    def stuck(self) -> tuple[Road, ...]:
        return tuple(road for road in self.roads if not road.is_finished and not road.exit)

    @property
    def is_whole(self) -> bool:
        """Whether every page is accounted for, nobody is stuck, and check-your-answers (or an exit) ends each road."""
        return not self.undecided and not self.stuck and any(road.is_finished for road in self.roads)


def walk_service(service: Service, today: date, own: Sequence[Typed] = ()) -> Walked:
    """Every page that answers can lead to, each with a road that shows it. `own`: answers of the service's own scenarios."""
    walker = _Walker(service, today, own)
    walker.look()
    roads: list[Road] = []
    seen: set[str] = set()
    for number, answers in walker.chosen():
        if number is not None and service.pages[number].id in seen:
            continue
        road = walker.brought_on(answers, number)
        if road not in roads:
            roads.append(road)
            seen |= {*road.pages, *([road.exit] if road.exit else [])}
    for page in reversed(service.pages):
        if page.id not in seen and (found := walker.led(page)) is not None:
            roads.append(found)
            seen |= {*found.pages, *([found.exit] if found.exit else [])}
    missed = tuple(page.id for page in service.pages if page.id not in seen)
    proved = frozenset(missed) if walker.is_exact else _proved(service, today, missed)
    unreachable = tuple(page for page in missed if page in proved)
    undecided = tuple(page for page in missed if page not in proved)
    return Walked(service, frozenset(seen), tuple(roads), unreachable, undecided)


def _proved(service: Service, today: date, missed: Sequence[str]) -> frozenset[str]:
    """Of these pages the ones that the prover finds no valid answers for."""
    if not missed:
        return frozenset()
    people, found = Arrivals(service, today), set[str]()
    for name in missed:
        number, page = service.place_of[name], service.pages_by_id[name]
        arrived = people.arrived(number, people.done_before(number))
        here = arrived.and_(people.here(page))
        # Whether a page is asked may depend on nothing that a check before it reads: then everybody's way is looked at.
        if any(people.solve(one).is_possible is False for one in (here, here.whole)):
            found.add(name)
    return frozenset(found)


class _Walker:
    def __init__(self, service: Service, today: date, own: Sequence[Typed]) -> None:
        self.service, self.today, self.own = service, today, own
        self.now = datetime.combine(today, datetime.min.time(), UTC)
        self.drafts, self.answering = Drafts(service, today), Answering(service, today, own)
        self.domains = Domains(service, today, leading(service))
        self.is_exact = all(why == DATED for _, _, why in self.domains.boundaries.doubts)
        self.decisive = {
            name: self._values(name) for name in (*service.fields, *service.groups) if name in self.domains.roots
        }
        self.horizon = Horizon(service)
        self.tries = MOST_TRIES
        self.steering = Steering(service, self.answering, self.drafts.entries)
        self._planned: tuple[Typed, Plan] | None = None
        self.witness: dict[int, Typed] = {}  # page → decisive answers of somebody who saw it
        self.arrived: Typed | None = None  # those of somebody who came to the end

    # ---- the decisive answers ---------------------------------------------------------------------------------------

    def _values(self, name: str) -> list[Any]:
        """The values to try, as a scenario writes them; None is “left empty”."""
        found = self.domains.values(name)
        most = MOST_LISTS if name in self.service.groups else MOST_STATES
        written = [written for _, written in found.pairs]
        self.is_exact = self.is_exact and not found.why and len(written) <= most
        return written[:: len(written) // most + 1] or [None]

    def look(self) -> None:
        """Sends everybody through all pages in order."""
        counted = {
            name: self._values(name)
            for name, value in self.service.values.items()
            if value.rule is None and name in self.domains.roots
        }
        given = list(islice(product(*counted.values()), MOST_STATES + 1))
        self.is_exact = self.is_exact and len(given) <= MOST_STATES
        people: list[Typed] = [dict(zip(counted, values, strict=True)) for values in given[:MOST_STATES]]
        for number, page in enumerate(self.service.pages):
            still: dict[tuple[Any, ...], Typed] = {}
            most = self._ways_each(len(people))
            for one in people:
                for way, is_here in self._through(one, page, most):
                    if is_here:
                        self.witness.setdefault(number, way)
                    if not (is_here and page.exit):
                        still.setdefault(self.horizon.seen_after(number, self._plan(way)), way)
            people = list(still.values())
            if len(people) > MOST_STATES:
                self.is_exact = False
                people = people[:: len(people) // MOST_STATES + 1]
        self.arrived = people[0] if people else None

    def _ways_each(self, people: int) -> int:
        """In how many ways each of them may answer a page: all together at most a quarter of the tries that are left."""
        return min(MOST_WAYS, max(FEWEST_TRIES, self.tries // 4) // max(people, 1) + 1)

    def chosen(self) -> Iterator[tuple[int | None, Typed]]:
        """Somebody for the end, then for each page, the last first: they have seen most."""
        if self.arrived is not None:
            yield None, self.arrived
        yield from sorted(self.witness.items(), reverse=True)

    def completed(self, answers: Typed, number: int) -> Typed:
        """The answers with one for each later page that a rule reads: the first that lets them pass."""
        # Where nothing is checked across answers, examples pass too.
        for page in self.service.pages[number + 1 :] if self.service.checks else ():
            answers, is_here = next(self._through(answers, page))
            if is_here and page.exit:
                break
        return answers

    def _through(self, one: Typed, page: Page, most: int = MOST_WAYS) -> Iterator[tuple[Typed, bool]]:
        """Past one page, in every way that makes a difference (`most` of them); True where the page was on the road."""
        if page.when is not None and not self._plan(one).holds(page.when):
            yield one, False
            return
        asked = [*(one.id for one in page.fields), *(group.id for group in page.groups)]
        decisive = [(name, self.decisive[name]) for name in asked if name in self.decisive and name not in one]
        ways = list(islice(product(*(values for _, values in decisive)), most + 1))
        self.is_exact = self.is_exact and len(ways) <= most
        passed = not decisive
        if passed:
            yield one, True
        for values in ways[:most] if decisive else ():
            chosen = {name: value for (name, _), value in zip(decisive, values, strict=True) if value is not None}
            answers = {**one, **chosen}
            if self._passes(page, answers):
                passed = True
                yield answers, True
        if not passed:
            self.is_exact = False
            yield one, True

    def _passes(self, page: Page, answers: Typed) -> bool:
        """Whether the checks let these answers through, and every chosen option can be chosen."""
        so_far = self._plan(answers)
        shown = {item.id for item in so_far.shown(page)}
        if any(check.at in shown and so_far.holds(check.when) for check in self.service.checks):
            return False
        for one in so_far.shown_fields(page):
            if one.id in answers and (one.has_ruled_options or one.where):
                chosen = raw_from(one, answers[one.id])[""]
                if not set(chosen) <= set(codes_of(so_far.options(one))):
                    return False
        return True

    def _plan(self, answers: Typed) -> Plan:
        if self._planned is None or self._planned[0] is not answers:
            self.tries -= 1
            self._planned = answers, plan(self.service, self.drafts.entries(answers), self.today)
        return self._planned[1]

    # ---- a whole road -----------------------------------------------------------------------------------------------

    def brought_on(self, answers: Typed, number: int | None) -> Road:
        """The road of these answers; where something stops it, that of others like them that see the page and go further."""
        road = self.road(self.completed(answers, number or 0))
        if road.is_finished or road.exit:
            return road
        goal = None if number is None else self.service.pages[number]
        for to_the_end in (True, False) if goal is not None else (True,):
            found = self.steering.led(answers, goal, to_the_end=to_the_end)
            better = self.road(found) if found is not None else None
            if better is not None and (better.is_finished or better.exit or not to_the_end):
                return better
        return road

    def led(self, goal: Page) -> Road | None:
        """A road to a page that nobody saw, from what is nearest to it; None where none was found."""
        number = self.service.place_of[goal.id]
        before = [self.witness[one] for one in sorted(self.witness, reverse=True) if one < number][:MOST_STARTS]
        for start in (*before, *self._own_to(goal), {}):
            for to_the_end in (True, False):
                found = self.steering.led(start, goal, to_the_end=to_the_end)
                road = self.road(found) if found is not None else None
                if road is not None and goal.id in {*road.pages, road.exit}:
                    return road
        return None

    def _own_to(self, goal: Page) -> list[Typed]:
        """The scenarios that ask this page first, then the others."""
        asked = {number: self._plan(one).is_asked(goal) for number, one in enumerate(self.own)}
        return [self.own[number] for number in sorted(asked, key=lambda one: not asked[one])][:MOST_STARTS]

    def road(self, chosen: Typed) -> Road:
        """Walks as a person would, page by page, with what was chosen and examples for all else."""
        given = self.drafts.outside(chosen)
        so_far = plan(self.service, Entries(outside=given), self.today)
        answers: dict[str, Any] = {}
        pages: list[str] = []
        page: Page | None = so_far.road[0] if so_far.road else None
        while page is not None and not page.exit:
            pages.append(page.id)
            so_far, problems = self._answer(so_far, page, chosen, answers)
            if problems:
                return Road(answers, tuple(pages), problems=problems, given=given)
            page = so_far.after(page)
        end = so_far.exit.id if so_far.exit else ""
        return Road(answers, tuple(pages), end, so_far.is_finished, given=given)

    def _answer(self, so_far: Plan, page: Page, chosen: Typed, answers: dict[str, Any]) -> tuple[Plan, dict[str, str]]:
        """The page answered, and what is wrong there."""

        def fill(now: Plan) -> None:
            for one in now.shown_fields(page):
                if one.id in chosen:
                    answers[one.id] = chosen[one.id]
                elif one.id not in answers and not now.is_optional(one):
                    answers[one.id] = self._example(now, one)
            for group in now.shown_groups(page):
                answers.setdefault(group.id, chosen.get(group.id, self._items(group)))

        so_far = fill_page(so_far, page, answers, fill, self.now)
        return so_far, {field_of(problem.path): problem.code for problem in so_far.problems(page)}

    def _items(self, group: Group) -> list[dict[str, Any]]:
        return [self.answering.item(group) for _ in range(group.least)]

    def _example(self, so_far: Plan, one: Field) -> Any:
        if one.has_ruled_options or one.where:
            return first_choice(so_far, one)
        return typed(one, one.kind.example(one, self.today))
