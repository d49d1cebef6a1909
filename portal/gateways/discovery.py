"""What an OpenID provider publishes about itself, read within a budget and judged: issuer, endpoints, keys."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from portal.gateways.idtoken import Key, ProviderLied, read_keys
from portal.gateways.wire import Budget, OutsideFailed, ask, read_json_object

LIFETIME_SECONDS = 3600
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Metadata:
    """The document and the keys; `read_at` is of the monotonic clock."""

    values: Mapping[str, Any]
    keys: tuple[Key, ...]
    read_at: float

    @property
    def is_old(self) -> bool:
        return time.monotonic() - self.read_at > LIFETIME_SECONDS

    def endpoint(self, name: str) -> str:
        """Refused: `OutsideFailed` where the provider does not name it."""
        address = self.values.get(name)
        if not isinstance(address, str):
            raise OutsideFailed("does not say where to go", "broken", missing=name)
        return address


def read_metadata(issuer: str, budget: Budget) -> Metadata:
    """Refused: `ProviderLied` for another issuer or an unsafe endpoint; `OutsideFailed`."""
    values = _get_json(issuer.rstrip("/") + "/.well-known/openid-configuration", budget)
    if values.get("issuer") != issuer:
        raise ProviderLied("issuer of the metadata")
    for name in _ENDPOINTS:
        if name in values:
            _check_address(name, values[name], issuer)
    if not isinstance(values.get("jwks_uri"), str):
        raise OutsideFailed("does not say where its keys are", "broken")
    return Metadata(values, read_keys(_get_json(values["jwks_uri"], budget)), time.monotonic())


def _get_json(address: str, budget: Budget) -> dict[str, Any]:
    answer = ask("GET", address, budget, headers={"Accept": "application/json"})
    if answer.status != 200:
        raise OutsideFailed("does not answer", "down" if answer.status == 503 else "broken", status=answer.status)
    return read_json_object(answer.body)


def _check_address(name: str, address: Any, issuer: str) -> None:
    """An endpoint is https; plain http only on this very machine, where the issuer is too."""
    try:
        at, home = urlsplit(address if isinstance(address, str) else ""), urlsplit(issuer)
        at_home = at.scheme == home.scheme == "http" and at.hostname in _LOOPBACK and home.hostname in _LOOPBACK
    except ValueError as fault:
        raise ProviderLied(name, "is no address") from fault
    if not ((at.scheme == "https" and at.hostname) or at_home):
        raise ProviderLied(name, "is not safe to go to")
