"""Hostile paths, methods, encodings, U+0000, huge fields, broken multipart: 4xx, never 500, always our own page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.pages import FIXED_HEADERS

PATHS = [
    "/en/%00",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/en/..%2f..%2fetc%2fpasswd",
    "/static/../portal/app.py",
    "/static/%2e%2e/%2e%2e/wsgi.py",
    "/en/%ff%fe",
    "/en/%F0%28%8C%28",
    "/%E2%80%AEen/",
    "//evil.example/en/",
    "/en//////",
    "/en/\u202e",
    "/" + "a" * 20_000,
    "/en/search/" + "%25" * 500,
    "/xx/",
    "/en/my/cases/' OR 1=1--",
    "/en/{{7*7}}",
]
BOUNDARY = "----line"
BROKEN_MULTIPART = {
    "no boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "no end": (
        f"multipart/form-data; boundary={BOUNDARY}",
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx'.encode(),
    ),
    "no name": (
        f"multipart/form-data; boundary={BOUNDARY}",
        f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{BOUNDARY}--".encode(),
    ),
    "no header": (f"multipart/form-data; boundary={BOUNDARY}", f"--{BOUNDARY}\r\n\r\nx\r\n--{BOUNDARY}--".encode()),
    "another boundary": (f"multipart/form-data; boundary={BOUNDARY}", b"--else\r\n\r\nx\r\n--else--"),
    "an endless header": (
        f"multipart/form-data; boundary={BOUNDARY}",
        f"--{BOUNDARY}\r\n".encode() + b"X: " + b"y" * 300_000,
    ),
    "an odd charset": ("application/x-www-form-urlencoded; charset=utf-7", b"a=%2BAGE-"),
    "bytes that are no text": ("application/x-www-form-urlencoded", b"a=\xff\xfe&\x80=\x81"),
    "a wrong type": ("application/json", b"{"),
    "nothing said": ("", b"\x00\x01\x02"),
}


def posts(app: Flask) -> list[str]:
    """An address for every rule that takes a POST."""
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            path = rule.rule.replace("<language:lang>", "en")
            path = re.sub(r"<int:[a-z_]+>", "1", path)
            found.append(re.sub(r"<[^>]+>", "abc", path))
    return found


def assert_refused(response: Any, told: str) -> None:
    assert 300 <= response.status_code < 500, f"{told}: {response.status}"
    assert response.status_code >= 400 or response.headers["Location"].startswith(("/", "http://localhost/")), told
    missing = [name for name in FIXED_HEADERS if name not in response.headers]
    assert missing == [], told
    assert "Traceback" not in response.text


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ascii(path[:40]))
def test_hostile_paths_find_nothing(app: Flask, path: str) -> None:
    assert_refused(app.test_client().get(path), path)


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "BREW", "CONNECT"])
def test_methods_that_no_page_has_are_refused(app: Flask, method: str) -> None:
    for path in ("/healthz", "/en/", "/en/nothing"):
        assert_refused(app.test_client().open(path, method=method), f"{method} {path}")


@pytest.mark.parametrize("name", BROKEN_MULTIPART)
def test_broken_bodies_are_refused_by_every_form(app: Flask, name: str) -> None:
    content_type, body = BROKEN_MULTIPART[name]

    for path in [*posts(app), "/healthz"]:
        response = app.test_client().post(path, data=body, headers={"Content-Type": content_type})
        assert_refused(response, f"{name}: POST {path}")


def test_a_field_of_ten_megabytes_is_refused_in_words(app: Flask) -> None:
    for path in posts(app):
        response = app.test_client().post(path, data={"a": "x" * 10_000_000})
        assert_refused(response, path)


def test_a_request_beyond_the_cap_is_a_413_page(app: Flask) -> None:
    too_large = app.extensions["portal"].settings.max_upload_mb * 1_000_000 + 1000
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="f.pdf"\r\n\r\n'
    body = head.encode() + b"x" * too_large + f"\r\n--{BOUNDARY}--".encode()

    for path in posts(app):
        response = app.test_client().post(
            path, data=body, headers={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        )
        assert response.status_code in (400, 413), path
        assert_refused(response, path)


def test_a_413_page_names_the_limit_and_leads_back_to_the_form(app: Flask) -> None:
    body = b"x" * (app.extensions["portal"].settings.max_upload_mb * 1_000_000 + 1000)
    sent = {"Content-Type": "multipart/form-data; boundary=b"}

    def told(referrer: str) -> str:
        path = "/en/apply/parking-permit"
        return app.test_client().post(path, data=body, headers=sent | {"Referer": referrer}).text

    page = told("http://localhost/en/apply/parking-permit/d1/proof?x=1")
    assert "25\u00a0MB" in page
    assert 'href="/en/apply/parking-permit/d1/proof?x=1"' in page
    assert "evil.example" not in told("http://evil.example/en/")


def test_u_0000_is_refused_in_paths_and_dropped_from_texts(app: Flask) -> None:
    from flask import request  # Only within a request made here.

    with app.test_request_context("/en/?q=a%00b", method="POST", data={"plate\0": "AB\0 123"}):
        assert request.args["q"] == "ab"
        assert request.form["plate"] == "AB 123"


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "", "localhost/", "a" * 300])
def test_only_the_named_hosts_are_answered(app: Flask, host: str) -> None:
    response = app.test_client().get("/en/", headers={"Host": host})

    assert response.status_code == 400
    assert "evil" not in response.text


def test_a_forwarded_host_is_not_believed_without_a_proxy(app: Flask) -> None:
    response = app.test_client().get("/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"})

    assert "evil" not in response.headers.get("Location", "") + response.text
