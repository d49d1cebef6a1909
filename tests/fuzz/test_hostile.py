"""Hostile specifications, rules, lists, forms and answers give faults: no traceback, no hang, no more than 200 MB.

A thousand in `make test`, a hundred thousand with `make fuzz`; what once failed lies in `seeds/` and is judged each time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.fuzz import hostile

HOME = Path(__file__).resolve().parents[2]
SEEDS = Path(__file__).parent / "seeds"
INPUTS = int(os.environ.get("FUZZ", "0")) or 1_000
START = int(os.environ.get("FUZZ_SEED", "0"))
SLICE = 5_000


def judged(kind: str, first: int, last: int, *files: Path) -> tuple[list[str], int]:
    """What was found, each with its number, and the most memory in MB; a child that dies is a finding too."""
    command = [sys.executable, "-m", "tests.fuzz.child", kind, str(first), str(last), *map(str, files)]
    limit = 120 + 0.4 * (last - first)
    try:
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired as late:
        told = _lines((late.stdout or b"").decode())
        return [f"{kind} {told[-1].get('at')}: no end after {limit:.0f} seconds"], 0
    told = _lines(done.stdout)
    found = [f"{kind} {one['case']}: {one['why']}" for one in told if "why" in one]
    if not told or "done" not in told[-1]:
        found.append(
            f"{kind} {told[-1].get('at') if told else first}: the process died ({done.returncode}): {done.stderr[-500:]}"
        )
        return found, 0
    return found, int(told[-1]["most_mb"])


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{") and line.endswith("}")]


SLICES = [
    (kind, START + first, START + min(first + SLICE, INPUTS * share // 100))
    for kind, share in hostile.SHARES.items()
    for first in range(0, INPUTS * share // 100, SLICE)
]


@pytest.mark.parametrize(("kind", "first", "last"), SLICES)
def test_hostile_input_gives_faults(kind: str, first: int, last: int, record_property: Any) -> None:
    found, most = judged(kind, first, last)

    if INPUTS > 1_000:
        record_property("told", f"{last - first} × {kind}: {len(found)} findings, {most} MB at the most")
    assert found == []


@pytest.mark.parametrize("kind", sorted(path.name for path in SEEDS.iterdir() if path.is_dir()))
def test_what_once_failed_does_not_fail_again(kind: str) -> None:
    found, _ = judged(kind, 0, 0, *sorted((SEEDS / kind).iterdir()))

    assert found == []


def test_most_of_it_is_refused_and_some_of_it_is_not() -> None:
    """Input that is always refused, or never, would try only a part."""
    from portal.errors import SpecFault
    from portal.spec.reader import read_service

    taken = 0
    for number in range(40):
        given = hostile.among_its_files(hostile.a_service(Random(number)))
        try:
            taken += bool(read_service(given))
        except SpecFault:
            continue

    assert 2 < taken < 38


def test_a_finding_would_be_told() -> None:
    found, _ = judged("no such kind", 0, 1)

    assert "no such kind" in found[0]
