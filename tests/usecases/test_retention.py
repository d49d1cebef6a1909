from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.files.filestore import FileStore
from portal.settings import Settings
from portal.store import (
    Answers,
    Attempt,
    Bundle,
    BundleFile,
    Case,
    CaseValue,
    DataKeyRow,
    Digest,
    Draft,
    DraftId,
    FileId,
    Grant,
    GrantId,
    IssuedDocument,
    Mail,
    ParkedPost,
    ParkedPostId,
    Person,
    PortalSession,
    ServiceId,
    Store,
    StoredFile,
    TaskNote,
    WorkspaceId,
    data_key,
    defer,
    journal_of,
    new_id,
    read_answers,
    verify_chain,
)
from portal.usecases.actor import Actor
from portal.usecases.drafts import begin, begin_preview
from portal.usecases.people import identity_of
from portal.usecases.releases import live_service
from portal.usecases.retention import PERSON_KEPT, forget, sweep_files, tidy
from portal.worker import run_waiting
from portal.worker.handlers import CLOCK, HANDLERS
from tests.conftest import publish_forms
from tests.usecases.town import NOW, TODAY, Town

LATER = NOW + timedelta(days=31)


@pytest.fixture
def town(store: Store, settings: Settings) -> Town:
    publish_forms(settings)
    return Town(store)


@pytest.fixture
def files(settings: Settings) -> FileStore:
    return FileStore(settings.files_dir)


def _draft(town: Town, actor: Actor, *, preview: bool = False) -> DraftId:
    with town.store.writing() as session:
        live = live_service(session, "parking-permit")
        if preview:
            workspace = WorkspaceId("w1")
            return begin_preview(
                session, live.served, workspace, actor=actor, identity={}, language="en", now=NOW, today=TODAY
            )
        told = identity_of(session, actor.person_id)
        return begin(session, live, actor=actor, identity=told, language="en", now=NOW, today=TODAY)


def _keep_file(town: Town, files: FileStore, application_id: str, content: bytes = b"lease of Leila Haddad") -> FileId:
    file_id = FileId(new_id())
    with town.store.writing() as session:
        key = data_key(session, application_id)
        sha256 = files.keep(key, file_id, content)
        session.add(
            StoredFile(
                id=file_id, application_id=application_id, field="contract", size_bytes=len(content),
                media_type="application/pdf", state="kept", sha256=sha256, created_at=NOW,
                envelope=key.seal(StoredFile.envelope, file_id, {"name": "lease-haddad.pdf"}),
            )
        )  # fmt: skip
    return file_id


def _decided(town: Town, applicant: Actor, *, kept_days: int = 10, answers: dict[str, Any] | None = None) -> Case:
    case = town.case(applicant, answers)
    with town.store.writing() as session:
        decided = session.get_one(Case, case.id)
        decided.state, decided.decided_at = "approved", NOW
        decided.keep_until = TODAY + timedelta(days=kept_days)
    return case


def test_an_expired_draft_is_erased_with_its_key_and_files(town: Town, files: FileStore) -> None:
    draft = _draft(town, town.person("Leila Haddad", "48806150019"))
    file_id = _keep_file(town, files, draft)

    assert forget(town.store, files, NOW + timedelta(days=29)) == 0
    assert forget(town.store, files, LATER) == 1

    with town.store.reading() as session:
        assert session.get(Draft, draft) is None
        assert session.get(Answers, draft) is None
        assert session.get(StoredFile, file_id) is None
        assert session.get_one(DataKeyRow, draft).wrapped is None
        assert [entry.event for entry in session.scalars(journal_of("case", draft))] == ["begun", "expired"]
        assert verify_chain(session, "case", draft) is None
    assert not list(files.folder.rglob(file_id))


def test_a_preview_vanishes_after_a_day(town: Town, files: FileStore) -> None:
    preview = _draft(town, town.person("Peeter Saar", door="staff"), preview=True)
    assert forget(town.store, files, NOW + timedelta(hours=23)) == 0
    assert forget(town.store, files, NOW + timedelta(hours=25)) == 1
    with town.store.reading() as session:
        assert session.get(Draft, preview) is None


