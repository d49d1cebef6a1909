"""The short tests in a table's cells: `< 18`, `18..65`, `a, b`, `not a`, `yes`, each turned into an expression.

So a row of a table is an ordinary condition, and whoever looks at conditions sees it too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from portal.errors import N_
from portal.rules import types
from portal.rules.types import Type

_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*(\([A-Za-z0-9_.]*\))?")
_COMPARED = re.compile(r"(<=|>=|<|>)\s*(.+)", re.DOTALL)
_NOT = re.compile(r"not\s+(.+)", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TODAY = re.compile(r"today(?: ([+-]) (\d{1,5} (?:day|week|month|year)s?))?")
_AMOUNT = re.compile(r"\d+(?:\.\d+)? [A-Z]{3}")
_WRITTEN = re.compile(r"""(?:date|money)\('[^'\\]*'\)""")
_QUOTED = re.compile(r"""'([^'\\]*)'|"([^"\\]*)\"""")
_PIECE = re.compile(r"""(?:'[^'\\]*'|"[^"\\]*"|[^,'"])+""")
_FLAGS: Final = {"yes": True, "true": True, "no": False, "false": False}
# What a cell of each type can say.
_USAGE: Final = {
    "number": "< 18, 18..65, 7",
    "money": "< 20 EUR, 20 EUR..50 EUR",
    "date": "2026-12-31, >= today, 2026-01-01..2026-12-31",
    "flag": "yes, no",
    "text": "a; a, b; not a",
}


class CellFault(ValueError):
    """A cell that cannot be understood: `message` and `remedy` with their `params`."""

    def __init__(self, message: str, remedy: str, **params: Any) -> None:
        super().__init__(message)
        self.message, self.remedy, self.params = message, remedy, params


def expression_of(subject: str, kind: Type, cell: str | Sequence[str]) -> str:
    """The expression that says of `subject` (of type `kind`) what the cell says; a list holds where one of it does.

    Of a group the number of its items is tested, of several choices whether one is among them, of a file whether
    there is one. Refused: `CellFault`. What is well written and yet wrong (a code that no option has) the checker finds.
    """
    of = subject if _SIMPLE.fullmatch(subject) else f"({subject})"
    if isinstance(kind, types.ListOf) and isinstance(kind.item, types.Record):
        of, kind = f"size({of})", types.INTEGER
    elif kind == types.FILE:
        of, kind = f"answered({of})", types.BOOLEAN
    form = _form(kind)
    if not form and isinstance(kind, types.ListOf):
        raise CellFault(
            N_("“{subject}” is asked of each item, and a cell tests one value."),
            N_(
                "Make a value of it and name that here: “values: {{my_value: {{kind: yes no, is: {group}.exists(one, …)}}}}”; "
                "or write that as the row's “when”."
            ),
            subject=subject,
            group=subject.partition(".")[0],
        )
    if not form:
        raise CellFault(
            N_("“{subject}” is a {kind}, which a cell cannot test."),
            N_("Name one of its parts, or write a “when”."),
            subject=subject,
            kind=kind.name,
        )
    if isinstance(cell, str):
        if _PIECE.sub("", cell).strip(", \t\n"):
            raise _half_quoted(cell)
        negated = _NOT.fullmatch(cell.strip())
        pieces = [piece.strip() for piece in _PIECE.findall(negated[1] if negated else cell)]
    else:
        negated, pieces = None, [piece.strip() for piece in cell]
    tests = [_test(of, form, piece, is_list=isinstance(kind, types.ListOf)) for piece in pieces]
    if not tests:
        raise CellFault(N_("This cell tests nothing."), N_("Write for example: {usage}."), usage=_USAGE[form])
    said = tests[0] if len(tests) == 1 else "(" + " || ".join(tests) + ")"
    return f"!({said})" if negated else said


def _form(kind: Type) -> str:
    if types.is_number(kind):
        return "number"
    if isinstance(kind, types.Money):
        return "money"
    if kind == types.DATE:
        return "date"
    if kind == types.BOOLEAN:
        return "flag"
    item = kind.item if isinstance(kind, types.ListOf) else kind
    return "text" if types.is_text(item) else ""


def _test(of: str, form: str, piece: str, *, is_list: bool) -> str:
    if form == "flag":
        if piece not in _FLAGS:
            raise _unread(piece, form)
        return of if _FLAGS[piece] else f"!{of}"
    if form == "text":
        quoted = _QUOTED.fullmatch(piece)
        if piece[:1] in ("'", '"') and not quoted:
            raise _half_quoted(piece)
        word = (quoted[1] if quoted[1] is not None else quoted[2]) if quoted else piece
        told = "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return f"{told} in {of}" if is_list else f"{of} == {told}"
    if compared := _COMPARED.fullmatch(piece):
        return f"{of} {compared[1]} {_value(compared[2].strip(), form)}"
    if ".." in piece:
        first, _, last = piece.partition("..")
        ends = [(">=", first.strip()), ("<=", last.strip())]
        told = " && ".join(f"{of} {sign} {_value(end, form)}" for sign, end in ends if end)
        if not told:
            raise _unread(piece, form)
        return f"({told})" if first.strip() and last.strip() else told
    return f"{of} == {_value(piece, form)}"


def _value(word: str, form: str) -> str:
    if _WRITTEN.fullmatch(word):
        return word
    if form == "number" and _NUMBER.fullmatch(word):
        return word
    if form == "money" and _AMOUNT.fullmatch(word):
        return word
    if form == "date" and _DAY.fullmatch(word):
        return f"date('{word}')"
    if form == "date" and (today := _TODAY.fullmatch(word)):
        return f"today {today[1]} duration('{today[2]}')" if today[1] else "today"
    raise _unread(word, form)


def _half_quoted(word: str) -> CellFault:
    return CellFault(
        N_("A quotation mark in {word} has no partner."),
        N_("Put the whole text in the other kind of marks, or take it out."),
        word=word.strip(),
    )


def _unread(word: str, form: str) -> CellFault:
    return CellFault(
        N_("“{word}” cannot be a test here."), N_("Write for example: {usage}."), word=word, usage=_USAGE[form]
    )
