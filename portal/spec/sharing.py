"""Floor 3. What services share: sets of questions and lists of `forms/shared`, put where a service includes them.

A bundle holds what it included under `shared/`, so a release needs nothing beside itself. Nodes of a shared file know their
file: a fault in it is told there, with its own line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from portal.errors import N_
from portal.spec.bundle import SHARED, Bundle
from portal.spec.keys import INCLUDE, SET
from portal.spec.shape import Shape
from portal.spec.source import Mapping, Node, Scalar, Sequence, read_yaml


class Sharing:
    """The sets of questions that one service includes; each file is read once."""

    def __init__(self, shape: Shape, bundle: Bundle) -> None:
        self.shape = shape
        self.bundle = bundle
        self.language = ""  # of the service's texts
        self._sets: dict[str, tuple[Node, ...]] = {}

    def expanded(self, nodes: Iterable[Node]) -> list[Node]:
        """What is asked, with the questions of a set in the place of each `include`."""
        found: list[Node] = []
        for node in nodes:
            if isinstance(node, Mapping) and node.get("include") is not None:
                found += self._included(node)
            else:
                found.append(node)
        return found

    def _included(self, node: Node) -> list[Node]:
        shape = self.shape
        given = shape.mapping(node, INCLUDE)
        name = shape.word(given.get("include"), "include")
        if not name:
            return []
        if name not in self._sets:
            self._sets[name] = self._read(name, given["include"])
        asked = self._sets[name]
        known = {called: one for one in asked if (called := _name(one))}
        changes = {key.value: (key, value) for key, value in shape.entries(given.get("with"), "with")}
        left_out = set()
        for one in shape.sequence(given.get("except"), "except"):
            left_out.add(shape.among(one, N_("question of this set"), tuple(known)) if known else "")
        for called, (key, _) in changes.items():
            if known and called not in known:
                shape.unknown(key, N_("question of this set"), known)
        return [
            _changed(one, changes[called][1]) if (called := _name(one)) in changes else one
            for one in asked
            if _name(one) not in left_out
        ]

    def _read(self, name: str, node: Node) -> tuple[Node, ...]:
        """The questions of a set. What is wrong with it is told in its own file."""
        shape, path = self.shape, f"{SHARED}{name}.yaml"
        if path not in self.bundle.files:
            message = N_("There is no set of questions called “{name}”.")
            remedy = N_("Write it into the file shared/{name}.yaml, beside the folders of the services.")
            shape.fault(node, message, remedy, name=name)
            return ()
        root, faults = read_yaml(self.bundle.text(path), shape.path_of(path))
        shape.faults += faults
        if root is None:
            return ()
        root = placed(root, path)
        given = shape.mapping(root, SET)
        if (called := shape.word(given.get("set"), "set")) and called != name:
            message, remedy = N_("The set is called “{name}”, and its file “{file}”."), N_("Give both the same name.")
            shape.fault(given["set"], message, remedy, name=called, file=name)
        if (spoken := shape.word(given.get("texts"), "texts")) and self.language and spoken != self.language:
            shape.fault(
                given["texts"],
                N_("The set is written in “{name}”, and the service that includes it in “{other}”."),
                N_("Write both in the same language; translations come from catalogues."),
                name=spoken,
                other=self.language,
            )
        return tuple(shape.sequence(given.get("ask"), "ask"))


def _name(node: Node) -> str:
    """What a question of a set is called: the word under its first key."""
    first = node.entries[0][1] if isinstance(node, Mapping) and node.entries else None
    return first.value if isinstance(first, Scalar) else ""


def _changed(node: Node, changes: Node) -> Node:
    """A question with some of its keys replaced, or more of them; what was written in the service stays there."""
    if not isinstance(node, Mapping) or not isinstance(changes, Mapping):
        return node
    new = {key.value: (key, value) for key, value in changes.entries}
    kept = tuple(new.pop(key.value, (key, value)) for key, value in node.entries)
    return replace(node, entries=(*kept, *new.values()))


def placed(node: Node, file: str) -> Node:
    """The node with the file that it stands in, and so all within it."""
    match node:
        case Scalar():
            return replace(node, file=file)
        case Sequence():
            return replace(node, file=file, items=tuple(placed(one, file) for one in node.items))
        case Mapping():
            entries = tuple((replace(key, file=file), placed(value, file)) for key, value in node.entries)
            return replace(node, file=file, entries=entries)
