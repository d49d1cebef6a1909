"""What the portal logs while people use it: enough to follow a request, and nothing about anybody."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from portal.demo.people import BY_ID
from tests.conftest import a_portal, make_settings
from tests.journeys import apply_for_permit
from tests.people import signed_in

PLATE = "QX 7319"


@pytest.fixture
def log(tmp_path: Path, sqlite_url: str, capfd: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """All that was logged, at its most talkative, while a citizen applied and a clerk decided; and the reference."""
    settings = make_settings(tmp_path, database_url=sqlite_url, log_level="DEBUG")
    with a_portal(settings) as app:
        reference = apply_for_permit(signed_in(app, "leila-haddad"), PLATE)
        clerk = signed_in(app, "maarja-kask", "staff")
        page = clerk.open(f"/en/office/cases/{reference}").press("Take this case")
        page = page.press("Approve and issue: Resident parking permit")
        assert "Approved" in page.text
        clerk.open("/en/office/cases?q=Leila+Haddad")
        clerk.client.get("/en/my/cases/NOT-THERE?name=Leila")
        clerk.client.post("/en/sign-in", data={"name": "Leila"})
    logging.getLogger("portal.test").warning("the last line")
    return capfd.readouterr().err, reference


def test_logs_hold_no_personal_data(log: tuple[str, str]) -> None:
    said, reference = log
    person, clerk = BY_ID["leila-haddad"], BY_ID["maarja-kask"]

    secret = [person.national_number, person.email, person.street, "Haddad", "Leila", "Maarja", clerk.email]
    secret += [PLATE, PLATE.replace(" ", ""), reference, "NOT-THERE", "Rope Walk"]
    assert [word for word in secret if word in said] == []


def test_every_line_is_json_and_a_requests_lines_share_its_id(log: tuple[str, str]) -> None:
    lines = [json.loads(line) for line in log[0].splitlines()]

    answered = [line for line in lines if line["event"] == "answered"]
    assert {"method", "rule", "status", "ms", "request", "timestamp", "level"} <= answered[0].keys()
    assert len({line["request"] for line in answered}) == len(answered) > 10
    assert any(line["rule"] == "/<language:lang>/office/cases/<reference>" for line in answered)
    assert {line["method"] for line in answered} == {"GET", "POST"}
