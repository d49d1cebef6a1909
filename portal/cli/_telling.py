"""Floor 9. Faults and warnings as `portal forms check` writes them: for people, for programs, for GitHub's pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from portal.errors import Fault

FORMATS = ("text", "json", "github")


def counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def as_json(found: Sequence[Fault]) -> str:
    """One object: how many there are of each severity, and each with its place; documented in docs/specification.md."""
    warnings = sum(one.is_warning for one in found)
    told = {
        "format": 1,
        "faults": len(found) - warnings,
        "warnings": warnings,
        "findings": [_record(one) for one in found],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _record(one: Fault) -> dict[str, Any]:
    message, remedy = one.said
    return {
        "file": one.path, "line": one.line, "column": one.column, "severity": one.severity, "code": one.code,
        "message": message, "remedy": remedy,
    }  # fmt: skip


def as_github(one: Fault) -> str:
    """A workflow command, which GitHub shows beside the line."""
    place = f"file={_property(one.path)}"
    if one.line:
        place += f",line={one.line},col={max(one.column, 1)}"
    command = "warning" if one.is_warning else "error"
    return f"::{command} {place},title={_property(one.code)}::{_data(' '.join(one.said).strip())}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
