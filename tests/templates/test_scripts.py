"""Each script improves one thing that works without it; here each does so in Chromium, under the portal's own policy."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsers import assert_accessible
from tests.templates.sheet import write

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
)


class Sheet(ThreadingHTTPServer):
    """Serves the sheet as the portal would, and counts what is posted to it."""

    posts: int = 0
    extends: bool = True


class Handler(SimpleHTTPRequestHandler):
    server: Sheet

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.posts += 1
        body = json.dumps({"seconds": 7200}).encode()
        self.send_response(200 if self.server.extends else 403)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Nothing: the tests' output is for what fails."""


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    folder: Path = tmp_path_factory.mktemp("sheet")
    write(folder)
    server = Sheet(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, sheet: Sheet) -> Iterator[Page]:
    context = browser.new_context(base_url=f"http://127.0.0.1:{sheet.server_port}")
    context.set_default_timeout(5_000)
    opened, complaints = context.new_page(), []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    context.close()
    assert complaints == []


def test_problems_take_the_focus_and_lead_to_the_input(page: Page) -> None:
    page.goto("/citizen.en.html")

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="The date you got the vehicle must include a month").click()
    expect(page.locator("#since-month")).to_be_focused()


def test_a_second_press_sends_nothing(page: Page, sheet: Sheet) -> None:
    page.goto("/citizen.en.html")
    sheet.posts = 0
    page.route("**/citizen.en.html", lambda route: route.continue_() if route.request.method == "GET" else None)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)

    page.evaluate(
        """() => { const button = document.querySelector("#page > .govuk-button-group button"); button.click(); button.click(); }"""
    )
    page.wait_for_timeout(300)

    assert sent == ["POST"]


def test_characters_are_counted_while_typing(page: Page) -> None:
    page.goto("/citizen.en.html")
    area, info = page.locator("#more"), page.locator("#more-info")

    area.fill("x" * 401)

    expect(info).to_have_text("Characters used: 401 of 400")
    expect(info).to_have_class("govuk-hint sm-count-info is-over")
    assert area.input_value() == "x" * 401  # nothing is cut off


def test_a_file_that_is_too_large_is_told_at_once(page: Page) -> None:
    page.goto("/citizen.en.html")
    page.evaluate("document.querySelector('#contract').dataset.maxSize = '10'")

    page.set_input_files("#contract", {"name": "big.pdf", "mimeType": "application/pdf", "buffer": b"x" * 20})

    expect(page.locator("#contract-large")).to_contain_text("This file is too large. Choose one of up to 10")
    assert page.locator("#contract").evaluate("input => input.files.length") == 0
    page.set_input_files("#contract", {"name": "small.pdf", "mimeType": "application/pdf", "buffer": b"x"})
    expect(page.locator("#contract-large")).to_have_count(0)


def ending(page: Page, seconds: int) -> None:
    """Opens the sheet as if the session ended in so many seconds."""

    def shorten(route: Any) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace('ends-in="7200"', f'ends-in="{seconds}"'))

    page.route("**/citizen.en.html", shorten)
    page.goto("/citizen.en.html")


def test_the_session_is_extended_in_one_action(page: Page, sheet: Sheet) -> None:
    ending(page, 60)
    sheet.posts = 0
    dialog = page.get_by_role("dialog", name="Do you need more time?")
    page.locator("#keeper").evaluate("input => { input.value = 'Omar' }")

    dialog.get_by_role("button", name="Stay signed in").click()

    expect(dialog).to_be_hidden()
    assert sheet.posts == 1
    assert page.locator("#keeper").input_value() == "Omar"


def test_no_warning_comes_while_there_is_time(page: Page) -> None:
    page.goto("/citizen.en.html")
    page.wait_for_timeout(200)

    expect(page.locator("dialog")).to_be_hidden()
    expect(page.locator(".sm-session")).to_be_hidden()


def test_a_session_that_cannot_be_extended_says_what_happens_to_the_answers(page: Page, sheet: Sheet) -> None:
    ending(page, 60)
    sheet.extends = False
    try:
        page.get_by_role("dialog").get_by_role("button", name="Stay signed in").click()
        # The words are in the page from the start: to be seen, they need the answer.
        expect(page.locator("dialog [data-too-late]")).to_be_visible()
        expect(page.get_by_role("dialog")).to_contain_text("we keep what you typed")
    finally:
        sheet.extends = True
    page.get_by_role("button", name="Back to the page").click()
    expect(page.locator("dialog")).to_be_hidden()


