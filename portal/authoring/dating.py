"""Floor 6. Of each day between which a document is valid: whether it is known with all answers that can be sent."""

from __future__ import annotations

from collections.abc import Callable

from portal.authoring.arriving import Arrivals
from portal.authoring.claims import NO_DAY, NOT_WALKED, TOO_LONG, Finding, claimed, left_open
from portal.authoring.places import Places
from portal.authoring.witnesses import Witness
from portal.errors import Fault
from portal.rules import Rule
from portal.rules.solve import Outcome
from portal.rules.terms import Term, is_true, is_unknown


def judged_days(
    people: Arrivals, places: Places, witness: Callable[[Fault, Outcome], Witness | None]
) -> tuple[list[Finding], list[Fault]]:
    """What was found, with answers that show it, and a note of what was not decided."""
    findings: list[Finding] = []
    undecided: list[Fault] = []
    done = frozenset(range(len(people.service.pages)))
    everybody = people.arrived(len(done), done).whole
    for document in people.service.documents.values():
        for key, rule in document.day_rules.items():
            found = people.solve(everybody.and_(is_true(is_unknown(_day(people, rule)))))
            at, named = places.of(document.id, "valid", key), {"name": document.id, "key": key}
            if found.is_possible is None:
                why, facts = found.doubts[0] if found.doubts else (TOO_LONG, {})
                undecided.append(left_open(at, NO_DAY, why, **{**facts, **named}))
            elif found.is_possible:
                fault = claimed(at, NO_DAY, **named)
                shown = witness(fault, found)
                if shown is not None and shown.is_finished:
                    findings.append(Finding(fault, shown))
                else:
                    undecided.append(left_open(at, NO_DAY, NOT_WALKED, **named))
    return findings, undecided


def _day(people: Arrivals, rule: Rule) -> Term:
    """The day as a term; of a record a part is known where the record is."""
    whole = rule.source.strip()
    return people.solver.name(whole.partition(".")[0]) if whole in rule.reads else people.solver.rule(rule)
