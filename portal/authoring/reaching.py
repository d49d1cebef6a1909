"""Floor 6. What rests on a condition, a value or a table: which pages and questions it may bring in, and whether the fee."""

from __future__ import annotations

from typing import Any

from portal.rules import Rule
from portal.spec.model import Service

_MOST_NAMED = 10


class Reach:
    """Of one service; `of` a name tells the codes of `THEN` and their facts."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def _rests_on(self, rule: Rule) -> set[str]:
        """The names that a rule reads, through named conditions, values and tables."""
        service, found, waiting = self.service, set[str](), list(rule.roots)
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                if name in service.conditions or name in service.values or name in service.tables:
                    waiting += service.reads.get(name, ())
        return found

    def of(self, name: str) -> tuple[tuple[str, ...], dict[str, Any]]:
        service, whole, parts, fee = self.service, dict[str, str](), dict[str, str](), False
        inside = {item.id: page for page in service.pages for item in page.ask}
        for place, condition in service.every_condition.items():
            if name not in self._rests_on(condition.rule):
                continue
            kind, _, rest = place.partition(":")
            if kind == "page":
                whole[rest] = service.pages_by_id[rest].title.source
            elif kind == "fee":
                fee = True
            elif not rest and "?" not in place and "/" not in place and (page := inside.get(place.partition(".")[0])):
                parts[page.id] = page.title.source
        fee = fee or any(row.rule and name in self._rests_on(row.rule) for row in service.fee)
        codes = [code for code, found in (("pages", whole), ("questions", parts), ("fee", fee)) if found]
        return tuple(codes), {"pages": _named(whole), "asked_on": _named(parts)}


def _named(pages: dict[str, str]) -> str:
    shown = [f"“{title}”" for title in pages.values()]
    return ", ".join(shown[:_MOST_NAMED]) + ("…" if len(shown) > _MOST_NAMED else "")
