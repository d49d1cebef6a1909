"""Structured logs, one JSON object a line, with a request's id and nothing personal.

A request is told by its rule (`/<lang>/my/cases/<reference>`), never by its path. An exception is told by its class and
where it happened, never by its message: messages quote what people typed. What libraries say is told by its template.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterable, MutableMapping
from pathlib import Path
from secrets import token_hex
from typing import Any

import structlog
from flask import Flask, g, request

from portal.settings import Settings

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_HOME = str(Path(__file__).resolve().parents[3]) + "/"
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Their messages are written by us and hold the program's own facts only.
_TRUSTED_LOGGERS = ("portal",)
# What gunicorn writes without a template begins like this, and goes on with addresses and pieces of requests.
_BEGINNINGS = ("Invalid request",)


def start_logging(settings: Settings) -> None:
    """Everything that this process logs goes to standard error as JSON."""
    shared = _shared()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [known for known in root.handlers if not isinstance(known, _ToStandardError)] + [json_handler()]
    root.setLevel(logging.WARNING)
    logging.getLogger("portal").setLevel(settings.log_level)


def json_handler() -> logging.Handler:
    """Writes what any logger says as one JSON object a line, libraries' lines by their templates."""
    handler = _ToStandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_by_template, *_shared()],
            pass_foreign_args=True,  # only for whether there were any: the template says the rest
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    return handler


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_message,
    ]


class _ToStandardError(logging.Handler):
    """Writes to what standard error is now, not to what it was when logging began."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")


def _without_message(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as facts: its class, what caused it, and the frames in order."""
    told = event.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event["error"] = _named(error)
        if error.__cause__ is not None:
            event["cause"] = _named(error.__cause__)
        event["at"] = [
            f"{frame.filename.removeprefix(_HOME)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _named(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _by_template(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What a library logged: its template without the values, which may be anybody's."""
    record: logging.LogRecord = event["_record"]
    event["logger"] = record.name
    filled = bool(event.pop("positional_args", ()))
    if record.name.partition(".")[0] not in _TRUSTED_LOGGERS:
        begun = next((one for one in _BEGINNINGS if str(record.msg).startswith(one)), f"said by {record.name}")
        event["event"] = str(record.msg) if filled else begun
    if record.exc_info:
        event["exc_info"] = record.exc_info
    return event


class RequestLog:
    """Gives each request an id, which the response repeats, and logs one line when it is answered."""

    def __init__(self, app: Wsgi, *, behind_proxy: bool) -> None:
        self._app, self._behind_proxy = app, behind_proxy
        self._log = structlog.get_logger("portal.web")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = environ.get("HTTP_X_REQUEST_ID", "") if self._behind_proxy else ""
        request_id = environ["portal.request_id"] = asked if _ID.fullmatch(asked) else token_hex(8)
        started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers.append(("X-Request-ID", request_id))
            rule = environ.get("portal.rule", "-")
            if rule not in ("/healthz", "/readyz"):
                spent = round((time.perf_counter() - started) * 1000, 1)
                method = environ["REQUEST_METHOD"]
                method = method if method in _METHODS else "other"
                self._log.info("answered", method=method, rule=rule, status=int(status[:3]), ms=spent)
            return start_response(status, headers, exc_info)

        return self._app(environ, start)


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def log_requests(app: Flask) -> None:
    """Lets the log name a request's rule, and a template or view its id."""

    @app.before_request
    def note_rule() -> None:
        request.environ["portal.rule"] = request.url_rule.rule if request.url_rule else "-"
        g.request_id = request.environ.get("portal.request_id", "-")
