"""Floor 8. Signing in and out at both doors, and what a person sees of their own account."""

from __future__ import annotations

from flask import Blueprint

account = Blueprint("account", __name__)

from portal.web.account import mine, signing_in, signing_out  # noqa: E402, F401 - their views join the blueprint.
