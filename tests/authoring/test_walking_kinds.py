"""The walk finds valid answers of every kind, on each side of what a rule asks of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from portal.authoring.scenarios import answer_page
from portal.authoring.typed import typed
from portal.authoring.walking import walk_service
from portal.errors import SpecFault
from portal.journey.entries import Entries
from portal.journey.plan import plan
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.authoring.test_documentation import a_service, blocks
from tests.authoring.test_walking import TODAY

# The page's own examples, one of each kind.
QUESTIONS = next(example for _, example in blocks("yaml") if "kind: money" in example)


def named(question: str) -> str:
    found = re.match(r"- \{?field: (\w+)", question)
    assert found
    return found[1]


def asking(*fields: str, when: str = "") -> Service:
    """A service that asks some of the examples, and has a page `more` with that condition."""
    questions = re.split("^(?=- )", QUESTIONS, flags=re.MULTILINE)[1:]
    asked = [line for one in questions if named(one) in fields for line in one.splitlines()]
    text = "pages:\n- page: dog\n  title: Your dog\n  ask:\n" + "".join(f"  {line}\n" for line in asked)
    text = text.replace("  ask:\n", '  ask:\n  - {field: dog_name, kind: text, label: "What is your dog called?"}\n', 1)
    if when:
        text += (
            f'- page: more\n  title: More\n  when: "{when}"\n  ask:\n  - {{field: ok, kind: yes no, label: "OK?"}}\n'
        )
    return read_service(a_service(text))


@pytest.mark.parametrize(
    ("field", "when"),
    [
        ("share", "share > 99"),
        ("share", "share < 1"),
        ("first_dog", "first_dog < 1950"),
        ("first_dog", "first_dog >= 2026"),
        ("walk_at", "walk_at > '22:00'"),
        ("walk_at", "walk_at <= '16:00'"),
        ("obedience", "obedience == 5"),
        ("obedience", "obedience < 2"),
        ("born_in", "born_in == 'ZW'"),
        ("born_in", "!(born_in in ['EE', 'FI'])"),
        ("hears", "hears == 'ru'"),
        ("breeder", "breeder == '12345678'"),
        ("account", "account.startsWith('EE')"),
        ("away", "away.until > date('2027-06-30')"),
        ("away", "days_between(away.from, away.until) > 20"),
        ("manners", "manners.with_dogs == 'well' && manners.with_children == 'badly'"),
        ("kennel", "kennel.city == 'Solmere'"),
        ("car", "car.contains('ABC')"),
    ],
)
def test_a_page_is_seen_whatever_kind_its_condition_reads(field: str, when: str) -> None:
    walked = walk_service(asking(field, when=when), TODAY)

    assert walked.seen == {"dog", "more"}
    assert not walked.stuck


def test_every_kind_has_an_answer_that_a_scenario_can_write() -> None:
    names = re.findall(r"^- \{?field: (\w+)", QUESTIONS, re.MULTILINE)
    service = asking(*names)
    so_far = plan(service, Entries(), TODAY)
    page = so_far.road[0]

    answers = {one.id: typed(one, one.kind.example(one, TODAY)) for one in page.fields}
    entries = answer_page(so_far, page, answers, datetime(2026, 11, 24, tzinfo=UTC))

    assert [str(problem) for problem in plan(service, entries, TODAY).problems(page)] == []
    assert set(entries.answers) == {"dog_name", *names}


def test_a_country_that_does_not_exist_is_a_fault_in_a_rule() -> None:
    with pytest.raises(SpecFault, match="UK"):
        asking("born_in", when="born_in == 'UK'")
