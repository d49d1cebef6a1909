"""Issue line 7: outside of its time a service says when, refuses kindly, and leads to what takes its place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.usecases.releases import live_service, publish
from tests.journeys import DECLARATION, apply_for_permit
from tests.pages import Visitor, words
from tests.people import signed_in

LEILA = "leila-haddad"


def published(app: Flask, availability: str, *more: tuple[str, str]) -> None:
    """The parking permit with these times, as a new release."""
    store = app.extensions["portal"].store
    with store.writing() as session:
        bundle = live_service(session, "parking-permit").served.bundle
        text = bundle.text("service.yaml").replace("\nkeep:", f"\navailability: {availability}\nkeep:")
        for old, new in more:
            assert old in text
            text = text.replace(old, new, 1)
        publish(
            session, bundle.replace("service.yaml", text), by="op", role="operator", now=datetime.now(UTC), what_changed="Times"
        )  # fmt: skip


PAGE = "/en/services/parking-permit"


def test_before_it_opens_the_start_page_says_when(app: Flask) -> None:
    published(app, "{opens: 2999-03-01 08:00}")
    visitor = Visitor(app)

    page = visitor.open(PAGE)

    assert "You can apply from 1 March 2999, 08:00." in page.text.replace("\xa0", " ")
    assert not page.has_button("Start now")
    assert "Opens 1 March 2999" in visitor.open("/en/search").text.replace("\xa0", " ")


def test_after_it_closed_it_leads_to_what_takes_its_place(app: Flask) -> None:
    published(app, "{closes: 2020-04-30 16:00, replaced_by: residence-certificate}")

    page = Visitor(app).open(PAGE)

    assert "Applying closed on 30 April 2020" in page.text.replace("\xa0", " ")
    assert "Use this instead: Certificate of residence" in page.text
    assert page.follow("Use this instead: Certificate of residence").h1 == "Certificate of residence"
    assert "أُغلق التقديم" in Visitor(app, "ar").open("/ar/services/parking-permit").text


def test_who_begins_nonetheless_is_refused_kindly_on_a_page_of_its_own(app: Flask) -> None:
    citizen = signed_in(app, LEILA)
    start = citizen.open(PAGE)
    published(app, "{closes: 2020-04-30 16:00}")

    page = start.press("Start now")

    assert page.path == "/en/apply/parking-permit"
    assert "Applying closed on 30 April 2020" in page.text.replace("\xa0", " ")
    assert page.has_link("See how else you can apply") and not page.has_button("Start now")


def test_a_draft_of_a_service_that_closed_is_read_and_not_sent(app: Flask) -> None:
    citizen = signed_in(app, LEILA)
    page = citizen.open(PAGE).press("Start now")
    page = page.choose("Which parking zone do you live in?", "B, Harbour").press("Continue")
    page = page.fill("Registration number", "AB 123").fill("When did you get it?", "14 5 2025")
    page = (
        page.choose("What does it run on?", "Petrol").choose("Who is the registered keeper?", "I am").press("Continue")
    )
    last = page.press("Continue").press("Continue")

    published(app, "{closes: 2020-04-30 16:00}")

    read = citizen.open(last.path)
    assert "AB123" in read.text and "Nothing can be sent now." in read.text
    assert not read.has_button("Accept and send")
    refused = last.tick(DECLARATION).press("Accept and send")
    assert refused.path == PAGE


@pytest.mark.parametrize(("language", "words"), [("en", "minutes"), ("et", "minutit"), ("ar", "دقائق")])
def test_minutes_are_computed_where_the_author_leaves_them(app: Flask, language: str, words: str) -> None:
    published(app, "{notice: 3 days}", ("time: About 6 minutes", "time: computed"))

    assert words in Visitor(app, language).open(f"/{language}/services/parking-permit").text


def test_minutes_are_measured_from_what_was_sent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    published(app, "{notice: 3 days}", ("time: About 6 minutes", "time: computed"))
    computed = Visitor(app).open(PAGE).text
    apply_for_permit(signed_in(app, LEILA))

    monkeypatch.setattr("portal.journey.duration.LEAST_MEASURED", 1)

    assert "About 1 minute" in Visitor(app).open(PAGE).text and "About 1 minute" not in computed


# ---- what administrators, visitors and those who search read of the same service -----------------------------------------------

OPENS, CLOSED = "{opens: 2999-03-01 08:00}", "{closes: 2020-04-30 16:00, replaced_by: residence-certificate}"


@pytest.mark.parametrize(
    ("availability", "listed", "searched", "starts"),
    [
        (OPENS, "Not open yet Opens 1 March 2999, 08:00", "Opens 1 March 2999, 08:00", False),
        (CLOSED, "Closed By its own times, 30 April 2020, 16:00 Replaced by residence-certificate", "Closed", False),
        ("{replaced_by: residence-certificate}", "Closed Replaced by residence-certificate", "Closed", False),
        ("{closes: 2999-04-30 16:00}", "Open Closes 30 April 2999, 16:00", "", True),
        ("{closes: 2999-04-30 16:00, replaced_by: residence-certificate}",
         "Open Closes 30 April 2999, 16:00 Then replaced by residence-certificate", "", True),
        ("{opens: 2020-03-01 08:00}", "Open", "", True),
    ],
)  # fmt: skip
def test_list_search_and_start_page_say_the_same(
    app: Flask, availability: str, listed: str, searched: str, starts: bool
) -> None:
    published(app, availability)
    admin = signed_in(app, "peeter-saar", "staff")

    row = admin.open("/en/admin/services").text.replace("\xa0", " ").partition("parking-permit ")[2]
    page = admin.open("/en/admin/services/parking-permit")
    found = Visitor(app).open("/en/search?q=parking").text.replace("\xa0", " ")

    assert row.startswith(f"{listed} Folder differs 2 ")
    assert listed in page.text.replace("\xa0", " ") and "under “availability”" in page.text
    assert Visitor(app).open(PAGE).has_button("Start now") == starts
    assert searched in found and ("Closed" in found) == (searched == "Closed")


def test_what_an_administrator_closed_says_so_beside_its_own_times(app: Flask) -> None:
    published(app, "{closes: 2999-04-30 16:00}")
    admin = signed_in(app, "peeter-saar", "staff")
    admin.open("/en/admin/services/parking-permit").press("Close the service")

    page = admin.open("/en/admin/services/parking-permit")

    told = page.text.replace("\xa0", " ")
    assert "Closed By an administrator, " in told and "Closes 30 April 2999, 16:00" in told
    assert "Closed for now" in Visitor(app).open("/en/search").text


def test_the_home_page_names_first_what_one_can_apply_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.web.public.catalogue._OFTEN", 3)

    def often() -> list[str]:
        return [words(one) for one in Visitor(app).open("/en/").one("ul", class_="sm-often").iter("li")]

    before = often()
    published(app, OPENS, ("title: Resident parking permit", "title: A permit"))

    assert "A permit" not in often() and len(often()) == len(before)


def test_the_authority_is_neither_open_nor_closed(app: Flask) -> None:
    admin = signed_in(app, "peeter-saar", "staff")

    assert not {"Open", "Closed"} & set(admin.open("/en/admin/services/authority").text.split("Releases")[0].split())
