"""Addresses and forms that somebody typed: numbers, cursors and ids that the portal never made."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.store import JournalEntry
from tests.people import signed_in

ADMIN = "peeter-saar"
NINES = "9" * 30
FIRST_DAY = "0001-01-01T00:00:00%2B14:00~a"
LAST_DAY = "9999-12-31T23:59:59-14:00~a"


@pytest.mark.parametrize("number", [NINES, "9" * 5000, "٣", "-1", "1e3", "²"])
def test_a_hostile_number_is_no_place_in_the_tasks(app_on_both: Flask, number: str) -> None:
    admin = signed_in(app_on_both, ADMIN, "staff")

    assert admin.open(f"/en/admin/tasks?before={number}").h1 == "Tasks"


@pytest.mark.parametrize("number", [NINES, "9" * 5000, "nothing"])
def test_a_task_with_a_hostile_number_is_not_there(app: Flask, number: str) -> None:
    admin = signed_in(app, ADMIN, "staff")
    token = admin.open("/en/admin/services/parking-permit").all("input", name="csrf_token")[0].get("value", "")

    response = admin.client.post(f"/en/admin/tasks/{number}/retry", data={"csrf_token": token})

    assert response.status_code == 404


@pytest.mark.parametrize("version", [NINES, "9" * 5000, "", "nothing"])
def test_what_was_typed_is_kept_whatever_the_version_says(app: Flask, version: str) -> None:
    admin = signed_in(app, ADMIN, "staff")
    editor = admin.open("/en/admin/services/parking-permit").press("Edit in a new workspace")

    typed = {
        "csrf_token": editor.all("input", name="csrf_token")[0].get("value", ""),
        "version": version,
        "text": "my long work",
    }
    response = admin.client.post(editor.path, data=typed)

    assert response.status_code == 409
    assert "my long work" in response.text


@pytest.mark.parametrize("cursor", [FIRST_DAY, LAST_DAY, "0001-01-01~a", f"{NINES}~a", "~", ""])
def test_a_hostile_cursor_shows_the_first_page(app_on_both: Flask, cursor: str) -> None:
    supervisor = signed_in(app_on_both, "jaan-tamm", "staff")
    admin = signed_in(app_on_both, ADMIN, "staff")

    for state in ("open", "approved"):
        assert supervisor.open(f"/en/office/cases?state={state}&after={cursor}").h1
    assert supervisor.open(f"/en/office/documents?after={cursor}").h1
    assert admin.open(f"/en/admin/journal?before={cursor}").h1


def test_a_retried_task_stands_in_the_journal(app: Flask) -> None:
    admin = signed_in(app, ADMIN, "staff")
    store = app.extensions["portal"].store
    with store.writing() as session:
        session.execute(_JOB, {"status": "failed"})

    page = admin.open("/en/admin/tasks").press("Try again Tidy up")

    assert "The task is tried again now." in page.text
    journal = admin.open("/en/admin/journal").text
    assert "tried a failed task again" in journal
    assert "Peeter Saar" in journal and "Tidy up" in journal


def test_a_task_of_which_another_waits_is_not_tried_again(app: Flask) -> None:
    admin = signed_in(app, ADMIN, "staff")
    store = app.extensions["portal"].store
    with store.writing() as session:
        session.execute(_JOB, {"status": "failed"})
    tasks = admin.open("/en/admin/tasks")
    with store.writing() as session:
        session.execute(_JOB, {"status": "todo"})

    page = tasks.press("Try again Tidy up")

    assert "The same task waits already" in page.text
    with store.reading() as session:
        assert session.scalars(select(JournalEntry).where(JournalEntry.subject_kind == "task")).all() == []


_JOB = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, args, queueing_lock)"
    " VALUES ('portal', 'tidy_up', :status, 6, '{\"timestamp\"\\: 0}', 'tidy_up')"
)


def test_an_auditor_is_not_led_to_a_workspace_that_is_not_there(app: Flask) -> None:
    assert signed_in(app, ADMIN, "staff").client.get("/en/admin/workspaces/nope").status_code == 404
    assert signed_in(app, "ene-rand", "staff").client.get("/en/admin/workspaces/nope").status_code == 403


@pytest.mark.parametrize("item", ["x", "ABCDEFGH2345", "abcdefgh2345x", "abcdefgh0189", "a" * 200, "<script>"])
def test_an_items_id_is_one_that_the_portal_makes(app: Flask, item: str) -> None:
    leila = signed_in(app, "leila-haddad")
    begun = leila.open("/en/services/parking-permit").press("Start now")
    draft = begun.path.split("/")[4]
    place = f"/en/apply/parking-permit/{draft}/visitors/visitor"

    typed = {"csrf_token": begun.all("input", name="csrf_token")[0].get("value", ""), "visitor-name": "Omar"}
    assert leila.client.get(f"{place}/{item}").status_code == 404
    assert leila.client.post(f"{place}/{item}", data=typed).status_code == 404
    assert leila.client.get(f"{place}/add").status_code == 303


def test_a_strangers_draft_has_no_place_for_an_item(app: Flask) -> None:
    draft = signed_in(app, "leila-haddad").open("/en/services/parking-permit").press("Start now").path.split("/")[4]
    place = f"/en/apply/parking-permit/{draft}/visitors"

    assert signed_in(app, "mart-tamm").client.get(f"{place}/visitor/add").status_code == 404
    assert signed_in(app, "leila-haddad").client.get(f"{place}/nothing/add").status_code == 404
