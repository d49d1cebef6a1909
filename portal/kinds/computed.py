"""Floor 2. The kinds `computed` and `hidden`: what the portal works out from the answers. Neither is ever in a form.

The journey gives each the value that its `value:` names, reads none from a form, and keeps it once the application is
sent, as {its type: the value}.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.kinds.kind import Asked, Kind, Raw, Reading, Say, Setting, Wording
from portal.kinds.money import MONEY
from portal.kinds.reading import EMPTY, EMPTY_WORDS, holds, line, single
from portal.kinds.yes_no import NO, YES
from portal.rules.values import Money

WORDS = "words"  # a setting that the reader gives: the words of the codes, where a table of choices is shown
_BETWEEN = "; "
Computed = bool | int | Decimal | str | date | Money


def encode(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"yes no": value}
        case int():
            return {"integer": value}
        case Decimal():
            return {"decimal": str(value)}
        case Money():
            return {"money": value.amount, "currency": value.currency}
        case date():
            return {"date": value.isoformat()}
        case list() | tuple():  # what all rows of a table give
            return {"text": _BETWEEN.join(str(one) for one in value)}
        case _:
            return {"text": str(value)}


def decode(stored: Mapping[str, Any]) -> Computed:
    match dict(stored):
        case {"yes no": value}:
            return bool(value)
        case {"integer": value}:
            return int(value)
        case {"decimal": value}:
            return Decimal(value)
        case {"money": value, "currency": currency}:
            return Money(int(value), str(currency))
        case {"date": value}:
            return date.fromisoformat(value)
        case _:
            return str(stored["text"])


def read(field: Asked, raw: Raw, today: date) -> Reading:
    """Only what `refill` made; the journey asks for nothing else."""
    try:
        return holds(decode(json.loads(line(raw)))) if line(raw) else EMPTY
    except (ValueError, TypeError, KeyError, RecursionError, InvalidOperation):
        return EMPTY


def show(field: Asked, value: Computed, say: Say) -> list[Wording | str]:
    """In the words of the table's options, each once, where such a table is shown."""
    words = field.settings.get(WORDS) or {}
    codes = list(dict.fromkeys(value.split(_BETWEEN))) if isinstance(value, str) else []
    if codes and all(code in words for code in codes):
        return [say.text(words[code]) for code in codes]
    return shown(value, say)


def shown(value: Computed, say: Say) -> list[Wording | str]:
    match value:
        case bool():
            return [say.word(YES if value else NO)]
        case int():
            return [say.integer(value)]
        case Decimal():
            return [say.decimal(value)]
        case Money():
            return [say.money(value.amount, value.currency)]
        case date():
            return [say.date(value)]
        case _:
            return [value]


def export(field: Asked, value: Computed) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Money():
            return MONEY.export(field, value)
        case date():
            return value.isoformat()
        case _:
            return str(value)


COMPUTED = Kind(
    name="computed",
    widget="fixed",
    asks=False,
    problems={"empty": EMPTY_WORDS},
    read=read,
    encode=encode,
    decode=decode,
    refill=lambda _field, value: single(json.dumps(encode(value))),
    show=show,
    export=export,
    rule_type=lambda _field: "text",
    rule_value=lambda _field, value: value,
    schema=lambda _field: {"type": "object", "minProperties": 1, "maxProperties": 2},
    example=lambda _field, _today: single('{"integer": 3}'),
    settings={"value": Setting("text", required=True)},
)
HIDDEN = replace(COMPUTED, name="hidden", is_hidden=True)
