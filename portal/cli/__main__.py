"""Floor 9. `python -m portal.cli`, where the command is not installed."""

from __future__ import annotations

from portal.cli import main

main()
