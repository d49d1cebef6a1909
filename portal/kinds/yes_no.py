"""Floor 2. The kind `yes no`."""

from __future__ import annotations

from datetime import date

from portal.errors import N_
from portal.kinds.kind import Asked, Kind, Raw, Reading
from portal.kinds.reading import EMPTY, holds, line, single, slip

YES, NO = N_("Yes"), N_("No")


def read(field: Asked, raw: Raw, today: date) -> Reading:
    chosen = line(raw).casefold()
    if not chosen:
        return EMPTY
    known = {"yes": True, "no": False}.get(chosen)
    return slip(field, "unknown") if known is None else holds(known)


def _code(value: bool) -> str:
    return "yes" if value else "no"


YES_NO = Kind(
    name="yes no",
    widget="radios",
    problems={"empty": N_("Choose yes or no for “{label}”"), "unknown": N_("Choose yes or no for “{label}”")},
    read=read,
    encode=bool,
    decode=bool,
    refill=lambda _field, value: single(_code(value)),
    show=lambda _field, value, say: [say.word(YES if value else NO)],
    export=lambda _field, value: _code(value),
    rule_type=lambda _field: "boolean",
    rule_value=lambda _field, value: value,
    schema=lambda _field: {"type": "boolean"},
    own_codes=lambda _field: ("yes", "no"),
    own_choices=lambda _field, say: [("yes", say.word(YES)), ("no", say.word(NO))],
    example=lambda _field, _today: single("yes"),
)
