"""Numbers that come in an address or a form: whole, never negative, small enough for every database."""

from __future__ import annotations

_DIGITS = 18  # what a column of 64 bits surely holds; Python itself refuses to read thousands


def whole_number(text: str, most: int = 10**_DIGITS - 1) -> int | None:
    """The number that `text` says; None where it says none, or more than `most`."""
    if len(text) > _DIGITS or not text.isdecimal():
        return None
    number = int(text)
    return number if number <= most else None
