"""Floor 8. The clock's own tasks: erase whose time is over, forget what only had to last a while."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.files.filestore import FileStore
from portal.settings import Settings
from portal.store import Store
from portal.usecases.retention import forget, tidy


def forget_in_time(store: Store, settings: Settings, now: datetime, /, **_ids: Any) -> None:
    forget(store, FileStore(settings.files_dir), now)


def tidy_up(store: Store, _settings: Settings, now: datetime, /, **_ids: Any) -> None:
    tidy(store, now)
