"""Floor 6. Where the things of a specification stand in its file: for what is told about them after they were read."""

from __future__ import annotations

from collections.abc import Iterator

from portal.spec.source import Mapping, Node, Scalar, Sequence, place_along, read_yaml

Place = tuple[int, int]  # line and column, from 1
_NAMING = ("page", "field", "group", "paragraph", "inset", "details", "check", "row")
_NAMED = ("conditions", "values", "tables", "lists", "documents", "purposes")


class Places:
    """The places of one file. A field of a group is called `visitor.name`; what has no name of its own stands at its owner."""

    def __init__(self, text: str) -> None:
        root, _ = read_yaml(text, "")
        self.root = root if isinstance(root, Mapping) else Mapping((), 1, 1)
        self._named: dict[str, tuple[Place, Node]] = {}
        fee = self.root.get("fee")
        table = fee.get("table") if isinstance(fee, Mapping) else None
        self.fee_table = table.value if isinstance(table, Scalar) else ""  # "": the fee has rows of its own
        for key, node in self.root.entries:
            if key.value in _NAMED and isinstance(node, Mapping):
                for name, value in node.entries:
                    rows = value.get("rows") if key.value == "tables" and isinstance(value, Mapping) else None
                    for row in rows.items if isinstance(rows, Sequence) else ():
                        called = row.get("row") if isinstance(row, Mapping) else None
                        if isinstance(called, Scalar):
                            self._named[f"{name.value}/{called.value}"] = (row.line, row.column), row
                    self._named.setdefault(name.value, ((name.line, name.column), value))
            elif key.value in ("pages", "checks", "fee"):
                self._collect(node, "")

    def _collect(self, node: Node, group: str) -> None:
        if isinstance(node, Sequence):
            for item in node.items:
                self._collect(item, group)
        elif isinstance(node, Mapping):
            form = next((key for key in _NAMING if isinstance(node.get(key), Scalar)), "")
            name = str(getattr(node.get(form), "value", "")) if form else ""
            if name:
                self._named.setdefault(f"{group}.{name}" if group else name, ((node.line, node.column), node))
            different = node.get("with")  # of a question that was included: what is said of it here
            for key, value in different.entries if isinstance(different, Mapping) else ():
                self._named.setdefault(f"{group}.{key.value}" if group else key.value, ((key.line, key.column), value))
            for key, value in node.entries:
                if key.value in ("ask", "rows"):
                    self._collect(value, name if form == "group" else group)

    def fee_row(self, row: str) -> str:
        """What `of` knows a row of the fee by: where the fee is a table, as a row of that table."""
        return f"{self.fee_table}/{row}" if self.fee_table else row

    def every(self, key: str) -> Iterator[str]:
        """Each word that stands under that key, wherever in the file."""
        todo: list[Node] = [self.root]
        while todo:
            node = todo.pop()
            if isinstance(node, Sequence):
                todo += node.items
            elif isinstance(node, Mapping):
                todo += [value for _, value in node.entries]
                yield from (
                    value.value for name, value in node.entries if name.value == key and isinstance(value, Scalar)
                )

    def of(self, name: str, *keys: str) -> Place:
        """Of the thing called so, or of the key at the end of that road within it; as near as there is one."""
        place, node = self._named.get(name, ((1, 1), self.root))
        return place_along(node, keys, place)
