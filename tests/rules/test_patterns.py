"""Patterns find what Python's own would find, in linear time, and refuse what could not be linear."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules import PatternFault, compile_pattern

ATOMS = ["a", "b", ".", "[ab]", "[^a]", "^", "$", r"\d", "(a|b)", "(ab)*", "(?:a|bc)?", "b{2}", "a{1,3}", "b{0,2}"]
ATOMS += ["[a-c]+", "c*", "(a*b*)*", "(^a|b$)", "(a|)", r"\.", "x{0}", "(a{2,}|b)+", "[]a]", r"[\d-]", r"\S"]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from([*ATOMS, "|"]), min_size=1, max_size=5).map("".join),
    st.text(alphabet="abc1.\n-]", max_size=6),
)
def test_a_pattern_finds_what_pythons_own_would(source: str, text: str) -> None:
    python = re.compile(source.replace("$", r"\Z"))

    pattern = compile_pattern(source)

    assert pattern.fullmatch(text) == bool(python.fullmatch(text))
    assert pattern.search(text) == bool(python.search(text))


@pytest.mark.parametrize(
    ("source", "text", "holds"),
    [
        ("[A-Z]{2}[0-9]{3,4}", "AB123", True),
        ("[A-Z]{2}[0-9]{3,4}", "AB12", False),
        ("[A-Z]{2}[0-9]{3,4}", "AB123\n", False),
        (r"\p{L}+(-\p{L}+)*", "Ülle-بيت", True),
        (r"\P{N}+", "a1", False),
        (r"\d", "٣", False),
        (r"EE\d{18}", "EE" + "1" * 18, True),
        (r"[\w.+-]+@\w+", "a.b+c@d", True),
        (r"\(\)\{\}\$\^", "(){}$^", True),
        ("a" * 300, "a" * 299, False),
    ],
)
def test_a_pattern_judges_the_whole_text(source: str, text: str, holds: bool) -> None:
    assert compile_pattern(source).fullmatch(text) is holds


@pytest.mark.parametrize(
    ("source", "at", "words"),
    [
        ("a(b", 1, "This ( is not closed."),
        ("a)", 1, "This ) closes nothing."),
        ("[ab", 0, "This [ is not closed."),
        ("[]", 0, "This [ is not closed."),
        ("[z-a]", 1, "This range is not possible."),
        ("*a", 0, "* has nothing to repeat."),
        ("a**", 1, "A repetition cannot be repeated."),
        ("a{5,2}", 1, "These bounds are not possible."),
        ("a{x}", 1, "This is no repetition. Write {2,4}"),
        ("(?=a)b", 0, "Look-around, names and flags are not possible in a pattern."),
        ("(?i)b", 0, "Look-around, names and flags are not possible in a pattern."),
        (r"(a)\1", 3, r"\1 has no meaning in a pattern."),
        (r"\bword", 0, r"\b has no meaning in a pattern."),
        (r"\p{Latin}", 9, "Latin is no Unicode class."),
        ("a\\", 2, "The pattern ends too early."),
        ("(a{100}){100}", 2, "This pattern is too large."),
        ("(((((){300}){300}){300}){300}){300}", 4, "This pattern is too large."),
        ("(" * 100, 30, "The groups of this pattern are nested too deeply."),
        ("a" * 501, 500, "A pattern may have 500 characters."),
    ],
)
def test_a_pattern_that_cannot_be_used_says_where_and_why(source: str, at: int, words: str) -> None:
    with pytest.raises(PatternFault) as refused:
        compile_pattern(source)

    assert str(refused.value).startswith(words)
    assert refused.value.at == at


@pytest.mark.parametrize("source", ["(a*)*b", "(a|a)*b", "(a+)+$", "a?" * 50 + "a" * 50 + "b", "(.*a){12}b"])
def test_a_pattern_that_explodes_elsewhere_is_quick_here(source: str) -> None:
    text = "a" * 9000 + "c"

    assert compile_pattern(source).fullmatch(text) is False
    assert compile_pattern(source).search(text) is False


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=r"ab()[]{}|*+?.^$\dpL-,:=1é", max_size=25))
def test_no_text_whatever_makes_the_reader_of_patterns_fail(source: str) -> None:
    with suppress(PatternFault):
        compile_pattern(source).search("ab1")
