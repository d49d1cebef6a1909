"""An administrator changes a live service in the browser; citizens get the new one, old cases keep theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsers import Live, Walk, assert_accessible, sign_in

pytestmark = pytest.mark.browser
BROKEN_LINE = 12
# With scripts and without; each test changes another label of the same service.
CHANGES = {
    True: ("Registration number", "Number plate of the vehicle"),
    False: ("When did you get it?", "When did the vehicle become yours?"),
}


@pytest.fixture
def walk(browser: Browser, lived_in: Live) -> Iterator[Walk]:
    walking = Walk(browser, lived_in)
    yield walking
    walking.end()


def press(page: Page, button: str) -> None:
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def edit(page: Page, old: str, new: str) -> None:
    text = page.get_by_label("Text of service.yaml")
    content = text.input_value()
    assert old in content
    text.fill(content.replace(old, new, 1))
    press(page, "Save")


def last_weeks_case(walk: Walk) -> Page:
    """A case that came before the change, as a clerk sees it."""
    clerk = walk()
    sign_in(clerk, "Jaan Tamm", "/en/office/sign-in?next=/en/office/cases")
    clerk.get_by_role("link", name=re.compile("^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]$")).nth(2).click()
    return clerk


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_breaks_a_line_mends_it_previews_publishes_and_an_old_case_stays_as_it_was(walk: Walk, scripts: bool) -> None:
    old, new = CHANGES[scripts]
    clerk = last_weeks_case(walk)
    expect(clerk.get_by_role("main")).to_contain_text(old)
    before = clerk.get_by_role("main").inner_text()
    admin = walk(scripts=scripts)
    sign_in(admin, "Peeter Saar", "/en/office/sign-in?next=/en/admin/services")
    if scripts:
        assert_accessible(admin)

    press(admin, "Edit Resident parking permit")
    line = admin.get_by_label("Text of service.yaml").input_value().split("\n")[BROKEN_LINE - 1]
    edit(admin, f"\n{line}\n", f"\n{line.strip()}\n")
    fault = admin.get_by_role("link", name=re.compile(rf"^{BROKEN_LINE}:\d+$")).first
    expect(fault).to_be_visible()
    if scripts:
        assert_accessible(admin)
    fault.click()
    if not scripts:
        expect(admin.locator(f"#L{BROKEN_LINE}")).to_have_class("is-bad")

    edit(admin, f"\n{line.strip()}\n", f"\n{line}\n")
    edit(admin, f"label: {old}", f"label: {new}")
    expect(admin.get_by_text("No faults").first).to_be_visible()
    editor = admin.url
    admin.get_by_role("combobox", name="Language").select_option("ar")
    press(admin, "Preview")
    expect(admin.locator("html")).to_have_attribute("dir", "rtl")
    expect(admin.locator(".sm-ribbon")).to_be_visible()
    if scripts:
        assert_accessible(admin)

    admin.goto(editor)
    admin.get_by_role("link", name="Publish…").click()
    admin.get_by_label("What changed?").fill("Plainer words for the plate")
    for choice in admin.get_by_label(re.compile("^Show it in part")).all():
        choice.check()
    if scripts:
        assert_accessible(admin)
    press(admin, "Publish now")
    expect(admin.get_by_role("main")).to_contain_text("Plainer words for the plate")

    citizen = walk(scripts=scripts)
    sign_in(citizen, "Suharto", "/en/sign-in?next=/en/services/parking-permit")
    press(citizen, "Start now")
    if citizen.get_by_label("D, Lakeside").count():
        citizen.get_by_label("D, Lakeside").check()
        press(citizen, "Continue")
    expect(citizen.get_by_text(new, exact=True).first).to_be_visible()
    clerk.reload()
    assert clerk.get_by_role("main").inner_text() == before
