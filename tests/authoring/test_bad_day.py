"""An administrator mistypes one line of a service people depend on: the line itself is named, and nothing breaks down."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from portal.authoring.check import check_bundle
from tests.forms.test_services import SERVICES, the_authority, the_bundle

EVERY = 5  # lines: all of them take a quarter of a minute, and say the same


def swapped(line: str) -> str:
    """Two letters of the first long word change places."""
    return re.sub(r"(?<=\b\w)([a-z])(?!\1)([a-z])(?=[a-z_])", r"\2\1", line, count=1)


def shifted(line: str) -> str:
    return f" {line}" if line.strip() else line


def emptied(line: str) -> str:
    return re.sub(r"^(\s*(?:- )?[a-z_]+:) +[^|].*$", r"\1", line)


@pytest.mark.parametrize(("harm", "least"), [(swapped, 85), (shifted, 90), (emptied, 90)])
def test_the_line_that_was_mistyped_is_told_first(harm: Callable[[str], str], least: int) -> None:
    found: Counter[str] = Counter()
    for name in SERVICES[:2]:
        bundle, authority = the_bundle(name), the_authority()
        lines = bundle.text("service.yaml").split("\n")
        for number in range(1, len(lines) + 1, EVERY):
            line = harm(lines[number - 1])
            if line == lines[number - 1] or line.lstrip().startswith("#"):
                continue
            text = "\n".join([*lines[: number - 1], line, *lines[number:]])
            told = check_bundle(bundle.replace("service.yaml", text), authority=authority, name=name)
            if told:  # else it is another text or name, or a block that may stand so
                found["on it" if (told[0].path, told[0].line) == ("service.yaml", number) else "elsewhere"] += 1

    assert found["on it"] * 100 >= least * found.total() > 0, found
