"""What time it is: the one place at the doors that looks at the clock. Below them time is an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from portal.web.kit.parts import parts


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The authority's day."""
    return now().astimezone(ZoneInfo(parts().time_zone)).date()
