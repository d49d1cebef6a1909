"""A signed-in person whose browser sends what no form of ours holds: refused or kept as a slip, never a 500."""

from __future__ import annotations

import io
import random
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.pages import Page, Visitor
from tests.people import signed_in

HOSTILE = {
    "u+0000": "a\0b\0",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x85",
    "reversed": "\u202e\u2066abc\u200f\ufeff",
    "emoji": "👩🏽‍🚀" * 200,
    "combining": "a" + "\u0301" * 5000,
    "long": "x" * 400_000,
    "digits": "9" * 5000,
    "minus": "-0",
    "exponent": "1e999999",
    "not a number": "NaN",
    "arabic digits": "٣١٫٥",
    "template": "{{ 7*7 }}{% for x in range(9) %}",
    "format": "%s%n{0.__class__}{count}",
    "html": "<script>alert(1)</script>\"'><img src=x>",
    "sql": "'; DROP TABLE cases; --",
    "json": '{"id": "../../etc/passwd", "name": "x", "size": 1, "type": "application/pdf"}',
    "path": "../../../../etc/passwd",
    "year": "99999999999",
    "lines": "\r\n" * 3000,
    "private": "\ue000\ue001\uffff\U0010ffff",
}

PAGES = {
    "parking-permit": ("you", "vehicle", "proof", "visitors", "contact", "check-answers"),
    "residence-certificate": ("person", "use", "details", "check-answers"),
}


@pytest.fixture
def citizen(app: Flask) -> Visitor:
    return signed_in(app, "leila-haddad")


def first_page(citizen: Visitor, service: str) -> Page:
    return citizen.open(f"/en/services/{service}").press("Start now")


def fields_of(page: Page) -> MultiDict[str, Any]:
    """What the page's main form would send, without a button."""
    form = next(form for form in page.all("form", method="post") if "csrf_token" in dict(page.form_data(form)))
    forms = [form for form in page.all("form", method="post") if len(page.form_data(form)) > 2]
    return page.form_data(forms[0] if forms else form)


def send(citizen: Visitor, path: str, data: MultiDict[str, Any]) -> int:
    boundary, body = encode_multipart(data)
    content_type = f"multipart/form-data; boundary={boundary}"
    response = citizen.client.post(path, data=body, content_type=content_type, buffered=True)
    assert 300 <= response.status_code < 500, f"{response.status} for {list(data)}"
    return response.status_code


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("service", ["parking-permit", "residence-certificate"])
def test_hostile_answers_are_kept_or_refused_and_the_page_still_opens(
    citizen: Visitor, service: str, name: str
) -> None:
    page = first_page(citizen, service)
    start = page.path.rsplit("/", 1)[0]

    for page_id in PAGES[service]:
        path = f"{start}/{page_id}"
        response = citizen.client.get(path)
        if response.status_code != 200:
            continue
        seen = citizen.open(path)
        data = fields_of(seen)
        for field in [key for key in data if key not in ("csrf_token",)]:
            data.setlist(field, [HOSTILE[name]])
        send(citizen, path, data)
        citizen.open(path)
    citizen.open("/en/my")


@pytest.mark.parametrize("seed", range(6))
def test_a_shuffled_form_never_breaks_the_portal(citizen: Visitor, seed: int) -> None:
    dice = random.Random(seed)
    page = first_page(citizen, "parking-permit")
    start = page.path.rsplit("/", 1)[0]

    for _ in range(12):
        page_id = dice.choice(["you", "vehicle", "proof", "visitors", "contact", "check-answers", "nowhere"])
        token = fields_of(citizen.open(page.path))["csrf_token"]
        data: MultiDict[str, Any] = MultiDict([("csrf_token", token)])
        for field in dice.sample(
            [
                "zone",
                "plate",
                "since-day",
                "since-year",
                "fuel",
                "keeper",
                "contract",
                "visitor",
                "home-street",
                "note",
            ],
            4,
        ):
            for _ in range(dice.choice([0, 1, 1, 3])):
                value: Any = dice.choice([*HOSTILE.values(), "B", "14", "electric"])
                if dice.random() < 0.2:
                    value = FileStorage(io.BytesIO(value.encode("utf-8", "replace")), "näme\0.pdf")
                data.add(field, value)
        data.add(
            dice.choice(["switch", "add", "remove", "save", "declare", "send", "x" * 300]),
            dice.choice(["", "ar", "zz"]),
        )
        send(citizen, f"{start}/{page_id}", data)
        citizen.open(page.path)


@pytest.mark.parametrize(
    "path",
    [
        "/en/search?q={}",
        "/en/search?about={}",
        "/en/check/{}",
        "/en/check?code={}",
        "/v/{}",
        "/en/sign-in?next={}",
        "/sign-in/callback?state={}&code=x",
        "/en/my/cases/{}",
        "/en/apply/parking-permit/{}/you",
        "/en/services/{}",
    ],
)
@pytest.mark.parametrize(
    "name", [name for name in HOSTILE if name not in ("long", "combining", "emoji", "lines", "digits")]
)
def test_hostile_addresses_are_answered_by_a_page(citizen: Visitor, path: str, name: str) -> None:
    response = citizen.client.get(path.format(quote(HOSTILE[name], safe="")), buffered=True)

    assert response.status_code < 500
    assert "<script>alert" not in response.text
    assert not response.headers.get("Location", "/").startswith("//")
