"""Floor 7. Forgetting in time: what `keep:` says of drafts and cases, persons who left, and what only had to last a while.

Erasing destroys the data key, which makes every envelope unreadable in backups too, and deletes the rows to a husk: the
case and its journal, which hold ids, codes and keyed digests. Runs in batches, so that nobody waits long for a row.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.files.filestore import FileStore
from portal.store import (
    Answers,
    Case,
    CaseValue,
    Draft,
    IssuedDocument,
    Mail,
    ParkedPost,
    Person,
    PortalSession,
    Store,
    attempts_over,
    cases_to_erase,
    destroy_data_key,
    expired_drafts,
    forget_finished_tasks,
    forget_unused_bundles,
    forgotten_files,
    known_files,
    parked_posts_over,
    persons_who_left,
    record,
    sessions_over,
)
from portal.usecases.drafts import erase_draft
from portal.usecases.releases import live_authority

BATCH = 50
MANY = 500
PERSON_KEPT = timedelta(days=90)  # since they were last seen, when nothing of theirs is kept
SESSION_KEPT = timedelta(days=1)
ATTEMPTS_KEPT = timedelta(days=2)
TASKS_KEPT = timedelta(days=90)
BUNDLE_KEPT = timedelta(days=2)  # a preview's
STRAY_FILE_KEPT = timedelta(days=1)  # it may belong to a transaction that still runs


def forget(store: Store, files: FileStore, now: datetime) -> int:
    """Erases all whose time is over; how many drafts, cases and persons that were."""
    with store.reading() as session:
        zone = ZoneInfo(live_authority(session).authority.time_zone)
    today = now.astimezone(zone).date()
    erased = _in_batches(store, lambda session: erase_expired_drafts(session, now=now))
    erased += _in_batches(store, lambda session: erase_old_cases(session, now=now, today=today))
    erased += _in_batches(store, lambda session: erase_persons(session, now=now))
    sweep_files(store, files, now)
    if erased:
        store.forget_traces()
    return erased


def tidy(store: Store, now: datetime) -> None:
    """Forgets what only had to last a while: ended sessions, parked posts, attempts, finished tasks, preview bundles."""
    with store.writing() as session:
        session.execute(sessions_over(now - SESSION_KEPT))
        session.execute(parked_posts_over(now))
        session.execute(attempts_over(now - ATTEMPTS_KEPT))
        forget_finished_tasks(session, now - TASKS_KEPT)
        forget_unused_bundles(session, now - BUNDLE_KEPT)


def erase_expired_drafts(session: Session, *, now: datetime) -> int:
    """Drafts that nobody sent in time, previews after their day."""
    drafts = session.scalars(expired_drafts(now, BATCH).with_for_update(skip_locked=True)).all()
    for draft in drafts:
        draft_id, is_preview = draft.id, draft.is_preview
        session.expunge(draft)
        erase_draft(session, draft_id, now=now)
        if not is_preview:
            record(session, "case", draft_id, "expired", actor_id="system", actor_role="system", now=now)
    return len(drafts)


def erase_old_cases(session: Session, *, now: datetime, today: date) -> int:
    """Decided cases that were kept as long as their service says."""
    cases = session.scalars(cases_to_erase(today, BATCH).with_for_update(skip_locked=True)).all()
    for case in cases:
        erase_case(session, case, now=now)
    return len(cases)


def erase_case(session: Session, case: Case, *, now: datetime) -> None:
    """Leaves the husk: when the case came, how it was decided, which documents it had; not whose or why."""
    destroy_data_key(session, case.id, now)
    for rows in (
        delete(Answers).where(Answers.application_id == case.id),
        delete(CaseValue).where(CaseValue.case_id == case.id),
        delete(Mail).where(Mail.subject_id == case.id),
        delete(Draft).where(Draft.id == case.id),
        update(IssuedDocument)
        .where(IssuedDocument.case_id == case.id)
        .values(verify_envelope=None, facts=None, public_facts=None, envelope=None, file_id=None),
    ):
        session.execute(rows.execution_options(synchronize_session=False))
    case.envelope, case.erased_at = None, now
    session.flush()
    record(session, "case", case.id, "erased", actor_id="system", actor_role="system", now=now)


def erase_persons(session: Session, *, now: datetime) -> int:
    """Persons of whom nothing is kept any more. One who comes back is a new person."""
    persons = session.scalars(persons_who_left(now - PERSON_KEPT, BATCH).with_for_update(skip_locked=True)).all()
    for person in persons:
        destroy_data_key(session, person.id, now)
        for table in (PortalSession, ParkedPost):
            session.execute(delete(table).where(table.person_id == person.id))
        session.execute(delete(Mail).where(Mail.subject_id == person.id))
        _blank(person)
        session.flush()
        record(session, "person", person.id, "erased", actor_id="system", actor_role="system", now=now)
    return len(persons)


def _blank(person: Person) -> None:
    person.subject_digest, person.national_digest, person.envelope = f"erased {person.id}", None, b""


def sweep_files(store: Store, files: FileStore, now: datetime) -> int:
    """Takes away files whose key is destroyed, and those that no row tells of; how many."""
    swept = 0
    while True:
        with store.writing() as session:
            gone = forgotten_files(session, BATCH)
        # After the commit: a file without a row is found again, a row without its file would be a fault.
        for file_id in gone:
            files.remove(file_id)
        swept += len(gone)
        if len(gone) < BATCH:
            break
    old = list(files.older_than(now - STRAY_FILE_KEPT))
    for start in range(0, len(old), MANY):
        some = old[start : start + MANY]
        with store.reading() as session:
            known: set[str] = set(session.scalars(known_files(some)))
        strays = [name for name in some if name not in known]
        for name in strays:
            files.remove(name)
        swept += len(strays)
    return swept


def _in_batches(store: Store, erase: Callable[[Session], int]) -> int:
    erased = 0
    while True:
        with store.writing() as session:
            some = erase(session)
        erased += some
        if some < BATCH:
            return erased
