"""Floor 5. A folder of encrypted files, named by their ids."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from portal.errors import NotFound

PLACE = "files.content"
_ID = re.compile(r"[a-z0-9]{8,64}")


class Key(Protocol):
    """What seals a file: an application's data key."""

    def seal_bytes(self, place: str, row_id: str, content: bytes, /) -> bytes: ...
    def open_bytes(self, place: str, row_id: str, envelope: bytes, /) -> bytes: ...


class FileStore:
    """Keeps each file sealed under its application's data key, so that destroying the key erases it too.

    A file is written before the transaction that tells of it commits; one that no row tells of is swept later.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, key: Key, file_id: str, content: bytes) -> str:
        """Writes a new file, safely on disk when this returns: the SHA-256 of what was written, in hex."""
        sealed = key.seal_bytes(PLACE, file_id, content)
        path = self._path(file_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        writing = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
        with os.fdopen(os.open(writing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        writing.rename(path)
        _sync_folder(path.parent)
        return hashlib.sha256(sealed).hexdigest()

    def read(self, key: Key, file_id: str) -> bytes:
        """What was kept. Refused: `NotFound` when it is gone, `NotOpened` when it was changed."""
        try:
            sealed = self._path(file_id).read_bytes()
        except FileNotFoundError:
            raise NotFound("no such file", file=file_id) from None
        return key.open_bytes(PLACE, file_id, sealed)

    def remove(self, file_id: str) -> None:
        """Takes the file away; without complaint where it is gone already."""
        self._path(file_id).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The ids of all files written before then, unfinished ones too."""
        for path in self.folder.glob("??/*"):
            try:
                written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue
            if written < moment:
                yield path.name

    def _path(self, file_id: str) -> Path:
        name = file_id
        if not _ID.fullmatch(name.removesuffix(".new").partition(".")[0]) or "/" in name:
            raise NotFound("no such file", file=name)
        return self.folder / name[:2] / name


def _sync_folder(folder: Path) -> None:
    """Makes the new name itself survive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
