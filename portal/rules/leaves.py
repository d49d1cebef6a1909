"""Floor 1. The names that answers give a value, and what rules name of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.rules.bounds import Scale


@dataclass(slots=True)
class Leaf:
    """A name that answers give a value: "finite" (all values are tried), "scale", "text", "codes", "set" or "group".

    The marks are what rules name: numbers on the scale (each the first beyond a boundary), texts or codes, sizes, and how
    often a rule passes over the items.
    """

    form: str
    scale: Scale | None = None
    steps: set[int] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    sizes: set[int] = field(default_factory=set)
    points: set[int] = field(default_factory=set)  # numbers that are tried themselves
    passes: int = 0
    most_items: int | None = None  # of a group
