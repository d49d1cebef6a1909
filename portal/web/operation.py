"""What machines ask: is the process alive (`/healthz`), and may people be sent to it (`/readyz`)."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from flask import Blueprint, Response, current_app, jsonify

operation = Blueprint("operation", __name__)
Check = Callable[[], None]
_log = structlog.get_logger("portal.web")


@operation.get("/healthz")
def show_health() -> Response:
    return jsonify(alive=True)


@operation.get("/readyz")
def show_readiness() -> Response:
    """Whether the database, the worker and the provider answer, each by name; 503 where one does not."""
    checks: dict[str, Check] = current_app.extensions["portal.checks"]
    found = {name: _holds(name, check) for name, check in checks.items()}
    response = jsonify(ready=all(found.values()), **found)
    response.status_code = 200 if all(found.values()) else 503
    return response


def _holds(name: str, check: Check) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001 - whatever it is, the part does not answer.
        _log.warning("not ready", part=name, exc_info=error)
        return False
    return True
