"""Floor 2. The kind `percentage`: a decimal from 0 to 100 unless the author says otherwise; the sign may be typed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from portal.i18n.folding import plain_digits
from portal.kinds import decimal
from portal.kinds.kind import Asked, Raw, Reading, Setting
from portal.kinds.reading import line, single

# The sign, or the word for it, before or after the number: “12 %”, “%12”, “12 percent”, “12 pour cent”, “12 protsenti”, “١٢ بالمئة”.
_SIGN = re.compile(r"\s*(?:[%٪﹪％]|(?:per|pour) ?cent|protsenti?|(?:بال|في ال)(?:مئة|مائة))\s*", re.IGNORECASE)


def read(field: Asked, raw: Raw, today: date) -> Reading:
    return decimal.read(field, single(_without_sign(plain_digits(line(raw)))), today)


def _without_sign(text: str) -> str:
    """Only at an end: “1%2” is no number."""
    found = _SIGN.match(text)
    bare = text[found.end() :] if found else text
    behind = None if found else re.search(f"(?:{_SIGN.pattern})$", bare, re.IGNORECASE)
    return bare[: behind.start()] if behind else bare


PERCENTAGE = replace(
    decimal.DECIMAL,
    name="percentage",
    widget="percentage",
    read=read,
    show=lambda _field, value, say: [say.percent(value)],
    settings={
        "min": Setting("text", default="0"),
        "max": Setting("text", default="100"),
        "places": Setting("integer", default=2),
    },
)
