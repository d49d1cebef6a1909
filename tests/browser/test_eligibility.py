"""“Check if you can apply”: before anybody signs in, in Chromium, with scripts and without; narrow and in Arabic."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Walk, assert_accessible, follow

pytestmark = pytest.mark.browser
EVENT = "services/street-event-permit"


def judged(page: Page, scripts: bool) -> None:
    if scripts:
        assert_accessible(page)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def send(page: Page) -> None:
    follow(page, page.locator("main form button.govuk-button").last)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 320)])
def test_whoever_asks_first_is_told_before_signing_in(walk: Walk, language: str, width: int, scripts: bool) -> None:
    page = walk(language, width=width, scripts=scripts)
    page.goto(f"/{language}/{EVENT}")
    follow(page, page.locator(f"main a[href*='/{EVENT}/eligibility']").first)
    judged(page, scripts)

    send(page)  # nothing was answered
    expect(page.locator(".govuk-error-summary li")).to_have_count(2)
    if scripts:
        expect(page.locator(".govuk-error-summary")).to_be_focused()
    judged(page, scripts)

    page.locator("[name=public_place][value=no]").check()
    page.locator("#visitors").fill("٢٠٠" if language == "ar" else "200")
    send(page)
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    expect(page.locator("a[href*='/apply/']")).to_have_count(0)  # an exit: it says why, and what to do instead
    judged(page, scripts)

    page.go_back()
    page.locator("[name=public_place][value=yes]").check()
    send(page)
    start = page.locator("main form[action*='/apply/street-event-permit']")
    expect(start).to_have_count(1)
    expect(page.locator("main dd").filter(has_text="200")).to_have_count(1)
    judged(page, scripts)
