"""Applying: the sections of a service as a list of tasks, each with how it stands, in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, url_for

from portal.errors import N_
from portal.i18n.text import Text
from portal.journey.tasks import CANNOT_START, COMPLETED, IN_PROGRESS, NOT_STARTED, PROBLEM, Task, tasks
from portal.usecases.drafts import OpenDraft
from portal.web.citizen import journey, road
from portal.web.kit import locale
from portal.web.kit.locale import words_of
from portal.web.kit.pages import see_other
from portal.wording.release import ReleaseWords

_PATH = "/<service>/<draft>/task-list"
STATUSES = {
    COMPLETED: N_("Completed"),
    IN_PROGRESS: N_("In progress"),
    NOT_STARTED: N_("Not yet started"),
    CANNOT_START: N_("Cannot start yet"),
    PROBLEM: N_("There is a problem"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One row: without an address it cannot be begun, or not yet."""

    id: str
    title: Text
    hint: Text | None
    status: str
    told: Text
    href: str


@journey.get(_PATH)
def show_tasks(service: str, draft: str) -> Response:
    found = road.opened(service, draft, road.me())
    if found.submitted:
        return see_other(url_for(".sent", service=service, draft=draft))
    if found.service.task_list is None or (found.plan.exit is not None and found.plan.first_open is None):
        return see_other(road.next_open(found))
    words = words_of(found.served)
    listed = [_view(found, task, words) for task in tasks(found.plan)]
    done, count = sum(task.status == COMPLETED for task in listed), len(listed)
    return road.draw(
        "citizen/tasks.html", found, None, title=words.text(found.service.title), tasks=[*listed, _sending(found)],
        done=done, count=count, is_free=found.service.task_list.is_free, later_url=road.later(found),
    )  # fmt: skip


def _view(found: OpenDraft, task: Task, words: ReleaseWords) -> TaskView:
    return TaskView(
        id=task.part.id,
        title=words.text(task.part.title),
        hint=words.optional(task.part.hint),
        status=task.status,
        told=locale.words().word(STATUSES[task.status]),
        href="" if task.status == CANNOT_START or task.opens is None else road.address(found, task.opens),
    )


def _sending(found: OpenDraft) -> TaskView:
    """The last row: it opens once nothing is left."""
    status = NOT_STARTED if found.plan.is_finished else CANNOT_START
    return TaskView(
        id="send",
        title=locale.words().word(N_("Check your answers and send")),
        hint=None,
        status=status,
        told=locale.words().word(STATUSES[status]),
        href=road.address(found, None) if found.plan.is_finished else "",
    )
