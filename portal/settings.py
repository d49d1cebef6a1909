"""Floor 1. The operator's settings, from the environment.

All are read and judged at once, every fault is named together with its remedy, and no secret has a default.
`SETTINGS` is the register of the names; `docs/operating.md` shows the same table, and a test compares them.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portal.errors import PortalError

PREFIX = "PORTAL_"
DEMO_SECRET = "demo-"  # `make run` begins its secrets with this, so that production can refuse them.


class SettingsFault(PortalError):
    """The settings cannot be used; `faults` name every reason at once, one line each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An OpenID Connect provider, as one door (citizens or staff) uses it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = "openid profile email"
    algorithms: tuple[str, ...] = ("RS256", "ES256", "PS256")
    claims: Mapping[str, str] = field(default_factory=dict)  # our fact → the provider's claim, where they differ
    assurance: Mapping[str, str] = field(default_factory=dict)  # the provider's `acr` → low, substantial or high


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register that services ask about a person."""

    url: str
    token: str = field(default="", repr=False)
    timeout_seconds: float = 5.0


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
        faults = _contradictions(settings) + (_unfit_for_production(settings) if settings.production else [])
        if faults:
            raise SettingsFault(faults)
        return settings


def _with_derived(values: dict[str, Any]) -> dict[str, Any]:
    """The defaults that follow from other settings."""
    home: Path = values.setdefault("home", Path(__file__).resolve().parent.parent)
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
    if len(set(settings.data_key)) < 16:
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
    for code, register in settings.registers.items():
        if not register.url.startswith("https://"):
            faults.append(f"PORTAL_REGISTERS: {code} must be reached by https:// in production.")
    return faults


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, SETTINGS, n=1)
    remedy = f"Did you mean {PREFIX}{near[0].upper()}?" if near else "Remove it; docs/operating.md lists all names."
    return f"{PREFIX}{name.upper()} is not a setting. {remedy}"


# How each is read: text from the environment to a value, or ValueError with the reason.


def _text(raw: str) -> str:
    return raw


def _folder(raw: str) -> Path:
    path = Path(raw)
    if not path.is_absolute():
        raise ValueError("is not an absolute path")
    return path


def _switch(raw: str) -> bool:
    try:
        return {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}[
            raw.lower()
        ]
    except KeyError:
        raise ValueError("is neither yes nor no") from None


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", raw) or not least <= int(raw) <= most:
            raise ValueError(f"is not a whole number from {least} to {most}")
        return int(raw)

    return read


def _secret(raw: str) -> str:
    if len(raw) < 32:
        raise ValueError("is shorter than 32 characters")
    return raw


def _key(raw: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ValueError("is not 32 bytes in base64")
    return key


def _address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("is not an address like https://portal.example.org")
    return raw.rstrip("/")


def _database(raw: str) -> str:
    """SQLAlchemy's address; PostgreSQL always through psycopg 3."""
    if raw.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + raw.split("://", 1)[1]
    if raw.startswith(("sqlite:////", "postgresql+psycopg://")):
        return raw
    raise ValueError("is neither postgresql://… nor sqlite:////absolute/path")


