"""Floor 6. Where the things of a specification stand in its files: for what is told about them after they were read.

What was included stands in the file of its set; what is different here stands under `with`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from portal.spec.bundle import Bundle
from portal.spec.model import Phrase
from portal.spec.reader import SPECIFICATION
from portal.spec.shape import Shape
from portal.spec.sharing import Sharing
from portal.spec.source import Mapping, Node, Scalar, Sequence, read_yaml

_NAMING = ("page", "field", "group", "paragraph", "inset", "details", "check", "row")
_NAMED = ("conditions", "values", "tables", "lists", "documents", "purposes")


class Place(NamedTuple):
    """A file, and line and column from 1; 0 where it is no particular place."""

    path: str
    line: int = 0
    column: int = 0


class Places:
    """The places of one bundle, whose paths `folder` stands before.

    A field of a group is called `visitor.name`; what has no name of its own stands at its owner.
    """

    def __init__(self, bundle: Bundle, folder: str = "") -> None:
        text = bundle.text(SPECIFICATION) if SPECIFICATION in bundle.files else ""
        root, _ = read_yaml(text, "")
        self.folder = folder
        self.root = root if isinstance(root, Mapping) else Mapping((), 1, 1)
        self.sharing = Sharing(Shape(""), bundle)
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
                            self._named[f"{name.value}/{called.value}"] = self.at(row), row
                    self._named.setdefault(name.value, (self.at(name), value))
            elif key.value in ("pages", "checks", "fee"):
                self._collect(node, "")
            elif key.value == "sections" and isinstance(node, Mapping):
                parts = node.get("parts")
                for name, value in parts.entries if isinstance(parts, Mapping) else ():
                    self._named.setdefault(name.value, (self.at(name), value))

    def _collect(self, node: Node, group: str) -> None:
        if isinstance(node, Sequence):
            for item in self.sharing.expanded(node.items):
                self._collect(item, group)
        elif isinstance(node, Mapping):
            form = next((key for key in _NAMING if isinstance(node.get(key), Scalar)), "")
            name = str(getattr(node.get(form), "value", "")) if form else ""
            if name:
                self._named.setdefault(f"{group}.{name}" if group else name, (self.at(node), node))
            for key, value in node.entries:
                if key.value in ("ask", "rows"):
                    self._collect(value, name if form == "group" else group)

    def at(self, node: Node) -> Place:
        return Place(f"{self.folder}{node.file or SPECIFICATION}", node.line, node.column)

    def of_text(self, phrase: Phrase) -> Place:
        return Place(f"{self.folder}{phrase.file or SPECIFICATION}", phrase.line, phrase.column)

    def fee_row(self, row: str) -> str:
        """What `of` knows a row of the fee by: where the fee is a table, as a row of that table."""
        return f"{self.fee_table}/{row}" if self.fee_table else row

    def every(self, key: str) -> Iterator[str]:
        """Each word that stands under that key, wherever in the specification."""
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
        place, node = self._named.get(name, (self.at(Mapping((), 1, 1)), self.root))
        for wanted in keys:
            entries = node.entries if isinstance(node, Mapping) else ()
            found = next(((key, value) for key, value in entries if key.value == wanted), None)
            if found is None:
                break
            place, node = self.at(found[0]), found[1]
        return place
