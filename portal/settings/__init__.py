"""Floor 1. The operator's settings, from the environment.

All are read and judged at once, every fault is named together with its remedy, and no secret has a default.
`SETTINGS` is the register of the names; `docs/operating.md` shows the same table, and a test compares them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portal.errors import PortalError
from portal.settings.names import SETTINGS, Setting
from portal.settings.records import Provider, Register

PREFIX = "PORTAL_"
DEMO_SECRET = "demo-"  # `make run` begins its secrets with this, so that production can refuse them.


class SettingsFault(PortalError):
    """The settings cannot be used; `faults` name every reason at once, one line each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the operator decides; see `SETTINGS` for the name and meaning of each."""

    home: Path
    data_dir: Path
    database_url: str = field(repr=False)
    files_dir: Path
    base_url: str
    secret_key: str = field(repr=False)
    data_key: bytes = field(repr=False)
    production: bool = False
    demo: bool = False
    citizen_provider: Provider | None = None
    staff_provider: Provider | None = None
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    registers: Mapping[str, Register] = field(default_factory=dict)
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    citizen_idle_minutes: int = 60
    staff_idle_minutes: int = 60
    citizen_session_hours: int = 24
    staff_session_hours: int = 10
    warn_minutes: int = 5
    max_upload_mb: int = 25
    log_level: str = "INFO"

    @property
    def forms_dir(self) -> Path:
        return self.home / "forms"

    @property
    def translations_dir(self) -> Path:
        return self.home / "translations"

    @property
    def templates_dir(self) -> Path:
        return self.home / "templates"

    @property
    def static_dir(self) -> Path:
        return self.home / "static"

    @property
    def secure_cookies(self) -> bool:
        """Whether people reach the portal by https, so that cookies can be bound to it."""
        return self.base_url.startswith("https:")

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Settings:
        """The settings that `env` holds. Refused: `SettingsFault`, with every fault at once."""
        given = {name.removeprefix(PREFIX).lower(): value for name, value in env.items() if name.startswith(PREFIX)}
        faults = [_unknown(name) for name in sorted(given.keys() - SETTINGS.keys())]
        values: dict[str, Any] = {}
        for name, setting in SETTINGS.items():
            raw = given.get(name, "").strip()
            if not raw and setting.required:
                faults.append(f"{PREFIX}{name.upper()} is not set. {setting.remedy}")
            elif raw:
                try:
                    values[name] = setting.read(raw)
                except ValueError as slip:
                    faults.append(f"{PREFIX}{name.upper()}: {slip}. {setting.remedy}".strip())
        if faults:
            raise SettingsFault(faults)
        settings = cls(**_with_derived(values))
        faults = _contradictions(settings)
        if settings.production:
            faults += _unfit_for_production(settings) + _open_doors(settings, given)
        if faults:
            raise SettingsFault(faults)
        return settings


def _with_derived(values: dict[str, Any]) -> dict[str, Any]:
    """The defaults that follow from other settings."""
    home: Path = values.setdefault("home", Path(__file__).resolve().parents[2])
    data_dir: Path = values.setdefault("data_dir", home / "var")
    values.setdefault("files_dir", data_dir / "files")
    values.setdefault("database_url", f"sqlite:///{data_dir / 'portal.db'}")
    values.setdefault("trusted_hosts", (urlsplit(values["base_url"]).hostname or "",))
    return values


def _contradictions(settings: Settings) -> list[str]:
    """What no installation may have, in production or not."""
    faults = []
    if settings.production and settings.demo:
        faults.append("PORTAL_DEMO and PORTAL_PRODUCTION are both on. Switch one of them off.")
    for name in ("forms_dir", "translations_dir", "templates_dir", "static_dir"):
        if not getattr(settings, name).is_dir():
            folder = getattr(settings, name).name
            faults.append(f"PORTAL_HOME: {settings.home} has no folder {folder}/. Set it to the portal's checkout.")
    if settings.warn_minutes >= min(settings.citizen_idle_minutes, settings.staff_idle_minutes):
        faults.append("PORTAL_WARN_MINUTES is not below the sessions' idle minutes. Lower it.")
    return faults


def _unfit_for_production(settings: Settings) -> list[str]:
    """Demo parts, weak secrets and insecure cookies: what production refuses."""
    faults = []
    if not settings.secure_cookies:
        faults.append("PORTAL_BASE_URL must begin with https:// in production, or cookies would travel in the open.")
    if settings.secret_key.startswith(DEMO_SECRET):
        faults.append("PORTAL_SECRET_KEY is a demo secret. Make one with: portal secret")
    elif len(set(settings.secret_key)) < 12:
        faults.append("PORTAL_SECRET_KEY is too easy to guess. Make one with: portal secret")
    if _is_easy(settings.data_key):
        faults.append("PORTAL_DATA_KEY is too easy to guess. Make one with: portal secret --data")
    if not settings.smtp_url:
        faults.append("PORTAL_SMTP_URL is not set. Name the mail server, for example smtp://mail.example.org:587")
    if not settings.mail_from:
        faults.append("PORTAL_MAIL_FROM is not set. Name the address that the portal's mails come from.")
    for door in ("citizen", "staff"):
        provider: Provider | None = getattr(settings, f"{door}_provider")
        name = f"PORTAL_{door.upper()}_PROVIDER"
        if provider is None:
            faults.append(f"{name} is not set. {SETTINGS[f'{door}_provider'].remedy}")
            continue
        if not provider.issuer.startswith("https://"):
            faults.append(f"{name}: the issuer must begin with https:// in production.")
        if provider.client_secret.startswith(DEMO_SECRET) or len(provider.client_secret) < 16:
            faults.append(f"{name}: the client secret is a demo secret or too short. Ask the provider for a new one.")
    return faults


def _is_easy(key: bytes) -> bool:
    """Whether a key was written rather than drawn: few values, or steps that repeat (0, 1, 2…)."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return len(set(key)) < 16 or len(steps) < 16


_HOST = re.compile(r"(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?")


def _open_doors(settings: Settings, given: Mapping[str, str]) -> list[str]:
    """What production may not leave open or unsaid: hosts, the number of proxies, registers, one client at both doors."""
    faults = []
    if not given.get("proxies", "").strip():
        faults.append("PORTAL_PROXIES is not set. Say how many reverse proxies stand in front; 0 where none does.")
    if wide := [host for host in settings.trusted_hosts if not _HOST.fullmatch(host)]:
        faults.append(f"PORTAL_TRUSTED_HOSTS: {', '.join(wide)} is no single host. Write each name in full.")
    for code, register in settings.registers.items():
        if not register.url.startswith("https://"):
            faults.append(f"PORTAL_REGISTERS: {code} must be reached by https:// in production.")
        if register.token.startswith(DEMO_SECRET):
            faults.append(f"PORTAL_REGISTERS: the token of {code} is the demo's. Ask the register for one.")
    doors = [one for one in (settings.citizen_provider, settings.staff_provider) if one is not None]
    if len({(one.issuer.rstrip("/"), one.client_id) for one in doors}) < len(doors):
        faults.append(
            "PORTAL_STAFF_PROVIDER is the citizens' client too, so that anybody could come in as staff. "
            "Ask the provider for a client of its own."
        )
    return faults


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, SETTINGS, n=1)
    remedy = f"Did you mean {PREFIX}{near[0].upper()}?" if near else "Remove it; docs/operating.md lists all names."
    return f"{PREFIX}{name.upper()} is not a setting. {remedy}"


__all__ = ["DEMO_SECRET", "PREFIX", "SETTINGS", "Provider", "Register", "Setting", "Settings", "SettingsFault"]
