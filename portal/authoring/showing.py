"""Floor 6. Tells what some answers do, where somebody who was walked with them shows it; else that it was not decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.authoring.arriving import Arrivals
from portal.authoring.claims import NOT_WALKED, TOO_LONG, Claim, Finding, claimed, left_open
from portal.authoring.places import Places
from portal.authoring.witnesses import Witnesses
from portal.errors import Fault
from portal.journey.plan import Plan
from portal.rules.solve import Outcome


@dataclass
class Showing:
    """What was found so far, and what was left open."""

    people: Arrivals
    places: Places
    witnesses: Witnesses
    findings: list[Finding] = field(default_factory=list)
    undecided: list[Fault] = field(default_factory=list)

    def tell(
        self, found: Outcome, at: tuple[str, ...], claim: Claim, shows: Callable[[Plan], bool], **params: str
    ) -> bool:
        """Whether it was found. `found`: answers that may do it; `shows`: whether those that were sent really do."""
        if found.is_possible is False:
            return False
        if found.is_possible is None:
            self.leave_open(found, at, claim, **params)
            return False
        place = self.places.of(*at)
        fault = claimed(place, claim, **params)
        witness = self.witnesses.finished(fault.said[0].rstrip("."), self.answers_of(found), shows)
        if witness is None:
            self.undecided.append(left_open(place, claim, NOT_WALKED, **params))
            return False
        self.findings.append(Finding(fault, witness))
        return True

    def leave_open(self, found: Outcome, at: tuple[str, ...], claim: Claim, **params: str) -> None:
        """Notes that a claim was not decided, with the first reason."""
        why, facts = found.doubts[0] if found.doubts else (TOO_LONG, {})
        self.undecided.append(left_open(self.places.of(*at), claim, why, **{**facts, **params}))

    def answers_of(self, found: Outcome) -> dict[str, Any]:
        """Those that may do it, without the names that can be either way."""
        return {name: value for name, value in found.answers.items() if name not in self.people.loose}
