"""Kinds of several inputs or of their own options as people meet them: a range of days, statements on a scale, a rating, a country."""

from __future__ import annotations

from flask import Flask

from tests.pages import Page
from tests.trying import asking, begun

STAY = """\
- field: stay
  kind: date range
  label: When do you come?
  earliest: 2026-01-01
  max_days: 7
- field: arrives
  kind: time
  label: When do you arrive?
- field: views
  kind: likert
  label: How was it last time?
  statements: {room: "The room", food: "The food"}
  scale: {good: "Good", bad: "Bad"}
- field: stars
  kind: rating
  label: How many stars?
  of: 3
- field: nation
  kind: country
  label: Where do you come from?
  first: [EE]
- field: reason
  kind: text
  label: What was wrong with the food?
  when: views.food == 'bad' && stars < 3 && nation == 'FI' && stay.until > stay.from
"""


def typed(page: Page, **answers: str) -> Page:
    for name, value in answers.items():
        page.typed[name.replace("__", "-")] = [value]
    return page


def days(first: int, last: int) -> dict[str, str]:
    ends = {"from": first, "until": last}
    return {
        f"stay__{end}__{part}": str(value)
        for end, day in ends.items()
        for part, value in (("day", day), ("month", 12), ("year", 2026))
    }


def test_each_kind_keeps_what_was_typed_and_says_what_is_wrong(app: Flask) -> None:
    page = typed(begun(app, asking(STAY)), **days(9, 3), arrives="late", views__room="good", stars="9", nation="ZZ")

    page = page.press("Continue")

    assert page.problem("When do you come?") == "The last day for “When do you come?” must be the first day or later"
    assert page.problem("When do you arrive?") == "Check the time for “When do you arrive?”. It looks like this: 14:30"
    assert page.problem("How was it last time?") == "Choose an answer to “The food” in “How was it last time?”"
    assert page.problem("How many stars?") == "Choose one of the numbers for “How many stars?”"
    assert page.problem("Where do you come from?") == "Choose one of the countries for “Where do you come from?”"
    assert page.by_id("stay-until-day").get("aria-invalid") == "true"
    assert page.by_id("stay-from-day").get("value") == "9"
    assert page.by_id("views-room").get("checked") is not None


def test_rules_see_their_parts_and_the_summary_says_them_in_words(app: Flask) -> None:
    page = typed(
        begun(app, asking(STAY)),
        **days(3, 9),
        arrives="9.30 pm",
        views__room="good",
        views__food="bad",
        stars="2",
        nation="FI",
    )
    page = page.press("Continue")
    page = page.fill("What was wrong with the food?", "Cold").press("Continue")
    while "What was wrong with the food?" not in page.facts():
        page = page.press("Continue")

    facts = {label: fact.replace("\u00a0", " ") for label, fact in page.facts().items()}
    assert facts["When do you come?"] == "3 December 2026 to 9 December 2026"
    assert facts["When do you arrive?"] == "21:30"
    assert facts["How was it last time?"] == "The room: Good The food: Bad"
    assert facts["How many stars?"] == "2 of 3"
    assert facts["Where do you come from?"] == "Finland"


def test_countries_stand_in_the_page_s_own_order(app: Flask) -> None:
    page = begun(app, asking(STAY), language="et")
    names = [one.text for one in page.all("option")]

    assert names[1:3] == ["Eesti", "Afganistan"]
    assert names.index("Šveits") < names.index("Zimbabwe") < names.index("Taani") < names.index("Ühendkuningriik")
