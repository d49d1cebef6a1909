"""Where a file is no YAML, the line is named on which its author slipped, not the one on which a parser gave up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.spec.slips import first_slip
from portal.spec.source import read_yaml
from tests.spec.services import SMALL

FORMS = Path(__file__).resolve().parents[2] / "forms"
WRITTEN = [SMALL, *(path.read_text("utf-8") for path in sorted(FORMS.rglob("*.yaml")))]
LINES = (FORMS / "parking-permit" / "service.yaml").read_text("utf-8").split("\n")


def told(text: str) -> tuple[int, str]:
    (fault,) = read_yaml(text, "service.yaml")[1]
    return fault.line, str(fault)


@pytest.mark.parametrize("text", WRITTEN)
def test_nothing_is_found_in_what_can_be_read(text: str) -> None:
    assert first_slip(text) is None


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\n b: 2\nc: 3\n", 2, "stands further right than the one above"),
        ("a:\n   b: 1\n  c: 2\n  d: 3\n", 2, "stands further right than those below"),
        ("a:\n  b: 1\n c: 2\n  d: 3\n", 3, "stands further left"),
        ("a:\n  b: 1\nc: 2\n  d: 3\n", 3, "stands further left"),
        ("a:\n- b: 1\n   c: 2\n  d: 3\n", 3, "stands further right than the one above"),
        ("a: |\n  one\n two\nb: 1\n", 3, "stands further left"),
        ("edition 1\nservice: a\n", 1, "This line has no colon."),
        ("- field plate\n  kind: text\n", 1, "This line has no colon."),
        ('a: 1\nb: "two\nc: 3\nd: "four"\n', 2, "is not closed"),
        ("a: 1\nb: 'two\nc: 3\nd: 'four'\n", 2, "is not closed"),
        ('a: "one" two\n', 1, "something follows where it ends"),
        ("a: {b: 1\nc: 2\n", 1, "The “{” that begins here is not closed. Write “}” where it ends."),
        ("a: [b, c\nd: 2\n", 1, "The “[” that begins here is not closed."),
        ('a: {b: "one}\nc: 2\n', 1, "is not closed"),
        ("a: b: 1, c: 2}\n", 1, "The “}” closes nothing."),
        ("a: one: two\n", 1, "There is a colon in a text."),
        ("a: 1\n\tb: 2\n", 2, "begins with a tab"),
        ("a: @home\n", 1, "a sign that YAML reads as its own"),
    ],
)
def test_the_line_of_the_slip_is_named(text: str, line: int, said: str) -> None:
    found, words = told(text)

    assert (found, said in words) == (line, True), words


def moved(number: int, spaces: int) -> str:
    line = LINES[number]
    changed = " " * spaces + line if spaces > 0 else line[-spaces:]
    return "\n".join([*LINES[:number], changed, *LINES[number + 1 :]])


@pytest.mark.parametrize("spaces", [1, 2, -1, -2])
def test_a_line_of_the_parking_permit_that_is_moved_is_the_one_named(spaces: int) -> None:
    may_move = [at for at, line in enumerate(LINES) if line.strip() and line.startswith(" " * max(0, -spaces))]
    read = [(at + 1, *read_yaml(moved(at, spaces), "")) for at in may_move]
    faults = [(line, found) for line, node, found in read if node is None]

    assert len(faults) > 100
    assert [line for line, found in faults if found[0].line != line] == []


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab:- \n\"'{}[],|#\t"), max_size=80))
def test_whatever_is_written_the_walk_ends(text: str) -> None:
    found = first_slip(text)

    assert found is None or 1 <= found.line <= text.count("\n") + 1
