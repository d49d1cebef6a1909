"""Templates that ask for too much, or for what is not theirs: refused or ended, and said why."""

from __future__ import annotations

import http.server
import io
import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from portal.documents import Limits, RenderingFailed, render
from portal.documents.child import answer
from portal.documents.press import Press, sweep
from tests.documents import papers

SMALL = Limits(seconds=3, megabytes=700)
PAGE = '<!doctype html><html lang="en"><head><title>x</title></head><body>%s</body></html>'


def made(body: str, *, limits: Limits = SMALL, whole: bool = False, **more: bytes) -> bytes:
    files = {"documents/own.html": (body if whole else PAGE % body).encode(), **more}
    return render(
        files,
        "documents/own.html",
        papers.permit("en"),
        language="en",
        official_language="en",
        home=papers.HOME,
        name="X-1",
        made_at=papers.MADE_AT,
        limits=limits,
    )


def failure(body: str, **more: Any) -> RenderingFailed:
    with pytest.raises(RenderingFailed) as caught:
        made(body, **more)
    return caught.value


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server that notes what is asked of it."""
    asked: list[str] = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_string_of_200_megabytes_is_refused() -> None:
    assert failure("{{ 'x' * 200000000 }}").reason == "template"


@pytest.mark.parametrize(
    "body",
    [
        "{% set x = namespace(s='x') %}{% for i in range(40) %}{% set x.s = x.s ~ x.s %}{% endfor %}{{ x.s|length }}",
        "{{ ('x'|replace('x', 'y')|list)|map('string')|list and ('%0900000000d'|string % 1) }}",
        "{{ 'a'|wordwrap(1) and ('{:>900000000}'.format('a'))|length }}",
    ],
)
def test_a_template_that_wants_all_the_memory_is_ended(body: str) -> None:
    started = time.monotonic()

    assert failure(body).reason in {"memory", "template", "time"}

    assert time.monotonic() - started < 60


def test_a_template_that_never_ends_is_ended_in_time() -> None:
    started = time.monotonic()
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"

    assert failure(endless).reason == "time"

    assert time.monotonic() - started < 60


def test_a_table_of_a_hundred_thousand_cells_is_ended() -> None:
    rows = "<table>{% for a in range(12000) %}<tr>{% for b in range(9) %}<td>x{% endfor %}{% endfor %}</table>"

    assert failure(rows).reason in {"time", "memory"}


def test_more_text_than_a_document_may_have_is_refused() -> None:
    assert (
        failure("{% for a in range(9999) %}{% for b in range(99) %}abcdefghij{% endfor %}{% endfor %}").reason == "long"
    )


@pytest.mark.parametrize(
    "asking",
    [
        '<img alt="x" src="{0}/img">',
        '<link rel="stylesheet" href="{0}/css">',
        '<style>@import url("{0}/import");</style>',
        '<style>@font-face {{ font-family: x; src: url("{0}/font") }} body {{ font-family: x }}</style>text',
        '<style>body {{ background: url("{0}/background") }}</style>',
        '<link rel="attachment" href="{0}/attachment">',
        '<svg><image href="{0}/svg"/></svg>',
        '<object data="{0}/object"></object>',
    ],
)
def test_nothing_is_fetched_from_the_network(asking: str, listener: tuple[str, list[str]]) -> None:
    address, asked = listener

    with suppress(RenderingFailed):
        made(asking.format(address))

    assert asked == []


def test_whoever_asks_for_something_outside_is_told_what() -> None:
    failed = failure('<img alt="x" src="https://192.0.2.1/picture.png">')

    assert (failed.reason, failed.facts["url"]) == ("fetch", "https://192.0.2.1/picture.png")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "house:///../../etc/passwd", "file:///release/../etc/passwd", "/etc/hostname"]
)
def test_no_file_is_read(url: str) -> None:
    assert failure(f'<img alt="x" src="{url}">').reason == "fetch"


def test_a_picture_of_the_release_is_drawn() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'

    assert made('<img alt="Stamp" src="stamp.svg">', **{"documents/stamp.svg": drawing}).startswith(b"%PDF")


def test_a_picture_without_a_description_is_refused() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'

    assert failure('<img src="stamp.svg">', **{"documents/stamp.svg": drawing}).reason == "picture"


def test_a_letter_of_an_answer_that_no_font_has_is_told_by_its_number() -> None:
    typed, told = (printed_home(f"12 Rope Walk {tail}") for tail in ("\U0010fff0\U000f1234", "[U+10FFF0][U+F1234]"))

    assert drawn(typed) == drawn(told)
    with pikepdf.open(io.BytesIO(typed)) as opened:
        kept = opened.attachments["X-1.json"].get_file().read_bytes().decode()
    assert "\U000f1234" in kept, "the data are what was answered"


def test_emoji_are_drawn_where_the_font_is_that_is_installed_with_the_portal() -> None:
    if "Symbola" not in subprocess.run(["fc-list"], capture_output=True, text=True, check=False).stdout:
        pytest.skip("there is no Symbola here: `make test` installs it (fonts-symbola)")
    with pikepdf.open(io.BytesIO(printed_home("12 Rope Walk \U0001f389 \u2764\ufe0f"))) as opened:
        fonts = [str(font.BaseFont) for font in opened.pages[0].Resources.Font.values()]

    assert any("Symbola" in font for font in fonts)
    assert drawn(printed_home("\U0001f389")) != drawn(printed_home("[U+1F389]"))


def printed_home(home: str) -> bytes:
    facts = papers.permit("en")
    facts["fields"]["home"]["value"] = home
    return render(
        {"documents/own.html": (PAGE % "<p>{{ fields.home.value }}</p>").encode()},
        "documents/own.html",
        facts,
        language="en",
        official_language="en",
        home=papers.HOME,
        name="X-1",
        made_at=papers.MADE_AT,
    )


def drawn(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return opened.pages[0].Contents.read_bytes()


def test_a_letter_that_no_font_has_is_named() -> None:
    failed = failure("<p>\U000f1234</p>")

    assert (failed.reason, failed.facts["letters"]) == ("letters", "\U000f1234")


@pytest.mark.parametrize(
    "body",
    [
        "{{ holder|safe }}",
        "{% autoescape false %}{{ holder }}{% endautoescape %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ holder.__init__.__globals__ }}",
        "{{ cycler.__init__ }}",
        "{{ nobody }}",
        "{% include '../../../etc/passwd' %}",
        "{% include 'service.yaml' %}",
        "{{ fields.zone.code.format(languages) if 0 else languages.__class__ }}",
    ],
)
def test_the_sandbox_refuses_it(body: str) -> None:
    assert failure(body).reason == "template"


def test_what_people_typed_is_escaped() -> None:
    pdf = made("<p>{{ '<img src=http://192.0.2.1/x>' }}</p>")

    assert pdf.startswith(b"%PDF")


def test_a_fault_in_a_template_is_told_with_its_line() -> None:
    failed = failure(PAGE.replace("<body>", "<body>\n\n") % "{{ fields.nothing.value }}", whole=True)

    assert (failed.facts["path"], failed.facts["line"]) == ("documents/own.html", 3)
    assert "nothing" in failed.facts["message"]


def test_a_syntax_error_is_told_with_its_line() -> None:
    failed = failure("\n{% if %}", whole=True)

    assert (failed.facts["path"], failed.facts["line"]) == ("documents/own.html", 2)


def test_after_each_failure_the_next_document_is_made() -> None:
    failure("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", limits=Limits(seconds=1))

    assert made("<p>well</p>").startswith(b"%PDF")


def test_the_child_knows_no_secret_and_no_other_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "PORTAL_SECRET_KEY", "very secret")
    press = Press()
    child = press._started()
    try:
        with open(f"/proc/{child.pid}/environ", "rb") as environment:
            assert b"very secret" not in environment.read()
    finally:
        press.close()
    assert not os.path.exists(press._folder)


def test_a_child_whose_parent_was_killed_ends_and_tidies_up() -> None:
    press = Press()
    child = press._started()
    assert child.stdin is not None
    assert child.stdout is not None

    child.stdin.close()

    assert child.wait(timeout=30) == 0
    assert not os.path.exists(press._folder)
    child.stdout.close()


def test_what_a_killed_press_left_is_swept_away_and_a_living_ones_folder_stays(tmp_path: Path) -> None:
    left, living, young, other = (
        tmp_path / name for name in ("portal-press-a", "portal-press-b", "portal-press-c", "x")
    )
    for folder in (left, living, young, other):
        folder.mkdir()
        (folder / "font").touch()
        os.utime(folder, (0, 0))
    os.utime(young)
    (tmp_path / "portal-press-link").symlink_to(other)
    child = subprocess.Popen(["sleep", "60"], env={"PATH": os.defpath, "HOME": str(living)})
    try:
        assert sweep(datetime.now(UTC), tmp_path) == 1
    finally:
        child.kill()
        child.wait()

    assert not left.exists()
    assert all(folder.exists() for folder in (living, young, other))


def test_what_broke_is_told_by_its_class_since_its_message_may_quote_an_answer() -> None:
    said = io.BytesIO()

    answer({"home": "/", "bundle": {}, "Leila": 1}, said)

    assert json.loads(said.getvalue()) == {"reason": "crash", "facts": {"status": 0, "error": "KeyError"}}
