"""Both services from the start page to the paper that anybody can check, in Chromium, with scripts and without."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Walk, assert_accessible, follow, look_until, press, sign_in

pytestmark = pytest.mark.browser
DECLARATION = "What I have answered is true"


def judged(page: Page, *, scripts: bool = True) -> None:
    """axe-core needs scripts; without them the page must at least have loaded."""
    if scripts:
        assert_accessible(page)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def apply_for_permit(page: Page, plate: str, *, scripts: bool = True) -> str:
    """From the home page to the confirmation; returns the reference."""
    page.goto("/en/")
    judged(page, scripts=scripts)
    page.get_by_role("searchbox").or_(page.get_by_label("What do you need to do?")).first.fill("parking")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page, page.get_by_role("main").get_by_role("link", name="Resident parking permit").first)
    judged(page, scripts=scripts)
    press(page, "Start now")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where you live")
    press(page, "Continue")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: "))
    judged(page, scripts=scripts)
    page.get_by_label("B, Harbour").check()
    press(page, "Continue")
    page.get_by_label("Registration number").fill(plate)
    page.get_by_label("Day").fill("14")
    page.get_by_label("Month").fill("may")
    page.get_by_label("Year").fill("2025")
    page.get_by_label("Electricity only").check()
    page.get_by_label("A leasing company").check()
    judged(page, scripts=scripts)
    press(page, "Continue")
    lease = Path(__file__).parent / "lease.png"
    page.get_by_label("Lease or letter from the keeper").set_input_files(lease)
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Regular visitors")
    judged(page, scripts=scripts)
    return finish(page, scripts=scripts)


def finish(page: Page, *, scripts: bool = True) -> str:
    """Continues to the end, sends, and reads the reference."""
    while page.get_by_role("button", name="Accept and send").count() == 0:
        press(page, "Continue")
        expect(page.get_by_role("heading", name="There is a problem")).to_have_count(0)
    judged(page, scripts=scripts)
    page.get_by_label(re.compile(f"^{DECLARATION}")).check()
    press(page, "Accept and send")
    expect(page).to_have_url(re.compile("/sent$"))
    judged(page, scripts=scripts)
    return page.locator(".sm-ref").first.inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_permit_from_start_page_to_a_stranger_who_checks_it(walk: Walk, scripts: bool) -> None:
    citizen = walk(scripts=scripts)
    sign_in(citizen, "Leila Haddad")

    reference = apply_for_permit(citizen, "LH 5151" if scripts else "LH 6161", scripts=scripts)
    clerk = walk(scripts=scripts)
    sign_in(clerk, "Maarja Kask", "/en/office/sign-in?next=/en/office/cases")
    judged(clerk, scripts=scripts)
    follow(clerk, clerk.get_by_role("link", name=reference))
    judged(clerk, scripts=scripts)
    press(clerk, "Take this case")
    press(clerk, "Mark as paid")
    press(clerk, "Approve and issue: Resident parking permit")
    expect(clerk.get_by_role("main")).to_contain_text("Approved")

    pdf = download(citizen, reference)
    judged(citizen, scripts=scripts)
    code = code_on(pdf)
    stranger = walk(scripts=scripts)
    stranger.goto("/en/check")
    judged(stranger, scripts=scripts)
    stranger.get_by_role("main").get_by_role("textbox").fill(code)
    follow(stranger, stranger.get_by_role("main").get_by_role("button").first)
    expect(stranger.get_by_role("main")).to_contain_text("B, Harbour")
    expect(stranger.get_by_role("main")).not_to_contain_text("Haddad")
    judged(stranger, scripts=scripts)


def download(page: Page, reference: str) -> bytes:
    """The document of a case, once the worker has made it."""
    page.goto(f"/en/my/cases/{reference}")
    link = page.get_by_role("link", name=re.compile("^Download"))
    look_until(page, link)
    address = link.first.get_attribute("href") or ""
    answer = page.context.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def code_on(pdf: bytes) -> str:
    """The code to check it by, as somebody would read it off the paper."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True, timeout=30)
    found = re.search(r"\b(?:[A-Z2-9]{4} ){3}[A-Z2-9]{4}\b", done.stdout.decode())
    assert found
    return found[0]


