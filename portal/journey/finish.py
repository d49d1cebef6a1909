"""Floor 4. What was answered, as a summary, and as what is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from portal.journey.entries import Answer, Entries, GroupItem
from portal.journey.plan import Plan
from portal.spec.model import Field, Group, Page, Service


@dataclass(frozen=True, slots=True)
class Row:
    """One question and its answer; `answer` None where an optional one was left out; `item` for a group's."""

    field: Field
    answer: Answer | None

    @property
    def value(self) -> Any:
        return None if self.answer is None else self.field.kind.decode(self.answer.value)


@dataclass(frozen=True, slots=True)
class ItemRows:
    group: Group
    item: GroupItem
    number: int  # from 1
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the road with what was answered there, in the order of its questions."""

    page: Page
    order: tuple[Row | ItemRows | Group, ...]  # a group itself where it has no item

    @property
    def parts(self) -> tuple[Row | ItemRows, ...]:
        return tuple(one for one in self.order if not isinstance(one, Group))

    @property
    def empty_groups(self) -> tuple[Group, ...]:
        return tuple(one for one in self.order if isinstance(one, Group))

    @property
    def blocks(self) -> Iterator[tuple[Row | Group, ...] | ItemRows]:
        """As it is read: what stands in one list, up to the next item of a group; each item for itself."""
        rows: list[Row | Group] = []
        for one in self.order:
            if not isinstance(one, ItemRows):
                rows.append(one)
                continue
            if rows:
                yield tuple(rows)
            rows = []
            yield one
        if rows:
            yield tuple(rows)


def summary(plan: Plan, *, everything: bool = False) -> tuple[Section, ...]:
    """Every question on the road with its answer; `everything`: also what the applicant is not shown."""
    sections = []
    for page in plan.questions:
        if order := tuple(_parts(plan, page, everything)):
            sections.append(Section(page, order))
    return tuple(sections)


def _parts(plan: Plan, page: Page, everything: bool) -> Iterator[Row | ItemRows | Group]:
    for item in plan.shown(page):
        if isinstance(item, Field):
            if everything or not item.kind.is_hidden:
                yield Row(item, plan.answer(item))
        elif isinstance(item, Group):
            items = plan.entries.items(item.id)
            if not items:
                yield item
            for number, one in enumerate(items, 1):
                yield ItemRows(item, one, number, item_rows(plan, item, one))


def item_rows(plan: Plan, group: Group, item: GroupItem) -> tuple[Row, ...]:
    return tuple(Row(one, item.answers.get(one.id)) for one in plan.shown_inside(group, item) if isinstance(one, Field))


def final(plan: Plan) -> Entries:
    """The entries that are sent: only what the road asks, and what was worked out, which is fixed by it.

    What belongs to a road no longer taken is dropped.
    """
    answers: dict[str, Answer] = {}
    groups: dict[str, tuple[GroupItem, ...]] = {}
    for section in summary(plan, everything=True):
        for part in section.parts:
            if isinstance(part, Row):
                if part.answer:
                    answers[part.field.id] = part.answer
            else:
                kept = {row.field.id: row.answer for row in part.rows if row.answer}
                groups[part.group.id] = (*groups.get(part.group.id, ()), GroupItem(part.item.id, kept, {}, True))
    tried = plan.entries.tried & {page.id for page in plan.road}
    return replace(
        plan.entries,
        answers=answers,
        groups=groups,
        slips={},
        tried=tried,
        again=frozenset(),
        before={},
        unseen=frozenset(),
    )


def exported(service: Service, entries: Entries) -> dict[str, str]:
    """Field path → the answer as one plain string; of a group, its items' answers joined with “; ”."""
    told: dict[str, str] = {}
    for path, one in service.fields.items():
        if answers := entries.answers_to(path):
            told[path] = "; ".join(one.kind.export(one, one.kind.decode(answer.value)) for answer in answers)
    return told
