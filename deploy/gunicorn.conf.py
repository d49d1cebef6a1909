"""gunicorn's settings: a few processes of several threads, so that a slow reader holds up nobody; loaded once, forked.

Overridden by the command line or GUNICORN_CMD_ARGS.
"""

from __future__ import annotations

import gc
import os
from typing import Any

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True
timeout = 30
graceful_timeout = 20
keepalive = 5
# A worker that grew is replaced; the jitter keeps them from going at once.
max_requests = 20_000
max_requests_jitter = 2_000
# Beyond what browsers send: refused before the application sees it.
limit_request_line = 8190
limit_request_fields = 100
# The application logs each request itself, without personal data; gunicorn's access log would hold paths.
accesslog = None
errorlog = "-"
loglevel = "warning"
# gunicorn's own lines hold addresses and pieces of requests: written as JSON like ours, by their templates.
logger_class = "portal.web.kit.serverlog.ServerLog"
control_socket_disable = True


def when_ready(server: Any) -> None:
    """What was loaded stays shared between the workers: the collector must not touch, and so copy, its pages."""
    gc.collect()
    gc.freeze()
    # Looking for cycles after every 700 new objects takes a twentieth of a page's time and finds next to none.
    gc.set_threshold(10_000, 20, 20)
