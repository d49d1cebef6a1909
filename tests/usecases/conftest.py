"""A town on each database, its forms published."""

from __future__ import annotations

import pytest

from portal.settings import Settings
from portal.store import Store
from tests.conftest import publish_forms
from tests.usecases.town import Town


@pytest.fixture
def town(settings: Settings, store: Store) -> Town:
    publish_forms(settings)
    return Town(store)


@pytest.fixture
def sqlite_town(sqlite_settings: Settings, sqlite_store: Store) -> Town:
    publish_forms(sqlite_settings)
    return Town(sqlite_store)
