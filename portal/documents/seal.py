"""Floor 6. The letters around a seal: WeasyPrint draws no text along a path, so each is placed by itself."""

# mypy: disable-error-code="import-untyped"
# (WeasyPrint and what it stands on have no types.)

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from unicodedata import bidirectional

RADIUS = 43.4  # of the baseline, in the seal's own units (its view box is 120 × 120)
LETTER = 10.0  # the size of a letter
_WEIGHT = 700


@dataclass(frozen=True, slots=True)
class Letter:
    char: str
    degrees: float  # clockwise from the top


def ring(names: Sequence[str], font: bytes) -> tuple[Letter, ...]:
    """Capital letters of the names around the whole circle, a dot between them; the font's own widths, evenly spread.

    Empty for names that are not written from left to right: their letters join and cannot be taken apart.
    """
    words = " · ".join(name.upper() for name in names if name) + " · "
    if any(bidirectional(char) in {"R", "AL"} for char in words):
        return ()
    widths = [_width(char, font) * LETTER for char in words]
    around = 2 * 3.141592653589793 * RADIUS
    loose = (around - sum(widths)) / len(words)
    at, letters = 0.0, []
    for char, width in zip(words, widths, strict=True):
        if char != " ":
            letters.append(Letter(char, round((at + width / 2) / around * 360, 1)))
        at += width + loose
    turn = next(letter.degrees for letter in letters if letter.char == "·")  # the first name ends at the top
    return tuple(Letter(one.char, round((one.degrees - turn) % 360, 1)) for one in letters)


@lru_cache(maxsize=512)
def _width(char: str, font: bytes) -> float:
    glyphs, names, units = _font(font)
    name = names.get(ord(char))
    return float(glyphs[name].width) / units if name else 0.6


@lru_cache(maxsize=4)
def _font(font: bytes) -> Any:
    from fontTools.ttLib import TTFont  # slow to import, and only wanted in the child process

    opened = TTFont(io.BytesIO(font))
    return opened.getGlyphSet(location={"wght": _WEIGHT}), opened.getBestCmap(), opened["head"].unitsPerEm
