"""What people are shown and do not type: computed, hidden, locked; and what they had better answer, recommended."""

from __future__ import annotations

from typing import Any

import pytest

from portal.journey.entries import COMPUTED, IDENTITY, Answer, Entries
from portal.journey.finish import exported, final, summary
from portal.journey.migrating import migrate
from portal.journey.reading import prefill
from portal.kinds.registry import kind_named
from portal.rules.values import Money
from tests.kinds.asked import Speech, ask
from tests.trying import NOW, TODAY, answered, problems, the_service, told

ASK = """\
- {field: adults, kind: integer, label: "Adults"}
- {field: children, kind: integer, label: "Children", recommended: yes}
- {field: people, kind: computed, value: in_all, label: "People in all"}
- {field: risk, kind: hidden, value: is_many, label: "Many people"}
"""
TOP = 'values: {in_all: {kind: integer, is: "adults + children"}, is_many: {kind: yes no, is: "adults > 5"}}\n'


def rows(found: Any, *, everything: bool = False) -> dict[str, Any]:
    return {row.field.id: row.value for part in summary(found, everything=everything) for row in part.parts}


def test_what_is_worked_out_follows_the_answers_and_a_form_cannot_say_it() -> None:
    service = the_service(ASK, TOP)
    forged = {"adults": "7", "children": "2", "people": '{"integer": 1}', "risk": '{"yes no": false}'}

    found = answered(service, forged)

    assert problems(found) == []
    assert rows(found) == {"adults": 7, "children": 2, "people": 9, "last": None}
    assert rows(found, everything=True)["risk"] is True
    assert set(found.entries.answers) == {"adults", "children"}


def test_it_is_fixed_once_sent() -> None:
    service = the_service(ASK, TOP)
    sent = final(answered(service, {"adults": "7", "children": "2"}))

    assert sent.answers["people"] == Answer({"integer": 9}, COMPUTED, "")
    assert exported(service, sent) == {"adults": "7", "children": "2", "people": "9", "risk": "yes"}
    changed = Entries(answers={**sent.answers, "adults": Answer(1, "typed", "")})
    assert rows(answered(service, {}, changed, page="end"))["people"] == 9


def test_what_cannot_be_known_yet_is_not_shown_as_an_answer() -> None:
    found = answered(the_service(ASK, TOP), {"adults": "7"})

    assert problems(found) == []  # "children" is recommended: it may be left empty
    assert rows(found)["people"] is None


def test_a_value_that_does_not_exist_is_a_fault() -> None:
    assert told(ASK.replace("in_all", "in_al"), TOP) == ["No value is called “in_al”. Did you mean “in_all”?"]
    assert "A field has no “value”" in told('- {field: people, kind: computed, label: "People"}\n')[0]
    group = '- group: one\n  label: One\n  items: 0 to 2\n  ask:\n  - {field: people, kind: computed, value: in_all, label: "All"}\n'
    assert told(ASK + group, TOP)[0].startswith("A group cannot hold what is worked out once for all.")


def test_an_answer_of_another_kind_does_not_become_what_is_worked_out() -> None:
    old = the_service(ASK.replace("kind: computed, value: in_all", "kind: integer"), TOP)
    typed = answered(old, {"adults": "7", "children": "2", "people": "1"}).entries

    entries = migrate(old, the_service(ASK, TOP), typed, TODAY)

    assert ("people" in entries.answers, entries.again) == (False, frozenset())


@pytest.mark.parametrize("kind", ["computed", "hidden"])
@pytest.mark.parametrize(
    ("value", "shown", "plain"),
    [
        (True, "Yes", "yes"), (1_200, "1,200", "1200"), ("as it is", "as it is", "as it is"),
        (Money(2_050, "EUR"), "€20.50", "20.50 EUR"), (TODAY, "24\u00a0November\u00a02026", "2026-11-24"),
    ],
)  # fmt: skip
def test_each_type_of_value_is_kept_and_said(kind: str, value: Any, shown: str, plain: str) -> None:
    one = kind_named(kind)

    assert one.decode(one.encode(value)) == value
    assert [str(line) for line in one.show(ask(one), value, Speech())] == [shown]  # type: ignore[arg-type]
    assert one.export(ask(one), value) == plain


LOCKED = '- {field: keeper, kind: person name, label: "Your name", from: identity.name, locked: yes}\n'


def test_what_the_sign_in_told_cannot_be_changed_by_a_form() -> None:
    service = the_service(LOCKED)
    entries = prefill(service, {"name": "Leila Haddad"}, today=TODAY, now=NOW)

    found = answered(service, {"keeper": "Somebody Else"}, entries)

    assert found.entries.answers["keeper"].value == "Leila Haddad"
    assert found.entries.answers["keeper"].source == IDENTITY
    assert found.is_fixed(service.fields["keeper"])


def test_what_the_sign_in_did_not_tell_is_asked() -> None:
    service = the_service(LOCKED)

    assert problems(answered(service, {})) == [("keeper", "empty")]
    found = answered(service, {"keeper": "Leila"})
    assert found.entries.answers["keeper"].value == "Leila"
    assert not found.is_fixed(service.fields["keeper"])
    assert answered(service, {"keeper": "Leyla"}, found.entries).entries.answers["keeper"].value == "Leyla"


def test_locked_needs_something_that_fills_it_in() -> None:
    assert told('- {field: keeper, kind: text, label: "Your name", locked: yes}\n')[0].startswith(
        "“keeper” is locked, and nothing fills it in."
    )


def test_a_table_of_choices_is_shown_in_the_words_of_its_options_each_once() -> None:
    table = """\
tables:
  care:
    kind: choice
    take: all
    options: {food: "More food", rest: "More rest"}
    rows:
    - {row: many, if: {adults: "> 5"}, gives: food}
    - {row: young, if: {children: "> 0"}, gives: rest}
    - {row: more, if: {children: "> 1"}, gives: rest}
"""
    service = the_service(f'{ASK}- {{field: needs, kind: computed, value: care, label: "Needs"}}\n', TOP + table)
    found = answered(service, {"adults": "7", "children": "2"})
    one = service.fields["needs"]

    answer = found.answer(one)

    assert answer is not None and answer.value == {"text": "food; rest; rest"}
    assert [str(line) for line in one.kind.show(one, one.kind.decode(answer.value), Speech())] == [
        "More food",
        "More rest",
    ]
