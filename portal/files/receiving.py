"""Floor 5. An upload arrives: its size, its type by content, whether it opens, whether it does anything of its own.

Judging happens in a child process with limits on time and memory: the libraries that open PDFs and pictures are the
likeliest place for a hostile file to do harm. It never happens inside a transaction.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO

from portal.errors import assert_no_unit_of_work
from portal.files.names import tidy_name

TIMEOUT_SECONDS = 30
_PORTAL = Path(__file__).resolve().parents[2]

# The codes of refusals; the kind `file` has the words for them.
EMPTY = "empty_file"
TOO_BIG = "too_big"
WRONG_TYPE = "wrong_type"
PASSWORD = "password"  # a refusal's code
ACTIVE = "active"
BROKEN = "broken"
BUSY = "busy"

# Two at a time in each process: the machine's memory is for more than judging. The rest wait a little, then try again.
JUDGES = BoundedSemaphore(2)
WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Received:
    """An upload that may be kept. Pictures are drawn anew, so nothing hides in them; PDFs stay as they were sent,
    since a signature in one holds only for its own bytes. Data that an unsigned one carries (a document of this
    portal, an electronic invoice) is taken out."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    trimmed: bool = False  # data was taken out

    @property
    def size_bytes(self) -> int:
        return len(self.content)


def receive(
    stream: IO[bytes], name: str, *, accept: Collection[str], max_size_bytes: int, max_pixels: int = 2_500
) -> Received | str:
    """The upload, or the code of what is wrong with it. `accept`: of "pdf", "jpeg", "png"; a picture is drawn with
    `max_pixels` at most on its long side."""
    assert_no_unit_of_work("judging an upload")
    content = stream.read(max_size_bytes + 1)
    if not content:
        return EMPTY
    if len(content) > max_size_bytes:
        return TOO_BIG
    if not JUDGES.acquire(timeout=WAIT_SECONDS):
        return BUSY
    try:
        media_type, clean = _judged(content, accept, max_pixels)
    finally:
        JUDGES.release()
    if media_type not in _TYPES:
        return media_type
    trimmed = media_type == "application/pdf" and clean != content
    return Received(tidy_name(name, media_type), media_type, clean, trimmed)


_TYPES = frozenset({"application/pdf", "image/jpeg", "image/png"})


def _judged(content: bytes, accept: Collection[str], max_pixels: int) -> tuple[str, bytes]:
    """(media type, clean content), or (code, nothing)."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "portal.files.judging", str(max_pixels), *sorted(accept)],
            input=content,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
            env={"PYTHONPATH": str(_PORTAL), "PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return BROKEN, b""
    if done.returncode != 0:
        return BROKEN, b""
    head, _, clean = done.stdout.partition(b"\n")
    verdict = str(json.loads(head)["verdict"])
    # A PDF that stays as it came is not sent back.
    return verdict, clean or (content if verdict == "application/pdf" else b"")
