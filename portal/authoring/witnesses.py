"""Floor 6. Answers that show what a proof says: completed, walked as a person would, and written as a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from portal.authoring.answering import Answering
from portal.authoring.domains import Domains
from portal.authoring.importing.writing import yaml_of
from portal.authoring.measures import example_of, pair
from portal.authoring.scenario_file import Scenario
from portal.authoring.scenarios import fill_page, run, walk
from portal.authoring.steering import Steering, Stop
from portal.authoring.typed import Drafts, first_choice
from portal.authoring.unpaid import fee_in_words
from portal.journey.entries import Entries
from portal.journey.plan import Plan, plan
from portal.spec.model import Field, Group, Page, Service

MOST_STEPS = 2_000  # plans made for one service, to find answers that pass what the examples do not
MOST_A_GOAL = 250  # of them for one witness
MOST_ASKED = 40_000  # questions in all of these plans
MOST_ITEMS = 20  # of a group; a longer list is not looked for


@dataclass(frozen=True)
class Witness:
    """Answers as a scenario writes them, and where they lead: it holds in `portal forms test`."""

    given: Mapping[str, Any]
    is_finished: bool
    plan: Plan = field(compare=False, repr=False)

    @property
    def ends(self) -> tuple[str, ...]:
        """What stops it: an exit, checks and the page that they are on; nothing where it can be sent."""
        page = () if self.is_finished else tuple(self.given["pages"])[-1:]
        return (*([self.given["exit"]] if "exit" in self.given else ()), *self.checks, *page)

    @property
    def text(self) -> str:
        """As it can stand in `scenarios.yaml`."""
        return yaml_of([dict(self.given)])

    @property
    def scenario(self) -> Scenario:
        return Scenario(self.given["scenario"], 0, self.given, {})

    @property
    def checks(self) -> Sequence[str]:
        return tuple(self.given.get("checks", ()))


class Witnesses:
    """Makes them for one service."""

    def __init__(self, service: Service, domains: Domains, today: date) -> None:
        self.service, self.domains, self.today = service, domains, today
        self.now = datetime.combine(today, datetime.min.time(), UTC)
        drafts, steps = Drafts(service, today), min(MOST_STEPS, MOST_ASKED // max(1, len(service.fields)))
        self.steering = Steering(service, Answering(service, today), drafts.entries, steps, MOST_A_GOAL)

    def of(self, title: str, found: Mapping[str, Any]) -> Witness | None:
        """The witness with these values for the names that mattered; None where it cannot be walked like that."""
        return self._walked(title, self._written(found))

    def finished(self, title: str, found: Mapping[str, Any], shows: Callable[[Plan], bool]) -> Witness | None:
        """One that can be sent and shows what is said; where an example is stopped, something else is answered there."""
        chosen = self._written(found)
        witness = self._walked(title, chosen)
        if witness is None or not (witness.is_finished and shows(witness.plan)):
            led = self._led(chosen, shows)
            witness = self._walked(title, led) if led is not None else None
        return witness if witness and witness.is_finished and shows(witness.plan) else None

    def _led(self, chosen: Mapping[str, Any], shows: Callable[[Plan], bool]) -> Mapping[str, Any] | None:
        """Answers like these that come to the end and still show it."""
        start: dict[str, Any] = {}
        for name, value in chosen.items():
            if name in self.service.groups and value is not None:
                if len(value) > MOST_ITEMS:
                    return None
                value = [{inner: one for inner, one in item.items() if one is not None} for item in value]
            if value is not None:
                start[name] = value
        lost = Stop(lambda _now: iter(()), lambda now: not shows(self.steering.plan_of(now)))
        return self.steering.led(start, None, wished=[lost])

    def _written(self, found: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self.domains.written(name, value) for name, value in found.items() if "/" not in name}

    def _walked(self, title: str, chosen: Mapping[str, Any]) -> Witness | None:
        counted = {
            name: int(chosen.get(name) or 0) for name, value in self.service.values.items() if value.rule is None
        }
        answers = self._answered(chosen, counted)
        given: dict[str, Any] = {"scenario": title, "today": self.today.isoformat()}
        if counted:
            given["given"] = {name: str(number) for name, number in counted.items()}
        given["answers"] = answers
        walked = walk(self.service, Scenario(title, 0, given, {}))
        given["pages"] = list(walked.pages)
        if walked.problems:
            given["problems"] = dict(walked.problems)
        if walked.checks:
            given["checks"] = list(walked.checks)
        if walked.plan.exit:
            given["exit"] = walked.plan.exit.id
        elif walked.plan.is_finished and self.service.fee:
            given["fee"] = fee_in_words(walked.plan)
        scenario = Scenario(title, 0, given, {})
        return None if run(self.service, scenario) else Witness(given, walked.plan.is_finished, walked.plan)

    def _answered(self, chosen: Mapping[str, Any], counted: Mapping[str, int]) -> dict[str, Any]:
        """The answers of every page on the way: those that were chosen, and examples for all else."""
        answers: dict[str, Any] = {}
        so_far = plan(self.service, Entries(outside=dict(counted)), self.today)
        page: Page | None = so_far.road[0] if so_far.road else None
        while page is not None and not page.exit:
            fill = partial(self._fill, page=page, chosen=chosen, answers=answers)
            so_far = fill_page(so_far, page, answers, fill, self.now)
            if so_far.problems(page):
                break
            page = so_far.after(page)
        return answers

    def _fill(self, so_far: Plan, page: Page, chosen: Mapping[str, Any], answers: dict[str, Any]) -> None:
        for one in so_far.shown_fields(page):
            if one.id in chosen:
                if chosen[one.id] is not None:
                    answers[one.id] = chosen[one.id]
            elif one.id not in answers and not so_far.is_optional(one):
                answers[one.id] = self._example(so_far, one)
        for group in so_far.shown_groups(page):
            items = chosen.get(group.id)
            if items is None:
                items = [{} for _ in range(group.least)]
            if items or group.id in answers:
                answers[group.id] = [self._item(group, item) for item in items]

    def _item(self, group: Group, given: Mapping[str, Any]) -> dict[str, Any]:
        examples = {
            one.id: example_of(one, self.today) for one in group.fields if not one.optional and one.id not in given
        }
        return {**examples, **given}

    def _example(self, so_far: Plan, one: Field) -> Any:
        if one.has_ruled_options or one.where:
            return first_choice(so_far, one)
        example = example_of(one, self.today)
        if pair(one, example, self.today) is None and one.path in self.domains.read:
            return next((written for _, written in self.domains.values(one.id).pairs if written is not None), example)
        return example
