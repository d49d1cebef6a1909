"""Floor 6. Writes what an import made: the folder of the service, its catalogues, its report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from portal.authoring.importing.findings import HEADINGS, Findings


class _Dumper(yaml.SafeDumper):
    """Texts in blocks where they have several lines; no anchors, no wrapped lines."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless)


class _Plain(str):
    """A word that is written without quotation marks."""


def _shown(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not text.startswith((" ", "\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _shown)
_Dumper.add_representer(
    bool, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:bool", "yes" if value else "no")
)


def yaml_of(nodes: Any) -> str:
    """The nodes as YAML that our reader takes."""
    return yaml.dump(
        nodes, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000, default_flow_style=False
    )  # fmt: skip


def report_of(
    title: str, maker: str, findings: Findings, lost: int, pages: Mapping[str, str], fields: Mapping[str, str]
) -> str:
    """The report in Markdown: what to look at, then which name became which."""
    lines = [
        f"# {title}", "",
        f"Imported from {maker}: {findings.components} components, {lost} of them not carried over.",
    ]  # fmt: skip
    for level, heading in HEADINGS.items():
        found = findings.of(level)
        if found:
            lines += ["", f"## {heading}", ""]
            lines += [f"- `{_code(one.place)}`: {' '.join(one.what.split())}" for one in found]
    for heading, names in (("Pages", pages), ("Components", fields)):
        lines += ["", f"## {heading}", "", "| there | here |", "| --- | --- |"]
        lines += [f"| `{_code(there)}` | `{here}` |" for there, here in names.items()]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return text.replace("`", "'").replace("|", "/").replace("\n", " ")


def write_files(files: Iterable[tuple[Path, str | bytes]]) -> None:
    """Writes each file, its folder made where it is not there."""
    for path, content in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
