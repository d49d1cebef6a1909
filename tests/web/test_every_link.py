"""Every page that a person can reach by links, each checked as a page (tests/pages.py)."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest

from tests.forms.test_services import SERVICES
from tests.pages import Page, Visitor

_MOST_PAGES = 300


def reached(visitor: Visitor, start: str) -> dict[str, Page]:
    """All pages that links lead to from `start`, by their paths; opening one checks it."""
    found: dict[str, Page] = {}
    waiting = [start]
    while waiting and len(found) < _MOST_PAGES:
        path = waiting.pop(0)
        if path in found:
            continue
        response = visitor.client.get(path, headers={"Accept-Language": visitor.language}, buffered=True)
        if response.mimetype != "text/html" or 300 <= response.status_code < 400:
            location = response.headers.get("Location", "")
            if location and urlsplit(urljoin("http://localhost", location)).netloc == "localhost":
                waiting.append(location)
            continue
        page = visitor.open(path)
        found[path] = page
        for anchor in page.root.iter("a"):
            target = urlsplit(urljoin(f"http://localhost{path}", anchor.get("href", "")))
            if target.netloc == "localhost" and target.scheme == "http":
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return found


@pytest.mark.parametrize("language", ["en", "et", "ar", "fr"])
def test_a_strangers_every_link_leads_to_a_good_page(visitor: Visitor, language: str) -> None:
    visitor.language = language

    pages = reached(visitor, f"/{language}/")

    paths = {path.partition("?")[0] for path in pages}
    expected = {"", "search", "contact", "privacy", "accessibility", "check"}
    expected |= {f"services/{name}" for name in SERVICES}
    assert {f"/{language}/{path}" for path in expected} <= paths


def test_switching_the_language_keeps_the_page(visitor: Visitor) -> None:
    page = visitor.open("/en/services/parking-permit")

    assert page.follow("العربية").path == "/ar/services/parking-permit"
    assert page.follow("Eesti").path == "/et/services/parking-permit"


def test_no_two_pages_of_a_language_share_a_heading(visitor: Visitor) -> None:
    pages = reached(visitor, "/en/")

    headings: dict[str, set[str]] = {}
    for path, page in pages.items():
        if path.startswith("/en/"):
            headings.setdefault(page.h1, set()).add(path.partition("?")[0])
    assert {heading: paths for heading, paths in headings.items() if len(paths) > 1} == {}
