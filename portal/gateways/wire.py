"""How the portal talks HTTP to others: a total deadline and a byte cap over everything the other side sends.

A time-out of requests' own counts from byte to byte, so a server that drips holds a worker for ever. Here a `Budget`
counts seconds by the clock and bytes as they leave the socket (status line, headers and body alike, before any
decompression), over all calls that share it. Resolving names, connecting and shaking hands run in a thread that is
left behind when the time is up.
"""

from __future__ import annotations

import http.client
import io
import json
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any, Literal

import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from portal.errors import Unavailable, assert_no_unit_of_work

How = Literal["down", "slow", "broken"]
_PIECE_BYTES = 65536


class OutsideFailed(Unavailable):
    """The other side is down, too slow, or answers what nobody can read (`how` says which)."""

    def __init__(self, reason: str, how: How, **facts: Any) -> None:
        super().__init__(reason, **facts)
        self.how: How = how


@dataclass
class Budget:
    """What a conversation may cost in all: seconds from now on, and bytes received."""

    seconds: float
    max_bytes: int
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._ends = self.clock() + self.seconds
        self._bytes_left = self.max_bytes

    def remaining(self) -> float:
        """Seconds left. Refused: `OutsideFailed` when none is."""
        left = self._ends - self.clock()
        if left <= 0:
            raise OutsideFailed("took too long", "slow", seconds=self.seconds)
        return left

    def take(self, size_bytes: int) -> None:
        self._bytes_left -= size_bytes
        if self._bytes_left < 0:
            raise OutsideFailed("sent too much", "broken", max_bytes=self.max_bytes)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    content_type: str
    body: bytes

    def json_object(self) -> dict[str, Any]:
        """The body as one JSON object. Refused: `OutsideFailed` when it is anything else."""
        return read_json_object(self.body)


def read_json_object(body: bytes | str) -> dict[str, Any]:
    """Refused: `OutsideFailed` for what is not one JSON object, however deep or wrongly encoded."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise OutsideFailed("did not answer with JSON", "broken") from fault
    if not isinstance(value, dict):
        raise OutsideFailed("did not answer with a JSON object", "broken")
    return value


class _Metered(io.RawIOBase):
    """The socket's bytes, each read bounded by what is left of the budget."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, budget: Budget) -> None:
        self._raw, self._sock, self._budget = raw, sock, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._budget.remaining())
        count: int | None = self._raw.readinto(buffer)
        self._budget.take(count or 0)
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class _MeteredResponse(http.client.HTTPResponse):
    def __init__(self, budget: Budget, sock: socket.socket, *args: Any, **named: Any) -> None:
        super().__init__(sock, *args, **named)
        raw = self.fp.detach()  # out of its BufferedReader
        self.fp = io.BufferedReader(_Metered(raw, sock, budget))


def _metered(connection: type[HTTPConnection], budget: Budget, **named: Any) -> HTTPConnection:
    made = connection(**named)
    made.response_class = partial(_MeteredResponse, budget)  # type: ignore[assignment]
    return made


class BudgetAdapter(HTTPAdapter):
    """A transport for requests whose every call together stays inside one budget; it follows no redirection."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(max_retries=0)
        self.budget = budget

    def get_connection_with_tls_context(self, *args: Any, **named: Any) -> Any:
        pool = super().get_connection_with_tls_context(*args, **named)
        base = HTTPSConnection if pool.scheme == "https" else HTTPConnection
        pool.ConnectionCls = partial(_metered, base, self.budget)  # type: ignore[attr-defined]
        return pool

    def send(self, request: requests.PreparedRequest, **named: Any) -> requests.Response:  # type: ignore[override]
        assert_no_unit_of_work("a call to the outside")
        request.headers["Accept-Encoding"] = "identity"
        request.headers["Connection"] = "close"
        named |= {"stream": True, "timeout": self.budget.remaining()}
        outcome: list[requests.Response | BaseException] = []
        # A daemon thread: one that hangs in name resolution must not hold the process at its end.
        call = Thread(target=self._call, args=(request, named, outcome), daemon=True)
        call.start()
        call.join(self.budget.remaining())
        if not outcome:
            raise OutsideFailed("took too long", "slow", seconds=self.budget.seconds)
        if isinstance(outcome[0], BaseException):
            raise outcome[0]
        return outcome[0]

    def _call(self, request: requests.PreparedRequest, named: Any, outcome: list[Any]) -> None:
        try:
            response = super().send(request, **named)
            with response:
                self._read(response)
            outcome.append(response)
        except OutsideFailed as failed:
            outcome.append(failed)
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError) as fault:
            outcome.append(_caused(OutsideFailed("took too long", "slow"), fault))
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as fault:
            outcome.append(_caused(OutsideFailed("cannot be reached", "down"), fault))
        except Exception as fault:  # noqa: BLE001  # a thread has no caller: handed over and raised there
            outcome.append(_caused(OutsideFailed("broke the protocol", "broken"), fault))

    def _read(self, response: requests.Response) -> None:
        if 300 <= response.status_code < 400:
            raise OutsideFailed("redirects where none is followed", "broken", status=response.status_code)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise OutsideFailed("compresses although not asked to", "broken")
        pieces = []
        while piece := response.raw.read(_PIECE_BYTES):
            pieces.append(piece)
        response._content = b"".join(pieces)  # so that `.content` and `.json()` never read the socket again
        response._content_consumed = True  # type: ignore[attr-defined]


def _caused(failed: OutsideFailed, fault: Exception) -> OutsideFailed:
    failed.__cause__ = fault
    return failed


def open_line(session: requests.Session, budget: Budget) -> requests.Session:
    """`session` with the budget on every call; the environment's proxies and .netrc play no part."""
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, BudgetAdapter(budget))
    return session


def ask(method: str, url: str, budget: Budget, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Answer:
    """One call and its whole answer, of whatever status. Refused: `OutsideFailed`."""
    with open_line(requests.Session(), budget) as session:
        try:
            response = session.request(method, url, headers=headers, json=json, allow_redirects=False)
        except (requests.exceptions.RequestException, ValueError) as fault:  # before anything was sent: the address
            raise OutsideFailed("cannot be reached", "down") from fault
    return Answer(response.status_code, response.headers.get("Content-Type", ""), response.content)


__all__ = ["Answer", "Budget", "BudgetAdapter", "How", "OutsideFailed", "ask", "open_line", "read_json_object"]
