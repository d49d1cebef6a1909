"""Floor 5. What a rule compares, in plain words: an answer, a part of one, how many, a sum, days and years, a value by its rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from portal.errors import N_
from portal.i18n.text import Text
from portal.rules import Duration, Money, duration_in_words, money_in_words
from portal.rules.nodes import Binary, Call, Each, Literal, Name, Node, Select
from portal.spec.model import Field, Phrase, Service
from portal.wording.release import ReleaseWords

Scope = Mapping[str, str]  # a variable of `exists` and the like → the group whose item it stands for
_NUMBERS: Final = ("integer", "decimal", "money")
_SUMS: Final = {
    "+": N_("{first} plus {second}"),
    "-": N_("{first} minus {second}"),
    "*": N_("{first} times {second}"),
    "/": N_("{first} divided by {second}"),
}
_DOCUMENTS: Final = {
    "valid": N_("the number of valid documents “{document}” with the same answer to {questions}"),
    "any": N_("the number of documents “{document}” issued with the same answer to {questions}"),
}


class Beyond(Exception):
    """There are no plain words for it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """`kind`: "text", "code", "integer", "decimal", "money", "date", "time"; `asked`: the question whose answer it is."""

    text: str
    kind: str
    asked: Field | None = None
    part: str = ""  # of a record: which
    question: str = ""  # the path, where it is the whole answer to one question
    is_made_up: bool = False  # of several, which stand in brackets where they are part of another


def path_of(node: Node, scope: Scope) -> str:
    """`stall.goods` of `stall.goods`, and of `one.goods` within `stall.exists(one, …)`; "" of what is no name."""
    if isinstance(node, Name):
        return scope.get(node.name, node.name)
    if isinstance(node, Select):
        base = path_of(node.of, scope)
        return f"{base}.{node.field}" if base else ""
    return ""


