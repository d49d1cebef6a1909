from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.errors import NotFound
from portal.files.filestore import FileStore
from portal.store import DataKey, FileId, NotOpened, new_id

KEY = DataKey(b"k" * 16, b"s" * 32)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def test_what_is_kept_comes_back_and_lies_encrypted(files: FileStore) -> None:
    file_id = FileId(new_id())
    files.keep(KEY, file_id, b"Leila's lease")
    [path] = [path for path in files.folder.rglob("*") if path.is_file()]
    assert b"lease" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files.read(KEY, file_id) == b"Leila's lease"


def test_a_file_opens_only_under_its_own_id_and_key(files: FileStore) -> None:
    mine, yours = FileId("aa" + "m" * 24), FileId("aa" + "y" * 24)
    files.keep(KEY, mine, b"mine")
    (files.folder / "aa" / yours).write_bytes((files.folder / "aa" / mine).read_bytes())
    for key, file_id in ((KEY, yours), (DataKey(b"o" * 16, b"s" * 32), mine), (DataKey(b"k" * 16, b"o" * 32), mine)):
        with pytest.raises(NotOpened):
            files.read(key, file_id)


def test_a_damaged_file_does_not_open(files: FileStore) -> None:
    file_id = FileId(new_id())
    files.keep(KEY, file_id, b"whole")
    path = next(path for path in files.folder.rglob(file_id))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(NotOpened):
        files.read(KEY, file_id)


def test_a_removed_file_is_not_found(files: FileStore) -> None:
    file_id = FileId(new_id())
    files.keep(KEY, file_id, b"x")
    files.remove(file_id)
    files.remove(file_id)
    with pytest.raises(NotFound):
        files.read(KEY, file_id)


@pytest.mark.parametrize(
    "hostile", ["../../etc/passwd", "..", "", "a/../b", "/etc/passwd", "aaaaaaaa/../../x", "a\0bbbbbbbb"]
)
def test_an_id_is_never_a_path(files: FileStore, hostile: str) -> None:
    with pytest.raises(NotFound):
        files.read(KEY, FileId(hostile))


def test_old_files_can_be_listed_to_sweep_them(files: FileStore) -> None:
    old, new = FileId(new_id()), FileId(new_id())
    for file_id in (old, new):
        files.keep(KEY, file_id, b"x")
    path = next(files.folder.rglob(old))
    two_days_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(path, (two_days_ago, two_days_ago))
    assert list(files.older_than(datetime.now(UTC) - timedelta(days=1))) == [old]


def test_no_folder_yet_is_no_file_yet(files: FileStore) -> None:
    assert list(files.older_than(datetime.now(UTC))) == []
