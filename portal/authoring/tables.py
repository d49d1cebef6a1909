"""Floor 6. What is told of a table that can be read: the answers that no row is for, the rows that differ and can hold at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.journey.plan import Plan
from portal.rules import Judged, Money
from portal.rules.tables import first_row
from portal.spec.model import Table, TableRow

MOST_TOLD = 3


def differing(table: Table, judged: Judged) -> list[tuple[TableRow, TableRow]]:
    """The first pairs of rows that may hold at once and give different things."""
    pairs = [(table.rows[one], table.rows[other]) for one, other in judged.overlaps]
    return [(one, other) for one, other in pairs if one.gives != other.gives][:MOST_TOLD]


def is_hole(table: Table, done: Plan) -> bool:
    """Whether no row holds for whoever answered like that."""
    rules = [row.when.rule if row.when else None for row in table.rows]
    return first_row(rules, done.env_for(*rules)) is None


def answers_told(table: Table, done: Plan) -> str:
    """What the rows look at, as an author would write it."""
    env, told = done.env, []
    for name in dict.fromkeys(root for row in table.rows if row.when for root in row.when.rule.roots):
        value: Any = env.get(name)
        told.append(f"size({name}) = {len(value)}" if _is_group(value) else f"{name} = {_value(value)}")
    return ", ".join(sorted(told)) or "–"


def _is_group(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _value(value: Any) -> str:
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case Money():
            return f"{value.amount / 100:.2f} {value.currency}"
        case date():
            return value.isoformat()
        case list():
            return ", ".join(map(_value, value)) or "–"
    return str(value)
