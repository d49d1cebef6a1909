"""Floor 2. The kind `text`: one line, tidied as the specification says before it is judged."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from portal.errors import N_, Plural
from portal.i18n.folding import plain_digits
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import (
    EMPTY,
    EMPTY_WORDS,
    TOO_LONG_WORDS,
    Faults,
    crossed,
    fault,
    holds,
    line,
    single,
    slip,
    too_long,
)
from portal.rules import compile_pattern

LONGEST_BY_DEFAULT = 200
TIDY = ("upper", "lower", "no spaces")
_BETWEEN = re.compile(r"[\s\-‐‑‒–—−./_]+")


def read(field: Asked, raw: Raw, today: date) -> Reading:
    text = tidied(field, line(raw))
    if not text:
        return EMPTY
    pattern = field.settings.get("pattern")
    if pattern is not None and len(text) <= _most(field):
        text = next((way for way in _ways(text) if _matches(pattern, way)), "")
        if not text:
            return slip(field, "pattern", example=str(field.settings.get("example", "")))
    least = int(field.settings.get("min_length") or 0)
    if len(text) < least:
        return slip(field, "too_short", min=least)
    return too_long(field, text, _most(field)) or holds(text)


def tidied(field: Asked, text: str) -> str:
    ways = field.settings.get("tidy") or ()
    if "no spaces" in ways:
        text = "".join(text.split())
    if "upper" in ways:
        text = text.upper()
    return text.lower() if "lower" in ways else text


def _ways(text: str) -> tuple[str, ...]:
    """How a code may have been meant: as typed, in plain digits, without the hyphens and dots people put in."""
    plain = plain_digits(text)
    return (text, plain, _BETWEEN.sub("", plain))


def _matches(pattern: Any, text: str) -> bool:
    return bool((compile_pattern(pattern) if isinstance(pattern, str) else pattern).fullmatch(text))


def _most(field: Asked) -> int:
    return int(field.settings.get("max_length") or LONGEST_BY_DEFAULT)


def example(field: Asked, today: date) -> Raw:
    given = str(field.settings.get("example") or "")
    least = int(field.settings.get("min_length") or 0)
    return single(given or "Abcdefghij"[: min(10, _most(field))].ljust(least, "a"))


def check(field: Asked) -> Faults:
    if field.settings.get("pattern") is not None:
        given = str(field.settings.get("example") or "")
        if not given:
            message, remedy = (
                N_("“{field}” has a pattern and no example."),
                N_("Add “example:” with an answer that fits."),
            )
            return fault("pattern", message, remedy, field=field.id)
        if read(field, single(given), date.min).problems:
            message, remedy = N_("The example “{example}” does not fit the pattern."), N_("Correct one of them.")
            return fault("example", message, remedy, example=given)
    return crossed(field, "min_length", "max_length")


def schema(field: Asked) -> dict[str, Any]:
    pattern = field.settings.get("pattern")
    source = pattern if isinstance(pattern, str) else getattr(pattern, "source", None)
    found = {
        "type": "string",
        "minLength": max(1, int(field.settings.get("min_length") or 0)),
        "maxLength": _most(field),
    }
    return {**found, "pattern": f"^(?:{source})$"} if source else found


TEXT = Kind(
    name="text",
    widget="text",
    problems={
        "empty": EMPTY_WORDS,
        "too_long": TOO_LONG_WORDS,
        "too_short": Plural(
            "The answer to “{label}” must have at least {min} character",
            "The answer to “{label}” must have at least {min} characters",
            "min",
        ),
        "pattern": N_("Check the answer to “{label}”. It looks like this: {example}"),
    },
    read=read,
    encode=str,
    decode=str,
    refill=lambda _field, value: single(value),
    show=lambda _field, value, _say: [value],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "text",
    rule_value=lambda _field, value: value,
    schema=schema,
    example=example,
    settings={
        "min_length": Setting("integer"),
        "max_length": Setting("integer", default=LONGEST_BY_DEFAULT),
        "pattern": Setting("pattern"),
        "tidy": Setting("words", among=TIDY),
        "example": Setting("text"),
    },
    check=check,
)
