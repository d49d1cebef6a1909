"""The front of the portal: home with life events, search, start pages, and the authority's own pages."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.store import PublishedService, ServiceId
from portal.web.kit.framing import ways
from tests.forms.test_services import SERVICES
from tests.pages import Visitor, words


def titles(page: object) -> list[str]:
    return [words(heading) for heading in page.all("h2")]  # type: ignore[attr-defined]


def test_the_sites_own_address_leads_to_the_browsers_language(app: Flask) -> None:
    for language, h1 in (("en", "What do you need to do?"), ("et-EE", "Mida soovite teha?")):
        visitor = Visitor(app, language)
        page = visitor.open("/")
        assert page.path == f"/{language[:2]}/"
        assert h1 == page.h1 or language != "en"


def test_home_leads_to_services_by_life_event(visitor: Visitor) -> None:
    page = visitor.open("/en/").follow("Driving and parking")

    assert page.h1 == "Driving and parking"
    assert titles(page) == ["Resident parking permit"]


def test_home_leads_to_services_by_name(visitor: Visitor) -> None:
    assert visitor.open("/en/").follow("Certificate of residence").h1 == "Certificate of residence"


@pytest.mark.parametrize(
    ("language", "asked", "found"),
    [
        ("en", "parking permit", "Resident parking permit"),
        ("en", "PERMITS", "Resident parking permit"),
        ("en", "how do I prove where I live", "Certificate of residence"),
        ("en", "électric vehicle", "Resident parking permit"),
        ("en", "\uff50\uff41\uff52\uff4b", "Resident parking permit"),
        ("et", "PARKIMIS", "Elaniku parkimisluba"),
        ("et", "elukoha toend", "Elukohatõend"),
        ("et", "parkimine", "Elaniku parkimisluba"),
        ("et", "elukoht", "Elukohatõend"),
        ("ar", "تصريح الوقوف", "تصريح وقوف سيارات للمقيمين"),
        ("ar", "شهاده اقامه", "شهادة إقامة"),
        ("ar", "المقيمين", "تصريح وقوف سيارات للمقيمين"),
        ("ar", "تصاريح", "تصريح وقوف سيارات للمقيمين"),
        ("ar", "والتصاريح", "تصريح وقوف سيارات للمقيمين"),
        ("ar", "شهادات", "شهادة إقامة"),
        ("fr", "STATIONNEMENT RESIDENTIEL", "Autorisation de stationnement résidentiel"),
        ("fr", "l'electricite", "Autorisation de stationnement résidentiel"),
        ("fr", "certificats", "Certificat de résidence"),
    ],
)
def test_search_forgives_case_accents_and_arabic_forms(visitor: Visitor, language: str, asked: str, found: str) -> None:
    page = visitor.open(f"/{language}/search?q={asked}")

    assert found in titles(page)


def test_search_puts_the_title_before_the_guidance(visitor: Visitor) -> None:
    """ "Residence" stands in one title; the other service only speaks of residents."""
    assert titles(visitor.open("/en/search?q=certificate residence"))[0] == "Certificate of residence"


@pytest.mark.parametrize("asked", ["xyzzy", "%00", "<b>", "q" * 5000, "а" * 300, "' OR 1=1 --"])
def test_a_search_that_finds_nothing_offers_everything(visitor: Visitor, asked: str) -> None:
    page = visitor.open(f"/en/search?q={asked}")

    assert len(titles(page)) == len(SERVICES)


@pytest.mark.parametrize(
    ("language", "asked", "first"),
    [
        ("et", "parkimine", "Elaniku parkimisluba"),
        ("et", "elukoht", "Elukohatõend"),
        ("ar", "شهادات", "شهادة إقامة"),
        ("ar", "تصاريح الوقوف", "تصريح وقوف سيارات للمقيمين"),
        ("fr", "évènements", "Autorisation d’événement sur la voie publique"),
    ],
)
def test_other_forms_of_a_word_lead_to_the_right_service(
    visitor: Visitor, language: str, asked: str, first: str
) -> None:
    assert titles(visitor.open(f"/{language}/search?q={asked}"))[0] == first


def test_an_unknown_life_event_shows_all_services(visitor: Visitor) -> None:
    assert visitor.open("/en/search?about=nothing").h1 == "All services"


def test_a_start_page_says_what_who_cost_time_need_and_other_ways(visitor: Visitor) -> None:
    page = visitor.open("/en/services/parking-permit")

    assert page.title.startswith("Resident parking permit – ")
    for heading in ("Who can apply", "What you need at hand", "What it costs", "Other ways to apply"):
        assert heading in titles(page)
    assert page.facts()["Costs"] == "€20.00 to €120.00"
    assert page.facts()["Answer within"] == "10 working days"
    assert page.facts()["Valid for"] == "1 year"
    assert page.has_button("Start now")


def test_a_service_without_a_fee_says_so_in_its_own_words(visitor: Visitor) -> None:
    facts = visitor.open("/en/services/residence-certificate").facts()

    assert facts["Costs"] == "Free"
    assert facts["Answer within"] == "5 working days Often at once"


def test_a_closed_service_says_why_and_has_no_button(app: Flask, visitor: Visitor) -> None:
    with app.extensions["portal"].store.writing() as session:
        service = session.get(PublishedService, ServiceId("parking-permit"))
        service.closed, service.closed_message = True, "We move offices. Apply again from 1 March."

    page = visitor.open("/en/services/parking-permit")

    assert "We move offices. Apply again from 1 March." in page.text
    assert not page.has_button("Start now")
    assert "Closed for now" in visitor.open("/en/search").text


@pytest.mark.parametrize("path", ["services/none", "services/authority", "services/..%2f", "services/parking-permit/"])
def test_a_service_that_is_not_there_is_404(visitor: Visitor, path: str) -> None:
    assert visitor.open(f"/en/{path}", status=404).has_button("Search")


@pytest.mark.parametrize("language", ["en", "et", "ar", "fr"])
@pytest.mark.parametrize("path", ["contact", "privacy", "accessibility"])
def test_the_authoritys_own_pages_stand_in_every_language(visitor: Visitor, language: str, path: str) -> None:
    page = visitor.open(f"/{language}/{path}")

    assert page.response.headers["Content-Language"] == language
    assert not [part for part in page.one("main").iter() if part.get("lang") not in (None, language)]


def test_the_language_switch_keeps_the_page_and_what_was_asked(visitor: Visitor) -> None:
    page = visitor.open("/en/search?q=parking").follow("Eesti")

    assert page.path == "/et/search?q=parking"
    assert page.one("html").get("lang") == "et"


def test_the_frame_leads_only_where_there_is_something(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    for name, path in ways("en").items():
        method = "POST" if name == "sign_out" else "GET"
        assert adapter.match(path, method=method), name
