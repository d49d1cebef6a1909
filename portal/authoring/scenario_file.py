"""Floor 6. Reads `scenarios.yaml`: every scenario has the shape that running it expects, or its faults are told.

What a scenario expects is only compared where it is run (`scenarios`); that it names pages, fields and moves which
there are is judged here, with the place in the file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.errors import N_, Fault, SpecFault
from portal.kinds.choice import OTHER
from portal.spec.bundle import Bundle
from portal.spec.keys import FEES, NO_ANSWER, OUTCOME, PERSON, SCENARIO, VALID_DAYS
from portal.spec.model import Field, Group, Service
from portal.spec.shape import Shape
from portal.spec.source import Mapping as MappingNode
from portal.spec.source import Node, Scalar, Sequence, read_yaml
from portal.workflow.moves import RECEIVED

FILE = "scenarios.yaml"
NO_FEE, UNKNOWN_FEE = FEES
_ADDRESS = ("street", "postal_code", "city")


@dataclass(frozen=True)
class Scenario:
    title: str
    line: int
    given: Mapping[str, Any]  # the scenario's keys, as plain Python values
    lines: Mapping[str, int]

    @property
    def today(self) -> date:
        return date.fromisoformat(self.given.get("today", "2026-11-24"))


def read_scenarios(bundle: Bundle, service: Service, folder: str = "") -> tuple[Scenario, ...]:
    """The bundle's scenarios, one at least. Refused: `SpecFault` with every fault of the file."""
    path = f"{folder}{FILE}"
    if FILE not in bundle.files:
        raise SpecFault(
            [
                Fault(
                    path,
                    0,
                    0,
                    N_("There is no file “scenarios.yaml”."),
                    N_("Write at least one scenario: it shows that the service does what it should."),
                )
            ]
        )
    root, faults = read_yaml(bundle.text(FILE), path)
    shape = Shape(path, service.id)
    shape.faults += faults
    shape.tells_once = True
    found = _Reading(shape, service).scenarios(root) if root is not None else ()
    if shape.faults:
        raise SpecFault(shape.faults)
    return found


