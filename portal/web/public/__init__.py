"""Floor 8. The door that is open to everybody: finding a service, reading about it, checking a document."""

from __future__ import annotations

from flask import Blueprint

public = Blueprint("public", __name__)

from portal.web.public import authority, blankform, catalogue, check, eligibility, service  # noqa: E402, F401 - their views join the blueprint.
