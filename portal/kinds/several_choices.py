"""Floor 2. The kind `several choices`: any number of options, kept in the order the specification lists them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.errors import N_, Plural
from portal.kinds.choice import code_of
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, crossed, every, holds, slip


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = every(raw)
    if not typed:
        return EMPTY
    chosen = {code_of(field, one) for one in typed}
    if None in chosen:
        return slip(field, "unknown")
    least, most = _bounds(field)
    if len(chosen) < least:
        return slip(field, "too_few", min=least)
    if len(chosen) > most:
        return slip(field, "too_many", max=most)
    return holds(tuple(code for code in field.codes if code in chosen))


def _bounds(field: Asked) -> tuple[int, int]:
    least, most = field.settings.get("min"), field.settings.get("max")
    return (1 if least is None else int(least)), (len(field.codes) if most is None else int(most))


def schema(field: Asked) -> dict[str, Any]:
    least, most = _bounds(field)
    codes = {"enum": list(field.codes)}
    return {"type": "array", "items": codes, "uniqueItems": True, "minItems": least, "maxItems": most}


def example(field: Asked, today: date) -> Raw:
    return {"": list(field.codes[: max(1, _bounds(field)[0])])}


def _codes(_field: Asked, value: Sequence[str]) -> list[str]:
    return list(value)


SEVERAL_CHOICES = Kind(
    name="several choices",
    widget="checkboxes",
    problems={
        "empty": N_("Choose at least one answer to “{label}”"),
        "unknown": N_("Choose only answers that are listed for “{label}”"),
        "too_few": Plural(
            "Choose at least {min} answer to “{label}”", "Choose at least {min} answers to “{label}”", "min"
        ),
        "too_many": Plural(
            "Choose {max} answer to “{label}”, no more", "Choose {max} answers to “{label}”, no more", "max"
        ),
    },
    read=read,
    encode=list,
    decode=lambda stored: tuple(str(code) for code in stored),
    refill=lambda _field, value: {"": list(value)},
    show=lambda field, value, say: [say.option(field, code) for code in value],
    export=lambda _field, value: "; ".join(value),
    rule_type=lambda _field: "codes",
    rule_value=_codes,
    schema=schema,
    example=example,
    settings={
        "min": Setting("integer"),
        "max": Setting("integer"),
    },
    takes_options=True,
    check=lambda field: crossed(field, "min", "max"),
)
