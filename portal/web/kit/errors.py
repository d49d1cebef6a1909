"""What a person reads when something went wrong: in their language, without a database, and with what to do next.

The only place that turns the portal's exceptions into statuses.
`FAILURES` holds the words; templates/errors/ draws them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, make_response, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.errors import N_, Conflict, NotFound, Refused, TooMany, Unavailable
from portal.web.kit import locale
from portal.web.kit.framing import is_staff_room, staff_ways, ways
from portal.web.kit.pages import page
from portal.web.kit.parts import parts


@dataclass(frozen=True, slots=True)
class Failure:
    """One status: its heading, what happened, and what the person can do."""

    title: str
    happened: str
    next: str


FAILURES = {
    400: Failure(
        N_("We could not read what was sent"),
        N_("Something in the request was broken on its way. Nothing you saved before is lost."),
        N_("Go back, load the page again and send it once more."),
    ),
    403: Failure(
        N_("You cannot do this"),
        N_("You are signed in, but not for this."),
        N_("If you think you should be able to, ask the office that runs the service."),
    ),
    404: Failure(
        N_("We cannot find this page"),
        N_("The address may be wrong or old, or the page is not yours to open. Nothing you have saved is lost."),
        N_("Check the address, or start again from the home page."),
    ),
    405: Failure(
        N_("This page cannot be used that way"),
        N_("The address exists, but it answers to another kind of request."),
        N_("Go back and use the buttons on the page."),
    ),
    409: Failure(
        N_("Somebody changed this meanwhile"),
        N_("What you saw is no longer how it stands, so nothing was changed."),
        N_("Go back, load the page again and look at what it says now."),
    ),
    413: Failure(
        N_("That is too large"),
        N_("We can take {limit} at once, and what you sent is larger. The answers you saved before are kept."),
        N_("Go back to the form, and choose smaller files or write less. What you entered there since is not kept."),
    ),
    429: Failure(
        N_("Too many tries"),
        N_("There were too many tries in a short time, so we stopped for a while."),
        N_("Wait a few minutes and try again."),
    ),
    500: Failure(
        N_("Something went wrong on our side"),
        N_("The fault is ours and has been noted. The answers you saved before are kept."),
        N_("Try again in a few minutes. If it happens again, contact the office and give this number."),
    ),
    503: Failure(
        N_("The service is not available right now"),
        N_("A part of it does not answer. The answers you saved before are kept."),
        N_("Try again in a few minutes."),
    ),
}
# What is sent when not even this application can answer.
LAST_WORDS = "\n\n".join((FAILURES[500].title, FAILURES[500].happened, FAILURES[500].next)).encode() + b"\n"
_STATUS: dict[type[Exception], int] = {Refused: 403, NotFound: 404, Conflict: 409, TooMany: 429, Unavailable: 503}
_RETRY_SECONDS = 30
_log = structlog.get_logger("portal.web")


def answer_errors(app: Flask) -> None:
    """Registers one handler for each way a request can fail."""

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.code is not None and 300 <= error.code < 400:
            return make_response(error.get_response())
        response = failed(error.code or 500)
        if error.code == 405 and (allow := dict(error.get_headers()).get("Allow")):
            response.headers["Allow"] = allow
        return response

    for kind, status in _STATUS.items():
        app.register_error_handler(kind, _answering(status))
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _broken(503))
    app.register_error_handler(Exception, _broken(500))


def _answering(status: int) -> Any:
    def handle(error: Any) -> Response:
        response = failed(status)
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.facts.get("retry_after", _RETRY_SECONDS))
        return response

    return handle


def _broken(status: int) -> Any:
    def handle(error: Exception) -> Response:
        _log.error("failed", exc_info=error)
        return failed(status)

    return handle


def failed(status: int) -> Response:
    """The page for a failure; a status without words of its own is told as the nearest that has them."""
    told = status if status in FAILURES else (500 if status >= 500 else 400)
    failure = FAILURES[told]
    number = request.environ.get("portal.request_id", "") if status >= 500 else ""
    try:
        word = locale.words().word
        response = page(
            "errors/error.html",
            status=status,
            title=word(failure.title),
            happened=word(failure.happened, limit=_limit()) if status == 413 else word(failure.happened),
            next=word(failure.next),
            number=number,
            form_url=_form() if status == 413 else "",
            may_search=told == 404 and not is_staff_room(request.path),
            around=_around(told),
        )
    except Exception as error:  # noqa: BLE001 - the page that says so must come whatever else is broken.
        _log.error("error page failed", exc_info=error)
        response = _plainly(failure, status)
    if status == 503:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _limit() -> str:
    """How much one request may hold, in the person's words."""
    return str(locale.formats().size(parts().settings.max_upload_mb * 1_000_000))


def _form() -> str:
    """The page of ours that sent this, "" where the browser does not say so."""
    here, referrer = request.host_url, request.headers.get("Referer", "")
    return "/" + referrer.removeprefix(here) if referrer.startswith(here) else ""


def _around(status: int) -> dict[str, Any]:
    """Staff are led back to their desk, except where they may not go there."""
    lang = locale.language()
    if status == 403 or status >= 500 or not is_staff_room(request.path):
        return {}
    return {"urls": ways(lang) | staff_ways(lang) | {"home": f"/{lang}/office/cases"}}


def _plainly(failure: Failure, status: int) -> Response:
    """The last resort, when even a template cannot be drawn: the source's words as plain text."""
    happened = failure.happened.replace("{limit}", f"{parts().settings.max_upload_mb} MB")
    text = "\n\n".join((failure.title, happened, failure.next))
    return make_response((text + "\n", status, {"Content-Type": "text/plain; charset=utf-8"}))
