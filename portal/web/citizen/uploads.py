"""Files that came with a page: looked at before the transaction, kept encrypted, told to the journey as raw input."""

from __future__ import annotations

from flask import request

from portal.kinds.kind import Raw
from portal.spec.model import Page
from portal.usecases.drafts import OpenDraft
from portal.usecases.uploading import keep_upload
from portal.web.kit import clock
from portal.web.kit.parts import parts


def received(found: OpenDraft, page: Page) -> dict[str, Raw]:
    """What became of each file sent from this page, by field: kept, or refused with a code."""
    told: dict[str, Raw] = {}
    for one in page.fields:
        sent = request.files.get(one.id)
        if one.kind.takes_file and sent is not None and sent.filename:
            told[one.id] = keep_upload(
                parts().store, parts().files, found.id, one, sent.stream, sent.filename, now=clock.now()
            )
    return told
