"""Floor 6. Long lists of options lie in files beside the specification, one for all questions that offer the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

LONGEST_INLINE = 20  # options; more of them make a specification hard to read
Row = tuple[str, str]  # code, label
Node = dict[str, Any]


@dataclass(frozen=True)
class LongList:
    """The rows of one file; `labels_in`: language → its labels by code, as far as there are some."""

    rows: tuple[Row, ...]
    labels_in: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def csv(self) -> str:
        written = io.StringIO()
        rows = csv.writer(written, lineterminator="\n")
        rows.writerow(["code", "label", *map(_column, self.labels_in)])
        for code, label in self.rows:
            rows.writerow([code, label, *(labels.get(code, "") for labels in self.labels_in.values())])
        return written.getvalue()

    def node(self, name: str) -> Node:
        """Its entry under `lists` of the specification."""
        labels = {language: _column(language) for language in self.labels_in}
        return {"file": path_of(name), "code": "code", "label": "label", **({"labels": labels} if labels else {})}


Lists = Mapping[str, LongList]  # by our name


def _column(language: str) -> str:
    return f"label_{language}"


def path_of(name: str) -> str:
    return f"lists/{name}.csv"


def rows_of(node: Node) -> tuple[Row, ...]:
    """The options of a field, where they are so many that they belong into a file and say nothing but their labels."""
    options: Mapping[str, Any] = node.get("options", {})
    if len(options) <= LONGEST_INLINE or not all(isinstance(one, str) for one in options.values()):
        return ()
    return tuple(options.items())


def move(node: Node, name: str) -> None:
    """The field names the list instead of its options, in the same place among its keys."""
    entries = [("list", name) if key == "options" else (key, value) for key, value in node.items()]
    node.clear()
    node.update(entries)


def fields_in(specification: Node) -> Iterator[tuple[str, Node]]:
    """Each field by its path."""
    for page in specification["pages"]:
        for item in page.get("ask", ()):
            if "field" in item:
                yield item["field"], item
            for one in item.get("ask", ()):
                if "field" in one:
                    yield f"{item['group']}.{one['field']}", one


def used(lists: Lists, pages: Sequence[Node]) -> dict[str, LongList]:
    """Those that a field of these pages names."""
    named = {node.get("list") for _, node in fields_in({"pages": pages})}
    return {name: one for name, one in lists.items() if name in named}


def translated(
    first: Node, lists: Lists, twin: Node, others: Lists, language: str
) -> tuple[dict[str, LongList], list[str]]:
    """The lists with the labels of the twin, found by the fields that ask them; and what of them could not be taken over."""
    theirs = {path: node["list"] for path, node in fields_in(twin) if "list" in node}
    labels: dict[str, dict[str, str]] = {name: {} for name in lists}
    missed: list[str] = []
    for path, node in fields_in(first):
        name, other = node.get("list", ""), theirs.get(path, "")
        if name in lists and other in others:
            missed += _joined(labels[name], others[other].rows)
    return {name: replace(one, labels_in={language: labels[name]}) for name, one in lists.items()}, missed


def _joined(known: dict[str, str], rows: Iterable[Row]) -> list[str]:
    """What the rows say of a code that is known already in other words."""
    return [f"{code}: {label}" for code, label in rows if known.setdefault(code, label) != label]
