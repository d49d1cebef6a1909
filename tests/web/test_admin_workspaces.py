"""Issue line 9: an administrator edits, breaks, mends, previews, publishes and takes back; citizens and old cases stay safe."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from bench.large import large_bundle
from portal.store import Case
from portal.usecases import workspaces
from portal.usecases.releases import publish
from portal.usecases.shelf import Shelf
from tests.journeys import DECLARATION, apply_for_permit
from tests.pages import Page, Visitor, words
from tests.people import signed_in

ADMIN, LEILA = "peeter-saar", "leila-haddad"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def admin(app: Flask) -> Visitor:
    return signed_in(app, ADMIN, "staff")


def opened(admin: Visitor) -> Page:
    """The editor of a fresh workspace of the parking permit."""
    return admin.open("/en/admin/services/parking-permit").press("Edit in a new workspace")


def text_of(page: Page) -> str:
    return page.value("Text of service.yaml")


def test_the_list_says_what_is_live_by_whom_and_which_workspaces_are_open(admin: Visitor) -> None:
    opened(admin)

    page = admin.open("/en/admin/services")

    assert "The operator" in page.text and "Resident parking permit" in page.text
    assert "Opened" in page.text and "Peeter Saar" in page.text


def test_what_does_not_parse_is_kept_and_each_fault_leads_to_its_line(admin: Visitor) -> None:
    page = opened(admin)
    broken = text_of(page).replace("kind: address", "kind: adress", 1)
    line = broken[: broken.index("kind: adress")].count("\n") + 1

    page = page.fill("Text of service.yaml", broken).press("Save")

    assert text_of(page) == broken
    assert "Did you mean “address”?" in page.text
    assert page.has_link(f"{line}:11")
    assert page.by_id(f"L{line}").get("class") == "is-bad"
    assert "nothing to preview yet" in page.press("Preview").text


def test_a_second_editor_is_refused_with_both_texts_shown(app: Flask, admin: Visitor) -> None:
    mine = opened(admin)
    theirs = admin.open(mine.path)
    theirs.fill("Text of service.yaml", text_of(theirs) + "# theirs\n").press("Save")

    page = mine.fill("Text of service.yaml", text_of(mine) + "# mine\n").press("Save", status=409)

    assert "# mine" in text_of(page)
    assert "# theirs" in page.text and "saved this file while you were editing" in page.text
    saved = page.press("Save")
    assert "# mine" in text_of(saved) and "# theirs" not in text_of(saved)


def test_publishing_needs_words_no_fault_and_a_choice_for_each_incomplete_language(admin: Visitor) -> None:
    page = opened(admin)
    page = page.fill(
        "Text of service.yaml", text_of(page).replace("title: Your vehicle", "title: The vehicle", 1)
    ).press("Save")
    asking = page.follow("Publish…")

    assert 'msgid "The vehicle"' in asking.one("form", id="publish").find(".//pre").text  # type: ignore[union-attr, operator]
    refused = asking.press("Publish now", status=400)
    assert refused.problems == [
        "Say what changed",
        "Choose whether Eesti is left out or shown in part",
        "Choose whether العربية is left out or shown in part",
        "Choose whether Français is left out or shown in part",
    ]

    choices = asking.form_data(asking.one("form", id="publish"))
    choices.setlist("language-et", ["partial"])
    choices.setlist("language-ar", ["left out"])
    choices.setlist("language-fr", ["partial"])
    refused = admin.post(asking.path, choices, status=400)
    assert refused.problems == ["Say what changed"]

    choices.setlist("what", ["A shorter title"])
    done = admin.post(asking.path, choices)
    assert "Release 2 is live." in done.text and "A shorter title" in done.text


def test_a_language_that_was_left_out_shows_the_service_as_it_was_written(app: Flask, admin: Visitor) -> None:
    published(admin, "title: Your vehicle", "title: The vehicle", choice="left out")

    page = Visitor(app, "et").open("/et/services/parking-permit")

    assert page.h1 == "Resident parking permit"
    assert page.one("h1").find("span").get("lang") == "en"  # type: ignore[union-attr]
    assert "English" in words(page.one("div", class_="sm-flash"))


def test_a_scenario_that_does_not_hold_stops_publishing(admin: Visitor) -> None:
    page = opened(admin)
    page = page.fill("Text of service.yaml", text_of(page).replace("amount: 20 EUR", "amount: 25 EUR", 1)).press("Save")

    page = page.follow("Publish…")

    assert "Mend these first" in page.text and not page.has_button("Publish now")
    assert "the fee should be 20 EUR, but is 25 EUR" in page.text


def test_a_scenario_s_failure_is_told_in_words_and_not_called_faultless(admin: Visitor) -> None:
    page = admin.open(opened(admin).path.replace("service.yaml", "scenarios.yaml"))
    text = page.value("Text of scenarios.yaml")
    page = page.fill("Text of scenarios.yaml", text.replace("pages: [you, ", "pages: [", 1)).press("Save")

    for where in (page, page.follow("Publish…")):
        assert "the road through the pages should be vehicle" in where.text
        assert "[" not in " ".join(words(one) for one in where.all("ul", class_="sm-faults"))
        assert "No faults" not in where.text


def test_a_warning_is_told_apart_from_faults_and_does_not_stop_publishing(admin: Visitor) -> None:
    page = opened(admin)
    text = text_of(page).replace("registered as living\n", "registered as living. Not another one\n", 1)

    page = page.fill("Text of service.yaml", text).press("Save")

    line = text[: text.index("as living. Not")].count("\n") + 1
    assert "No faults" in page.text and "Could be better" in page.text
    # One more for each language, whose translation of the hint is now stale.
    assert "4 warnings. They stand in nobody’s way" in page.text and page.has_link(f"{line}:11")
    assert page.by_id(f"L{line}").get("class") == "is-warn"
    assert page.follow("Publish…").has_button("Publish now")


def test_what_is_proved_of_the_rules_is_a_warning_that_does_not_stop_publishing(admin: Visitor) -> None:
    page = opened(admin)
    text = text_of(page).replace("when: borrowed", "when: borrowed && keeper == 'self'", 1)

    page = page.fill("Text of service.yaml", text).press("Save")

    line = text[: text.index("when: borrowed &&")].count("\n") + 1
    assert "No faults" not in page.text or "Could be better" in page.text
    assert "No valid answers lead to the page “proof”." in page.text and page.has_link(f"{line}:3")
    assert page.by_id(f"L{line}").get("class") == "is-warn"


def test_a_file_is_deleted_after_asking_once_but_not_what_every_service_has(admin: Visitor) -> None:
    page = opened(admin)
    path = page.path
    assert not page.has_link("Delete this file")
    page = page.fill("Path", "lists/streets.csv").press("Add")
    assert page.path.endswith("lists/streets.csv")

    page = page.follow("Delete this file").press("Delete the file")

    assert "The file was deleted." in page.text
    assert not page.has_link("lists/streets.csv")
    assert admin.open(path.replace("/file/", "/delete/")).path == path
    assert "deleted a filelists/streets.csv" in admin.open("/en/admin/journal").text


def published(
    admin: Visitor,
    old: str,
    new: str,
    path: str = "service.yaml",
    *,
    first: tuple[str, str] = ("", ""),
    choice: str = "partial",
) -> None:
    """Publishes the live release with `old` replaced in one file; `first` is replaced everywhere in the scenarios before."""
    page = opened(admin)
    for file, was, becomes in (("scenarios.yaml", *first), (path, old, new)):
        page = admin.open(page.path.rpartition("/file/")[0] + f"/file/{file}")
        text = page.value(f"Text of {file}")
        assert was in text
        page = page.fill(f"Text of {file}", text.replace(was, becomes, -1 if file == "scenarios.yaml" else 1)).press(
            "Save"
        )
    page = page.follow("Publish…")
    choices = page.form_data(page.one("form", id="publish"))
    choices.setlist("what", ["Words"])
    for language in ("et", "ar", "fr"):
        choices.setlist(f"language-{language}", [choice])
    admin.post(page.path, choices)


def test_a_preview_walks_in_any_language_and_never_becomes_a_case(app: Flask, admin: Visitor) -> None:
    page = opened(admin)
    page.typed["language"] = ["ar"]
    page = page.press("Preview")

    assert page.path.startswith("/ar/admin/preview/parking-permit/")
    assert page.all("p", class_="sm-ribbon")
    draft = page.path.split("/")[5]
    stranger = signed_in(app, LEILA)
    stranger.open(f"/en/apply/parking-permit/{draft}/you", status=404)
    ended = walked_to_the_end(admin.open(page.path.replace("/ar/", "/en/")))
    assert ended.h1 == "The preview ends here"
    with app.extensions["portal"].store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0


def walked_to_the_end(page: Page) -> Page:
    page = page.fill("What is your address?", "12 Rope Walk, 10123, Solmere")
    page = page.choose("Which parking zone do you live in?", "B, Harbour").press("Continue")
    page = page.fill("Registration number", "AB 123").fill("When did you get it?", "14 5 2025")
    page = (
        page.choose("What does it run on?", "Petrol").choose("Who is the registered keeper?", "I am").press("Continue")
    )
    page = page.press("Continue").press("Continue")
    return page.tick(DECLARATION).press("Accept and send")


def test_a_case_keeps_its_release_and_an_open_draft_moves(app: Flask, admin: Visitor) -> None:
    citizen = signed_in(app, LEILA)
    reference = apply_for_permit(citizen)
    draft = citizen.open("/en/services/parking-permit").press("Start now")

    published(admin, "label: Registration number", "label: Number plate")

    assert "Registration number" in citizen.open(f"/en/my/cases/{reference}").text
    page = draft.choose("Which parking zone do you live in?", "B, Harbour").press("Continue")
    assert "Number plate" in page.text


def test_a_draft_whose_answer_no_longer_holds_is_told_what_to_answer_again(app: Flask, admin: Visitor) -> None:
    citizen = signed_in(app, LEILA)
    page = citizen.open("/en/services/parking-permit").press("Start now")
    page = page.choose("Which parking zone do you live in?", "D, Lakeside").press("Continue")
    assert page.h1 == "Your vehicle"

    published(admin, 'D,"D, Lakeside"\n', "", "lists/zones.csv", first=("zone: D", "zone: C"))

    again = citizen.open(page.path)
    assert again.h1 == "Where you live"
    assert "This service has changed since you began." in again.text
    assert again.has_link("Which parking zone do you live in?")
    assert not again.problems, "nobody is scolded for what the service changed"
    assert again.value("What is your address?") == "12 Rope Walk, flat 4 10123 Solmere"


def test_an_earlier_release_is_published_again(admin: Visitor) -> None:
    published(admin, "title: Your vehicle", "title: The vehicle")

    page = admin.open("/en/admin/services/parking-permit").press("Publish again Release 1")

    assert "Release 3 is live." in page.text


def test_a_closed_service_says_so_and_opens_again(app: Flask, admin: Visitor) -> None:
    page = admin.open("/en/admin/services/parking-permit")
    page.fill("Message for people who come", "Closed until Monday").press("Close the service")
    elsewhere = Visitor(app, "ar").open("/ar/services/parking-permit")
    assert [one.get("lang") for one in elsewhere.all("span") if words(one) == "Closed until Monday"] == ["en"]

    citizen = signed_in(app, LEILA)
    front = citizen.open("/en/services/parking-permit")
    assert "Closed until Monday" in front.text and not front.has_button("Start now")

    admin.open("/en/admin/services/parking-permit").press("Open again")
    assert citizen.open("/en/services/parking-permit").has_button("Start now")


def test_a_new_service_begins_as_a_copy_under_its_own_name(admin: Visitor) -> None:
    page = admin.open("/en/admin/services").choose("Copy of", "Resident parking permit")
    page = page.fill("Name of the new service", "dog-licence").press("Make a copy")

    assert "service: dog-licence" in text_of(page)
    assert "The series PP is that of the service “parking-permit”." in page.text

    written = text_of(page).replace("series: PP", "series: DL")
    assert "No faults" in page.fill("Text of service.yaml", written).press("Save").text


def test_a_taken_name_is_refused_and_kept(admin: Visitor) -> None:
    page = admin.open("/en/admin/services").fill("Name of the new service", "parking-permit").press("Make a copy")

    assert "This name is taken" in page.text
    assert page.value("Name of the new service") == "parking-permit"


def test_a_workspace_is_deleted_after_asking_once(admin: Visitor) -> None:
    page = opened(admin).follow("Delete the workspace").press("Delete the workspace")

    assert "The workspace was deleted." in page.text


def test_the_journal_is_read_by_names_that_people_know(app: Flask, admin: Visitor) -> None:
    reference = apply_for_permit(signed_in(app, LEILA))
    opened(admin)

    page = admin.open("/en/admin/journal")

    assert f"Leila Haddad sent an application Case {reference}" in page.text
    assert "opened a workspace Workspace parking-permit" in page.text


def test_the_journal_names_offices_roles_drafts_and_workspaces_that_are_gone(app: Flask, admin: Visitor) -> None:
    signed_in(app, LEILA).open("/en/services/parking-permit").press("Start now")
    opened(admin).follow("Delete the workspace").press("Delete the workspace")
    signed_in(app, "jaan-tamm", "staff")

    page = admin.open("/en/admin/journal")

    assert "began an application Draft parking-permit" in page.text
    assert "deleted it Workspace parking-permit" in page.text
    assert "gave a roleParking office and Supervisor" in page.text
    assert "gave a roleAll offices and Administrator Role Peeter Saar" in page.text
    assert "*" not in page.text


def test_whoever_signs_in_lands_where_their_work_is(app: Flask, admin: Visitor) -> None:
    assert admin.open("/en/office/cases").h1 == "Services"

    auditor = signed_in(app, "ene-rand", "staff")
    assert auditor.open("/en/office/cases").follow("Journal").h1 == "Journal"


def test_the_list_says_why_the_town_itself_is_not_edited_here(admin: Visitor) -> None:
    assert "Changed on the server" in admin.open("/en/admin/services").text
    assert "in forms/authority.yaml" in admin.open("/en/admin/services/authority").text


def test_what_was_agreed_to_is_what_is_sent(app: Flask, admin: Visitor) -> None:
    citizen = signed_in(app, LEILA)
    page = citizen.open("/en/services/parking-permit").press("Start now")
    page = walked_to_check(page).tick(DECLARATION)

    published(admin, "otherwise: 60 EUR", "otherwise: 90 EUR", first=("fee: 60 EUR", "fee: 90 EUR"))
    again = page.press("Accept and send")

    assert again.h1 == "Check your answers before you send them"
    assert "The service or its fee changed while this page was open, so nothing was sent." in again.text
    assert "€90.00" in again.text
    assert again.tick(DECLARATION).press("Accept and send").h1 == "Your application is sent"


def walked_to_check(page: Page) -> Page:
    page = page.choose("Which parking zone do you live in?", "B, Harbour").press("Continue")
    page = page.fill("Registration number", "AB 123").fill("When did you get it?", "14 5 2025")
    page = (
        page.choose("What does it run on?", "Petrol").choose("Who is the registered keeper?", "I am").press("Continue")
    )
    return page.press("Continue").press("Continue")


def test_what_is_typed_on_a_page_that_a_release_renames_is_kept(app: Flask, admin: Visitor) -> None:
    citizen = signed_in(app, LEILA)
    page = citizen.open("/en/services/parking-permit").press("Start now")
    page = page.choose("Which parking zone do you live in?", "B, Harbour").press("Continue")
    page = page.fill("Registration number", "AB 987").fill("When did you get it?", "14 5 2025")

    renamed(admin)
    kept = page.press("Continue")

    assert "We kept what you typed." in kept.text
    assert kept.path.endswith("/car")
    assert kept.value("Registration number") == "AB987"


def renamed(admin: Visitor) -> None:
    """Publishes the permit with the page `vehicle` called `car`, in its scenarios too."""
    page = opened(admin)
    for file, was, becomes in (
        ("scenarios.yaml", "[you, vehicle", "[you, car"),
        ("service.yaml", "page: vehicle\n", "page: car\n"),
        ("service.yaml", "keep: {draft", "retired: [vehicle]\nkeep: {draft"),
    ):
        page = admin.open(page.path.rpartition("/file/")[0] + f"/file/{file}")
        page = page.fill(f"Text of {file}", page.value(f"Text of {file}").replace(was, becomes)).press("Save")
    page = page.follow("Publish…")
    choices = page.form_data(page.one("form", id="publish"))
    choices.setlist("what", ["A page by another name"])
    for language in ("et", "ar", "fr"):
        choices.setlist(f"language-{language}", ["partial"])
    admin.post(page.path, choices)


def test_a_group_that_a_release_makes_smaller_is_told_before_sending(app: Flask, admin: Visitor) -> None:
    citizen = signed_in(app, LEILA)
    page = citizen.open("/en/services/parking-permit").press("Start now")
    page = page.choose("Which parking zone do you live in?", "B, Harbour").press("Continue")
    page = page.fill("Registration number", "AB 123").fill("When did you get it?", "14 5 2025")
    page = (
        page.choose("What does it run on?", "Petrol").choose("Who is the registered keeper?", "I am").press("Continue")
    )
    for number, name in enumerate(("Omar", "Sirje", "Ivo")):
        page = page.press("Add another: Visitor" if number else "Add: Visitor")
        page = page.fill("Visitor’s name", name).fill("Visits a month", "2").press("Continue")
    page = page.press("Continue").press("Continue")

    published(admin, "items: 0 to 4", "items: 0 to 2")

    again = citizen.open(page.path)
    assert again.h1 == "Regular visitors"
    assert "This service has changed since you began." in again.text
    assert "Remove some of “Visitor”: there can be at most 2" in again.text


def test_nobody_publishes_over_a_release_that_came_after_their_workspace(admin: Visitor) -> None:
    late = opened(admin)
    late = late.fill("Text of service.yaml", text_of(late) + "# late\n").press("Save")
    asking = late.follow("Publish…")
    choices = asking.form_data(asking.one("form", id="publish"))
    choices.setlist("what", ["Too late"])

    published(admin, "title: Your vehicle", "title: The vehicle")
    refused = admin.post(asking.path, choices)

    assert "Somebody published this service after your workspace was opened" in refused.text
    assert "# late" in text_of(refused)
    assert "Too late" not in admin.open("/en/admin/services/parking-permit").text


def test_the_same_files_are_judged_once_however_often_they_are_looked_at(
    admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    real = workspaces._judged
    monkeypatch.setattr(workspaces, "_verdicts", Shelf(8))
    monkeypatch.setattr(workspaces, "_judged", lambda found, *rest: judged.append(found.id) or real(found, *rest))
    page = opened(admin)
    page = page.fill("Text of service.yaml", text_of(page) + "# once\n").press("Save")
    assert len(judged) == 2

    for path in (page.path, page.path.replace("service.yaml", "scenarios.yaml")):
        admin.open(path)
    page.follow("Publish…")
    page.follow("What changes")
    assert len(judged) == 2

    page.fill("Text of service.yaml", text_of(page) + "# again\n").press("Save")
    assert len(judged) == 3


def test_a_large_service_costs_the_editor_no_more_queries(app: Flask, admin: Visitor) -> None:
    store, seen = app.extensions["portal"].store, [0]

    def counted(fields: int, pages: int) -> int:
        with store.writing() as session:
            large = large_bundle(fields=fields, pages=pages, size=0)
            publish(session, large, by="operator", role="operator", now=NOW, what_changed="Large", from_folder=True)
        page = admin.open("/en/admin/services/large-form").press("Edit in a new workspace")
        admin.open(page.path)  # what is live is read once
        seen[0] = 0
        admin.open(page.path)
        return seen[0]

    def note(*_call: object) -> None:
        seen[0] += 1

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        assert counted(10, 3) == counted(200, 60) > 0
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


HINT = "hint: The address where you are registered as living"


def test_who_publishes_reads_what_could_be_better_and_may_publish_nonetheless(admin: Visitor) -> None:
    page = opened(admin)
    broken = text_of(page).replace(HINT, f"{HINT}.", 1)
    line = broken.partition(HINT)[0].count("\n") + 1
    page = page.fill("Text of service.yaml", broken).press("Save").follow("Publish…")

    told = words(pane(page, "warnings"))
    assert "They stand in nobody’s way: you can publish." in told
    assert "ends in a full stop, or has several sentences. Keep it to one line" in told
    assert page.has_link(f"{line}:11") and page.has_button("Publish now")
    assert [one.get("aria-labelledby") for one in page.all("section")] == ["changes", "warnings"]


def pane(page: Page, name: str) -> Element:
    return next(one for one in page.all("section") if one.get("aria-labelledby") == name)


def test_beyond_ten_warnings_are_folded_and_counted(admin: Visitor) -> None:
    page = opened(admin)
    many = "".join(f'  p{number}: {{is: electric, says: "Nobody asks {number}"}}\n' for number in range(14))
    text = text_of(page)
    assert "\nconditions:\n" in text
    page = page.fill("Text of service.yaml", text.replace("\nconditions:\n", f"\nconditions:\n{many}", 1)).press("Save")

    page = page.follow("Publish…")

    section = pane(page, "warnings")
    folded = next(section.iter("details"))
    hidden = len(list(folded.iter("li")))
    assert len(list(section.iter("li"))) - hidden == 10
    assert words(next(folded.iter("summary"))) == f"{hidden} more warnings"
    assert hidden > 3
