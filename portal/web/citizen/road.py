"""Where the journey's addresses lead, and what every page of it is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Response, request, url_for

from portal.errors import N_, NotFound
from portal.i18n.formats import comma_of
from portal.i18n.text import Text
from portal.journey.migrating import asked_again, dropped
from portal.journey.tasks import CANNOT_START, COMPLETED, task_of
from portal.kinds.kind import Problem
from portal.spec.model import Field, Page
from portal.usecases.actor import Actor
from portal.usecases.drafts import OpenDraft, open_draft
from portal.usecases.releases import ServedService
from portal.web.kit import clock, locale
from portal.web.kit.frame import Preview
from portal.web.kit.locale import words_of
from portal.web.kit.pages import page as draw_page
from portal.web.kit.parts import parts
from portal.web.kit.sessions import seen_draft, signed_in
from portal.wording.release import ReleaseWords, thing_at

PREVIEW = "preview"  # the name under which the journey is mounted for administrators
FROM_GROUP = "group"  # of `change`: an item's page leads back to its group's
FORM = "page"  # the id of a page's form, which the language switch sends along


def me() -> Actor:
    """Who walks: a citizen, or an administrator in a preview."""
    return signed_in("staff" if is_preview() else "citizen")


def service_link(service_id: str) -> str:
    return _link(locale.language(), service_id)


@lru_cache(maxsize=500)
def _link(lang: str, service_id: str) -> str:
    """Every page of the journey leads there more than once."""
    return url_for("public.show_service", lang=lang, service=service_id)


def opened(service: str, draft: str, actor: Actor) -> OpenDraft:
    """The actor's draft for a GET. Refused: `NotFound` when it is another's, or of another service."""
    with parts().store.reading() as session:
        found = open_draft(session, draft, actor=actor, now=clock.now(), today=clock.today(), seen=seen_draft())
    if found.service.id != service or found.is_preview != is_preview():
        raise NotFound("another service's draft, or behind the other door", draft=draft)
    return found


def is_preview() -> bool:
    """Whether this is the journey behind the staff's door, which only walks workspaces."""
    return request.blueprint == PREVIEW


def address(found: OpenDraft, page: Page | None, *, language: str = "", **more: Any) -> str:
    """A page's address; without a page, that of check-your-answers."""
    given = {"service": found.service.id, "draft": found.id, "lang": language or locale.language(), **more}
    if page is None:
        return url_for(".check_answers", **given)
    return url_for(".show_page", page=page.id, **given)


def task_list(found: OpenDraft) -> str:
    """The address of the task list, of a service that has one."""
    return url_for(".show_tasks", service=found.service.id, draft=found.id, lang=locale.language())


def next_open(found: OpenDraft, **more: Any) -> str:
    """Where the person goes on: the first page that wants something, an exit, else check-your-answers.

    A service with sections leads to its task list, unless one answer was changed (`change=1`) and brought up another.
    """
    page = found.plan.first_open or found.plan.exit
    if found.service.task_list and not more and (page is None or not page.exit):
        return task_list(found)
    return address(found, page, **more) if page else address(found, None)


def onward(found: OpenDraft, page: Page) -> str:
    """Where Continue leads from a page that is answered: the next on the road; from a section's last to the task list."""
    following = found.plan.after(page)
    task = task_of(found.plan, page)
    if task is not None and (following is None or (following not in task.pages and not following.exit)):
        return task_list(found)
    return address(found, following)


def elsewhere(found: OpenDraft, page: Page | None) -> str:
    """Where one is led whose page cannot be opened: the first open page of its section, else where one goes on."""
    task = task_of(found.plan, page) if page is not None else None
    if task is not None and task.status != CANNOT_START and task.opens is not None:
        return address(found, task.opens)
    return next_open(found)


def may_open(found: OpenDraft, page: Page) -> bool:
    """Whether the page lies on the road and everything before it (in its section, where there are some) is answered."""
    if page not in found.plan.road:
        return False
    task = task_of(found.plan, page)
    steps = found.plan.road if task is None else task.pages
    if task is not None and task.status == CANNOT_START:
        return False
    # A completed section opens anywhere: its answers are changed from check-your-answers.
    first = found.plan.first_open if task is None else None if task.status == COMPLETED else task.opens
    return first is None or page.exit or steps.index(page) <= steps.index(first)


def before(found: OpenDraft, page: Page | None) -> str:
    """Where Back leads: the page before on the road, from the first the service's start page.

    In a section the first leads to the task list, as check-your-answers does.
    """
    task = task_of(found.plan, page) if page is not None else None
    if found.service.task_list and (page is None or not page.exit) and (task is None or page == task.pages[0]):
        return task_list(found)
    questions = list(found.plan.questions)
    place = len(questions) if page is None or page not in questions else questions.index(page)
    return address(found, questions[place - 1]) if place else service_link(found.service.id)


