"""Files that came with a page: looked at before the transaction, kept encrypted, told to the journey as raw input."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from werkzeug.datastructures import FileStorage

from portal.kinds.kind import Raw
from portal.kinds.several_files import most
from portal.spec.model import Field
from portal.usecases.drafts import OpenDraft
from portal.usecases.uploading import keep_upload
from portal.web.kit import clock
from portal.web.kit.parts import parts

_MOST_REFUSED = 5  # files that are looked at, or named, beyond those that a field takes


def received(found: OpenDraft, fields: Iterable[Field], *, prefix: str = "") -> dict[str, Raw]:
    """What became of each file sent for these fields, by the name of its input: kept, or refused with a code.

    `prefix` stands before the inputs of a group's item.
    """
    told: dict[str, Raw] = {}
    for one in fields:
        name = f"{prefix}{one.id}"
        sent = [file for file in request.files.getlist(name) if file.filename] if one.kind.takes_file else []
        if sent and one.kind.takes_several:
            told[name] = _several(found, one, sent, name)
        elif sent:
            told[name] = _kept(found, one, sent[0])
    return told


def _kept(found: OpenDraft, one: Field, sent: FileStorage) -> Raw:
    name = sent.filename or ""
    return keep_upload(parts().store, parts().files, found.id, one, sent.stream, name, now=clock.now())


def _several(found: OpenDraft, one: Field, sent: list[FileStorage], name: str) -> Raw:
    """Each file by itself; those beyond the number that a field takes are not even looked at."""
    held = found.entries.answers
    if one.group:
        item = found.entries.item(one.group, name.split("-")[1])
        held = item.answers if item else {}
    there = len(one.kind.decode(held[one.id].value)) if one.id in held else 0
    room = max(0, most(one) - there)
    kept: list[str] = []
    refused: list[str] = []
    for number, file in enumerate(sent):
        # Each that is looked at costs a child process, whatever comes of it; of what is too much a few are named.
        if len(kept) >= room or number >= room + _MOST_REFUSED:
            if len(refused) < 2 * _MOST_REFUSED:
                refused += ["one_too_many", (file.filename or "")[:200]]
            continue
        raw = _kept(found, one, file)
        kept += raw.get("", ())
        refused += raw.get("refused", ())
    return {"": kept, "refused": refused} if refused else {"": kept}
