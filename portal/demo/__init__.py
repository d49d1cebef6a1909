"""Floor 8. What only a demo has: people, a provider that asks for no password, a register; refused in production."""

from __future__ import annotations

from collections.abc import Mapping

from portal.errors import Refused


def refuse_in_production(env: Mapping[str, str]) -> None:
    """Refused: `Refused` where the portal is in production, so that nobody can walk in without a password there."""
    if env.get("PORTAL_PRODUCTION", "no").strip().lower() not in ("", "0", "no", "false", "off"):
        raise Refused("demo parts do not run in production")
