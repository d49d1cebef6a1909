"""Starts what is measured: each under gunicorn with the same settings, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

BENCH = Path(__file__).resolve().parent
BASELINES = BENCH / "baselines"
HOME = BENCH.parent
# The portal's own settings, for the baselines too. One worker: the load needs a core as well; it is never replaced here.
GUNICORN = ("-c", str(HOME / "deploy" / "gunicorn.conf.py"), "--workers", "1", "--max-requests", "0")
_PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it answers, and its master process."""

    name: str
    base: str
    pid: int

    @property
    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def private_bytes(self) -> int:
        """What the worker holds for itself alone: the pages it does not share with its preloaded master."""
        return max(_private_bytes(pid) for pid in self.workers)


def _private_bytes(pid: int) -> int:
    kilobytes = 0
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(("Private_Clean:", "Private_Dirty:")):
            kilobytes += int(line.split()[1])
    return kilobytes * 1024


def python_environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """This process's environment, with bytecode kept aside: every server starts from the same."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), **more}


@contextmanager
def serving(name: str, app: str, chdir: Path, folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """A server of `app` (module:name, found in `chdir`), stopped at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", *GUNICORN, "--bind", f"127.0.0.1:{port}", "--chdir", str(chdir), app]
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=chdir, env=python_environment(folder, environment), stdout=output, stderr=subprocess.STDOUT
        )
    server = Server(name, f"http://127.0.0.1:{port}", process.pid)
    try:
        _wait(server, process, log)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            break
        try:
            # Any answer will do: some of them have no page at /.
            urlopen(server.base + "/", timeout=5).close()
            return
        except URLError as told:
            if getattr(told, "code", None) is not None:
                return
            time.sleep(0.1)
    raise SystemExit(f"{server.name} did not start:\n{log.read_text()[-3000:]}")
