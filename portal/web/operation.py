"""What machines ask: is the process alive (`/healthz`), and may people be sent to it (`/readyz`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from flask import Blueprint, Response, jsonify

from portal.gateways.oidc import Provider
from portal.store import worker_heartbeat_age
from portal.store.revision import is_current
from portal.web.kit.parts import parts

operation = Blueprint("operation", __name__)
_WORKER_SILENT_SECONDS = 60
_ASK_PROVIDER_EVERY_SECONDS = 10.0
_log = structlog.get_logger("portal.web")


@operation.get("/healthz")
def show_health() -> Response:
    return jsonify(alive=True)


@operation.get("/readyz")
def show_readiness() -> Response:
    """Whether the database, the worker and the providers answer, each by name; 503 where one does not."""
    checks: dict[str, Callable[[], bool]] = {"database": _database_answers, "worker": _worker_lives}
    checks |= {f"{door}_provider": _asking(provider) for door, provider in parts().providers.items()}
    found = {name: _holds(name, check) for name, check in checks.items()}
    response = jsonify(ready=all(found.values()), **found)
    response.status_code = 200 if all(found.values()) else 503
    return response


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever it is, the part does not answer.
        _log.warning("not ready", part=name, exc_info=error)
        return False


def _database_answers() -> bool:
    """Answers, and has the schema that this code expects."""
    with parts().store.reading() as session:
        return is_current(session.connection())


def _worker_lives() -> bool:
    with parts().store.reading() as session:
        age = worker_heartbeat_age(session, now=datetime.now(UTC))
    return age is not None and age < _WORKER_SILENT_SECONDS


_asked: dict[str, tuple[float, bool]] = {}  # issuer → when it was asked, and whether it answered


def _asking(provider: Provider) -> Callable[[], bool]:
    """Asks seldom: a balancer may come every second, and a provider is not ours to burden."""

    def answers() -> bool:
        asked_at, answered = _asked.get(provider.config.issuer, (float("-inf"), False))
        if not answered or time.monotonic() - asked_at > _ASK_PROVIDER_EVERY_SECONDS:
            answered = provider.answers()
            _asked[provider.config.issuer] = (time.monotonic(), answered)
        return answered

    return answers
