"""One command starts everything, and Ctrl-C ends everything."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.cli.demo import demo_environment, run
from portal.demo.supervisor import taken_ports
from portal.settings import Settings, SettingsFault
from tests.browsers import HOME, live_portal


def test_it_starts_twice_and_leaves_nothing_behind(tmp_path: Path) -> None:
    for _ in range(2):
        with live_portal(tmp_path, "--empty", "--workers", "1") as live:
            with urllib.request.urlopen(f"{live.url}/readyz") as answer:
                ready = json.load(answer)
            assert ready == {
                "ready": True,
                "database": True,
                "worker": True,
                "citizen_provider": True,
                "staff_provider": True,
            }
            assert taken_ports(live.port, live.port + 1, live.port + 2) != []
            live.process.send_signal(signal.SIGINT)
            assert live.process.wait(20) == 0
            assert taken_ports(live.port, live.port + 1, live.port + 2) == []

    told = (tmp_path / "run.log").read_text("utf-8")
    assert live.url in told
    assert "Leila Haddad" in told
    assert "Maarja Kask" in told


def seconds_to_import() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import portal.app"], cwd=HOME, check=True, timeout=60)
    return time.monotonic() - began


def test_a_second_start_takes_under_five_seconds(tmp_path: Path) -> None:
    with live_portal(tmp_path, "--empty", "--workers", "1"):
        pass
    # Other tests share the machine, and not evenly: then a start may take as much longer as a mere import does around it.
    before = seconds_to_import()
    began = time.monotonic()

    with live_portal(tmp_path, "--empty", "--workers", "1"):
        took = time.monotonic() - began

    assert took < max(5, 5 * max(before, seconds_to_import()))


def test_when_a_part_dies_all_end_and_its_last_words_are_told(tmp_path: Path) -> None:
    with live_portal(tmp_path, "--empty", "--workers", "1") as live:
        provider = subprocess.run(
            ["pgrep", "-f", f"portal.demo.provider --port {live.port + 1}"], capture_output=True, text=True, check=True
        )
        os.kill(int(provider.stdout.split()[0]), signal.SIGKILL)

        assert live.process.wait(20) == 1

    assert "provider ended" in (tmp_path / "run.log").read_text("utf-8")


def test_a_port_in_use_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "portal.cli", "demo", "run", "--port", str(port), "--folder", str(tmp_path)]
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr


def test_the_demo_does_not_run_where_the_portal_is_in_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_PRODUCTION", "yes")

    done = CliRunner().invoke(run, ["--folder", str(tmp_path / "var")])

    assert "PORTAL_PRODUCTION is on" in str(done.exception)
    assert not (tmp_path / "var").exists()


def test_the_demo_leaves_a_folder_alone_that_no_demo_made(tmp_path: Path) -> None:
    (tmp_path / "portal.db").touch()

    done = CliRunner().invoke(run, ["--folder", str(tmp_path)])

    assert "holds a portal that no demo made" in str(done.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["portal.db"]


def test_demo_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = demo_environment(tmp_path, 8000), demo_environment(tmp_path, 8000)

    assert first == second
    assert {oct(path.stat().st_mode & 0o077) for path in tmp_path.iterdir()} == {"0o0"}
    assert len(base64.urlsafe_b64decode(first["PORTAL_DATA_KEY"])) == 32


def test_production_refuses_the_demos_settings(tmp_path: Path) -> None:
    environment = {**demo_environment(tmp_path, 8000), "PORTAL_DEMO": "no", "PORTAL_PRODUCTION": "yes"}

    with pytest.raises(SettingsFault) as refused:
        Settings.from_environment(environment)

    told = str(refused.value)
    for part in ("PORTAL_BASE_URL", "PORTAL_SECRET_KEY", "PORTAL_CITIZEN_PROVIDER", "PORTAL_STAFF_PROVIDER"):
        assert part in told
    assert "PORTAL_REGISTERS" in told


def test_the_web_process_does_not_start_with_faults(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    command = [sys.executable, "-c", "import wsgi"]
    done = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 3
    assert "PORTAL_SECRET_KEY is not set. Make one with: portal secret" in done.stderr
    assert "Traceback" not in done.stderr
