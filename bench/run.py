"""`make bench`: the portal beside plain Flask, in one run; prints a table and writes `bench/results.json`.

Each figure is our rate as a part of a baseline's, both under gunicorn with the same settings, by the server's own
processor time (`ratio`) and by the clock (`ratio_by_clock`, which lies on a busy machine). `bench/README.md` says more.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from engine import plan_page_1000_vs_10_fields, read_1000_fields, rule_evaluations_per_second
from load import Pace, Target, compared
from servers import BASELINES, BENCH, HOME, Server, python_environment, serving

RESULTS = BENCH / "results.json"
TARGETS = BENCH / "targets"
AIMS = {
    "question_page_vs_bare_page": ("≥", 0.35),
    "question_page_vs_handwritten": ("≥", 1.1),
    "application_vs_handwritten": ("≥", 1.0),
    "import_seconds": ("<", 0.6),
    "worker_private_mb": ("<", 40),
    "read_1000_fields": ("<", 1),
    "plan_page_1000_vs_10_fields": ("≤", 1.5),
}
_IMPORT = "import time; begun = time.process_time(); import portal.app; print(time.process_time() - begun)"


class Bench:
    """One run: starts servers when a figure needs them, all in one folder."""

    def __init__(self, folder: Path, stack: ExitStack, pace: Pace) -> None:
        self._folder, self._stack, self._pace = folder, stack, pace
        self._running: dict[str, Server] = {}

    def figures(self) -> dict[str, Callable[[], dict[str, Any]]]:
        return {
            "import_seconds": self.import_seconds,
            "read_1000_fields": read_1000_fields,
            "plan_page_1000_vs_10_fields": plan_page_1000_vs_10_fields,
            "rule_evaluations_per_second": rule_evaluations_per_second,
            "question_page_vs_bare_page": lambda: self.compare("twelve-fields", "get", "bare"),
            "question_page_vs_handwritten": lambda: self.compare("five-pages", "get", "flask-sqlite"),
            "application_vs_handwritten": lambda: self.compare("five-pages", "flow", "flask-sqlite"),
            "question_page_vs_usual_page": lambda: self.compare("twelve-fields", "get", "page-usual"),
            "question_page_vs_lean_page": lambda: self.compare("twelve-fields", "get", "page-lean"),
            "worker_private_mb": self.worker_private_mb,
        }

    def compare(self, ours: str, mode: str, theirs: str) -> dict[str, Any]:
        return compared(
            Target(self.server("portal"), TARGETS / f"{ours}.json", mode),
            Target(self.server(theirs), BASELINES / "targets" / f"{theirs}.json", mode),
            self._pace,
        )

    def import_seconds(self) -> dict[str, Any]:
        """Processor time, which a busy machine does not change as much; from the second import on: Python has its bytecode."""
        command = [sys.executable, "-c", _IMPORT]
        environment = python_environment(self._folder, {})
        took = []
        for _ in range(6):
            begun = time.perf_counter()
            done = subprocess.run(command, cwd=HOME, env=environment, check=True, capture_output=True, text=True)
            took.append((float(done.stdout), time.perf_counter() - begun))
        cpu, clock = zip(*took[1:], strict=True)
        return {"value": round(statistics.median(cpu), 3), "by_clock": round(statistics.median(clock), 3)}

    def worker_private_mb(self) -> dict[str, Any]:
        """After all the pages asked for before: what one more worker would cost."""
        return {"value": round(self.server("portal").private_bytes() / 1e6, 1)}

    def server(self, name: str) -> Server:
        if name not in self._running:
            app, chdir, environment = getattr(self, "_" + name.replace("-", "_"))()
            self._running[name] = self._stack.enter_context(serving(name, app, chdir, self._folder, environment))
        return self._running[name]

    def _bare(self) -> tuple[str, Path, dict[str, str]]:
        return "app:app", BASELINES / "bare", {}

    def _flask_sqlite(self) -> tuple[str, Path, dict[str, str]]:
        return self._made(BASELINES / "flask_form", {"DATABASE_URL": f"sqlite:///{self._folder}/handwritten.db"})

    def _page_usual(self) -> tuple[str, Path, dict[str, str]]:
        return self._made(BASELINES / "page", {"STYLE": "usual", "DB": f"{self._folder}/usual.db"})

    def _page_lean(self) -> tuple[str, Path, dict[str, str]]:
        return self._made(BASELINES / "page", {"STYLE": "lean", "DB": f"{self._folder}/lean.db"})

    def _portal(self) -> tuple[str, Path, dict[str, str]]:
        environment = {"BENCH_FOLDER": str(self._folder / "portal")}
        self._call(BENCH, "import portal_app; portal_app.prepare()", environment)
        return "portal_app:app()", BENCH, environment

    def _made(self, chdir: Path, environment: dict[str, str]) -> tuple[str, Path, dict[str, str]]:
        self._call(chdir, "import app; app.create_tables()", environment)
        return "app:app", chdir, environment

    def _call(self, chdir: Path, code: str, environment: dict[str, str]) -> None:
        command = [sys.executable, "-c", code]
        done = subprocess.run(
            command,
            cwd=chdir,
            env=python_environment(self._folder, environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr[-3000:])


def line(name: str, found: dict[str, Any]) -> str:
    value = found.get("ratio", found.get("value"))
    aim = "aim {} {}".format(*AIMS[name]) if name in AIMS else ""
    more = ", ".join(f"{key} {told}" for key, told in found.items() if key not in ("ratio", "value"))
    return f"{name:32} {value:>7}  {aim:12} {more}"


def main() -> None:
    asked = argparse.ArgumentParser(description="Measures the portal beside plain Flask.")
    asked.add_argument("--only", nargs="*", default=[], help="names of figures")
    asked.add_argument("--rounds", type=int, default=Pace().rounds)
    asked.add_argument("--seconds", type=float, default=Pace().seconds)
    given = asked.parse_args()
    pace = Pace(rounds=given.rounds, seconds=given.seconds)
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        bench = Bench(Path(folder), stack, pace)
        for name, measure in bench.figures().items():
            if not given.only or name in given.only:
                results[name] = measure()
                print(line(name, results[name]), flush=True)
    if not given.only:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
