"""Floor 2. The kind `long text`: lines and paragraphs, kept as they were typed."""

from __future__ import annotations

from datetime import date

from portal.errors import Plural
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, EMPTY_WORDS, TOO_LONG_WORDS, holds, single, slip, too_long, typed

LONGEST_BY_DEFAULT = 4_000


def _most(field: Asked) -> int:
    return int(field.settings.get("max_length") or LONGEST_BY_DEFAULT)


def read(field: Asked, raw: Raw, today: date) -> Reading:
    text = typed(raw)
    if not text:
        return EMPTY
    words, most = len(text.split()), field.settings.get("max_words")
    if most is not None and words > int(most):
        return slip(field, "too_many_words", max=int(most), over=words - int(most))
    return too_long(field, text, _most(field)) or holds(text)


LONG_TEXT = Kind(
    name="long text",
    widget="textarea",
    problems={
        "empty": EMPTY_WORDS,
        "too_long": TOO_LONG_WORDS,
        "too_many_words": Plural(
            "Shorten the answer to “{label}” to {max} word",
            "Shorten the answer to “{label}” to {max} words or fewer",
            "max",
        ),
    },
    read=read,
    encode=str,
    decode=str,
    refill=lambda _field, value: single(value),
    show=lambda _field, value, _say: value.split("\n"),
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "text",
    rule_value=lambda _field, value: value,
    schema=lambda field: {"type": "string", "minLength": 1, "maxLength": _most(field)},
    example=lambda field, _today: single(
        ("Some words" if field.settings.get("max_words") != 1 else "Words")[: _most(field)].strip()
    ),
    settings={
        "max_length": Setting("integer", default=LONGEST_BY_DEFAULT),
        "max_words": Setting("integer"),
        "rows": Setting("integer", default=5),
    },
)
