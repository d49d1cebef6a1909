"""What the portal did and is doing: failed tasks with retry, and the journal, readable."""

from __future__ import annotations

from datetime import datetime

from flask import Response, request, url_for

from portal.errors import N_, Conflict, NotFound
from portal.i18n.text import Text
from portal.store import failed_tasks, open_tasks
from portal.usecases.access import require
from portal.usecases.actor import EVERY_UNIT
from portal.usecases.journal import JournalLine, journal_lines
from portal.usecases.paging import moment_in
from portal.usecases.tasks import retry_failed
from portal.web.admin import admin
from portal.web.admin.desk import bar, named
from portal.web.admin.events import event_words, subject_words, task_words
from portal.web.admin.people import ROLE_WORDS
from portal.web.kit import clock, locale
from portal.web.kit.flashes import say
from portal.web.kit.numbers import whole_number
from portal.web.kit.pages import page, see_other
from portal.web.kit.parts import parts
from portal.web.kit.sessions import signed_in

_PAGE = 40


@admin.get("/<language:lang>/admin/tasks")
def show_tasks() -> Response:
    actor = signed_in("staff")
    before = request.args.get("before", "")
    with parts().store.reading() as session:
        require(actor, "task.retry")
        failed = failed_tasks(session, _PAGE + 1, before=whole_number(before))
        waiting = open_tasks(session, _PAGE)
    more = url_for("admin.show_tasks", before=failed[_PAGE - 1].job_id) if len(failed) > _PAGE else ""
    words = {one.task: locale.words().word(task_words(one.task)) for one in (*failed, *waiting)}
    return page(
        "admin/tasks.html", around=bar(actor, "admin.show_tasks"), failed=failed[:_PAGE], waiting=waiting, more=more,
        words=words,
    )  # fmt: skip


@admin.post("/<language:lang>/admin/tasks/<task>/retry")
def retry_failed_task(task: str) -> Response:
    actor = signed_in("staff")
    number = whole_number(task)
    if number is None:
        raise NotFound("no such task")
    try:
        with parts().store.writing() as session:
            retry_failed(session, number, actor=actor, now=clock.now())
    except NotFound:
        say(N_("This task does not wait for another try any more."), tone="info")
    except Conflict:
        say(N_("The same task waits already, so this one was not tried again."), tone="info")
    else:
        say(N_("The task is tried again now."))
    return see_other(url_for("admin.show_tasks"))


@admin.get("/<language:lang>/admin/journal")
def show_journal() -> Response:
    actor = signed_in("staff")
    before = _before(request.args.get("before", ""))
    with parts().store.reading() as session:
        lines = journal_lines(session, _PAGE + 1, actor=actor, before=before)
        names = named(session, [one.entry.actor_id for one in lines])
    shown = [one.entry for one in lines[:_PAGE]]
    more = (
        url_for("admin.show_journal", before=f"{shown[-1].at.isoformat()}~{shown[-1].id}") if len(lines) > _PAGE else ""
    )
    word = locale.words().word
    events = {one.event: word(event_words(one.event)) for one in shown}
    subjects = {one.kind: word(subject_words(one.kind)) for one in lines[:_PAGE]}
    return page(
        "admin/journal.html", around=bar(actor, "admin.show_journal"), lines=lines[:_PAGE], names=names, more=more,
        events=events, subjects=subjects, more_words=[_more(one) for one in lines[:_PAGE]],
    )  # fmt: skip


def _more(line: JournalLine) -> Text | None:
    """The facts of an act as one line: offices and roles by their names."""
    units = parts().site.authority().authority.units
    word, town = locale.words().word, parts().site.words(locale.language())
    told: list[str | Text] = []
    for name, value in line.more.items():
        if name == "unit":
            told.append(
                word(N_("All offices"))
                if value == EVERY_UNIT
                else town.text(units[value].name)
                if value in units
                else value
            )
        elif name == "role":
            told.append(word(ROLE_WORDS[value]) if value in ROLE_WORDS else value)
        elif name == "task":
            told.append(word(task_words(value)))
        elif name == "number":
            told.append(word(N_("Release {number}"), number=value))
        elif value != line.about:
            told.append(value)
    return locale.formats().listed(told) if told else None


def _before(text: str) -> tuple[datetime, str] | None:
    at, _, entry = text.partition("~")
    moment = moment_in(at)
    return (moment, entry[:64]) if moment else None
