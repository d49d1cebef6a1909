"""Floor 4. Why something is asked, costs what it costs, or ends the journey: the author's words and the answers that decided.

Pure, and computed when it is shown. An explanation holds no prose of its own; `to_json` keeps it with a case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.journey.entries import GroupItem
from portal.journey.plan import Inside, Plan
from portal.rules import Rule, Unknown, all_rows, first_row, trace
from portal.rules.closures import Env
from portal.spec.model import Condition, Field, Group, Page, Phrase, Service, Table

MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Decisive:
    """A question whose answer decided. `answers` are encoded: several for a question in the items of a group.

    Where the number of a group's items decided, `count` is that number and there are no answers.
    """

    path: str
    label: Phrase
    answers: tuple[Any, ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`says`: what the conditions that hold mean; `because`: the reasons of the rows that hold; both as authors wrote them."""

    says: tuple[Phrase, ...] = ()
    because: tuple[Phrase, ...] = ()
    rows: tuple[Decisive, ...] = ()

    def joined(self, other: Explanation) -> Explanation:
        """Both, and what they have in common once."""
        rows = {row.path: row for row in (*self.rows, *other.rows)}
        return Explanation(
            tuple(dict.fromkeys((*self.says, *other.says))),
            tuple(dict.fromkeys((*self.because, *other.because))),
            tuple(rows.values()),
        )

    def __bool__(self) -> bool:
        return bool(self.says or self.because or self.rows)


def why_asked(plan: Plan, thing: Page | Field | Group, item: GroupItem | None = None) -> Explanation:
    """Why a page, or a question or group on it, is shown; nothing to tell where everybody is asked."""
    looker = _Looker(plan, thing, item)
    if thing.when is not None:
        looker.condition(thing.when, inside=True)
    return looker.explanation()


def why_exit(plan: Plan) -> Explanation:
    """Why the journey ends here."""
    return why_asked(plan, plan.exit) if plan.exit else Explanation()


def why_fee(plan: Plan) -> Explanation:
    """The reasons for what is to be paid, and the answers that chose its rows."""
    if plan.fee is None:
        return Explanation()
    looker = _Looker(plan)
    ids = {row.id for row in plan.fee.rows}
    for row in plan.service.fee:
        if row.when is not None:
            looker.condition(row.when, speaks=row.id in ids)
        if row.id in ids and not plan.service.fee_adds_up:
            break
    return looker.explanation(tuple(row.because for row in plan.fee.rows))


def why_value(plan: Plan, table: str) -> Explanation:
    """What a table's value rests on."""
    looker = _Looker(plan)
    return looker.explanation(looker.table(plan.service.tables[table]))


def explained(plan: Plan) -> dict[str, Explanation]:
    """All that is kept with a case: `fee`, `page:<id>` for each page that not everybody sees, `table:<name>`."""
    found = {"fee": why_fee(plan)}
    found |= {f"page:{page.id}": why_asked(plan, page) for page in plan.questions if page.when is not None}
    found |= {f"table:{name}": why_value(plan, name) for name, table in plan.service.tables.items() if name in plan.env}
    return {thing: one for thing, one in found.items() if one}


