"""What clerks do with cases, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.errors import Conflict, NotFound, Refused
from portal.store import (
    NEVER,
    AccessRecord,
    Case,
    IssuedDocument,
    JournalEntry,
    Mail,
    TaskNote,
    accesses_of,
    case_by_reference,
    journal_of,
    verify_chain,
)
from portal.usecases import review
from portal.usecases.actor import Actor
from portal.usecases.casefile import open_case_file
from portal.usecases.caseview import CaseView, latest_change, open_case
from portal.usecases.review import Decision, decide, give_back, mark_paid, take
from portal.usecases.submission import withdraw
from tests.usecases.town import HOME, NOW, TODAY, Town, queries_of

LEILA = ("Leila Haddad", "48504121006")


@pytest.fixture
def case(town: Town) -> Case:
    return town.case(town.person(*LEILA))


def opened(town: Town, case: Case, actor: Actor) -> CaseView:
    with town.store.writing() as session:
        return open_case(session, case.reference, actor=actor, now=NOW, today=TODAY, zone="UTC")


def approve(town: Town, case: Case, actor: Actor, version: int | None = None) -> None:
    wanted = Decision("approve", opened(town, case, actor).version if version is None else version)
    with town.store.writing() as session:
        decide(session, case.reference, wanted, actor=actor, now=NOW, today=TODAY)


def as_it_is(town: Town, case: Case) -> Case:
    with town.store.reading() as session:
        return session.scalars(case_by_reference(case.reference)).one()


# ---- opening --------------------------------------------------------------------------------------------------------


def test_a_clerk_sees_the_answers_where_they_came_from_and_who_applied(town: Town, case: Case) -> None:
    seen = opened(town, case, town.clerk())

    answers = {row.field.id: row for section in seen.sections for row in section.parts if hasattr(row, "field")}
    assert answers["plate"].value == "AB123"
    assert answers["plate"].answer.source == "typed"
    assert answers["home"].answer.source == "identity"
    assert (seen.applicant.name, seen.applicant.email) == ("Leila Haddad", "leila@mail.example")
    assert (seen.fee_minor, seen.fee_state, seen.service.id) == (6000, "due", "parking-permit")
    assert [one.event for one in seen.history] == ["begun", "received"]
    assert seen.history[-1].who == "Leila Haddad"


def test_every_opening_by_staff_is_an_access_record(town: Town, case: Case) -> None:
    clerk = town.clerk()

    opened(town, case, clerk)
    opened(town, case, clerk)

    with town.store.reading() as session:
        records = session.scalars(accesses_of(case.id)).all()
    assert [(one.person_id, one.role, one.thing) for one in records] == [(clerk.person_id, "clerk", "case")] * 2


def test_the_case_page_says_what_the_applicant_will_get(town: Town, case: Case) -> None:
    prospect = opened(town, case, town.clerk()).prospect

    assert prospect is not None
    assert (prospect.document, prospect.valid_from.isoformat(), str(prospect.valid_until)) == (
        "permit",
        "2026-11-24",
        "2027-11-23",
    )


def test_another_case_with_the_same_plate_is_shown(town: Town, case: Case) -> None:
    same = town.case(town.person("Mart Tamm", "37802031003"), {"home": {**HOME, "street": "3 Mill Lane"}})
    other = town.case(town.person("Anna Kask", "49105170213"), {"plate": "CD 456", "home": {**HOME, "street": "9 Elm"}})

    twins = opened(town, case, town.clerk()).twins

    assert [(one.path, one.reference) for one in twins] == [("plate", same.reference)]
    assert other.reference not in {one.reference for one in twins}


def test_a_case_of_another_unit_does_not_exist_for_a_clerk(town: Town, case: Case) -> None:
    stranger = town.person("Liis Oja", door="staff", residents_office=("clerk",))

    with pytest.raises(NotFound):
        opened(town, case, stranger)


def test_an_auditor_looks_and_changes_nothing(town: Town, case: Case) -> None:
    auditor = town.person("Aud Itor", door="staff", everywhere=("auditor",))
    seen = opened(town, case, auditor)

    assert (seen.may_decide, seen.moves) == (False, ())
    for act in (take, give_back, mark_paid):
        with pytest.raises(Refused), town.store.writing() as session:
            act(session, case.reference, actor=auditor, now=NOW)
    with pytest.raises(Refused):
        approve(town, case, auditor, seen.version)


def test_nobody_opens_or_decides_their_own_case_through_whatever_provider_they_came(town: Town, case: Case) -> None:
    own = town.clerk("Leila H.", "48504121006")

    with pytest.raises(Refused, match="own case"):
        opened(town, case, own)
    for act in (take, give_back, mark_paid):
        with pytest.raises(Refused, match="own case"), town.store.writing() as session:
            act(session, case.reference, actor=own, now=NOW)
    with pytest.raises(Refused, match="own case"):
        approve(town, case, own, case.version)
    with town.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(AccessRecord)) == 0


# ---- taking ---------------------------------------------------------------------------------------------------------


def test_who_takes_a_case_holds_it_until_giving_it_back(town: Town, case: Case) -> None:
    one, other = town.clerk(), town.clerk("Tiina Mets", "48901010008")
    with town.store.writing() as session:
        take(session, case.reference, actor=one, now=NOW)
        take(session, case.reference, actor=one, now=NOW)  # a double click

    assert opened(town, case, other).holder == "Maarja Kask"
    for act in (take, give_back):
        with pytest.raises(Conflict, match="taken"), town.store.writing() as session:
            act(session, case.reference, actor=other, now=NOW)
    with pytest.raises(Conflict, match="taken"):
        approve(town, case, other)

    with town.store.writing() as session:
        give_back(session, case.reference, actor=one, now=NOW)
    assert opened(town, case, other).holder_id is None
    assert [one.event for one in opened(town, case, other).history] == ["begun", "received", "taken", "given_back"]


def test_a_supervisor_may_give_back_what_a_clerk_holds(town: Town, case: Case) -> None:
    clerk, supervisor = town.clerk(), town.supervisor()
    with town.store.writing() as session:
        take(session, case.reference, actor=clerk, now=NOW)

    with town.store.writing() as session:
        give_back(session, case.reference, actor=supervisor, now=NOW)

    assert as_it_is(town, case).claimed_by is None


# ---- the fee --------------------------------------------------------------------------------------------------------


def test_a_fee_is_marked_as_paid_once(town: Town, case: Case) -> None:
    clerk = town.clerk()
    for _ in range(2):
        with town.store.writing() as session:
            mark_paid(session, case.reference, actor=clerk, now=NOW)

    seen = opened(town, case, clerk)
    assert (seen.fee_state, seen.paid_at) == ("paid", NOW)
    assert [one.event for one in seen.history].count("paid") == 1


def test_where_there_is_no_fee_none_is_paid(town: Town) -> None:
    case = town.case(
        town.person(*LEILA),
        {"whom": "self", "purpose": "work", "name": "Leila Haddad", "born": "12 4 1985"},
        service="residence-certificate",
    )
    clerk = town.person("Liis Oja", door="staff", residents_office=("clerk",))

    with pytest.raises(Refused, match="no fee"), town.store.writing() as session:
        mark_paid(session, case.reference, actor=clerk, now=NOW)


def test_what_was_withdrawn_is_not_paid_any_more(town: Town, case: Case) -> None:
    clerk, applicant = town.clerk(), town.person(*LEILA)
    with town.store.writing() as session:
        withdraw(session, case.reference, actor=applicant, now=NOW, today=TODAY)

    with pytest.raises(Conflict, match="withdrawn"), town.store.writing() as session:
        mark_paid(session, case.reference, actor=clerk, now=NOW)

    assert opened(town, case, clerk).fee_state == "due"


# ---- deciding -------------------------------------------------------------------------------------------------------


def test_an_approval_happens_with_its_document_its_mail_and_how_long_it_is_kept(town: Town, case: Case) -> None:
    clerk = town.clerk()

    approve(town, case, clerk)

    now = as_it_is(town, case)
    assert (now.state, now.decided_by, now.due_on, now.keep_until.isoformat()) == (
        "approved",
        clerk.person_id,
        NEVER,
        "2028-11-24",
    )
    with town.store.reading() as session:
        issued = session.scalars(select(IssuedDocument).where(IssuedDocument.case_id == case.id)).one()
        assert (issued.document, issued.series, issued.number, issued.state) == ("permit", "PP", 1, "pending")
        # The approval's mail brings the document, so it waits until that is printed.
        assert session.scalars(select(Mail.kind)).all() == ["received"]
        assert session.scalars(select(TaskNote.ids).where(TaskNote.task == "render_document")).all() == [
            {"document": issued.id}
        ]
        assert verify_chain(session, "case", case.id) is None
        last = session.scalars(journal_of("case", case.id)).all()[-1]
        assert (last.event, last.actor_role, last.facts["move"]) == ("approved", "clerk", "approve")


def test_a_refusal_has_a_reason_and_an_explanation_which_stay_in_the_envelope(town: Town, case: Case) -> None:
    clerk = town.clerk()
    wanted = Decision("refuse", case.version, "not_resident", " You live in zone A.\r\n ")

    with town.store.writing() as session:
        decide(session, case.reference, wanted, actor=clerk, now=NOW, today=TODAY)

    with town.store.reading() as session:
        now = session.scalars(case_by_reference(case.reference)).one()
        assert (now.state, now.reason) == ("refused", "not_resident")
        assert open_case_file(session, now).explanation == "You live in zone A."
        assert session.scalar(select(func.count()).select_from(IssuedDocument)) == 0
        facts = [one.facts for one in session.scalars(journal_of("case", case.id))]
    assert "zone A" not in str(facts)
    seen = opened(town, case, clerk)
    assert (seen.reason, seen.applicant.explanation, seen.decided_by) == (
        "not_resident",
        "You live in zone A.",
        "Maarja Kask",
    )


@pytest.mark.parametrize(
    ("reason", "explanation", "missing"),
    [
        ("", "words", {"reason": "empty"}),
        ("invented", "words", {"reason": "empty"}),
        ("not_resident", " \u200b ", {"explanation": "empty"}),
        ("not_resident", "x" * 4_001, {"explanation": "too_long"}),
        ("", "", {"reason": "empty", "explanation": "empty"}),
    ],
)
def test_a_refusal_without_its_words_is_not_made(
    town: Town, case: Case, reason: str, explanation: str, missing: dict[str, str]
) -> None:
    clerk = town.clerk()
    wanted = Decision("refuse", case.version, reason, explanation)

    assert wanted.problems(opened(town, case, clerk).service) == missing
    with pytest.raises(Refused), town.store.writing() as session:
        decide(session, case.reference, wanted, actor=clerk, now=NOW, today=TODAY)
    assert as_it_is(town, case).state == "received"


@pytest.mark.parametrize("move", ["withdraw", "invented"])
def test_a_clerk_makes_only_a_clerk_s_moves(town: Town, case: Case, move: str) -> None:
    supervisor = town.supervisor()

    with pytest.raises(Refused), town.store.writing() as session:
        decide(session, case.reference, Decision(move, case.version), actor=supervisor, now=NOW, today=TODAY)


def test_what_was_decided_or_withdrawn_is_decided_no_more(town: Town, case: Case) -> None:
    applicant = town.person(*LEILA)
    with town.store.writing() as session:
        withdraw(session, case.reference, actor=applicant, now=NOW, today=TODAY)
    clerk = town.clerk()

    with pytest.raises(Conflict):
        approve(town, case, clerk)
    with pytest.raises(Conflict), town.store.writing() as session:
        take(session, case.reference, actor=clerk, now=NOW)


def test_a_decision_that_fails_half_way_leaves_nothing(town: Town, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the mail's row cannot be written")

    clerk = town.clerk()
    monkeypatch.setattr(review, "notify", broken)
    with pytest.raises(RuntimeError):
        approve(town, case, clerk)

    assert as_it_is(town, case).state == "received"
    monkeypatch.undo()
    with town.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(IssuedDocument)) == 0
        assert "approved" not in session.scalars(select(JournalEntry.event)).all()
    approve(town, case, clerk)
    with town.store.reading() as session:
        assert session.scalars(select(IssuedDocument.number)).all() == [1]  # no number was lost


def test_a_page_that_is_out_of_date_decides_nothing(town: Town, case: Case) -> None:
    clerk = town.clerk()
    seen = opened(town, case, clerk)
    with town.store.writing() as session:
        mark_paid(session, case.reference, actor=clerk, now=NOW)

    with pytest.raises(Conflict, match="changed meanwhile"):
        approve(town, case, clerk, seen.version)


def test_two_clerks_on_two_connections_make_one_decision_and_the_later_sees_what_changed(
    town: Town, case: Case
) -> None:
    one, other = town.clerk(), town.clerk("Tiina Mets", "48901010008")
    approving = Decision("approve", opened(town, case, one).version)
    refusing = Decision("refuse", opened(town, case, other).version, "too_heavy", "It weighs 4,000 kg")
    start, outcomes = threading.Barrier(2), {}

    def at_once(name: str, wanted: Decision, actor: Actor) -> Callable[[], None]:
        def run() -> None:
            start.wait(10)
            try:
                with town.store.writing() as session:
                    decide(session, case.reference, wanted, actor=actor, now=NOW, today=TODAY)
                outcomes[name] = "done"
            except Conflict:
                outcomes[name] = "conflict"

        return run

    threads = [
        threading.Thread(target=at_once("approve", approving, one)),
        threading.Thread(target=at_once("refuse", refusing, other)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes.values()) == ["conflict", "done"]
    winner = "approve" if outcomes["approve"] == "done" else "refuse"
    state, loser = {"approve": ("approved", other), "refuse": ("refused", one)}[winner]
    assert as_it_is(town, case).state == state
    with town.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(IssuedDocument)) == (1 if winner == "approve" else 0)
        told = ["received"] if winner == "approve" else ["received", "refused"]
        assert sorted(session.scalars(select(Mail.kind))) == told
        change = latest_change(session, case.reference, actor=loser)
    assert change is not None
    assert (change.event, change.who) == (state, "Maarja Kask" if winner == "approve" else "Tiina Mets")


def test_a_case_page_asks_the_same_number_of_queries_however_long_its_history(sqlite_town: Town) -> None:
    town, clerk = sqlite_town, sqlite_town.clerk()
    case = town.case(town.person(*LEILA))
    opened(town, case, clerk)  # the release is read once per process

    def look() -> int:
        with town.store.writing() as session:
            return queries_of(
                session, lambda: open_case(session, case.reference, actor=clerk, now=NOW, today=TODAY, zone="UTC")
            )

    few = look()
    for _ in range(5):
        for act in (take, give_back):
            with town.store.writing() as session:
                act(session, case.reference, actor=clerk, now=NOW)
        town.case(town.person("Mart Tamm", "37802031003"))

    assert look() == few <= 10
