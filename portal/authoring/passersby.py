"""Floor 6. People who were really walked through a service: what holds of one of them is possible.

The prover tries few values of each answer, and where a rule looks at several together they may all miss. Then people are
looked for as the walk does, and their answers are put in the place of those that were tried.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from portal.authoring.answering import Answering, Answers
from portal.authoring.looking import Place
from portal.authoring.steering import Steering, Stop
from portal.authoring.typed import Drafts
from portal.journey.plan import Plan
from portal.spec.model import Check, Condition, Page, Service

MOST_STEPS = 3_000  # plans made for one service
MOST_A_GOAL = 400  # of them for one person
MOST_ASKED = 60_000  # questions in all of these plans: fewer people are looked for in a long service
MOST_CODES = 12  # options of which each is chosen by somebody
MOST_ITEMS = 3  # items of a group that somebody is known by


@dataclass(frozen=True)
class Known:
    """What rules see of somebody who has answered the first pages, so many of them."""

    pages: int
    values: Mapping[str, Any]  # by name, and of an item of each group by `group/field`
    answers: Answers = field(repr=False)


class Passersby:
    """`doubtful`: the rules that look at more than is tried, by their `id`."""

    def __init__(self, service: Service, today: date, doubtful: Collection[int]) -> None:
        self.service, self.today = service, today
        steps = min(MOST_STEPS, MOST_ASKED // max(1, len(service.fields)))
        drafts = Drafts(service, today)
        self.steering = Steering(service, Answering(service, today), drafts.entries, steps, MOST_A_GOAL)
        self._entries_of, self._doubtful = drafts.entries, doubtful

    def who(self, fits: Callable[[Mapping[str, Any]], bool], pages: int) -> Known | None:
        """Somebody who fits and has answered so many pages at least; None where nobody that was found does."""
        if not self._doubtful:
            return None
        return next((one for one in self._everybody if one.pages >= pages and fits(one.values)), None)

    # ---- who was found ------------------------------------------------------------------------------------------------

    @cached_property
    def _everybody(self) -> list[Known]:
        found: list[Known] = []
        told: set[str] = set()
        for answers, page in self._led():
            if (key := f"{page.id if page else ''}{answers!r}") not in told:
                told.add(key)
                found += self._known_of(answers, page)
        return found

    def _led(self) -> Iterator[tuple[Answers, Page | None]]:
        """Answers, and the page that somebody stands on who has given those before it, and may have given its own."""
        nobody: Answers = {}
        first = self.steering.led(nobody, None)
        if first is not None:
            yield first, None
        for page, wished in self._wishes():
            for to_the_end in (True, False):
                led = self.steering.led(first or nobody, page, to_the_end=to_the_end, wished=wished)
                if led is not None:
                    yield led, None if to_the_end else page

    def _wishes(self) -> Iterator[tuple[Page, list[Stop]]]:
        """That each doubtful rule hold, and not; that what is checked be answered; that each option be chosen there."""
        for place, condition in self.service.every_condition.items():
            if id(condition.rule) in self._doubtful:
                page, item = self._page_of(place, condition)
                for wanted in (True, False):
                    yield page, [self.steering.wish(condition, wanted, item)]
        for check in self.service.checks:
            name = check.at.partition(".")[0]
            page = self.service.page_of[name]
            if not any(id(one.when.rule) in self._doubtful for item in page.ask for one in self._checks_at(item.id)):
                continue
            yield page, [self.steering.answer(name)]
            for root in check.when.rule.roots:
                one = self.service.fields.get(root)
                for code in one.codes[:MOST_CODES] if one else ():
                    yield self.service.page_of[root], [self.steering.choice(one, code)] if one else []

    def _checks_at(self, name: str) -> Iterator[Check]:
        yield from (check for check in self.service.checks if check.at.partition(".")[0] == name)

    def _page_of(self, place: str, condition: Condition) -> tuple[Page, Place | None]:
        """The page where a condition is looked at, and the item that its group's name stands for."""
        service = self.service
        kind, _, rest = place.partition(":")
        path = place.partition("/")[0].partition("?")[0]
        if kind == "page" and rest:
            number = service.place_of[rest]
            return service.pages[max(0, number - 1)], None
        if kind == "check" and rest:
            path = next(check.at for check in service.checks if check.id == rest)
        name = path.partition(".")[0]
        if name in service.page_of:
            return service.page_of[name], Place(name, 0) if "." in path else None
        last = max(
            (service.place_of[service.page_of[root].id] for root in condition.rule.roots if root in service.page_of),
            default=0,
        )
        return service.pages[last], None

    def _known_of(self, answers: Answers, page: Page | None) -> Iterator[Known]:
        """What rules see of all answers, or of those before the page, and with its own where each is valid by itself."""
        service, ends = self.service, [len(self.service.pages)]
        so_far = Plan(service, self._entries_of(answers), self.today)
        if page is not None:
            number = service.place_of[page.id]
            wrong = [one for one in so_far.problems(page) if self.steering.is_looked_at(one)]
            ends = [number, *([number + 1] if all(one.code.startswith("check:") for one in wrong) else [])]
        whole = so_far.values_of(service.read_names)
        for end in ends:
            known = {
                name: value
                for name, value in whole.items()
                if name not in service.page_of or service.place_of[service.page_of[name].id] < end
            }
            groups = [group for group in service.groups if known.get(group)]
            for number in range(min(MOST_ITEMS, max((len(known[group]) for group in groups), default=1))):
                items = [(group, known[group][min(number, len(known[group]) - 1)]) for group in groups]
                inner = {f"{group}/{name}": value for group, item in items for name, value in item.items()}
                yield Known(end, known | inner, answers)
