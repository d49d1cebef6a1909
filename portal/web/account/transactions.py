"""Sign-ins under way: their secrets stay in the browser that began them, in a signed cookie for half an hour.

So a callback that somebody else's browser brings, or an address that was sent to a victim, finds no transaction and
signs nobody in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.gateways.oidc import TRANSACTION_LIFETIME, Transaction
from portal.usecases.actor import Door
from portal.web.kit.parts import parts
from portal.web.kit.sessions import cookie_name, give_cookie, take_cookie

_MOST_TABS = 4
_SECONDS = int(TRANSACTION_LIFETIME.total_seconds())


@dataclass(frozen=True, slots=True)
class Begun:
    """One sign-in under way: where it goes on, in which language, and its secrets."""

    transaction: Transaction
    next: str
    language: str

    def to_json(self) -> dict[str, Any]:
        return {"t": self.transaction.to_dict(), "n": self.next, "l": self.language}

    @classmethod
    def from_json(cls, kept: Any) -> Begun:
        return cls(Transaction.from_dict(kept["t"]), str(kept["n"]), str(kept["l"]))


def keep(response: Response, door: Door, begun: Begun) -> None:
    """Beside those of a few other tabs; the oldest goes."""
    give_cookie(
        response,
        _name(door),
        _signer(door).dumps([one.to_json() for one in [*_kept(door), begun][-_MOST_TABS:]]),
        max_age=_SECONDS,
    )


def find(door: Door, state: str) -> Begun | None:
    return next((one for one in _kept(door) if one.transaction.state == state), None)


def drop(response: Response, door: Door) -> None:
    """All of them: after a sign-in, nothing that was begun before may end in another one."""
    if cookie_name(_name(door)) in request.cookies:
        take_cookie(response, _name(door))


def _kept(door: Door) -> list[Begun]:
    try:
        return [
            Begun.from_json(one)
            for one in _signer(door).loads(request.cookies.get(cookie_name(_name(door)), ""), max_age=_SECONDS)
        ]
    except (BadData, KeyError, ValueError, TypeError):
        return []


def _name(door: Door) -> str:
    return f"{door}-sign-in"


def _signer(door: Door) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(parts().settings.secret_key, salt=f"sign-in under way, {door}")
