"""Registers of other authorities: one question about one person, over HTTP JSON, within a total deadline.

`GET {url}/persons/{number}` answers a JSON object of facts (200) or knows nobody (404).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from portal.gateways.wire import Budget, OutsideFailed, ask

Outcome = Literal["answer", "not found", "slow", "down"]


@dataclass(frozen=True, slots=True)
class RegisterAnswer:
    """What the register said; `facts` only with the outcome "answer"."""

    outcome: Outcome
    facts: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


def ask_register(
    url: str, national_number: str, *, token: str = "", deadline_seconds: float = 5.0, max_bytes: int = 200_000
) -> RegisterAnswer:
    """What the register at `url` knows of a person; never raises for what the other side does."""
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    address = f"{url.rstrip('/')}/persons/{quote(national_number, safe='')}"
    try:
        answer = ask("GET", address, Budget(deadline_seconds, max_bytes), headers=headers)
        if answer.status == 404:
            return RegisterAnswer("not found")
        if answer.status != 200:
            return RegisterAnswer("down", reason=f"answered {answer.status}")
        return RegisterAnswer("answer", answer.json_object())
    except OutsideFailed as failed:
        return RegisterAnswer("slow" if failed.how == "slow" else "down", reason=failed.reason)
