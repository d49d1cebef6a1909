"""From when until when a document is valid: a length of time, or the days that answers give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.errors import Refused
from portal.rules import UNKNOWN
from portal.workflow.validity import (
    NEVER_BEGINS,
    NO_FIRST,
    NO_ISSUE,
    NO_LAST,
    OVER,
    Validity,
    validity,
)
from tests.spec.services import small

TODAY = date(2026, 11, 24)


def days(valid: str, **shown: Any) -> Validity:
    """The days of a licence that is issued today; `shown`: the answers, by the rule's own words."""
    service = small("    valid: 1 year\n", valid and f"    valid: {valid}\n")
    return validity(service.documents["licence"], TODAY, lambda rule: shown[rule.source])


def test_a_length_of_time_counts_from_the_day_of_issue() -> None:
    assert days("1 year") == Validity(TODAY, date(2027, 11, 23))
    assert days("") == Validity(TODAY, None)


def test_the_days_are_those_that_the_rules_give() -> None:
    both = "{from: today, until: today}"

    assert days(both, today=date(2026, 12, 12)) == Validity(date(2026, 12, 12), date(2026, 12, 12))
    assert days("{from: today}", today=date(2026, 12, 12)) == Validity(date(2026, 12, 12), None)
    assert days("{until: today}", today=date(2026, 12, 12)) == Validity(TODAY, date(2026, 12, 12))
    assert days("{until: today}", today=TODAY) == Validity(TODAY, TODAY)


def test_nothing_is_valid_before_it_was_issued() -> None:
    assert days("{from: today}", today=date(2026, 11, 1)) == Validity(TODAY, None)


@pytest.mark.parametrize(
    ("valid", "given", "why"),
    [
        ("{from: today}", {"today": UNKNOWN}, NO_FIRST),
        ("{until: today}", {"today": UNKNOWN}, NO_LAST),
        ("{until: today}", {"today": date(2026, 11, 23)}, OVER),
        (
            "{from: today, until: \"today - duration('1 day')\"}",
            {"today": date(2026, 12, 12), "today - duration('1 day')": date(2026, 12, 11)},
            NEVER_BEGINS,
        ),
    ],
)
def test_what_would_have_no_day_is_not_issued(valid: str, given: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused) as refused:
        days(valid, **given)

    assert (refused.value.reason, refused.value.facts["why"]) == (NO_ISSUE, why)
