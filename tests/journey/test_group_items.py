"""What an item of a group is called, how many there may be, and conditions inside and over items."""

from __future__ import annotations

import pytest

from portal.journey.entries import Entries
from portal.journey.finish import ItemRows, Row, summary
from portal.journey.plan import plan
from portal.journey.reading import read_item, read_page
from tests.trying import NOW, TODAY, MultiDict, answered, problems, the_service, told

VISITORS = """\
- group: visitor
  label: Visitor
  items: {items}
  summary: "{summary}"
  ask:
  - {{field: name, kind: person name, label: "Full name"}}
  - {{field: visits, kind: integer, label: "Visits a month"}}
  - {{field: reason, kind: text, label: "Why so often?", when: "visitor.visits > 10"}}
"""


def visitors(items: str = "0 to 4", summary: str = "{name}: {visits} visits") -> str:
    return VISITORS.format(items=items, summary=summary)


def test_a_summary_names_fields_of_its_group() -> None:
    service = the_service(visitors())

    assert service.groups["visitor"].summary is not None
    assert service.groups["visitor"].summary.key == "trying-out/visitor/summary"
    assert told(visitors(summary="{nmae}: {visits} visits")) == [
        "No field of this group is called “nmae”. Did you mean “name”?"
    ]


@pytest.mark.parametrize(
    ("summary", "fault"),
    [("Somebody", "The summary of “visitor” names no field."), ("{name}: {", "A brace stands alone here.")],
)
def test_a_summary_without_a_field_or_with_a_stray_brace_is_a_fault(summary: str, fault: str) -> None:
    (found,) = told(visitors(summary=summary))

    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("written", "least", "most"), [("0 to 4", 0, 4), ("at least 2", 2, 100), ("up to 3", 0, 3), ("2", 2, 2)]
)
def test_the_number_of_items_is_said_as_people_say_it(written: str, least: int, most: int) -> None:
    group = the_service(visitors(items=written)).groups["visitor"]

    assert (group.least, group.most) == (least, most)


@pytest.mark.parametrize("written", ["4 to 2", "0", "at most", "some", "at least 101"])
def test_what_is_no_number_of_items_is_a_fault(written: str) -> None:
    assert told(visitors(items=written)) != []


def item(entries: Entries, number: int, **typed: str) -> Entries:
    service = the_service(visitors("at least 2"))
    form = MultiDict({f"visitor-{number}-{name}": value for name, value in typed.items()})
    before = plan(service, entries, TODAY)
    return read_item(before, service.groups["visitor"], str(number), form, uploads={}, now=NOW, judge=True)


def test_a_condition_inside_an_item_looks_at_that_item() -> None:
    service = the_service(visitors("at least 2"))
    entries = item(item(Entries(), 1, name="Omar", visits="4"), 2, name="Anu", visits="12")

    found = answered(service, {}, entries)

    assert problems(found) == [("visitor/2/reason", "empty")]
    assert [one.id for one in found.shown_inside(service.groups["visitor"], entries.items("visitor")[0])] == [
        "name",
        "visits",
    ]


def test_too_few_items_are_a_problem_of_the_group() -> None:
    service = the_service(visitors("at least 2"))

    found = answered(service, {}, item(Entries(), 1, name="Omar", visits="4"))

    assert problems(found) == [("visitor", "too_few")]


def test_conditions_over_items_bring_up_questions() -> None:
    ask = (
        visitors()
        + '- {field: bus, kind: yes no, label: "Do they come by bus?", when: "size(visitor) > 1 && visitor.exists(one, one.visits > 10)"}\n'
    )
    service = the_service(ask)
    one = item(Entries(), 1, name="Omar", visits="12")
    two = item(item(Entries(), 1, name="Omar", visits="4"), 2, name="Anu", visits="5")
    both = item(item(Entries(), 1, name="Omar", visits="4"), 2, name="Anu", visits="12", reason="Work")

    shown = [
        [field.id for field in plan(service, entries, TODAY).shown_fields(service.pages[0])]
        for entries in (one, two, both)
    ]

    assert shown == [[], [], ["bus"]]


def test_a_question_that_an_item_brings_up_is_read_where_it_was_sent_and_not_scolded_before_it_was_seen() -> None:
    unseen = item(Entries(), 1, name="Omar", visits="12").items("visitor")[0]
    sent = item(Entries(), 1, name="Omar", visits="12", reason="Work").items("visitor")[0]
    again = item(item(Entries(), 1, name="Omar", visits="12"), 1, name="Omar", visits="12", reason="").items("visitor")[
        0
    ]

    assert (unseen.tried, "reason" in unseen.slips) == (False, False)
    assert (sent.tried, sent.answers["reason"].value) == (True, "Work")
    assert again.tried


def test_a_group_that_an_answer_brings_up_is_not_scolded_before_it_was_seen() -> None:
    ask = '- {field: comes, kind: yes no, label: "Does somebody come?"}\n' + visitors("at least 1").replace(
        "  items:", "  when: comes\n  items:"
    )
    service = the_service(ask)
    page = service.pages[0]

    once = read_page(
        plan(service, Entries(), TODAY), page, MultiDict({"comes": "yes"}), uploads={}, now=NOW, judge=True
    )
    twice = read_page(plan(service, once, TODAY), page, MultiDict({"comes": "yes"}), uploads={}, now=NOW, judge=True)

    assert (page.id in once.tried, page.id in twice.tried) == (False, True)
    assert problems(plan(service, twice, TODAY)) == [("visitor", "too_few")]


@pytest.mark.parametrize("visits", [(), ("3", "4")])
def test_what_is_asked_after_a_group_stands_after_its_items_in_the_summary(visits: tuple[str, ...]) -> None:
    asked = (
        '- {field: before, kind: text, label: "Before"}\n'
        + visitors()
        + '- {field: behind, kind: text, label: "Behind"}\n'
    )
    service = the_service(asked)
    entries = Entries()
    for number, one in enumerate(visits):
        typed = MultiDict({f"visitor-{number}-name": "Anu Saar", f"visitor-{number}-visits": one})
        before = plan(service, entries, TODAY)
        entries = read_item(before, service.groups["visitor"], str(number), typed, uploads={}, now=NOW, judge=True)

    section = summary(plan(service, entries, TODAY))[0]

    told = [
        "item" if isinstance(block, ItemRows) else [one.field.id if isinstance(one, Row) else one.id for one in block]
        for block in section.blocks
    ]
    assert told == ([["before"], "item", "item", ["behind"]] if visits else [["before", "visitor", "behind"]])
