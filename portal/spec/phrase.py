"""Floor 3. The two things that all others of a service are made of: its texts and its conditions."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.rules import Rule


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text as its author wrote it; `key` is its msgctxt: `<service>/<thing's id>/<part>[/<code>]`.

    `line` and `column` say where it stands in its file: `file`, as the bundle has it, or "" for the specification itself.
    """

    source: str
    key: str
    line: int = field(default=0, compare=False, repr=False)
    column: int = field(default=0, compare=False, repr=False)
    # The msgctxt in the catalogue of what is shared: `<set>/<thing's id>/<part>`; "" for what the service says itself.
    shared: str = field(default="", compare=False, repr=False)
    file: str = field(default="", compare=False, repr=False)


def shared_key(file: str, key: str) -> str:
    """The shared msgctxt of a text in `shared/<set>.yaml`; wherever it was included, it is the same. "" elsewhere."""
    if not file.startswith("shared/"):
        return ""
    name, _, part = key.partition("/")
    return f"{file.removeprefix('shared/').removesuffix('.yaml')}/{name.rpartition('.')[2]}/{part}"


@dataclass(frozen=True, slots=True)
class Condition:
    """When something holds. A named one `says` in words what it means; a plain `when:` has no name."""

    rule: Rule
    name: str = ""
    says: Phrase | None = None
