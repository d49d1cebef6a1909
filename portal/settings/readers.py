"""Floor 1. How each setting is read: text from the environment to a value, or ValueError with the reason."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portal.settings.records import Provider, Register


def text(raw: str) -> str:
    return raw


def folder(raw: str) -> Path:
    path = Path(raw)
    if not path.is_absolute():
        raise ValueError("is not an absolute path")
    return path


def switch(raw: str) -> bool:
    try:
        return {
            "1": True,
            "yes": True,
            "true": True,
            "on": True,
            "0": False,
            "no": False,
            "false": False,
            "off": False,
        }[raw.lower()]
    except KeyError:
        raise ValueError("is neither yes nor no") from None


def number(least: int, most: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", raw) or not least <= int(raw) <= most:
            raise ValueError(f"is not a whole number from {least} to {most}")
        return int(raw)

    return read


def secret(raw: str) -> str:
    if len(raw) < 32:
        raise ValueError("is shorter than 32 characters")
    return raw


def key(raw: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ValueError("is not 32 bytes in base64")
    return key


def address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("is not an address like https://portal.example.org")
    return raw.rstrip("/")


def database(raw: str) -> str:
    """SQLAlchemy's address; PostgreSQL always through psycopg 3."""
    if raw.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + raw.split("://", 1)[1]
    if raw.startswith(("sqlite:////", "postgresql+psycopg://")):
        return raw
    raise ValueError("is neither postgresql://… nor sqlite:////absolute/path")


def mail_server(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
        raise ValueError("is not an address like smtp://user:password@mail.example.org:587")
    if parts.scheme == "smtp+plain" and (parts.username or parts.hostname not in ("localhost", "127.0.0.1", "::1")):
        raise ValueError("sends without encryption, which only this very machine may, without a password")
    return raw


def words(raw: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[,\s]+", raw) if word)


def level(raw: str) -> str:
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
    shapes: dict[str, Any] = {"algorithms": list, "claims": dict, "assurance": dict, "timeout_seconds": (int, float)}
    for name, value in told.items():
        if not isinstance(value, shapes.get(name, str)):
            raise ValueError(f"{where}{name} has the wrong type")
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    if "url" in told:
        told["url"] = address(told["url"])
    if "issuer" in told:
        address(told["issuer"])  # kept to the letter: tokens repeat it with its last slash or without
    return kind(**told)


def _json(raw: str) -> Any:
    try:
        return json.loads(raw)
    except json.JSONDecodeError as slip:
        raise ValueError(f"is not JSON ({slip.msg} at character {slip.pos + 1})") from None


def provider(raw: str) -> Provider:
    found: Provider = _record(Provider, {"issuer", "client_id", "client_secret"}, _json(raw))
    if not found.algorithms or any(name == "none" or name.startswith("HS") for name in found.algorithms):
        raise ValueError("algorithms must be asymmetric ones, for example RS256")
    return found


def registers(raw: str) -> Mapping[str, Register]:
    told = _json(raw)
    if not isinstance(told, dict):
        raise ValueError("is not an object of JSON")
    return {code: _record(Register, {"url"}, entry, f"{code} ") for code, entry in told.items()}
