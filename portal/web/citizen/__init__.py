"""Floor 8. The citizen's door: applying, and following what was sent."""

from __future__ import annotations

from flask import Blueprint

citizen = Blueprint("citizen", __name__)

from portal.web.citizen import apply, cases, finish, groups  # noqa: E402, F401 - their views register themselves.
