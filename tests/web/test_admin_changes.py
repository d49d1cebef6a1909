"""An administrator reads, before publishing, what a workspace changes and what it means for drafts and cases."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.store import Workspace, WorkspaceFile
from tests.pages import Page, Visitor
from tests.people import signed_in

ADMIN, LEILA = "peeter-saar", "leila-haddad"


@pytest.fixture
def admin(app: Flask) -> Visitor:
    return signed_in(app, ADMIN, "staff")


def changed(admin: Visitor, old: str, new: str) -> Page:
    """The editor of a workspace of the parking permit with one place of its specification changed."""
    page = admin.open("/en/admin/services/parking-permit").press("Edit in a new workspace")
    text = page.value("Text of service.yaml")
    assert old in text
    return page.fill("Text of service.yaml", text.replace(old, new, 1)).press("Save")


def test_the_changes_are_told_with_what_they_mean_and_how_many_drafts_they_reach(app: Flask, admin: Visitor) -> None:
    signed_in(app, LEILA).open("/en/services/parking-permit").press("Start now")

    page = changed(admin, "max: 31", "max: 20").follow("What changes")

    assert "1 application is begun and not sent." in page.text
    assert "Drafts are asked again where their answer no longer holds" in page.text
    assert "Question “Visits a month” visitor.visits: Stricter: max is 20; it was 31" in page.text
    assert "Visits a month" in admin.open(page.path.replace("/changes", "/publish")).text


def test_each_text_is_shown_as_it_was_and_is(admin: Visitor) -> None:
    page = changed(admin, "label: Registration number", "label: Number plate").follow("What changes")

    assert "Words only: drafts take them over silently" in page.text
    assert "label of “plate” Before Registration number Now Number plate" in page.text


def test_a_workspace_that_says_the_same_changes_nothing(admin: Visitor) -> None:
    page = admin.open("/en/admin/services/parking-permit").press("Edit in a new workspace").follow("What changes")

    assert "Nothing: the workspace says the same as what is live." in page.text


def test_a_name_that_is_taken_out_is_retired_before_it_is_published(admin: Visitor) -> None:
    page = changed(admin, "- paragraph: about_visitors", "- paragraph: about_guests")

    assert "neither here nor under “retired”: about_visitors." in page.text
    assert "Mend these first" in page.follow("Publish…").text
    changes = page.follow("What changes")
    assert "Mend these first" in changes.text and "under “retired”: about_visitors." in changes.text


def test_what_has_faults_cannot_be_compared_yet(admin: Visitor) -> None:
    page = changed(admin, "kind: address", "kind: adress").follow("What changes")

    assert "The workspace has faults, so it cannot be compared yet." in page.text
    assert "“adress”" in page.text and "Did you mean “address”?" in page.text


def test_a_catalogue_that_cannot_be_read_is_told_on_every_page_of_its_workspace(app: Flask, admin: Visitor) -> None:
    page = admin.open("/en/admin/services/parking-permit").press("Edit in a new workspace")
    broken = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=zip\\n"\n\nmsgid "a"\nmsgstr "b"\n'
    with app.extensions["portal"].store.writing() as session:
        workspace = session.scalars(select(Workspace).order_by(Workspace.opened_at.desc())).first()
        session.execute(
            update(WorkspaceFile)
            .where(WorkspaceFile.workspace_id == workspace.id, WorkspaceFile.path == "translations/et.po")
            .values(content=broken)
        )

    for shown in (page.path, page.follow("What changes").path, page.follow("Publish…").path):
        assert "The translations cannot be read" in admin.open(shown).text


def test_of_very_many_faults_a_page_shows_the_first_and_says_how_many_are_not_shown(admin: Visitor) -> None:
    page = changed(admin, "pages:", "".join(f"unheard_of_{number}: 1\n" for number in range(300)) + "pages:")

    assert "unheard_of_0" in page.text and "Not shown here: 20" in page.text
    assert page.text.count("has no key “unheard_of_") <= 100


def test_a_copy_is_a_new_service_in_which_nothing_is_retired(admin: Visitor) -> None:
    page = changed(admin, "keep: {", "retired:\n- plate_of_old  # gone\n\n- plate.x\n- fuel/coal\n\nkeep: {")
    page = page.follow("Publish…").fill("What changed?", "names").press("Publish now")
    page = admin.open("/en/admin/services").fill("Name of the new service", "parking-two")

    text = page.press("Make a copy").value("Text of service.yaml")

    assert "retired" not in text and "plate_of_old" not in text and "fuel/coal" not in text
    assert "\n\nkeep: {draft" in text and "service: parking-two" in text


def test_the_changes_are_read_in_arabic(admin: Visitor) -> None:
    page = changed(admin, "max: 31", "max: 20").follow("What changes")

    arabic = admin.open(page.path.replace("/en/", "/ar/"))

    assert "أكثر صرامة: max هو 20" in arabic.text.replace("\u2068", "").replace("\u2069", "")


def test_a_workspace_carries_the_copy_of_what_it_includes(admin: Visitor) -> None:
    page = admin.open("/en/admin/services/parking-permit").press("Edit in a new workspace")
    shared = admin.open(page.path.replace("service.yaml", "shared/reaching.yaml"))
    text = shared.value("Text of shared/reaching.yaml")

    broken = shared.fill("Text of shared/reaching.yaml", text.replace("kind: phone", "kind: fone")).press("Save")
    assert broken.has_link("5:9") and "Did you mean “phone”?" in broken.text

    mended = broken.fill("Text of shared/reaching.yaml", text.replace("Phone number", "Mobile number")).press("Save")
    changes = mended.follow("What changes")
    assert "label of “phone” Before Phone number Now Mobile number" in changes.text
