"""What a workspace changes against what is live, and what it means for drafts and cases: read before publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import Response
from sqlalchemy.orm import Session

from portal.authoring.differing import MEANINGS, SAYS, THEN, THINGS, Change
from portal.authoring.diffing import Difference
from portal.i18n.text import Text
from portal.usecases.comparing import difference, open_drafts
from portal.usecases.workspaces import OpenWorkspace, judge
from portal.usecases.workspaces import workspace as workspace_of
from portal.web.admin import admin
from portal.web.admin.desk import bar
from portal.web.admin.workspaces import fault_views
from portal.web.kit import clock, locale
from portal.web.kit.pages import page
from portal.web.kit.parts import parts
from portal.web.kit.sessions import signed_in


class ToldChange(NamedTuple):
    """One change: the thing, its id, its label, what happened, and what follows for whoever has begun."""

    thing: Text
    name: str
    label: str
    told: Text
    then: Sequence[Text]


@dataclass(frozen=True)
class ChangesView:
    """The differences in words, under what they mean; how many drafts they reach; the texts as they were and are."""

    by_meaning: Mapping[str, Sequence[ToldChange]]
    drafts: int
    texts: Sequence[tuple[Text, str, str]]  # (what text it is, was, now)
    is_text_only: bool


def changes_view(session: Session, found: OpenWorkspace) -> ChangesView | None:
    """None where nothing is live yet, or the workspace cannot be read."""
    differing = difference(found)
    if differing is None:
        return None
    return _view(differing, open_drafts(session, found.service_id, now=clock.now()))


def _view(found: Difference, drafts: int) -> ChangesView:
    word = locale.words().word
    told = {str(word(MEANINGS[meaning])): [_told(one) for one in ones] for meaning, ones in found.by_meaning.items()}
    texts = []
    for one in found.texts:
        said, facts = one.name
        texts.append((word(said, **facts), one.was, one.now))
    return ChangesView(told, drafts, texts, found.is_text_only)


def _told(one: Change) -> ToldChange:
    word = locale.words().word
    then = [word(THEN[code], **one.facts) for code in one.then]
    return ToldChange(word(THINGS[one.what]), one.name, one.label, word(SAYS[one.code], **one.facts), then)


@admin.get("/<language:lang>/admin/workspaces/<workspace>/changes")
def show_changes(workspace: str) -> Response:
    actor = signed_in("staff")
    with parts().store.reading() as session:
        found = workspace_of(session, workspace, actor=actor)
        changes = changes_view(session, found)
    verdict = judge(found, parts().site.authority(), today=clock.today())
    faults = fault_views(found, verdict.faults)
    return page("admin/changes.html", around=bar(actor), found=found, changes=changes, faults=faults)
