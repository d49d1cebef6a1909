"""The whole thread through the doors, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from portal.demo.seed import seed
from tests.journeys import apply_for_permit
from tests.people import signed_in


def test_an_application_is_sent_and_decided(app_on_both: Flask) -> None:
    citizen = signed_in(app_on_both, "leila-haddad")

    reference = apply_for_permit(citizen)
    clerk = signed_in(app_on_both, "maarja-kask", "staff")
    page = clerk.open("/en/office/cases").follow(reference).press("Take this case")
    page = page.press("Approve and issue: Resident parking permit")

    assert "Approved" in page.text
    assert "Approved" in citizen.open(f"/en/my/cases/{reference}").text


def test_every_page_of_a_lived_in_office_opens(app_on_both: Flask) -> None:
    parts = app_on_both.extensions["portal"]
    seed(parts.store, parts.settings, datetime.now(UTC))
    clerk = signed_in(app_on_both, "jaan-tamm", "staff")

    queue = clerk.open("/en/office/cases")
    references = [link.get("href", "") for link in queue.all("a") if "/office/cases/" in link.get("href", "")]

    assert len(set(references)) > 5
    for address in sorted(set(references)):
        assert clerk.open(address).has_link("Cases")
    assert clerk.open("/en/office/documents").h1
