"""Floor 8. What a page of the journey shows of a group: the items that were added, what is wrong in each, how many there may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from portal.errors import N_, Plural
from portal.i18n.text import Text
from portal.journey.entries import GroupItem
from portal.journey.finish import Row, item_rows
from portal.journey.plan import Plan
from portal.journey.telling import is_judged_inside
from portal.kinds.kind import Problem
from portal.spec.model import MOST_ITEMS, Group
from portal.web.citizen.rows import input_id, row_view
from portal.wording.release import ReleaseWords


@dataclass(frozen=True, slots=True)
class Card:
    """One item of a group, summed up."""

    heading: Text
    rows: Sequence[Mapping[str, Any]]
    item: str
    name: Text | str  # which one it is, for those who hear the links
    href: str  # its own page
    remove: str  # where it is asked whether to take it out
    title: Text  # which that page bears
    problems: Sequence[tuple[str, Text]] = ()  # (where the input is that is wrong, words)


@dataclass(frozen=True, slots=True)
class Added:
    """What was added to a group so far."""

    id: str
    label: Text
    hint: Text | None
    cards: Sequence[Card]
    can_add: bool
    problems: Sequence[Text]
    limits: Text | None = None  # how many there may be, where the author says nothing in a hint
    explained: Markup | str = ""  # why it is asked of this person
    form: str = "group"


def added_to(
    plan: Plan,
    group: Group,
    words: ReleaseWords,
    problems: Sequence[Problem],
    why: Markup | str,
    base: str,
    query: str,
    judged: bool,
) -> Added:
    items = plan.entries.items(group.id)
    cards = [_card(plan, group, item, number, words, base, query, judged) for number, item in enumerate(items, 1)]
    told = [words.problem(plan.service, problem) for problem in problems]
    limits = None if group.hint else _limits(group, words)
    label, hint = words.text(group.label), words.optional(group.hint)
    return Added(group.id, label, hint, cards, len(items) < group.most, told, limits, why)


def _limits(group: Group, words: ReleaseWords) -> Text | None:
    """How many items there must and may be; None where only the portal's own bound holds."""
    least, most = group.least, group.most
    if least == most:
        return words.word(Plural("Add {n}, no more and no fewer", "Add {n}, no more and no fewer", "n"), n=most)
    if not least:
        return (
            None if most == MOST_ITEMS else words.word(Plural("You can add {n}", "You can add up to {n}", "n"), n=most)
        )
    if most == MOST_ITEMS:
        return words.word(Plural("Add at least {n}", "Add at least {n}", "n"), n=least)
    return words.word(N_("Add at least {least} and at most {most}"), least=least, most=most)


def _card(
    plan: Plan, group: Group, item: GroupItem, number: int, words: ReleaseWords, base: str, query: str, judged: bool
) -> Card:
    rows = item_rows(plan, group, item)
    name = item_name(group, rows, number, words)
    heading = words.word(N_("{number}. {name}"), number=number, name=str(name))
    address = f"{base}/{group.id}/{item.id}"
    href = f"{address}{query}"
    is_told = judged or is_judged_inside(plan, group, item)
    wrong: dict[str, list[tuple[str, Text]]] = {}
    for problem in plan.item_problems(group, item):
        one = group.by_id[problem.path.split("/")[-1]]
        where = f"{href}#{input_id(one, f'{group.id}-{item.id}-{one.id}', problem.part)}"
        wrong.setdefault(one.id, []).append((where, words.problem(plan.service, problem)))
    shown = [row_view(words, row.field, row.value) | _wrong(wrong.get(row.field.id, ()), is_told) for row in rows]
    problems = [one for found in wrong.values() for one in found] if judged else ()
    return Card(
        heading, shown, item.id, name, href, f"{address}/remove{query}", item_title(group, number, words), problems
    )


def _wrong(found: Sequence[tuple[str, Text]], is_told: bool) -> dict[str, Any]:
    """What a row says instead of its answer, where something is wrong with it."""
    return {"missing": found[0][0], **({"told": found[0][1]} if is_told else {})} if found else {}


def item_title(group: Group, number: int, words: ReleaseWords) -> Text:
    """What the page of an item is called: “Visitor 2”."""
    return words.word(N_("{label} {number}"), label=str(words.text(group.label)), number=number)


def item_name(group: Group, rows: Sequence[Row], number: int, words: ReleaseWords) -> Text | str:
    """Which item it is: its summary; without one, what tells it from another: its first answer that is more than a yes or a no."""
    if group.summary is not None:
        return words.item(group, number, rows)
    told = [row for row in rows if row.answer is not None and row.field.kind.rule_type(row.field) != "boolean"]
    lines = words.lines(told[0].field, told[0].value) if told else ()
    return lines[0] if lines else words.text(group.label)
