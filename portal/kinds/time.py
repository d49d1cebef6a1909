"""Floor 2. The kind `time`: a time of the day, however it is written. Rules see it as the text HH:MM, which compares as it passes."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from portal.errors import N_
from portal.i18n.folding import plain_digits
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, Faults, fault, holds, line, single, slip

# What stands before and behind a time without changing it.
_AROUND = re.compile(
    r"(?:(?:at|kell[a]?|kl\.?|à|الساعة|في)\s+)*(.*?)\s*(?:o['’]?\s?clock|heures?\s+pile|تماما)?", re.IGNORECASE
)
_HALF = (
    r"(?:(?P<am>a\.?\s?m\.?|ص\.?|صباحا|في الصباح|hommikul|du matin|in the morning)"
    r"|(?P<pm>p\.?\s?m\.?|م\.?|بعد الظهر|ظهرا|عصرا|päeval|pärastlõunal|de l['’]après-midi|in the afternoon)"
    r"|(?P<evening>مساء|في المساء|õhtul|du soir|in the evening)"
    r"|(?P<night>ليلا|öösel|at night))"
)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*(?:[:.,،٫٬]|h(?:eures?)?|\s)\s*(?P<minute>\d{2})|(?P<joined>\d{2})|\s*(?P<full>h(?:eures?)?))?"
    rf"(?::\d{{2}}|\s*h|(?(minute)\s*(?:min\.?|mn)))?\s*{_HALF}?",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"\d{1,2}:\d{2}", re.ASCII)
_THREE = re.compile(r"(\d)(\d{2})(?!\d)(.*)")
_NOON = ("noon", "midday", "midi", "keskpäev", "keskpäeval", "الظهر", "ظهرا")
_MIDNIGHT = ("midnight", "minuit", "kesköö", "keskööl", "منتصف الليل")
_NAMED = dict.fromkeys(_NOON, time(12)) | dict.fromkeys(_MIDNIGHT, time(0))
_HARAKAT = dict.fromkeys(range(0x064B, 0x0653))
Ambiguous = tuple[time, time]


def time_of(typed: str) -> time | Ambiguous | None:
    """14:30 from "14:30", "14.30", "1430", "14 h 30", "2:30 pm", "٢:٣٠ م"; both from "2", which is no more than an hour of half a day.

    None where no time is meant.
    """
    text = " ".join(plain_digits(typed).translate(_HARAKAT).split())
    around = _AROUND.fullmatch(text)
    text = around[1] if around else text
    if text.casefold() in _NAMED:
        return _NAMED[text.casefold()]
    if three := _THREE.fullmatch(text):
        text = f"{three[1]}:{three[2]}{three[3]}"
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or found["joined"] or 0)
    if hour > 23 or minute > 59:
        return None
    if found["am"]:
        return time(hour % 12, minute) if hour <= 12 else None
    if found["evening"] and hour == 12:
        return time(0, minute), time(12, minute)
    if found["night"]:
        return time(hour + 12 if 6 <= hour < 12 else hour % 12 if hour == 12 else hour, minute)
    if found["pm"] or found["evening"]:
        return time(hour % 12 + 12, minute) if hour else None
    is_hour_alone = not (found["minute"] or found["joined"] or found["full"])
    return (time(hour), time(hour + 12)) if is_hour_alone and 1 <= hour <= 11 else time(hour, minute)


def written(value: time) -> str:
    return f"{value:%H:%M}"


def _limit(field: Asked, name: str) -> time | None:
    """A bound as authors write it: 09:30, and none of the many ways in which people type a time."""
    written = str(field.settings.get(name) or "").strip()
    found = time_of(written) if _WRITTEN.fullmatch(written) else None
    return found if isinstance(found, time) else None


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = line(raw)
    if not typed:
        return EMPTY
    found = time_of(typed[:40])
    if found is None:
        return slip(field, "time")
    if not isinstance(found, time):
        morning, evening = (written(one) for one in found)
        return slip(field, "ambiguous", typed=typed, morning=morning, evening=evening)
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
        "ambiguous": N_(
            "“{typed}” can be in the morning or in the evening. For “{label}”, enter {morning} or {evening}"
        ),
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
