"""Floor 6. Documents are made in a child process, one after another; what takes too long or too much is ended with it.

The child is kept, since loading WeasyPrint and its fonts costs ten pages' time, and is replaced after a failure and
after `JOBS_A_CHILD` documents.
"""

from __future__ import annotations

import atexit
import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.documents.failures import RenderingFailed
from portal.errors import assert_no_unit_of_work

JOBS_A_CHILD = 200
_STARTING_SECONDS = 30  # on top, for a child's first document
_PREFIX = "portal-press-"
_LEFT_SECONDS = 600  # a folder this young may be that of a child which is just starting
# fontTools writes the time into a font that it unpacks; then no two renderings would be equal.
_STILL = {"SOURCE_DATE_EPOCH": "1767225600"}
_CHECKOUT = Path(__file__).parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from portal.documents.child import main; main()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: a permit takes a tenth of a second and 300 MB of address space.

    `seconds` are processor time; on a busy machine a document may wait three times as long, and a little.
    """

    seconds: int = 20
    megabytes: int = 900


class Press:
    """Makes one document at a time; safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        self._jobs = 0
        self._folder = ""  # the child's home and temporary folder, gone with it

    def make(self, job: Mapping[str, Any], limits: Limits) -> bytes:
        """Refused: `RenderingFailed`; the child is gone then, and the next document gets a new one."""
        with self._lock:
            child = self._started()
            seconds = 3 * limits.seconds + (_STARTING_SECONDS if self._jobs == 0 else 10)
            self._jobs += 1
            try:
                return _converse(child, {**job, "seconds": limits.seconds, "megabytes": limits.megabytes}, seconds)
            except RenderingFailed:
                self._end()
                raise
            except BaseException:  # half an answer may wait in the pipe
                self._end()
                raise

    def close(self) -> None:
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # a fork has its parent's pipes, and must not speak into them
            self._child, self._owner, self._jobs = None, os.getpid(), 0
        if self._child is not None and (self._jobs >= JOBS_A_CHILD or self._child.poll() is not None):
            self._end()
        if self._child is None:
            self._jobs = 0
            self._folder = tempfile.mkdtemp(prefix=_PREFIX)
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, str(_CHECKOUT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": self._folder, "TMPDIR": self._folder, **_STILL},
            )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None and self._owner == os.getpid():
            child.kill()
            child.communicate()
            shutil.rmtree(self._folder, ignore_errors=True)


def _converse(child: subprocess.Popen[bytes], job: Mapping[str, Any], seconds: float) -> bytes:
    until = time.monotonic() + seconds
    assert child.stdin is not None
    assert child.stdout is not None
    reader = _Reader(child.stdout.fileno(), until, job["seconds"])
    try:
        child.stdin.write(json.dumps(job).encode() + b"\n")
        child.stdin.flush()
        head = json.loads(reader.line())
        if "reason" in head:
            raise RenderingFailed(str(head["reason"]), **head["facts"])
        return reader.exactly(int(head["size"]))
    except (BrokenPipeError, EOFError):
        child.wait()
        # The kernel ends a child that used up its processor time with SIGXCPU (24).
        if child.returncode == -24:
            raise RenderingFailed("time", seconds=job["seconds"]) from None
        raise RenderingFailed("crash", status=child.returncode) from None


class _Reader:
    """Reads from the child until a deadline. Refused: `RenderingFailed` ("time"), `EOFError`."""

    def __init__(self, source: int, until: float, seconds: int) -> None:
        self._source, self._until, self._seconds = source, until, seconds
        self._held = b""

    def line(self) -> bytes:
        while b"\n" not in self._held:
            self._more()
        line, _, self._held = self._held.partition(b"\n")
        return line

    def exactly(self, size: int) -> bytes:
        pieces, got = [self._held], len(self._held)
        while got < size:
            self._held = b""
            self._more()
            pieces.append(self._held)
            got += len(self._held)
        return b"".join(pieces)

    def _more(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0 or not select.select([self._source], [], [], left)[0]:
            raise RenderingFailed("time", seconds=self._seconds)
        piece = os.read(self._source, 1 << 20)
        if not piece:
            raise EOFError
        self._held += piece


def sweep(now: datetime, folder: Path | None = None) -> int:
    """Removes what presses left behind that were killed; gives how many. For the start of a worker.

    A folder that a living child has as its home stays, however old it is.
    """
    gone = 0
    for left in (folder or Path(tempfile.gettempdir())).glob(f"{_PREFIX}*"):
        try:
            known = left.lstat()
            old = now.timestamp() - known.st_mtime > _LEFT_SECONDS
            if old and known.st_uid == os.getuid() and not left.is_symlink() and not _is_in_use(left):
                shutil.rmtree(left, ignore_errors=True)
                gone += 1
        except OSError:  # gone meanwhile
            continue
    return gone


def _is_in_use(folder: Path) -> bool:
    """Whether a process has this folder as its home: its child may live for days where little is printed."""
    mark = f"HOME={folder}\0".encode()
    for one in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in one.read_bytes() + b"\0":
                return True
        except OSError:
            continue
    return False


_press = Press()
atexit.register(_press.close)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a template would be given once: to see whether it can be printed, before anything is."""

    template: str
    facts: Mapping[str, Any]
    language: str


def prove(
    bundle_files: Mapping[str, bytes],
    proofs: Sequence[Proof],
    *,
    official_language: str,
    home: Path,
    made_at: datetime,
    zone: str = "UTC",
    limits: Limits | None = None,
) -> list[RenderingFailed | None]:
    """For each proof why its page cannot be written, or None. Only HTML is made: no PDF, and nothing is fetched.

    It may be called in a transaction: an author waits for it, for some milliseconds, and for `limits` at the very most.
    """
    wanted = {path: content for path, content in bundle_files.items() if path.startswith("documents/")}
    job = {
        "home": str(home),
        "bundle": {path: base64.b64encode(content).decode() for path, content in wanted.items()},
        "proofs": [{"template": one.template, "facts": one.facts, "language": one.language} for one in proofs],
        "official_language": official_language,
        "made_at": made_at.isoformat(),
        "zone": zone,
    }
    try:
        said = json.loads(_press.make(job, limits or Limits(seconds=3)))
    except RenderingFailed as failed:
        return [failed]
    return [RenderingFailed(one["reason"], **one["facts"]) if one else None for one in said]


def render(
    bundle_files: Mapping[str, bytes],
    template: str,
    facts: Mapping[str, Any],
    *,
    language: str,
    official_language: str,
    home: Path,
    name: str,
    made_at: datetime,
    zone: str = "UTC",
    limits: Limits | None = None,
) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1 in one file; equal facts and time give equal bytes.

    `template` is a path of the bundle ("documents/permit.html") or one of the house's own ("copy.html"). `facts` are
    plain JSON, attached to the file as they are; `{"en": "Zone", "ar": "المنطقة"}` in them is a text in both languages.
    The document stands in `official_language`, and in `language` beside it where that is another. `name` is its number:
    it names the attachment and identifies the file.
    Refused: `RenderingFailed`.
    """
    assert_no_unit_of_work("printing a document")
    wanted = {path: content for path, content in bundle_files.items() if path.startswith("documents/")}
    job = {
        "home": str(home),
        "bundle": {path: base64.b64encode(content).decode() for path, content in wanted.items()},
        "template": template,
        "facts": facts,
        "language": language,
        "official_language": official_language,
        "name": name,
        "made_at": made_at.isoformat(),
        "zone": zone,
    }
    return _press.make(job, limits or Limits())
