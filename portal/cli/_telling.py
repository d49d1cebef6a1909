"""Floor 9. Faults and warnings as `portal forms check` writes them: for people, for programs, for GitHub's pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from portal.errors import NOTE, WARNING, Fault

FORMATS = ("text", "json", "github")


def counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def as_json(found: Sequence[Fault]) -> str:
    """One object: how many there are of each severity, and each with its place; documented in docs/specification.md."""
    told = {
        "format": 1,
        "faults": sum(one.is_fault for one in found),
        "warnings": sum(one.is_warning for one in found),
        "findings": [_record(one) for one in found],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _record(one: Fault) -> dict[str, Any]:
    message, remedy = one.said
    shown = {"scenario": one.params["scenario"]} if _shows_scenario(one) else {}
    return {
        "file": one.path, "line": one.line, "column": one.column, "severity": one.severity, "code": one.code,
        "message": message, "remedy": remedy, **shown,
    }  # fmt: skip


def _shows_scenario(one: Fault) -> bool:
    """Whether it brings a whole scenario; else it only names one that is there already, in its own sentence."""
    return "scenario" in one.params and "{scenario}" not in one.message


def as_text(one: Fault) -> str:
    """One line, and under it the scenario that shows what was proved."""
    lines = [str(one)]
    if "day" in one.params:
        lines.append(f"    Proved for {one.params['day']}; on other days it may be otherwise.")
    if _shows_scenario(one):
        lines += ["    This shows it, and can be kept in scenarios.yaml:", ""]
        lines += [f"    {line}".rstrip() for line in str(one.params["scenario"]).splitlines()]
        lines.append("")
    return "\n".join(lines)


def as_github(one: Fault) -> str:
    """A workflow command, which GitHub shows beside the line."""
    place = f"file={_property(one.path)}"
    if one.line:
        place += f",line={one.line},col={max(one.column, 1)}"
    command = {WARNING: "warning", NOTE: "notice"}.get(one.severity, "error")
    return f"::{command} {place},title={_property(one.code)}::{_data(' '.join(one.said).strip())}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
