"""Reads the portal's pages as a person does, and checks every page that is fetched as a page.

`Visitor(app)` is one browser without scripts: `visitor.open("/en/").follow("Parking permit").press("Start now")`.
A page finds its questions by their labels: `page.fill("Registration number", "AB 123").press("Continue")`, then
`page.problem("Registration number")`. A date or an address is filled at once by its legend, its parts separated by
spaces or commas.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from tests import validation
from tests.elements import fillable, value_of, words
from tests.structure import STRUCTURE

FIXED_HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cache-Control",
    "X-Request-ID",
)
_OPTIONAL = re.compile(r"\s*\((optional|recommended|valikuline|اختياري)\)$")


class Visitor:
    """One person's browser: its cookies, and no scripts."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.app = app
        self.client = app.test_client()
        self.language = language

    def open(self, path: str, *, status: int = 200) -> Page:
        """The page at `path`, through redirects."""
        return self._arrive(self.client.get(path, follow_redirects=False, headers=self._headers()), path, status)

    def post(self, path: str, data: MultiDict[str, Any], *, status: int = 200) -> Page:
        """Sends a form; a success must be answered by a redirect, so that a reload never sends twice."""
        boundary, body = encode_multipart(MultiDict((name, _sent(value)) for name, value in data.items(multi=True)))
        content_type = f"multipart/form-data; boundary={boundary}"
        response = self.client.post(
            path, data=body, content_type=content_type, follow_redirects=False, headers=self._headers()
        )
        if response.status_code < 400:
            assert response.status_code == 303, f"POST {path} was answered {response.status}, not by 303"
        return self._arrive(response, path, status)

    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language}

    def _arrive(self, response: TestResponse, path: str, status: int) -> Page:
        for _ in range(10):
            if not 300 <= response.status_code < 400:
                break
            location = response.headers["Location"]
            target = urlsplit(urljoin(f"http://localhost{path}", location))
            assert target.netloc in ("localhost", ""), f"led away to {location}"
            path = target.path + (f"?{target.query}" if target.query else "")
            response = self.client.get(path, follow_redirects=False, headers=self._headers())
        assert response.status_code == status, f"{path}: {response.status}\n{response.text[:2000]}"
        page = Page(self, path, response)
        page.check()
        return page


