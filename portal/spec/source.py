"""Floor 3. YAML as its author wrote it: nodes with positions, every scalar still text, YAML's traps closed.

Written over libyaml's events: nothing is guessed (`no`, `01234`, `1e3` stay what they are), and what an author
cannot foresee (anchors, tags, duplicate keys, a comma that makes a key) is refused with a remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from portal.errors import N_, Fault
from portal.spec.slips import first_slip

CODE = "yaml"
MAX_DEPTH = 40
_HOPELESS = 100  # levels: reading on costs time with the square of the depth, in libyaml
MAX_BYTES = 2_000_000
# The value of one of these is a text for people: quoted inside { }, never followed by a comment unquoted.
TEXT_KEYS = frozenset(
    [
        "title",
        "label",
        "done",
        "hint",
        "why",
        "says",
        "because",
        "text",
        "exit",
        "declaration",
        "summary",
        "about",
        "who",
        "cost",
        "time",
        "other_ways",
        "after",
        "name",
        "short_name",
        "address",
        "hours",
        "appeal",
        "privacy",
        "accessibility",
        "contact",
        "message",
    ]
)


NOT_UTF8 = (N_("The file is not written in UTF-8."), N_("Save it as UTF-8."))
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    value: str
    line: int
    column: int
    style: str = ""  # "", "'", '"', "|", ">"
    in_flow: bool = False
    comment_follows: bool = False
    file: str = ""  # where it stands in another file of the bundle


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    line: int
    column: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int
    file: str = ""

    def get(self, key: str) -> Node | None:
        return next((node for name, node in self.entries if name.value == key), None)


Node = Scalar | Sequence | Mapping
Report = Callable[..., None]


def place_of(text: str, *keys: str) -> tuple[int, int]:
    """Line and column of the key at the end of that road of keys, or of the last one that is there; 1, 1 where none is."""
    node, _ = read_yaml(text, "")
    place = (1, 1)
    for wanted in keys:
        entries = node.entries if isinstance(node, Mapping) else ()
        found = next(((key, value) for key, value in entries if key.value == wanted), None)
        if found is None:
            break
        place, node = (found[0].line, found[0].column), found[1]
    return place


class _TooDeep(Exception):
    """So deep that nothing more is read."""


@dataclass
class _Builder:
    """Turns events into nodes; reports what may not be."""

    events: Iterator[Any]
    lines: list[str]
    report: Report
    depth: int = 0
    flow: int = 0
    refused: set[int] = field(default_factory=set)
    is_torn: bool = False  # whether the beginning of a part is missing: what is said of the rest would mislead

    def node(self, event: Any) -> Node:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.AliasEvent):
            self.report(
                line,
                column,
                N_("“*{name}” repeats another part of the file."),
                N_("Write the part out."),
                name=event.anchor,
            )
            return Scalar("", line, column, '"')
        if event.anchor:
            self.report(
                line,
                column,
                N_("“&{name}” gives a part of the file a name."),
                N_("Take it out; begin a text with a quotation mark if it starts with &."),
                name=event.anchor,
            )
        if event.tag and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
            self.report(
                line,
                column,
                N_("“{tag}” is a YAML tag."),
                N_("Put the text in quotation marks if it starts with !."),
                tag=event.tag,
            )
        if isinstance(event, yaml.ScalarEvent):
            if _UNFIT.search(event.value):
                self.report(
                    line,
                    column,
                    N_("There is a character here that a text file may not hold."),
                    N_("Delete it, or write the word anew."),
                )
            if event.tag and event.tag[0] == "!" and not event.style:  # read on as it was meant
                return Scalar(f"{event.tag} {event.value}".strip(), line, column, '"', self.flow > 0)
            return Scalar(event.value, line, column, event.style or "", self.flow > 0, self._comment_follows(event))
        self.depth += 1
        self.flow += bool(event.flow_style)
        try:
            return (
                self._sequence(line, column)
                if isinstance(event, yaml.SequenceStartEvent)
                else self._mapping(line, column)
            )
        finally:
            self.depth -= 1
            self.flow -= bool(event.flow_style)

    def _too_deep(self, line: int, column: int) -> bool:
        if self.depth == MAX_DEPTH + 1:
            self.report(
                line,
                column,
                N_("The file is nested more than {depth} levels deep."),
                N_("Check the indentation."),
                depth=MAX_DEPTH,
            )
        return self.depth > MAX_DEPTH

    def _sequence(self, line: int, column: int) -> Sequence:
        items: list[Node] = []
        deep = self._too_deep(line, column)
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            node = self.node(event) if not deep else self._skip(event)
            items.append(node)
        return Sequence(tuple(items), line, column)

    def _mapping(self, line: int, column: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, int] = {}
        again: list[Scalar] = []
        deep = self._too_deep(line, column)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event) if not deep else self._skip(event)
            following = next(self.events)
            value = self.node(following) if not deep else self._skip(following)
            if not isinstance(key, Scalar):
                self.report(
                    key.line, key.column, N_("A key must be a word."), N_("Check the brackets and the indentation.")
                )
                continue
            if key.value in seen:
                again.append(key)
                entries = [(one, _joined(was, value) if one.value == key.value else was) for one, was in entries]
                continue
            seen[key.value] = key.line
            entries.append((key, value))
        self._told_twice(entries, seen, again, (line, column))
        return Mapping(tuple(entries), line, column)

    def _told_twice(
        self, entries: list[tuple[Scalar, Node]], seen: dict[str, int], again: list[Scalar], at: tuple[int, int]
    ) -> None:
        """Keys that stand twice: one by one, or once where they are those of a second thing, whose first line is missing."""
        if len({key.value for key in again}) == len(again) > 1 and not again[0].in_flow:
            first, key = entries[0][0].value, again[0]
            message = N_("From “{key}” on, keys stand a second time: {keys}; the first time on line {first}.")
            remedy = N_("If they belong to a second part, the line with its name is missing above; else delete them.")
            if self._is_item(*at) and first not in {one.value for one in again}:
                remedy = N_(
                    "If they belong to a second one, the line that begins it (“- {begins}: …”) is missing above; else delete them."
                )
            above = key.line - 1
            if self.lines[above - 1].strip().startswith(f"- {first}:"):
                message = N_("This line is read as a part of the text above it.")
                remedy = N_("Move it to the left, below the other lines “- {begins}: …”.")
                self.report(above, 1, message, remedy, begins=first)
                self.is_torn = True
                return
            keys = ", ".join(one.value for one in again)
            self.report(
                key.line, key.column, message, remedy, key=key.value, keys=keys, first=seen[key.value], begins=first
            )  # fmt: skip
            self.is_torn = True
            return
        for key in again:
            self.report(
                key.line, key.column, N_("“{key}” stands twice; the first is on line {first}."),
                N_("Delete or rename one of them."), key=key.value, first=seen[key.value],
            )  # fmt: skip

    def _is_item(self, line: int, column: int) -> bool:
        return line <= len(self.lines) and self.lines[line - 1][: column - 1].strip().endswith("-")

    def _skip(self, event: Any) -> Scalar:
        """Walks over what lies too deep, without recursion. Refused: `_TooDeep` where that has no end."""
        level = 0
        while True:
            level += isinstance(event, yaml.CollectionStartEvent)
            level -= isinstance(event, yaml.CollectionEndEvent)
            if self.depth + level > _HOPELESS:
                raise _TooDeep
            if level <= 0:
                return Scalar("", event.start_mark.line + 1, event.start_mark.column + 1, '"')
            event = next(self.events)

    def _comment_follows(self, event: Any) -> bool:
        if event.style or event.end_mark.line >= len(self.lines):
            return False
        rest = self.lines[event.end_mark.line][event.end_mark.column :]
        return rest.lstrip().startswith("#") and (rest[:1].isspace() or not rest)


def _joined(first: Node, second: Node) -> Node:
    """What stands under a key that is there twice: all of it, so that nothing seems to be missing elsewhere."""
    if isinstance(first, Scalar) and not first.value:
        return second
    if isinstance(first, Sequence) and isinstance(second, Sequence):
        words = {one.value for one in first.items if isinstance(one, Scalar)}
        more = (one for one in second.items if not isinstance(one, Scalar) or one.value not in words)
        return replace(first, items=(*first.items, *more))
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        known = {key.value for key, _ in first.entries}
        return replace(first, entries=(*first.entries, *(one for one in second.entries if one[0].value not in known)))
    return first


def read_yaml(text: str, path: str) -> tuple[Node | None, list[Fault]]:
    """The file's nodes and every fault of form; a fault that tears it is reported alone, with no nodes."""
    faults: list[Fault] = []

    def report(line: int, column: int, message: str, remedy: str = "", **params: Any) -> None:
        faults.append(Fault(path, line, column, message, remedy, params, code=CODE))

    if len(text) > MAX_BYTES:
        report(
            1,
            1,
            N_("The file is larger than {size} MB."),
            N_("Split the service in two, or move long lists to a CSV file."),
            size=MAX_BYTES // 1_000_000,
        )
        return None, faults
    lines = text.split("\n")
    if (at := text.find("\ufffd")) >= 0:
        line = text.count("\n", 0, at) + 1
        report(line, at - text.rfind("\n", 0, at), *NOT_UTF8)
        return None, faults
    try:
        events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        next(events)
        start = next(events)
        if isinstance(start, yaml.StreamEndEvent):
            report(1, 1, N_("The file is empty."), N_("Copy the beginning from another service."))
            return None, faults
        builder = _Builder(events, lines, report)
        node = builder.node(next(events))
        next(events)
        extra = next(events)
        if isinstance(extra, yaml.DocumentStartEvent):
            line = extra.start_mark.line + 1 if extra.start_mark else 1
            report(line, 1, N_("“---” begins a second document."), N_("Delete the line."))
    except yaml.reader.ReaderError as error:
        line, column = _place(text, error.position)
        report(
            line,
            column,
            N_("There is a character here that a text file may not hold."),
            N_("Delete it, or write the word anew."),
        )
        return None, faults[-1:]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.context == "while scanning a simple key":
            mark = error.context_mark or mark  # the word without its colon, not where its absence was noticed
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if slip := first_slip(text):
            return None, [Fault(path, slip.line, slip.column, slip.message, slip.remedy, slip.params, code=CODE)]
        message, remedy = _syntax(error, lines, line)
        return None, [Fault(path, line, column, message, remedy, {"problem": error.problem or ""}, code=CODE)]
    except _TooDeep:
        return None, faults[-1:]
    except RecursionError:
        report(1, 1, N_("The file is nested too deep."), N_("Check the indentation and the brackets."))
        return None, faults
    return None if builder.is_torn else node, faults


