"""Floor 7. Drafts: begin, open, save what was typed, discard. Every post is kept, what was wrong too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import FromClause, Row, Select, bindparam, delete, func, select, true, update
from sqlalchemy.orm import Session

from portal.errors import Conflict, NotFound, Refused
from portal.journey.defaults import settled
from portal.journey.eligibility import holds_all
from portal.journey.entries import Entries
from portal.journey.migrating import migrate, still_again, still_before
from portal.journey.plan import Plan, plan
from portal.journey.reading import prefill
from portal.spec.model import Service
from portal.store import (
    Answers,
    ApplicationId,
    Case,
    CaseValue,
    DataKeyRow,
    Digest,
    Draft,
    DraftId,
    IssuedDocument,
    PublishedService,
    Release,
    ReleaseId,
    ServiceId,
    StoredFile,
    WorkspaceId,
    add_answers,
    destroy_data_key,
    in_force,
    keyring,
    new_data_key,
    new_id,
    record,
    save_answers,
)
from portal.usecases.access import may
from portal.usecases.actor import Actor
from portal.usecases.releases import Live, ServedService, served_service
from portal.usecases.standing import standing_now
from portal.usecases.values import searched
from portal.workflow.calendar import after
from portal.workflow.standing import ALWAYS, Standing

DRAFT_DEFAULT = (30, "day")
PREVIEW_DRAFT = (1, "day")
_AS_BEGUN = 2  # the version of a draft that took over the answers of the eligibility check, and nothing since
_LATEST_BEGUN = 5  # so many are looked at


@dataclass(frozen=True)
class OpenDraft:
    """A draft with what stands in it, under the release it now belongs to."""

    id: DraftId
    served: ServedService
    release_id: ReleaseId | None
    entries: Entries
    version: int  # of the answers
    language: str
    saved_at: datetime
    expires_at: datetime
    workspace_id: WorkspaceId | None
    submitted: bool
    today: date
    closed: bool = False  # by an administrator
    standing: Standing = ALWAYS  # by its own times
    earlier: Mapping[str, ServedService] = field(default_factory=dict)  # the releases that `entries.before` names

    @property
    def has_changed(self) -> bool:
        """Whether a newer release asks something once more, or asks no more what was answered."""
        return bool(self.entries.again or self.entries.before)

    @property
    def can_be_sent(self) -> bool:
        """Whether the service takes applications now. What is closed can still be read."""
        return not self.closed and self.standing.takes

    @property
    def service(self) -> Service:
        return self.served.service

    @property
    def is_preview(self) -> bool:
        return self.workspace_id is not None

    @cached_property
    def plan(self) -> Plan:
        return plan(self.service, self.entries, self.today)


_drafts, _answers = Draft.__table__.c, Answers.__table__.c
_UNTOUCHED = (
    select(_drafts.id)
    .where(
        _drafts.person_id == bindparam("person"), _drafts.service_id == bindparam("service"), _drafts.submitted.is_(False),
        _drafts.workspace_id.is_(None), _drafts.version == 1, _drafts.expires_at > bindparam("now"),
    )
    .limit(1)
)  # fmt: skip


def begin(
    session: Session, live: Live, *, actor: Actor, identity: Mapping[str, Any], language: str, now: datetime, today: date
) -> DraftId:  # fmt: skip
    """A new draft, with what the sign-in already told. A second press of Start comes back to the one just begun.

    Refused: `Refused` "closed", or "unsure" where the service wants a safer sign-in.
    """
    if live.closed or not standing_now(session, live.service, now).takes:
        raise Refused("closed", service=live.service.id)
    require_sure(live.service, actor)
    session.flush()
    untouched = session.execute(_UNTOUCHED, {"person": actor.person_id, "service": live.service.id, "now": now})
    if found := untouched.scalar_one_or_none():
        return DraftId(found)
    return _add(
        session,
        live.served,
        live.release_id,
        None,
        actor=actor,
        identity=identity,
        language=language,
        now=now,
        today=today,
    )


def begun_with(
    session: Session, live: Live, answered: Entries, *, actor: Actor, now: datetime, today: date
) -> DraftId | None:  # fmt: skip
    """The draft that an earlier press of Start began with these answers of the eligibility check, if nothing more was done with it."""
    session.flush()
    begun = (
        (_drafts.person_id == actor.person_id) & (_drafts.service_id == live.service.id) & _drafts.submitted.is_(False),
        _drafts.workspace_id.is_(None) & (_drafts.version <= _AS_BEGUN) & (_drafts.expires_at > now),
    )
    latest = _ALL_OF_IT.where(*begun).order_by(_drafts.saved_at.desc()).limit(_LATEST_BEGUN)
    for row in session.execute(latest).all():
        found = open_draft(session, row.id, actor=actor, now=now, today=today, seen=row)
        if holds_all(found.entries, answered):
            return found.id
    return None


def begin_preview(
    session: Session, served: ServedService, workspace_id: WorkspaceId, *, actor: Actor, identity: Mapping[str, Any],
    language: str, now: datetime, today: date,
) -> DraftId:  # fmt: skip
    """A draft of a workspace: it becomes no case and vanishes after a day."""
    return _add(
        session, served, None, workspace_id, actor=actor, identity=identity, language=language, now=now, today=today
    )


def require_sure(service: Service, actor: Actor) -> None:
    """Refused: `Refused` "unsure" where the sign-in is not as sure as the service wants."""
    if not actor.is_assured(service.sign_in):
        raise Refused("unsure", wanted=service.sign_in)


def _add(
    session: Session, served: ServedService, release_id: ReleaseId | None, workspace_id: WorkspaceId | None, *, actor: Actor,
    identity: Mapping[str, Any], language: str, now: datetime, today: date,
) -> DraftId:  # fmt: skip
    service, draft_id = served.service, DraftId(ApplicationId(new_id()))
    entries = prefill(service, identity, today=today, now=now)
    entries = entries.with_outside(outside_facts(session, plan(service, entries, today), today=today))
    span = PREVIEW_DRAFT if workspace_id else service.keep.get("draft", DRAFT_DEFAULT)
    new_data_key(session, draft_id, now)
    session.add(
        Draft(
            id=draft_id, service_id=ServiceId(service.id), release_id=release_id, digest=served.digest, person_id=actor.person_id,
            national_digest=None if workspace_id else actor.national_digest, language=language, started_at=now, saved_at=now,
            expires_at=now + (after(today, span) - today), workspace_id=workspace_id,
        )
    )  # fmt: skip
    session.flush()
    add_answers(session, draft_id, entries.to_json())
    if workspace_id is None:
        facts = {"service": service.id, "release": release_id}
        record(
            session, "case", draft_id, "begun", actor_id=actor.person_id, actor_role="applicant", now=now, facts=facts
        )
    return draft_id


_services, _releases = PublishedService.__table__.c, Release.__table__.c
_DRAFT_KEYS = DataKeyRow.__table__.alias("draft_keys")
_keys = _DRAFT_KEYS.c
# A draft with its sealed answers, their key, and what is live of its service: one row. The statement is made once, since
# making it anew took longer than running it; whose the row is, `may` judges.
DRAFT_COLUMNS = (
    _drafts.id, _drafts.service_id, _drafts.digest, _drafts.release_id, _drafts.language, _drafts.saved_at, _drafts.expires_at,
    _drafts.workspace_id, _drafts.submitted, _drafts.person_id, _drafts.national_digest, _answers.envelope, _answers.version,
    _keys.id.label("key_id"), _keys.wrapped, _releases.id.label("live_id"), _releases.digest.label("live_digest"), _services.closed,
)  # fmt: skip
IS_THIS_DRAFT = _drafts.id == bindparam("draft_id")


def with_all_of_it(drafts: FromClause, *, outer: bool = False) -> FromClause:
    """What `DRAFT_COLUMNS` stand in; `outer` keeps what `drafts` has where there is no such draft."""
    return (
        drafts.join(Answers.__table__, _answers.application_id == _drafts.id, isouter=outer)
        .join(_DRAFT_KEYS, _keys.subject_id == _drafts.id, isouter=outer)
        .outerjoin(PublishedService.__table__, _services.id == _drafts.service_id)
        .outerjoin(Release.__table__, _releases.id == _services.live_release_id)
    )


_ALL_OF_IT = select(*DRAFT_COLUMNS).select_from(with_all_of_it(Draft.__table__))
_OPENED = _ALL_OF_IT.where(IS_THIS_DRAFT)
_OPENED_TO_SAVE = _OPENED.with_for_update(of=Draft.__table__)


def open_draft(
    session: Session, draft_id: str, *, actor: Actor, now: datetime, today: date, lock: bool = False, seen: Any = None,
    act: str = "draft.open",
) -> OpenDraft:  # fmt: skip
    """The actor's draft, moved in memory to the newest release. `lock` where it is going to be saved, for the `act` named.

    `seen`: its row of `DRAFT_COLUMNS`, where a look at who is signed in brought it along.
    Refused: `NotFound` when there is none, it is another's, or its time is over.
    """
    row = seen
    if row is None or row.id != draft_id or lock:
        session.flush()
        row = session.execute(_OPENED_TO_SAVE if lock else _OPENED, {"draft_id": draft_id}).one_or_none()
    if row is None or not may(actor, act, row) or (row.expires_at <= now and not row.submitted):
        raise NotFound("no such draft", draft=draft_id)
    entries = _entries(session, row)
    opened = OpenDraft(
        id=row.id, served=served_service(session, row.digest), release_id=row.release_id, entries=entries, version=row.version,
        language=row.language, saved_at=row.saved_at, expires_at=row.expires_at, workspace_id=row.workspace_id,
        submitted=row.submitted, today=today, closed=bool(row.closed) and row.workspace_id is None,
    )  # fmt: skip
    if opened.is_preview or opened.submitted:
        return opened
    if row.live_digest not in (None, row.digest):
        opened = _moved(session, opened, row.live_digest, row.live_id)
    if named := set(opened.entries.before.values()):
        earlier = {digest: served_service(session, Digest(digest)) for digest in named}
        opened = replace(opened, earlier=earlier)
    if (held := opened.plan.entries) is not opened.entries:  # what was a slip holds by now
        opened = replace(opened, entries=held)
    return (
        replace(opened, standing=found) if (found := standing_now(session, opened.service, now)) != ALWAYS else opened
    )


def _entries(session: Session, row: Row[*tuple[Any, ...]]) -> Entries:
    key = keyring(session).unwrap(row.id, row.key_id, row.wrapped)
    session.info.setdefault("data_keys", {})[row.id] = key
    return Entries.from_json(key.open(Answers.envelope, row.id, row.envelope, version=row.version))


def _moved(session: Session, opened: OpenDraft, digest: Digest, release_id: ReleaseId) -> OpenDraft:
    newest = served_service(session, digest)
    entries = migrate(opened.service, newest.service, opened.entries, opened.today, opened.served.digest)
    return replace(opened, served=newest, release_id=release_id, entries=entries)


Change = Callable[[OpenDraft], Entries]
_KEEP = (
    update(Draft.__table__)  # type: ignore[arg-type]
    .where(_drafts.id == bindparam("kept_id"))
    .values(
        saved_at=bindparam("now"), version=_drafts.version + 1, digest=bindparam("newest"), release_id=bindparam("live"),
        language=func.coalesce(bindparam("spoken", type_=_drafts.language.type), _drafts.language),
    )
)  # fmt: skip


def save(
    session: Session, draft_id: str, change: Change, *, actor: Actor, now: datetime, today: date, language: str = ""
) -> OpenDraft:
    """Reads the draft as it is now, changes its entries, and keeps them; two tabs never overwrite each other.

    Refused: `NotFound`; `Conflict` when the draft was sent meanwhile.
    """
    opened = open_draft(session, draft_id, actor=actor, now=now, today=today, lock=True, act="draft.save")
    if opened.submitted:
        raise Conflict("sent already", draft=draft_id)
    entries = settled(opened.service, change(opened), today)
    if files_named(opened.service, opened.entries) - files_named(opened.service, entries):
        forget_other_files(session, opened.id, files_named(opened.service, entries))
    facts = outside_facts(session, plan(opened.service, entries, today), today=today)
    entries = entries.with_outside(facts)
    if entries.again:
        entries = replace(entries, again=still_again(plan(opened.service, entries, today)))
        entries = replace(entries, before=still_before(opened.service, entries))
    version = save_answers(session, opened.id, entries.to_json(), version=opened.version)
    kept = {"kept_id": opened.id, "now": now, "newest": opened.served.digest, "live": opened.release_id}
    session.execute(_KEEP, {**kept, "spoken": language or None})
    return replace(opened, entries=entries, version=version, saved_at=now)


def files_named(service: Service, entries: Entries) -> frozenset[str]:
    """The ids of the uploads that answers name, those in the items of groups and of questions that are gone among them."""
    values = [
        (one.kind, one.kind.decode(answer.value))
        for path, one in service.fields.items()
        if one.kind.takes_file
        for answer in entries.answers_to(path)
    ]
    named = frozenset(str(file.id) for kind, value in values for file in kind.files_in(value))
    return named | _files_of_gone(service, entries)


def _files_of_gone(service: Service, entries: Entries) -> frozenset[str]:
    """The ids of uploads whose questions this release no longer asks: they are kept with the draft, as all that was typed."""
    gone = [one.value for name, one in entries.answers.items() if name not in service.fields]
    for group, items in entries.groups.items():
        gone += [
            one.value for item in items for name, one in item.answers.items() if f"{group}.{name}" not in service.fields
        ]
    held = [part for value in gone for part in (value if isinstance(value, list) else [value])]
    return frozenset(str(one["id"]) for one in held if isinstance(one, dict) and "id" in one)


def forget_other_files(session: Session, application_id: ApplicationId, named: Collection[str]) -> None:
    """Deletes the rows of uploads that no answer names any more; the store's sweep takes their content away."""
    uploads = (
        StoredFile.application_id == application_id,
        StoredFile.field != "",
        StoredFile.id.not_in(named),
    )
    session.execute(delete(StoredFile).where(*uploads).execution_options(synchronize_session=False))


