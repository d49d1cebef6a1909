"""Floor 3. How a service is offered: its start page, and when it takes applications. A part of the model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.spec.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Availability:
    """When applications are taken, in the authority's own time; `notice`: how long before closing that is said."""

    opens: datetime | None = None
    closes: datetime | None = None
    notice: tuple[int, str] | None = None
    replaced_by: str = ""  # the service to use instead, afterwards


@dataclass(frozen=True, slots=True)
class Guidance:
    """The start page: what, who may, cost, time, what you need, other ways."""

    summary: Phrase
    who: Phrase
    cost: Phrase
    time: Phrase | None  # None: computed
    need: tuple[Phrase, ...]
    other_ways: Phrase
    about: Phrase | None = None
    after: Phrase | None = None
