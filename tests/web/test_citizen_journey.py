"""Issue line 4 at the citizens' door: pages, problems, groups, files, sending, coming back; and nothing is lost."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import event, func, select
from werkzeug.datastructures import MultiDict

from portal.demo.people import BY_ID
from portal.store import Case, Draft, StoredFile
from portal.usecases.people import arrive
from portal.usecases.sessions import Times
from tests.journeys import DECLARATION, apply_for_permit
from tests.pages import Page, Visitor, words
from tests.people import claims_of, signed_in

LEILA, MART = "leila-haddad", "mart-tamm"


@pytest.fixture
def leila(app: Flask) -> Visitor:
    return signed_in(app, LEILA)


def a_pdf() -> bytes:
    made, stream = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(stream)
    return stream.getvalue()


def at_vehicle(citizen: Visitor) -> Page:
    page = citizen.open("/en/services/parking-permit").press("Start now")
    return page.choose("Which parking zone do you live in?", "B, Harbour").press("Continue")


def filled_vehicle(page: Page, keeper: str = "I am") -> Page:
    page.fill("Registration number", "ab 123").fill("When did you get it?", "14 5 2025")
    return page.choose("What does it run on?", "Petrol").choose("Who is the registered keeper?", keeper)


def at_check(citizen: Visitor) -> Page:
    return filled_vehicle(at_vehicle(citizen)).press("Continue").press("Continue").press("Continue")


def cases(app: Flask) -> int:
    with app.extensions["portal"].store.reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_why_something_is_asked_tells_the_reason_and_what_the_answer_is_used_for(leila: Visitor) -> None:
    page = leila.open("/en/services/parking-permit").press("Start now")

    (home, zone) = [words(one) for one in page.all("details", class_="sm-why")]
    used = "What we use your answer for: To know whether you live in the zone, and how many permits your household has"
    assert "Only people who are registered in a zone can have a permit for it" in home and used in home
    assert used in zone


def test_how_the_fee_is_paid_is_told_the_same_everywhere(leila: Visitor) -> None:
    checking = at_check(leila)
    sent = checking.tick(DECLARATION).press("Accept and send")
    case = sent.follow("Follow your case")

    assert "pay at the office or by bank transfer, and name the reference you get" in checking.text
    for page in (sent, case):
        assert "Pay at the office or by bank transfer, and name your reference." in page.text
        assert page.follow("How to pay a fee").path == "/en/contact"
    withdrawn = case.follow("Withdraw the application").press("Withdraw the application")
    assert "You need not pay this any more." in withdrawn.text


def test_the_sign_in_fills_in_what_it_knows_and_says_so(leila: Visitor) -> None:
    page = leila.open("/en/services/parking-permit").press("Start now")

    assert page.value("What is your address?") == "12 Rope Walk, flat 4 10123 Solmere"


def test_a_wrong_page_keeps_everything_typed_and_says_what_to_do(leila: Visitor) -> None:
    page = (
        at_vehicle(leila).fill("Registration number", "ab").fill("When did you get it?", "14  2025").press("Continue")
    )

    assert page.title.startswith("Error: Your vehicle")
    assert page.problem("Registration number") == "Enter the registration number in full, for example AB 123"
    assert page.value("Registration number") == "ab"
    assert leila.open(page.path).problem("Registration number") is not None  # it survives a reload


def test_an_optional_page_can_be_left_empty_and_comes_up_once(leila: Visitor) -> None:
    page = filled_vehicle(at_vehicle(leila)).press("Continue")
    assert page.h1 == "Regular visitors"

    resumed = leila.open("/en/my").follow("Continue Resident parking permit")

    assert resumed.h1 == "Regular visitors"


def test_a_later_page_leads_to_the_first_that_is_not_answered(leila: Visitor) -> None:
    page = leila.open("/en/services/parking-permit").press("Start now")

    assert leila.open(page.path.replace("/you", "/contact")).h1 == "Where you live"
    assert leila.open(page.path.replace("/you", "/check-answers")).h1 == "Where you live"
    assert leila.open(page.path.replace("/you", "/nowhere")).h1 == "Where you live"


def test_changing_an_answer_returns_to_check_answers_after_what_it_newly_asks(leila: Visitor) -> None:
    page = at_check(leila).follow("Change Who is the registered keeper?")
    page = page.choose("Who is the registered keeper?", "My employer").press("Continue")
    assert page.h1 == "Show that you may use the vehicle"

    page = page.attach("Lease or letter from the keeper", a_pdf(), "letter.pdf").press("Continue")

    assert page.h1 == "Check your answers before you send them"
    assert "letter.pdf" in page.text


def test_a_file_is_refused_by_content_and_the_rest_of_the_page_stays(leila: Visitor) -> None:
    page = filled_vehicle(at_vehicle(leila), "A leasing company").press("Continue")

    page = page.attach("Lease or letter from the keeper", b"MZ this is no pdf", "lease.pdf").press("Continue")
    assert (
        page.problem("Lease or letter from the keeper")
        == "The file for “Lease or letter from the keeper” must be a PDF, JPEG or PNG"
    )

    page = page.attach("Lease or letter from the keeper", a_pdf(), "lease.pdf").press("Continue")
    assert page.h1 == "Regular visitors"
    kept = leila.open(page.path.replace("/visitors", "/proof"))
    assert "lease.pdf" in kept.text
    assert kept.press("Remove lease.pdf").h1 == "Show that you may use the vehicle"


def test_a_file_that_was_sent_is_opened_from_the_case_s_page(leila: Visitor) -> None:
    page = filled_vehicle(at_vehicle(leila), "A leasing company").press("Continue")
    page = page.attach("Lease or letter from the keeper", a_pdf(), "lease.pdf").press("Continue")
    page = page.press("Continue").press("Continue").tick(DECLARATION).press("Accept and send")

    assert "Step" not in page.text
    case = page.follow("Follow your case")

    link = next(one for one in case.all("a") if "".join(one.itertext()) == "lease.pdf")
    answer = leila.client.get(link.get("href"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")


def test_the_step_is_told_without_a_total_that_may_change(leila: Visitor) -> None:
    page = at_vehicle(leila)

    assert "Step 2" in page.text and "Step 2 of" not in page.text


def test_a_phone_number_is_asked_for_without_saying_its_name_twice(leila: Visitor) -> None:
    page = filled_vehicle(at_vehicle(leila)).press("Continue").press("Continue")

    page = page.fill("Phone number", "12").press("Continue")

    assert page.problem("Phone number") == "“Phone number”: enter it in full, for example +372 5123 4567"


def test_a_group_lists_adds_changes_and_removes(leila: Visitor) -> None:
    page = filled_vehicle(at_vehicle(leila)).press("Continue").press("Add: Visitor")
    page = page.press("Continue")
    assert page.problem("Visitor’s name") == "Enter the visitor’s name"

    page = page.fill("Visitor’s name", "عمر حداد").fill("Visits a month", "٤").press("Continue")
    assert page.h1 == "Regular visitors" and "عمر حداد" in page.text
    page = (
        page.press("Add another: Visitor")
        .fill("Visitor’s name", "Sirje")
        .fill("Visits a month", "40")
        .press("Continue")
    )
    page = page.fill("Visits a month", "30").press("Continue").press("Continue")
    assert page.problems == ["Lower the number of visits: your visitors can come 31 times a month in all"]

    page = page.follow("Change عمر حداد: 4 visits a month").fill("Visits a month", "1").press("Continue")
    page = page.follow("Remove Sirje: 30 visits a month").press("Remove")
    assert "Sirje" not in page.text
    assert page.press("Continue").h1 == "How we can reach you"


def test_pressing_add_twice_adds_one(leila: Visitor) -> None:
    page = filled_vehicle(at_vehicle(leila)).press("Continue").press("Add: Visitor")
    form = page.fill("Visitor’s name", "Omar").fill("Visits a month", "4").form_data(page.one("form", id="page"))

    leila.post(page.path, form)
    twice = leila.post(page.path, form)

    assert twice.text.count("Change Omar") == 1


def test_the_language_switch_keeps_page_and_answers(leila: Visitor) -> None:
    page = at_vehicle(leila).fill("Registration number", "AB 1")

    arabic = page.press("العربية")
    assert arabic.path.startswith("/ar/") and arabic.root.get("dir") == "rtl"
    assert not arabic.problems

    back = arabic.press("English")
    assert back.value("Registration number") == "AB 1"


def test_what_was_typed_on_one_device_is_there_on_another(app: Flask, leila: Visitor) -> None:
    page = at_vehicle(leila).fill("Registration number", "ab").press("Continue")

    phone = signed_in(app, LEILA)

    assert phone.open("/en/my").follow("Continue Resident parking permit").value("Registration number") == "ab"
    assert phone.open(page.path).problem("Registration number") is not None


def test_two_tabs_on_two_pages_lose_nothing(leila: Visitor) -> None:
    vehicle = at_vehicle(leila)
    you = leila.open(vehicle.path.replace("/vehicle", "/you"))

    filled_vehicle(vehicle).press("Continue")
    you.choose("Which parking zone do you live in?", "C, Mill Hill").press("Continue")

    assert leila.open(vehicle.path).value("Registration number") == "AB123"
    assert leila.open(you.path).value("Which parking zone do you live in?") == "C, Mill Hill"


def test_sending_needs_the_declaration(app: Flask, leila: Visitor) -> None:
    page = at_check(leila).press("Accept and send")

    assert page.problems == ["Tick the box to confirm, then send"]
    assert cases(app) == 0


def test_a_double_click_two_tabs_and_back_make_one_case(app: Flask, leila: Visitor) -> None:
    page = at_check(leila).tick(DECLARATION)
    form = page.form_data(page.one("form", id="page"))
    action = page.one("form", id="page").get("action", "")

    first = leila.post(action, form)
    second = leila.post(action, form)

    assert first.h1 == second.h1 == "Your application is sent"
    assert cases(app) == 1
    assert leila.open(page.path).h1 == "Your application is sent"  # Back
    assert leila.open(page.path.replace("check-answers", "you")).h1 == "Your application is sent"


def test_the_confirmation_and_the_case_say_what_happens_next_and_when(leila: Visitor) -> None:
    reference = apply_for_permit(leila)

    page = leila.open(f"/en/my/cases/{reference}")

    assert "Being checked" in page.text and "We answer by" in page.text and "€60.00" in page.text
    assert reference in leila.open("/en/my").text


def test_an_application_can_be_withdrawn_while_undecided(app: Flask, leila: Visitor) -> None:
    reference = apply_for_permit(leila)

    page = leila.open(f"/en/my/cases/{reference}").follow("Withdraw the application").press("Withdraw the application")

    assert "You withdrew your application" in page.text
    assert not page.has_link("Withdraw the application")


def test_a_draft_is_deleted_for_good_after_asking_once(app: Flask, leila: Visitor) -> None:
    at_vehicle(leila)

    page = leila.open("/en/my").follow("Delete Resident parking permit").press("Delete the draft")

    assert "You have not applied for anything yet" in page.text
    with app.extensions["portal"].store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_what_belongs_to_somebody_else_does_not_exist(app: Flask, leila: Visitor) -> None:
    draft = at_vehicle(leila)
    reference = apply_for_permit(leila, plate="CD 456")
    mart = signed_in(app, MART)

    for path in (draft.path, draft.path.replace("vehicle", "check-answers"), f"/en/my/cases/{reference}"):
        assert mart.open(path, status=404).h1 == "We cannot find this page"
    unknown = mart.open("/en/my/cases/2222-2222-2", status=404)
    assert unknown.h1 == "We cannot find this page"


def test_a_stale_token_brings_the_page_again_with_what_was_typed(app: Flask, leila: Visitor) -> None:
    page = at_vehicle(leila).fill("Registration number", "XY 987")
    form = page.form_data(page.one("form", id="page"))
    form["csrf_token"] = "stale"

    same = leila.client.post(
        page.path, data=form, headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    )
    foreign = leila.client.post(page.path, data=form, headers={"Origin": "http://evil.example"})

    assert same.status_code == 400 and "XY987" in same.text and "We kept what you typed" in same.text
    assert foreign.status_code == 400 and "XY987" not in foreign.text
    assert leila.open(page.path).value("Registration number") == ""


def test_an_exit_says_why_and_what_to_do_instead_and_is_no_error(leila: Visitor) -> None:
    page = leila.open("/en/services/residence-certificate").press("Start now")
    page = page.choose("Who is the certificate for?", "Somebody else").press("Continue")

    assert page.h1 == "You can get only your own certificate here"
    assert not page.title.startswith("Error")


def test_a_page_costs_at_most_three_queries_whatever_it_asks(app: Flask, leila: Visitor) -> None:
    page = at_vehicle(leila)
    seen: list[str] = []
    engine = app.extensions["portal"].store.engine

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        leila.client.get(page.path)
    finally:
        event.remove(engine, "before_cursor_execute", note)

    assert len(seen) <= 3, seen


@pytest.mark.parametrize(
    "hostile", ["\x00", "x" * 5000, "🦊" * 200, "<script>alert(1)</script>", "{{ 7*7 }}", "\u202edrow"]
)
def test_what_people_and_attackers_type_is_kept_or_told_never_a_failure(leila: Visitor, hostile: str) -> None:
    page = at_vehicle(leila)
    form = page.form_data(page.one("form", id="page"))
    form.setlist("plate", [hostile])

    answered = leila.post(page.path, MultiDict(form))

    assert answered.problem("Registration number") is not None
    assert "<script>alert" not in answered.html and "49" not in answered.value("Registration number")


def test_what_was_begun_through_another_provider_is_listed_and_opened_alike(app: Flask, leila: Visitor) -> None:
    draft = at_vehicle(leila)
    reference = apply_for_permit(leila, plate="CD 456")

    elsewhere = signed_in_elsewhere(app, LEILA)

    mine = elsewhere.open("/en/my")
    assert reference in mine.text and mine.has_link("Continue Resident parking permit")
    assert elsewhere.open(draft.path).h1 == "Your vehicle"
    assert elsewhere.open(f"/en/my/cases/{reference}").status == 200


def signed_in_elsewhere(app: Flask, who: str) -> Visitor:
    """The same human, by the national number, through a provider of another name."""
    store = app.extensions["portal"].store
    claims = claims_of(BY_ID[who], "citizen")
    times = Times(timedelta(hours=1), timedelta(hours=8))
    with store.writing() as session:
        came = arrive(
            session, replace(claims, issuer="https://other.example"), door="citizen", times=times, language="en",
            now=datetime.now(UTC),
        )  # fmt: skip
    visitor = Visitor(app)
    visitor.client.set_cookie("citizen", came.token)
    return visitor


def test_a_file_that_was_replaced_or_removed_is_not_kept(app: Flask, leila: Visitor) -> None:
    page = filled_vehicle(at_vehicle(leila), "A leasing company").press("Continue")
    for name in ("one.pdf", "two.pdf"):
        sent = page.attach("Lease or letter from the keeper", a_pdf(), name).press("Continue")
        page = leila.open(sent.path.replace("/visitors", "/proof"))

    assert "two.pdf" in page.text
    assert uploads(app) == 1
    page.press("Remove two.pdf")
    assert uploads(app) == 0


def test_a_refused_file_does_not_take_the_kept_one_away(app: Flask, leila: Visitor) -> None:
    page = filled_vehicle(at_vehicle(leila), "A leasing company").press("Continue")
    sent = page.attach("Lease or letter from the keeper", a_pdf(), "good.pdf").press("Continue")
    page = leila.open(sent.path.replace("/visitors", "/proof"))

    refused = page.attach("Lease or letter from the keeper", b"no pdf", "bad.pdf").press("Continue")

    assert refused.problem("Lease or letter from the keeper") is not None
    assert "good.pdf" in refused.text
    assert refused.press("Continue").h1 == "Regular visitors"


def uploads(app: Flask) -> int:
    with app.extensions["portal"].store.reading() as session:
        return session.scalar(select(func.count()).select_from(StoredFile).where(StoredFile.field == "contract")) or 0
