"""What every kind promises, asked of each one in the registry."""

from __future__ import annotations

import json
import string
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from portal.errors import Plural
from portal.kinds.kind import Kind, Raw
from portal.kinds.registry import KINDS, kind_named, lent
from portal.kinds.text import TEXT
from tests.kinds.asked import TODAY, Ask, Speech, ask

TEMPLATES = Path(__file__).parents[2] / "templates/kinds"
NAMES = (
    "text", "long text", "integer", "decimal", "percentage", "money", "date", "date range", "month and year", "year", "time", "yes no",
    "choice", "several choices", "rating", "likert", "country", "language", "email", "phone", "url", "person name",
    "national number", "company number", "vat number", "iban", "vehicle plate", "address", "postcode", "file", "several files",
    "declaration",
    "computed", "hidden",
)  # fmt: skip
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))

# The settings a hostile or careful author might write, by kind.
STRICT: dict[str, dict[str, Any]] = {
    "text": {"pattern": "[A-Z]{2}[0-9]{3,4}", "tidy": ("upper", "no spaces"), "example": "AB 123"},
    "long text": {"max_length": 50, "max_words": 2},
    "integer": {"min": 7, "max": 9},
    "decimal": {"min": "-0.5", "max": "7.25", "places": 2},
    "month and year": {"earliest": "2020-03-15", "latest": "today"},
    "money": {"min": 100, "max": 500_000, "currency": "EUR"},
    "date": {"earliest": "today - 120 years", "latest": "today - 18 years"},
    "several choices": {"min": 2, "max": 2},
    "phone": {"country": "FI"},
    "national number": {"country": "FI"},
    "percentage": {"min": "-5", "max": "1.5", "places": 1},
    "year": {"earliest": "1950", "latest": "today - 1 year"},
    "time": {"earliest": "8:00", "latest": "09:30"},
    "rating": {"of": 10, "low": SimpleNamespace(source="Bad"), "high": SimpleNamespace(source="Good")},
    "date range": {"earliest": "today - 1 year", "latest": "today", "max_days": 3},
    "likert": {
        "statements": {"a": SimpleNamespace(source="A")},
        "scale": dict.fromkeys("yn", SimpleNamespace(source="?")),
    },
    "country": {"first": ("EE", "fi"), "only": ("SE", "EE", "FI")},
    "language": {"first": ("et",)},
    "company number": {"country": "FI"},
    "vat number": {"country": "any"},
    "iban": {"countries": ("FI", "NO")},
    "vehicle plate": {"country": "DE"},
    "postcode": {"country": "LT"},
    "file": {"accept": ("png",), "max_size": 5_000},
}
hostile = (
    st.text(max_size=60) | st.text(string.digits + " .,-/+€eE'٠١٢٣４\u200b\x00", max_size=30) | st.just("9" * 5_000)
)


def fields(kind: Kind) -> list[Ask]:
    return [ask(kind), ask(kind, **STRICT.get(kind.name, {}))]


def test_the_registry_knows_each_kind_by_its_name() -> None:
    assert tuple(KINDS) == NAMES
    assert all(kind_named(name).name == name for name in NAMES)
    with pytest.raises(KeyError):
        kind_named("colour")


def test_a_kind_can_be_lent_for_a_while() -> None:
    colour = Kind(**{**vars(TEXT), "name": "colour"})

    with lent(colour):
        assert kind_named("colour") is colour
    assert "colour" not in KINDS
    with pytest.raises(ValueError, match="already"), lent(TEXT):
        pass


@every_kind
def test_its_example_holds_on_any_day(kind: Kind) -> None:
    for field in fields(kind):
        for today in (TODAY, date(2024, 2, 29), date(2099, 12, 31)):
            reading = kind.read(field, kind.example(field, today), today)

            assert reading.value is not None
            assert not reading.problems
        assert not list(kind.check(field))


@every_kind
def test_nothing_typed_is_empty_and_no_problem(kind: Kind) -> None:
    parts = kind.parts(ask(kind))

    assert kind.read(ask(kind), {}, TODAY).is_empty
    for nothing in ([""], [" \u200b\x00\t "], []):
        assert kind.read(ask(kind), {part: list(nothing) for part in parts}, TODAY).is_empty


