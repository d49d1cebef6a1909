"""Floor 2. The kind `choice`: one option, stored as its code, never as its label."""

from __future__ import annotations

from datetime import date

from portal.errors import N_
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, holds, line, single, slip

MOST_RADIOS = 9


def code_of(field: Asked, typed: str) -> str | None:
    """The option's code: exact, else in another case where only one is meant."""
    if typed in field.codes:
        return typed
    meant = [code for code in field.codes if code.casefold() == typed.casefold()]
    return meant[0] if len(meant) == 1 else None


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = line(raw)
    if not typed:
        return EMPTY
    code = code_of(field, typed)
    return slip(field, "unknown") if code is None else holds(code)


def widget(field: Asked) -> str:
    """Radios while one can see them all at a glance; a list to choose from beyond that."""
    return str(field.settings.get("show") or ("radios" if len(field.codes) <= MOST_RADIOS else "select"))


CHOICE = Kind(
    name="choice",
    widget=widget,
    problems={
        "empty": N_("Choose an answer to “{label}”"),
        "unknown": N_("Choose one of the answers to “{label}”"),
    },
    read=read,
    encode=str,
    decode=str,
    refill=lambda _field, value: single(value),
    show=lambda field, value, say: [say.option(field, value)],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: "code",
    rule_value=lambda _field, value: value,
    schema=lambda field: {"enum": list(field.codes)},
    example=lambda field, _today: single(field.codes[0] if field.codes else ""),
    settings={"show": Setting("text", among=("radios", "select"))},
    takes_options=True,
)
