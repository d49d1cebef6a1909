"""Floor 2. The kind `several files`: uploads that are kept one by one, each listed and removed by itself.

Raw is {"": [record, …]} of stored uploads, as the kind `file` reads one, and {"refused": [code, name, code, name, …]} of
those that were not kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from portal.errors import N_, Plural
from portal.kinds.file import FILE, MEDIA_TYPES, TRIMMED, File, accepted, decode, encode, largest
from portal.kinds.kind import Asked, Choices, Problem, Raw, Reading, Say, Setting, Size, Wording
from portal.kinds.reading import EMPTY, crossed, holds, slip

MOST_BY_DEFAULT = 5


def most(field: Asked) -> int:
    return int(field.settings.get("max") or MOST_BY_DEFAULT)


def read(field: Asked, raw: Raw, today: date) -> Reading:
    if refused := list(raw.get("refused") or ()):
        return Reading(None, tuple(_refused(field, refused)))
    try:
        files = tuple(decode(json.loads(record)) for record in raw.get("") or () if record.strip(" \t\u200b\0"))
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError):
        return Reading(None, tuple(_refused(field, ["failed", ""])))
    if not files:
        return EMPTY
    least = int(field.settings.get("min") or 0)
    if len(files) < least:
        return slip(field, "too_few", min=least)
    return slip(field, "too_many", max=most(field)) if len(files) > most(field) else holds(files)


def _refused(field: Asked, told: Sequence[str]) -> list[Problem]:
    types = Choices(one.upper() for one in accepted(field))
    facts = {"accept": types, "max_size": Size(largest(field)), "max": most(field)}
    pairs = zip(told[::2], [*told[1::2], ""], strict=False)
    return [
        Problem(field.id, code if code in REFUSALS else "failed", {**facts, "name": name or "–"})
        for code, name in pairs
    ]


def show(_field: Asked, value: Sequence[File], say: Say) -> list[Wording | str]:
    lines: list[Wording | str] = []
    for one in value:
        lines += [one.name, say.size(one.size)]
        if one.trimmed:
            lines.append(say.word(TRIMMED))
    return lines


REFUSALS = {
    "wrong_type": N_("“{name}” was not added to “{label}”: it must be a {accept}"),
    "too_big": N_("“{name}” was not added to “{label}”: it must be smaller than {max_size}"),
    "empty_file": N_("“{name}” was not added to “{label}”: it is empty"),
    "virus": N_("“{name}” was not added to “{label}”: it contains a virus"),
    "password": N_("“{name}” was not added to “{label}”: it is protected by a password. Save it without one"),
    "active": N_("“{name}” was not added to “{label}”: it contains a program or other files. Print it to PDF"),
    "broken": N_("“{name}” was not added to “{label}”: it cannot be opened. Save it again, or choose another"),
    "busy": N_("“{name}” was not added to “{label}”, because many are arriving now. Add it again in a minute"),
    "failed": N_("“{name}” did not arrive in “{label}”. Add it again"),
    "one_too_many": N_("“{name}” was not added to “{label}”: there can be {max} at most"),
}

SEVERAL_FILES = replace(
    FILE,
    name="several files",
    widget="files",
    takes_several=True,
    problems={
        "empty": N_("Add a file to “{label}”"),
        "too_few": Plural("Add at least {min} file to “{label}”", "Add at least {min} files to “{label}”", "min"),
        "too_many": Plural(
            "Remove files from “{label}”: there can be {max} at most",
            "Remove files from “{label}”: there can be {max} at most",
            "max",
        ),
        **REFUSALS,
    },
    read=read,
    encode=lambda value: [encode(one) for one in value],
    decode=lambda stored: tuple(decode(one) for one in stored),
    refill=lambda _field, value: {"": [json.dumps(encode(one)) for one in value]},
    show=show,
    export=lambda _field, value: "; ".join(one.name for one in value),
    rule_type=lambda _field: "files",
    rule_value=lambda _field, value: [one.name for one in value],
    schema=lambda field: {"type": "array", "items": FILE.schema(field), "minItems": 1, "maxItems": most(field)},
    example=lambda field, _today: {
        "": [_example(field, n) for n in range(max(1, int(field.settings.get("min") or 0)))]
    },
    settings={**FILE.settings, "min": Setting("integer"), "max": Setting("integer", default=MOST_BY_DEFAULT)},
    check=lambda field: crossed(field, "min", "max"),
)


def _example(field: Asked, number: int) -> str:
    ending = accepted(field)[0]
    file = File(f"example{number}", f"file{number + 1}.{ending}", 1_000, MEDIA_TYPES[ending])
    return json.dumps(encode(file))


def added(field: Asked, kept: Sequence[File], raw: Raw) -> tuple[tuple[File, ...], Raw | None]:
    """What is there once these uploads came: all that was good, and what was refused as a slip."""
    read_one: Any = [decode(json.loads(record)) for record in raw.get("") or ()]
    there = {one.id: one for one in (*kept, *read_one)}
    refused = list(raw.get("refused") or ())
    return tuple(there.values()), {"refused": refused} if refused else None
