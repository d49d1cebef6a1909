"""Floor 4. What a page or an item tells once Continue was pressed there: what is wrong, and what the answers brought up.

A question that was never seen is announced, not scolded: it has no problem before the next Continue.
"""

from __future__ import annotations

from portal.journey.entries import GroupItem
from portal.journey.plan import Plan
from portal.kinds.kind import Problem
from portal.spec.model import Field, Group, Page


def came_up(plan: Plan, page: Page) -> tuple[Field | Group, ...]:
    """The questions and groups that the answers to this very page brought up, and that nobody has answered yet."""
    unseen = plan.entries.unseen
    shown = plan.shown(page) if unseen else ()
    return tuple(one for one in shown if isinstance(one, (Field, Group)) and one.id in unseen)


def is_judged(plan: Plan, page: Page) -> bool:
    """Whether Continue was pressed there: then what is wrong is told."""
    return page.id in plan.entries.tried or any(one.id in plan.entries.unseen for one in page.ask)


def problems_told(plan: Plan, page: Page) -> tuple[Problem, ...]:
    """What is wrong on a page, beside what was not seen."""
    return _seen(plan, plan.problems(page))


def came_up_inside(plan: Plan, group: Group, item: GroupItem) -> tuple[Field, ...]:
    """The same for the page of one item."""
    unseen = plan.entries.unseen
    shown = plan.shown_inside(group, item) if unseen else ()
    return tuple(one for one in shown if isinstance(one, Field) and f"{group.id}/{item.id}/{one.id}" in unseen)


def is_judged_inside(plan: Plan, group: Group, item: GroupItem) -> bool:
    return item.tried or any(path.startswith(f"{group.id}/{item.id}/") for path in plan.entries.unseen)


def problems_told_inside(plan: Plan, group: Group, item: GroupItem) -> tuple[Problem, ...]:
    return _seen(plan, plan.item_problems(group, item)) if is_judged_inside(plan, group, item) else ()


def _seen(plan: Plan, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(one for one in problems if one.path not in plan.entries.unseen)
