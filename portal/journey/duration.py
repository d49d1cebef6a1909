"""Floor 4. How long applying takes: worked out from what is asked, then measured from what was sent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from portal.spec.model import Field, Group, Page, Service

LEAST_MEASURED = 20  # fewer sent applications say too little
ONE_SITTING = timedelta(hours=3)  # whoever took longer had stopped and come back
# Seconds that people take, by what is asked: read, think, type.
_SECONDS = {
    "long text": 90, "file": 90, "address": 30, "several choices": 20, "date": 15, "date range": 25,
    "likert": 30, "national number": 15, "person name": 12,
}  # fmt: skip
_ANY_SECONDS, _PAGE_SECONDS, _ENDS_SECONDS = 12, 8, 60  # a question; a page; signing in, reading over and sending
_MOST_ITEMS = 3


def minutes(service: Service) -> tuple[int, int]:
    """How long applying takes on the shortest road and on the longest, worked out from what is asked."""
    least = most = _ENDS_SECONDS
    for page in service.pages:
        if page.exit:
            continue
        short, long = _seconds(page)
        least, most = least + (0 if page.when else short), most + long
    return max(1, round(least / 60)), max(1, round(most / 60))


def _seconds(page: Page) -> tuple[int, int]:
    least = most = _PAGE_SECONDS
    for item in page.ask:
        if isinstance(item, Field):
            least, most = least + (0 if item.optional or item.when else _of(item)), most + _of(item)
        elif isinstance(item, Group):
            once = sum(_of(one) for one in item.fields)
            least += 0 if item.when else item.least * once
            most += min(item.most, _MOST_ITEMS) * once
    return least, most


def _of(one: Field) -> int:
    return 0 if not one.kind.asks else _SECONDS.get(one.kind.name, _ANY_SECONDS)


def measured(spans: Sequence[timedelta]) -> int | None:
    """The minutes that people took, from the first page to sending; None while too few did it in one sitting."""
    sitting = [one.total_seconds() for one in spans if timedelta(0) < one <= ONE_SITTING]
    return max(1, round(median(sitting) / 60)) if len(sitting) >= LEAST_MEASURED else None
