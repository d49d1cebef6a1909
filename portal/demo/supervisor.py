"""Floor 8. Keeps the demo's processes: starts them together, waits until people may come, ends them all together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType

from portal.errors import PortalError

_STOP_SECONDS = 15
_PR_SET_PDEATHSIG = 1


class PartEnded(PortalError):
    """A process ended by itself, or never got ready."""


@dataclass(frozen=True, slots=True)
class Part:
    """A process to run: `python -m …` or a program of .venv."""

    name: str
    command: Sequence[str]


@dataclass
class Supervisor:
    """Runs parts; what each says goes into a file of its own under `logs`."""

    logs: Path
    environment: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    asked_to_end: bool = False

    def start(self, part: Part) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{part.name}.log").open("ab") as log:
            self.running[part.name] = subprocess.Popen(
                part.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A group of its own: Ctrl-C reaches the supervisor alone, which then ends the parts in order.
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - there are no threads
            )

    def wait_until_ready(self, port: int, host: str, seconds: float = 60) -> None:
        """Returns when `/readyz` on the port says yes. Refused: `PartEnded`, with the last answer."""
        until, answer = time.monotonic() + seconds, "nothing"
        while not self.asked_to_end:
            self.check()
            status, answer = _ask(port, host)
            if status == 200:
                return
            if time.monotonic() > until:
                raise PartEnded(f"not ready after {seconds:.0f} s: {answer}. Look into {self.logs}")
            time.sleep(0.1)

    def check(self) -> None:
        """Refused: `PartEnded` when a process has ended by itself, with the end of what it said."""
        for name, process in self.running.items():
            if process.poll() is not None:
                said = (self.logs / f"{name}.log").read_text("utf-8", "replace").splitlines()[-15:]
                raise PartEnded("\n".join([f"{name} ended ({process.returncode}). It said last:", *said]))

    def watch(self) -> None:
        """Returns when asked to end. Refused: `PartEnded`."""
        while not self.asked_to_end:
            self.check()
            time.sleep(0.2)

    def stop(self) -> None:
        """Ends all parts: politely, and after a while by force."""
        for process in self.running.values():
            _signal(process, signal.SIGTERM)
        until = time.monotonic() + _STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()
        self.running.clear()


@contextmanager
def supervised(supervisor: Supervisor) -> Iterator[Supervisor]:
    """Whatever happens within, all parts end with it; Ctrl-C, a hang-up and TERM ask for that."""

    def ask_to_end(_signal: int, _frame: FrameType | None) -> None:
        supervisor.asked_to_end = True

    before = {sign: signal.signal(sign, ask_to_end) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield supervisor
    finally:
        supervisor.stop()
        for sign, handler in before.items():
            signal.signal(sign, handler)


def taken_ports(*ports: int) -> list[int]:
    """Those of the ports that something else listens on."""
    taken = []
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                taken.append(port)
    return taken


def _ask(port: int, host: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read(1000).decode("utf-8", "replace").strip()
    except (OSError, HTTPException) as error:
        return 0, type(error).__name__
    finally:
        connection.close()


def _signal(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    if process.poll() is None:
        try:
            # The whole group where it must end: a worker's renderer would outlive it.
            (os.killpg if sign is signal.SIGKILL else os.kill)(process.pid, sign)
        except ProcessLookupError:
            return


def _end_with_parent() -> None:
    """So that nothing is left behind even when the supervisor itself is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
