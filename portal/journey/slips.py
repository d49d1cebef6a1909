"""Floor 4. A slip that holds by now becomes the answer it was meant to be: the day came, or a newer release allows more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from portal.journey.entries import TYPED, Answer, Entries
from portal.kinds.kind import Raw
from portal.spec.model import Field, Service


def well_read(service: Service, entries: Entries, today: date) -> Entries:
    """The entries in which every slip that now reads well is an answer, in the items of groups too; the same where none is."""
    answers, slips = _well_read(service.fields, entries.answers, entries.slips, today)
    if answers is not entries.answers:
        entries = replace(entries, answers=answers, slips=slips)
    for name, item in entries.items_with_slips:
        if name in service.groups:
            answers, slips = _well_read(service.groups[name].by_id, item.answers, item.slips, today)
            if answers is not item.answers:
                entries = entries.with_item(name, replace(item, answers=answers, slips=slips))
    return entries


def _well_read(
    fields: Mapping[str, Field], answers: Mapping[str, Answer], slips: Mapping[str, Raw], today: date
) -> tuple[Mapping[str, Answer], Mapping[str, Raw]]:
    found: dict[str, Answer] = {}
    for name, raw in slips.items():
        one = fields.get(name)
        if (
            one is None or not one.kind.asks or name in answers
        ):  # a file that was kept stays beside one that was refused
            continue
        reading = one.kind.read(one, raw, today)
        if not reading.problems and reading.value is not None:
            found[name] = Answer(one.kind.encode(reading.value), TYPED, today.isoformat(), one.kind.version)
    if not found:
        return answers, slips
    return {**answers, **found}, {name: raw for name, raw in slips.items() if name not in found}
