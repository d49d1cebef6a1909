"""Floor 4. Why something is asked, costs what it costs, or ends the journey: the author's words and the answers that decided.

Pure, and computed when it is shown. An explanation holds no prose of its own; `journey.keeping` keeps it with a case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from portal.journey.entries import GroupItem
from portal.journey.plan import Inside, Plan
from portal.rules import Money, Rule, trace
from portal.rules.closures import Env
from portal.rules.working import worked
from portal.spec.model import Condition, FeeRow, Field, Group, Page, Phrase, Table
from portal.spec.outcome import giving

MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Whose:
    """The item of a group that was answered so: its number, from 1, and the encoded answers that its group's summary names."""

    number: int
    named: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decisive:
    """A question whose answer decided. `answers` are encoded: several for a question in the items of a group.

    Where the number of a group's items decided, `count` is that number and there are no answers. `items`: whose each
    answer is, where the group has several.
    """

    path: str
    label: Phrase
    answers: tuple[Any, ...] = ()
    count: int | None = None
    items: tuple[Whose, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A row of the fee that is paid: why, how much, how that was worked out (`portal.rules.working`), and what decided it."""

    because: Phrase
    amount: Money
    worked: tuple[Any, ...] = ()
    says: tuple[Phrase, ...] = ()
    rows: tuple[Decisive, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """`says`: what the conditions that hold mean; `because`: the reasons of the rows that hold; both as authors wrote them.

    `came_to`: what a table or a value is, as rules know it; several where all rows are taken; `shown_by`: the question that
    showed it, "" where none did. `shares`: those of a fee.
    """

    says: tuple[Phrase, ...] = ()
    because: tuple[Phrase, ...] = ()
    rows: tuple[Decisive, ...] = ()
    came_to: tuple[Any, ...] = ()
    shares: tuple[Share, ...] = ()
    shown_by: str = ""

    def joined(self, other: Explanation) -> Explanation:
        """Both, and what they have in common once."""
        rows = {row.path: row for row in (*self.rows, *other.rows)}
        return Explanation(
            _once((*self.says, *other.says)),
            _once((*self.because, *other.because)),
            tuple(rows.values()),
            self.came_to + other.came_to,
            self.shares + other.shares,
            self.shown_by or other.shown_by,
        )

    def __bool__(self) -> bool:
        return bool(self.says or self.because or self.rows or self.came_to or self.shares)


def _once(phrases: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """The same words are said once, also where two conditions have them."""
    return tuple({one.source: one for one in reversed(phrases)}.values())[::-1]


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
    """The rows that are paid, each with its reason and the answers that decided it; where nothing is to be paid, why."""
    if plan.fee is None:
        return Explanation()
    return Explanation(shares=tuple(_share(plan, row) for row in giving(plan.fee.rows)))


def _share(plan: Plan, row: FeeRow) -> Share:
    looker = _Looker(plan)
    looker.row(row.when, [other.when for other in plan.service.fee], speaks=True)
    worked_out: tuple[Any, ...] = ()
    if row.rule is not None:
        looker.rule(row.rule)
        worked_out = worked(row.rule, plan.env_for(row.rule))
    found = looker.explanation()
    return Share(row.because, Money(row.amount_minor, row.currency), worked_out, found.says, found.rows)


def why_value(plan: Plan, name: str) -> Explanation:
    """What a table or a computed value comes to, and what that rests on."""
    looker = _Looker(plan)
    if name in plan.service.tables:
        because = looker.table(plan.service.tables[name])
    else:
        looker.path(name, speaks=False)
        because = ()
    value = plan.values_of({name}).get(name)
    came_to = () if value is None else tuple(value) if isinstance(value, list) else (value,)
    return replace(looker.explanation(because), came_to=came_to)


def explained(plan: Plan) -> dict[str, Explanation]:
    """All that is kept with a case: `fee`, `page:<id>` for each page that not everybody sees, `table:<name>`, `value:<name>`."""
    found = {"fee": why_fee(plan)}
    found |= {f"page:{page.id}": why_asked(plan, page) for page in plan.questions if page.when is not None}
    found |= _all_come_to(plan)
    return {thing: one for thing, one in found.items() if one}


def _all_come_to(plan: Plan) -> dict[str, Explanation]:
    """What is called something: by a question that was shown, by its own label, or by the words of a table's options.

    The fee tells its own rows. What is called by questions only is told where one of them was on the road.
    """
    service, shown = plan.service, _shown_by(plan)
    found = {}
    for kind, names in (("table", service.tables), ("value", service.values)):
        for name in names:
            is_worded = kind == "table" and service.tables[name].options and name not in service.shown_values
            if name not in plan.env or name == service.fee_table:
                continue
            if name in shown or name in service.labels or is_worded:
                found[f"{kind}:{name}"] = replace(why_value(plan, name), shown_by=shown.get(name, ""))
    return found


def _shown_by(plan: Plan) -> dict[str, str]:
    """Each value and table that a question of the road shows, with that question: one that the applicant sees goes before."""
    asked = [one for page in plan.questions for one in plan.shown(page) if isinstance(one, Field) and not one.kind.asks]
    return {str(one.settings["value"]): one.id for one in sorted(asked, key=lambda one: not one.kind.is_hidden)}


class _Looker:
    """Gathers what decided, through named conditions, values and tables."""

    def __init__(self, plan: Plan, thing: Page | Field | Group | None = None, item: GroupItem | None = None) -> None:
        self.plan, self.service, self.item = plan, plan.service, item
        self.group = thing.group if isinstance(thing, Field) and item is not None else ""
        self.says: list[Phrase] = []
        self.found: dict[str, Decisive] = {}
        self._seen: set[str] = set()

    def explanation(self, because: tuple[Phrase, ...] = ()) -> Explanation:
        return Explanation(_once(self.says), _once(because), tuple(self.found.values())[:MOST_ROWS])

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

    def row(self, when: Condition | None, rows: Sequence[Condition | None], *, speaks: bool = False) -> None:
        """What decided that a row is taken: its own condition; of the one for all others, that none of those holds."""
        for condition in [when] if when is not None else [one for one in rows if one is not None]:
            self.condition(condition, speaks=speaks and when is not None)

    def table(self, table: Table) -> tuple[Phrase, ...]:
        """Looks at the rows that are taken, or at all where none is; gives their reasons."""
        conditions = [row.when for row in table.rows]
        taken = [table.rows[number] for number in self.plan.rows_taken(conditions, all_of_them=table.takes_all) or ()]
        for row in taken:
            self.row(row.when, conditions)
            if isinstance(row.gives, Rule):
                self.rule(row.gives)
        if not taken:
            self.row(None, conditions)
        return tuple(row.because for row in taken if row.because)

    def _row(self, path: str, root: str, part: str) -> Decisive | None:
        if root in self.service.groups:
            return self._of_group(self.service.groups[root], part)
        one, answer = self.service.fields.get(root), self.plan.entries.answers.get(root)
        return Decisive(root, one.label, (answer.value,)) if one and answer and root in self.plan.env_for() else None

    def _of_group(self, group: Group, part: str) -> Decisive | None:
        if group.id not in self.plan.env_for():  # it is not asked, whatever was answered before
            return None
        name = part.partition(".")[0]
        one = group.by_id.get(name)
        items = (self.item,) if self.group == group.id and self.item else self.plan.entries.items(group.id)
        if one is None:
            return Decisive(group.id, group.label, count=len(items))
        # An answer counts only as long as its question is asked in that item.
        told = {number: item for number, item in enumerate(items, 1) if name in self.plan.inside(group, item)}
        answers = tuple(item.answers[name].value for item in told.values())
        whose = tuple(self._whose(group, number, item) for number, item in told.items()) if len(items) > 1 else ()
        return Decisive(one.path, one.label, answers, items=whose)

    def _whose(self, group: Group, number: int, item: GroupItem) -> Whose:
        named = (one for one in self.plan.shown_inside(group, item) if one.id in group.named and one.id in item.answers)
        return Whose(number, {one.id: item.answers[one.id].value for one in named})
