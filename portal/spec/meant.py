"""Floor 3. What an author meant by a key that is nearly a word of the language, and on which the reading of its thing rests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from difflib import get_close_matches

from portal.errors import N_
from portal.spec.shape import Shape
from portal.spec.source import Mapping as MappingNode
from portal.spec.source import Node


def with_meant(shape: Shape, node: Node, meant: str, what: str, known: Collection[str]) -> Node:
    """The thing with its key `meant`, where that is misspelt: told once, and read on as if it were not.

    Without it all the other keys would be taken for those of another thing. `known` are keys that mean themselves.
    """
    if not isinstance(node, MappingNode) or any(key.value == meant for key, _ in node.entries):
        return node
    entries, is_found = [], False
    for key, value in node.entries:
        if not is_found and key.value not in known and get_close_matches(key.value, [meant], 1, 0.6):
            message, remedy = N_("{what} has no key “{key}”."), N_("Did you mean “{near}”?")
            shape.fault(key, message, remedy, coded="unknown-key", what=what, key=key.value, near=meant)
            key, is_found = replace(key, value=meant), True
        entries.append((key, value))
    return replace(node, entries=tuple(entries)) if is_found else node
