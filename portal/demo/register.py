"""Floor 8. The demo's population register: `GET /persons/<number>`, answering for each person as `people` says.

It agrees, has another address, knows nobody, takes too long, or is down. Run by hand:
`python -m portal.demo.register --port 8002`.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from portal.demo import refuse_in_production
from portal.demo.people import BY_NUMBER, DemoPerson

TOKEN = "demo-token-of-the-population-register"
SLOW_SECONDS = 60.0


def register_settings(register_url: str) -> dict[str, Any]:
    """What PORTAL_REGISTERS holds (as JSON) where this register is used."""
    return {"population": {"url": register_url, "token": TOKEN}}


def facts_of(person: DemoPerson) -> dict[str, Any]:
    """What the register knows; of somebody it disagrees about, another street."""
    street = "77 Old Market, flat 2" if person.register == "disagree" else person.street
    return {
        "national_number": person.national_number,
        "name": person.name,
        "birth_date": person.birth_date.isoformat(),
        "address": {"street": street, "postal_code": person.postal_code, "city": person.city},
    }


def answer_for(number: str) -> tuple[int, dict[str, Any]]:
    """Status and body; whoever is slow is waited for by the caller."""
    person = BY_NUMBER.get(number)
    if person is None or person.register == "not found":
        return 404, {}
    if person.register == "down":
        return 503, {}
    return 200, facts_of(person)


class _Register(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/healthz":
            return self._send(200, {"status": "ok"})
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._send(401, {})
        if not self.path.startswith("/persons/"):
            return self._send(404, {})
        number = self.path.removeprefix("/persons/")
        person = BY_NUMBER.get(number)
        if person is not None and person.register == "slow":
            time.sleep(self.server.slow_seconds)  # type: ignore[attr-defined]
        self._send(*answer_for(number))

    def _send(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # who asked no longer waits

    def log_message(self, *_: Any) -> None:
        """Numbers are in the addresses: nothing is logged."""


def make_register(port: int, slow_seconds: float = SLOW_SECONDS) -> ThreadingHTTPServer:
    """A server on this machine only, not yet serving; port 0 takes a free one."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Register)
    server.daemon_threads = True
    server.slow_seconds = slow_seconds  # type: ignore[attr-defined]
    return server


def main() -> None:
    parser = argparse.ArgumentParser(description="The demo's population register.")
    parser.add_argument("--port", type=int, default=8002)
    refuse_in_production(os.environ)
    make_register(parser.parse_args().port).serve_forever()


if __name__ == "__main__":
    main()
