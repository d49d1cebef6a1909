"""What the tests in the browser share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browsers import Live, live_portal


@pytest.fixture(scope="package")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The running portal with its three weeks of cases."""
    with live_portal(tmp_path_factory.mktemp("lived_in"), "--workers", "3") as running:
        yield running
