"""Floor 9. `portal grant`: the operator gives somebody a role, the first administrator above all."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from portal.cli._settings import read_settings
from portal.errors import NotFound
from portal.store import open_store
from portal.usecases.actor import EVERY_UNIT, OPERATOR, ROLES
from portal.usecases.releases import live_authority
from portal.usecases.roles import grant_by_subject


@click.command()
@click.argument("role", type=click.Choice(ROLES))
@click.argument("subject")
@click.option("--unit", default=EVERY_UNIT, show_default=True, help="A unit's id; * for all units.")
@click.option("--issuer", default="", help="The provider's issuer. [default: that of the staff's door]")
def grant(role: str, subject: str, unit: str, issuer: str) -> None:
    """Gives ROLE to whoever the provider knows as SUBJECT (its `sub`); they need not have signed in before."""
    settings = read_settings()
    provider = issuer or (settings.staff_provider.issuer if settings.staff_provider else "")
    if not provider:
        raise click.UsageError("PORTAL_STAFF_PROVIDER is not set, so name the provider with --issuer.")
    store = open_store(settings)
    try:
        with store.writing() as session:
            _check_unit(session, unit)
            grant_by_subject(session, provider, subject, unit, role, actor=OPERATOR, now=datetime.now(UTC))
    finally:
        store.close()
    where = "all units" if unit == EVERY_UNIT else unit
    click.echo(f"{subject} at {provider} is {role} in {where} from the next request on.")


def _check_unit(session: Session, unit: str) -> None:
    if unit == EVERY_UNIT:
        return
    try:
        known = sorted(live_authority(session).authority.units)
    except NotFound:
        return  # nothing is published yet, so any name may become one
    if unit not in known:
        raise click.UsageError(f"There is no unit {unit}. Known are: {', '.join(known)}.")
