"""The clerk's desk, read and used as a clerk does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.demo.arriving import arrive
from portal.demo.people import BY_ID
from portal.gateways.registers import RegisterAnswer
from portal.store import AccessRecord, Case, Store
from portal.usecases.actor import Door
from portal.usecases.automatic import conclude, question_of
from portal.usecases.review import Decision, decide, take
from tests.pages import Page, Visitor, words
from tests.usecases.test_automatic import CERTIFICATE
from tests.usecases.town import HOME, PERMIT, apply, queries_of

OFFICE = "/en/office/cases"


def came_in(app: Flask, who: str, door: Door, language: str = "en") -> Visitor:
    """A browser with a new session of a demo person, as if the provider had just sent them back."""
    found, visitor = app.extensions["portal"], Visitor(app, language)
    with found.store.writing() as session:
        token = arrive(session, found.settings, BY_ID[who], door, now=datetime.now(UTC)).token
    visitor.client.set_cookie(door, token, domain="localhost", path="/")
    return visitor


Send = Callable[..., Case]


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions["portal"].store
    return found


@pytest.fixture
def send(app: Flask, store: Store) -> Send:
    """A demo person's application, sent `days_ago`."""

    def sent(who: str = "leila-haddad", days_ago: int = 0, service: str = "parking-permit", **answers: Any) -> Case:
        at = datetime.now(UTC) - timedelta(days=days_ago)
        with store.writing() as session:
            actor = arrive(session, app.extensions["portal"].settings, BY_ID[who], "citizen", now=at).actor
            return apply(session, actor, PERMIT | answers, service=service, at=at)

    return sent


@pytest.fixture
def clerk(app: Flask) -> Visitor:
    return came_in(app, "maarja-kask", "staff")


def rows(page: Page) -> list[list[str]]:
    """The queue's rows, cell by cell."""
    return [
        [words(cell) for cell in row if cell.tag in ("th", "td")]
        for body in page.all("tbody")
        for row in body.iter("tr")
    ]


def test_a_page_of_one_question_says_it_once(app: Flask, send: Send) -> None:
    case = send(service="residence-certificate", **CERTIFICATE)

    page = came_in(app, "liis-oja", "staff").open(f"{OFFICE}/{case.reference}")

    assert "What do you need the certificate for?" in page.text
    assert "What do you need the certificate for?" not in [words(one) for one in page.all("h2")]


# ---- the queue ------------------------------------------------------------------------------------------------------


def test_the_queue_shows_what_is_overdue_first(clerk: Visitor, send: Send) -> None:
    late, fresh = send("mart-tamm", days_ago=40, plate="CD 456"), send()

    page = clerk.open(OFFICE)

    assert page.h1 == "Cases"
    assert [row[0] for row in rows(page)] == [late.reference, fresh.reference]
    assert rows(page)[1][1:4] == ["Leila HaddadFee not paid yet", "Resident parking permit", "New"]
    assert "late" in rows(page)[0][5]
    assert rows(page)[0][6] == "Nobody yet"
    assert "2 cases" in page.text


def test_filters_stand_in_the_address_and_can_be_taken_off(clerk: Visitor, send: Send) -> None:
    case = send()
    send("mart-tamm", plate="CD 456")

    page = clerk.open(OFFICE).fill("Reference, name or registration number", "ab-123").press("Show")
    assert "q=ab-123" in page.path
    assert [row[0] for row in rows(page)] == [case.reference]
    assert page.has_link("Found by: ab-123 ×remove")

    page = page.follow("Found by: ab-123 ×remove")
    assert len(rows(page)) == 2
    page = page.choose("State", "Refused").press("Show")
    assert rows(page) == []
    assert "No cases here" in page.text
    assert page.follow("Clear all").h1 == "Cases"


def test_a_reference_typed_whole_opens_its_case(clerk: Visitor, send: Send) -> None:
    case = send()

    page = clerk.open(f"{OFFICE}?q={case.reference.lower().replace('-', '+')}")

    assert page.h1 == "Resident parking permit for Leila Haddad"


def test_the_next_case_is_taken_and_opened(clerk: Visitor, send: Send) -> None:
    case = send(days_ago=3)
    send("mart-tamm", plate="CD 456")

    page = clerk.open(OFFICE).press("Take the next case")

    assert page.path.endswith(case.reference)
    assert page.has_button("Give it back")
    assert [row[0] for row in rows(clerk.open(f"{OFFICE}?holder=me"))] == [case.reference]


