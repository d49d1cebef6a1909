"""Floor 6. Answers that show what a proof says: completed, walked as a person would, and written as a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from portal.authoring.domains import Domains
from portal.authoring.importing.writing import yaml_of
from portal.authoring.measures import example_of, pair
from portal.authoring.scenario_file import Scenario
from portal.authoring.scenarios import fill_page, run, walk
from portal.authoring.typed import first_choice
from portal.authoring.unpaid import fee_in_words
from portal.journey.entries import Entries
from portal.journey.plan import Plan, plan
from portal.spec.model import Field, Group, Page, Service


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
    def checks(self) -> Sequence[str]:
        return tuple(self.given.get("checks", ()))


class Witnesses:
    """Makes them for one service."""

    def __init__(self, service: Service, domains: Domains, today: date) -> None:
        self.service, self.domains, self.today = service, domains, today
        self.now = datetime.combine(today, datetime.min.time(), UTC)

    def of(self, title: str, found: Mapping[str, Any]) -> Witness | None:
        """The witness with these values for the names that mattered; None where it cannot be walked like that."""
        chosen = {name: self.domains.written(name, value) for name, value in found.items() if "/" not in name}
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
