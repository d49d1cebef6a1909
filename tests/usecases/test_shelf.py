"""What a process keeps: few things, the least used giving way; and what advises an author, worked out once for the same files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.spec.reader import read_service
from portal.usecases import advising
from portal.usecases.advising import advice
from portal.usecases.shelf import Shelf
from tests.forms.test_services import the_authority
from tests.spec.services import bundle


def test_what_was_not_asked_for_the_longest_gives_way() -> None:
    shelf: Shelf[int] = Shelf(2)
    shelf.put("a", 1)
    shelf.put("b", 2)

    shelf.get("a")
    shelf.put("c", 3)

    assert (shelf.get("a"), shelf.get("b"), shelf.get("c")) == (1, None, 3)


@pytest.mark.parametrize("work", ["prove", "lint_read", "template_warnings"])
def test_the_same_files_are_judged_once_a_day_and_site(work: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []
    real = getattr(advising, work)
    monkeypatch.setattr(advising, work, lambda *given: done.append(given) or real(*given))
    monkeypatch.setattr(advising, "_shelf", Shelf(40))
    files, site = bundle(), the_authority()
    service = read_service(files)

    for day in (24, 24, 25):
        advice(files, service, site, today=date(2026, 11, day))
    assert len(done) == 2

    advice(files, service, replace(site, languages=("en",)), today=date(2026, 11, 25))
    assert len(done) == 3
