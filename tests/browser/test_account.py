"""Signing in, the account, and a session that ends while somebody types: in Chromium."""

from __future__ import annotations

import sqlite3

import pytest

from tests.browsers import Live, Walk, assert_accessible, sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 320)])
def test_the_account_pages_are_accessible(walk: Walk, language: str, width: int) -> None:
    page = walk(language, width=width)

    for path in ("sign-in?kept=yes", "office/sign-in", "signed-out"):
        page.goto(f"/{language}/{path}")
        assert_accessible(page)
    page.goto("/sign-in/callback?state=of-nobody")
    assert_accessible(page)
    sign_in(page, "Leila Haddad", f"/{language}/sign-in?next=/{language}/account")

    assert page.url.endswith(f"/{language}/account")
    assert_accessible(page)


def test_the_demo_providers_page_is_accessible(walk: Walk) -> None:
    page = walk("en", width=320)

    page.goto("/en/office/sign-in")
    page.locator("main a.govuk-button").click()

    assert page.get_by_role("heading", name="Who are you?").is_visible()
    assert_accessible(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_what_is_sent_after_the_session_ended_is_found_again(walk: Walk, live: Live, scripts: bool) -> None:
    page = walk("en", scripts=scripts)
    sign_in(page, "Marek Vaher", "/en/sign-in?next=/en/services/residence-certificate")
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("Me", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    asked = page.url
    page.get_by_label("An employer").check()
    end_all_sessions(live)

    page.get_by_role("button", name="Continue").click()
    assert "We have kept it" in page.inner_text("main")
    page.locator("main a.govuk-button").click()
    page.get_by_role("button", name="Marek Vaher").click()

    assert page.url == asked
    assert page.get_by_label("An employer").is_checked()
    page.get_by_role("button", name="Continue").click()
    assert page.url != asked


def end_all_sessions(live: Live) -> None:
    """As if nobody had done anything for a day."""
    (database,) = live.folder.glob("**/portal.db")
    with sqlite3.connect(database, timeout=10) as connection:
        connection.execute("UPDATE sessions SET last_seen_at = datetime(last_seen_at, '-1 day')")


def test_signing_out_everywhere_reaches_the_other_device(walk: Walk) -> None:
    phone, laptop = walk("en", width=320), walk("en")
    for device in (phone, laptop):
        sign_in(device, "Ingrid Põld", "/en/sign-in?next=/en/account")

    laptop.get_by_role("button", name="Sign out everywhere").click()
    phone.reload()

    assert phone.get_by_role("heading", level=1).inner_text() == "Sign in"
    assert laptop.get_by_role("heading", level=1).inner_text() == "You are signed out"
