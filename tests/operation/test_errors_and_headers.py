"""Error pages in the person's language that work when the database does not, and headers on every response."""

from __future__ import annotations

import json
import logging
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import TemplateNotFound
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, abort
from werkzeug.http import parse_options_header

from portal.app import create_app
from portal.errors import Conflict, NotFound, Refused, TooMany, Unavailable
from portal.store.migrating import upgrade
from portal.web.kit.errors import FAILURES
from portal.web.kit.files import download
from tests.conftest import make_settings
from tests.pages import FIXED_HEADERS, Visitor

LANGUAGES = ("en", "et", "ar", "fr")
SECRET = "Leila Haddad 48010101234 leila@example.org"


@pytest.fixture
def failing(app: Flask) -> Flask:
    """The portal with a page that fails as its address says."""
    reasons = {
        "refused": Refused(SECRET),
        "not-found": NotFound(SECRET),
        "conflict": Conflict(SECRET),
        "too-many": TooMany(SECRET, retry_after=77),
        "unavailable": Unavailable(SECRET),
        "bug": ValueError(SECRET),
        "database": OperationalError("SELECT 1", {"name": SECRET}, sqlite3.OperationalError(SECRET)),
    }

    def fail(how: str) -> str:
        if how.isdigit():
            abort(int(how))
        raise reasons[how]

    app.add_url_rule("/<language:lang>/fail/<how>", "public.fail", fail)
    return app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", sorted(FAILURES))
def test_each_failure_has_its_page_in_the_persons_language(failing: Flask, status: int, language: str) -> None:
    page = Visitor(failing).open(f"/{language}/fail/{status}", status=status)

    told = failing.extensions["portal"].catalogues.words(language).word(FAILURES[status].title)
    assert page.h1 == told.value
    assert told.lang == language, "is not translated"
    assert page.one("html").get("lang") == language


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ("refused", 403),
        ("not-found", 404),
        ("conflict", 409),
        ("too-many", 429),
        ("unavailable", 503),
        ("database", 503),
        ("bug", 500),
    ],
)
def test_what_went_wrong_becomes_a_status_and_tells_no_facts(failing: Flask, how: str, status: int) -> None:
    page = Visitor(failing).open(f"/en/fail/{how}", status=status)

    assert "Leila" not in page.html
    if status in (429, 503):
        assert int(page.response.headers["Retry-After"]) == (77 if status == 429 else 30)


def test_logs_tell_where_it_failed_and_nothing_personal(failing: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    Visitor(failing).open("/en/fail/bug?name=Leila", status=500)
    logging.getLogger("weasyprint").warning("Ignored %s", SECRET)

    log = capfd.readouterr().err
    lines = [json.loads(line) for line in log.splitlines()]
    assert any(line.get("error") == "ValueError" and "fail" in line["at"][-1] for line in lines)
    assert "Leila" not in log
    assert "48010101234" not in log


def test_an_unknown_address_is_told_in_the_language_of_its_path_or_of_the_browser(app: Flask) -> None:
    assert Visitor(app, "et").open("/nothing", status=404).one("html").get("lang") == "et"
    assert Visitor(app, "et").open("/ar/nothing", status=404).one("html").get("lang") == "ar"
    assert Visitor(app, "fr-CA").open("/nothing", status=404).one("html").get("lang") == "fr"
    assert Visitor(app, "fi").open("/nothing", status=404).one("html").get("lang") == "en"


@pytest.fixture
def without_database(tmp_path: Path) -> Flask:
    settings = make_settings(tmp_path)
    upgrade(settings.database_url)
    app = create_app(settings)
    app.extensions["portal"].store.engine.dispose()
    (tmp_path / "portal.db").unlink()
    (tmp_path / "portal.db").mkdir()
    return app


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_pages_come_without_a_database(without_database: Flask, language: str) -> None:
    page = Visitor(without_database).open(f"/{language}/nothing", status=404)

    assert page.one("html").get("lang") == language
    assert page.has_link(page.text) is False


def test_readiness_says_that_the_database_does_not_answer(without_database: Flask) -> None:
    client = without_database.test_client()

    assert client.get("/healthz").json == {"alive": True}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["database"] is False


def test_even_a_broken_template_leaves_words(failing: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TemplateNotFound("errors/error.html")

    monkeypatch.setattr("portal.web.kit.errors.page", broken)

    response = failing.test_client().get("/en/fail/bug")

    assert response.status_code == 500
    assert "The answers you saved before are kept" in response.text


def test_every_kind_of_response_carries_the_headers(failing: Flask) -> None:
    asset = failing.extensions["portal.assets"].url("portal.css")
    client = failing.test_client()

    for path in ("/", "/en/", "/healthz", asset, "/en/fail/bug", "/en/nothing"):
        response = client.get(path, buffered=True)
        missing = [name for name in FIXED_HEADERS if name not in response.headers]
        assert missing == [], path


def test_the_policy_allows_our_own_files_only(app: Flask) -> None:
    policy = app.test_client().get("/en/nothing").headers["Content-Security-Policy"]

    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


def test_built_files_are_kept_for_ever_and_pages_never(app: Flask) -> None:
    client = app.test_client()

    asset = client.get(app.extensions["portal.assets"].url("portal.css"), buffered=True)
    page = client.get("/en/nothing")

    assert asset.status_code == 200
    assert "immutable" in asset.headers["Cache-Control"]
    assert page.headers["Cache-Control"] == "no-store"


def test_a_request_has_one_id_that_log_and_person_share(failing: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    response = failing.test_client().get("/en/fail/bug", headers={"X-Request-ID": "chosen-by-a-stranger"})

    told = response.headers["X-Request-ID"]
    assert told != "chosen-by-a-stranger"
    assert told in response.text
    assert told in capfd.readouterr().err


def test_every_status_in_use_has_words() -> None:
    assert {400, 403, 404, 405, 409, 413, 429, 500, 503} <= set(FAILURES)
    assert issubclass(HTTPException, Exception)


NAMES = [
    "إيجار المنزل.pdf",
    "a;filename=evil.html.pdf",
    'say "yes".pdf',
    "Leila’s lease.pdf",
    "a%0d%0aSet-Cookie: b.pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_has_a_header_that_a_server_can_send(app: Flask, name: str) -> None:
    with app.test_request_context("/"):
        told = download(b"%PDF-", "application/pdf", name).headers["Content-Disposition"]

    assert told.encode("latin-1").isascii()
    assert told.count(";") == 2, "a name's own semicolon must not begin a parameter"
    kind, known = parse_options_header(told)
    assert kind == "attachment"
    assert known["filename"] == name
    assert set(known) == {"filename"}


def test_only_what_the_portal_made_opens_in_the_browser(app: Flask) -> None:
    with app.test_request_context("/"):
        told = [
            download(b"%PDF-", "application/pdf", "a.pdf", ours=True).headers["Content-Disposition"],
            download(b"%PDF-", "application/pdf", "a.pdf").headers["Content-Disposition"],
            download(b"\x89PNG", "image/png", "a.png", ours=True).headers["Content-Disposition"],
        ]

    assert [one.partition(";")[0] for one in told] == ["inline", "attachment", "attachment"]


def test_a_header_that_no_server_sends_is_answered_in_words(app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    app.add_url_rule("/<language:lang>/odd", "public.odd", lambda: ("x", 200, {"X-Odd": "إيجار"}))

    response = app.test_client().get("/en/odd")

    assert response.status_code == 500
    assert "The answers you saved before are kept" in response.text
    assert [name for name in FIXED_HEADERS if name not in response.headers] == []
    assert response.headers["X-Request-ID"] in capfd.readouterr().err