def later(found: OpenDraft) -> str:
    """Where one goes who stops here: to one's applications, or back to the workspace."""
    if found.is_preview:
        return url_for("admin.show_workspace", workspace=found.workspace_id)
    return _my_link(locale.language())


@lru_cache(maxsize=50)
def _my_link(lang: str) -> str:
    return url_for("citizen.show_mine", lang=lang)


def around(found: OpenDraft) -> dict[str, Any]:
    """The frame of a journey's page: its switch sends the form along; a preview says so."""
    framed: dict[str, Any] = {}
    if found.is_preview:
        told = locale.words().word(
            N_("This is a preview of “{service}”. Nothing you enter becomes a case."),
            service=str(words_of(found.served).text(found.service.title)),
        )
        framed["preview"] = Preview(told, url_for("admin.show_workspace", workspace=found.workspace_id))
    return framed


def band(found: OpenDraft, page: Page | None) -> dict[str, Any]:
    """Service, step, and when it was saved."""
    words = words_of(found.served)
    questions = found.plan.questions
    listed = found.service.task_list is not None
    certain = not any(one.when for one in found.service.pages if not one.exit)
    # An exit is no step: the journey ends there.
    step = (
        questions.index(page) + 1 if page in questions else 0 if page is not None and page.exit else len(questions) + 1
    )
    saved: Text = locale.word_at(N_("Saved at {time}"), found.saved_at)
    return {
        "service_title": words.text(found.service.title), "service_url": service_link(found.service.id),
        "step": 0 if listed else step, "steps": len(questions) + 1, "steps_certain": certain, "saved": saved,
        "partly": locale.partly(found.served),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A question that the service asks once more, and why; `href` is "" while other questions come before it."""

    label: Text
    href: str
    why: Text


def _asked_again(found: OpenDraft) -> tuple[AskedAgain, ...]:
    """What a newer release asks of somebody who had done it: nothing, where all that was answered still holds."""
    words = words_of(found.served)
    return tuple(
        AskedAgain(
            words.text(thing_at(found.service, problem.path).label),
            address(found, page) if may_open(found, page) else "",
            _why_again(found, problem, words),
        )
        for page, problem in asked_again(found.plan)
    )


def _why_again(found: OpenDraft, problem: Problem, words: ReleaseWords) -> Text:
    if problem.code == "empty":
        return words.word(N_("It has to be answered now"))
    if gone := _gone(found, problem):
        return words.word(N_("“{option}” can no longer be chosen"), option=gone)
    return words.problem(found.service, problem)


def _gone(found: OpenDraft, problem: Problem) -> str:
    """What was chosen and is offered no more, as it was called; "" where that is not what is wrong."""
    served = found.earlier.get(found.entries.before.get(problem.path, ""))
    now = thing_at(found.service, problem.path)
    if problem.code != "unknown" or served is None or not isinstance(now, Field):
        return ""
    was, words = served.service.fields.get(now.path), words_of(served)
    codes = found.entries.slip_at(problem.path).get("", ())
    options = [was.option(code) for code in codes if now.option(code) is None] if was is not None else []
    return f"{comma_of(words.language)} ".join(words.label(one).value for one in options if one is not None)


def _dropped(found: OpenDraft) -> tuple[Text, ...]:
    """What was answered and is no longer asked, as the release called it under which it was answered."""
    told = []
    for path in dropped(found.service, found.entries):
        served = found.earlier[found.entries.before[path]]
        told.append(words_of(served).text(thing_at(served.service, path).label))
    return tuple(told)


def draw(
    template: str, found: OpenDraft, page: Page | None, *, status: int = 200, switch: bool = False, **given: Any
) -> Response:
    framed = around(found) | ({"switch_form": FORM} if switch else {})
    given["asked_again"] = _asked_again(found)
    given["dropped"] = _dropped(found)
    return draw_page(template, status=status, around=framed, **band(found, page), back_url=before(found, page), **given)


def ask_for_surer_sign_in(served: ServedService) -> Response:
    """The page that says that this sign-in is not sure enough for the service."""
    title = words_of(served).text(served.service.title)
    return draw_page("citizen/surer.html", status=403, service_title=title, service_url=service_link(served.service.id))


def changing() -> bool:
    """Whether the person came from check-your-answers and goes back there."""
    return "change" in request.args


def change_kept() -> dict[str, Any]:
    """What the next address keeps of it: `change=1`, or `change=group` on an item's page that leads back to its group's."""
    return {"change": FROM_GROUP if from_group() else 1} if changing() else {}


def item_query() -> str:
    """What the addresses of a group's items end with, on its page."""
    return f"?change={FROM_GROUP}" if changing() else ""


def from_group() -> bool:
    """Whether an item is changed from its group's page, and not from check-your-answers itself."""
    return request.args.get("change") == FROM_GROUP
