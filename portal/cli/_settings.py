"""Floor 9. The settings that a command works with: the environment's, else those of the demo in var/."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from portal.settings import PREFIX, Settings

HOME = Path(__file__).resolve().parents[2]
DEMO_ENVIRONMENT = HOME / "var" / "demo.env"


def read_settings() -> Settings:
    """The settings from the environment; where it names none and `make run` was used here, the demo's."""
    return Settings.from_environment(environment())


def environment() -> Mapping[str, str]:
    if any(name.startswith(PREFIX) for name in os.environ) or not DEMO_ENVIRONMENT.is_file():
        return os.environ
    lines = DEMO_ENVIRONMENT.read_text("utf-8").splitlines()
    return {**os.environ, **dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))}
