"""What the tests of the outside share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gateways.lying_provider import LyingProvider, lying_provider


@pytest.fixture
def provider() -> Iterator[LyingProvider]:
    with lying_provider() as provider:
        yield provider
