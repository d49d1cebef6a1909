"""Floor 2. The kind `declaration`: a box to tick; its label is what one agrees to."""

from __future__ import annotations

from datetime import date

from portal.errors import N_
from portal.kinds.kind import Asked, Kind, Raw, Reading
from portal.kinds.reading import EMPTY, holds, line, single

AGREED = N_("Confirmed")


def read(field: Asked, raw: Raw, today: date) -> Reading:
    return holds(True) if line(raw).casefold() in ("yes", "on", "true") else EMPTY


DECLARATION = Kind(
    name="declaration",
    widget="declaration",
    problems={"empty": N_("Tick the box to confirm: {label}")},
    read=read,
    encode=bool,
    decode=bool,
    refill=lambda _field, value: single("yes") if value else {},
    show=lambda _field, _value, say: [say.word(AGREED)],
    export=lambda _field, value: "yes" if value else "",
    rule_type=lambda _field: "boolean",
    rule_value=lambda _field, value: value,
    schema=lambda _field: {"const": True},
    example=lambda _field, _today: single("yes"),
)
