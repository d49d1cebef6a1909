"""Floor 4. What a question is filled in with, as long as the person has not answered it: worked out from other answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from portal.journey.entries import DEFAULT, Answer, Entries, GroupItem
from portal.journey.plan import Plan, plan
from portal.kinds.kind import Raw
from portal.rules import Money, Unknown
from portal.spec.model import Field, Service


def default_of(plan: Plan, one: Field, item: GroupItem | None = None) -> Any:
    """The default as it stands now, encoded as an answer is; None where there is none, or it does not hold."""
    if one.default is None:
        return None
    values = plan.inside(plan.service.groups[one.group], item) if one.group else None
    value = plan.computed(one.default, values, one.group)
    if isinstance(value, Unknown):
        return None
    reading = one.kind.read(one, raw_of_value(one, value), plan.today)
    return None if reading.problems or reading.value is None else one.kind.encode(reading.value)


def raw_of_value(one: Field, value: Any) -> Raw:
    """A rule's value as somebody would have typed it."""
    parts = list(one.kind.parts(one)) or [""]
    match value:
        case bool():
            return {parts[0]: ["yes" if value else "no"]}
        case Money(amount, currency):
            return {parts[0]: [f"{Decimal(amount).scaleb(-get_currency_precision(currency)):f}"]}
        case date():
            pieces = [str(value.day), str(value.month), str(value.year)]
            return dict(zip(parts, ([piece] for piece in pieces[-len(parts) :]), strict=False))
        case Mapping():
            return {part: [str(value[part])] for part in parts if part in value}
        case list() | tuple():
            return {parts[0]: [str(each) for each in value]}
        case Decimal():
            return {parts[0]: [f"{value:f}"]}
    return {parts[0]: [str(value)]}


def settled(service: Service, entries: Entries, today: date) -> Entries:
    """The entries in which untouched defaults have moved with the answers that they depend on."""
    so_far: Plan | None = None
    for path in service.defaults:
        one = service.fields[path]
        if so_far is None or so_far.entries is not entries:  # made anew only where one has moved
            so_far = plan(service, entries, today)
            entries = so_far.entries
        if one.group:
            for item in entries.items(one.group):
                answers = _moved(one, item.answers, default_of(so_far, one, item))
                if answers is not item.answers:
                    entries = entries.with_item(one.group, replace(item, answers=answers))
        else:
            answers = _moved(one, entries.answers, default_of(so_far, one))
            if answers is not entries.answers:
                entries = replace(entries, answers=answers)
    return entries


def _moved(one: Field, answers: Mapping[str, Answer], value: Any) -> Mapping[str, Answer]:
    kept = answers.get(one.id)
    if kept is None or kept.source != DEFAULT or kept.value == value:
        return answers
    others = {name: answer for name, answer in answers.items() if name != one.id}
    return others if value is None else {**others, one.id: replace(kept, value=value)}


def touched(one: Field, answers: dict[str, Answer], value: Any) -> None:
    """Notes that a new answer is only what the question was filled in with."""
    answer = answers.get(one.id)
    if answer is not None and value is not None and answer.value == value:
        answers[one.id] = replace(answer, source=DEFAULT)
