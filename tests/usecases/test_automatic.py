"""A register that may decide: it agrees, or a clerk gets the case with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from portal.gateways.registers import RegisterAnswer
from portal.store import Case, IssuedDocument, TaskNote, case_by_reference, journal_of
from portal.usecases.automatic import conclude, question_of
from portal.usecases.casefile import open_case_file
from portal.usecases.submission import withdraw
from tests.usecases.town import HOME, NOW, TODAY, Town

CERTIFICATE = {"whom": "self", "purpose": "work", "name": "Leila Haddad", "born": "12 4 1985", "home": HOME}
AGREES = {"name": "LEILA HADDAD", "birth_date": "1985-04-12", "address": HOME}


@pytest.fixture
def case(town: Town) -> Case:
    applicant = town.person("Leila Haddad", "48504121006")
    return town.case(applicant, CERTIFICATE, service="residence-certificate")


def concluded(town: Town, case: Case, answer: RegisterAnswer) -> Case:
    """The case after this reply."""
    with town.store.reading() as session:
        question = question_of(session, case.id)
    if question is not None:
        with town.store.writing() as session:
            conclude(session, case.id, question, answer, now=NOW, today=TODAY)
    with town.store.reading() as session:
        return session.scalars(case_by_reference(case.reference)).one()


def events(town: Town, case: Case) -> list[tuple[str, str]]:
    with town.store.reading() as session:
        return [(one.event, one.actor_role) for one in session.scalars(journal_of("case", case.id))][2:]


def test_the_register_is_asked_about_the_person_who_signed_in(town: Town, case: Case) -> None:
    with town.store.reading() as session:
        question = question_of(session, case.id)

    assert question is not None
    assert (question.register, question.national_number) == ("population", "48504121006")
    assert question.told["name"] == "Leila Haddad"


def test_where_it_agrees_the_certificate_is_issued_without_a_clerk(town: Town, case: Case) -> None:
    decided = concluded(town, case, RegisterAnswer("answer", AGREES))

    assert (decided.state, decided.automatic, decided.decided_by) == ("approved", "agreed", "system")
    assert events(town, case) == [("register_agreed", "system"), ("approved", "system")]
    with town.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(IssuedDocument)) == 1
        assert session.scalars(select(TaskNote.task).where(TaskNote.task == "render_document")).all()


@pytest.mark.parametrize(
    ("answer", "how", "event"),
    [
        (
            RegisterAnswer("answer", AGREES | {"address": HOME | {"street": "77 Old Market"}}),
            "disagreed",
            "register_disagreed",
        ),
        (RegisterAnswer("answer", {}), "disagreed", "register_disagreed"),
        (RegisterAnswer("answer", AGREES | {"address": ["?"]}), "disagreed", "register_disagreed"),
        (RegisterAnswer("not found"), "failed", "register_unknown"),
        (RegisterAnswer("slow"), "failed", "register_slow"),
        (RegisterAnswer("down", reason="answered 503"), "failed", "register_down"),
    ],
)
def test_otherwise_a_clerk_gets_it_with_the_reason(
    town: Town, case: Case, answer: RegisterAnswer, how: str, event: str
) -> None:
    left = concluded(town, case, answer)

    assert (left.state, left.automatic, left.decided_at) == ("received", how, None)
    assert events(town, case) == [(event, "system")]


def test_the_history_names_what_differs_and_never_what_it_says(town: Town, case: Case) -> None:
    concluded(town, case, RegisterAnswer("answer", AGREES | {"address": HOME | {"street": "77 Old Market"}}))

    with town.store.reading() as session:
        facts: Any = session.scalars(journal_of("case", case.id)).all()[-1].facts
    assert facts["fields"] == ["home"]
    assert "Old Market" not in str(facts)


def test_what_the_register_says_instead_is_kept_sealed_for_the_clerk(town: Town, case: Case) -> None:
    left = concluded(town, case, RegisterAnswer("answer", AGREES | {"address": HOME | {"street": "77 Old Market"}}))

    assert b"Old Market" not in (left.envelope or b"")
    with town.store.reading() as session:
        told = open_case_file(session, left)
    assert list(told.register) == ["home"]
    assert told.register["home"].startswith("77 Old Market, ")
    assert told.name == "Leila Haddad"


def test_a_task_that_runs_twice_decides_once(town: Town, case: Case) -> None:
    with town.store.reading() as session:
        question = question_of(session, case.id)
    assert question is not None
    for _ in range(2):
        with town.store.writing() as session:
            conclude(session, case.id, question, RegisterAnswer("answer", AGREES), now=NOW, today=TODAY)

    with town.store.reading() as session:
        assert question_of(session, case.id) is None
        assert session.scalars(select(IssuedDocument.number)).all() == [1]


def test_what_was_withdrawn_meanwhile_is_left_alone(town: Town, case: Case) -> None:
    with town.store.reading() as session:
        question = question_of(session, case.id)
    applicant = town.person("Leila Haddad", "48504121006")
    with town.store.writing() as session:
        withdraw(session, case.reference, actor=applicant, now=NOW, today=TODAY)

    assert question is not None
    with town.store.writing() as session:
        assert conclude(session, case.id, question, RegisterAnswer("answer", AGREES), now=NOW, today=TODAY) is None
    assert concluded(town, case, RegisterAnswer("slow")).state == "withdrawn"
