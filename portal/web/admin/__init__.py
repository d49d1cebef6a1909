"""Floor 8. The administration: services and their workspaces, roles, tasks, the journal."""

from __future__ import annotations

from flask import Blueprint

admin = Blueprint("admin", __name__)

from portal.web.admin import changes, people, publishing, records, services, workspaces  # noqa: E402, F401 - their views join.
