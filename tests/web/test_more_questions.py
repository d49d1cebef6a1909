"""Questions that an answer of the same page brings up are announced, beside all that is wrong with what was typed."""

from __future__ import annotations

from flask import Flask

from tests.pages import Visitor
from tests.trying import NAME, asking, begun, publish

ASK = """\
- {field: dog, kind: yes no, label: "Have you a dog?"}
- {field: mail, kind: email, label: "E-mail address"}
- {field: breed, kind: text, label: "Which breed is it?", when: dog}
- {field: papers, kind: file, label: "Its papers", when: dog}
- {field: name, kind: text, label: "What is it called?", when: dog, optional: yes}
"""
DAY = """\
- group: day
  label: Day
  items: 0 to 3
  ask:
  - {field: long, kind: yes no, label: "Is it a long day?"}
  - {field: starts, kind: time, label: "When does it start?"}
  - {field: ends, kind: time, label: "When does it end?", when: day.long}
  - {field: note, kind: text, label: "What else?", when: day.long, optional: yes}
"""
MORE = "There are 3 more questions, because of what you answered:"


def test_new_questions_come_with_all_that_is_wrong_and_are_not_scolded(app: Flask) -> None:
    page = begun(app, asking(ASK)).choose("Have you a dog?", "Yes").fill("E-mail address", "nobody").press("Continue")

    assert page.title.startswith("Error: ")
    assert page.problems == ["The e-mail address for “E-mail address” needs an @, for example name@example.com"]
    assert MORE in page.text
    assert [page.has_link(one) for one in ("Which breed is it?", "Its papers", "What is it called?")] == [True] * 3
    assert page.problem("Which breed is it?") is None and page.problem("Its papers") is None
    assert MORE in page.visitor.open(page.path).text  # it survives a reload

    page = page.press("Continue")
    assert MORE not in page.text
    assert len(page.problems) == 3  # now that they were seen; what may be left empty is not among them


def test_one_new_question_that_may_be_left_empty_is_shown_once(app: Flask) -> None:
    ask = ASK.splitlines()[0] + "\n" + ASK.splitlines()[-1] + "\n"
    page = begun(app, asking(ask)).choose("Have you a dog?", "Yes").press("Continue")

    assert "There is one more question, because of what you answered:" in page.text
    assert not page.title.startswith("Error: ")
    assert page.all("a", href="#name") and page.by_id("name").tag == "input"
    assert page.press("Continue").h1 == "The end"


def test_in_another_language_nothing_is_scolded_that_was_not_sent(app: Flask) -> None:
    page = begun(app, asking(ASK)).choose("Have you a dog?", "Yes").fill("E-mail address", "nobody")
    page = page.press("العربية")

    assert page.problem("E-mail address") is None
    assert not page.all("div", class_="govuk-error-summary")


def test_an_item_tells_both_too(app: Flask) -> None:
    page = begun(app, asking(DAY)).press("Add: Day")
    page = page.choose("Is it a long day?", "Yes").fill("When does it start?", "soon").press("Continue")

    assert page.problems == ["Check the time for “When does it start?”. It looks like this: 14:30"]
    assert "There are 2 more questions, because of what you answered:" in page.text
    assert page.problem("When does it end?") is None
    page = page.fill("When does it start?", "9:00").fill("When does it end?", "22:00").press("Continue")
    assert page.h1 == "Questions"


def test_an_item_whose_new_question_may_stay_empty_comes_again_once(app: Flask) -> None:
    ask = "\n".join(line for line in DAY.splitlines() if "ends" not in line) + "\n"
    page = begun(app, asking(ask)).press("Add: Day")
    page = page.choose("Is it a long day?", "Yes").fill("When does it start?", "9:00").press("Continue")

    assert (page.h1, page.has_link("What else?")) == ("Day 1", True)
    assert page.press("Continue").h1 == "Questions"


def test_the_summary_says_what_is_wrong_in_an_item_and_leads_there(app: Flask) -> None:
    page = begun(app, asking(DAY)).press("Add: Day")
    page = page.choose("Is it a long day?", "Yes").fill("When does it start?", "9:00").press("Continue")
    page = page.visitor.open(page.path.rsplit("/", 2)[0]).press("Continue")

    assert page.title.startswith("Error: ")
    assert page.problems == ["Day 1: Enter a time for “When does it end?”"]
    assert "Enter a time for “When does it end?”" in page.facts()["When does it end?"]
    address = page.one("ul", class_="govuk-error-summary__list").find(".//a").get("href", "")
    there = page.visitor.open(address.partition("#")[0])
    assert there.h1 == "Day 1" and there.problem("When does it end?") == "Enter a time for “When does it end?”"
    assert there.by_id(address.partition("#")[2]).get("type") == "text"


def test_the_check_before_signing_in_tells_both(app: Flask) -> None:
    ask = ASK.replace("kind: file", "kind: email").replace(", label", ", personal: no, label")
    publish(app, asking(ask, "eligibility: [questions]\n"))
    page = Visitor(app).open(f"/en/services/{NAME}/eligibility")

    page = page.choose("Have you a dog?", "Yes").fill("E-mail address", "nobody").press("Continue")
    assert MORE in page.text
    assert len(page.problems) == 1
    page = page.press("Continue")
    assert MORE not in page.text
    assert len(page.problems) == 3
    page = page.fill("E-mail address", "a@example.com").fill("Which breed is it?", "Poodle")
    assert page.fill("Its papers", "b@example.com").press("Continue").h1 == "You can apply"
