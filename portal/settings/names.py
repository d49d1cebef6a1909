"""Floor 1. The register of the operator's settings: one record a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.settings import readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One name in the environment: what it means, how it is read, and what to do when it is wrong."""

    means: str
    read: Callable[[str], Any] = readers.text
    remedy: str = ""
    default: str = ""  # in words, for the table in docs/operating.md
    required: bool = False


_PROVIDER_REMEDY = 'Write JSON like {"issuer": "https://id.example.org", "client_id": "portal", "client_secret": "…"}.'

SETTINGS: Mapping[str, Setting] = {
    "base_url": Setting(
        means="The address people reach the portal at, without a path",
        read=readers.address,
        remedy="For example https://portal.example.org",
        required=True,
    ),
    "secret_key": Setting(
        means="Signs forms' tokens and keys the digests of numbers; at least 32 characters",
        read=readers.secret,
        remedy="Make one with: portal secret",
        required=True,
    ),
    "data_key": Setting(
        means="Wraps the data keys of cases and persons; 32 bytes in base64. Back it up apart from the database",
        read=readers.key,
        remedy="Make one with: portal secret --data",
        required=True,
    ),
    "production": Setting(
        means="Refuses demo parts, weak secrets and insecure cookies", read=readers.switch, default="no"
    ),
    "demo": Setting(means="Loads the demo people and shows the outbox", read=readers.switch, default="no"),
    "home": Setting(
        means="The checkout: where forms/, translations/, templates/ and static/ are",
        read=readers.folder,
        default="where the package is",
    ),
    "data_dir": Setting(
        means="Where the portal keeps its own files", read=readers.folder, default="var/ in the checkout"
    ),
    "database_url": Setting(
        means="sqlite:////path or postgresql://user:password@host/name",
        read=readers.database,
        remedy="For example postgresql://portal@localhost/portal",
        default="portal.db in the data folder",
    ),
    "files_dir": Setting(
        means="Where uploaded files lie, encrypted", read=readers.folder, default="files/ in the data folder"
    ),
    "citizen_provider": Setting(
        means="The citizens' OpenID Connect provider, as JSON",
        read=readers.provider,
        remedy=_PROVIDER_REMEDY,
        default="nobody can sign in",
    ),
    "staff_provider": Setting(
        means="The staff's OpenID Connect provider, as JSON",
        read=readers.provider,
        remedy=_PROVIDER_REMEDY,
        default="nobody can sign in",
    ),
    "smtp_url": Setting(
        means="The mail server: smtp:// (STARTTLS, or nothing is sent), smtps://, or smtp+plain://localhost",
        read=readers.mail_server,
        default="mails are kept in the outbox",
    ),
    "mail_from": Setting(means="The address that mails come from", default="the unit's own"),
    "registers": Setting(
        means='The registers that services ask, as JSON: {"population": {"url": "https://…", "token": "…"}}',
        read=readers.registers,
        default="none",
    ),
    "trusted_hosts": Setting(
        means="Names the portal answers to, separated by commas",
        read=readers.words,
        default="the host of the base address",
    ),
    "proxies": Setting(
        means="How many reverse proxies stand in front and set X-Forwarded-*",
        read=readers.number(0, 5),
        default="0; in production it must be said",
    ),
    "citizen_idle_minutes": Setting(
        means="A citizen who does nothing is signed out after this", read=readers.number(2, 1440), default="60"
    ),
    "staff_idle_minutes": Setting(
        means="Staff who do nothing are signed out after this", read=readers.number(2, 1440), default="60"
    ),
    "citizen_session_hours": Setting(
        means="A citizen signs in anew after this, whatever they do", read=readers.number(1, 72), default="24"
    ),
    "staff_session_hours": Setting(
        means="Staff sign in anew after this, whatever they do", read=readers.number(1, 72), default="10"
    ),
    "warn_minutes": Setting(
        means="How long ahead the end of a session is announced", read=readers.number(1, 60), default="5"
    ),
    "max_upload_mb": Setting(
        means="The largest request that is read at all; a file's own limit lies below",
        read=readers.number(1, 1000),
        default="25",
    ),
    "log_level": Setting(means="DEBUG, INFO, WARNING or ERROR", read=readers.level, default="INFO"),
}