def _place(text: str, position: int) -> tuple[int, int]:
    before = text.encode("utf-8")[: max(position, 0)].decode("utf-8", "ignore")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _syntax(error: yaml.MarkedYAMLError, lines: list[str], line: int) -> tuple[str, str]:
    """The message and the remedy for what libyaml refused: the usual three, or its own words."""
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    value = shown.split(":", 1)[1].strip() if ":" in shown else shown.strip().removeprefix("- ")
    problem = error.problem or ""
    if "\t" in shown[: len(shown) - len(shown.lstrip())] or "'\\t'" in problem or "tab" in problem:
        return N_("The line begins with a tab."), N_("Indent with spaces.")
    if value[:1] in "\"'" and value[:1]:
        return N_("A text begins with a quotation mark, and something follows where it ends."), N_(
            "Put the whole text in the other kind of quotation marks."
        )
    if value[:1] in "!*&%@`" and value[:1]:
        return N_("A text begins with a sign that YAML reads as its own."), N_("Put the whole text in quotation marks.")
    if "mapping values are not allowed" in problem or ": " in value:
        return N_("There is a colon in a text."), N_("Put the whole text in quotation marks.")
    return N_("This cannot be read as YAML: {problem}."), N_(
        "Check the indentation, brackets and quotation marks on this line and the one before."
    )
