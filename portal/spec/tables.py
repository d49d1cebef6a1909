"""Floor 3. Reads tables: rows of which the first that holds decides."""

from __future__ import annotations

from portal.errors import N_
from portal.spec.model import FeeRow
from portal.spec.ruling import Ruling
from portal.spec.shape import Shape
from portal.spec.source import Mapping as MappingNode
from portal.spec.source import Node


class Tables:
    def __init__(self, shape: Shape, ruling: Ruling) -> None:
        self.shape = shape
        self.ruling = ruling

    def fee(self, node: Node | None) -> tuple[FeeRow, ...]:
        shape, rows = self.shape, []
        items = shape.sequence(node, "fee")
        for number, item in enumerate(items, 1):
            last = isinstance(item, MappingNode) and item.get("otherwise") is not None
            keys = ("row", "otherwise", "because") if last else ("row", "when", "amount", "because")
            given = shape.mapping(item, N_("A row of the fee"), keys)
            name = shape.ident(given.get("row"), N_("a row"))
            because = shape.text(given.get("because"), f"{name}/because")
            amount = shape.amount(given.get("otherwise" if last else "amount"), N_("The fee"))
            when = None if last else self.ruling.condition(given.get("when"))
            if last != (number == len(items)):
                message = (
                    N_("A row after “otherwise” is never reached.")
                    if last
                    else N_("The fee has no last row for everyone else.")
                )
                shape.fault(item, message, N_("End the fee with a row “otherwise: …”."))
            if amount and (last or when):
                rows.append(FeeRow(name, when, *amount, because))
        if len({row.currency for row in rows}) > 1 and node:
            shape.fault(node, N_("The fee is in two currencies."), N_("Use one."))
        return tuple(rows)