def _mail_server(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("is not an address like smtp://user:password@mail.example.org:587")
    return raw


def _words(raw: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[,\s]+", raw) if word)


def _level(raw: str) -> str:
    if raw.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("is not one of DEBUG, INFO, WARNING, ERROR")
    return raw.upper()


def _record(kind: type[Any], needed: set[str], told: Any, where: str = "") -> Any:
    """One of the records above, from an object of JSON."""
    allowed = {entry.name for entry in fields(kind)}
    if not isinstance(told, dict):
        raise ValueError(f"{where}is not an object of JSON")
    if missing := needed - told.keys():
        raise ValueError(f"{where}lacks {', '.join(sorted(missing))}")
    if extra := told.keys() - allowed:
        raise ValueError(f"{where}has unknown {', '.join(sorted(extra))}; known are {', '.join(sorted(allowed))}")
    for name, value in told.items():
        wanted = {"algorithms": list, "claims": dict, "assurance": dict, "timeout_seconds": (int, float)}.get(name, str)
        if not isinstance(value, wanted):
            raise ValueError(f"{where}{name} has the wrong type")
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    for name in ("issuer", "url"):
        if name in told:
            told[name] = _address(told[name])
    return kind(**told)


def _json(raw: str) -> Any:
    try:
        return json.loads(raw)
    except json.JSONDecodeError as slip:
        raise ValueError(f"is not JSON ({slip.msg} at character {slip.pos + 1})") from None


def _provider(raw: str) -> Provider:
    provider: Provider = _record(Provider, {"issuer", "client_id", "client_secret"}, _json(raw))
    if not provider.algorithms or any(name == "none" or name.startswith("HS") for name in provider.algorithms):
        raise ValueError("algorithms must be asymmetric ones, for example RS256")
    return provider


def _registers(raw: str) -> Mapping[str, Register]:
    told = _json(raw)
    if not isinstance(told, dict):
        raise ValueError("is not an object of JSON")
    return {code: _record(Register, {"url"}, entry, f"{code} ") for code, entry in told.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One name in the environment: what it means, how it is read, and what to do when it is wrong."""

    means: str
    read: Callable[[str], Any] = _text
    remedy: str = ""
    default: str = ""  # in words, for the table in docs/operating.md
    required: bool = False


_PROVIDER_REMEDY = (
    'Write JSON like {"issuer": "https://id.example.org", "client_id": "portal", "client_secret": "…"}.'
)

SETTINGS: Mapping[str, Setting] = {
    "base_url": Setting(
        means="The address people reach the portal at, without a path",
        read=_address,
        remedy="For example https://portal.example.org",
        required=True,
    ),
    "secret_key": Setting(
        means="Signs forms' tokens and keys the digests of numbers; at least 32 characters",
        read=_secret,
        remedy="Make one with: portal secret",
        required=True,
    ),
    "data_key": Setting(
        means="Wraps the data keys of cases and persons; 32 bytes in base64. Back it up apart from the database",
        read=_key,
        remedy="Make one with: portal secret --data",
        required=True,
    ),
    "production": Setting(means="Refuses demo parts, weak secrets and insecure cookies", read=_switch, default="no"),
    "demo": Setting(means="Loads the demo people and shows the outbox", read=_switch, default="no"),
    "home": Setting(
        means="The checkout: where forms/, translations/, templates/ and static/ are",
        read=_folder,
        default="where the package is",
    ),
    "data_dir": Setting(means="Where the portal keeps its own files", read=_folder, default="var/ in the checkout"),
    "database_url": Setting(
        means="sqlite:////path or postgresql://user:password@host/name",
        read=_database,
        remedy="For example postgresql://portal@localhost/portal",
        default="portal.db in the data folder",
    ),
    "files_dir": Setting(means="Where uploaded files lie, encrypted", read=_folder, default="files/ in the data folder"),
    "citizen_provider": Setting(
        means="The citizens' OpenID Connect provider, as JSON",
        read=_provider,
        remedy=_PROVIDER_REMEDY,
        default="nobody can sign in",
    ),
    "staff_provider": Setting(
        means="The staff's OpenID Connect provider, as JSON",
        read=_provider,
        remedy=_PROVIDER_REMEDY,
        default="nobody can sign in",
    ),
    "smtp_url": Setting(
        means="The mail server: smtp:// (STARTTLS where offered) or smtps://",
        read=_mail_server,
        default="mails are kept in the outbox",
    ),
    "mail_from": Setting(means="The address that mails come from", default="the unit's own"),
    "registers": Setting(
        means='The registers that services ask, as JSON: {"population": {"url": "https://…", "token": "…"}}',
        read=_registers,
        default="none",
    ),
    "trusted_hosts": Setting(
        means="Names the portal answers to, separated by commas", read=_words, default="the host of the base address"
    ),
    "proxies": Setting(
        means="How many reverse proxies stand in front and set X-Forwarded-*", read=_number(0, 5), default="0"
    ),
    "citizen_idle_minutes": Setting(
        means="A citizen who does nothing is signed out after this", read=_number(2, 1440), default="60"
    ),
    "staff_idle_minutes": Setting(
        means="Staff who do nothing are signed out after this", read=_number(2, 1440), default="60"
    ),
    "citizen_session_hours": Setting(
        means="A citizen signs in anew after this, whatever they do", read=_number(1, 72), default="24"
    ),
    "staff_session_hours": Setting(
        means="Staff sign in anew after this, whatever they do", read=_number(1, 72), default="10"
    ),
    "warn_minutes": Setting(
        means="How long ahead the end of a session is announced", read=_number(1, 60), default="5"
    ),
    "max_upload_mb": Setting(
        means="The largest request that is read at all; a file's own limit lies below", read=_number(1, 1000), default="25"
    ),
    "log_level": Setting(means="DEBUG, INFO, WARNING or ERROR", read=_level, default="INFO"),
}