def literal(node: Node) -> Any:
    """The value that is written out; None where there is none."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Call) and len(node.args) == 1 and isinstance(node.args[0], Literal):
        written = str(node.args[0].value)
        match node.function:
            case "date":
                return date.fromisoformat(written)
            case "money":
                return money_in_words(written)
            case "duration":
                return duration_in_words(written)
    return None


class Measures:
    """`inside` tells a condition on an item of a group in words."""

    def __init__(
        self,
        service: Service,
        words: ReleaseWords,
        label: Callable[[str], str],
        inside: Callable[[Node, Scope], Text],
    ) -> None:
        self.service, self.words, self.label, self._inside = service, words, label, inside
        self._depth = 0

    def quoted(self, words: str) -> str:
        return self.words.word(N_("“{words}”"), words=words).value

    # ---- values that are written out --------------------------------------------------------------------------------

    def value(self, value: Any, of: Measure) -> str:
        """As the person would write or tick it."""
        match value:
            case bool():
                raise Beyond
            case Money():
                return self.words.money(value.amount, value.currency).value
            case date():
                return self.words.date(value).value
            case Duration():
                raise Beyond
            case int() | Decimal():
                return self._number(value, of)
            case str() if of.kind == "time":
                return value
            case str() if of.kind == "code" and of.asked:
                return self.quoted(self._option(value, of.asked))
        return self.quoted(str(value))

    def _number(self, value: int | Decimal, of: Measure) -> str:
        asked = of.asked if of.question else None
        if asked is not None and asked.kind.name == "year":
            return str(value)
        if asked is not None and asked.kind.name == "percentage":
            return self.words.percent(Decimal(value)).value
        told = (self.words.integer(value) if isinstance(value, int) else self.words.decimal(value)).value
        unit = asked.settings.get("unit") if asked else None
        return f"{told} {self.words.text(unit).value}" if isinstance(unit, Phrase) else told

    def _option(self, code: str, asked: Field) -> str:
        if asked.option(code):
            return self.words.option(asked, code).value
        own = dict(asked.kind.own_choices(asked, self.words))
        if code in own:
            return own[code].value
        texts = asked.settings.get("scale") or {}
        if isinstance(texts, Mapping) and isinstance(texts.get(code), Phrase):
            return self.words.text(texts[code]).value
        raise Beyond

    def ago(self, node: Node) -> str:
        """ "18 years" of `today - duration('18 years')`; "" of anything else."""
        if (
            not isinstance(node, Binary)
            or node.operator != "-"
            or not isinstance(node.left, Name)
            or node.left.name != "today"
        ):
            return ""
        span = literal(node.right)
        return self.words.formats.span(span.months, span.days).value if isinstance(span, Duration) else ""

    # ---- what stands on the left ------------------------------------------------------------------------------------

    def of(self, node: Node, scope: Scope) -> Measure:
        """Refused: `Beyond`."""
        self._depth += 1
        try:
            if self._depth > 12:
                raise Beyond
            return self._of(node, scope)
        finally:
            self._depth -= 1

    def _of(self, node: Node, scope: Scope) -> Measure:
        match node:
            case Name(name="today"):
                return Measure(self._word(N_("today")), "date")
            case Name() | Select():
                return self._named(path_of(node, scope))
            case Binary():
                return self._sum(node, scope)
            case Call():
                return self._call(node, scope)
        raise Beyond

    def _word(self, message: str, **params: Any) -> str:
        return self.words.word(message, **params).value

    def _named(self, path: str) -> Measure:
        if value := self.service.values.get(path):
            if value.rule is not None:
                return self.of(value.rule.tree, {})
            if not value.same:
                raise Beyond
            asked = [self.quoted(self.label(one)) for one in value.same]
            document = self.words.text(self.service.documents[value.document].title).value
            questions = self.words.formats.listed(asked).value
            return Measure(self._word(_DOCUMENTS[value.state], document=document, questions=questions), "integer")
        if field := self.service.fields.get(path):
            kind = field.kind.rule_type(field)
            if not isinstance(kind, str) or kind in ("file", "files", "codes", "boolean", "none"):
                raise Beyond
            told = self._word(N_("your answer to “{question}”"), question=self.label(path))
            return Measure(told, "time" if field.kind.name == "time" else kind, field, question=path)
        whole, _, part = path.rpartition(".")
        field = self.service.fields.get(whole)
        if field is None:
            raise Beyond
        kinds = field.kind.rule_type(field)
        if isinstance(kinds, str) or part not in kinds:
            raise Beyond
        told = self._word(N_("“{part}” in “{question}”"), part=self._part(field, part), question=self.label(whole))
        return Measure(told, kinds[part], field, part)

    def _part(self, field: Field, part: str) -> str:
        label = field.kind.whole_labels.get(part) or field.kind.labels(field).get(part)
        if label is None:
            raise Beyond
        return (self.words.text(label) if isinstance(label, Phrase) else self.words.word(label)).value

    def _sum(self, node: Binary, scope: Scope) -> Measure:
        """Numbers and amounts that are reckoned with, and a day so long before or after another."""
        span = literal(node.right)
        if isinstance(span, Duration) and node.operator in ("+", "-"):
            what = self.of(node.left, scope)
            message = N_("{span} after {what}") if node.operator == "+" else N_("{span} before {what}")
            told = self._word(message, span=self.words.formats.span(span.months, span.days).value, what=what.text)
            return Measure(told, "date", is_made_up=True)
        if node.operator not in _SUMS:
            raise Beyond
        first, second = self._operand(node.left, scope), self._operand(node.right, scope)
        if first.kind not in _NUMBERS or second.kind not in _NUMBERS:
            raise Beyond
        told = self._word(_SUMS[node.operator], first=_bracketed(first), second=_bracketed(second))
        return Measure(told, first.kind if second.kind == "integer" else second.kind, is_made_up=True)

    def _operand(self, node: Node, scope: Scope) -> Measure:
        value = literal(node)
        if value is None:
            return self.of(node, scope)
        kind = "money" if isinstance(value, Money) else "date" if isinstance(value, date) else "integer"
        return Measure(self.value(value, Measure("", kind)), kind)

    def _call(self, node: Call, scope: Scope) -> Measure:
        match node.function, node.args:
            case "size", (of,):
                return self._size(of, scope)
            case "sum", (of,):
                return self._over_items(of, scope, N_("the sum of your answers to “{question}”"))
            case "max", (of,):
                return self._over_items(of, scope, N_("the largest of your answers to “{question}”"))
            case "min", (of,):
                return self._over_items(of, scope, N_("the smallest of your answers to “{question}”"))
            case ("max" | "min") as function, args:
                parts = [self._operand(one, scope) for one in args]
                message = N_("the largest of {values}") if function == "max" else N_("the smallest of {values}")
                values = self.words.formats.listed([one.text for one in parts]).value
                return Measure(self._word(message, values=values), parts[0].kind)
            case "age", (of,):
                born = self._operand(of, scope).text
                return Measure(self._word(N_("the number of full years since {what}"), what=born), "integer")
            case "days_between", (first, second):
                ends = {"first": self._operand(first, scope).text, "second": self._operand(second, scope).text}
                return Measure(self._word(N_("the number of days from {first} to {second}"), **ends), "integer")
        raise Beyond

    def _size(self, of: Node, scope: Scope) -> Measure:
        """How many items, boxes, files or signs."""
        if isinstance(of, Each) and of.verb == "filter":
            group = path_of(of.of, scope)
            if group not in self.service.groups:
                raise Beyond
            words = self._inside(of.body, {**scope, of.variable: group}).value
            message = N_("the number of “{group}” for which this is so: {words}")
            return Measure(self._word(message, group=self.label(group), words=words), "integer")
        path = path_of(of, scope)
        field = self.service.fields.get(path)
        if path in self.service.groups:
            return Measure(self._word(N_("the number of “{group}”"), group=self.label(path)), "integer")
        kind = field.kind.rule_type(field) if field else ""
        if kind == "codes":
            message = N_("the number of boxes ticked at “{question}”")
        elif kind == "files":
            message = N_("the number of files for “{question}”")
        elif kind == "text":
            message = N_("the number of letters in your answer to “{question}”")
        else:
            raise Beyond
        return Measure(self._word(message, question=self.label(path)), "integer")

    def _over_items(self, of: Node, scope: Scope, message: str) -> Measure:
        path = path_of(of, scope)
        field = self.service.fields.get(path)
        kind = field.kind.rule_type(field) if field else ""
        if field is None or not field.group or not isinstance(kind, str) or kind not in (*_NUMBERS, "date"):
            raise Beyond
        return Measure(self._word(message, question=self.label(path)), kind)


def _bracketed(one: Measure) -> str:
    return f"({one.text})" if one.is_made_up else one.text
