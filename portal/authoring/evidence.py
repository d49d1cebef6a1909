"""Floor 6. What people who were really walked have shown: it is not undecided, however little the prover can tell of it.

They are the service's own scenarios that hold, and those whose answers show what was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portal.authoring.claims import (
    ALWAYS,
    ALWAYS_EXIT,
    ALWAYS_WHEN,
    NEVER,
    NEVER_FIRES,
    NO_OPTION,
    NO_PAGE,
    NO_ROW,
    NO_TABLE_ROW,
    NO_WAY_ON,
)  # fmt: skip
from portal.authoring.coverage import seen, side, watched
from portal.authoring.scenarios import Scenario, Walk, read_scenarios, run, walk
from portal.errors import Fault, SpecFault
from portal.spec.bundle import Bundle
from portal.spec.model import Service

# What is left open → what shows it, as `shown_by` names it.
_SHOWN = {
    NO_PAGE.is_open: "page {name}",
    NO_OPTION.is_open: "option {name}/{code}",
    NEVER.is_open: side("condition:{name}", True),
    ALWAYS.is_open: side("condition:{name}", False),
    NEVER_FIRES.is_open: "check {name}",
    NO_ROW.is_open: "fee {name}",
    NO_TABLE_ROW.is_open: side("table:{table}/{name}", True),
    NO_WAY_ON.is_open: "completed {name}",
    ALWAYS_EXIT.is_open: "passed {name}",
    ALWAYS_WHEN.is_open: "passed {name}",
}


def own_scenarios(bundle: Bundle, service: Service) -> tuple[Scenario, ...]:
    """Those of the bundle; none where they cannot be read."""
    try:
        return read_scenarios(bundle, service)
    except SpecFault:
        return ()


def shown_by(service: Service, scenarios: Iterable[Scenario]) -> frozenset[str]:
    """What those of the scenarios that hold reach, pass and complete."""
    found: set[str] = set()
    for scenario in scenarios:
        if not run(service, scenario):
            walked = walk(watched(service, lambda place, held: found.add(side(place, held))), scenario)
            found.update(seen(walked), _went(walked))
    return frozenset(found)


def _went(walked: Walk) -> Iterator[str]:
    """The pages that were completed, and those that were passed without a stop."""
    service, is_stopped = walked.plan.service, bool(walked.problems or walked.checks)
    completed = walked.pages[:-1] if is_stopped else walked.pages
    yield from (f"completed {page}" for page in completed)
    last = service.place_of[walked.pages[-1]] if walked.pages else 0
    last = len(service.pages) if walked.plan.is_finished else last
    yield from (f"passed {page.id}" for page in service.pages[:last] if page.id not in walked.pages)


def is_shown(note: Fault, shown: frozenset[str]) -> bool:
    """Whether what the note leaves open was shown."""
    key = _SHOWN.get(note.message)
    return key is not None and key.format(**{"name": "", "code": "", "table": "", **note.params}) in shown
