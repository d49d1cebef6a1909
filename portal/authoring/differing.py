"""Floor 6. One difference between two releases of a service: what changed, and what it means for drafts and cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from portal.errors import N_, Plural
from portal.spec.model import Phrase

AGAIN, DROPPED, SEEN = "asked again", "answers dropped", "noticed before sending"
GO_ON, STAY, TEXT = "drafts go on", "cases stay", "text only"
# The gravest first: so they are listed.
MEANINGS: Mapping[str, str] = {
    AGAIN: N_("Drafts are asked again where their answer no longer holds"),
    DROPPED: N_("Answers given so far are kept in the draft and no longer sent"),
    SEEN: N_("Drafts go on, and whoever sends one notices it"),
    GO_ON: N_("Drafts go on as they are"),
    STAY: N_("Cases stay with the release that they were sent under; new ones follow this"),
    TEXT: N_("Words only: drafts take them over silently"),
}
THINGS: Mapping[str, str] = {
    "service": N_("Service"),
    "page": N_("Page"),
    "field": N_("Question"),
    "group": N_("Group"),
    "content": N_("Text"),
    "condition": N_("Condition"),
    "value": N_("Value"),
    "check": N_("Check"),
    "fee": N_("Row of the fee"),
    "move": N_("Move"),
    "reason": N_("Reason"),
    "document": N_("Document"),
    "keep": N_("Kept"),
    "list": N_("List"),
    "table": N_("Table"),
    "table row": N_("Row of the table"),
    "section": N_("Section"),
    "purpose": N_("Purpose"),
    "translation": N_("Translation"),
}
SAYS: Mapping[str, str | Plural] = {
    "added": N_("New"),
    "asked": N_("New, and has to be answered"),
    "removed": N_("Taken out"),
    "moved": N_("Moved from the page {was} to the page {now}"),
    "after": N_("Stands after “{after}” now"),
    "first": N_("Stands first now"),
    "exit": N_("Ends the journey now"),
    "no exit": N_("No longer ends the journey"),
    "kind": N_("Its kind is {now}; it was {was}"),
    "required": N_("Has to be answered now"),
    "optional": N_("May be left out now"),
    "options added": N_("New options: {options}"),
    "options removed": N_("Options taken out: {options}"),
    "options order": N_("Its options stand in another order"),
    "rows differ": N_("Rows that say something else in a column: {rows}"),
    "row new": N_("New, {now} if {when}"),
    "row otherwise": N_("New, {now} for everybody else"),
    "row gone": N_("Taken out; it was {was}"),
    "amount": N_("The amount changed from {was} to {now}"),
    "gives": N_("Gives {now}; before: {was}"),
    "is": N_("Is worked out by {now}. Before: {was}"),
    "rows": N_("New rows: {added}. Rows taken out: {removed}"),
    "stricter": N_("Stricter: {setting} is {now}; it was {was}"),
    "looser": N_("Less strict: {setting} is {now}; it was {was}"),
    "changed": N_("{setting} is {now}; it was {was}"),
    "set": N_("{setting} is new: {now}"),
    "unset": N_("{setting} was taken out; it was {was}"),
    "rule": N_("Holds if {now}. Before: {was}"),
    "stops": N_("Stops people where {now}. Before: {was}"),
    "only if": N_("Only if {now}. Before: always"),
    "always": N_("Always. Before: only if {was}"),
    "texts": Plural("{n} text is worded differently", "{n} texts are worded differently", "n"),
    "translations": Plural("{n} translation is new or differs", "{n} translations are new or differ", "n"),
    "untranslated": Plural("{n} text is not translated", "{n} texts are not translated", "n"),
    "template": N_("Is drawn differently: {file} changed"),
}
# What follows for whoever has begun, beside the meaning.
THEN: Mapping[str, str] = {
    "sign in": N_("Whoever signed in less surely must sign in again."),
    "times": N_("Nobody can send an application outside these times, whenever they began it."),
    "fee": N_("People are shown the new fee before they send."),
    "pages": N_("Other pages may be asked: {pages}."),
    "questions": N_("Other questions may be asked on: {questions}."),
    "checks": N_("Drafts may be stopped by the check {checks}."),
    "required": N_("What could be left out may have to be answered: {required}."),
    "offered": N_("What was chosen may no longer be offered: {offered}."),
    "filled": N_("What is filled in for people may differ: {filled}."),
    "valid": N_("What is issued may be valid on other days: {valid}."),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A difference: `what` kind of thing, its id, a code of `SAYS` with its facts, a code of `MEANINGS`.

    `label` is what people know the thing by, in the service's own language.
    """

    what: str
    name: str
    code: str
    meaning: str
    label: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    then: tuple[str, ...] = ()  # codes of `THEN`

    def meaning_more(self, meaning: str, then: tuple[str, ...] = (), facts: Mapping[str, Any] | None = None) -> Change:
        """The same, with what follows from it."""
        return replace(self, meaning=meaning, then=then, facts={**self.facts, **(facts or {})})

    def __str__(self) -> str:
        """In English, for the terminal."""
        said = SAYS[self.code]
        if isinstance(said, Plural):
            said = said.one if self.facts[said.count] == 1 else said.many
        label = f" “{self.label}”" if self.label and self.label != self.name else ""
        told = f"{THINGS[self.what].lower()} {self.name}{label}: {said.format(**self.facts)}"
        return ". ".join([told, " ".join(THEN[code].format(**self.facts) for code in self.then)]) if self.then else told

    @property
    def plain(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "what": self.what, "name": self.name, "label": self.label, "change": self.code, "meaning": self.meaning,
            "facts": dict(self.facts), "says": str(self),
        }  # fmt: skip


def same(one: Any, other: Any) -> bool:
    """Whether two parts of a specification ask the same; their words do not count."""
    return bool(_bare(one) == _bare(other))


def _bare(value: Any) -> Any:
    if isinstance(value, Phrase):
        return None
    if isinstance(value, Mapping):
        return {name: _bare(one) for name, one in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(_bare(one) for one in value)
    source = getattr(value, "source", None)
    if isinstance(source, str) and not hasattr(value, "target"):  # a rule, a pattern; a move has a source of its own
        return source
    parts = getattr(value, "__dataclass_fields__", None)
    if parts is None or hasattr(value, "widget"):  # a kind is itself
        return value
    return {name: _bare(getattr(value, name)) for name, part in parts.items() if part.compare}
