"""Floor 2. The kind `integer`: a whole number, however its thousands are set apart."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from portal.errors import N_
from portal.i18n.folding import plain_digits
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, EMPTY_WORDS, crossed, holds, line, single, slip, with_unit

# More than any count a form asks for, and safe in every database and in JSON.
FURTHEST = 999_999_999_999_999
_APART = r"[ \u00a0\u202f'’٬,،.]"
_WHOLE = re.compile(
    rf"([+\-−–]?) ?(\d+|[1-9]\d{{0,2}}(?P<apart>{_APART})\d{{3}}(?:(?P=apart)\d{{3}})*)(?:[.,٫]0{{1,2}})?"
)
_BROKEN = re.compile(r"[+\-−–]?\d+[.,،٫]\d+")


def read(field: Asked, raw: Raw, today: date) -> Reading:
    text = _without_unit(field, plain_digits(line(raw)))
    if not text:
        return EMPTY
    found = _WHOLE.fullmatch(text)
    if not found:
        return slip(field, "whole" if _BROKEN.fullmatch(text) else "number")
    digits = re.sub(r"\D", "", found[2]).lstrip("0") or "0"
    number = int(digits) if len(digits) <= 15 else FURTHEST + 1
    return _within(field, -number if found[1] in ("-", "−", "–") and found[1] else number)


def _within(field: Asked, number: int) -> Reading:
    least, most = _bounds(field)
    if number < least:
        return slip(field, "too_small", min=least)
    return slip(field, "too_big", max=most) if number > most else holds(number)


def _without_unit(field: Asked, text: str) -> str:
    """The unit stands beside the input; whoever types it too ("12 visits") is understood."""
    unit = getattr(field.settings.get("unit"), "source", "")
    return text[: -len(unit)].rstrip() if unit and text.casefold().endswith(unit.casefold()) else text


def _bounds(field: Asked) -> tuple[int, int]:
    least, most = field.settings.get("min"), field.settings.get("max")
    return (-FURTHEST if least is None else int(least)), (FURTHEST if most is None else int(most))


def example(field: Asked, today: date) -> Raw:
    least, most = _bounds(field)
    return single(str(min(max(1, least), most)))


def schema(field: Asked) -> dict[str, Any]:
    least, most = _bounds(field)
    return {"type": "integer", "minimum": least, "maximum": most}


INTEGER = Kind(
    name="integer",
    widget="integer",
    problems={
        "empty": EMPTY_WORDS,
        "number": N_("Enter the answer to “{label}” in digits, for example 12"),
        "whole": N_("Enter a whole number for “{label}”, for example 12"),
        "too_small": N_("The answer to “{label}” must be {min} or more"),
        "too_big": N_("The answer to “{label}” must be {max} or less"),
    },
    read=read,
    encode=int,
    decode=int,
    refill=lambda _field, value: single(str(value)),
    show=lambda field, value, say: [with_unit(field, say.integer(value), say)],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "integer",
    rule_value=lambda _field, value: value,
    schema=schema,
    example=example,
    settings={"min": Setting("integer"), "max": Setting("integer"), "unit": Setting("authored")},
    personal=True,
    check=lambda field: crossed(field, "min", "max"),
)
