"""Floor 4. What a person has entered so far: answers that hold, slips that do not, and which pages they tried.

Everything here is JSON-ready: `to_json` and `from_json` are each other's inverse. An absent answer is absent, never null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from portal.kinds.kind import Raw

TYPED, IDENTITY, REGISTER, COMPUTED = "typed", "identity", "register", "computed"
DEFAULT = "default"  # the question was filled in, and the person let it stand: it moves with what it is worked out from


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as its kind encodes it; `kind` is that encoding's version; `source` and `at` (ISO, UTC) say where it came from."""

    value: Any
    source: str
    at: str
    kind: int = 1


@dataclass(frozen=True, slots=True)
class GroupItem:
    """One repetition of a group; its `id` is random, so removing another one never moves its answers."""

    id: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    slips: Mapping[str, Raw] = field(default_factory=dict)
    tried: bool = False


@dataclass(frozen=True)
class Entries:
    answers: Mapping[str, Answer] = field(default_factory=dict)
    slips: Mapping[str, Raw] = field(default_factory=dict)
    groups: Mapping[str, tuple[GroupItem, ...]] = field(default_factory=dict)
    tried: frozenset[str] = frozenset()  # pages on which Continue was pressed
    outside: Mapping[str, Any] = field(default_factory=dict)  # facts fetched before: counts of documents
    again: frozenset[str] = frozenset()  # paths that a newer release asks once more
    unseen: frozenset[str] = frozenset()  # paths of what the last Continue brought up: not scolded before it was seen
    before: Mapping[str, str] = field(
        default_factory=dict
    )  # what changed: path → the release's digest it was answered under

    @cached_property
    def items_with_slips(self) -> tuple[tuple[str, GroupItem], ...]:
        """The items in which something does not hold, each with its group."""
        return tuple((name, item) for name, items in self.groups.items() for item in items if item.slips)

    def items(self, group: str) -> tuple[GroupItem, ...]:
        return self.groups.get(group, ())

    def item(self, group: str, item_id: str) -> GroupItem | None:
        return next((item for item in self.items(group) if item.id == item_id), None)

    def slip_at(self, path: str) -> Raw:
        """What was typed and does not hold at `plate` or `visitor/<item id>/name`."""
        group, _, rest = path.partition("/")
        item_id, _, name = rest.partition("/")
        item = self.item(group, item_id) if name else None
        return (item.slips if item else {}).get(name, {}) if name else self.slips.get(path, {})

    def answers_to(self, path: str) -> list[Answer]:
        """What was answered at a field's path: once at most, or in each of its group's items that has it."""
        group, _, name = path.rpartition(".")
        holders = [item.answers for item in self.items(group)] if group else [self.answers]
        return [held[name] for held in holders if name in held]

    def with_item(self, group: str, item: GroupItem) -> Entries:
        """With this item in the place of the one of its id, or at the end."""
        items = self.items(group)
        known = any(one.id == item.id for one in items)
        changed = tuple(item if one.id == item.id else one for one in items) if known else (*items, item)
        return replace(self, groups={**self.groups, group: changed})

    def without_item(self, group: str, item_id: str) -> Entries:
        rest = tuple(one for one in self.items(group) if one.id != item_id)
        unseen = frozenset(path for path in self.unseen if not path.startswith(f"{group}/{item_id}/"))
        return replace(self, groups={**self.groups, group: rest}, unseen=unseen)

    def with_outside(self, outside: Mapping[str, Any]) -> Entries:
        return replace(self, outside=dict(outside))

    def to_json(self) -> dict[str, Any]:
        return {
            "answers": _answers_to_json(self.answers),
            "slips": _slips_to_json(self.slips),
            "groups": {
                name: [
                    {
                        "id": one.id,
                        "answers": _answers_to_json(one.answers),
                        "slips": _slips_to_json(one.slips),
                        "tried": one.tried,
                    }
                    for one in items
                ]
                for name, items in self.groups.items()
            },
            "tried": sorted(self.tried),
            "outside": dict(self.outside),
            "again": sorted(self.again),
            "before": dict(self.before),
            "unseen": sorted(self.unseen),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Entries:
        groups = {
            name: tuple(
                GroupItem(one["id"], _answers_from_json(one["answers"]), one["slips"], one["tried"]) for one in items
            )
            for name, items in data["groups"].items()
        }
        return cls(
            _answers_from_json(data["answers"]),
            data["slips"],
            groups,
            frozenset(data["tried"]),
            data["outside"],
            frozenset(data.get("again", ())),
            frozenset(data.get("unseen", ())),
            data.get("before", {}),
        )


def _answers_to_json(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {
        name: {"value": one.value, "source": one.source, "at": one.at, "kind": one.kind}
        for name, one in answers.items()
    }


def _slips_to_json(slips: Mapping[str, Raw]) -> dict[str, Any]:
    return {name: {part: list(values) for part, values in raw.items()} for name, raw in slips.items()}


def _answers_from_json(data: Mapping[str, Any]) -> dict[str, Answer]:
    return {name: Answer(one["value"], one["source"], one["at"], one["kind"]) for name, one in data.items()}
