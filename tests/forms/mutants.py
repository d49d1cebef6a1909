"""Each name and each literal of a service's conditions, changed: what `check` or a scenario must notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.spec.bundle import Bundle
from portal.spec.model import Service
from portal.spec.reader import SPECIFICATION, read_service
from portal.spec.source import Mapping, Node, Scalar, Sequence, read_yaml

# Under these keys stands an expression; under `if` a mapping of expressions to what they are compared with.
RULES = ("when", "is", "required", "default", "recommended")
_WORDS = re.compile(
    r"'(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?|[A-Za-z_][A-Za-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*(?!\w*\()|[<>=!]=|&&|\|\||[<>]"
)
_OTHER_SIGN = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&"}
_FUNCTIONS = frozenset(["in", "yes", "no"])


@dataclass(frozen=True)
class Mutant:
    """One change: the line, what stood there, what stands there now."""

    line: int
    rule: str
    changed: str
    text: str  # the whole file

    def __str__(self) -> str:
        return f"line {self.line}: “{self.rule}” → “{self.changed}”"


def mutants(bundle: Bundle) -> Iterator[Mutant]:
    """Every change of one word in one rule of the service."""
    text = bundle.text(SPECIFICATION)
    root, _ = read_yaml(text, "")
    assert root is not None
    service = read_service(bundle)
    lines = text.split("\n")
    for scalar in _rules(root):
        line = lines[scalar.line - 1]
        start = line.find(scalar.value, scalar.column - 1)
        assert start >= 0, f"line {scalar.line}: write the rule on one line, so that it can be judged: {scalar.value}"
        for changed in _changes(scalar.value, service):
            whole = [*lines]
            whole[scalar.line - 1] = f"{line[:start]}{changed}{line[start + len(scalar.value) :]}"
            yield Mutant(scalar.line, scalar.value, changed, "\n".join(whole))


def _rules(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _rules(item)
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            if key.value == "if" and isinstance(value, Mapping):
                for column, cell in value.entries:
                    yield column
                    if isinstance(cell, Scalar):
                        yield cell
            elif key.value in RULES and isinstance(value, Scalar) and value.value not in ("yes", "no"):
                yield value
            elif key.value != "scenarios":
                yield from _rules(value)


def _changes(rule: str, service: Service) -> Iterator[str]:
    for found in _WORDS.finditer(rule):
        for other in _others(found[0], rule, service):
            yield f"{rule[: found.start()]}{other}{rule[found.end() :]}"


def _others(word: str, rule: str, service: Service) -> Iterator[str]:
    """What could stand there instead: the next number on either side, another option, another name of the same type."""
    if word in _OTHER_SIGN:
        yield _OTHER_SIGN[word]
    elif re.fullmatch(r"\d+", word):
        yield str(int(word) + 1)
        if int(word):
            yield str(int(word) - 1)
    elif re.fullmatch(r"\d+\.\d+", word):
        yield f"{word}1"
    elif word.startswith("'"):
        yield from _other_texts(word[1:-1], rule, service)
    elif word in ("true", "false"):
        yield "false" if word == "true" else "true"
    elif word not in _FUNCTIONS:
        yield from _other_names(word, service)


def _other_texts(text: str, rule: str, service: Service) -> Iterator[str]:
    if number := re.match(r"\d+", text):  # a length of time, an amount of money, a day
        yield f"'{int(number[0]) + 1}{text[number.end() :]}'"
        return
    codes = [one.codes for path, one in service.fields.items() if text in one.codes and re.search(rf"\b{path}\b", rule)]
    others = [code for known in codes for code in known if code != text]
    yield from (f"'{other}'" for other in others) if others else (f"'{text}z'",)


def _other_names(word: str, service: Service) -> Iterator[str]:
    """The other names of its type, the three that read most alike; a code of a table's cell: the other codes."""
    known: dict[str, object] = {path: one.kind.rule_type(one) for path, one in service.fields.items()}
    known |= {name: one.type for name, one in service.values.items()}
    known |= dict.fromkeys(service.conditions, "boolean")
    known |= dict.fromkeys(service.groups, "group")
    if word in known:
        others = [name for name, kind in known.items() if name != word and kind == known[word]]
        yield from sorted(others, key=lambda name: -SequenceMatcher(None, name, word).ratio())[:3] or [f"{word}_z"]
        return
    codes = [one.codes for one in service.fields.values() if word in one.codes]
    others = [code for known_codes in codes for code in known_codes if code != word]
    yield from others or [f"{word}z"]
