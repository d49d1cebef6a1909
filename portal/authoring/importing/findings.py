"""Floor 6. What an import could not carry over as it was: each thing named, so that nothing is dropped silently."""

from __future__ import annotations

from dataclasses import dataclass, field

LOST, PART, CHANGED, ODD, TO_WRITE = "lost", "part", "changed", "odd", "to write"
HEADINGS = {
    LOST: "Not carried over",
    PART: "Carried over without a part of it",
    CHANGED: "Carried over in another way",
    ODD: "Odd in the original",
    TO_WRITE: "For you to write",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: `level` is a key of `HEADINGS`; `place` names the page or component as the original does."""

    level: str
    place: str
    what: str


@dataclass
class Findings:
    """What was found so far, each thing once, and how many components were looked at."""

    found: list[Finding] = field(default_factory=list)
    components: int = 0

    def add(self, level: str, place: str, what: str) -> None:
        finding = Finding(level, place, what)
        if finding not in self.found:
            self.found.append(finding)

    def of(self, level: str) -> list[Finding]:
        return [one for one in self.found if one.level == level]
