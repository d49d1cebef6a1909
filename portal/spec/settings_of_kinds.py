"""Floor 3. Reads the settings that a kind of field has of its own: each `Setting.form` of `kinds` in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portal.errors import N_
from portal.kinds.kind import Kind, Setting
from portal.rules import PatternFault, compile_pattern
from portal.spec.model import Phrase
from portal.spec.options import CODE
from portal.spec.shape import Shape
from portal.spec.source import Node, Scalar

_COUNTS = ("max_length", "min_length", "rows")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|today(?: [+-] \d{1,4} (?:day|week|month|year)s?)?")


def read_settings(shape: Shape, kind: Kind, given: Mapping[str, Node], path: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: setting.default for name, setting in kind.settings.items() if setting.default is not None
    }
    for name, setting in kind.settings.items():
        if name in given:
            value = _setting(shape, setting, given[name], name, path)
            if value is not None:
                found[name] = value
    if "example" in given and "example" not in kind.settings:
        found["example"] = shape.word(given["example"], "example")
    return found


def _setting(shape: Shape, setting: Setting, node: Node, name: str, path: str) -> Any:
    match setting.form:
        case "integer":
            return _number(shape, node, name)
        case "flag":
            return shape.flag(node, name)
        case "size":
            return shape.size(node, name)
        case "money":
            amount = shape.amount(node, name)
            return amount[0] if amount else None
        case "authored":
            return shape.text(node, f"{path}/{name}")
        case "texts":
            return _texts(shape, setting, node, name, path)
        case "pattern":
            return _pattern(shape, node)
        case "date":
            word = shape.word(node, name)
            if word and not _DAY.fullmatch(word):
                shape.fault(
                    node,
                    N_("“{name}” is a date."),
                    N_("Write it as 2026-03-31, “today” or “today - 18 years”."),
                    name=name,
                )
                return None
            return word or None
        case "words":
            return _words(shape, setting, node, name)
        case _:
            return (shape.among(node, name, setting.among) if setting.among else shape.word(node, name)) or None


def _texts(shape: Shape, setting: Setting, node: Node, name: str, path: str) -> dict[str, Phrase]:
    """Texts for people by their codes, in order; each is translated by `<field>/<setting>/<code>`."""
    found = {}
    for key, value in shape.entries(node, name):
        code = key.value
        if setting.names:
            code = shape.ident(key, N_("a row"), claim=False)
        elif not CODE.fullmatch(code):
            message, remedy = N_("“{name}” cannot be the code of an option."), N_("Use letters, digits, - and _.")
            shape.fault(key, message, remedy, name=code)
            continue
        if code:
            found[code] = shape.text(value, f"{path}/{name}/{code}")
    return found


def _number(shape: Shape, node: Node, name: str) -> int | None:
    number = shape.whole(node, name)
    if name in _COUNTS and number is not None and number < 1:
        shape.fault(node, N_("“{name}” is 1 at least."), N_("Write a larger number."), name=name)
        return None
    return number


def _words(shape: Shape, setting: Setting, node: Node, name: str) -> tuple[str, ...]:
    words = shape.words(node, name)
    if not words:
        shape.fault(node, N_("“{name}” names nothing."), N_("Name one at least, or delete the line."), name=name)
    for word in words:
        if setting.among and word not in setting.among and isinstance(node, Node):
            at = next((i for i in getattr(node, "items", ()) if getattr(i, "value", None) == word), node)
            shape.unknown(at if isinstance(at, Scalar) else Scalar(word, node.line, node.column), name, setting.among)
    return words


def _pattern(shape: Shape, node: Node) -> Any:
    word = shape.word(node, "pattern")
    try:
        return compile_pattern(word)
    except PatternFault as fault:
        shape.fault(
            node,
            N_("The pattern cannot be used: {problem}."),
            N_("Use letters, digits, [ ], { }, ?, +, * and |, for example [A-Z]{{2}}[0-9]{{3}}."),
            problem=str(fault).rstrip("."),
        )
        return None
