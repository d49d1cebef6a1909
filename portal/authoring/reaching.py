"""Floor 6. What rests on a condition, a value or a table, and so what its change means for drafts: checks, pages, the fee …"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.authoring.differing import AGAIN, GO_ON, SEEN, STAY
from portal.rules import Rule
from portal.spec.model import Service

_MOST_NAMED = 10
# What may rest on it, by the codes of `THEN`, and what its change then means. The gravest first.
_MEANS: Mapping[str, str] = {
    "checks": AGAIN, "required": AGAIN, "offered": AGAIN, "pages": SEEN, "questions": SEEN, "filled": SEEN, "fee": SEEN, "valid": STAY,
}  # fmt: skip


def meaning_of(codes: Sequence[str]) -> str:
    """What a change means that so much rests on; drafts go on where nothing does."""
    return next((means for code, means in _MEANS.items() if code in codes), GO_ON)


class Reach:
    """Of one service; `of` a name tells the codes of `THEN` and their facts."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def of(self, name: str) -> tuple[tuple[str, ...], dict[str, Any]]:
        found: dict[str, dict[str, str]] = {code: {} for code in _MEANS}  # code → thing → how it is called
        for code, thing, label, rule in (*self._conditional(), *self._reckoned()):
            if name in self.service.rests_on(rule):
                found[code][thing] = label
        return tuple(code for code in _MEANS if found[code]), {
            code: _named(things) for code, things in found.items() if things
        }

    def _conditional(self) -> Iterator[tuple[str, str, str, Rule]]:
        """(code, thing, label, rule) of all that a condition decides."""
        service = self.service
        inside = {item.id: page for page in service.pages for item in page.ask}
        says = {check.id: check.says.source for check in service.checks}
        for place, condition in service.every_condition.items():
            kind, _, rest = place.partition(":")
            if kind == "check":
                yield "checks", rest, says[rest], condition.rule
            elif kind == "page":
                yield "pages", rest, service.pages_by_id[rest].title.source, condition.rule
            elif kind == "fee":
                yield "fee", rest, rest, condition.rule
            elif rest:  # what a condition or a table says is read by what rests on it
                continue
            elif "?" in place:
                path = place.partition("?")[0]
                yield "required", path, service.fields[path].label.source, condition.rule
            elif "/" in place:
                path, _, code = place.partition("/")
                option = service.fields[path].option(code)
                yield "offered", place, option.label.source if option else code, condition.rule
            elif page := inside.get(place.partition(".")[0]):
                yield "questions", page.id, page.title.source, condition.rule

    def _reckoned(self) -> Iterator[tuple[str, str, str, Rule]]:
        """The same of all that a rule works out."""
        service = self.service
        for row in service.fee:
            if row.rule:
                yield "fee", row.id, row.id, row.rule
        for path, one in service.fields.items():
            if one.default:
                yield "filled", path, one.label.source, one.default
        for document in service.documents.values():
            for rule in document.day_rules.values():
                yield "valid", document.id, document.title.source, rule


def _named(things: Mapping[str, str]) -> str:
    shown = [f"“{title}”" for title in things.values()]
    return ", ".join(shown[:_MOST_NAMED]) + ("…" if len(shown) > _MOST_NAMED else "")
