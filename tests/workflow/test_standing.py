"""Issue line 7: a service opens and closes by the authority's time, says so ahead, and names what takes its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.journey.duration import LEAST_MEASURED, measured, minutes
from portal.spec.model import Service
from portal.workflow.standing import CLOSED, NOT_YET, OPEN, SOON, standing
from tests.spec.services import small, told

ZONE = "Europe/Tallinn"
WHOLE = (
    "availability: {opens: 2026-03-01 08:00, closes: 2026-04-30 16:00, notice: 14 days, replaced_by: dog-card}\nkeep:"
)


def service(availability: str = WHOLE) -> Service:
    return small("keep:", availability)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2026, 3, 1, 5, 59, tzinfo=UTC), NOT_YET),
        (datetime(2026, 3, 1, 6, 0, tzinfo=UTC), OPEN),  # 8:00 in winter
        (datetime(2026, 4, 15, 12, tzinfo=UTC), OPEN),
        (datetime(2026, 4, 16, 12, tzinfo=UTC), SOON),
        (datetime(2026, 4, 30, 12, 59, tzinfo=UTC), SOON),
        (datetime(2026, 4, 30, 13, 0, tzinfo=UTC), CLOSED),  # 16:00 in summer
    ],
)
def test_it_opens_and_closes_by_the_authority_s_clock(now: datetime, state: str) -> None:
    found = standing(service(), ZONE, now)

    assert (found.state, found.takes, found.replaced_by) == (state, state in (OPEN, SOON), "dog-card")


def test_what_was_replaced_without_a_moment_is_closed() -> None:
    found = standing(service("availability: {replaced_by: dog-card}\nkeep:"), ZONE, datetime(2026, 1, 1, tzinfo=UTC))

    assert (found.state, found.closes) == (CLOSED, None)


def test_a_service_that_says_nothing_is_always_open() -> None:
    assert standing(small(), ZONE, datetime(2026, 1, 1, tzinfo=UTC)).state == OPEN


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("opens: 2026-03-01", "“opens” is a moment. Write day and time, for example 2026-03-01 08:00."),
        ("closes: 2026-02-30 08:00", "“closes” is a moment."),
        ("opens: 2026-04-01 08:00, closes: 2026-03-01 08:00", "The service closes before it opens."),
        ("replaced_by: dog-licence", "“dog-licence” cannot be the service that replaces this one."),
        ("notice: soon", "“notice” is a length of time."),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_place(written: str, fault: str) -> None:
    (found,) = told("keep:", f"availability: {{{written}}}\nkeep:")

    assert fault in found


def test_the_minutes_are_worked_out_from_the_shortest_road_and_the_longest() -> None:
    least, most = minutes(small())

    assert 1 <= least < most <= 5
    longer = small(
        "label: Which breed?\n    list: breeds",
        'label: Which breed?\n    list: breeds\n  - {field: tale, kind: long text, label: "Tell"}',
    )
    assert minutes(longer) > (least, most)


def test_the_minutes_are_measured_once_enough_people_sent_one_in_a_sitting() -> None:
    spans = [timedelta(minutes=7)] * LEAST_MEASURED

    assert measured(spans) == 7
    assert measured(spans[1:]) is None
    assert measured([*spans[1:], timedelta(days=3)]) is None, "who stopped and came back says nothing of it"


def test_computed_minutes_need_no_text() -> None:
    assert small("time: 2 minutes", "time: computed").guidance.time is None