def test_without_script_the_session_is_extended_by_the_same_button(browser: Browser, sheet: Sheet) -> None:
    context = browser.new_context(base_url=f"http://127.0.0.1:{sheet.server_port}", java_script_enabled=False)
    page = context.new_page()
    page.goto("/citizen.en.html")

    expect(page.locator(".sm-session")).to_contain_text("You will be signed out at 15:02")
    expect(page.locator(".sm-session").get_by_role("button", name="Stay signed in")).to_be_visible()
    context.close()


def test_lines_are_numbered_and_a_fault_leads_to_its_line(page: Page) -> None:
    page.goto("/office.en.html")
    lines = page.locator(".sm-edit__lines span")

    expect(lines).to_have_count(5)
    expect(lines.nth(1)).to_have_class("is-bad")
    page.get_by_role("link", name="3:4").click()
    area = page.locator("textarea[data-lines]")
    expect(area).to_be_focused()
    assert area.evaluate("area => area.value.slice(0, area.selectionStart).split('\\n').length") == 3
    area.press("Enter")
    expect(lines).to_have_count(6)


def test_matches_are_offered_while_somebody_types_and_chosen_by_keys(page: Page) -> None:
    page.goto("/citizen.en.html")
    town, listed = page.get_by_role("combobox", name="Which town?"), page.get_by_role("listbox", name="Which town?")
    expect(town).to_have_attribute("aria-expanded", "false")
    expect(page.locator("button[value=town]")).to_be_hidden()

    town.press_sequentially("x")
    expect(listed.get_by_role("option")).to_have_text(["Solmere", "Port Ayr"])
    expect(town).to_have_attribute("aria-expanded", "true")
    expect(town.locator("..").locator("[role=status]")).to_have_text("Matches below: 2")
    expect(page.locator("[name=town-chosen]")).to_have_value("")  # what was chosen before is no more
    assert_accessible(page)
    town.press("ArrowDown")
    town.press("ArrowDown")
    expect(listed.get_by_role("option", name="Port Ayr")).to_have_attribute("aria-selected", "true")
    expect(town).to_have_attribute("aria-activedescendant", "town-matches-1")
    town.press("Enter")

    expect(town).to_have_value("Port Ayr")
    expect(page.locator("[name=town-chosen]")).to_have_value("port")
    expect(listed).to_be_hidden()
    town.press_sequentially("y")
    expect(listed).to_be_visible()
    town.press("Escape")
    expect(listed).to_be_hidden()


def test_several_are_added_and_taken_out_one_by_one(page: Page) -> None:
    page.goto("/citizen.en.html")
    town, chosen = page.get_by_role("combobox", name="Add another"), page.locator("#trips-list li")
    status = page.get_by_role("group", name="Which towns?").locator("[role=status]")

    town.press_sequentially("x")
    page.get_by_role("listbox", name="Which towns?").get_by_role("option", name="Port Ayr").click()
    expect(chosen.locator("span").first).to_have_text("Solmere")
    expect(chosen).to_have_count(2)
    expect(status).to_have_text("Added: Port Ayr")
    expect(town).to_have_value("")
    assert page.locator("#trips-list input").evaluate_all("all => all.map((one) => one.value)") == ["sol", "port"]
    assert_accessible(page)

    page.get_by_role("button", name="Remove Solmere").click()
    expect(chosen).to_have_count(1)
    expect(status).to_have_text("Removed: Solmere")
    expect(town).to_be_focused()
    page.get_by_role("button", name="Remove Port Ayr").click()
    expect(page.locator("#trips-list")).to_be_hidden()


def test_without_script_the_search_is_a_button(browser: Browser, sheet: Sheet) -> None:
    context = browser.new_context(base_url=f"http://127.0.0.1:{sheet.server_port}", java_script_enabled=False)
    page = context.new_page()
    page.goto("/citizen.en.html")

    expect(page.locator("button[value=town]")).to_be_visible()
    context.close()


def test_what_goes_with_an_option_shows_with_it_and_none_excludes(page: Page) -> None:
    page.goto("/citizen.en.html")
    boxes = page.get_by_role("group", name="Which of these?")
    which = boxes.get_by_label("Say which")
    expect(which).to_be_hidden()

    boxes.get_by_label("Something else").check()
    expect(which).to_be_visible()
    boxes.get_by_label("None of these").check()

    expect(boxes.get_by_label("Something else")).not_to_be_checked()
    expect(which).to_be_hidden()
    expect(which).to_be_disabled()  # and is not sent
