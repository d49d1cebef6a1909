"""A workspace: its files in plain text areas, saving, faults, preview, discarding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from portal.authoring.scenarios import Failure
from portal.errors import N_, Conflict, Fault, NotFound, Refused, SpecFault
from portal.i18n.text import Text
from portal.spec.reader import SPECIFICATION
from portal.usecases.workspaces import (
    NEEDED,
    SCENARIOS,
    OpenWorkspace,
    Verdict,
    add_file,
    begin_preview,
    discard,
    judge,
    remove_file,
    save_file,
    workspace,
)
from portal.web.admin import admin
from portal.web.admin.desk import bar, named
from portal.web.admin.languages import standing_view
from portal.web.kit import clock, locale, parking
from portal.web.kit.csrf import redrawn_by
from portal.web.kit.flashes import say
from portal.web.kit.numbers import whole_number
from portal.web.kit.pages import page, see_other
from portal.web.kit.parts import parts
from portal.web.kit.sessions import signed_in

_PATH = "/<language:lang>/admin/workspaces/<workspace>"


def told(fault: Fault) -> str:
    """A fault in words, without its place."""
    say = locale.words().word
    # What a fault is about is a word of ours ("A page"); every other fact is the author's own writing.
    params = {name: str(say(value)) if name == "what" else str(value) for name, value in fault.params.items()}
    message = str(say(fault.message, **params)) if params else str(say(fault.message))
    remedy = (
        str(say(fault.remedy, **params)) if params and fault.remedy else str(say(fault.remedy)) if fault.remedy else ""
    )
    return f"{message} {remedy}".strip()


_FAULTS_SHOWN = 100


def fault_views(found: OpenWorkspace, faults: tuple[Fault, ...]) -> list[dict[str, Any]]:
    """Each fault with the address of its line; where they are very many the first of them, and how many are beyond."""
    shown = faults[:_FAULTS_SHOWN]
    if len(faults) > len(shown):
        shown += (Fault("", 0, 0, N_("Not shown here: {n}."), params={"n": len(faults) - len(shown)}),)
    return [
        {
            "path": fault.path, "line": fault.line, "column": fault.column, "words": told(fault),
            "href": url_for("admin.edit_file", workspace=found.id, path=fault.path) + f"#L{max(fault.line, 1)}"
            if fault.path in found.files
            else "",
        }
        for fault in shown
    ]  # fmt: skip


# What a scenario expects, named as a part of a sentence.
_EXPECTED = {
    "problems": N_("the list of answers that are refused"),
    "checks": N_("the list of checks that stop it"),
    "pages": N_("the road through the pages"),
    "exit": N_("the page where it ends"),
    "fee": N_("the fee"),
    "state": N_("the state of the case"),
    "outcome": N_("the clerk’s move"),
    "document": N_("the document"),
}


def failure_views(found: OpenWorkspace, verdict: Verdict) -> list[dict[str, Any]]:
    """Each scenario's failure in words, with the address of its line."""
    editor = url_for("admin.edit_file", workspace=found.id, path=SCENARIOS)
    return [
        {"words": _failed(one), "line": one.scenario.line, "href": f"{editor}#L{one.scenario.line}"}
        for one in verdict.failures
    ]


def _failed(one: Failure) -> Text:
    word, title = locale.words().word, one.scenario.title
    if one.what == "run":
        return word(N_("“{scenario}” broke down: {problem}"), scenario=title, problem=str(one.came))
    about = (
        word(_EXPECTED[one.what]) if one.what in _EXPECTED else word(N_("“{field}” on the document"), field=one.what)
    )
    return word(
        N_("“{scenario}”: {what} should be {expected}, but is {came}."),
        scenario=title, what=str(about), expected=_worded(one.expected), came=_worded(one.came),
    )  # fmt: skip


