"""Files that came with a page: looked at before the transaction, kept encrypted, told to the journey as raw input."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request

from portal.kinds.kind import Raw
from portal.spec.model import Field
from portal.usecases.drafts import OpenDraft
from portal.usecases.uploading import keep_upload
from portal.web.kit import clock
from portal.web.kit.parts import parts


def received(found: OpenDraft, fields: Iterable[Field], *, prefix: str = "") -> dict[str, Raw]:
    """What became of each file sent for these fields, by the name of its input: kept, or refused with a code.

    `prefix` stands before the inputs of a group's item.
    """
    told: dict[str, Raw] = {}
    for one in fields:
        name = f"{prefix}{one.id}"
        sent = request.files.get(name)
        if one.kind.takes_file and sent is not None and sent.filename:
            told[name] = keep_upload(
                parts().store, parts().files, found.id, one, sent.stream, sent.filename, now=clock.now()
            )
    return told
