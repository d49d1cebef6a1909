"""Floor 3. Reads what can be chosen: a service's lists, and the options that stand with a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from portal.errors import N_
from portal.kinds.choice import NONE, OTHER
from portal.kinds.kind import Kind
from portal.spec.bundle import Bundle
from portal.spec.keys import LIST, OPTION
from portal.spec.lists import read_list
from portal.spec.model import Option
from portal.spec.shape import Shape
from portal.spec.source import Node, Scalar


def with_own_keys(options: tuple[Option, ...], kind: Kind, settings: Mapping[str, Any]) -> tuple[Option, ...]:
    """The options with those that have a key of their own: `other: …`, then `none: …`, as the last."""
    if not kind.takes_options:
        return options
    return (*options, *(Option(key, settings[key]) for key in (OTHER, NONE) if key in settings))


CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


class OptionsOfFields:
    """The lists of one service by name, read first; then the options of each field. Conditions go to `note_when`."""

    def __init__(self, shape: Shape, bundle: Bundle, note_when: Callable[[str, Node | None], None]) -> None:
        self.shape = shape
        self.bundle = bundle
        self.note_when = note_when
        self.lists: dict[str, tuple[Option, ...]] = {}
        self.unsure_lists: set[str] = set()

    def read_lists(self, node: Node | None) -> None:
        self.unsure_lists.update(self.shape.null_keys(node))
        for key, value in self.shape.entries(node, "lists"):
            name = self.shape.ident(key, N_("a list"))
            self.unsure_lists.add(name)
            given = self.shape.mapping(value, LIST, texts=False)
            path = self.shape.word(given.get("file"), "file")
            if name and len(given) == 3:
                self.lists[name] = read_list(shape=self.shape, bundle=self.bundle, name=name, given=given, path=path)

    def read(self, node: Node, given: Mapping[str, Node], kind: Kind, path: str) -> tuple[Option, ...]:
        shape = self.shape
        if not kind.takes_options:
            return ()
        if ("options" in given) == ("list" in given):
            shape.fault(
                node,
                N_("“{field}” needs either “options” or “list”."),
                N_("Write the options here, or name one of the service's lists."),
                field=path,
            )
            return ()
        if "list" in given:
            if isinstance(given["list"], Scalar) and given["list"].value in self.unsure_lists - set(self.lists):
                return ()
            name = shape.among(given["list"], N_("list"), tuple(self.lists))
            return self.lists.get(name, ())
        return tuple(
            option
            for key, value in shape.entries(given["options"], "options")
            if (option := self._option(key, value, path, kind))
        )

    def _option(self, key: Scalar, value: Node, path: str, kind: Kind) -> Option | None:
        shape, code = self.shape, key.value
        if code in ("empty", *kind.problems):
            shape.fault(
                key,
                N_("“{name}” is what a problem is called, and cannot be an option."),
                N_("Look whether the line “problems:” is missing above it, or choose another code."),
                name=code,
            )
            return None
        if not CODE.fullmatch(code):
            shape.fault(
                key, N_("“{name}” cannot be the code of an option."), N_("Use letters, digits, - and _."), name=code
            )
            return None
        if isinstance(value, Scalar):
            return Option(code, shape.text(value, f"{path}/option/{code}"))
        given = shape.mapping(value, OPTION)
        self.note_when(f"{path}/{code}", given.get("when"))
        return Option(
            code,
            shape.text(given.get("label"), f"{path}/option/{code}"),
            shape.optional_text(given.get("hint"), f"{path}/option-hint/{code}"),
        )
