"""What reading, planning and judging cost, without a server: processor time in this process, medians."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from large import SECTION, TODAY, everything_answered, large_bundle

from portal.journey.entries import Entries
from portal.journey.plan import Plan, plan
from portal.spec.model import Page, Service
from portal.spec.reader import read_service

ROUNDS = 15


def seconds(work: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """The median of some rounds, after one to warm up; nothing is collected meanwhile."""
    work()
    took = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            begun = time.process_time()
            work()
            took.append(time.process_time() - begun)
    finally:
        gc.enable()
    return statistics.median(took)


def read_1000_fields() -> dict[str, Any]:
    """1 MB, 1,000 fields, 300 pages, from bytes to the compiled service."""
    bundle = large_bundle()
    return {
        "value": round(seconds(lambda: read_service(bundle), rounds=5), 3),
        "mb": round(len(bundle.files["service.yaml"]) / 1e6, 2),
    }


def planned(service: Service, entries: Entries, page: Page) -> Plan:
    """What a page needs of the plan: whether it is asked, what it shows, what is wrong there, what follows."""
    found = plan(service, entries, TODAY)
    found.is_asked(page)
    found.shown(page)
    found.problems(page)
    found.after(page)
    return found


def judged(service: Service, entries: Entries, page: Page) -> None:
    """The same, and the whole way there: each page of the road, and whether anything is wrong on one."""
    found = planned(service, entries, page)
    assert found.road
    assert found.first_open is None


def plan_page_1000_vs_10_fields() -> dict[str, Any]:
    """The same three pages in the middle of 1,000 fields and in a form of 10; `road_ms`: the road of 300 pages judged too."""
    large, small = read_service(large_bundle()), read_service(large_bundle(fields=10, pages=3, size=0))
    middle = len(large.pages) // 2 // SECTION * SECTION
    in_large = _of_pages(large, large.pages[middle : middle + len(small.pages)])
    in_small = _of_pages(small, small.pages)
    entries, page = everything_answered(large), large.pages[middle]
    return {
        "ratio": round(in_large / in_small, 2),
        "page_ms": round(1000 * in_large, 4),
        "road_ms": round(1000 * seconds(lambda: judged(large, entries, page)), 2),
    }


def _of_pages(service: Service, pages: Sequence[Page]) -> float:
    entries, times = everything_answered(service), 100

    def work() -> None:
        for _ in range(times):
            for page in pages:
                planned(service, entries, page)

    return seconds(work) / times / len(pages)


def rule_evaluations_per_second() -> dict[str, Any]:
    """Every condition and value of the large service, all its answers known."""
    service = read_service(large_bundle())
    env = plan(service, everything_answered(service), TODAY).env
    conditions = [
        *service.conditions.values(),
        *(page.when for page in service.pages),
        *(row.when for row in service.fee),
    ]
    rules = [one.rule for one in conditions if one] + [value.rule for value in service.values.values() if value.rule]

    def work() -> None:
        for rule in rules:
            rule(env)

    return {"value": round(len(rules) / seconds(work)), "rules": len(rules)}
