"""A register answers, knows nobody, is slow or is down: each is an outcome, never an exception."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from portal.errors import UNIT_OF_WORK_OPEN
from portal.gateways.registers import RegisterAnswer, ask_register
from tests.gateways.lying_provider import send, send_json, serving


def outcome_of(answer: Callable[[Any], None], **limits: Any) -> RegisterAnswer:
    with serving(answer) as server:
        return ask_register(f"http://127.0.0.1:{server.server_port}/", "38001085718", token="the token", **limits)


def test_a_register_tells_what_it_knows() -> None:
    asked = []

    def answer(request: Any) -> None:
        asked.append((request.path, request.headers["Authorization"]))
        send_json(request, {"name": "Mart Tamm"})

    said = outcome_of(answer)

    assert (said.outcome, said.facts) == ("answer", {"name": "Mart Tamm"})
    assert asked == [("/persons/38001085718", "Bearer the token")]


def test_a_number_cannot_leave_its_place_in_the_address() -> None:
    asked = []

    with serving(lambda request: (asked.append(request.path), send_json(request, {}))[1]) as server:
        ask_register(f"http://127.0.0.1:{server.server_port}", "../x?y=1#é")

    assert asked == ["/persons/..%2Fx%3Fy%3D1%23%C3%A9"]


def test_a_register_may_know_nobody() -> None:
    assert outcome_of(lambda request: send_json(request, {}, 404)).outcome == "not found"


@pytest.mark.parametrize(
    "answer",
    [
        lambda request: send_json(request, {}, 500),
        lambda request: send_json(request, {}, 401),
        lambda request: send_json(request, {}, 302),
        lambda request: send_json(request, []),
        lambda request: send(request, b"<html>"),
        lambda request: send(request, b'{"a": "' + b"x" * 300_000 + b'"}'),
        lambda request: None,
    ],
    ids=["fault", "refusal", "redirection", "list", "html", "too much", "silence"],
)
def test_a_register_that_cannot_be_read_is_down(answer: Callable[[Any], None]) -> None:
    assert outcome_of(answer).outcome == "down"


def test_a_register_that_is_not_there_is_down() -> None:
    assert ask_register("http://127.0.0.1:9", "1").outcome == "down"


def test_a_register_that_drips_is_slow() -> None:
    def drip(request: Any) -> None:
        request.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
        while True:
            request.wfile.write(b" ")
            time.sleep(0.03)

    began = time.monotonic()

    assert outcome_of(drip, deadline_seconds=0.3).outcome == "slow"
    assert time.monotonic() - began < 5


def test_no_register_is_asked_inside_a_transaction() -> None:
    token = UNIT_OF_WORK_OPEN.set(True)
    try:
        with pytest.raises(AssertionError, match="inside a transaction"):
            ask_register("http://127.0.0.1:9", "1")
    finally:
        UNIT_OF_WORK_OPEN.reset(token)
