"""Floor 7. Workspaces: an administrator's working copy of a service's files, from opening to publishing.

A save is always kept, whether it parses or not. Only what has no fault and whose scenarios hold becomes a release.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.authoring.check import read_and_check
from portal.authoring.names import name_faults, name_warnings
from portal.authoring.places import Places
from portal.authoring.scenarios import Failure, Scenario, read_scenarios, run
from portal.documents import template_faults
from portal.errors import N_, Conflict, Fault, NotFound, Refused, SpecFault, assert_no_unit_of_work
from portal.spec.bundle import TEXT_SUFFIXES, Bundle, normalised
from portal.spec.model import Authority, Service
from portal.spec.prose import SERVICE_ID
from portal.spec.reader import SPECIFICATION
from portal.spec.source import place_of
from portal.store import (
    Digest,
    PublishedService,
    Release,
    ReleaseId,
    ServiceId,
    Workspace,
    WorkspaceFile,
    WorkspaceId,
    new_id,
    record,
)
from portal.usecases import drafts
from portal.usecases.access import require
from portal.usecases.actor import Actor
from portal.usecases.advising import advice
from portal.usecases.languages import Standing, standings
from portal.usecases.proofs import proof_faults, series_taken
from portal.usecases.releases import (
    AUTHORITY,
    ServedAuthority,
    ServedService,
    publish,
    read_bundle,
    served_service,
    service_ids,
    store_bundle,
    stored_bundle,
)
from portal.usecases.shelf import Shelf
from portal.wording.release import translations

ROLE = "administrator"
LEFT_OUT, PARTIAL = "left out", "partial"
MAX_FILE_BYTES = 2_000_000
_verdicts: Shelf[Verdict] = Shelf(8)  # a large one holds ten megabytes
SCENARIOS = "scenarios.yaml"
NEEDED = (SPECIFICATION, SCENARIOS)
# The key with all that is written under it, down to the next key.
_RETIRED = re.compile(rb"(?m)^retired:.*\n?(?:(?:[ \t\-\]#].*)?\n(?=(?:\n)*[ \t\-\]])|[ \t\-\]].*\n?)*")
_FILE_NAME = re.compile(
    r"((shared/)?lists/[a-z0-9_-]{1,40}\.csv|documents/[a-z0-9_-]{1,40}\.html|shared/[a-z0-9_]{1,40}\.yaml"
    r"|translations/[a-z]{2,3}\.po)"
)


@dataclass(frozen=True)
class OpenWorkspace:
    """A workspace with all its files, as they were last saved."""

    id: WorkspaceId
    service_id: ServiceId
    basis: Release | None
    is_live_basis: bool  # whether nobody published since it was opened
    opened_by: str
    changed_at: datetime
    files: Mapping[str, WorkspaceFile]
    taken: Mapping[str, str] = field(default_factory=dict)  # series → the other service that has it
    live: ServedService | None = None  # what it will follow
    services: frozenset[str] = frozenset()  # that there are

    @cached_property
    def bundle(self) -> Bundle:
        return Bundle({path: file.content for path, file in self.files.items()})

    @property
    def text_files(self) -> list[str]:
        """The paths that can be edited: the specification first, then its scenarios, then the rest."""
        first = list(NEEDED)
        rest = sorted(path for path in self.files if path not in first and path.endswith(TEXT_SUFFIXES))
        return [path for path in first if path in self.files] + rest


@dataclass(frozen=True)
class Verdict:
    """Whether a workspace can be published: its faults, its scenarios, and what each language lacks."""

    digest: Digest  # of the bundle that was judged
    faults: tuple[Fault, ...]
    scenarios: tuple[Scenario, ...]
    failures: tuple[Failure, ...]
    service: Service | None
    standings: tuple[Standing, ...]  # the languages of the site, and what each lacks
    warnings: tuple[Fault, ...] = ()  # what could be better; they stand in nobody's way

    @property
    def can_be_published(self) -> bool:
        return not self.faults and not self.failures

    @property
    def holding(self) -> int:
        """How many scenarios hold."""
        return len(self.scenarios) - len({failure.scenario.title for failure in self.failures})

    @property
    def incomplete(self) -> list[str]:
        return [one.language for one in self.standings if one.open]


# ---- opening --------------------------------------------------------------------------------------------------------


def open_from_release(session: Session, service_id: str, *, actor: Actor, now: datetime) -> WorkspaceId:
    """A workspace with a copy of the live release's files. Refused: `NotFound`."""
    require(actor, "service.edit")
    service = session.get(PublishedService, ServiceId(service_id))
    release = session.get(Release, service.live_release_id) if service and service.live_release_id else None
    if release is None:
        raise NotFound("no such service", service=service_id)
    return _open(session, service_id, release.id, stored_bundle(session, release.digest).files, actor, now)


