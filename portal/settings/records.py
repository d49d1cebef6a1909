"""Floor 1. What a setting may hold beside text and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An OpenID Connect provider, as one door (citizens or staff) uses it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = "openid profile email"
    algorithms: tuple[str, ...] = ("RS256", "ES256", "PS256")
    claims: Mapping[str, str] = field(default_factory=dict)  # our fact → the provider's claim, where they differ
    assurance: Mapping[str, str] = field(default_factory=dict)  # the provider's `acr` → low, substantial or high


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register that services ask about a person."""

    url: str
    token: str = field(default="", repr=False)
    timeout_seconds: float = 5.0
