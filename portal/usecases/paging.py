"""Floor 7. Where the page before ended, as its address says it: anybody may have typed that address."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_in(text: str) -> datetime | None:
    """A moment with its zone, as UTC; None where there is none that UTC can tell."""
    try:
        found = datetime.fromisoformat(text)
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