def test_a_decided_case_becomes_a_husk_after_its_last_day(town: Town, files: FileStore) -> None:
    case = _decided(town, town.person("Leila Haddad", "48806150019"))
    with town.store.writing() as session:
        session.add(_document(session, case))

    assert forget(town.store, files, NOW + timedelta(days=10)) == 0
    assert forget(town.store, files, NOW + timedelta(days=11)) == 1
    assert forget(town.store, files, NOW + timedelta(days=12)) == 0

    with town.store.reading() as session:
        husk = session.get_one(Case, case.id)
        assert (husk.reference, husk.state, husk.envelope) == (case.reference, "approved", None)
        assert husk.erased_at is not None
        for table in (Answers, CaseValue, Mail, Draft):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        document = session.scalars(select(IssuedDocument)).one()
        assert (document.series, document.number) == ("PP", 1)
        assert (document.facts, document.public_facts, document.verify_envelope, document.envelope) == (None,) * 4
        with pytest.raises(NotFound):
            read_answers(session, case.id)
        assert [entry.event for entry in session.scalars(journal_of("case", case.id))][-1] == "erased"
        assert verify_chain(session, "case", case.id) is None


def test_an_undecided_case_is_never_erased(town: Town, files: FileStore) -> None:
    case = town.case(town.person("Leila Haddad", "48806150019"))
    assert forget(town.store, files, NOW + timedelta(days=4000)) == 0
    with town.store.reading() as session:
        assert read_answers(session, case.id)


