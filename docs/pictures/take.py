"""Takes the README's pictures anew from a running demo: `.venv/bin/python docs/pictures/take.py`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.browsers import Live, chromium, live_portal, sign_in  # noqa: E402 - the checkout is on the path now.


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="portal-pictures-"))
    with live_portal(folder) as live, chromium() as browser:

        def opened(width: int, height: int) -> Page:
            context = browser.new_context(
                base_url=live.url, viewport={"width": width, "height": height}, device_scale_factor=1.5
            )
            return context.new_page()

        service(opened(1180, 1000))
        question(opened(620, 860), folder)
        case(opened(1440, 900))
        editor(opened(1440, 900))
        permit(opened(1180, 900), live, folder)
    for picture in HERE.glob("*.png"):
        shrink(picture)


def service(page: Page) -> None:
    page.goto("/en/services/parking-permit")
    page.screenshot(path=HERE / "service.png")


def question(page: Page, folder: Path) -> None:
    """One page in two languages, side by side."""
    sign_in(page, "Amal Khoury", "/ar/sign-in?next=/ar/services/residence-certificate")
    page.goto("/ar/services/parking-permit")
    page.locator("main form button").first.click()
    here = page.url
    for number, address in enumerate((here, here.replace("/ar/", "/en/"))):
        page.goto(address)
        page.screenshot(path=folder / f"{number}.png")
    left, right = (Image.open(folder / f"{number}.png") for number in (0, 1))
    both = Image.new("RGB", (left.width + right.width + 24, left.height), "#d8e2e3")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + 24, 0))
    both.save(HERE / "question.png")


def case(page: Page) -> None:
    sign_in(page, "Jaan Tamm", "/en/office/sign-in?next=/en/office/cases")
    page.get_by_role("link", name=re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]$")).nth(3).click()
    page.screenshot(path=HERE / "case.png")


def editor(page: Page) -> None:
    sign_in(page, "Peeter Saar", "/en/office/sign-in?next=/en/admin/services")
    page.get_by_role("main").get_by_role("button", name="Edit Resident parking permit").click()
    text = page.get_by_label("Text of service.yaml")
    text.fill(text.input_value().replace("kind: address", "kind: adress", 1))
    page.get_by_role("main").get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=re.compile(r"^\d+:\d+$")).first.click()
    page.screenshot(path=HERE / "editor.png")


def permit(page: Page, live: Live, folder: Path) -> None:
    sign_in(page, "Leila Haddad", "/en/sign-in?next=/en/my")
    page.get_by_role("main").get_by_role("link").filter(has_text="parking permit").first.click()
    link = page.get_by_role("link", name=re.compile("^Download"))
    for _ in range(60):
        if link.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    pdf = page.context.request.get(live.url + (link.first.get_attribute("href") or "")).body()
    (folder / "permit.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "90", "-png", "-singlefile", folder / "permit.pdf", HERE / "permit"], check=True, timeout=60
    )


def shrink(picture: Path) -> None:
    """Few colours are enough for flat pages, and a checkout stays small."""
    image = Image.open(picture).convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    main()
