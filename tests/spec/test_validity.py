"""`valid:` of a document: a length of time, or days out of the answers."""

from __future__ import annotations

import pytest

from portal.spec.model import Days
from tests.spec.services import small, told

VALID = "    valid: 1 year\n"


def test_a_document_is_valid_between_the_days_that_rules_give() -> None:
    licence = small(VALID, "    valid: {from: today, until: \"today + duration('1 month')\"}\n").documents["licence"]

    assert {key: rule.source for key, rule in licence.day_rules.items()} == {
        "from": "today",
        "until": "today + duration('1 month')",
    }
    assert not licence.is_endless
    assert small(VALID, "    valid: {from: today}\n").documents["licence"].is_endless
    assert small().documents["licence"].valid == (1, "year")
    assert isinstance(licence.valid, Days)


def test_what_the_days_read_is_known_to_the_service() -> None:
    service = small(VALID, "    valid: {until: \"has_muzzle ? today : today + duration('1 week')\"}\n")

    (rule,) = service.documents["licence"].day_rules.values()
    assert any(rule is one for one in service.every_rule)
    assert "has_muzzle" in service.read_names


@pytest.mark.parametrize(
    ("valid", "fault"),
    [
        ("a year", "“valid” is a length of time, or says from when until when. Write it as “1 year”, or for days"),
        ("today", "or for days out of answers as “{from: today, until: today}”."),
        ("0 years", "“valid” is longer than nothing."),
        ("{from: 1 year}", "“from” is a day, and this is a length of time. Write a day and the length of time after it: "
                           "“today + duration('1 year')”."),
        ("{}", "“valid” says neither “from” nor “until”."),
        ("{from: today, to: today}", "“valid” has no key “to”."),
        ("{from: size_of}", "but date is needed"),
        ("{until: walk.minutes}", "but date is needed"),
        ("{until: shown}", "There is no field, group, condition, value or table named “shown”."),
    ],
)  # fmt: skip
def test_what_cannot_be_a_day_is_a_fault(valid: str, fault: str) -> None:
    (only,) = told(VALID, f"    valid: {valid}\n")

    assert fault in only
