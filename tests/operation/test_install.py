"""deploy/install.sh installs what it may, and else names the exact command."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-symbola"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose Python packages are installed, on a machine that lacks the libraries."""
    for name in ("deploy", "bin", ".venv"):
        (tmp_path / name).mkdir()
    shutil.copy(HOME / "deploy" / "install.sh", tmp_path / "deploy")
    (tmp_path / "requirements.lock").touch()
    os.utime(tmp_path / "requirements.lock", (1, 1))
    (tmp_path / ".venv" / ".installed-run").touch()
    pretend(tmp_path, "dpkg-query", "exit 1")
    pretend(tmp_path, "apt-get", 'echo "$@" >> "$LOG"')
    return tmp_path


def pretend(checkout: Path, program: str, script: str) -> None:
    path = checkout / "bin" / program
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def install(checkout: Path) -> tuple[str, str]:
    """What it said, and what apt-get was asked to do."""
    environment = {**os.environ, "PATH": f"{checkout / 'bin'}:{os.environ['PATH']}", "LOG": str(checkout / "log")}
    done = subprocess.run(
        ["sh", str(checkout / "deploy" / "install.sh"), "run"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    log = checkout / "log"
    return done.stderr, log.read_text() if log.is_file() else ""


def test_root_gets_the_libraries_that_pdfs_need(checkout: Path) -> None:
    pretend(checkout, "id", "echo 0")

    _said, asked = install(checkout)

    update, installed = asked.splitlines()
    assert "update" in update
    assert "-o DPkg::Lock::Timeout=300" in installed
    assert installed.endswith(f"install -y --no-install-recommends {LIBRARIES}")


def test_whoever_may_not_install_reads_the_exact_command(checkout: Path) -> None:
    pretend(checkout, "id", "echo 1000")
    pretend(checkout, "sudo", "exit 1")

    said, asked = install(checkout)

    assert asked == ""
    assert f"sudo apt-get install -y --no-install-recommends {LIBRARIES}" in said


def test_sudo_without_a_password_is_used(checkout: Path) -> None:
    pretend(checkout, "id", "echo 1000")
    pretend(checkout, "sudo", 'shift; exec "$@"')

    _said, asked = install(checkout)

    assert LIBRARIES in asked


def test_a_second_time_nothing_is_done(checkout: Path) -> None:
    pretend(checkout, "dpkg-query", "echo installed")

    assert install(checkout) == ("", "")
