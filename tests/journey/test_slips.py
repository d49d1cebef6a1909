"""Issue line 4: nothing that was entered is lost, also where what was refused holds later on."""

from __future__ import annotations

from datetime import timedelta

from portal.journey.entries import Entries
from portal.journey.finish import final
from portal.journey.migrating import migrate
from portal.journey.plan import Plan, plan
from portal.journey.reading import read_item
from portal.journey.slips import well_read
from portal.spec.model import Service
from tests.trying import NOW, TODAY, MultiDict, answered, problems, the_service

BORN = '- {field: born, kind: date, label: "Day", latest: today}\n'
MANY = '- {field: n, kind: integer, label: "How many", max: 10}\n'
GROUP = """\
- group: g
  label: Thing
  items: 0 to 3
  ask:
  - {field: n, kind: integer, label: "How many", max: 10}
"""
TOMORROW = {"born-day": "25", "born-month": "11", "born-year": "2026"}


def sent(found: Plan) -> Entries:
    assert found.is_finished
    return final(found)


def in_item(service: Service, number: str) -> Entries:
    form = MultiDict({"g-x-n": number})
    return read_item(plan(service, Entries(), TODAY), service.groups["g"], "x", form, uploads={}, now=NOW, judge=True)


def test_a_day_that_was_too_late_is_an_answer_once_it_has_come() -> None:
    service = the_service(BORN)
    entries = answered(service, {"last": ""}, answered(service, TOMORROW).entries, "end").entries
    assert problems(plan(service, entries, TODAY)) == [("born", "too_late")]

    later = plan(service, entries, TODAY + timedelta(days=3))

    assert problems(later) == []
    assert sent(later).answers["born"].value == "2026-11-25"


def test_a_number_that_was_too_large_is_an_answer_under_a_release_that_allows_it() -> None:
    old, new = the_service(MANY), the_service(MANY.replace("10", "20"))
    entries = answered(old, {"last": ""}, answered(old, {"n": "15"}).entries, "end").entries

    found = plan(new, migrate(old, new, entries, TODAY), TODAY)

    assert sent(found).answers["n"].value == 15
    assert found.entries.slips == {}


def test_so_it_is_in_the_items_of_a_group() -> None:
    old, new = the_service(GROUP), the_service(GROUP.replace("max: 10", "max: 20"))
    entries = answered(old, {}, in_item(old, "15")).entries
    entries = answered(old, {"last": ""}, entries, "end").entries

    found = plan(new, migrate(old, new, entries, TODAY), TODAY)

    assert sent(found).groups["g"][0].answers["n"].value == 15


def test_a_rule_sees_what_has_become_an_answer() -> None:
    service = the_service(BORN + '- {field: why, kind: text, label: "Why", when: "born < today"}\n')

    later = plan(service, answered(service, TOMORROW).entries, TODAY + timedelta(days=3))

    assert problems(later) == [("why", "empty")]


def test_what_does_not_hold_yet_stays_a_slip() -> None:
    service = the_service(MANY)
    entries = answered(service, {"n": "15"}).entries

    assert well_read(service, entries, TODAY) is entries
    assert entries.slips == {"n": {"": ["15"]}}