def test_a_certificate_comes_without_a_clerk_when_the_register_agrees(walk: Walk) -> None:
    citizen = walk()
    sign_in(citizen, "Leila Haddad", "/en/sign-in?next=/en/services/residence-certificate")

    press(citizen, "Start now")
    citizen.get_by_label("Me", exact=True).check()
    press(citizen, "Continue")
    citizen.get_by_label("A school or nursery").check()
    press(citizen, "Continue")
    judged(citizen)
    reference = finish(citizen)

    assert download(citizen, reference).startswith(b"%PDF-")
    expect(citizen.get_by_role("main")).to_contain_text("Approved")
    judged(citizen)


def test_a_certificate_goes_to_a_clerk_with_the_reason_when_the_register_disagrees(walk: Walk) -> None:
    citizen = walk()
    sign_in(citizen, "Mart Tamm", "/en/sign-in?next=/en/services/residence-certificate")
    press(citizen, "Start now")
    citizen.get_by_label("Me", exact=True).check()
    press(citizen, "Continue")
    citizen.get_by_label("An employer").check()
    press(citizen, "Continue")
    reference = finish(citizen)

    clerk = walk()
    sign_in(clerk, "Liis Oja", "/en/office/sign-in?next=/en/office/cases")
    clerk.goto(f"/en/office/cases/{reference}")

    look_until(clerk, clerk.get_by_role("main").get_by_text("register"))
    judged(clerk)


def test_in_arabic_on_a_narrow_telephone(walk: Walk) -> None:
    citizen = walk("ar", width=320)
    sign_in(citizen, "Amal Khoury", "/ar/sign-in?next=/ar/services/parking-permit")
    assert citizen.locator("html").get_attribute("dir") == "rtl"
    judged(citizen)

    follow(citizen, citizen.get_by_role("main").locator("form button").first)
    judged(citizen)
    follow(citizen, citizen.locator("main form button.govuk-button").first)
    expect(citizen.locator(".govuk-error-summary")).to_be_visible()
    judged(citizen)
    citizen.locator("input[type=radio][value=D]").check()
    follow(citizen, citizen.locator("main form button.govuk-button").first)

    expect(citizen.locator("#plate")).to_be_visible()
    judged(citizen)
    citizen.goto("/ar/my")
    judged(citizen)


def test_a_draft_goes_on_on_another_device(walk: Walk) -> None:
    telephone, laptop = walk(width=360), walk()
    sign_in(telephone, "Hugo Delacroix-Vanderheyden", "/en/sign-in?next=/en/services/parking-permit")
    press(telephone, "Start now")
    telephone.get_by_label("C, Mill Hill").check()
    press(telephone, "Continue")
    telephone.get_by_label("Registration number").fill("hd 90")
    press(telephone, "Continue")
    expect(telephone.get_by_role("heading", name="There is a problem")).to_be_visible()

    sign_in(laptop, "Hugo Delacroix-Vanderheyden", "/en/sign-in?next=/en/my")
    follow(laptop, laptop.get_by_role("main").get_by_role("link", name=re.compile("Continue")).first)

    expect(laptop.get_by_label("Registration number")).to_have_value("hd 90")
    judged(laptop)


def test_pressing_twice_makes_one_case(walk: Walk) -> None:
    citizen = walk()
    sign_in(citizen, "Nour El Amrani", "/en/sign-in?next=/en/services/residence-certificate")
    press(citizen, "Start now")
    citizen.get_by_label("Me", exact=True).check()
    press(citizen, "Continue")
    citizen.get_by_label("A bank or insurer").check()
    press(citizen, "Continue")
    while citizen.get_by_role("button", name="Accept and send").count() == 0:
        press(citizen, "Continue")
    citizen.get_by_label(re.compile(f"^{DECLARATION}")).check()

    citizen.get_by_role("button", name="Accept and send").dblclick()
    expect(citizen).to_have_url(re.compile("/sent$"))
    citizen.go_back()
    citizen.goto("/en/my")

    references = citizen.get_by_role("main").locator(".sm-ref").all_inner_texts()
    assert len(references) == len(set(references)) == 1
