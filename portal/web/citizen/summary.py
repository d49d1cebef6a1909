"""Answers as they are read again: before sending, on the case's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.i18n.text import Text
from portal.journey.finish import ItemRows, Row, Section, summary
from portal.journey.plan import Plan
from portal.spec.model import Group
from portal.web.citizen.rows import row_view
from portal.wording.release import ReleaseWords

Changer = Callable[[Section, Row | ItemRows | None], str]
Opener = Callable[[str], str]  # a file's id → where it is opened
FROM_OUTSIDE = ("identity", "register", "computed", "default")
SURE = ("identity", "register")


@dataclass(frozen=True, slots=True)
class ItemView:
    heading: Text
    rows: Sequence[Mapping[str, Any]]
    change: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A page's answers in its own order: lists of rows, and between them the items of its groups.

    A page whose one question is its title has no heading of its own here: it would say the same twice.
    """

    title: Text | None
    blocks: Sequence[Sequence[Mapping[str, Any]] | ItemView]


def sections_view(
    plan: Plan, words: ReleaseWords, change: Changer | None = None, opens: Opener | None = None
) -> list[SectionView]:
    return [_section(plan, section, words, change, opens) for section in summary(plan)]


def _section(
    plan: Plan, section: Section, words: ReleaseWords, change: Changer | None, opens: Opener | None
) -> SectionView:
    blocks: list[list[Mapping[str, Any]] | ItemView] = []

    def rows() -> list[Mapping[str, Any]]:
        """The list that is open; an item closes it."""
        if not blocks or isinstance(blocks[-1], ItemView):
            blocks.append([])
        assert isinstance(blocks[-1], list)
        return blocks[-1]

    for part in section.order:
        where = change(section, None if isinstance(part, Group) else part) if change else ""
        if isinstance(part, Row):
            where = "" if plan.is_fixed(part.field) else where
            source = part.answer.source if part.answer else ""
            told = words.source_of(source) if source in FROM_OUTSIDE else None
            hrefs = _hrefs(part, opens)
            rows().append(
                row_view(words, part.field, part.value, change=where, source=told, sure=source in SURE, hrefs=hrefs)
            )
        elif isinstance(part, ItemRows):
            heading = words.item(part.group, part.number, part.rows)
            told_rows = [row_view(words, row.field, row.value, hrefs=_hrefs(row, opens)) for row in part.rows]
            blocks.append(ItemView(heading, told_rows, where))
        else:
            label, nothing = words.text(part.label), {"source": None, "sure": False, "missing": "", "hrefs": ()}
            rows().append({"label": label, "lines": (), "change": where, **nothing})
    return SectionView(words.heading(section), blocks)


def _hrefs(row: Row, opens: Opener | None) -> list[str]:
    """Where the files of an answer are opened; none for any other answer."""
    return [opens(file.id) for file in row.field.kind.files_in(row.value)] if opens else []
