"""Choices beyond a list of options: “none of these” that excludes, and “other, say which”."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kinds.choice import OwnWords
from portal.kinds.kind import Asked
from portal.kinds.registry import kind_named
from tests.kinds.asked import TODAY, Speech, ask

ONE, SEVERAL = kind_named("choice"), kind_named("several choices")
OTHER = {"other": "Something else"}


def one(**settings: Any) -> Asked:
    return ask(ONE, codes=("a", "b", "other"), **OTHER, **settings)


def several(**settings: Any) -> Asked:
    return ask(SEVERAL, codes=("a", "b", "other", "none"), none="None of these", **OTHER, **settings)


def slips(kind: Any, field: Asked, raw: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(problem.code, problem.part) for problem in kind.read(field, raw, TODAY).problems]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"": ["a"], "other": ["left there"]}, "a"),
        ({"": ["other"], "other": [" By  the\u200b river "]}, OwnWords("By the river")),
        ({"other": ["By the river"]}, OwnWords("By the river")),  # without script it is always there
        ({"": ["OTHER"], "other": ["x"]}, OwnWords("x")),
    ],
)
def test_other_is_kept_with_what_is_typed_under_it(raw: dict[str, list[str]], value: Any) -> None:
    assert ONE.read(one(), raw, TODAY).value == value


def test_other_alone_says_nothing_and_too_much_is_cut_by_nobody() -> None:
    assert slips(ONE, one(), {"": ["other"]}) == [("say_which", "other")]
    assert slips(ONE, one(), {"": ["other"], "other": ["x" * 201]}) == [("too_long", "other")]
    assert slips(SEVERAL, several(), {"": ["a", "other"], "other": [" "]}) == [("say_which", "other")]


def test_what_was_typed_is_shown_exported_and_seen_by_rules_as_other() -> None:
    value = OwnWords("By the river")

    assert ONE.show(one(), value, Speech()) == ["By the river"]  # type: ignore[arg-type]
    assert ONE.export(one(), value) == "By the river"
    assert ONE.rule_value(one(), value) == "other"
    assert SEVERAL.rule_value(several(), ("a", value)) == ["a", "other"]
    assert SEVERAL.export(several(), ("a", value)) == "a; By the river"


def test_answers_of_before_are_still_understood() -> None:
    assert ONE.decode("a") == "a"
    assert SEVERAL.decode(["a", "b"]) == ("a", "b")
    assert ONE.encode("a") == "a"  # and still stored as they were
    assert ONE.decode(ONE.encode(OwnWords("x"))) == OwnWords("x")
    assert SEVERAL.decode(SEVERAL.encode(("a", OwnWords("x")))) == ("a", OwnWords("x"))


def test_what_was_typed_comes_back_into_the_form() -> None:
    for kind, field, value in ((ONE, one(), OwnWords("x")), (SEVERAL, several(), ("a", OwnWords("x")))):
        assert kind.read(field, kind.refill(field, value), TODAY).value == value


def test_none_of_these_excludes_the_others() -> None:
    assert SEVERAL.read(several(min=2), {"": ["none"]}, TODAY).value == ("none",)
    assert slips(SEVERAL, several(), {"": ["a", "none"]}) == [("none_and_others", "")]
    assert SEVERAL.rule_value(several(), ("none",)) == ["none"]


def test_none_is_an_option_like_others_where_it_has_no_key() -> None:
    plain = ask(SEVERAL, codes=("a", "none"))

    assert SEVERAL.read(plain, {"": ["a", "none"]}, TODAY).value == ("a", "none")


def test_an_option_of_the_same_code_is_a_fault() -> None:
    faults = ONE.check(ask(ONE, codes=("other", "a", "other"), **OTHER))

    assert [setting for setting, *_ in faults] == ["other"]


def test_the_schema_says_both_shapes() -> None:
    assert ONE.schema(ask(ONE, codes=("a",))) == {"enum": ["a"]}
    assert [sorted(form) for form in ONE.schema(one())["anyOf"]] == [["enum"], ["properties", "required", "type"]]
