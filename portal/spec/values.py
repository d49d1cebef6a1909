"""Floor 3. Reads the values that a service computes or counts."""

from __future__ import annotations

from collections.abc import Collection

from portal.errors import N_
from portal.rules import types
from portal.spec.keys import VALUE, VALUE_KINDS, WHERE
from portal.spec.model import Page, Value
from portal.spec.ruling import Ruling
from portal.spec.shape import Shape
from portal.spec.source import Mapping as MappingNode
from portal.spec.source import Node, Scalar


class Values:
    """`unsure`: the fields that could not be read, which is told already."""

    def __init__(self, shape: Shape, ruling: Ruling, unsure: Collection[str]) -> None:
        self.shape = shape
        self.ruling = ruling
        self.unsure = unsure
        self._nodes: dict[str, tuple[Scalar, dict[str, Node]]] = {}
        self._kinds: dict[str, str] = {}
        self._values: dict[str, Value] = {}

    def declare(self, node: Node | None) -> None:
        """Makes the values' names known to rules, before any rule is read."""
        shape = self.shape
        for name in shape.null_keys(node):
            self.ruling.names[name] = types.ANY
        for key, value in shape.entries(node, "values"):
            name = shape.ident(key, N_("a value"))
            given = shape.mapping(value, VALUE)
            kind = shape.among(given.get("kind"), N_("kind of value"), VALUE_KINDS)
            if ("is" in given) == ("count" in given):
                shape.fault(
                    key,
                    N_("The value “{name}” needs either “is” or “count”."),
                    N_("Write “is:” with an expression, or “count: documents” with “where:”."),
                    name=name,
                )
            elif name and not kind:
                self.ruling.names[name] = types.ANY
            elif name:
                self._nodes[name] = (key, given)
                self._kinds[name] = {"yes no": "boolean"}.get(kind, kind)
        self.ruling.declare_values(self._kinds)

    def read(self, pages: tuple[Page, ...]) -> dict[str, Value]:
        shape, values = self.shape, self._values
        for name, (key, given) in self._nodes.items():
            label = shape.optional_text(given.get("label"), f"{name}/label")
            if "is" in given:
                rule = self.ruling.compile(given["is"], self.ruling.names[name])
                values[name] = Value(name, self._kinds[name], rule, label=label)
            else:
                shape.among(given["count"], N_("thing to count"), ("documents",))
                where = shape.mapping(given.get("where"), WHERE)
                state = shape.among(where.get("state"), N_("state of a document"), ("valid", "any")) or "valid"
                same = shape.words(where.get("same"), "same") if "same" in where else ()
                document = shape.word(where.get("document"), "document")
                values[name] = Value(name, "integer", None, document, state, same, label)
                self._same(where.get("same"), same, pages)
            self.ruling.note_value(values[name], key)
        return values

    def _same(self, node: Node | None, same: tuple[str, ...], pages: tuple[Page, ...]) -> None:
        fields = {field.id: field for page in pages for field in page.fields}
        for path in (one for one in same if one not in self.unsure):
            at = (
                node if isinstance(node, Scalar) else Scalar(path, getattr(node, "line", 0), getattr(node, "column", 0))
            )
            if path not in fields:
                self.shape.unknown(Scalar(path, at.line, at.column), N_("field"), fields)
            elif fields[path].search != "exact":
                self.shape.fault(
                    at,
                    N_("“same: {field}” looks for equal answers, and “{field}” cannot be searched."),
                    N_("Write “search: exact” at the field."),
                    field=path,
                )

    def judge_counts(self, documents: Collection[str], unsure: Collection[str]) -> None:
        """Every `count` counts one of these; `unsure` are documents that could not be read."""
        for name, value in self._values.items():
            where = self._nodes[name][1].get("where")
            node = where.get("document") if isinstance(where, MappingNode) else None
            known = {*documents, *unsure}
            if value.document and value.document not in known and isinstance(node, Scalar):
                self.shape.unknown(node, N_("document"), documents)