def _worded(value: Any) -> str:
    """A scenario's value as one would say it: its parts listed, nothing called nothing."""
    if not value and value != 0:
        return str(locale.words().word(N_("nothing")))
    if isinstance(value, Mapping):
        return str(locale.formats().listed([f"{name}: {_worded(part)}" for name, part in value.items()]))
    if isinstance(value, (list, tuple)):
        return str(locale.formats().listed([_worded(part) for part in value]))
    return str(value)


@admin.get(_PATH)
def show_workspace(workspace: str) -> Response:
    """An address for a workspace alone: its specification."""
    _look(workspace)
    return see_other(url_for("admin.edit_file", workspace=workspace, path=SPECIFICATION))


def _look(workspace_id: str) -> OpenWorkspace:
    actor = signed_in("staff")
    with parts().store.reading() as session:
        return workspace(session, workspace_id, actor=actor)


@admin.get(f"{_PATH}/file/<path:path>")
def edit_file(workspace: str, path: str) -> Response:
    waiting = parking.parked()
    text = waiting.get("text") if waiting else None
    return _editor(workspace, path, text=text, kept=text is not None)


def redraw_editor(workspace: str, path: str) -> Response:
    return _editor(workspace, path, text=request.form.get("text"), kept=True, status=400)


def _editor(
    workspace_id: str,
    path: str,
    *,
    text: str | None = None,
    kept: bool = False,
    status: int = 200,
    other: dict[str, Any] | None = None,
) -> Response:
    actor = signed_in("staff")
    with parts().store.reading() as session:
        found = workspace(session, workspace_id, actor=actor)
        names = named(session, [found.opened_by, *(file.changed_by for file in found.files.values())])
    if path not in found.text_files:
        return see_other(url_for("admin.show_workspace", workspace=workspace_id))
    verdict = judge(found, parts().site.authority(), today=clock.today())
    file = found.files[path]
    here = [fault for fault in (*verdict.faults, *verdict.warnings) if fault.path == path]
    return page(
        "admin/editor.html", status=status, around=bar(actor), found=found, path=path, file=file, verdict=verdict,
        text=file.text if text is None else text, kept=kept, faults=fault_views(found, verdict.faults), names=names,
        failures=failure_views(found, verdict), warnings=fault_views(found, verdict.warnings),
        standings=[standing_view(one) for one in verdict.standings],
        source=verdict.service.language if verdict.service else "",
        delete_url="" if path in NEEDED else url_for("admin.ask_remove_file", workspace=found.id, path=path),
        marks=" ".join(f"{fault.line}:{_tone(fault)}" for fault in here if fault.line), lines=_lines(file.text, here),
        other=other,
        title=_title(found, verdict), languages=parts().site.authority().authority.languages,
    )  # fmt: skip


def _tone(fault: Fault) -> str:
    return "warn" if fault.is_warning else "bad"


def _lines(text: str, faults: list[Fault]) -> list[tuple[int, str, str]]:
    """Each line with its number and its tone: of a fault, else of a warning, else ""."""
    tones = {fault.line: _tone(fault) for fault in sorted(faults, key=_tone, reverse=True)}
    return [(number, line, tones.get(number, "")) for number, line in enumerate(text.split("\n"), 1)]


def _title(found: OpenWorkspace, verdict: Verdict) -> str:
    return verdict.service.title.source if verdict.service else found.service_id


@admin.post(f"{_PATH}/file/<path:path>")
@redrawn_by(redraw_editor)
def save_editor(workspace: str, path: str) -> Response:
    """Keeps what was typed. Where somebody saved between, both texts are shown and nothing is overwritten."""
    actor = signed_in("staff")
    text = request.form.get("text", "")
    version = whole_number(request.form.get("version", "")) or 0
    try:
        with parts().store.writing() as session:
            parking.forget(session)
            save_file(session, workspace, path, text, version=version, actor=actor, now=clock.now())
    except Conflict as conflict:
        with parts().store.reading() as session:
            by = named(session, [conflict.facts["by"]])[conflict.facts["by"]]
        return _editor(workspace, path, text=text, status=409, other={"text": conflict.facts["text"], "by": by})
    except Refused:
        say(N_("The file is too large, so it was not saved. Shorten it to under 2 MB."), tone="warn")
        return _editor(workspace, path, text=text, status=413)
    say(N_("Saved."))
    return see_other(url_for("admin.edit_file", workspace=workspace, path=path))


