"""Publishing a workspace: what changed, what stands in the way, what each language lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for

from portal.authoring.po import write_entries
from portal.errors import N_, Conflict, Refused
from portal.i18n.text import Text
from portal.usecases.languages import Standing
from portal.usecases.workspaces import judge, publish_workspace
from portal.usecases.workspaces import workspace as workspace_of
from portal.web.admin import admin
from portal.web.admin.changes import changes_view
from portal.web.admin.desk import bar
from portal.web.admin.languages import standing_view
from portal.web.admin.workspaces import failure_views, fault_views
from portal.web.kit import clock, locale
from portal.web.kit.csrf import redrawn_by
from portal.web.kit.flashes import say
from portal.web.kit.framing import own_name
from portal.web.kit.pages import page, see_other
from portal.web.kit.parts import parts
from portal.web.kit.sessions import signed_in

_PATH = "/<language:lang>/admin/workspaces/<workspace>/publish"
_PROBLEMS = {
    "what": N_("Say what changed"),
    "language": N_("Choose whether {language} is left out or shown in part"),
    "faults": N_("There are faults or scenarios that do not hold. Mend them first"),
}
_TEXTS_SHOWN = 50


@admin.get(_PATH)
def ask_publish(workspace: str) -> Response:
    return _ask(workspace)


def redraw_publish(workspace: str) -> Response:
    return _ask(workspace, status=400)


def _ask(workspace_id: str, *, problems: Sequence[tuple[str, Text]] = (), status: int = 200) -> Response:
    actor = signed_in("staff")
    with parts().store.reading() as session:
        found = workspace_of(session, workspace_id, actor=actor)
        changes = changes_view(session, found)
    verdict = judge(found, parts().site.authority(), today=clock.today())
    missing = [_missing(standing) for standing in verdict.standings if standing.open]
    return page(
        "admin/publish.html", status=status, around=bar(actor), found=found, verdict=verdict, problems=problems,
        failures=failure_views(found, verdict), missing=missing, what=request.form.get("what", ""), chosen=request.form,
        faults=fault_views(found, verdict.faults), warnings=fault_views(found, verdict.warnings), changes=changes,
        title=verdict.service.title.source if verdict.service else found.service_id,
    )  # fmt: skip


def _missing(standing: Standing) -> dict[str, Any]:
    """What a language lacks: how many texts, the first of them, and their lines for its PO file."""
    shown = standing.open[:_TEXTS_SHOWN]
    return standing_view(standing) | {
        "count": len(standing.open),
        "shown": len(shown),
        "lines": write_entries(shown, standing.language)
        .decode()
        .partition("\n\n")[2],  # what follows the file's header
    }


def _problems(refused: Refused) -> list[tuple[str, Text]]:
    """Everything that is still to be said, each with its field."""
    word = locale.words().word
    if refused.reason == "faults":
        return [("", word(_PROBLEMS["faults"]))]
    found = [("what", word(_PROBLEMS["what"]))] if refused.facts["what"] else []
    return found + [
        (f"{language}-1", word(_PROBLEMS["language"], language=own_name(language)))
        for language in refused.facts["languages"]
    ]


@admin.post(_PATH)
@redrawn_by(redraw_publish)
def publish_release(workspace: str) -> Response:
    actor = signed_in("staff")
    town = parts().site.authority()
    languages = {one: request.form.get(f"language-{one}", "") for one in town.authority.languages}
    with parts().store.reading() as session:
        found = workspace_of(session, workspace, actor=actor)
    verdict = judge(found, town, today=clock.today())
    try:
        with parts().store.writing() as session:
            release = publish_workspace(
                session, workspace, verdict, what_changed=request.form.get("what", ""), languages=languages, actor=actor,
                now=clock.now(),
            )  # fmt: skip
    except Refused as refused:
        if refused.reason not in ("unsaid", "faults"):
            raise
        return _ask(workspace, problems=_problems(refused), status=400)
    except Conflict as conflict:
        if conflict.reason == "saved meanwhile":
            say(
                N_(
                    "Somebody saved this workspace while it was being judged, so nothing was published. Look at it again."
                ),
                tone="warn",
            )
            return see_other(url_for("admin.ask_publish", workspace=workspace))
        say(
            N_(
                "Somebody published this service after your workspace was opened, so nothing was published. "
                "Open a new workspace and copy your changes into it."
            ),
            tone="warn",
        )  # fmt: skip
        return see_other(url_for("admin.show_workspace", workspace=workspace))
    say(N_("Release {number} is live."), number=release.number)
    return see_other(url_for("admin.show_service", service=release.service_id))
