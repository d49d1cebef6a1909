"""Floor 7. Keeping an upload of a draft: judged outside any transaction, then kept encrypted and told to the journey."""

from __future__ import annotations

import json
from datetime import datetime
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.files.filestore import FileStore
from portal.files.receiving import receive
from portal.kinds.file import accepted, largest, widest
from portal.kinds.kind import Raw
from portal.spec.model import Field
from portal.store import Case, DraftId, FileId, Store, StoredFile, data_key, new_id, record_access
from portal.usecases.access import may, require
from portal.usecases.actor import Actor


def keep_upload(
    store: Store, files: FileStore, draft_id: DraftId, field: Field, stream: IO[bytes], name: str, *, now: datetime
) -> Raw:
    """The raw input that the kind `file` reads: the stored file's record, or the code of a refusal.

    Opens its own units of work, since looking at a file takes time and must not hold up anybody's writing.
    """
    found = receive(stream, name, accept=accepted(field), max_size_bytes=largest(field), max_pixels=widest(field))
    if isinstance(found, str):
        return {"refused": [found, name[:200]]}
    file_id = FileId(new_id())
    with store.reading() as session:
        key = data_key(session, draft_id)
    sha256 = files.keep(key, file_id, found.content)
    with store.writing() as session:
        session.add(
            StoredFile(
                id=file_id, application_id=draft_id, field=field.path, size_bytes=found.size_bytes, media_type=found.media_type,
                state="kept", sha256=sha256, created_at=now,
                envelope=key.seal(StoredFile.envelope, file_id, {"name": found.name}),
            )
        )  # fmt: skip
    told: dict[str, Any] = {"id": file_id, "name": found.name, "size": found.size_bytes, "type": found.media_type}
    if found.trimmed:
        told["trimmed"] = True
    return {"": [json.dumps(told)]}


def opened_file(
    session: Session, files: FileStore, case: Case, file_id: str, *, actor: Actor, now: datetime
) -> tuple[str, str, bytes]:
    """(name, media type, content) of a file of a case; staff's look is recorded. Refused: `NotFound`."""
    require(actor, "file.read", case)
    row = session.scalars(
        select(StoredFile).where(StoredFile.id == file_id, StoredFile.application_id == case.id)
    ).one_or_none()
    if row is None or row.state != "kept":
        raise NotFound("no such file", file=file_id)
    key = data_key(session, case.id)
    name = str(key.open(StoredFile.envelope, row.id, row.envelope)["name"]) if row.envelope else row.id
    if not actor.is_citizen and may(actor, "case.read", case):
        record_access(
            session,
            person_id=actor.person_id,
            role=actor.role_in(case.unit),
            case_id=case.id,
            thing="file",
            thing_id=row.id,
            now=now,
        )
    return name, row.media_type, files.read(key, row.id)
