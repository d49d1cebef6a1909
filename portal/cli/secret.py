"""Floor 9. `portal secret`: makes the secrets that the settings want."""

from __future__ import annotations

import base64
import secrets

import click


@click.command()
@click.option("--data", is_flag=True, help="Make PORTAL_DATA_KEY: 32 bytes in base64.")
def secret(data: bool) -> None:
    """Prints a new secret, for PORTAL_SECRET_KEY or (--data) PORTAL_DATA_KEY."""
    click.echo(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() if data else secrets.token_urlsafe(48))
