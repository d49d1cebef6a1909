"""Issue line 9: a release is served by each of three processes from its next request, without restart."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from portal.settings import Settings
from tests.people import signed_in
from tests.web.test_admin_workspaces import ADMIN, published

HOME = Path(__file__).resolve().parents[2]
# Serves one path a line that it reads, and writes the page's h1.
PROCESS = """
import re, sys
from pathlib import Path
from portal.app import create_app
from tests.conftest import make_settings
app = create_app(make_settings(Path(sys.argv[1]), database_url=sys.argv[2]))
client = app.test_client()
print("ready", flush=True)
for line in sys.stdin:
    page = client.get(line.strip()).text
    print(re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)[1].strip(), flush=True)
"""


class Process:
    def __init__(self, running: subprocess.Popen[str]) -> None:
        self.running = running

    def read(self) -> str:
        assert self.running.stdout is not None
        return self.running.stdout.readline().strip()

    def h1(self, path: str) -> str:
        assert self.running.stdin is not None
        self.running.stdin.write(f"{path}\n")
        self.running.stdin.flush()
        return self.read()


@contextmanager
def a_process(settings: Settings) -> Iterator[Process]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    with subprocess.Popen(
        [sys.executable, "-c", PROCESS, str(settings.data_dir), settings.database_url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME, env={**environment, "PYTHONPATH": str(HOME)},
    ) as running:  # fmt: skip
        process = Process(running)
        assert process.read() == "ready"
        try:
            yield process
        finally:
            running.kill()


def test_each_of_three_processes_serves_a_release_from_its_next_request(app: Flask) -> None:
    settings = app.extensions["portal"].settings
    path = "/en/services/parking-permit"
    with a_process(settings) as one, a_process(settings) as two, a_process(settings) as three:
        assert {process.h1(path) for process in (one, two, three)} == {"Resident parking permit"}

        published(
            signed_in(app, ADMIN, "staff"), "title: Resident parking permit\nlife", "title: Parking for residents\nlife"
        )

        assert [process.h1(path) for process in (one, two, three)] == ["Parking for residents"] * 3