@admin.post(f"{_PATH}/files")
def add_workspace_file(workspace: str) -> Response:
    actor = signed_in("staff")
    path = request.form.get("path", "").strip()
    try:
        with parts().store.writing() as session:
            add_file(session, workspace, path, actor=actor, now=clock.now())
    except Conflict:
        say(
            N_("A file can be lists/name.csv, documents/name.html or translations/language.po, and each only once."),
            tone="warn",
        )
        return see_other(url_for("admin.show_workspace", workspace=workspace))
    return see_other(url_for("admin.edit_file", workspace=workspace, path=path))


@admin.get(f"{_PATH}/delete/<path:path>")
def ask_remove_file(workspace: str, path: str) -> Response:
    return _confirm_remove(workspace, path)


def _confirm_remove(workspace_id: str, path: str) -> Response:
    actor = signed_in("staff")
    with parts().store.reading() as session:
        found = workspace(session, workspace_id, actor=actor)
    editor = url_for("admin.edit_file", workspace=workspace_id, path=path)
    if path in NEEDED or path not in found.files:
        return see_other(editor)
    return page("admin/remove_file.html", around=bar(actor), found=found, path=path, leave_url=editor)


@admin.post(f"{_PATH}/delete/<path:path>")
def remove_workspace_file(workspace: str, path: str) -> Response:
    actor = signed_in("staff")
    try:
        with parts().store.writing() as session:
            remove_file(session, workspace, path, actor=actor, now=clock.now())
    except Conflict:
        say(N_("Every service has this file, so it cannot be deleted."), tone="warn")
    except NotFound as gone:
        if gone.reason != "no such file":
            raise
        say(N_("This file was deleted already."), tone="info")
    else:
        say(N_("The file was deleted."))
    return see_other(url_for("admin.show_workspace", workspace=workspace))


@admin.get(f"{_PATH}/discard")
def ask_discard_workspace(workspace: str) -> Response:
    return _confirm_discard(workspace)


def _confirm_discard(workspace_id: str) -> Response:
    actor = signed_in("staff")
    with parts().store.reading() as session:
        found = workspace(session, workspace_id, actor=actor)
    return page("admin/discard.html", around=bar(actor), found=found, title=found.service_id)


@admin.post(f"{_PATH}/discard")
def discard_workspace(workspace: str) -> Response:
    actor = signed_in("staff")
    with parts().store.writing() as session:
        discard(session, workspace, actor=actor, now=clock.now())
    say(N_("The workspace was deleted. What is live has not changed."))
    return see_other(url_for("admin.show_services"))


@admin.post(f"{_PATH}/preview")
def preview_workspace(workspace: str) -> Response:
    """Begins a walk through the workspace as a citizen, in the chosen language."""
    actor = signed_in("staff")
    chosen = request.form.get("language", "")
    language = chosen if chosen in parts().languages else locale.language()
    try:
        draft, service, first = _preview(workspace, actor, language)
    except SpecFault:
        say(N_("There are faults, so there is nothing to preview yet. Mend them first."), tone="warn")
        return see_other(url_for("admin.show_workspace", workspace=workspace))
    return see_other(url_for("preview.show_page", service=service, draft=draft, page=first, lang=language))


def _preview(workspace_id: str, actor: Any, language: str) -> tuple[str, str, str]:
    with parts().store.writing() as session:
        found = workspace(session, workspace_id, actor=actor)
        draft, first = begin_preview(
            session, found, actor=actor, language=language, now=clock.now(), today=clock.today()
        )
        return draft, str(found.service_id), first
