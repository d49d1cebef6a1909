"""The comma of a script, where lines that somebody typed are put on one."""

from __future__ import annotations

import pytest

from portal.i18n.formats import comma_within


@pytest.mark.parametrize(("typed", "comma"), [("12 شارع الحبال", "،"), ("12 Rope Walk", ","), ("12", ",")])
def test_what_was_typed_is_joined_with_the_comma_of_its_own_script(typed: str, comma: str) -> None:
    assert comma_within(typed) == comma
