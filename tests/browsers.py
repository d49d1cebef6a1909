"""The portal as it runs, and Chromium to walk it: real processes, real scripts, real accessibility tree."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from portal.demo.supervisor import taken_ports
from tests.servers import wait_for

HOME = Path(__file__).resolve().parent.parent
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
_QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-sandbox",
]
# How long anything may take on a machine that is busy with other tests: what comes is not waited for longer than it takes.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
LOOKS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "light", "forced_colors": "active"},
)


@dataclass(frozen=True)
class Live:
    """A whole portal in processes of its own: web, worker, provider, register."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"


@contextmanager
def live_portal(folder: Path, *more: str) -> Iterator[Live]:
    """Starts it as `make run` does, on free ports; ends it as Ctrl-C does."""
    port = _three_free_ports()
    command = [sys.executable, "-m", "portal.cli", "demo", "run", "--port", str(port), "--folder", str(folder), *more]
    environment = {**os.environ, "PYTHONPATH": str(HOME)}
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=HOME, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        # It says where it is once /readyz says that people may come.
        told, address = folder / "run.log", f"http://localhost:{port}"
        wait_for(lambda: address in told.read_text("utf-8") or process.poll() is not None, "the portal's start", 90)
        if process.poll() is not None:
            raise RuntimeError("the portal did not start:\n" + (folder / "run.log").read_text("utf-8"))
        yield Live(port, folder, process)
    finally:
        process.terminate()
        process.wait(30)


def _three_free_ports() -> int:
    while taken_ports(port := random.randrange(20_000, 30_000), port + 1, port + 2):
        continue
    return port


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


class Walk:
    """A person with Chromium: opens contexts, and fails on whatever the browser complains about."""

    def __init__(self, browser: Browser, live: Live) -> None:
        self.browser, self.live = browser, live
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def __call__(self, language: str = "en", *, width: int = 1280, scripts: bool = True, **more: Any) -> Page:
        """A page in a browser of its own: own cookies, own window."""
        context = self.browser.new_context(
            base_url=self.live.url,
            locale=language,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def end(self) -> None:
        for context in self._contexts:
            context.close()
        assert not self.complaints, "\n".join(self.complaints)


def follow(page: Page, link: Locator) -> None:
    """Clicks what leads to a page, and goes on when that page is there: until then the old one still answers."""
    with page.expect_navigation():
        link.click()


def press(page: Page, button: str) -> None:
    """Presses a button of the page by its whole name; each sends a form, which is answered by a page."""
    follow(page, page.get_by_role("main").get_by_role("button", name=button, exact=True))


def look_until(page: Page, link: Locator) -> None:
    """Looks at the page again and again until the worker has done what it shows."""
    last = time.monotonic() + PATIENCE_MS / 1000 * 3
    while not link.count() and time.monotonic() < last:
        page.wait_for_timeout(250)
        page.reload()
    expect(link.first).to_be_visible()


def sign_in(page: Page, person: str, path: str = "/en/sign-in") -> None:
    """Signs in at the demo's provider as a demo person, by name."""
    page.goto(path)
    page.get_by_role("link", name="Continue to sign-in").or_(page.locator("main a.govuk-button")).first.click()
    page.get_by_role("button", name=person).first.click()
    page.wait_for_url(lambda address: "/authorize" not in address)


def assert_accessible(page: Page) -> None:
    """axe-core finds nothing, in light, dark and forced colours; and nothing scrolls sideways."""
    told = [*accessibility_faults(page), *too_wide(page)]
    assert not told, "\n".join(told)


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds in the page's three looks, each with the elements it means."""
    told = []
    source = AXE.read_text("utf-8")
    for look in LOOKS:
        page.emulate_media(**look)
        page.evaluate(source)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        told += [
            f"{page.url} {look}: {fault['id']}: {fault['help']}\n    "
            + "\n    ".join(node["html"][:200] for node in fault["nodes"][:5])
            for fault in found["violations"]
        ]
    page.emulate_media(color_scheme="light", forced_colors="none")
    return told


def too_wide(page: Page) -> list[str]:
    """Whether the page scrolls sideways in its window."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [f"{page.url} is {wide} px wide in a window of {window}"] if wide > window else []
