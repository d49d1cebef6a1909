"""A QR code as plain data for a template: its size in modules and the path that fills the dark ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno


@dataclass(frozen=True, slots=True)
class Qr:
    size: int  # modules a side, without the quiet zone, which the style sheet gives
    path: str


@lru_cache(maxsize=256)
def qr(content: str) -> Qr:
    """The same for the same content; runs of dark modules are one stroke each."""
    rows = [bytes(row) for row in segno.make(content, error="m", micro=False, boost_error=False).matrix]
    path = "".join(f"M{start} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for start, length in _runs(row))
    return Qr(len(rows), path)


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow one another."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs
