"""Floor 4. Whether a service takes applications at a moment. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from portal.spec.model import Service
from portal.workflow.calendar import after

OPEN, SOON, NOT_YET, CLOSED = "open", "closes soon", "not yet", "closed"
_NOTICE = (14, "day")


@dataclass(frozen=True, slots=True)
class Standing:
    """`state`, with the moments that explain it (aware) and the service to use instead."""

    state: str = OPEN
    opens: datetime | None = None
    closes: datetime | None = None
    replaced_by: str = ""

    @property
    def takes(self) -> bool:
        """Whether one can apply."""
        return self.state in (OPEN, SOON)


ALWAYS = Standing()


def standing(service: Service, zone: str, now: datetime) -> Standing:
    """How the service stands at `now`; its own times are the authority's."""
    said = service.availability
    if said is None:
        return ALWAYS
    here = ZoneInfo(zone)
    opens, closes = (one.replace(tzinfo=here) if one else None for one in (said.opens, said.closes))
    state = OPEN
    if opens and now < opens:
        state = NOT_YET
    elif (closes and now >= closes) or (said.replaced_by and not closes):
        state = CLOSED
    elif closes:
        day = now.astimezone(here).date()
        state = SOON if after(day, said.notice or _NOTICE) >= closes.date() else OPEN
    return Standing(state, opens, closes, said.replaced_by)
