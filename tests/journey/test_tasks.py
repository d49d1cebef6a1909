"""Issue line 2: sections as a task list; their statuses; the order free or fixed, beside the straight journey."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from werkzeug.datastructures import MultiDict

from portal.journey.entries import Entries
from portal.journey.plan import plan
from portal.journey.reading import read_page
from portal.journey.tasks import tasks
from portal.spec.model import Service
from tests.spec.services import small, told

TODAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC)
SECTIONS = """\
sections:
  order: {order}
  parts:
    the_dog: {{title: "The dog", pages: [dog]}}
    safety: {{title: "Safety", pages: [muzzle]}}
    exercise: {{title: "Exercise", pages: [walks], hint: "Up to 3 walks"}}
checks:
"""


def listed(order: str = "free") -> Service:
    return small("checks:\n", SECTIONS.format(order=order))


def answered(service: Service, *pages: tuple[str, dict[str, str]]) -> Entries:
    entries = Entries()
    for page, form in pages:
        found = plan(service, entries, TODAY)
        entries = read_page(found, service.pages_by_id[page], MultiDict(form), uploads={}, now=NOW, judge=True)
    return entries


BIG = ("dog", {"size_of": "big", "breed": "lab"})
SMALL_DOG = ("dog", {"size_of": "small", "breed": "lab"})
WALKS: tuple[str, dict[str, str]] = ("walks", {})
# (order, what was answered, how the sections then stand)
STANDS: list[tuple[str, tuple[tuple[str, dict[str, str]], ...], dict[str, str]]] = [
    ("free", (), {"the_dog": "not_started", "safety": "cannot_start", "exercise": "not_started"}),
    ("fixed", (), {"the_dog": "not_started", "safety": "cannot_start", "exercise": "cannot_start"}),
    ("free", (WALKS,), {"the_dog": "not_started", "safety": "cannot_start", "exercise": "completed"}),
    ("free", (BIG,), {"the_dog": "completed", "safety": "not_started", "exercise": "not_started"}),
    ("fixed", (BIG,), {"the_dog": "completed", "safety": "not_started", "exercise": "cannot_start"}),
    ("fixed", (SMALL_DOG,), {"the_dog": "completed", "exercise": "not_started"}),
    ("free", (("dog", {"size_of": "big"}),), {"the_dog": "problem", "safety": "not_started", "exercise": "not_started"}),
    ("free", (BIG, ("muzzle", {"has_muzzle": "no"})), {"the_dog": "completed", "safety": "completed", "exercise": "not_started"}),
]  # fmt: skip


@pytest.mark.parametrize(("order", "pages", "expected"), STANDS)
def test_each_section_says_how_it_stands(
    order: str, pages: tuple[tuple[str, dict[str, str]], ...], expected: dict[str, str]
) -> None:
    service = listed(order)
    found = tasks(plan(service, answered(service, *pages), TODAY))
    assert {task.part.id: task.status for task in found} == expected


def test_the_straight_journey_has_no_tasks() -> None:
    assert tasks(plan(small(), Entries(), TODAY)) == ()


def test_a_section_of_several_pages_is_in_progress_until_its_last() -> None:
    text = SECTIONS.format(order="free").replace("pages: [dog]", "pages: [dog, muzzle]")
    service = small("checks:\n", "\n".join(line for line in text.splitlines() if "safety" not in line) + "\n")
    found = tasks(plan(service, answered(service, BIG), TODAY))[0]
    assert (found.status, found.opens and found.opens.id) == ("in_progress", "muzzle")


# (what stands in the specification, what the reader says)
WRONG = [
    ("pages: [walks]", "pages: []", "The page “walks” stands in no section."),
    ("pages: [walks]", "pages: [walks, dog]", "The page “dog” stands in two sections."),
    ("pages: [walks]", "pages: [wlks]", "No page is called “wlks”. Did you mean “walks”?"),
    ("pages: [walks]", "pages: [no_muzzle]", "No page is called “no_muzzle”."),
    ("order: free", "order: any", "No order of the sections is called “any”."),
    ("safety: ", "dog: ", "“dog” is used twice"),
]


@pytest.mark.parametrize(("old", "new", "expected"), WRONG)
def test_sections_that_cannot_be_are_faults(old: str, new: str, expected: str) -> None:
    text = SECTIONS.format(order="free").replace(old, new)
    assert expected in " ".join(told("checks:\n", text))


def test_sections_keep_the_order_of_the_pages() -> None:
    lines = SECTIONS.format(order="free").splitlines()
    lines[3], lines[5] = lines[5], lines[3]
    assert "The sections name “walks” before “dog”" in " ".join(told("checks:\n", "\n".join(lines) + "\n"))
