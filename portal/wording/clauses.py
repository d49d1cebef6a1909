"""Floor 5. A condition in plain words, made of its rule: for paper, where nobody works it out but the person who reads.

What an author `says` goes before; what would take too many words is not told at all.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from portal.errors import N_
from portal.i18n.text import Text
from portal.rules.nodes import Binary, Call, Choice, Each, Items, Junction, Literal, Name, Node, Select, Unary
from portal.spec.model import Condition, Service, Table
from portal.wording.measures import Beyond, Measure, Measures, Scope, literal, path_of
from portal.wording.release import ReleaseWords

MOST_CLAUSES = 6
MOST_CHARACTERS = 420  # of all of them
_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_COMPARED: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_AMOUNTS: Final = {
    "<": N_("{what} is less than {value}"),
    "<=": N_("{what} is {value} or less"),
    ">": N_("{what} is more than {value}"),
    ">=": N_("{what} is {value} or more"),
    "==": N_("{what} is {value}"),
    "!=": N_("{what} is not {value}"),
}
_AGO: Final = {
    "<": N_("{what} is more than {span} ago"),
    "<=": N_("{what} is {span} ago or more"),
    ">": N_("{what} is less than {span} ago"),
    ">=": N_("{what} is {span} ago or less"),
}
_TIMES: Final = {
    **_AMOUNTS,
    "<": N_("{what} is before {value}"),
    "<=": N_("{what} is {value} or earlier"),
    ">": N_("{what} is after {value}"),
    ">=": N_("{what} is {value} or later"),
}


@dataclass(frozen=True, slots=True)
class InWords:
    """`clauses`: whole statements, all of which must hold, or (`every` False) one at least."""

    clauses: tuple[Text, ...]
    every: bool = True


@dataclass(frozen=True, slots=True)
class _Said:
    """One statement; `key` is the same for a statement and its opposite, which differ in `wanted`."""

    text: Text
    key: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class _Joined:
    """Several; none of them with `every` is always true, none without is never."""

    every: bool
    parts: tuple[_Said | _Joined, ...]


_Told = _Said | _Joined
_ALWAYS, _NEVER = _Joined(True, ()), _Joined(False, ())


def in_words(
    condition: Condition, service: Service, words: ReleaseWords, label: Callable[[str], str]
) -> InWords | None:
    """What must hold, in words; None where it takes too many. `label`: what a question or group is called, by its path."""
    if condition.says is not None:
        return InWords((words.text(condition.says),))
    teller = _Teller(service, words, label)
    try:
        told = _tidy(teller.tell(condition.rule.tree, True, {}))
        if isinstance(told, _Said):
            told = _Joined(True, (told,))
        clauses = tuple(teller.on_one_line(part) for part in told.parts)
    except Beyond:
        return None
    if not 1 <= len(clauses) <= MOST_CLAUSES or sum(len(one.value) for one in clauses) > MOST_CHARACTERS:
        return None
    return InWords(clauses, told.every)


class _Teller:
    def __init__(self, service: Service, words: ReleaseWords, label: Callable[[str], str]) -> None:
        self.service, self.words, self.label = service, words, label
        self.measures = Measures(service, words, label, self.inside)
        self._depth = 0

    # ---- what is joined -------------------------------------------------------------------------------------------

    def tell(self, node: Node, wanted: bool, scope: Scope) -> _Told:
        """`node`, or its opposite. Refused: `Beyond`."""
        match node:
            case Literal(value=bool() as value):
                return _ALWAYS if value is wanted else _NEVER
            case Unary(operator="!", of=of):
                return self.tell(of, not wanted, scope)
            case Junction(operator=sign, parts=parts):
                return _Joined((sign == "&&") is wanted, tuple(self.tell(one, wanted, scope) for one in parts))
            case Choice(test=test, yes=yes, no=no):
                first = _Joined(True, (self.tell(test, True, scope), self.tell(yes, wanted, scope)))
                return _Joined(
                    False, (first, _Joined(True, (self.tell(test, False, scope), self.tell(no, wanted, scope))))
                )
            case Binary():
                return self._binary(node, wanted, scope)
            case Each(verb="exists" | "all"):
                return self._each(node, wanted, scope)
            case Call():
                return self._call(node, wanted, scope)
            case Name(name=name) if name not in scope:
                return self._name(name, node, wanted, scope)
            case Select():
                return self._answer_is(node, wanted, scope)
        raise Beyond

    def _name(self, name: str, node: Node, wanted: bool, scope: Scope) -> _Told:
        """A named condition, a value or table that is true or false, or a question answered with yes or no."""
        if known := self.service.conditions.get(name):
            if known.says is None:
                return self._below(known.rule.tree, wanted)
            said = self.words.text(known.says)
            if not wanted:
                said = self.words.word(N_("this is not so: {words}"), words=said.value)
            return _Said(said, name, wanted)
        if value := self.service.values.get(name):
            if value.rule is None:
                raise Beyond
            return self._below(value.rule.tree, wanted)
        if table := self.service.tables.get(name):
            return self._rows(table, lambda given: given is wanted)
        return self._answer_is(node, wanted, scope)

    def _below(self, tree: Node, wanted: bool) -> _Told:
        """What another rule says, in its own scope."""
        self._depth += 1
        if self._depth > 8:
            raise Beyond
        try:
            return self.tell(tree, wanted, {})
        finally:
            self._depth -= 1

    def _rows(self, table: Table, fits: Callable[[Any], bool]) -> _Told:
        """A row that fits is taken: it holds, and none before it that gives something else."""
        found: list[_Told] = []
        for place, row in enumerate(table.rows):
            if fits(row.gives):
                before = () if table.takes_all else table.rows[:place]
                others = [one.when for one in before if one.when and not fits(one.gives)]
                holds = (self._below(row.when.rule.tree, True),) if row.when else ()
                found.append(_Joined(True, (*holds, *(self._below(one.rule.tree, False) for one in others))))
        return _Joined(False, tuple(found))

    def on_one_line(self, told: _Told) -> Text:
        """ "a, b and c". Refused: `Beyond` where what is joined holds what is joined again."""
        if isinstance(told, _Said):
            return told.text
        parts = [part.text.value for part in told.parts if isinstance(part, _Said)]
        if len(parts) < len(told.parts) or not parts:
            raise Beyond
        return self.words.formats.listed(parts) if told.every else self.words.formats.either(parts)

    def inside(self, node: Node, scope: Scope) -> Text:
        """A condition on an item of a group, within another statement."""
        return self.on_one_line(_tidy(self.tell(node, True, scope)))

    # ---- single statements ----------------------------------------------------------------------------------------

    def _said(self, node: Node, wanted: bool, message: str, **params: Any) -> _Said:
        told = {name: str(value) for name, value in params.items()}
        return _Said(self.words.word(message, **told), _key(node), wanted)

    def _answer_is(self, node: Node, wanted: bool, scope: Scope) -> _Told:
        """A question that is answered with yes or no, or a declaration that is ticked."""
        path = path_of(node, scope)
        asked = self.service.fields.get(path)
        if asked is None or asked.kind.rule_type(asked) != "boolean":
            raise Beyond
        if asked.kind.name == "declaration":
            message = N_("“{question}” is ticked") if wanted else N_("“{question}” is not ticked")
            return self._said(node, wanted, message, question=self.label(path))
        answer = self.words.word(N_("Yes") if wanted else N_("No"))
        return self._equal(node, wanted, path, self.measures.quoted(answer.value), is_equal=True)

    def _equal(self, node: Node, wanted: bool, path: str, value: str, *, is_equal: bool) -> _Said:
        message = N_("your answer to “{question}” is {value}")
        if not is_equal:
            message = N_("your answer to “{question}” is not {value}")
        return self._said(node, wanted, message, question=self.label(path), value=value)

    def _each(self, node: Each, wanted: bool, scope: Scope) -> _Told:
        group = self.service.groups.get(path_of(node.of, scope))
        if group is None:
            raise Beyond
        within = {**scope, node.variable: group.id}
        some = node.verb == "exists"
        inner = self.on_one_line(_tidy(self.tell(node.body, wanted or some, within)))
        message = N_("for at least one “{group}”: {words}")
        if some and not wanted:
            message = N_("for no “{group}”: {words}")
        elif not some and wanted:
            message = N_("for every “{group}”: {words}")
        return self._said(node, wanted, message, group=self.label(group.id), words=inner)

    def _call(self, node: Call, wanted: bool, scope: Scope) -> _Told:
        path = path_of(node.args[0], scope) if node.args else ""
        if node.function == "answered" and path in {**self.service.fields, **self.service.groups}:
            message = N_("“{question}” is filled in") if wanted else N_("“{question}” is left empty")
            return self._said(node, wanted, message, question=self.label(path))
        messages = {
            "startsWith": (N_("{what} begins with {value}"), N_("{what} does not begin with {value}")),
            "endsWith": (N_("{what} ends with {value}"), N_("{what} does not end with {value}")),
            "contains": (N_("{what} contains {value}"), N_("{what} does not contain {value}")),
        }
        if node.function not in messages or len(node.args) != 2 or not isinstance(node.args[1], Literal):
            raise Beyond
        what = self.measures.of(node.args[0], scope)
        value = self.measures.quoted(str(node.args[1].value))
        return self._said(node, wanted, messages[node.function][0 if wanted else 1], what=what.text, value=value)

    # ---- what is compared -----------------------------------------------------------------------------------------

    def _binary(self, node: Binary, wanted: bool, scope: Scope) -> _Told:
        sign, left, right = node.operator, node.left, node.right
        if sign == "in":
            return self._among(node, wanted, scope)
        if sign not in _FLIPPED:
            raise Beyond
        if literal(left) is not None and literal(right) is None:
            sign, left, right = _FLIPPED[sign], right, left
        value = literal(right)
        if isinstance(value, bool) and sign in ("==", "!="):
            return self.tell(left, (value is (sign == "==")) is wanted, scope)
        if isinstance(left, Name) and (table := self.service.tables.get(left.name)) and value is not None:
            if table.takes_all:
                raise Beyond
            return self._rows(table, lambda given: bool(_COMPARED[sign](given, value)) is wanted)
        sign = sign if wanted else _OPPOSITE[sign]
        if count := self._whether_any(node, sign, left, value, wanted, scope):
            return count
        what = self.measures.of(left, scope)
        if sign in _AGO and (span := self.measures.ago(right)):
            return self._said(node, wanted, _AGO[sign], what=what.text, span=span)
        told = self.measures.value(value, what) if value is not None else self.measures.of(right, scope).text
        if what.question and sign in ("==", "!="):
            return self._equal(node, wanted, what.question, told, is_equal=sign == "==")
        messages = _TIMES if what.kind in ("date", "time") else _AMOUNTS
        if what.kind in ("text", "code") and sign not in ("==", "!="):
            raise Beyond
        return self._said(node, wanted, messages[sign], what=what.text, value=told)

    def _whether_any(
        self, node: Node, sign: str, left: Node, value: object, wanted: bool, scope: Scope
    ) -> _Said | None:
        """`size(group) > 0`, and the other ways to say that there is one, or none."""
        if not isinstance(left, Call) or left.function != "size" or isinstance(value, bool):
            return None
        path = path_of(left.args[0], scope)
        some = (sign, value) in ((">", 0), (">=", 1), ("!=", 0))
        if path not in {**self.service.fields, **self.service.groups} or not (
            some or (sign, value) in (("<", 1), ("<=", 0), ("==", 0))
        ):
            return None
        message = N_("“{question}” is filled in") if some else N_("“{question}” is left empty")
        return self._said(node, wanted, message, question=self.label(path))

    def _among(self, node: Binary, wanted: bool, scope: Scope) -> _Told:
        if isinstance(node.right, Items):
            values = [literal(one) for one in node.right.items]
            if not values or None in values:
                raise Beyond
            if isinstance(node.left, Name) and (table := self.service.tables.get(node.left.name)):
                return self._rows(table, lambda given: (given in values) is wanted)
            what = self.measures.of(node.left, scope)
            told = [self.measures.value(value, what) for value in values]
            if wanted:
                return self._said(node, wanted, _AMOUNTS["=="], what=what.text, value=self.words.formats.either(told))
            message = N_("{what} is none of these: {values}")
            return self._said(node, wanted, message, what=what.text, values=self.words.formats.listed(told))
        value, path = literal(node.left), path_of(node.right, scope)
        if isinstance(node.right, Name) and (table := self.service.tables.get(node.right.name)) and value is not None:
            if not wanted:
                raise Beyond
            return self._rows(table, lambda given: given == value)
        asked = self.service.fields.get(path)
        if asked is None or value is None or asked.kind.rule_type(asked) != "codes":
            raise Beyond
        option = self.measures.value(value, Measure("", "code", asked=asked))
        message = N_("{option} is ticked at “{question}”") if wanted else N_("{option} is not ticked at “{question}”")
        return self._said(node, wanted, message, option=option, question=self.label(path))


def _tidy(told: _Told) -> _Told:
    """Without what is said twice, cannot be, or is so anyway; what is joined in the same way is joined once."""
    if isinstance(told, _Said):
        return told
    kept: dict[tuple[str, bool] | int, _Told] = {}
    for part in map(_tidy, told.parts):
        if isinstance(part, _Joined) and not part.parts:
            if part.every is not told.every:
                return part  # one that never holds among all, one that always does among some
            continue
        for one in _flat(part, told.every):
            if isinstance(one, _Said):
                if (one.key, not one.wanted) in kept:
                    return _NEVER if told.every else _ALWAYS
                kept[one.key, one.wanted] = one
            else:
                kept[id(one)] = one
    parts: Sequence[_Told] = tuple(kept.values())
    return parts[0] if len(parts) == 1 else _Joined(told.every, tuple(parts))


def _flat(told: _Told, every: bool) -> Sequence[_Told]:
    return told.parts if isinstance(told, _Joined) and told.every is every else (told,)


def _key(node: object) -> str:
    """Equal for what is written alike, wherever it stands."""
    if isinstance(node, tuple):
        return f"({', '.join(map(_key, node))})"
    if not isinstance(node, Node):
        return repr(node)
    parts = [_key(getattr(node, one.name)) for one in fields(node) if one.name != "at"]
    return f"{type(node).__name__}({', '.join(parts)})"
