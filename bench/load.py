"""Puts load on a server through `baselines/loadclient.py`, and compares two servers round by round."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servers import BASELINES, Server


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of a server: a script of the load client, and which of its parts ("get", "post", "flow")."""

    server: Server
    script: Path
    mode: str


@dataclass(frozen=True, slots=True)
class Pace:
    """How long and how hard: `rounds` of `seconds`, by `citizens` at a time."""

    rounds: int = 5
    seconds: float = 3
    citizens: int = 4
    warm_seconds: float = 1


def check(target: Target) -> None:
    """Walks the script once, so that a broken one is told before anything is measured."""
    _client(target, "check", [])


def compared(ours: Target, theirs: Target, pace: Pace) -> dict[str, Any]:
    """Our rate as a part of theirs: medians of alternating rounds, by the servers' processor time and by the clock."""
    check(ours)
    check(theirs)
    rounds: dict[str, list[Mapping[str, Any]]] = {"ours": [], "theirs": []}
    for number in range(pace.rounds):
        # Each begins as often as the other: a machine grows warm, or busy.
        order = [("ours", ours), ("theirs", theirs)]
        for name, target in order if number % 2 == 0 else reversed(order):
            rounds[name].append(_round(target, pace))
    return _summary(rounds["ours"], rounds["theirs"])


def _round(target: Target, pace: Pace) -> Mapping[str, Any]:
    found = _client(
        target, target.mode,
        ["-c", str(pace.citizens), "-d", str(pace.seconds), "--warm", str(pace.warm_seconds)],
    )  # fmt: skip
    if found["errors"] or found["setup_errors"] or not found["units"]:
        raise SystemExit(f"{target.server.name}: {found['error_kinds'] or found['setup_errors'] or 'nothing was done'}")
    return found


def _client(target: Target, mode: str, more: Sequence[str]) -> Mapping[str, Any]:
    command = [
        sys.executable, str(BASELINES / "loadclient.py"), str(target.script), "--base", target.server.base,
        "--mode", mode, "--cpu", f"server={target.server.pid}", *more,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{target.server.name}, {mode}:\n{done.stderr[-2000:]}")
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def _summary(ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    def median(rounds: Sequence[Mapping[str, Any]], what: str) -> float:
        return statistics.median(float(one[what]) for one in rounds)

    found: dict[str, Any] = {}
    for name, what in (("ratio", "units_per_core_s"), ("ratio_by_clock", "units_per_s")):
        found[name] = round(median(ours, what) / median(theirs, what), 3)
    for name, rounds in (("ours", ours), ("theirs", theirs)):
        found[f"{name}_cpu_ms"] = round(1000 / median(rounds, "units_per_core_s"), 3)
        found[f"{name}_p50_ms"] = median(rounds, "unit_p50_ms")
    return found
