"""Floor 2. The kind `person name`: any script, any length of name, one name only."""

from __future__ import annotations

import unicodedata
from datetime import date

from portal.errors import N_
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, TOO_LONG_WORDS, holds, line, single, slip, too_long

LONGEST = 200
# Pictures and signs, unassigned and private characters. Marks, digits and every punctuation do occur in names.
_NOT_IN_NAMES = {"So", "Sm", "Sc", "Sk", "Cn", "Co", "Cs"}
_BACKTICKS = {ord("`"): "’", ord("´"): "’"}


def read(field: Asked, raw: Raw, today: date) -> Reading:
    name = line(raw).translate(_BACKTICKS)
    if not name:
        return EMPTY
    foreign = next((ch for ch in name if unicodedata.category(ch) in _NOT_IN_NAMES), "")
    if foreign:
        return slip(field, "signs", sign=foreign)
    if not any(unicodedata.category(ch).startswith("L") for ch in name):
        return slip(field, "letters")
    return too_long(field, name, _most(field)) or holds(name)


def _most(field: Asked) -> int:
    return int(field.settings.get("max_length") or LONGEST)


PERSON_NAME = Kind(
    name="person name",
    widget="name",
    problems={
        "empty": N_("Enter a name for “{label}”"),
        "letters": N_("Write the name for “{label}” in letters"),
        "signs": N_("Leave {sign} out of the name for “{label}”"),
        "too_long": TOO_LONG_WORDS,
    },
    read=read,
    encode=str,
    decode=str,
    refill=lambda _field, value: single(value),
    show=lambda _field, value, _say: [value],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "text",
    rule_value=lambda _field, value: value,
    schema=lambda field: {"type": "string", "minLength": 1, "maxLength": _most(field)},
    example=lambda _field, _today: single("Ada"),
    settings={"max_length": Setting("integer", default=LONGEST)},
    autocomplete={"": "name"},
)