def test_the_queue_costs_the_same_however_long_it_is(clerk: Visitor, send: Send, store: Store) -> None:
    def cost() -> int:
        with store.reading() as session:
            return queries_of(session, lambda: clerk.open(OFFICE))

    send()
    clerk.open(OFFICE)
    few = cost()
    for number in range(6):
        send("mart-tamm", plate=f"CD {456 + number}", home=HOME | {"street": f"{number} Elm"})

    assert cost() == few <= 6


# ---- the case -------------------------------------------------------------------------------------------------------


def opened(clerk: Visitor, case: Case) -> Page:
    return clerk.open(f"{OFFICE}/{case.reference}")


def test_a_case_shows_answers_sources_history_and_what_the_applicant_will_get(clerk: Visitor, send: Send) -> None:
    case = send()
    page = opened(clerk, case)

    facts = page.facts()
    assert facts["Registration number"] == "AB123"
    assert "From the sign-in" in page.text
    assert "visits a month" in page.text
    assert "Leila Haddad sent the application" in page.text
    assert "€60.00, not paid yet" in page.text
    assert "What it is asked for: To know which vehicle may park, and that you may use it" in page.text
    assert "Valid from" in page.text
    assert "PP-" in page.text
    assert "Zone" in [words(term) for term in page.all("dt")]
    assert case.reference in page.title


def test_what_the_register_says_stands_beside_the_answer(app: Flask, send: Send, store: Store) -> None:
    told = {"whom": "self", "purpose": "work", "name": "Leila Haddad", "born": "12 4 1985", "home": HOME}
    case, now = send(service="residence-certificate", **told), datetime.now(UTC)
    reply = {"name": "Leila Haddad", "birth_date": "1985-04-12", "address": HOME | {"street": "77 Old Market"}}
    with store.writing() as session:
        question = question_of(session, case.id)
        assert question is not None
        conclude(session, case.id, question, RegisterAnswer("answer", reply), now=now, today=now.date())

    page = opened(came_in(app, "liis-oja", "staff"), case)

    assert "The register says: 77 Old Market, " in page.text
    assert page.text.count("The register says: ") == 1


def test_each_opening_is_recorded_and_a_colleague_s_case_can_only_be_read(
    app: Flask, clerk: Visitor, send: Send, store: Store
) -> None:
    case = send()
    opened(came_in(app, "jaan-tamm", "staff"), case).press("Take this case")

    page = opened(clerk, case)

    assert "Jaan Tamm has taken this case" in page.text
    assert not page.has_button("Take this case")
    assert not page.has_link("Refuse, with a reason")
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(AccessRecord)) == 3


def test_the_same_plate_elsewhere_is_worth_a_look(clerk: Visitor, send: Send) -> None:
    case = send()
    other = send("mart-tamm", home=HOME | {"street": "3 Mill Lane"})

    page = opened(clerk, case)

    assert "The same answer to “Registration number”" in page.text
    assert page.follow(other.reference).h1 == "Resident parking permit for Mart Tamm"


def test_a_fee_is_marked_as_paid(clerk: Visitor, send: Send) -> None:
    page = opened(clerk, send()).press("Mark as paid")

    assert "€60.00, paid" in page.text
    assert not page.has_button("Mark as paid")


def test_an_approval_is_made_and_said(clerk: Visitor, send: Send) -> None:
    page = opened(clerk, send()).press("Approve and issue: Resident parking permit")

    assert "Approved. The applicant is told by e-mail" in page.text
    assert "Maarja Kask approved the application" in page.text
    assert "Being made" in page.text
    assert not page.has_button("Approve and issue: Resident parking permit")


def test_a_refusal_asks_for_a_reason_and_an_explanation(clerk: Visitor, send: Send) -> None:
    page = opened(clerk, send()).follow("Refuse, with a reason")
    assert page.h1 == "Refuse, with a reason"

    page = page.press("Refuse the application", status=400)
    assert page.title.startswith("Error: ")
    assert page.problems == ["Choose the reason for the refusal", "Explain the refusal in your own words"]
    assert page.problem("Reason") == "Choose the reason for the refusal"

    page = page.choose("Reason", "You are not registered as living in the zone you chose")
    page = page.press("Refuse the application", status=400)
    assert page.problems == ["Explain the refusal in your own words"]
    assert page.value("Reason") == "You are not registered as living in the zone you chose"

    page = page.fill("Explain it to the applicant", "Your address is in zone A.").press("Refuse the application")
    assert "Refused. The applicant is told by e-mail" in page.text
    assert "Your address is in zone A." in page.text
    assert "Maarja Kask refused the application: You are not registered" in page.text


