"""Floor 2. The kind `time`: a time of the day, however it is written. Rules see it as the text HH:MM, which compares as it passes."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from portal.errors import N_
from portal.i18n.folding import plain_digits
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, Faults, fault, holds, line, single, slip

_TIME = re.compile(
    r"(?:at|kell|à|الساعة)?\s*(\d{1,2})(?:\s*[:.,٫٬h]\s*(\d{2})|(\d{2})|\s*h|(?=\s*[ap]\.?m|\s*[صم]))(?::\d{2})?\s*(?:(am|a\.m\.|ص|صباحا)|(pm|p\.m\.|م|مساء))?",
    re.IGNORECASE,
)
_THREE = re.compile(r"(\d)(\d{2})")


def time_of(typed: str) -> time | None:
    """14:30 from "14:30", "14.30", "1430", "14h30", "2:30 pm", "٢:٣٠ م"; None where no time is meant."""
    text = plain_digits(typed).strip()
    if three := _THREE.fullmatch(text):
        text = f"{three[1]}:{three[2]}"
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    if found[4] or found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[5] else 0)
    return time(hour, minute) if hour <= 23 and minute <= 59 else None


def written(value: time) -> str:
    return f"{value:%H:%M}"


def _limit(field: Asked, name: str) -> time | None:
    return time_of(str(field.settings.get(name) or ""))


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = line(raw)
    if not typed:
        return EMPTY
    found = time_of(typed[:40])
    if found is None:
        return slip(field, "time")
    earliest, latest = _limit(field, "earliest"), _limit(field, "latest")
    if earliest and found < earliest:
        return slip(field, "too_early", earliest=written(earliest))
    return slip(field, "too_late", latest=written(latest)) if latest and found > latest else holds(found)


def example(field: Asked, today: date) -> Raw:
    found = max(time(12), _limit(field, "earliest") or time(0))
    return single(written(min(found, _limit(field, "latest") or found)))


def check(field: Asked) -> Faults:
    for name in ("earliest", "latest"):
        given: Any = field.settings.get(name)
        if given and _limit(field, name) is None:
            message, remedy = N_("“{written}” is no time of the day."), N_("Write it as 09:30 or 14:00.")
            return fault(name, message, remedy, written=str(given))
    earliest, latest = _limit(field, "earliest"), _limit(field, "latest")
    if not earliest or not latest or earliest <= latest:
        return ()
    message, remedy = N_("“earliest” is after “latest”, so no time can hold."), N_("Swap them, or delete one.")
    return fault("earliest", message, remedy)


TIME = Kind(
    name="time",
    widget="time",
    problems={
        "empty": N_("Enter a time for “{label}”"),
        "time": N_("Check the time for “{label}”. It looks like this: 14:30"),
        "too_early": N_("The time for “{label}” must be {earliest} or later"),
        "too_late": N_("The time for “{label}” must be {latest} or earlier"),
    },
    read=read,
    encode=written,
    decode=time.fromisoformat,
    refill=lambda _field, value: single(written(value)),
    show=lambda _field, value, _say: [written(value)],
    export=lambda _field, value: written(value),
    rule_type=lambda _field: "text",
    rule_value=lambda _field, value: written(value),
    schema=lambda _field: {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    example=example,
    settings={"earliest": Setting("text"), "latest": Setting("text")},
    check=check,
)
