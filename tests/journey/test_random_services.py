"""Any service, any answers: read → plan → answer → summary without a crash, and nothing that was typed is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from portal.errors import SpecFault
from portal.journey.entries import Entries
from portal.journey.explaining import explained
from portal.journey.finish import exported, final, summary
from portal.journey.keeping import from_json, to_json
from portal.journey.migrating import migrate
from portal.journey.plan import Plan, plan
from portal.journey.reading import read_item, read_page
from portal.spec.model import Field, Page, Service
from portal.spec.reader import read_service
from tests.journey.random_services import service_texts, typed
from tests.spec.services import bundle

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EXAMPLES = int(os.environ.get("FUZZ", "0")) // 100 or 50
Raws = Mapping[str, Mapping[str, Sequence[str]]]


class Sent(dict[str, list[str]]):
    """A posted form."""

    def getlist(self, key: str) -> list[str]:
        return self.get(key, [])


class Person:
    """What somebody would type everywhere: the same into the same question, whenever it is asked."""

    def __init__(self, service: Service, draw: st.DrawFn) -> None:
        self.raws: Raws = {path: typed(draw, one, TODAY) for path, one in service.fields.items() if not one.group}
        self.items: dict[str, list[Raws]] = {
            name: [
                {one.id: typed(draw, one, TODAY) for one in group.fields}
                for _ in range(draw(st.integers(0, group.most)))
            ]
            for name, group in service.groups.items()
        }

    def form(self, asked: Sequence[Field], raws: Raws, before: str = "") -> Sent:
        sent = Sent()
        for one in asked:
            for part, values in raws[one.id].items():
                sent[f"{before}{one.id}-{part}" if part else f"{before}{one.id}"] = list(values)
        return sent

    def answer(self, so_far: Plan, page: Page) -> Entries:
        """The entries once the page was sent, its groups first."""
        here = self.fill_groups(so_far, page)
        return read_page(here, page, self.form(page.fields, self.raws), uploads={}, now=NOW, judge=True)

    def fill_groups(self, so_far: Plan, page: Page) -> Plan:
        """How it stands once the page's items are there, which may take a question away."""
        entries = so_far.entries
        for group in so_far.shown_groups(page):
            for number, raws in enumerate(self.items[group.id]):
                here = plan(so_far.service, entries, TODAY)
                form = self.form(group.fields, raws, f"{group.id}-i{number}-")
                entries = read_item(here, group, f"i{number}", form, uploads={}, now=NOW, judge=True)
        return plan(so_far.service, entries, TODAY)


@dataclass(frozen=True, repr=False)
class Trial:
    """A service and who goes through it; told by its text, since a whole service is too long to be read."""

    text: str
    service: Service
    person: Person

    def __repr__(self) -> str:
        return f"{self.text}\n{self.person.raws}\n{self.person.items}"


@st.composite
def cases(draw: st.DrawFn) -> Trial:
    text = draw(service_texts())
    try:
        service = read_service(bundle(text))
    except SpecFault as found:
        # Answers that bring up each other in a circle are refused, and rows that cannot hold; nothing else of what is made here is.
        assume(not all("circle" in fault.message or "never hold" in fault.message for fault in found.faults))
        raise
    return Trial(text, service, Person(service, draw))


def gone_through(service: Service, person: Person, entries: Entries | None = None) -> Plan:
    """Straight on from page to page, as long as there is a next; wrong pages are sent and passed all the same."""
    so_far = plan(service, entries or Entries(), TODAY)
    for _ in range(3 * len(service.pages)):
        page = next((one for one in so_far.questions if one.id not in so_far.entries.tried), None)
        if page is None:
            break
        so_far = plan(service, person.answer(so_far, page), TODAY)
    return so_far


many = settings(
    max_examples=EXAMPLES,
    derandomize=not os.environ.get("FUZZ"),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@many
@given(case=cases())
def test_any_service_is_gone_through_without_a_crash(case: Trial) -> None:
    service, person = case.service, case.person

    so_far = gone_through(service, person)

    # An exit is the only end before check-your-answers: whatever else stops somebody says what is wrong.
    assert [page for page in so_far.road[:-1] if page.exit] == []
    if so_far.exit is None and not so_far.is_finished:
        assert so_far.first_open is not None
        assert so_far.problems(so_far.first_open)
    sections = summary(so_far)
    assert [one.page for one in sections] == [
        page for page in so_far.questions if page in [one.page for one in sections]
    ]
    exported(service, final(so_far))
    assert so_far.fee is None or {row.id for row in so_far.fee.rows} <= {row.id for row in service.fee}
    assert so_far.fee is None or (so_far.fee.amount_minor >= 0 and service.fee_rows(so_far.fee.id) == so_far.fee.rows)
    told = explained(so_far)
    assert from_json(service, json.loads(json.dumps(to_json(told)))) == told
    assert Entries.from_json(json.loads(json.dumps(so_far.entries.to_json()))) == so_far.entries


@many
@given(case=cases())
def test_nothing_that_was_typed_is_lost(case: Trial) -> None:
    service, person = case.service, case.person
    so_far = plan(service, Entries(), TODAY)

    for page in service.pages:
        if page.exit or page not in so_far.road:
            continue
        before, so_far = so_far, plan(service, person.answer(so_far, page), TODAY)
        kept = {*so_far.entries.answers, *so_far.entries.slips}
        for one in person.fill_groups(before, page).shown_fields(page):
            if (
                any(value.strip(" \x00") for values in person.raws[one.id].values() for value in values)
                and one.kind.name != "hidden"
            ):
                assert one.id in kept or one.kind.name == "computed", one.id
        # What was answered on other pages stands as it stood.
        elsewhere = {
            name: answer for name, answer in before.entries.answers.items() if service.page_of[name] is not page
        }
        assert elsewhere.items() <= so_far.entries.answers.items()
    assert migrate(service, service, so_far.entries, TODAY).answers == so_far.entries.answers


@many
@given(case=cases(), seed=st.integers(0, 1_000))
def test_the_journey_is_the_same_in_whatever_order_answers_came(case: Trial, seed: int) -> None:
    service, person = case.service, case.person
    straight = settled(service, person, None)

    shuffled = settled(service, person, Random(seed))

    assert [page.id for page in shuffled.road] == [page.id for page in straight.road]
    assert shuffled.env == straight.env
    assert values(final(shuffled)) == values(final(straight))
    assert {page.id: shuffled.problems(page) for page in shuffled.road} == {
        page.id: straight.problems(page) for page in straight.road
    }
    assert shuffled.fee == straight.fee
    turned = replace(straight.entries, answers=dict(reversed(straight.entries.answers.items())))
    assert [page.id for page in plan(service, turned, TODAY).road] == [page.id for page in straight.road]


def settled(service: Service, person: Person, random: Random | None) -> Plan:
    """Every page that is asked was sent, in order or shuffled, until that changes nothing any more."""
    so_far = plan(service, Entries(), TODAY)
    for _ in range(2 * len(service.fields) + 2):
        before = values(so_far.entries)
        pages = [page for page in service.pages if not page.exit]
        if random:
            random.shuffle(pages)
        for page in pages:
            if so_far.is_asked(page):
                so_far = plan(service, person.answer(so_far, page), TODAY)
        if values(so_far.entries) == before:
            break
    return so_far


def values(entries: Entries) -> Any:
    groups = {
        name: [{one: answer.value for one, answer in item.answers.items()} for item in items]
        for name, items in entries.groups.items()
    }
    return {name: one.value for name, one in entries.answers.items()}, groups
