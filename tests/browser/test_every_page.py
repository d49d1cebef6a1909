"""Every kind of page that each person can reach by links: axe-core finds nothing, and a narrow window does not scroll."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browsers import Live, Walk, accessibility_faults, sign_in, too_wide

pytestmark = pytest.mark.browser
# One page of a kind is enough: what differs between two of them is a reference, an id or a query.
_NAMES = re.compile(r"/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]\b|/[a-z2-7]{26}\b|/[A-Z2-9]{16}\b")
_FILES = re.compile(r"\.(pdf|jpg|png|css|js|svg)$|/static/")
_MOST = 45

PEOPLE = {
    "a stranger": ("", "/en/", 8),
    "a citizen": ("Leila Haddad", "/en/my", 10),
    "a citizen in Arabic": ("Amal Khoury", "/ar/my", 10),
    "a citizen in French": ("Hugo Delacroix-Vanderheyden", "/fr/my", 8),
    "a clerk": ("Maarja Kask", "/en/office/cases", 3),
    "a supervisor": ("Jaan Tamm", "/et/office/cases", 4),
    "a supervisor in French": ("Jaan Tamm", "/fr/office/cases", 4),
    "an administrator": ("Peeter Saar", "/en/admin/services", 6),
}


@pytest.fixture
def walk(browser: Browser, lived_in: Live) -> Iterator[Walk]:
    walking = Walk(browser, lived_in)
    yield walking
    walking.end()


def kind_of(address: str) -> str:
    parts = urlsplit(address)
    keys = ",".join(sorted(re.findall(r"([a-z_]+)=", parts.query)))
    return _NAMES.sub("/…", parts.path) + (f"?{keys}" if keys else "")


def links_of(page: Page) -> list[str]:
    return [
        urldefrag(urljoin(page.url, address)).url
        for address in page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        if not _FILES.search(address) and not address.startswith(("mailto:", "tel:"))
    ]


@pytest.mark.parametrize("who", PEOPLE)
def test_every_kind_of_page_is_accessible(walk: Walk, who: str) -> None:
    name, start, least = PEOPLE[who]
    language = start[1:3]
    page = walk(language)
    if name:
        room = "office/" if "office" in start or "admin" in start else ""
        sign_in(page, name, f"/{language}/{room}sign-in?next={start}")
    waiting, seen, told = [urljoin(walk.live.url, start)], set[str](), list[str]()

    while waiting and len(seen) < _MOST:
        address = waiting.pop(0)
        here = address.startswith(f"{walk.live.url}/{language}/")
        if not here or kind_of(address) in seen or "sign-out" in address or "/sign-in/" in address:
            continue
        seen.add(kind_of(address))
        page.goto(address)
        told += accessibility_faults(page)
        page.set_viewport_size({"width": 320, "height": 900})
        told += too_wide(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        waiting += links_of(page)

    assert not told, "\n".join(told)
    assert len(seen) >= least, seen
