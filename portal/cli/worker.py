"""Floor 9. `portal worker`: runs what is slow or outside, after the commit that caused it."""

from __future__ import annotations

import click

from portal.cli._settings import read_settings
from portal.web.kit.logging import start_logging
from portal.worker import run


@click.command()
def worker() -> None:
    """Runs tasks until it is told to stop (Ctrl-C or SIGTERM); what it is doing then is finished first."""
    settings = read_settings()
    start_logging(settings)
    run(settings)