def open_copy(session: Session, service_id: str, new_service_id: str, *, actor: Actor, now: datetime) -> WorkspaceId:
    """A workspace for a new service, with the files of another under the new name.

    Refused: `NotFound`; `Conflict` "name" when the name is taken or cannot be one.
    """
    require(actor, "service.edit")
    taken = (
        session.get(PublishedService, ServiceId(new_service_id))
        or session.scalars(select(Workspace).where(Workspace.service_id == new_service_id)).first()
    )
    if not SERVICE_ID.fullmatch(new_service_id) or len(new_service_id) > 60 or new_service_id == AUTHORITY or taken:
        raise Conflict("name", service=new_service_id)
    service = session.get(PublishedService, ServiceId(service_id))
    release = session.get(Release, service.live_release_id) if service and service.live_release_id else None
    if release is None or service_id == AUTHORITY:
        raise NotFound("no such service", service=service_id)
    files = {
        path: _renamed(path, content, service_id, new_service_id)
        for path, content in stored_bundle(session, release.digest).files.items()
    }
    return _open(session, new_service_id, None, files, actor, now)


def _renamed(path: str, content: bytes, old: str, new: str) -> bytes:
    """The service's name in its specification and in its catalogues' contexts."""
    if path == SPECIFICATION:
        without = _RETIRED.sub(b"", content)  # nothing was ever answered under those names in the new service
        return re.sub(rb"(?m)^service: .*$", f"service: {new}".encode(), without, count=1)
    if path.endswith(".po"):
        return content.replace(f'msgctxt "{old}/'.encode(), f'msgctxt "{new}/'.encode())
    return content


def _open(
    session: Session, service_id: str, basis: ReleaseId | None, files: Mapping[str, bytes], actor: Actor, now: datetime
) -> WorkspaceId:
    workspace_id = WorkspaceId(new_id())
    session.add(
        Workspace(
            id=workspace_id, service_id=ServiceId(service_id), basis_release_id=basis, opened_at=now,
            opened_by=actor.person_id, changed_at=now,
        )
    )  # fmt: skip
    session.flush()
    session.add_all(_file(workspace_id, path, content, actor, now) for path, content in files.items())
    session.flush()
    _note(session, workspace_id, "opened", actor, now, service=service_id)
    return workspace_id


def _file(workspace_id: WorkspaceId, path: str, content: bytes, actor: Actor, now: datetime) -> WorkspaceFile:
    return WorkspaceFile(
        workspace_id=workspace_id, path=path, content=content, changed_at=now, changed_by=actor.person_id
    )


def _note(
    session: Session, workspace_id: WorkspaceId, event: str, actor: Actor, now: datetime, **facts: object
) -> None:
    record(session, "workspace", workspace_id, event, actor_id=actor.person_id, actor_role=ROLE, now=now, facts=facts)


