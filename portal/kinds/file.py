"""Floor 2. The kind `file`. The use case has stored the upload before this reads it: only its record comes here.

Raw is {"": ['{"id": …, "name": …, "size": …, "type": …}']} for a stored upload, or {"refused": [code, name]} for one
that was not kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.errors import N_
from portal.kinds.kind import Asked, Choices, Kind, Raw, Reading, Say, Setting, Size, Wording
from portal.kinds.reading import EMPTY, holds, line, single, slip

MEDIA_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
LARGEST_BY_DEFAULT = 10_000_000
PIXELS_BY_DEFAULT = 2_500  # on a picture's long side


@dataclass(frozen=True, slots=True)
class File:
    """A stored upload: its id in the store, the name it came with, its size in bytes and its real media type.

    `trimmed`: it carried data besides its pages, which was taken out.
    """

    id: str
    name: str
    size: int
    type: str
    trimmed: bool = False


def accepted(field: Asked) -> tuple[str, ...]:
    """What the field takes, in the specification's words: pdf, jpeg, png."""
    return tuple(field.settings.get("accept") or MEDIA_TYPES)


def largest(field: Asked) -> int:
    """The field's limit in bytes."""
    return int(field.settings.get("max_size") or LARGEST_BY_DEFAULT)


def widest(field: Asked) -> int:
    """How many pixels a picture may have on its long side; a larger one is drawn smaller."""
    return int(field.settings.get("max_pixels") or PIXELS_BY_DEFAULT)


def read(field: Asked, raw: Raw, today: date) -> Reading:
    refused = raw.get("refused") or ()
    if refused:
        code = refused[0] if refused[0] in PROBLEMS else "failed"
        name = refused[1] if len(refused) > 1 else ""
        types = Choices(one.upper() for one in accepted(field))
        return slip(field, code, name=name, accept=types, max_size=Size(largest(field)))
    record = line(raw)
    if not record:
        return EMPTY
    try:
        return holds(decode(json.loads(record)))
    except (ValueError, TypeError, KeyError, RecursionError):
        return slip(field, "failed", name="", accept=Choices(), max_size=Size(largest(field)))


def decode(stored: Mapping[str, Any]) -> File:
    return File(
        str(stored["id"]), str(stored["name"]), int(stored["size"]), str(stored["type"]), bool(stored.get("trimmed"))
    )


def encode(value: File) -> dict[str, Any]:
    return {name: part for name, part in asdict(value).items() if part is not False}


def refill(_field: Asked, value: File) -> Raw:
    return single(json.dumps(encode(value)))


def show(_field: Asked, value: File, say: Say) -> list[Wording | str]:
    return [value.name, say.size(value.size), *([say.word(TRIMMED)] if value.trimmed else [])]


TRIMMED = N_("Data that it carried besides its pages was taken out")


PROBLEMS = {
    "empty": N_("Add a file to “{label}”"),
    "wrong_type": N_("The file for “{label}” must be a {accept}"),
    "too_big": N_("The file for “{label}” must be smaller than {max_size}"),
    "empty_file": N_("The file for “{label}” is empty. Choose another"),
    "virus": N_("The file for “{label}” contains a virus. Choose another"),
    "password": N_("The file for “{label}” is protected by a password. Save it without one and add it again"),
    "active": N_("The file for “{label}” contains a program or other files. Print it to PDF and add that"),
    "broken": N_("The file for “{label}” cannot be opened. Save it again, or choose another"),
    "too_many": N_("Choose one file for “{label}”"),
    "busy": N_("The file for “{label}” was not added, because many are arriving now. Add it again in a minute"),
    "failed": N_("The file for “{label}” did not arrive. Add it again"),
}

FILE = Kind(
    name="file",
    widget="file",
    takes_file=True,
    problems=PROBLEMS,
    read=read,
    encode=encode,
    decode=decode,
    refill=refill,
    show=show,
    export=lambda _field, value: str(value.name),
    rule_type=lambda _field: "file",
    rule_value=lambda _field, value: value.name,
    schema=lambda field: {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "name": {"type": "string"},
            "size": {"type": "integer", "maximum": largest(field)},
            "type": {"enum": [MEDIA_TYPES[one] for one in accepted(field)]},
            "trimmed": {"const": True},
        },
        "required": ["id", "name", "size", "type"],
    },
    example=lambda field, _today: refill(
        field, File("example", f"file.{accepted(field)[0]}", 1_000, MEDIA_TYPES[accepted(field)[0]])
    ),
    settings={
        "accept": Setting("words", among=tuple(MEDIA_TYPES), default=tuple(MEDIA_TYPES)),
        "max_size": Setting("size", default=LARGEST_BY_DEFAULT),
        "max_pixels": Setting("integer", default=PIXELS_BY_DEFAULT),
    },
)
