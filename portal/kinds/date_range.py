"""Floor 2. The kind `date range`: a first and a last day, both counted; each is read as a date is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.errors import N_, Plural
from portal.kinds import date as days
from portal.kinds.kind import Asked, Kind, Problem, Raw, Reading, Say, Setting, Wording
from portal.kinds.reading import EMPTY, Faults, bound, fault, holds, line, slip

ENDS = ("from", "until")
PARTS = tuple(f"{end}-{part}" for end in ENDS for part in days.PARTS)


@dataclass(frozen=True, slots=True)
class DateRange:
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many, the first and the last included."""
        return (self.last - self.first).days + 1


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = [_end(raw, end) for end in ENDS]
    if not any(line(values, part) for values in typed for part in values):
        return EMPTY
    found: list[date] = []
    wrong: list[Problem] = []
    for end, values in zip(ENDS, typed, strict=True):
        day = days.day_of(values)
        if isinstance(day, date):
            found.append(day)
        elif day:
            wrong += [Problem(field.id, code, part=f"{end}-{part}") for code, part in day]
        else:
            wrong.append(Problem(field.id, f"missing_{end}", part=f"{end}-day"))
    return Reading(None, tuple(wrong)) if wrong else _within(field, DateRange(*found), today)


def _end(raw: Raw, end: str) -> Raw:
    return {"": raw.get(end) or (), **{part: raw.get(f"{end}-{part}") or () for part in days.PARTS}}


def _within(field: Asked, found: DateRange, today: date) -> Reading:
    if found.last < found.first:
        return slip(field, "ends_before", "until-day")
    earliest, latest = (bound(field.settings.get(name), today) for name in ("earliest", "latest"))
    if earliest and found.first < earliest:
        return slip(field, "too_early", "from-day", earliest=earliest)
    if latest and found.last > latest:
        return slip(field, "too_late", "until-day", latest=latest)
    most = field.settings.get("max_days")
    if most is not None and found.days > int(most):
        return slip(field, "too_long", "until-day", max=int(most))
    return holds(found)


def encode(value: DateRange) -> dict[str, str]:
    return {"from": value.first.isoformat(), "until": value.last.isoformat()}


def decode(stored: Mapping[str, Any]) -> DateRange:
    return DateRange(*(date.fromisoformat(stored[end]) for end in ENDS))


def refill(_field: Asked, value: DateRange) -> Raw:
    ends = {"from": value.first, "until": value.last}
    return {f"{end}-{part}": typed for end, day in ends.items() for part, typed in days.parts_of(day).items()}


def show(_field: Asked, value: DateRange, say: Say) -> Sequence[Wording]:
    if value.first == value.last:
        return [say.date(value.first)]
    return [say.word(N_("{first} to {last}"), first=say.date(value.first), last=say.date(value.last))]


def example(field: Asked, today: date) -> Raw:
    earliest, latest = (bound(field.settings.get(name), today) for name in ("earliest", "latest"))
    day = earliest or latest or today
    return refill(field, DateRange(day, day))


def check(field: Asked) -> Faults:
    most = field.settings.get("max_days")
    if most is not None and int(most) < 1:
        return fault("max_days", N_("“{name}” is 1 at least."), N_("Write a larger number."), name="max_days")
    return days.check(field)


DATE_RANGE = Kind(
    name="date range",
    widget="date_range",
    problems={
        "empty": N_("Enter the first and the last day for “{label}”"),
        "missing_from": N_("Enter the first day for “{label}” too"),
        "missing_until": N_("Enter the last day for “{label}” too"),
        "missing_day": N_("Both dates for “{label}” must include a day"),
        "missing_month": N_("Both dates for “{label}” must include a month"),
        "missing_year": N_("Both dates for “{label}” must include a year"),
        "day": days.DATE.problems["day"],
        "month": days.DATE.problems["month"],
        "year": days.DATE.problems["year"],
        "impossible": days.DATE.problems["impossible"],
        "ends_before": N_("The last day for “{label}” must be the first day or later"),
        "too_early": N_("The first day for “{label}” must be {earliest} or later"),
        "too_late": N_("The last day for “{label}” must be {latest} or earlier"),
        "too_long": Plural(
            "There can be at most {max} day in “{label}”", "There can be at most {max} days in “{label}”", "max"
        ),
    },
    read=read,
    encode=encode,
    decode=decode,
    refill=refill,
    show=show,
    export=lambda _field, value: f"{value.first.isoformat()}/{value.last.isoformat()}",
    rule_type=lambda _field: dict.fromkeys(ENDS, "date"),
    rule_value=lambda _field, value: {"from": value.first, "until": value.last},
    schema=lambda _field: {
        "type": "object",
        "properties": {end: {"type": "string", "format": "date"} for end in ENDS},
        "required": list(ENDS),
    },
    example=example,
    settings={"earliest": Setting("date"), "latest": Setting("date"), "max_days": Setting("integer")},
    parts=lambda _field: PARTS,
    first_part="from-day",
    part_labels={f"{end}-{part}": label for end in ENDS for part, label in days.DATE.part_labels.items()},
    whole_parts={"from": "from-day", "until": "until-day"},
    whole_labels={"from": N_("First day"), "until": N_("Last day")},
    check=check,
)
