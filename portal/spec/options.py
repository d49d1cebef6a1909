"""Floor 3. Reads what can be chosen: a service's lists, and the options that stand with a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from portal.errors import N_
from portal.kinds.choice import NONE, OTHER
from portal.kinds.kind import Kind
from portal.spec.bundle import Bundle, shared_list
from portal.spec.keys import LIST, OPTION
from portal.spec.lists import read_list
from portal.spec.model import Field, LongList, Option, Page
from portal.spec.shape import Shape
from portal.spec.source import Node, Scalar

Options = tuple[Option, ...] | LongList


def with_own_keys(options: Options, kind: Kind, settings: Mapping[str, Any]) -> Options:
    """The options with those that have a key of their own: `other: …`, then `none: …`, as the last."""
    if not kind.takes_options:
        return options
    own = tuple(Option(key, settings[key]) for key in (OTHER, NONE) if key in settings)
    return options.extended(own) if isinstance(options, LongList) else (*options, *own)


CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def _every_field(page: Page) -> tuple[Field, ...]:
    return (*page.fields, *(one for group in page.groups for one in group.fields))


class OptionsOfFields:
    """The lists of one service by name, read first; then the options of each field. Conditions go to `note_when`."""

    def __init__(self, shape: Shape, bundle: Bundle, note_when: Callable[[str, Node | None], None]) -> None:
        self.shape = shape
        self.bundle = bundle
        self.note_when = note_when
        self.lists: dict[str, Options] = {}
        self.columns: dict[str, tuple[str, ...]] = {}  # list → the columns of its file
        self.links: dict[str, list[tuple[Scalar, Scalar]]] = {}  # field path → its `where`: (column, field)
        self.unsure_lists: set[str] = set()

    def read_lists(self, node: Node | None) -> None:
        self.unsure_lists.update(self.shape.null_keys(node))
        for key, value in self.shape.entries(node, "lists"):
            name = self.shape.ident(key, N_("a list"))
            self.unsure_lists.add(name)
            given = self.shape.mapping(value, LIST, texts=False)
            if not given:
                continue
            if ("file" in given) == ("shared" in given):
                self.shape.fault(
                    key,
                    N_("The list “{name}” needs either “file” or “shared”."),
                    N_("Name its CSV file, or a list that services share."),
                    name=name,
                )
                continue
            path = self.shape.word(given.get("file"), "file")
            if "shared" in given and (word := self.shape.word(given["shared"], "shared")):
                path, given["file"] = shared_list(word), given["shared"]
            if name and path and {"code", "label"} <= given.keys():
                read = read_list(shape=self.shape, bundle=self.bundle, name=name, given=given, path=path)
                self.lists[name] = read[0]
                if read[1]:  # none where the file cannot be read, which is told already
                    self.columns[name] = read[1]

    def where(self, given: Mapping[str, Node], path: str) -> dict[str, str]:
        """Column of the field's list → the field whose answer it must hold; the fields are looked at when all are known."""
        node = given.get("where")
        if node is None:
            return {}
        name = given["list"].value if isinstance(given.get("list"), Scalar) else ""  # type: ignore[union-attr]
        if "list" not in given:
            self.shape.fault(
                node, N_("“where” chooses among the rows of a list."), N_("Name a list, or delete “where”.")
            )
        found = {}
        for column, value in self.shape.entries(node, "where"):
            if name in self.columns and column.value not in self.columns[name]:
                self.shape.unknown(column, N_("column of this list"), self.columns[name])
            elif isinstance(value, Scalar):
                found[column.value] = value.value
                self.links.setdefault(path, []).append((column, value))
            else:
                self.shape.word(value, column.value)
        return found

    def judge_links(self, pages: tuple[Page, ...], unsure: set[str]) -> None:
        """Each linked list follows an answer that was given before, or stands on the same page or in the same item."""
        place = {one.path: number for number, page in enumerate(pages) for one in _every_field(page)}
        order = list(place)
        for path, links in self.links.items():
            group = f"{path.split('.')[0]}." if "." in path else ""
            own = [one.removeprefix(group) for one in order if group and one.startswith(group)]
            for _, value in links:
                other = f"{group}{value.value}" if value.value in own else value.value
                if path not in place or {value.value, other} & unsure:
                    continue
                if group and value.value.startswith(group) and value.value in place:
                    self.shape.fault(
                        value,
                        N_("“{name}” stands in the same item, where questions go by their own names."),
                        N_("Write “{near}”."),
                        name=value.value,
                        near=value.value.removeprefix(group),
                    )
                elif other not in place or (not group and "." in other):
                    self.shape.unknown(value, N_("field"), {*own, *(one for one in order if "." not in one)})
                elif place[other] > place[path] or (value.value in own and order.index(other) >= order.index(path)):
                    self.shape.fault(
                        value,
                        N_("“{field}” is asked after “{other}”, which needs its answer."),
                        N_("Ask it on an earlier page, or on the same one."),
                        field=value.value,
                        other=path,
                    )

    def read(self, node: Node, given: Mapping[str, Node], kind: Kind, path: str) -> Options:
        shape = self.shape
        if not kind.takes_options:
            return ()
        if {"options", "list"} & {*shape.null_keys(node)} and not {"options", "list"} & given.keys():
            return ()  # told already: it has no value
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
