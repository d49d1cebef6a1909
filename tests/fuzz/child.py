"""Judges a run of numbered inputs in a process of its own, with little memory and time; tells each finding as a line of JSON.

`python -m tests.fuzz.child KIND FIRST LAST [FILE…]`: before each number it says so, that a death can be blamed on one.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import traceback
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

MEMORY = 200_000_000  # bytes at the most, the interpreter and the portal included
SECONDS = 5  # processor time for one input


class TooSlow(BaseException):
    """Not an Exception: nothing in between may take it for one of its own."""


def _too_slow(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow


def most_memory() -> int:
    """The most that this process held, in bytes: getrusage would tell what the parent held before it, too."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.split("VmHWM:")[1].split()[0]) * 1024


def tell(**what: Any) -> None:
    print(json.dumps(what), flush=True)


def main() -> None:
    from tests.fuzz import hostile, judging

    kind, first, last, *files = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGVTALRM, _too_slow)
    most = most_memory()
    cases: list[Any] = [Path(name) for name in files] or list(range(int(first), int(last)))
    for case in cases:
        random = Random(f"{kind} {case if isinstance(case, int) else case.name}")
        tell(at=str(case))
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            if isinstance(case, Path):
                text = case.read_text(encoding="utf-8", errors="surrogateescape")
            else:
                text = hostile.MAKERS[kind](random) if kind in hostile.MAKERS else ""
            judging.judge(kind, text, random)
        except TooSlow:
            tell(case=str(case), why=f"not done after {SECONDS} seconds")
        except Exception as wrong:  # noqa: BLE001 - whatever is raised is the finding
            where = traceback.extract_tb(wrong.__traceback__)[-1]
            tell(
                case=str(case),
                why=f"{type(wrong).__name__}: {str(wrong)[:300]} ({Path(where.filename).name}:{where.lineno})",
            )
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        used = most_memory()
        if used > most and used > MEMORY:
            tell(case=str(case), why=f"{used // 1_000_000} MB of memory")
        most = max(most, used)
    tell(done=True, most_mb=most // 1_000_000)


if __name__ == "__main__":
    main()