def test_more_than_a_batch_is_erased_in_one_run(town: Town, files: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.usecases.retention.BATCH", 2)
    for name in ("Anna Kask", "Mart Tamm", "Leila Haddad", "Omar Haddad", "Liis Oja"):
        _draft(town, town.person(name))
    assert forget(town.store, files, LATER) == 5


def test_nothing_personal_is_left_in_the_raw_files(sqlite_settings: Settings, sqlite_store: Store) -> None:
    publish_forms(sqlite_settings)
    town, files = Town(sqlite_store), FileStore(sqlite_settings.files_dir)
    quirina = town.person("Quirina Zwanenburg", "48806150019")
    case = _decided(town, quirina, answers={"plate": "XQ 771", "visitor": [{"name": "Bartolomeo", "visits": "4"}]})
    _keep_file(town, files, case.id, b"lease of Quirina Zwanenburg")
    draft = _draft(town, quirina)
    typed = [b"Quirina", b"Zwanenburg", b"48806150019", b"XQ 771", b"XQ771", b"xq771", b"Bartolomeo", b"quirina@mail"]
    with town.store.reading() as session:
        sealed = _sealed(session, case.id) + _sealed(session, draft) + _sealed(session, quirina.person_id)
    raw = _raw_files(sqlite_settings)
    assert all(one in raw for one in sealed), "the keys and envelopes are looked for in the right place"
    assert not [one for one in typed if one in raw], "what was typed is nowhere even before"
    secrets = [town.store.keyring.unwrap(case.id, *_key_of(town.store, case.id)).secret]

    assert forget(town.store, files, NOW + PERSON_KEPT + timedelta(days=31)) == 3

    raw = _raw_files(sqlite_settings)
    assert not [one for one in sealed + secrets + typed if one in raw]
    assert case.reference.encode() in raw, "the husk stays"


def test_a_person_of_whom_nothing_is_kept_is_erased_and_comes_back_as_a_new_one(town: Town, files: FileStore) -> None:
    leila = town.person("Leila Haddad", "48806150019")
    gone = NOW + PERSON_KEPT + timedelta(days=1)

    assert forget(town.store, files, NOW + PERSON_KEPT - timedelta(days=1)) == 0
    assert forget(town.store, files, gone) == 1

    with town.store.reading() as session:
        husk = session.get_one(Person, leila.person_id)
        assert (husk.envelope, husk.national_digest) == (b"", None)
        assert session.scalar(select(func.count()).select_from(PortalSession)) == 0
    again = town.person("Leila Haddad", "48806150019")
    assert again.person_id != leila.person_id
    assert forget(town.store, files, gone) == 1, "the husk is not erased again"


def test_a_person_with_a_case_or_a_role_is_kept(town: Town, files: FileStore) -> None:
    applicant, clerk = town.person("Leila Haddad", "48806150019"), town.clerk()
    town.case(applicant)
    with town.store.writing() as session:
        session.add(
            Grant(
                id=GrantId(new_id()), person_id=clerk.person_id, unit="parking-office", role="clerk", from_claim=False,
                granted_at=NOW, granted_by="operator", ended_at=NOW,
            )
        )  # fmt: skip
    assert forget(town.store, files, NOW + timedelta(days=4000)) == 0


def test_a_stray_file_is_swept_after_a_day_and_a_known_one_stays(town: Town, files: FileStore) -> None:
    draft = _draft(town, town.person("Leila Haddad"))
    known = _keep_file(town, files, draft)
    fresh, stray = FileId(new_id()), FileId(new_id())
    with town.store.reading() as session:
        key = data_key(session, draft)
    for file_id in (fresh, stray):
        files.keep(key, file_id, b"x")
    for file_id in (known, stray):
        os.utime(next(files.folder.rglob(file_id)), (0, 0))

    assert sweep_files(town.store, files, NOW) == 1
    assert {path.name for path in files.folder.rglob("*") if path.is_file()} == {known, fresh}


def test_what_only_had_to_last_a_while_is_forgotten(town: Town, settings: Settings) -> None:
    leila = town.person("Leila Haddad")
    with town.store.writing() as session:
        session.add(Attempt(what="verify", source_digest="x", at=NOW, succeeded=False))
        session.add(
            ParkedPost(
                id=ParkedPostId("p"), person_id=leila.person_id, path="/", envelope=b"", created_at=NOW,
                expires_at=NOW + timedelta(hours=1),
            )
        )  # fmt: skip
        session.add(Bundle(digest=Digest("preview"), service_id=ServiceId("x"), kind="service", made_at=NOW))
        session.add(BundleFile(digest=Digest("preview"), path="service.yaml", content=b"x"))
        released = session.scalar(select(func.count()).select_from(Bundle)) - 1
        defer(session, "tidy_up")
        defer(session, "nobody_knows")
    run_waiting(town.store, settings)

    tidy(town.store, NOW + timedelta(days=4000))

    with town.store.reading() as session:
        for table in (Attempt, ParkedPost, PortalSession):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert session.scalar(select(func.count()).select_from(Bundle)) == released
        assert session.scalars(select(TaskNote.task)).all() == ["nobody_knows"]
        jobs = session.execute(text("SELECT task_name FROM procrastinate_jobs")).scalars().all()
        assert [task for task in jobs if task != "rescue_tasks"] == ["nobody_knows"]


def test_what_still_has_to_last_is_kept(town: Town) -> None:
    town.person("Leila Haddad")
    with town.store.writing() as session:
        session.add(Attempt(what="verify", source_digest="x", at=NOW, succeeded=False))
    tidy(town.store, NOW + timedelta(minutes=5))
    with town.store.reading() as session:
        for table in (Attempt, PortalSession):
            assert session.scalar(select(func.count()).select_from(table)) == 1


def test_the_clock_knows_only_tasks_that_there_are() -> None:
    assert {periodic.task for periodic in CLOCK} <= set(HANDLERS)
    assert {"forget_in_time", "tidy_up"} <= {periodic.task for periodic in CLOCK}


def test_the_worker_forgets_in_time(town: Town, settings: Settings) -> None:
    draft = _draft(town, replace(town.person("Leila Haddad")))
    with town.store.writing() as session:
        session.get_one(Draft, draft).expires_at = NOW - timedelta(days=1)
        defer(session, "forget_in_time")
    run_waiting(town.store, settings)
    with town.store.reading() as session:
        assert session.get(Draft, draft) is None


def _document(session: Session, case: Case) -> IssuedDocument:
    return IssuedDocument(
        id=new_id(), case_id=case.id, service_id=case.service_id, unit=case.unit, document="permit", series="PP",
        year=2026, number=1, state="issued", language="en", created_at=NOW, valid_from=TODAY, verify_digest="v",
        verify_envelope=b"v", facts=b"f", public_facts=b"p", envelope=b"e", file_id="f",
    )  # fmt: skip


def _key_of(store: Store, subject_id: str) -> tuple[str, bytes | None]:
    with store.reading() as session:
        row = session.get_one(DataKeyRow, subject_id)
        return row.id, row.wrapped


def _sealed(session: Session, subject_id: str) -> list[bytes]:
    """The wrapped key of a subject, and the ciphertext of its answers or its person."""
    found = [session.get_one(DataKeyRow, subject_id).wrapped]
    for table in (Answers, Person, Case):
        row = session.get(table, subject_id)
        if row is not None:
            found.append(row.envelope)
    # A long value may be broken over pages: its last bytes are enough to know it.
    return [bytes(one[-40:]) for one in found if one]


def _raw_files(settings: Settings) -> bytes:
    """Every byte that the portal keeps: the database, its write-ahead log, the uploads."""
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    kept = [path, *path.parent.glob(f"{path.name}-*"), *settings.files_dir.rglob("*")]
    return b"\0".join(one.read_bytes() for one in kept if one.is_file())
