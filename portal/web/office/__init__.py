"""Floor 8. The office: what clerks and supervisors do with cases and documents."""

from __future__ import annotations

from flask import Blueprint

office = Blueprint("office", __name__)

from portal.web.office import case, cases, decisions, documents  # noqa: E402, F401 - their views join the blueprint.
