"""Floor 2. The kind `percentage`: a decimal from 0 to 100 unless the author says otherwise; the sign may be typed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from portal.i18n.folding import plain_digits
from portal.kinds import decimal
from portal.kinds.kind import Asked, Raw, Reading, Setting
from portal.kinds.reading import line, single

_SIGN = re.compile(r"[\s\u200e\u200f]*[%٪﹪％][\s\u200e\u200f]*")


def read(field: Asked, raw: Raw, today: date) -> Reading:
    return decimal.read(field, single(_SIGN.sub("", plain_digits(line(raw)), count=1)), today)


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
