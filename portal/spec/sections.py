"""Floor 3. Reads `sections`: the pages put into parts that people see as a list of tasks."""

from __future__ import annotations

from collections.abc import Sequence

from portal.errors import N_
from portal.spec.keys import ORDERS, SECTION, SECTIONS
from portal.spec.model import Page, Part, TaskList
from portal.spec.shape import Shape
from portal.spec.source import Node


def read_sections(shape: Shape, node: Node | None, pages: Sequence[Page], unsure: bool) -> TaskList | None:
    """The task list; None for the straight journey. `unsure`: a page could not be read, so missing ones are not told."""
    if node is None:
        return None
    given = shape.mapping(node, SECTIONS)
    order = shape.among(given.get("order"), N_("order of the sections"), ORDERS)
    known = [page.id for page in pages if not page.exit]
    parts, placed = [], dict[str, str]()
    for key, value in shape.entries(given.get("parts"), "parts"):
        name = shape.ident(key, N_("a section"))
        keys = shape.mapping(value, SECTION)
        title = shape.text(keys.get("title"), f"{name}/title")
        hint = shape.optional_text(keys.get("hint"), f"{name}/hint")
        inside = []
        for item in shape.sequence(keys.get("pages"), "pages"):
            page = shape.among(item, N_("page"), known)
            if page in placed:
                shape.fault(
                    item,
                    N_("The page “{page}” stands in two sections."),
                    N_("Take it out of one of them."),
                    page=page,
                )
            elif page:
                placed[page] = name
                inside.append(page)
        parts.append(Part(name, title, tuple(inside), hint))
    if not shape.faults and not unsure:
        _judge(shape, given.get("parts", node), known, parts, placed)
    return TaskList(tuple(parts), is_free=order != "fixed")


def _judge(shape: Shape, node: Node, pages: Sequence[str], parts: Sequence[Part], placed: dict[str, str]) -> None:
    """Each page has its section, and the sections keep the order of the pages: one order, told once."""
    if left := [page for page in pages if page not in placed]:
        shape.fault(
            node,
            N_("The page “{page}” stands in no section."),
            N_("Name it under “pages” of one: nobody would find it."),
            page=left[0],
        )
        return
    listed = [page for part in parts for page in part.pages]
    for page, wanted in zip(listed, pages, strict=True):
        if page != wanted:
            shape.fault(
                node,
                N_("The sections name “{page}” before “{other}”, and the pages stand the other way round."),
                N_("Put both in the same order."),
                page=page,
                other=wanted,
            )
            return