class _Reading:
    """One reading of one file, key by key."""

    def __init__(self, shape: Shape, service: Service) -> None:
        self.shape = shape
        self.service = service

    def scenarios(self, root: Node) -> tuple[Scenario, ...]:
        nodes = self.shape.sequence(root, N_("The file"))
        if isinstance(root, Sequence) and not nodes:
            self.shape.fault(
                root,
                N_("There is no scenario in this file."),
                N_("Write at least one scenario: it shows that the service does what it should."),
            )
        found: dict[str, Scenario] = {}
        for node in nodes:
            one = self._scenario(node)
            if one and one.title in found:
                self.shape.fault(
                    node,
                    N_("Two scenarios are called “{name}”; the first is on line {first}."),
                    N_("Give each a title of its own."),
                    name=one.title,
                    first=found[one.title].line,
                )
            elif one:
                found[one.title] = one
        return tuple(found.values())

    def _scenario(self, node: Node) -> Scenario | None:
        shape, service = self.shape, self.service
        given = shape.mapping(node, SCENARIO, texts=False)
        title = shape.word(given.get("scenario"), "scenario")
        today = self._day(given.get("today"))
        self._person(given.get("person"))
        self._given(given.get("given"))
        self._answers(given.get("answers"))
        self._list(given.get("pages"), "pages", N_("page"), service.pages_by_id)
        self._problems(given.get("problems"))
        self._list(given.get("checks"), "checks", N_("check"), [check.id for check in service.checks])
        shape.among(given.get("exit"), N_("exit"), [page.id for page in service.pages if page.exit])
        expected = given.get("fee")
        is_word = isinstance(expected, Scalar) and expected.value in FEES
        fee = None if is_word else shape.amount(expected, N_("The fee"))
        self._outcome(given.get("outcome"))
        self._register(given.get("register"))
        shape.among(
            given.get("state"), N_("state"), [RECEIVED, *dict.fromkeys(m.target for m in service.review.moves.values())]
        )
        self._documents(given.get("document"))
        for key, value in shape.mapping(given.get("valid"), VALID_DAYS, texts=False).items():
            if not (key == "until" and isinstance(value, Scalar) and value.value == "never"):
                self._day(value)
        if not title or not today:
            return None
        plain = {key: _plain(value) for key, value in given.items()}
        if fee:
            plain["fee"] = amount_in_words(*fee)
        return Scenario(title, node.line, plain, {key: value.line for key, value in given.items()})

    def _day(self, node: Node | None) -> bool:
        """Whether it is a day, or none is given."""
        word = self.shape.word(node, "today")
        try:
            date.fromisoformat(word or "2026-11-24")
        except ValueError:
            assert node is not None
            self.shape.fault(node, N_("“{day}” is not a day."), N_("Write it as 2026-12-24."), day=word)
            return False
        return bool(word) or node is None

    def _person(self, node: Node | None) -> None:
        given = self.shape.mapping(node, PERSON, texts=False)
        for key, value in given.items():
            if key == "address":
                for part, words in self.shape.mapping(value, key, (), _ADDRESS, texts=False).items():
                    self.shape.word(words, part)
            elif key == "birth_date":
                self._day(value)
            else:
                self.shape.word(value, key)

    def _given(self, node: Node | None) -> None:
        counted = [value.name for value in self.service.values.values() if value.rule is None]
        for name, value in self.shape.entries(node, "given"):
            if name.value not in counted:
                self.shape.unknown(name, N_("value that is counted"), counted)
            else:
                self.shape.whole(value, name.value)

    # ---- answers --------------------------------------------------------------------------------------------------

    def _answers(self, node: Node | None) -> None:
        fields = {path: field for path, field in self.service.fields.items() if not field.group}
        groups = self.service.groups
        for name, value in self.shape.entries(node, "answers"):
            if name.value in groups:
                for item in self.shape.sequence(value, name.value):
                    self._item(item, groups[name.value])
            elif name.value in fields:
                self._answer(value, fields[name.value])
            else:
                self.shape.unknown(name, N_("field"), {*fields, *groups})

    def _item(self, node: Node, group: Group) -> None:
        fields = {field.id: field for field in group.fields}
        for name, value in self.shape.entries(node, group.id):
            if name.value in fields:
                self._answer(value, fields[name.value])
            else:
                self.shape.unknown(name, N_("field"), fields)

    def _answer(self, node: Node, field: Field) -> None:
        parts = [part for part in field.kind.parts(field) if part and (part == OTHER or not field.kind.takes_options)]
        if field.kind.takes_several and isinstance(node, Sequence):
            for one in node.items:
                self.shape.word(self.shape.mapping(one, field.path, ("file",), texts=False).get("file"), "file")
        elif field.kind.takes_file and isinstance(node, MappingNode):
            self.shape.word(self.shape.mapping(node, field.path, ("file",), texts=False).get("file"), "file")
        elif field.kind.takes_options:
            self._chosen(node, field, parts)
        elif parts and isinstance(node, MappingNode):
            for part, value in self.shape.mapping(
                node, field.path, (), (*field.kind.whole_parts, *parts), texts=False
            ).items():
                self.shape.word(value, part)
        elif isinstance(node, Scalar):
            return
        elif parts:
            self.shape.fault(
                node,
                N_("The answer to “{field}” has parts."),
                N_("Write them as “{parts}”."),
                field=field.path,
                parts="{" + ", ".join(f"{part}: …" for part in field.kind.whole_parts or parts) + "}",
            )
        else:
            self.shape.word(node, field.path)

    def _chosen(self, node: Node, field: Field, parts: list[str]) -> None:
        """Codes; `{other: …}` says what is typed under that one."""
        nodes = node.items if isinstance(node, Sequence) and field.kind.rule_type(field) == "codes" else (node,)
        for one in nodes:
            if parts and isinstance(one, MappingNode):
                for part, value in self.shape.mapping(one, field.path, parts, texts=False).items():
                    self.shape.word(value, part)
            else:
                self.shape.word(one, field.path)

    # ---- what is expected -----------------------------------------------------------------------------------------

    def _list(self, node: Node | None, key: str, what: str, known: Collection[str]) -> None:
        for item in self.shape.sequence(node, key):
            self.shape.among(item, what, known)

    def _problems(self, node: Node | None) -> None:
        fields, groups = self.service.fields, self.service.groups
        for name, value in self.shape.entries(node, "problems"):
            if name.value in groups:
                self.shape.among(value, N_("problem of a group"), ("too_few", "too_many"))
            elif name.value in fields:
                codes = dict.fromkeys(("empty", *fields[name.value].kind.problems))
                self.shape.among(value, N_("problem of this kind"), tuple(codes))
            else:
                self.shape.unknown(name, N_("field"), {*fields, *groups})

    def _outcome(self, node: Node | None) -> None:
        moves, reasons = self.service.review.moves, self.service.review.reasons
        if not isinstance(node, MappingNode):
            self.shape.among(node, N_("move"), moves)
            return
        given = self.shape.mapping(node, OUTCOME, texts=False)
        self.shape.among(given.get("move"), N_("move"), moves)
        self.shape.among(given.get("reason"), N_("reason"), reasons)

    def _register(self, node: Node | None) -> None:
        if not isinstance(node, MappingNode):
            self.shape.among(node, N_("reply of a register"), NO_ANSWER)
            return
        for name, value in self.shape.entries(node, "register"):
            for part, words in (
                self.shape.entries(value, name.value) if isinstance(value, MappingNode) else ((name, value),)
            ):
                self.shape.word(words, part.value)

    def _documents(self, node: Node | None) -> None:
        for name, facts in self.shape.entries(node, "document"):
            document = self.service.documents.get(name.value)
            if document is None:
                self.shape.unknown(name, N_("document"), self.service.documents)
                continue
            for path, value in self.shape.entries(facts, name.value):
                if path.value not in (known := self.service.printed(document.id)):
                    self.shape.unknown(path, N_("fact on the document"), known)
                else:
                    self.shape.word(value, path.value)


def _plain(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return {key.value: _plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return node.value


def amount_in_words(minor: int, currency: str) -> str:
    """ "20 EUR", "20.50 EUR": as a specification writes it."""
    return f"{minor // 100} {currency}" if minor % 100 == 0 else f"{minor // 100}.{minor % 100:02} {currency}"