class _Looker:
    """Gathers what decided, through named conditions, values and tables."""

    def __init__(self, plan: Plan, thing: Page | Field | Group | None = None, item: GroupItem | None = None) -> None:
        self.plan, self.service, self.item = plan, plan.service, item
        self.group = thing.group if isinstance(thing, Field) and item is not None else ""
        self.says: list[Phrase] = []
        self.found: dict[str, Decisive] = {}
        self._seen: set[str] = set()

    def explanation(self, because: tuple[Phrase, ...] = ()) -> Explanation:
        return Explanation(tuple(dict.fromkeys(self.says)), because, tuple(self.found.values())[:MOST_ROWS])

    def condition(self, condition: Condition, *, inside: bool = False, speaks: bool = True) -> None:
        """`speaks`: whether what it means is said, since it holds and is what is to be explained. `inside`: it stands in an item."""
        if condition.says is not None and speaks:
            self.says.append(condition.says)
            speaks = False  # the words of what it is made of would say the same once more
        self.rule(condition.rule, inside=inside, speaks=speaks)

    def rule(self, rule: Rule, *, inside: bool = False, speaks: bool = False) -> None:
        env: Env = self.plan.env_for(rule)
        if inside and self.group:
            env = Inside(
                self.plan.env_for(rule), self.group, self.plan.inside(self.service.groups[self.group], self.item)
            )
        traced = trace(rule, env)
        for path in traced.paths:
            self.path(path, speaks=speaks and path in traced.holding)

    def path(self, path: str, *, speaks: bool) -> None:
        root, _, part = path.partition(".")
        if root in self.service.conditions:
            if root not in self._seen or speaks:
                self._seen.add(root)
                self.condition(self.service.conditions[root], speaks=speaks)
        elif root in self._seen:
            return
        elif root in self.service.values:
            self._seen.add(root)
            if rule := self.service.values[root].rule:
                self.rule(rule)
        elif root in self.service.tables:
            self._seen.add(root)
            self.table(self.service.tables[root])
        elif path not in self.found and (row := self._row(path, root, part)):
            self.found[row.path] = row

    def table(self, table: Table) -> tuple[Phrase, ...]:
        """Looks at the rows up to the one that holds, or at all; gives the reasons of those that hold."""
        conditions = [row.when.rule if row.when else None for row in table.rows]
        env = self.plan.env_for(*conditions)
        held = all_rows(conditions, env) if table.takes_all else first_row(conditions, env)
        numbers = () if held is None or isinstance(held, Unknown) else (held,) if isinstance(held, int) else held
        for number, row in enumerate(table.rows):
            if row.when is not None:
                self.rule(row.when.rule)
            if number in numbers and not table.takes_all:
                break
        return tuple(because for number in numbers if (because := table.rows[number].because))

    def _row(self, path: str, root: str, part: str) -> Decisive | None:
        if root in self.service.groups:
            return self._of_group(self.service.groups[root], part)
        one, answer = self.service.fields.get(root), self.plan.entries.answers.get(root)
        return Decisive(root, one.label, (answer.value,)) if one and answer and root in self.plan.env_for() else None

    def _of_group(self, group: Group, part: str) -> Decisive | None:
        name = part.partition(".")[0]
        one = next((field for field in group.fields if field.id == name), None)
        items = (self.item,) if self.group == group.id and self.item else self.plan.entries.items(group.id)
        if one is None:
            return Decisive(group.id, group.label, count=len(items))
        # An answer counts only as long as its question is asked in that item.
        told = (item.answers[name].value for item in items if name in self.plan.inside(group, item))
        return Decisive(one.path, one.label, tuple(told))


# ---- kept with a case -----------------------------------------------------------------------------------------------


def to_json(explanations: Mapping[str, Explanation]) -> dict[str, Any]:
    """Texts by their msgctxts, answers as they are encoded."""
    return {
        thing: {
            "says": [phrase.key for phrase in one.says],
            "because": [phrase.key for phrase in one.because],
            "rows": [[row.path, list(row.answers), row.count] for row in one.rows],
        }
        for thing, one in explanations.items()
    }


def from_json(service: Service, kept: Mapping[str, Any]) -> dict[str, Explanation]:
    """What was kept, in the words of the release under which it was sent."""
    phrases = {phrase.key: phrase for phrase in service.phrases}
    return {
        thing: Explanation(
            tuple(phrases[key] for key in one["says"] if key in phrases),
            tuple(phrases[key] for key in one["because"] if key in phrases),
            tuple(_kept_rows(service, one["rows"])),
        )
        for thing, one in kept.items()
    }


def _kept_rows(service: Service, rows: list[Any]) -> Iterator[Decisive]:
    for path, answers, count in rows:
        thing = service.fields.get(path) or service.groups.get(path)
        if thing is not None:
            yield Decisive(path, thing.label, tuple(answers), count)