def workspace(session: Session, workspace_id: str, *, actor: Actor, lock: bool = False) -> OpenWorkspace:
    """Refused: `NotFound`, `Refused`."""
    require(actor, "service.edit")
    row = session.get(Workspace, WorkspaceId(workspace_id), with_for_update=lock or None)
    if row is None:
        raise NotFound("no such workspace", workspace=workspace_id)
    basis = session.get(Release, row.basis_release_id) if row.basis_release_id else None
    service = session.get(PublishedService, row.service_id)
    live = service.live_release_id if service else None
    files = session.scalars(
        select(WorkspaceFile).where(WorkspaceFile.workspace_id == row.id).order_by(WorkspaceFile.path)
    )
    return OpenWorkspace(
        row.id, row.service_id, basis, live == row.basis_release_id, row.opened_by, row.changed_at,
        {file.path: file for file in files}, series_taken(session, row.service_id),
        served_service(session, session.get_one(Release, live).digest) if live else None, service_ids(session),
    )  # fmt: skip


# ---- changing -------------------------------------------------------------------------------------------------------


def save_file(
    session: Session, workspace_id: str, path: str, text: str, *, version: int, actor: Actor, now: datetime
) -> WorkspaceFile:
    """Keeps a file as it was typed.

    `version`: the one that the editor had before them. Refused: `NotFound`; `Conflict` "saved meanwhile" with the text
    and version as they are now; `Refused` "too large".
    """
    found = workspace(session, workspace_id, actor=actor, lock=True)
    file = found.files.get(path)
    if file is None or path not in found.text_files:
        raise NotFound("no such file", path=path)
    content = normalised(path, text.replace("\0", ""))
    if len(content) > MAX_FILE_BYTES:
        raise Refused("too large", path=path)
    if content == file.content:
        return file
    if file.version != version:
        raise Conflict("saved meanwhile", path=path, text=file.text, version=file.version, by=file.changed_by)
    file.content, file.changed_at, file.changed_by = content, now, actor.person_id
    session.get_one(Workspace, found.id).changed_at = now
    session.flush()
    _note(session, found.id, "saved", actor, now, path=path, version=file.version)
    return file


def add_file(session: Session, workspace_id: str, path: str, *, actor: Actor, now: datetime) -> None:
    """An empty list, template or catalogue. Refused: `NotFound`; `Conflict` "name" for a path that cannot be or is taken."""
    found = workspace(session, workspace_id, actor=actor, lock=True)
    if not _FILE_NAME.fullmatch(path) or path in found.files:
        raise Conflict("name", path=path)
    session.add(_file(found.id, path, b"", actor, now))
    session.flush()
    _note(session, found.id, "file_added", actor, now, path=path)


def remove_file(session: Session, workspace_id: str, path: str, *, actor: Actor, now: datetime) -> None:
    """Deletes a file of a workspace. Refused: `NotFound`; `Conflict` "needed" for what every service must have."""
    found = workspace(session, workspace_id, actor=actor, lock=True)
    if path not in found.files:
        raise NotFound("no such file", path=path)
    if path in NEEDED:
        raise Conflict("needed", path=path)
    session.delete(found.files[path])
    session.get_one(Workspace, found.id).changed_at = now
    session.flush()
    _note(session, found.id, "file_removed", actor, now, path=path)


def discard(session: Session, workspace_id: str, *, actor: Actor, now: datetime) -> None:
    """Deletes a workspace and what was typed into it. Refused: `NotFound`."""
    found = workspace(session, workspace_id, actor=actor, lock=True)
    _remove(session, found.id)
    _note(session, found.id, "discarded", actor, now, service=found.service_id)


def _remove(session: Session, workspace_id: WorkspaceId) -> None:
    session.expunge_all()
    session.execute(delete(WorkspaceFile).where(WorkspaceFile.workspace_id == workspace_id))
    session.execute(delete(Workspace).where(Workspace.id == workspace_id))


# ---- judging and publishing -------------------------------------------------------------------------------------------


def judge(found: OpenWorkspace, town: ServedAuthority, *, today: date) -> Verdict:
    """Everything that stands between this workspace and a release; nothing is read but what is given.

    It prints proofs of the documents, so it never happens inside a transaction. What was judged once is kept: each view of
    the editor asks for it, and a large service takes seconds.
    """
    assert_no_unit_of_work("judging a workspace")
    live = found.live.digest if found.live else ""
    taken = frozenset(found.taken.items())
    key = found.bundle.digest, found.service_id, live, taken, found.services, town.digest, today
    verdict = _verdicts.get(key)
    if verdict is None:
        verdict = _judged(found, town.authority, today)
        _verdicts.put(key, verdict)
    return verdict


