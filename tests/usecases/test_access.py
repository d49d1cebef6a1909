"""Who may do what: each act by each role on each thing, cells written by hand; lists and single things agree."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from portal.errors import NotFound, Refused
from portal.store import Case, Draft, PersonId, Store
from portal.usecases.access import TABLE, allowed, may, require, visible_cases, visible_drafts
from portal.usecases.actor import STRANGER, SYSTEM, Actor

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PARKING, RESIDENTS = "parking-office", "residents-office"


def citizen(name: str, number: str | None = None) -> Actor:
    return Actor(person_id=PersonId(name), door="citizen", national_digest=number)


def staff(name: str, unit: str, *roles: str, number: str | None = None) -> Actor:
    return Actor(person_id=PersonId(name), door="staff", roles={unit: frozenset(roles)}, national_digest=number)


ACTORS: dict[str, Actor] = {
    "stranger": STRANGER,
    "owner": citizen("leila", "number-leila"),
    "owner by number": citizen("leila-elsewhere", "number-leila"),
    "other": citizen("mart", "number-mart"),
    "other without number": citizen("nobody"),
    "clerk": staff("maarja", PARKING, "clerk", number="number-maarja"),
    "clerk without number": staff("plain", PARKING, "clerk"),
    "clerk of all units": staff("wide", "*", "clerk", number="number-wide"),
    "clerk who is the owner": staff("leila-at-work", PARKING, "clerk", "supervisor", number="number-leila"),
    "clerk elsewhere": staff("liis", RESIDENTS, "clerk", "supervisor", number="number-liis"),
    "supervisor": staff("jaan", PARKING, "supervisor", number="number-jaan"),
    "auditor": staff("ene", "*", "auditor", number="number-ene"),
    "administrator": staff("peeter", "*", "administrator", number="number-peeter"),
    "staff without role": Actor(person_id=PersonId("new"), door="staff"),
    "roles at the wrong door": Actor(person_id=PersonId("x"), door="citizen", roles={PARKING: frozenset({"clerk"})}),
}
OWNERS = {"owner", "owner by number"}
DECIDERS = {"clerk", "clerk without number", "clerk of all units", "supervisor"}
READERS = DECIDERS | {"auditor"}
# Of Leila's draft and case in the parking office.
EXPECTED: dict[str, set[str]] = {
    "draft.open": OWNERS,
    "draft.save": OWNERS,
    "draft.discard": OWNERS,
    "draft.submit": OWNERS,
    "case.read": OWNERS | READERS,
    "case.withdraw": OWNERS,
    "case.claim": DECIDERS,
    "case.give_back_any": {"supervisor"},
    "case.decide": DECIDERS,
    "case.mark_paid": DECIDERS,
    "document.read": OWNERS | READERS,
    "document.list": READERS,
    "document.revoke": {"supervisor"},
    "document.retry": {"supervisor"},
    "file.read": OWNERS | READERS,
    "service.edit": {"administrator"},
    "service.publish": {"administrator"},
    "service.close": {"administrator"},
    "role.grant": {"administrator"},
    "task.retry": {"administrator"},
    "journal.read": {"administrator", "auditor"},
}


def leilas_case() -> Case:
    return Case(id="case-leila", unit=PARKING, person_id="leila", national_digest="number-leila")


def leilas_draft() -> Draft:
    return Draft(id="draft-leila", person_id="leila", national_digest="number-leila")


def test_every_act_has_its_row_here() -> None:
    assert EXPECTED.keys() == TABLE.keys()


@pytest.mark.parametrize("act", EXPECTED)
def test_each_act_is_for_those_written_here_and_nobody_else(act: str) -> None:
    thing: Any = leilas_draft() if act.startswith("draft.") else leilas_case()

    assert {name for name, actor in ACTORS.items() if may(actor, act, thing)} == EXPECTED[act]
    assert may(SYSTEM, act, thing)


def test_a_previews_draft_is_its_administrators_alone() -> None:
    preview = Draft(id="preview", person_id="peeter", national_digest=None, workspace_id="workspace")
    begun = Draft(id="begun", person_id="peeter", national_digest=None, workspace_id=None)

    acts = ("draft.open", "draft.save", "draft.discard")
    assert {name for name, actor in ACTORS.items() if any(may(actor, act, preview) for act in acts)} == {
        "administrator"
    }
    assert not any(may(actor, "draft.submit", preview) for actor in ACTORS.values())
    assert not may(ACTORS["administrator"], "draft.open", begun)


def test_what_may_not_be_seen_is_not_found_and_what_may_not_be_done_is_refused() -> None:
    with pytest.raises(NotFound):
        require(ACTORS["other"], "case.read", leilas_case())
    with pytest.raises(NotFound):
        require(ACTORS["clerk elsewhere"], "case.decide", leilas_case())
    with pytest.raises(NotFound):
        require(ACTORS["clerk who is the owner"], "case.decide", leilas_case())
    with pytest.raises(Refused):
        require(ACTORS["auditor"], "case.decide", leilas_case())
    with pytest.raises(Refused):
        require(ACTORS["clerk"], "document.revoke", leilas_case())
    require(ACTORS["clerk"], "case.decide", leilas_case())


CASES = [
    ("case-leila", PARKING, "leila", "number-leila"),
    ("case-leila-home", RESIDENTS, "leila", "number-leila"),
    ("case-mart", PARKING, "mart", "number-mart"),
    ("case-nobody", PARKING, "nobody", None),
    ("case-maarja", PARKING, "maarja-citizen", "number-maarja"),
]


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing() as session:
        session.execute(insert(Case), [_case(*one) for one in CASES])
        session.execute(insert(Draft), [_draft(*one) for one in CASES])
        # Rows of other tables are not what is looked at here: the foreign keys are judged at the commit.
        session.flush()
        session.info["checked"] = {
            (name, act, table.__tablename__): set(
                session.scalars(table.__table__.select().with_only_columns(table.id).where(allowed(actor, act, table)))
            )
            for name, actor in ACTORS.items()
            for act, table in [(act, Draft if act.startswith("draft.") else Case) for act in TABLE]
        }
        found = session.info["checked"]
        listed = {
            name: (
                {case.id for case in session.scalars(visible_cases(actor))},
                {draft.id for draft in session.scalars(visible_drafts(actor))},
            )
            for name, actor in ACTORS.items()
        }
        session.rollback()
    store.found, store.listed = found, listed  # type: ignore[attr-defined]
    return store


def _case(name: str, unit: str, person: str, number: str | None) -> dict[str, Any]:
    return {
        "id": name, "reference": name, "service_id": "parking-permit", "unit": unit, "release_id": "r", "digest": "d",
        "person_id": person, "national_digest": number, "state": "received", "language": "en", "received_at": NOW,
        "due_on": date(2026, 3, 9), "fee_minor": 0, "fee_state": "none", "keep_until": date(9999, 12, 31), "version": 1,
    }  # fmt: skip


def _draft(name: str, unit: str, person: str, number: str | None) -> dict[str, Any]:
    return {
        "id": name, "service_id": "parking-permit", "release_id": "r", "digest": "d", "person_id": person,
        "national_digest": number, "language": "en", "started_at": NOW, "saved_at": NOW, "expires_at": NOW,
        "submitted": False, "version": 1,
    }  # fmt: skip


def test_lists_and_single_things_never_drift_apart(filled: Store) -> None:
    for (name, act, table), found in filled.found.items():  # type: ignore[attr-defined]
        things = [
            (Draft if table == "drafts" else Case)(id=one, unit=unit, person_id=person, national_digest=number)
            if table == "cases"
            else Draft(id=one, person_id=person, national_digest=number)
            for one, unit, person, number in CASES
        ]
        wanted = {thing.id for thing in things if may(ACTORS[name], act, thing)}
        assert found == wanted, (name, act)


def test_a_queue_holds_no_own_case_and_none_of_another_unit(filled: Store) -> None:
    listed = {name: cases for name, (cases, _) in filled.listed.items()}  # type: ignore[attr-defined]

    assert listed["clerk"] == {"case-leila", "case-mart", "case-nobody"}
    assert listed["clerk without number"] == {"case-leila", "case-mart", "case-nobody", "case-maarja"}
    assert listed["clerk who is the owner"] == {"case-mart", "case-nobody", "case-maarja"}
    assert listed["clerk elsewhere"] == {"case-leila-home"}
    assert listed["auditor"] == {"case-leila", "case-leila-home", "case-mart", "case-nobody", "case-maarja"}
    assert listed["owner"] == {"case-leila", "case-leila-home"}
    assert listed["other without number"] == {"case-nobody"}
    assert listed["administrator"] == listed["stranger"] == set()
