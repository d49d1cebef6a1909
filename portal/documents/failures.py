"""Floor 6. Why a document could not be made, as facts; words for people are chosen at the door."""

from __future__ import annotations

from typing import Any

from portal.errors import PortalError

# Every reason there is, so that a page can have words for each and a test can compare them.
REASONS = (
    "template",  # the template is wrong: `message`, `path`, `line`
    "fetch",  # it asked for something from outside: `url`
    "letters",  # no font has a letter of its template: `letters`
    "picture",  # a picture has no description, so nobody could hear it: `message`
    "long",  # more text than a document may have: `limit`
    "time",  # it took longer than allowed: `seconds`
    "memory",  # it wanted more memory than allowed: `megabytes`
    "crash",  # the child process ended, or met an error of its own: `status`, `error` (its class)
)


class RenderingFailed(PortalError):
    """No PDF was made. `reason` is one of `REASONS`; the facts say where and how much."""

    def __init__(self, reason: str, **facts: Any) -> None:
        assert reason in REASONS, reason
        super().__init__(reason, **facts)