def discard(session: Session, draft_id: str, *, actor: Actor, now: datetime, today: date) -> None:
    """Ends a draft for good: its answers and files can be read by nobody any more. Refused: as `save`."""
    opened = open_draft(session, draft_id, actor=actor, now=now, today=today, lock=True, act="draft.discard")
    if opened.submitted:
        raise Conflict("sent already", draft=draft_id)
    erase_draft(session, opened.id, now=now)
    if not opened.is_preview:
        record(session, "case", opened.id, "discarded", actor_id=actor.person_id, actor_role="applicant", now=now)


def erase_draft(session: Session, draft_id: DraftId, *, now: datetime) -> None:
    """Destroys a draft's key and deletes its rows; its encrypted files are swept by the retention task."""
    destroy_data_key(session, draft_id, now)
    session.execute(delete(Answers).where(Answers.application_id == draft_id))
    session.execute(delete(Draft).where(Draft.id == draft_id))


def outside_facts(session: Session, so_far: Plan, *, today: date) -> dict[str, int]:
    """What the service's `count` values come to: documents of this service whose answers are the same as those given."""
    facts = {}
    for value in so_far.service.values.values():
        if not value.document:
            continue
        count = _documents(so_far.service, value.document, value.state, today)
        for name in value.same:
            text = searched(session, so_far.service.fields[name], so_far.entries.answers.get(name))
            if text is None:
                break
            same = select(CaseValue.case_id).where(
                CaseValue.service_id == so_far.service.id, CaseValue.field == name, CaseValue.text == text
            )
            count = count.where(IssuedDocument.case_id.in_(same))
        else:
            facts[value.name] = session.execute(count).scalar_one()
    return facts


def _documents(service: Service, document: str, state: str, today: date) -> Select[int]:
    valid = in_force(today) if state == "valid" else true()
    return (
        select(func.count(IssuedDocument.id))
        .join(Case, Case.id == IssuedDocument.case_id)
        .where(IssuedDocument.service_id == service.id, IssuedDocument.document == document, valid)
    )
