"""Floor 4. The journey as a list of tasks: what is done, what is next, what cannot be begun yet. Computed, never stored."""

from __future__ import annotations

from dataclasses import dataclass

from portal.journey.plan import Plan
from portal.rules import UNKNOWN
from portal.spec.model import Page, Part

COMPLETED, IN_PROGRESS, NOT_STARTED, CANNOT_START, PROBLEM = (
    "completed",
    "in_progress",
    "not_started",
    "cannot_start",
    "problem",
)


@dataclass(frozen=True, slots=True)
class Task:
    """A section as it stands. `pages` are those of it that lie on the road; `opens` is where the person goes on."""

    part: Part
    status: str
    pages: tuple[Page, ...] = ()
    opens: Page | None = None


def tasks(plan: Plan) -> tuple[Task, ...]:
    """The sections that concern this person, in order; none where the journey is straight.

    A section whose pages are all left out is no task. While an answer that its pages wait for is missing, it cannot be
    begun; nor, where the order is fixed, before those above it are done.
    """
    listed = plan.service.task_list
    if listed is None:
        return ()
    found: list[Task] = []
    for part in listed.parts:
        pages = tuple(page for page in plan.questions if page.id in part.pages)
        is_shut = not listed.is_free and any(task.status != COMPLETED for task in found)
        if pages:
            found.append(_task(plan, part, pages, is_shut))
        elif _may_come(plan, part):
            found.append(Task(part, CANNOT_START))
    return tuple(found)


def _task(plan: Plan, part: Part, pages: tuple[Page, ...], is_shut: bool) -> Task:
    opened = next((page for page in pages if not plan.is_complete(page)), None)
    tried = [page for page in pages if page.id in plan.entries.tried]
    if opened is None:
        return Task(part, COMPLETED, pages, pages[0])
    if is_shut:
        return Task(part, CANNOT_START, pages)
    if any(plan.problems(page) for page in tried):
        return Task(part, PROBLEM, pages, opened)
    return Task(part, IN_PROGRESS if tried else NOT_STARTED, pages, opened)


def _may_come(plan: Plan, part: Part) -> bool:
    """Whether one of its pages still waits for an answer. Behind an exit nothing does."""
    if plan.exit is not None:
        return False
    asked = [plan.service.pages_by_id[page].when for page in part.pages]
    return any(when is not None and plan.outcome(when) is UNKNOWN for when in asked)


def task_of(plan: Plan, page: Page) -> Task | None:
    """The task that a page on the road belongs to; None in the straight journey."""
    return next((task for task in tasks(plan) if page in task.pages), None)