@every_kind
@settings(deadline=None)
@given(data=st.data())
def test_reading_never_raises_and_what_it_reads_keeps_its_value(kind: Kind, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(fields(kind)))
    parts = st.sampled_from(["", "refused", "other", *kind.parts(field)])
    raw: Raw = data.draw(st.dictionaries(parts, st.lists(hostile, max_size=3), max_size=5))

    reading = kind.read(field, raw, TODAY)

    assert not (reading.problems and reading.value is not None)
    assert all(one.code in kind.problems and one.path == field.id for one in reading.problems)
    assert all(one.part in kind.parts(field) or one.part == "" for one in reading.problems)
    if reading.value is not None:
        keeps(kind, field, reading.value)


@every_kind
def test_its_example_keeps_its_value_through_store_form_and_words(kind: Kind) -> None:
    for field in fields(kind):
        keeps(kind, field, kind.read(field, kind.example(field, TODAY), TODAY).value)


def keeps(kind: Kind, field: Ask, value: Any) -> None:
    stored = json.loads(json.dumps(kind.encode(value)))
    assert kind.decode(stored) == value
    assert kind.read(field, kind.refill(field, value), TODAY).value == value
    assert all(str(line) or kind.name == "long text" for line in kind.show(field, value, Speech()))
    assert isinstance(kind.export(field, value), str)
    assert set(kind.refill(field, value)) <= {"", *kind.parts(field)}


@every_kind
def test_each_problem_has_words_that_say_which_answer_and_how_to_mend_it(kind: Kind) -> None:
    assert "empty" in kind.problems
    for words in kind.problems.values():
        forms = (words.one, words.many) if isinstance(words, Plural) else (words,)
        assert all("{label}" in form and not form.endswith(".") for form in forms)
        assert not any(
            word in form.casefold() for form in forms for word in ("please", "invalid", "valid ", "required")
        )
        assert not isinstance(words, Plural) or all(f"{{{words.count}}}" in form for form in forms)


@every_kind
def test_its_problems_bring_the_facts_their_words_need(kind: Kind) -> None:
    for field in fields(kind):
        for raw in SLIPS:
            for one in kind.read(field, {"": [raw], **{part: [raw] for part in kind.parts(field)}}, TODAY).problems:
                words = kind.problems[one.code]
                form = words.many if isinstance(words, Plural) else words
                assert form.format(label="Label", **one.params)


SLIPS = (
    "x" * 5_000,
    "?",
    "1.5",
    "1.234567",
    "99999999999999999999",
    "0",
    "-1",
    "a@",
    "@",
    "31",
    "b",
    "B",
    "{}",
    "[1]",
    "12",
)


@every_kind
def test_its_type_in_the_rules_is_known(kind: Kind) -> None:
    known = {"text", "code", "codes", "integer", "decimal", "money", "date", "boolean", "file", "files"}
    told = kind.rule_type(ask(kind))

    assert told in known if isinstance(told, str) else set(told.values()) <= known
    assert kind.schema(ask(kind))


@every_kind
def test_what_is_stored_is_what_its_json_schema_says(kind: Kind) -> None:
    for field in fields(kind):
        judge = Draft202012Validator(kind.schema(field))
        stored = json.loads(json.dumps(kind.encode(kind.read(field, kind.example(field, TODAY), TODAY).value)))

        assert [error.message for error in judge.iter_errors(stored)] == []
        assert list(judge.iter_errors([[]]))


@every_kind
def test_its_parts_have_labels_where_there_are_several(kind: Kind) -> None:
    parts = tuple(kind.parts(ask(kind)))

    assert (parts == ("",)) or set(kind.labels(ask(kind))) == set(parts)
    assert kind.first_part in (*parts, "")
    assert set(kind.autocomplete) <= set(parts)


def test_a_choice_is_drawn_as_radios_or_as_a_list_by_their_number() -> None:
    choice = kind_named("choice")
    many = [str(number) for number in range(10)]

    assert choice.widget_for(ask(choice)) == "radios"
    assert choice.widget_for(ask(choice, codes=many)) == "select"
    assert choice.widget_for(ask(choice, codes=many, show="radios")) == "radios"
    assert kind_named("date").widget_for(ask(kind_named("date"))) == "date"


def test_every_widget_has_its_template() -> None:
    widgets = {kind.widget_for(ask(kind, show=show)) for kind in KINDS.values() for show in ("radios", "select")}

    assert all((TEMPLATES / f"{widget}.html").is_file() for widget in widgets)