def test_the_later_of_two_clerks_sees_what_changed_and_keeps_what_was_written(
    app: Flask, clerk: Visitor, send: Send
) -> None:
    case = send()
    page = opened(clerk, case).follow("Refuse, with a reason")
    opened(came_in(app, "jaan-tamm", "staff"), case).press("Approve and issue: Resident parking permit")

    page.choose("Reason", "The vehicle weighs more than 3,500 kg").fill("Explain it to the applicant", "4,000 kg")
    late = page.press("Refuse the application", status=409)

    assert late.h1 == "This case changed meanwhile"
    assert "Jaan Tamm approved the application" in late.text
    assert late.value("What you wrote, to copy if you still need it") == "4,000 kg"
    assert late.follow("Look at the case").h1 == "Resident parking permit for Leila Haddad"


def test_a_double_click_decides_once_and_says_so(clerk: Visitor, send: Send) -> None:
    page = opened(clerk, send())
    page.press("Approve and issue: Resident parking permit")

    again = page.press("Approve and issue: Resident parking permit", status=409)

    assert "Maarja Kask approved the application" in again.text


def test_nobody_opens_their_own_case(app: Flask, send: Send, store: Store) -> None:
    case = send("maarja-kask")
    own = came_in(app, "maarja-kask", "staff")

    assert rows(own.open(OFFICE)) == []
    page = own.open(f"{OFFICE}/{case.reference}", status=403)
    assert page.h1 == "This is your own application"
    assert "AB123" not in page.text
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(AccessRecord)) == 0


@pytest.mark.parametrize("path", ["", "/decide/refuse", "/files/nothing"])
def test_what_is_not_in_the_clerk_s_units_is_not_there(app: Flask, send: Send, path: str) -> None:
    case = send()
    other = came_in(app, "liis-oja", "staff")

    other.open(f"{OFFICE}/{case.reference}{path}", status=404)
    other.open(f"{OFFICE}/2222-2222-2{path}", status=404)


def test_strangers_and_citizens_are_led_to_the_staff_s_sign_in(app: Flask, send: Send) -> None:
    case = send()
    for visitor in (Visitor(app), came_in(app, "leila-haddad", "citizen")):
        for path in (OFFICE, f"{OFFICE}/{case.reference}"):
            response = visitor.client.get(path)
            assert response.status_code == 303
            assert "/office/sign-in" in response.headers["Location"]


def test_what_was_decided_is_found_under_its_state(clerk: Visitor, send: Send, app: Flask, store: Store) -> None:
    case = send()
    with store.writing() as session:
        actor = arrive(
            session, app.extensions["portal"].settings, BY_ID["jaan-tamm"], "staff", now=datetime.now(UTC)
        ).actor
        take(session, case.reference, actor=actor, now=datetime.now(UTC))
        wanted = Decision("approve", case.version + 1)
        decide(session, case.reference, wanted, actor=actor, now=datetime.now(UTC), today=datetime.now(UTC).date())

    page = clerk.open(f"{OFFICE}?state=approved")

    assert [row[0] for row in rows(page)] == [case.reference]
    assert "Decided" in rows(page)[0][5]


@pytest.mark.parametrize("language", ["et", "ar", "fr"])
def test_the_desk_speaks_every_language(app: Flask, send: Send, language: str) -> None:
    case = send()
    clerk = came_in(app, "maarja-kask", "staff", language)

    for path in ("", f"/{case.reference}", f"/{case.reference}/decide/refuse"):
        page = clerk.open(f"/{language}/office/cases{path}")
        assert page.one("html").get("lang") == language


def test_two_clerks_who_take_the_next_case_at_once_get_two_cases(
    app: Flask, clerk: Visitor, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = send(days_ago=3), send("mart-tamm", plate="CD 456")
    colleague = came_in(app, "jaan-tamm", "staff")
    seen = [first.reference, second.reference]
    monkeypatch.setattr("portal.web.office.cases.next_case", lambda *_, **__: seen.pop(0))
    opened(colleague, first).press("Take this case")

    page = clerk.open(OFFICE).press("Take the next case")

    assert page.path.endswith(second.reference)


def test_with_nothing_to_take_the_queue_says_so(clerk: Visitor, send: Send) -> None:
    page = clerk.open(OFFICE).press("Take the next case")

    assert "No cases here" in page.text
