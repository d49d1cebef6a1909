"""Answers as they are read again: before sending, on the case's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.i18n.text import Text
from portal.journey.finish import ItemRows, Row, Section, summary
from portal.journey.plan import Plan
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
    """A page's answers: rows of single questions, then the items of its groups.

    A page whose one question is its title has no heading of its own here: it would say the same twice.
    """

    title: Text | None
    rows: Sequence[Mapping[str, Any]]
    items: Sequence[ItemView]


def sections_view(
    plan: Plan, words: ReleaseWords, change: Changer | None = None, opens: Opener | None = None
) -> list[SectionView]:
    return [_section(plan, section, words, change, opens) for section in summary(plan)]


def _section(
    plan: Plan, section: Section, words: ReleaseWords, change: Changer | None, opens: Opener | None
) -> SectionView:
    rows: list[Mapping[str, Any]] = []
    items: list[ItemView] = []
    for part in section.parts:
        where = change(section, part) if change else ""
        if isinstance(part, Row):
            where = "" if plan.is_fixed(part.field) else where
            source = part.answer.source if part.answer else ""
            told = words.source_of(source) if source in FROM_OUTSIDE else None
            hrefs = _hrefs(part, opens)
            rows.append(
                row_view(words, part.field, part.value, change=where, source=told, sure=source in SURE, hrefs=hrefs)
            )
        else:
            heading = words.item(part.group, part.number, part.rows)
            told_rows = [row_view(words, row.field, row.value, hrefs=_hrefs(row, opens)) for row in part.rows]
            items.append(ItemView(heading, told_rows, where))
    for group in section.empty_groups:
        where = change(section, None) if change else ""
        rows.append(
            {
                "label": words.text(group.label),
                "lines": (),
                "change": where,
                "source": None,
                "sure": False,
                "missing": "",
                "hrefs": (),
            }
        )
    return SectionView(words.heading(section), rows, items)


def _hrefs(row: Row, opens: Opener | None) -> list[str]:
    """Where the files of an answer are opened; none for any other answer."""
    return [opens(file.id) for file in row.field.kind.files_in(row.value)] if opens else []
