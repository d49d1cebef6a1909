"""Floor 6. What may be amiss with a table that can be read: answers that no row is for, rows that hold at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.errors import N_, WARNING, Fault
from portal.spec.domains import judged_table
from portal.spec.model import Service, Table
from portal.spec.source import place_of

MOST_TOLD = 3


def warnings_of_tables(service: Service, path: str, source: str) -> Iterator[Fault]:
    """`path` and `source` are those of the specification."""
    for name, table in service.tables.items():
        judged = judged_table(service, name)
        place = place_of(source, "tables", name)
        # Where all rows are taken, none is a list with nothing in it.
        for hole in () if table.takes_all else judged.holes[:MOST_TOLD]:
            message = N_("No row of the table “{table}” is for these answers: {answers}.")
            remedy = N_("Add a row for them, or a last row “otherwise: …”; as it is, the value is missing there.")
            params = {"table": name, "answers": _told(service, hole)}
            yield Fault(path, *place, message, remedy, params, WARNING, "table-hole")
        if not table.takes_all:
            yield from _overlaps(table, judged.overlaps, path, place)


def _overlaps(table: Table, pairs: tuple[tuple[int, int], ...], path: str, place: tuple[int, int]) -> Iterator[Fault]:
    """Two rows that can hold at once and give different things: the upper one is taken."""
    told = [(table.rows[one], table.rows[other]) for one, other in pairs]
    for one, other in [(one, other) for one, other in told if one.gives != other.gives][:MOST_TOLD]:
        message = N_(
            "The rows “{first}” and “{second}” of the table “{table}” can hold at once, and give different things."
        )
        remedy = N_("The upper one is taken. Where that is not meant, narrow one of them.")
        params = {"table": table.name, "first": one.id, "second": other.id}
        yield Fault(path, *place, message, remedy, params, WARNING, "table-overlap")


def _told(service: Service, sample: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_value(service, name, value)}" for name, value in sample.items()) or "–"


def _value(service: Service, name: str, value: Any) -> str:
    """A sample as an author writes it; days and amounts of money were counted as numbers."""
    if value is True or value is False:
        return "yes" if value else "no"
    kind: Any = service.fields[name].kind.rule_type(service.fields[name]) if name in service.fields else ""
    kind = service.values[name].type if name in service.values else kind
    if name in service.tables:
        kind = service.tables[name].kind
    if isinstance(value, Decimal):
        if kind == "date" and 1 <= value < 3_650_000:
            return date.fromordinal(int(value)).isoformat()
        return f"{value / 100:.2f}" if kind == "money" else f"{value.normalize():f}"
    return "…" if value == "\0" else str(value)
