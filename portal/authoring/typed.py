"""Floor 6. Answers as a scenario writes them: made of what a kind reads, and turned into what a draft holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.journey.entries import Answer, Entries, GroupItem
from portal.journey.plan import Plan, codes_of
from portal.journey.reading import raw_from
from portal.kinds.choice import OTHER
from portal.kinds.kind import Raw
from portal.spec.model import Field, Service


class Drafts:
    """What a draft of the service holds of answers; each value is read once."""

    def __init__(self, service: Service, today: date) -> None:
        self.service, self.today = service, today
        self._read: dict[tuple[str, str], Answer | None] = {}

    def entries(self, answers: Mapping[str, Any]) -> Entries:
        """What does not hold is left out."""
        given: dict[str, Answer] = {}
        groups: dict[str, tuple[GroupItem, ...]] = {}
        for name, value in answers.items():
            if name in self.service.values:
                continue
            if name in self.service.groups:
                fields = {one.id: one for one in self.service.groups[name].fields}
                groups[name] = tuple(
                    GroupItem(str(number), self._answers(fields, item), {}, True) for number, item in enumerate(value)
                )
            else:
                given |= self._answers(self.service.fields, {name: value})
        return Entries(given, groups=groups, outside=self.outside(answers))

    def outside(self, answers: Mapping[str, Any]) -> dict[str, int]:
        """What the portal would have counted before."""
        return {name: int(answers.get(name, 0)) for name, value in self.service.values.items() if value.document}

    def _answers(self, fields: Mapping[str, Field], given: Mapping[str, Any]) -> dict[str, Answer]:
        found = {}
        for name, value in given.items():
            answer = self._answer(fields[name], value)
            if answer is not None:
                found[name] = answer
        return found

    def _answer(self, one: Field, value: Any) -> Answer | None:
        """What a value is once it was read: the same few values are tried over and over."""
        key = (one.path, value if isinstance(value, str) else repr(value))
        if key not in self._read:
            reading = one.kind.read(one, self._raw(one, value), self.today)
            self._read[key] = None if reading.value is None else Answer(one.kind.encode(reading.value), "typed", "")
        return self._read[key]

    def _raw(self, one: Field, value: Any) -> Raw:
        return one.kind.example(one, self.today) if one.kind.takes_file else raw_from(one, value)


def first_choice(so_far: Plan, one: Field) -> Any:
    """The first option that can be chosen now, or as few as must be, as a scenario writes it."""
    codes = list(codes_of(so_far.options(one)))
    least = int(one.settings.get("min") or 1)
    return with_own_words(one, codes[:least] if one.kind.rule_type(one) == "codes" else (codes or [""])[0])


def typed(one: Field, raw: Raw) -> Any:
    """Raw input as a scenario writes it."""
    if one.kind.takes_file:
        return {"file": f"{one.id}.{(one.settings.get('accept') or ('pdf',))[0]}"}
    parts = list(one.kind.parts(one))
    if parts == [""] or one.kind.takes_options:
        values = list(raw.get("", []))
        return values if one.kind.rule_type(one) == "codes" else (values or [""])[0]
    if whole := one.kind.whole_parts:
        return {
            name: " ".join(raw[part][0] for part in parts if part.startswith(f"{name}-") and raw.get(part))
            for name in whole
        }
    return {part: raw[part][0] for part in parts if raw.get(part)}


def with_own_words(one: Field, chosen: str | list[str]) -> Any:
    """What was chosen as a scenario writes it: `other` with what is typed under it."""
    if isinstance(chosen, list):
        return [with_own_words(one, code) for code in chosen]
    return {OTHER: "Something else"} if chosen == OTHER and OTHER in one.settings else chosen
