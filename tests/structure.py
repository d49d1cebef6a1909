"""What must hold for every page, whoever it is for: one function a rule, each yields what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.elements import fillable, words

if TYPE_CHECKING:
    from tests.pages import Page

_ERROR = ("Error: ", "Viga: ", "خطأ: ", "Erreur : ")


def _heading(page: Page) -> Iterator[str]:
    headings = page.all("h1")
    if len(headings) != 1:
        yield f"has {len(headings)} h1"
        return
    title, h1 = page.title, page.h1
    if page.problems:
        if not title.startswith(_ERROR):
            yield f"has problems, but its title is {title!r}"
        title = title.partition(": ")[2]
    if not title.startswith(h1):
        yield f"title {title!r} does not begin with the h1 {h1!r}"


def _language(page: Page) -> Iterator[str]:
    html = page.one("html")
    if not html.get("lang") or html.get("dir") not in ("ltr", "rtl"):
        yield "html lacks lang or dir"
    first = page.path.lstrip("/").partition("/")[0]
    if len(first) == 2 and page.status < 400 and html.get("lang") != first:
        yield f"is in {html.get('lang')}, not in {first}"


def _ids(page: Page) -> Iterator[str]:
    ids = [name for element in page.root.iter() if (name := element.get("id")) is not None]
    yield from (f"id {name!r} is used {ids.count(name)} times" for name in sorted({n for n in ids if ids.count(n) > 1}))
    for element in page.root.iter():
        for attribute in ("for", "form", "aria-describedby", "aria-labelledby", "aria-controls", "list"):
            for name in element.get(attribute, "").split():
                if name not in ids:
                    yield f"{attribute}={name!r} leads nowhere"
        href = element.get("href", "") if element.tag == "a" else ""
        if href.startswith("#") and len(href) > 1 and href[1:] not in ids:
            yield f"link {href!r} leads nowhere"


def _labels(page: Page) -> Iterator[str]:
    for item in fillable(page.root):
        if not page.label_of(item) and not item.get("aria-labelledby"):
            yield f"input {item.get('name')!r} has no label"
        if item.get("type") == "number" or item.get("required") is not None:
            yield f"input {item.get('name')!r} has type=number or required"
    for button in page.root.iter("button"):
        if not words(button) and not button.get("aria-label") and button.get("aria-hidden") != "true":
            yield "has a button without words"
    for anchor in page.root.iter("a"):
        if not words(anchor) and not anchor.get("aria-label"):
            yield f"has a link without words to {anchor.get('href')!r}"
    for image in page.root.iter("img"):
        if image.get("alt") is None:
            yield f"has a picture without alt: {image.get('src')!r}"


def _nothing_inline(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        if element.tag == "script" and (not element.get("src") or (element.text or "").strip()):
            yield "has an inline script"
        if element.tag == "style":
            yield "has an inline style sheet"
        for name in element.attrib:
            if name == "style" or str(name).startswith("on"):
                yield f"<{element.tag}> has the attribute {name}"
        for name in ("src", "href"):
            address = element.get(name, "")
            if element.tag in ("script", "link", "img", "iframe") and urlsplit(address).netloc:
                yield f"loads {address!r} from elsewhere"


def _tokens(page: Page) -> Iterator[str]:
    for form in page.root.iter("form"):
        if form.get("method", "").lower() == "post":
            names = [item.get("name") for item in form.iter("input")]
            if "csrf_token" not in names:
                yield f"form to {form.get('action')!r} has no token"


def _leftovers(page: Page) -> Iterator[str]:
    # What is shown as somebody wrote it, in a file, may hold whatever they wrote.
    written = [words(one) for tag in ("textarea", "code", "pre") for one in page.all(tag)]
    text = page.text
    for one in sorted(filter(None, written), key=len, reverse=True):
        text = text.replace(one, " ")
    yield from (
        f"shows {found!r}" for found in re.findall(r"\{[a-z_.]+\}|\bUndefined\b|<bound method|\bNone\b(?! of)", text)
    )
    yield from (f"shows code {found!r}" for found in re.findall(r"&(?:amp|lt|gt|quot|#\d+);", text))


def _way_in(page: Page) -> Iterator[str]:
    links = list(page.root.iter("a"))
    if not links or "govuk-skip-link" not in links[0].get("class", ""):
        yield "does not begin with the skip link"
    if len(page.all("main")) != 1:
        yield "has not one main"


STRUCTURE = (_heading, _language, _ids, _labels, _nothing_inline, _tokens, _leftovers, _way_in)
