"""Issue 4, eligibility: which pages can be asked of strangers, and what their answers come to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from werkzeug.datastructures import MultiDict

from portal.journey.eligibility import Look, look
from tests.spec.services import SMALL, small, told

TODAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC)
SIZE = "    label: How big is it?\n"
DOG = """\
eligibility: [kind]
pages:
- page: kind
  title: Its kind
  ask:
  - {field: is_dog, kind: yes no, label: "Is it a dog?", personal: no}
  - {field: ears, kind: integer, label: "How many ears?", personal: no, required: "is_dog", min: 0}
- page: no_dog
  when: "!is_dog"
  exit: This is for dogs
  text: Ask the zoo.
"""


def looked(**answers: str) -> Look:
    return look(small("pages:\n", DOG), MultiDict(answers), today=TODAY, now=NOW)


def test_the_exits_right_behind_belong_to_it() -> None:
    assert small("pages:\n", DOG).eligibility == ("kind", "no_dog")


@pytest.mark.parametrize(
    ("answers", "page", "exit_page"),
    [
        ({}, "kind", None),
        ({"is_dog": "yes", "ears": "2"}, "kind", None),  # not said to be answered
        ({"asked": "kind"}, "kind", None),
        ({"asked": "kind", "is_dog": "yes"}, "kind", None),  # required then
        ({"asked": "kind", "is_dog": "yes", "ears": "many"}, "kind", None),
        ({"asked": "kind", "is_dog": "no"}, None, "no_dog"),
        ({"asked": "kind", "is_dog": "yes", "ears": "2"}, None, None),
        ({"asked": "kind", "is_dog": "yes", "ears": "2", "size_of": "big"}, None, None),
    ],
)
def test_the_answers_lead_on_or_to_an_exit(answers: dict[str, str], page: str | None, exit_page: str | None) -> None:
    found = looked(**answers)

    assert (found.page.id if found.page else None, found.exit.id if found.exit else None) == (page, exit_page)
    assert "size_of" not in found.plan.entries.answers


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("eligibility: [kind]", "eligibility: [dog]", "not among the first pages"),
        ("eligibility: [kind]", "eligibility: []", "names no page"),
        ("eligibility: [kind]", "eligibility: [kind, dog]", "personal"),
        ("eligibility: [kind]", "eligibility: [kin]", "Did you mean “kind”"),
        ("{field: is_dog, kind: yes no,", "{field: paper, kind: file, label: Paper}\n  - {field: is_dog, kind: yes no,", "is a file"),
        ('personal: no}\n', "personal: yes}\n", "personal"),
        ("- {field: is_dog,", "- {field: story, kind: long text, label: Why, personal: no}\n  - {field: is_dog,", "long answers"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_of_strangers_is_a_fault(old: str, new: str, words: str) -> None:
    assert old in DOG

    found = told("pages:\n", DOG.replace(old, new, 1))

    assert any(words in one for one in found), found


def test_a_service_without_it_has_no_such_pages() -> None:
    assert "eligibility" not in SMALL and small().eligibility == ()
