"""The HTML checker (vnu): every different page that the tests fetched is kept, and judged at once when the run ends."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from tests.servers import run_folder

JAR = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Said about what is meant: (part of the checker's message, why it is no fault).
MEANT = (
    # Safari's VoiceOver forgets that a list without bullets is one, so it is told.
    "The “list” role is unnecessary for element “ul”",
    "The “list” role is unnecessary for element “ol”",
    # Tables that become cards on a phone lose their roles in browsers, so they are told.
    "is unnecessary for element “table”",
    "is unnecessary for element “tr”",
    "is unnecessary for element “td”",
    "is unnecessary for element “th”",
    "is unnecessary for element “thead”",
    "is unnecessary for element “tbody”",
    # What a person typed is shown as they typed it, odd or not.
    "is not in Unicode Normalization Form C",
    "Document uses the Unicode Private Use Area",
)
# Random parts would make each page a different one.
_RANDOM = re.compile(r'value="[A-Za-z0-9._-]{40,}"|[0-9a-f]{16,}')


def keep(html: str, told: str) -> None:
    """Keeps a page for the judgment; `told` says where it came from."""
    folder = run_folder() / "html"
    folder.mkdir(exist_ok=True)
    digest = sha256(_RANDOM.sub("", html).encode()).hexdigest()[:16]
    path = folder / f"{digest}.html"
    if not path.exists():
        path.write_text(html, "utf-8")
        (folder / f"{digest}.txt").write_text(told, "utf-8")


def can_judge() -> bool:
    return JAR.is_file() and shutil.which("java") is not None


def judge() -> list[str]:
    """What the checker has against the pages that were kept, each with the address of its page."""
    folder = run_folder() / "html"
    if not folder.is_dir():
        return []
    done = subprocess.run(
        ["java", "-jar", str(JAR), "--format", "json", "--exit-zero-always", "--skip-non-html", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    messages = json.loads(done.stderr)["messages"]  # No JSON, no judgment: it raises.
    faults: dict[str, str] = {}
    for message in messages:
        if message["type"] == "info" and message.get("subType") != "warning":
            continue
        words = message["message"]
        if any(part in words for part in MEANT):
            continue
        page = Path(message["url"].removeprefix("file:"))
        told = page.with_suffix(".txt").read_text("utf-8")
        extract = " ".join(message.get("extract", "").split())
        faults.setdefault(words, f"{told}: line {message.get('lastLine')}: {words}\n    {extract}")
    return list(faults.values())