def _judged(found: OpenWorkspace, authority: Authority, today: date) -> Verdict:
    bundle, digest = found.bundle, Digest(found.bundle.digest)
    service, told = read_and_check(bundle, authority=authority, taken=found.taken, services=found.services)
    faults = list(told)
    if not isinstance(service, Service):
        return Verdict(digest, tuple(faults), (), (), None, ())
    faults += template_faults(service, bundle.files)
    if found.live:
        faults += name_faults(found.live.service, service, Places(bundle))
    if service.id != found.service_id:
        place = place_of(bundle.text(SPECIFICATION), "service")
        message = N_("This workspace is of the service “{name}”.")
        remedy = N_("Write “service: {name}”; for another service make a copy.")
        faults.append(Fault(SPECIFICATION, *place, message, remedy, {"name": found.service_id}))
    try:
        scenarios = read_scenarios(bundle, service)
        translations(service, bundle.translations, bundle.shared_translations)
        standing = standings(bundle, service, authority.languages)
    except (SpecFault, ValueError):  # told among the faults already
        return Verdict(digest, tuple(faults), (), (), service, ())
    failures = tuple(failure for scenario in scenarios for failure in run(service, scenario))
    if not faults and not failures:
        faults += proof_faults(bundle, service, scenarios, authority)
    advised = () if faults else advice(bundle, service, authority, today=today)
    warnings = tuple(one for one in advised if one.is_warning)
    if found.live and not faults:
        warnings += name_warnings(found.live.service, service, Places(bundle))
    return Verdict(digest, tuple(faults), scenarios, failures, service, standing, warnings)


def begin_preview(
    session: Session, found: OpenWorkspace, *, actor: Actor, language: str, now: datetime, today: date
) -> tuple[str, str]:
    """(draft, first page) of a walk through the workspace as it is. Refused: `SpecFault` while it has faults."""
    served = read_bundle(found.bundle)
    store_bundle(session, found.bundle, found.service_id, "service", now)
    draft = drafts.begin_preview(
        session, served, found.id, actor=actor, identity={}, language=language, now=now, today=today
    )
    return draft, served.service.pages[0].id


def publish_workspace(
    session: Session, workspace_id: str, verdict: Verdict, *, what_changed: str, languages: Mapping[str, str],
    actor: Actor, now: datetime,
) -> Release:  # fmt: skip
    """Makes a release of a workspace that was judged (`verdict`), puts it live and closes the workspace.

    Refused: `Conflict` "saved meanwhile" where the files are no longer those that were judged, "published meanwhile";
    `Refused` "faults"; `Refused` "unsaid" with all that is still to be said: `what` changed, and each of `languages` that
    is incomplete and was not decided about.
    """
    require(actor, "service.publish")
    found = workspace(session, workspace_id, actor=actor, lock=True)
    if not found.is_live_basis:
        raise Conflict("published meanwhile", service=found.service_id)
    if found.bundle.digest != verdict.digest:
        raise Conflict("saved meanwhile", workspace=workspace_id)
    if not verdict.can_be_published:
        raise Refused("faults", workspace=workspace_id)
    chosen = {language: languages.get(language, "") for language in verdict.incomplete}
    undecided = [language for language, choice in chosen.items() if choice not in (LEFT_OUT, PARTIAL)]
    if undecided or not what_changed.strip():
        raise Refused("unsaid", workspace=workspace_id, what=not what_changed.strip(), languages=undecided)
    release = publish(
        session, found.bundle, by=actor.person_id, role=ROLE, now=now, what_changed=what_changed.strip()[:2000],
        languages=chosen,
    )  # fmt: skip
    _remove(session, found.id)
    return release
