"""gunicorn's logger, for `logger_class` in deploy/gunicorn.conf.py."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from portal.web.kit.logging import json_handler


class ServerLog(Logger):
    """gunicorn's own lines as the portal's: JSON, by their templates, without addresses and requests; no access log."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers = [json_handler()]
        self.error_log.propagate = False
        self.access_log.handlers = []
