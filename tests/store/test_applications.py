from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from portal.errors import Conflict, NotFound
from portal.store import (
    Answers,
    ApplicationId,
    Bundle,
    Case,
    CaseId,
    Digest,
    Draft,
    DraftId,
    NotOpened,
    Person,
    PersonId,
    PublishedService,
    Release,
    ReleaseId,
    ServiceId,
    Store,
    add_answers,
    cases_to_erase,
    destroy_data_key,
    expired_drafts,
    new_data_key,
    read_answers,
    save_answers,
)
from tests.store.conftest import NOW

APP = ApplicationId("a1")


def test_answers_are_saved_and_read_again(store: Store) -> None:
    _begin(store)
    with store.writing() as session:
        content, version = read_answers(session, APP)
        assert (content, version) == ({"answers": {}}, 1)
        assert save_answers(session, APP, {"answers": {"plate": "123 ABC"}}, version=1) == 2
    with store.reading() as session:
        assert read_answers(session, APP) == ({"answers": {"plate": "123 ABC"}}, 2)


def test_reading_answers_is_one_query(store: Store) -> None:
    _begin(store)
    seen: list[str] = []
    with store.reading() as session:
        session.connection()
        event.listen(store.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
        read_answers(session, APP)
    assert len(seen) == 1, seen


def test_of_two_who_save_the_same_answers_the_later_is_refused(store: Store) -> None:
    _begin(store)
    with store.writing() as session:
        save_answers(session, APP, {"answers": {"a": 1}}, version=1)
    with pytest.raises(Conflict), store.writing() as session:
        save_answers(session, APP, {"answers": {"b": 2}}, version=1)
    with store.reading() as session:
        assert read_answers(session, APP) == ({"answers": {"a": 1}}, 2)


def test_an_older_envelope_put_back_does_not_open(store: Store) -> None:
    _begin(store)
    with store.writing() as session:
        old = session.get_one(Answers, APP).envelope
    with store.writing() as session:
        save_answers(session, APP, {"answers": {"a": 1}}, version=1)
    with store.writing() as session:
        session.get_one(Answers, APP).envelope = old
    with store.reading() as session, pytest.raises(NotOpened):
        read_answers(session, APP)


def test_erased_answers_are_not_found(store: Store) -> None:
    _begin(store)
    with store.writing() as session:
        destroy_data_key(session, APP, NOW)
    with store.reading() as session, pytest.raises(NotFound):
        read_answers(session, APP)


def test_what_was_answered_is_not_in_the_database_as_it_was_typed(store: Store) -> None:
    _begin(store)
    with store.writing() as session:
        save_answers(session, APP, {"answers": {"name": "Leila Haddad"}}, version=1)
    with store.reading() as session:
        assert b"Leila" not in bytes(session.get_one(Answers, APP).envelope)


def test_drafts_and_cases_fall_due_for_erasure_after_their_last_day(store: Store) -> None:
    today = NOW.date()
    with store.writing() as session:
        _ground(session)
        session.add(_draft("over", expires_at=NOW))
        session.add(_draft("open", expires_at=NOW + timedelta(seconds=1)))
        session.add(_draft("sent", expires_at=NOW, submitted=True))
        session.add(_case("c1", keep_until=today - timedelta(days=1)))
        session.add(_case("c2", keep_until=today))
        session.add(_case("c3"))
        session.add(_case("c4", keep_until=date(2020, 1, 1), erased_at=NOW))
    with store.reading() as session:
        assert [draft.id for draft in session.scalars(expired_drafts(NOW, 10))] == ["over"]
        assert [case.id for case in session.scalars(cases_to_erase(today, 10))] == ["c1"]


def test_a_row_that_refers_to_nothing_is_refused_at_the_commit(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), store.writing() as session:
        session.add(_draft("lost"))


def test_one_draft_makes_one_case(store: Store) -> None:
    with store.writing() as session:
        _ground(session)
        session.add(_case("a1"))
    with pytest.raises(Exception, match=r"(?i)unique"), store.writing() as session:
        session.add(_case("a1", reference="another"))


def test_a_case_has_always_a_due_day_to_sort_by(store: Store) -> None:
    with store.writing() as session:
        _ground(session)
        session.add(_case("c1"))
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM cases WHERE due_on = '9999-12-31'")).scalar_one() == 1


def _begin(store: Store) -> None:
    with store.writing() as session:
        new_data_key(session, APP, NOW)
        add_answers(session, APP, {"answers": {}})


def _ground(session: Session) -> None:
    """What drafts and cases refer to."""
    for person in ("p1", "p2"):
        session.add(
            Person(
                id=PersonId(person), provider="x", subject_digest=person, envelope=b"", language="en", created_at=NOW,
                seen_at=NOW, version=1,
            )
        )  # fmt: skip
    session.add(Bundle(digest=Digest("d"), service_id=ServiceId("parking"), kind="service", made_at=NOW))
    session.add(PublishedService(id=ServiceId("parking"), kind="service"))
    session.add(
        Release(
            id=ReleaseId("r1"), service_id=ServiceId("parking"), number=1, digest=Digest("d"), published_at=NOW,
            published_by="operator", what_changed="", from_folder=True,
        )
    )  # fmt: skip


def _draft(draft_id: str, **changed: object) -> Draft:
    facts = {
        "release_id": "r1", "digest": "d", "service_id": "parking", "person_id": "p1", "language": "en",
        "started_at": NOW, "saved_at": NOW, "expires_at": NOW + timedelta(days=30),
    }  # fmt: skip
    return Draft(id=DraftId(draft_id), **(facts | changed))


def _case(case_id: str, **changed: object) -> Case:
    facts = {
        "reference": f"REF{case_id}", "release_id": "r1", "digest": "d", "service_id": "parking", "unit": "u",
        "person_id": "p1", "state": "received", "language": "en", "received_at": NOW,
    }  # fmt: skip
    return Case(id=CaseId(case_id), **(facts | changed))
