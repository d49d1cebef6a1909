"""What a process keeps: few things, the least used giving way; and a workspace's proof, worked out once for the same files."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.spec.reader import read_service
from portal.usecases import workspaces
from portal.usecases.shelf import Shelf
from tests.spec.services import bundle


def test_what_was_not_asked_for_the_longest_gives_way() -> None:
    shelf: Shelf[int] = Shelf(2)
    shelf.put("a", 1)
    shelf.put("b", 2)

    shelf.get("a")
    shelf.put("c", 3)

    assert (shelf.get("a"), shelf.get("b"), shelf.get("c")) == (1, None, 3)


def test_the_same_files_are_proved_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    proved: list[date] = []
    prove = workspaces.prove

    def counted(*given: Any) -> Any:
        proved.append(given[2])
        return prove(*given)

    monkeypatch.setattr(workspaces, "prove", counted)
    monkeypatch.setattr(workspaces, "_proofs", Shelf(40))
    files = bundle()
    service = read_service(files)

    for day in (24, 24, 25):
        workspaces._proved(files, service, date(2026, 11, day))

    assert proved == [date(2026, 11, 24), date(2026, 11, 25)]
