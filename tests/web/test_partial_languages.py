"""A service that is only partly in a language: it says so, marks what is in another, and administrators see what is left."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.pages import Page, Visitor, words
from tests.people import signed_in
from tests.web.test_admin_workspaces import ADMIN, LEILA, opened, published, text_of

NOTICES = {
    "et": "See teenus on ainult osaliselt eesti keeles. Ülejäänu on inglise keeles.",
    "fr": "Cette démarche n’est que partiellement en français. Le reste est en anglais.",
}


@pytest.fixture
def admin(app: Flask) -> Visitor:
    return signed_in(app, ADMIN, "staff")


def foreign(page: Page) -> dict[str, str]:
    """What the page's main part marks as being in another language: words → language."""
    here = page.one("html").get("lang")
    return {
        words(part): part.get("lang", "") for part in page.one("main").iter() if part.get("lang") not in (None, here)
    }


@pytest.mark.parametrize("language", ["et", "fr"])
def test_a_start_page_says_that_the_service_is_only_partly_in_this_language(
    app: Flask, admin: Visitor, language: str
) -> None:
    assert NOTICES[language] not in Visitor(app, language).open(f"/{language}/services/parking-permit").text

    published(admin, "time: About 6 minutes", "time: About 5 minutes")

    page = Visitor(app, language).open(f"/{language}/services/parking-permit")
    assert NOTICES[language] in page.text
    assert foreign(page) == {"About 5 minutes": "en"}
    assert "only partly" not in Visitor(app, "en").open("/en/services/parking-permit").text


def test_every_page_of_the_journey_marks_what_is_in_another_language(app: Flask, admin: Visitor) -> None:
    published(admin, "label: Registration number", "label: Number plate")
    citizen = signed_in(app, LEILA)
    page = citizen.open("/fr/services/parking-permit").press("Commencer")
    assert NOTICES["fr"] in page.text and foreign(page) == {}

    page = page.choose("Dans quelle zone de stationnement habitez-vous ?", "B, Port").press("Continuer")

    assert NOTICES["fr"] in page.text
    assert foreign(page) == {"Number plate": "en"}
    page = page.fill("Number plate", "AB 123").fill("Depuis quand l’avez-vous ?", "14 5 2025")
    page = page.choose("Avec quoi roule-t-il ?", "Essence")
    page = page.choose("Qui est titulaire de la carte grise ?", "Moi").press("Continuer")
    page = page.press("Continuer").press("Continuer")
    assert page.h1.startswith("Vérifiez vos réponses")
    assert NOTICES["fr"] in page.text
    assert foreign(page)["Number plate"] == "en"


def test_a_running_draft_in_a_language_that_a_release_leaves_out_says_that_its_texts_are_mixed(
    app: Flask, admin: Visitor
) -> None:
    citizen = signed_in(app, LEILA)
    page = citizen.open("/et/services/parking-permit").press("Alusta kohe")
    draft = page.path
    assert NOTICES["et"] not in page.text

    published(admin, "title: Where you live", "title: Your home", choice="left out")

    again = citizen.open(draft)
    assert NOTICES["et"] in again.text
    assert again.h1 == "Your home" and foreign(again)["Your home"] == "en"
    assert "only partly" not in citizen.open(draft.replace("/et/", "/en/")).text


def test_a_changed_text_shows_its_old_source_and_its_translation_to_the_administrator(admin: Visitor) -> None:
    page = opened(admin)
    assert page.text.count("Complete") == 3

    page = page.fill(
        "Text of service.yaml", text_of(page).replace("title: Your vehicle", "title: The vehicle", 1)
    ).press("Save")

    for here in (page, page.follow("Publish…")):
        assert "Français: 1 text changed since it was translated" in here.text
        facts = [words(one) for one in here.all("dl", class_="sm-facts")]
        assert "Before Your vehicle Now The vehicle Translated as Votre véhicule" in facts
    lines = page.follow("Publish…").text
    assert '#| msgid "Your vehicle" msgctxt "parking-permit/vehicle/title" msgid "The vehicle"' in " ".join(
        lines.split()
    )


def test_a_services_page_tells_how_far_each_language_is(admin: Visitor) -> None:
    published(admin, "title: Your vehicle", "title: The vehicle")

    page = admin.open("/en/admin/services/parking-permit")

    (table,) = [one for one in page.all("table") if "How far each language is translated" in words(one)]
    rows = [[words(part) for part in row] for row in table.iter("tr")][1:]
    assert [row[0] for row in rows] == ["Eesti", "العربية", "Français"]
    assert {(row[2], row[3]) for row in rows} == {("0", "1")}
    done, total = rows[0][1].split(" of ")
    assert int(done) == int(total) - 1
