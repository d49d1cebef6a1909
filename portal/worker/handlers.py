"""Floor 8. The register of tasks: a name, as the use cases defer it, and what it runs.

A handler is one use case: `(store, settings, now, **ids)`. It opens its own short transactions and does slow or outside
work between them. It may run twice after a crash, so it looks first what is already done. Whatever it raises puts the
task back, later and later, until its attempts are used up; then an operator sees it among the failed tasks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from portal.settings import Settings
from portal.store import Store
from portal.worker import documents, mail, review
from portal.worker.keeping import forget_in_time, tidy_up


class Handler(Protocol):
    def __call__(self, store: Store, settings: Settings, now: datetime, /, **ids: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task of the clock's own: `cron` in UTC (minute hour day month weekday)."""

    task: str
    cron: str


HANDLERS: Mapping[str, Handler] = {
    "forget_in_time": forget_in_time,
    "tidy_up": tidy_up,
    **documents.HANDLERS,
    **mail.HANDLERS,
    **review.HANDLERS,
}

# Hourly, though days are what counts: a worker that was away for a while makes up for it within the hour.
CLOCK: tuple[Periodic, ...] = (
    Periodic("forget_in_time", "17 * * * *"),
    Periodic("tidy_up", "47 * * * *"),
)
