"""Floor 9. `portal demo`: the whole portal on this machine, with invented people; what `make run` runs."""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from portal.authoring.folders import found_bundles
from portal.cli._settings import DEMO_ENVIRONMENT, HOME
from portal.demo import refuse_in_production
from portal.demo.people import PEOPLE, STAFF
from portal.demo.provider import provider_settings
from portal.demo.register import register_settings
from portal.demo.seed import seed
from portal.demo.supervisor import Part, PartEnded, Supervisor, supervised, taken_ports
from portal.errors import Refused
from portal.settings import DEMO_SECRET, PREFIX, Settings
from portal.store import open_store
from portal.store.migrating import upgrade
from portal.usecases.releases import publish_from_folder


@click.group()
def demo() -> None:
    """Runs the portal with invented people and cases. Never for real ones: anybody may sign in as anybody."""


@demo.command()
@click.option("--port", default=8000, show_default=True, help="The portal's; provider and register take the next two.")
@click.option("--folder", type=click.Path(path_type=Path), default=HOME / "var", help="Where its data lies.")
@click.option("--empty", is_flag=True, help="Without the demo's cases.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def run(port: int, folder: Path, empty: bool, workers: int) -> None:
    """Starts everything and ends it with Ctrl-C."""
    try:
        refuse_in_production(os.environ)
    except Refused:
        sys.exit("PORTAL_PRODUCTION is on: the demo, where anybody may sign in as anybody, does not run here.")
    if (folder / "portal.db").exists() and not (folder / "secrets.json").is_file():
        sys.exit(f"{folder} holds a portal that no demo made. Choose another folder with --folder.")
    if taken := taken_ports(port, port + 1, port + 2):
        told = ", ".join(map(str, taken))
        sys.exit(f"Port {told} is in use. End what uses it, or choose others: make run PORT={port + 100}")
    environment = demo_environment(folder.resolve(), port)
    settings = Settings.from_environment(environment)
    supervisor = Supervisor(folder / "log", {**_outside(), **environment, "WEB_CONCURRENCY": str(workers)})
    with supervised(supervisor):
        try:
            supervisor.start(Part("provider", _module("portal.demo.provider", port + 1, "--portal", settings.base_url)))
            supervisor.start(Part("register", _module("portal.demo.register", port + 2)))
            prepare(settings, with_cases=not empty)
            web = [sys.executable, "-m", "gunicorn", "-c", str(HOME / "deploy" / "gunicorn.conf.py"), "-b"]
            supervisor.start(Part("web", [*web, f"127.0.0.1:{port}", "--chdir", str(HOME), "wsgi:app"]))
            supervisor.start(Part("worker", [sys.executable, "-m", "portal.cli", "worker"]))
            supervisor.wait_until_ready(port, f"localhost:{port}")
            if not supervisor.asked_to_end:
                _tell(settings, port)
            supervisor.watch()
        except PartEnded as ended:
            sys.exit(str(ended))
        click.echo("\nEnding …")


def _module(name: str, port: int, *more: str) -> list[str]:
    return [sys.executable, "-m", name, "--port", str(port), *more]


def _outside() -> dict[str, str]:
    """What of this process's environment the parts need; no settings of another portal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**kept, "PYTHONPATH": str(HOME), "PYTHONUNBUFFERED": "1"}


def prepare(settings: Settings, *, with_cases: bool) -> None:
    """Makes the database what the demo shows: newest tables, what forms/ holds, people and cases (once)."""
    upgrade(settings.database_url)
    store = open_store(settings)
    for name, _path, bundle in found_bundles(settings.forms_dir, settings.translations_dir):
        with store.writing() as session:
            publish_from_folder(session, bundle, name, now=datetime.now(UTC))
    if with_cases:
        seed(store, settings, datetime.now(UTC))
    store.close()


def demo_environment(folder: Path, port: int) -> dict[str, str]:
    """The demo's settings; its secrets are made once and kept in the folder, never in the repository."""
    kept = folder / "secrets.json"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not kept.is_file():
        made = {
            "SECRET_KEY": DEMO_SECRET + secrets.token_urlsafe(48),
            "DATA_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        kept.touch(mode=0o600)
        kept.write_text(json.dumps(made), "utf-8")
    provider = f"http://127.0.0.1:{port + 1}"
    values = {
        **json.loads(kept.read_text("utf-8")),
        "DEMO": "yes",
        "HOME": str(HOME),
        "DATA_DIR": str(folder),
        "BASE_URL": f"http://localhost:{port}",
        "TRUSTED_HOSTS": "localhost,127.0.0.1",
        "CITIZEN_PROVIDER": json.dumps(provider_settings(provider, "citizens")),
        "STAFF_PROVIDER": json.dumps(provider_settings(provider, "staff")),
        "REGISTERS": json.dumps(register_settings(f"http://127.0.0.1:{port + 2}")),
    }
    environment = {f"{PREFIX}{name}": value for name, value in values.items()}
    written = "".join(f"{name}={value}\n" for name, value in environment.items())
    (folder / DEMO_ENVIRONMENT.name).touch(mode=0o600)
    (folder / DEMO_ENVIRONMENT.name).write_text(written, "utf-8")
    return environment


def _tell(settings: Settings, port: int) -> None:
    """The address, and who can sign in as whom."""
    click.echo(f"\n  The portal is at {settings.base_url}   (Ctrl-C ends it)\n")
    click.echo("  Citizens sign in at the top of any page, for example")
    for person in [person for person in PEOPLE if person.note and not person.is_staff][:6]:
        click.echo(f"    {person.name:<22} {person.note}")
    click.echo(f"\n  Staff sign in at {settings.base_url}/en/office/sign-in")
    for person in STAFF:
        roles = ", ".join(f"{role} of {unit}" for unit, roles in person.roles.items() for role in roles)
        click.echo(f"    {person.name:<22} {roles.replace(' of *', '')}. {person.note}")
    click.echo(f"\n  Mails are shown at {settings.base_url}/en/outbox; data and logs lie in {settings.data_dir}\n")
