"""Floor 9. The operator's command, `portal`: each module here is one command, named like it.

`portal/cli/forms.py` holds a click command or group `forms`, and `portal forms …` runs it. A module is imported when
its command is asked for, so that a quick one need not wait for PDF and web libraries.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import click

from portal.errors import PortalError, SpecFault
from portal.settings import SettingsFault


class Commands(click.Group):
    """The modules of this package as commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for _, name, _ in pkgutil.iter_modules(__path__) if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(importlib.import_module(f"{__name__}.{cmd_name}"), cmd_name)
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def portal() -> None:
    """Runs and looks after the portal. Settings come from PORTAL_… in the environment; see docs/operating.md."""


def main() -> None:
    """What the installed `portal` runs: faults in words and exit 1, never a traceback for an operator's or author's mistake.

    A command that is typed wrongly, or names a file that is not there, ends with 2.
    """
    try:
        portal(prog_name="portal")
    except SettingsFault as fault:
        sys.exit("\n".join(["The settings cannot be used:", *(f"  {line}" for line in fault.faults)]))
    except SpecFault as fault:
        sys.exit(str(fault))
    except PortalError as error:
        sys.exit(f"{type(error).__name__}: {error}")
    except OSError as error:
        if error.filename is None:  # no file of theirs: something to look into
            raise
        told = os.strerror(error.errno) if error.errno else str(error)
        sys.exit(f"{os.fsdecode(error.filename)}: {told}. Look whether it is there, and who may read or write it.")