@dataclass
class Page:
    """A page that was fetched, and what was typed into it since."""

    visitor: Visitor
    path: str
    response: TestResponse
    typed: dict[str, list[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.html = self.response.text
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(self.html)
        self.faults = [f"{position}: {code} {data}" for position, code, data in parser.errors]
        self.parents = {child: parent for parent in self.root.iter() for child in parent}

    # What is on it.

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def h1(self) -> str:
        return words(self.one("h1"))

    @property
    def title(self) -> str:
        return words(self.one("title"))

    @property
    def text(self) -> str:
        """All that a person reads, on one line."""
        return words(self.one("body"))

    def all(self, tag: str, **attributes: str) -> list[Element]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            found
            for found in self.root.iter(tag)
            if all(
                value in found.get(name, "").split() if name == "class" else found.get(name) == value
                for name, value in wanted.items()
            )
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{self.path} has {len(found)} of <{tag}> {attributes}"
        return found[0]

    def by_id(self, name: str) -> Element:
        found = [element for element in self.root.iter() if element.get("id") == name]
        assert found, f"{self.path} has no #{name}"
        return found[0]

    @property
    def problems(self) -> list[str]:
        """The lines of the summary on top."""
        return [words(item) for box in self.all("div", class_="govuk-error-summary") for item in box.iter("li")]

    def problem(self, label: str) -> str | None:
        """What is said beside a question, without the hidden "Error:"."""
        inputs = self.inputs(label)
        holder: Element | None = inputs[0]
        while holder is not None:
            if "govuk-form-group--error" in holder.get("class", "").split():
                for found in holder.iter():
                    if "govuk-error-message" in found.get("class", "").split():
                        return re.sub(r"^(Error|Viga|خطأ): ?", "", words(found))
            holder = self.parents.get(holder)
        return None

    def value(self, label: str) -> str:
        """What stands in a question's inputs now, parts separated by spaces; the labels of what is chosen."""
        inputs = self.inputs(label)
        if inputs[0].get("type") in ("radio", "checkbox"):
            chosen = [item for item in inputs if item.get("checked") is not None]
            return ", ".join(self.label_of(item) for item in chosen)
        return " ".join(filter(None, (value_of(item) for item in inputs)))

    def facts(self) -> dict[str, str]:
        """The page's summary lists: each term with what stands beside it."""
        found = {}
        for row in self.root.iter("div"):
            terms, told = row.findall("dt"), row.findall("dd")
            if terms and told:
                found[words(terms[0])] = words(told[0])
        return found

    # Finding questions.

    def label_of(self, item: Element) -> str:
        for label in self.root.iter("label"):
            if label.get("for") == item.get("id") or item in list(label.iter()):
                return _OPTIONAL.sub("", words(label))
        return item.get("aria-label", "")

    def inputs(self, label: str, within: str = "") -> list[Element]:
        """The inputs of the question with this label or legend."""
        groups = [self._fieldset(within)] if within else [self.root]
        for group in groups:
            named = [item for item in fillable(group) if self.label_of(item) == label]
            named = [item for item in named if item.get("type") not in ("radio", "checkbox")] or named
            if len(named) == 1:
                return named
            assert len(named) < 2, f"{self.path} asks {label!r} {len(named)} times; say within which"
        return list(fillable(self._fieldset(label)))

    def _fieldset(self, legend: str) -> Element:
        for fieldset in self.root.iter("fieldset"):
            told = fieldset.find("legend")
            if told is not None and _OPTIONAL.sub("", words(told)) == legend:
                return fieldset
        asked = sorted({self.label_of(item) for item in fillable(self.root)})
        legends = sorted({words(legend) for legend in self.root.iter("legend")})
        raise AssertionError(f"{self.path} ({self.h1}) does not ask {legend!r}. It asks {asked} and {legends}")

    # Doing something.

    def fill(self, label: str, value: str, within: str = "") -> Page:
        inputs = self.inputs(label, within)
        if len(inputs) == 1 and inputs[0].tag == "select":
            return self.choose(label, value)
        separator = ", " if ", " in value else " "
        parts = value.split(separator, len(inputs) - 1) if len(inputs) > 1 else [value]
        parts += [""] * (len(inputs) - len(parts))
        for item, part in zip(inputs, parts, strict=True):
            self.typed[item.get("name", "")] = [part]
        return self

    def choose(self, label: str, *options: str) -> Page:
        """Picks options by their labels, among radios, boxes or in a select."""
        inputs = self.inputs(label)
        if inputs[0].tag == "select":
            found = {words(option): option.get("value", words(option)) for option in inputs[0].iter("option")}
        else:
            found = {self.label_of(item): item.get("value", "on") for item in inputs}
        missing = [option for option in options if option not in found]
        assert not missing, f"{label!r} has no {missing}, but {sorted(found)}"
        self.typed[inputs[0].get("name", "")] = [found[option] for option in options]
        return self

    def tick(self, label: str) -> Page:
        """Ticks one box by its own label."""
        for item in fillable(self.root):
            if item.get("type") == "checkbox" and self.label_of(item) == label:
                self.typed.setdefault(item.get("name", ""), []).append(item.get("value", "on"))
                return self
        raise AssertionError(f"{self.path} has no box {label!r}")

    def attach(self, label: str, content: bytes, name: str) -> Page:
        self.typed[self.inputs(label)[0].get("name", "")] = [(content, name)]
        return self

    def follow(self, link: str, *, status: int = 200) -> Page:
        """Goes where the link with these words leads; the first, as they all must lead to the same place."""
        found = [anchor.get("href", "") for anchor in self.root.iter("a") if words(anchor) == link]
        assert found, f"{self.path} has no link {link!r}, but {sorted({words(a) for a in self.root.iter('a')})}"
        assert len(set(found)) == 1, f"{link!r} leads to {sorted(set(found))}"
        return self.visitor.open(urljoin(self.path, found[0]), status=status)

    def has_link(self, link: str) -> bool:
        return any(words(anchor) == link for anchor in self.root.iter("a"))

    def has_button(self, button: str) -> bool:
        return any(words(found) == button for found in self.root.iter("button"))

    def press(self, button: str, *, status: int = 200) -> Page:
        """Sends the form of the button with these words, with what the page held and what was typed."""
        pressed = self._button(button)
        form = self._form_of(pressed)
        data = self.form_data(form)
        if pressed.get("name"):
            data.add(pressed.get("name", ""), pressed.get("value", ""))
        action = urljoin(self.path, pressed.get("formaction") or form.get("action") or self.path)
        if form.get("method", "get").lower() == "get":
            query = "&".join(f"{name}={value}" for name, value in data.items(multi=True))
            return self.visitor.open(f"{action.partition('?')[0]}?{query}", status=status)
        return self.visitor.post(action, data, status=status)

    def form_data(self, form: Element) -> MultiDict[str, Any]:
        """What a browser would send of a form now, without a button."""
        data: MultiDict[str, Any] = MultiDict()
        for item in fillable(self.root, hidden=True):
            name = item.get("name", "")
            if not name or self._form_of(item) is not form:
                continue
            if name in self.typed:
                if name not in data:
                    for value in self.typed[name]:
                        data.add(
                            name, FileStorage(io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
                        )
            elif item.get("type") == "file":
                data.add(name, FileStorage(io.BytesIO(b""), ""))
            elif item.get("type") in ("radio", "checkbox"):
                if item.get("checked") is not None:
                    data.add(name, item.get("value", "on"))
            else:
                data.add(name, value_of(item))
        return data

    def _button(self, button: str) -> Element:
        found = [item for item in self.root.iter("button") if button in (words(item), item.get("aria-label"))]
        told = sorted({words(item) for item in self.root.iter("button")})
        assert found, f"{self.path} ({self.h1}) has no button {button!r}, but {told}"
        assert len(found) == 1, f"{self.path} has {len(found)} buttons {button!r}"
        return found[0]

    def _form_of(self, item: Element) -> Element:
        if item.get("form"):
            return self.by_id(item.get("form", ""))
        holder: Element | None = item
        while holder is not None and holder.tag != "form":
            holder = self.parents.get(holder)
        return holder if holder is not None else self.root

    # Judging it as a page.

    def check(self) -> None:
        """What must hold for every page: see STRUCTURE and the headers."""
        told = f"{self.path} ({self.response.status})"
        assert self.response.mimetype == "text/html", f"{told} is {self.response.mimetype}, not a page"
        missing = [name for name in FIXED_HEADERS if name not in self.response.headers]
        assert not missing, f"{told} lacks the headers {missing}"
        faults = [*self.faults, *(fault for judge in STRUCTURE for fault in judge(self))]
        assert not faults, told + ":\n  " + "\n  ".join(faults)
        validation.keep(self.html, told)


def _sent(value: Any) -> Any:
    """A file as a browser sends it, with the type that its name suggests."""
    if not isinstance(value, tuple):
        return value
    stream, name = value
    return FileStorage(stream, name, content_type=guess_type(name)[0] or "application/octet-stream")


__all__ = ["FIXED_HEADERS", "Page", "Visitor", "words"]
