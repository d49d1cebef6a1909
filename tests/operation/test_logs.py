"""What the portal logs while people use it: enough to follow a request, and nothing about anybody."""

from __future__ import annotations

import json
import logging
import runpy
from pathlib import Path

import pytest
from gunicorn.config import Config
from gunicorn.util import load_class

from portal.demo.people import BY_ID
from tests.conftest import HOME, a_portal, make_settings
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


def test_the_servers_own_lines_are_json_without_addresses_and_requests(capfd: pytest.CaptureFixture[str]) -> None:
    named = runpy.run_path(str(HOME / "deploy" / "gunicorn.conf.py"))["logger_class"]
    server = load_class(named)(Config())

    server.warning("Invalid request from ip={ip}: {error}".format(ip="203.0.113.9", error="Leila"))
    server.error("Socket error processing request %s of %s", "/en/my?name=Leila", "203.0.113.9")
    server.error("Leila said it without a template")
    try:
        raise ValueError("Leila")
    except ValueError:
        server.exception("Error handling request %s", "/en/my?name=Leila")

    said = capfd.readouterr()
    lines = [json.loads(line) for line in said.err.splitlines()]
    assert said.out == ""
    assert [line["event"] for line in lines] == [
        "Invalid request",
        "Socket error processing request %s of %s",
        "said by gunicorn.error",
        "Error handling request %s",
    ]
    assert lines[3]["error"] == "ValueError"
    assert "Leila" not in said.err and "203.0.113.9" not in said.err


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
