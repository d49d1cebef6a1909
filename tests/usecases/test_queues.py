"""The clerk's queue: what is in it, in what order, how a case is found, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from portal.errors import Refused
from portal.store import Case
from portal.usecases.actor import Actor
from portal.usecases.queues import Filters, Queue, next_case, queue, reference_in, used_share
from portal.usecases.review import Decision, decide, take
from tests.usecases.town import HOME, NOW, TODAY, Town, queries_of


def seen(town: Town, actor: Actor, limit: int = 25, **filters: Any) -> Queue:
    with town.store.reading() as session:
        return queue(session, Filters(**filters), actor=actor, today=TODAY, limit=limit)


def references(town: Town, actor: Actor, **filters: Any) -> list[str]:
    return [row.reference for row in seen(town, actor, **filters).rows]


@pytest.fixture
def three(town: Town) -> list[Case]:
    """An old case, a recent one, one of today."""
    leila, mart = town.person("Leila Haddad", "48504121006"), town.person("Mart Tamm", "37802031003")
    anna = town.person("Anna-Liisa Õun Kask", "49105170213")
    return [
        town.case(mart, {"plate": "CD 456"}, days_ago=5),
        town.case(leila, days_ago=30),
        town.case(anna, {"plate": "EF 789"}),
    ]


def test_what_is_overdue_comes_first(town: Town, three: list[Case]) -> None:
    recent, old, today = three
    found = seen(town, town.clerk())

    assert [row.reference for row in found.rows] == [old.reference, recent.reference, today.reference]
    assert [row.applicant for row in found.rows] == ["Leila Haddad", "Mart Tamm", "Anna-Liisa Õun Kask"]
    assert [row.due_on < TODAY for row in found.rows] == [True, False, False]
    assert (found.total, found.counts.open, found.counts.late, found.counts.mine, found.counts.free) == (3, 3, 1, 0, 3)
    assert [live.service.id for live in found.services] == ["parking-permit"]


def test_filters_by_state_holder_service_and_deadline(town: Town, three: list[Case]) -> None:
    recent, old, today = three
    clerk = town.clerk()
    with town.store.writing() as session:
        take(session, recent.reference, actor=clerk, now=NOW)
        decide(session, old.reference, Decision("approve", old.version), actor=clerk, now=NOW, today=TODAY)

    assert references(town, clerk) == [recent.reference, today.reference]
    assert references(town, clerk, holder="me") == [recent.reference]
    assert references(town, clerk, holder="nobody") == [today.reference]
    assert references(town, clerk, state="approved") == [old.reference]
    assert seen(town, clerk, state="approved").rows[0].who == "Maarja Kask"
    assert references(town, clerk, state="any") == [recent.reference, today.reference, old.reference]
    assert references(town, clerk, due="late") == []
    assert references(town, clerk, service="residence-certificate") == []
    assert seen(town, clerk).rows[0].who == "Maarja Kask"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("haddad", 1),
        ("LEILA", 1),
        ("leila haddad", 1),
        ("ab-123", 1),
        ("AB 123", 1),
        ("cd456", 0),
        ("oun", 2),
        ("Õun", 2),
        ("anna kask", 2),
        ("leila kask", None),
        ("had", None),
        ("AB 12", None),
        ("'; DROP TABLE cases; --", None),
        ("\x00", "all"),
    ],
)
def test_a_case_is_found_by_name_or_plate(town: Town, three: list[Case], typed: str, place: Any) -> None:
    found = references(town, town.clerk(), q=typed)

    if place == "all":
        assert len(found) == 3
    else:
        assert found == ([] if place is None else [three[place].reference])


def test_a_case_is_found_by_its_reference_however_it_is_typed(town: Town, three: list[Case]) -> None:
    clerk, wanted = town.clerk(), three[0].reference

    for typed in (wanted, wanted.lower(), wanted.replace("-", " "), wanted.replace("-", "")):
        assert references(town, clerk, q=typed) == [wanted]
        with town.store.reading() as session:
            assert reference_in(session, typed, actor=clerk) == wanted


def test_a_clerk_sees_the_own_units_only_and_never_the_own_case(town: Town, three: list[Case]) -> None:
    other = town.person("Liis Oja", door="staff", residents_office=("clerk",))
    own = town.clerk("Leila H.", "48504121006")
    everywhere = town.person("Aud Itor", door="staff", everywhere=("auditor",))
    nobody = town.person("No Body", door="staff")

    assert references(town, other) == references(town, nobody) == []
    assert references(town, own) == [three[0].reference, three[2].reference]
    assert references(town, own, q="haddad") == []
    with town.store.reading() as session:
        assert reference_in(session, three[1].reference, actor=own) == ""
    assert len(references(town, everywhere)) == 3


def test_the_queue_comes_in_pages_that_neither_skip_nor_repeat(town: Town) -> None:
    clerk = town.clerk()
    people = [town.person(f"Person {number}") for number in range(7)]
    cases = [town.case(one, {"home": {**HOME, "street": f"{n} Elm"}}) for n, one in enumerate(people)]
    with town.store.writing() as session:
        for case in cases[:4]:
            decide(session, case.reference, Decision("approve", case.version), actor=clerk, now=NOW, today=TODAY)

    for state, number in (("open", 3), ("approved", 4), ("any", 7)):
        met, after = [], ""
        for _ in range(10):
            page = seen(town, clerk, limit=2, state=state, after=after)
            met += [row.reference for row in page.rows]
            assert page.total == number
            after = page.next
            if not after:
                break
        assert len(met) == len(set(met)) == number


@pytest.mark.parametrize("after", ["x", "2026-13-01~a", "2026-11-24", "~", "2026-11-24T10:00:00~a", "9" * 500])
def test_an_address_that_somebody_typed_is_understood_or_ignored(town: Town, after: str) -> None:
    town.case(town.person("Leila Haddad"))

    assert len(seen(town, town.clerk(), after=after, state="open").rows) == 1
    assert len(seen(town, town.clerk(), after=after, state="nonsense", holder="x", due="y").rows) == 1


def test_the_next_case_is_the_one_due_first_that_nobody_holds(town: Town, three: list[Case]) -> None:
    clerk = town.clerk()
    taken = []
    for _ in range(4):
        with town.store.writing() as session:
            reference = next_case(session, actor=clerk, today=TODAY)
            if reference:
                take(session, reference, actor=clerk, now=NOW)
            taken.append(reference)

    assert taken == [three[1].reference, three[0].reference, three[2].reference, ""]


def test_the_next_case_is_never_one_that_the_clerk_may_only_read(town: Town, three: list[Case]) -> None:
    auditor = town.person("Aud Itor", door="staff", everywhere=("auditor",))
    elsewhere = town.person("Liis Oja", door="staff", residents_office=("clerk",), parking_office=("auditor",))

    with town.store.reading() as session:
        assert next_case(session, actor=elsewhere, today=TODAY) == ""
        with pytest.raises(Refused):
            next_case(session, actor=auditor, today=TODAY)


def test_the_queue_asks_the_same_number_of_queries_however_many_cases_it_shows(sqlite_town: Town) -> None:
    town, clerk = sqlite_town, sqlite_town.clerk()

    def asked(**filters: str) -> int:
        with town.store.reading() as session:
            return queries_of(session, lambda: queue(session, Filters(**filters), actor=clerk, today=TODAY))

    first = town.case(town.person("Leila Haddad"))
    seen(town, clerk)  # the release is read once per process
    few, few_found = asked(), asked(q="haddad")
    for number in range(12):
        case = town.case(town.person(f"Haddad {number}"))
        with town.store.writing() as session:
            take(session, case.reference, actor=clerk, now=NOW)

    assert first.reference in references(town, clerk, q="haddad")
    assert (asked(), asked(q="haddad")) == (few, few_found)
    assert few <= 3
    assert few_found <= 6


def test_the_share_of_time_used_is_never_outside_0_and_100() -> None:
    day = TODAY.replace

    assert used_share(day(day=1), day(day=11), day(day=6)) == 50
    assert used_share(day(day=1), day(day=11), day(day=30)) == 100
    assert used_share(day(day=11), day(day=11), day(day=1)) == 0
