"""What expressions can call stands in the documentation of the language."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.rules.functions import FUNCTIONS
from portal.rules.parser import VERBS

SPECIFICATION = Path(__file__).parents[2] / "docs" / "specification.md"


@pytest.mark.parametrize("function", sorted({*FUNCTIONS, *VERBS}))
def test_every_function_is_documented(function: str) -> None:
    _, _, expressions = SPECIFICATION.read_text("utf-8").partition("### Expressions")

    assert function in expressions.partition("\n## ")[0]
