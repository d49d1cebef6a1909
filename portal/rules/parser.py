"""Source → syntax tree: the grammar of CEL, less what a specification has no use for.

Bounded in length and depth, so that no source can exhaust the reader or what comes after it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple, NoReturn

from portal.errors import N_
from portal.rules import types
from portal.rules.faults import Collector
from portal.rules.nodes import Binary, Call, Choice, Each, Items, Junction, Literal, Name, Node, Select, Unary

MAX_LENGTH: Final = 2000
MAX_DEPTH: Final = 96
# A bracket costs the parser more of Python's stack than a link of a chain.
_BRACKET: Final = 3
MAX_INTEGER: Final = 2**63 - 1

VERBS: Final = frozenset({"exists", "all", "filter", "map"})
_CEL_WORDS = "as break const continue else for function if import let loop package namespace return var void while"
# Words that cannot be the id of anything an expression could name.
RESERVED: Final = frozenset({"true", "false", "null", "in", "today", *_CEL_WORDS.split()})

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<text>[rR]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]])""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "`": "`", "?": "?"}
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_SIGNS_MEANT: Final = {"≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "−": "-", "–": "-"}
_OPERATORS: Final = (("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/", "%"))


class Token(NamedTuple):
    kind: str  # "number", "text", "name", "sign", "end"
    text: str
    at: int


class _Stop(Exception):
    """The first fault of the syntax ends the reading."""


def parse(source: str, faults: Collector) -> Node | None:
    """The tree of `source`, or None after adding to `faults` what is wrong."""
    try:
        if len(source) > MAX_LENGTH:
            faults.add(
                MAX_LENGTH,
                N_("An expression may have {most} characters; this one has {length}."),
                N_("Split it into named conditions or values."),
                most=MAX_LENGTH,
                length=len(source),
            )
            return None
        return _Parser(_tokens(source, faults), faults).whole()
    except _Stop:
        return None


def _tokens(source: str, faults: Collector) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None or match.lastgroup is None:
            _refuse_character(source, at, faults)
        else:
            if match.lastgroup != "space":
                found.append(Token(match.lastgroup, match[0], at))
            at = match.end()
    found.append(Token("end", "", len(source)))
    return found


def _refuse_character(source: str, at: int, faults: Collector) -> NoReturn:
    character = source[at]
    remedies = {
        "=": N_("To compare, write == with two signs."),
        "&": N_("For “and”, write && with two signs."),
        "|": N_("For “or”, write || with two signs."),
        "'": N_("Close the text with the same quote on the same line."),
        '"': N_("Close the text with the same quote on the same line."),
        "‘": N_("Use straight quotes: 'electric'."),
        "’": N_("Use straight quotes: 'electric'."),
        "“": N_("Use straight quotes: 'electric'."),
        "”": N_("Use straight quotes: 'electric'."),
    }
    if character in "'\"":
        message = N_("This text has no end.")
    else:
        message = N_("The character {character} has no meaning here.")
    if instead := _SIGNS_MEANT.get(character):
        faults.add(at, message, N_("Write {instead}."), character=character, instead=instead)
    else:
        faults.add(at, message, remedies.get(character, N_("Take it out.")), character=character)
    raise _Stop


class _Parser:
    def __init__(self, tokens: list[Token], faults: Collector) -> None:
        self._tokens, self._faults = tokens, faults
        self._next, self._depth = 0, 0

    # Reading tokens

    @property
    def _now(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += token.kind != "end"
        return token

    def _has(self, *signs: str) -> bool:
        return self._now.kind != "text" and self._now.text in signs

    def _want(self, sign: str) -> Token:
        if not self._has(sign):
            if self._now.kind == "name":
                self._refuse_word()
            self._refuse(N_("Here {sign} is missing."), N_("Write {sign} before this place."), sign=sign)
        return self._take()

    def _refuse(self, message: str, remedy: str, at: int | None = None, **params: object) -> NoReturn:
        self._faults.add(self._now.at if at is None else at, message, remedy, **params)
        raise _Stop

    def _deeper(self, at: int, by: int = 1) -> None:
        self._depth += by
        if self._depth > MAX_DEPTH:
            self._refuse(
                N_("This expression is nested too deeply."),
                N_("Give a part of it a name under conditions or values."),
                at,
            )

    # The grammar, loosest first

    def whole(self) -> Node:
        if self._now.kind == "end":
            self._refuse(N_("The expression is empty."), N_("Write what must hold, or take the key out."))
        node = self._expression()
        if self._now.kind != "end":
            self._refuse_word()
        return node

    def _refuse_word(self) -> NoReturn:
        self._refuse(
            N_("{token} is not expected here."),
            N_("Join two conditions with && or ||; put a text in quotes."),
            token=f"“{self._now.text}”",
        )

    def _expression(self) -> Node:
        at = self._now.at
        self._deeper(at, _BRACKET)
        test = self._junction("||")
        if self._has("?"):
            self._take()
            yes = self._junction("||")
            self._want(":")
            test = Choice(at, test, yes, self._expression())
        self._depth -= _BRACKET
        return test

    def _junction(self, sign: str) -> Node:
        at = self._now.at
        below = self._relation if sign == "&&" else self._and
        parts = [below()]
        while self._has(sign):
            self._take()
            parts.append(below())
        return parts[0] if len(parts) == 1 else Junction(at, sign, tuple(parts))

    def _and(self) -> Node:
        return self._junction("&&")

    def _relation(self) -> Node:
        return self._chain(0)

    def _chain(self, level: int) -> Node:
        if level == len(_OPERATORS):
            return self._unary()
        node = self._chain(level + 1)
        # A chain leans to the left: each link is one level more for whoever walks the tree.
        links = 0
        while self._has(*_OPERATORS[level]):
            sign = self._take()
            links += 1
            self._deeper(sign.at)
            node = Binary(sign.at, sign.text, node, self._chain(level + 1))
        self._depth -= links
        return node

    def _unary(self) -> Node:
        if not self._has("!", "-"):
            return self._member()
        sign = self._take()
        self._deeper(sign.at)
        of = self._unary()
        self._depth -= 1
        if sign.text == "-" and isinstance(of, Literal) and types.is_number(of.type):
            return Literal(sign.at, -of.value, of.type)
        return Unary(sign.at, sign.text, of)

    def _member(self) -> Node:
        node = self._primary()
        links = 0
        while self._has(".", "["):
            if self._has("["):
                self._refuse(
                    N_("An item cannot be taken by its number."),
                    N_("Use exists, all, filter or map on the whole list."),
                )
            self._take()
            field = self._word()
            links += 1
            self._deeper(field.at)
            node = self._method(node, field) if self._has("(") else Select(field.at, node, field.text)
        self._depth -= links
        return node

    def _word(self) -> Token:
        if self._now.kind != "name" or self._now.text in ("true", "false", "null", "in"):
            self._refuse(N_("After the dot a name is missing."), N_("Write the field's name, as in visitor.name."))
        return self._take()

    def _method(self, of: Node, name: Token) -> Node:
        if name.text not in VERBS:
            return Call(name.at, name.text, (of, *self._arguments()), True)
        self._want("(")
        variable = self._now
        if variable.kind != "name" or variable.text in RESERVED:
            self._refuse(N_("{verb} needs a name for one item."), N_("Write {verb}(one, …one…)."), verb=name.text)
        self._take()
        self._want(",")
        body = self._expression()
        self._want(")")
        return Each(name.at, name.text, of, variable.text, body)

    def _arguments(self) -> tuple[Node, ...]:
        self._want("(")
        return self._until(")")

    def _until(self, end: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._has(end):
            found.append(self._expression())
            if not self._has(end):
                self._want(",")
        self._take()
        return tuple(found)

    def _primary(self) -> Node:
        token = self._now
        if token.kind == "number":
            return self._number()
        if token.kind == "text":
            return Literal(token.at, self._unquoted(self._take()), types.TEXT)
        if token.kind == "name":
            return self._named()
        if self._has("("):
            self._take()
            node = self._expression()
            self._want(")")
            return node
        if self._has("["):
            self._take()
            return Items(token.at, self._until("]"))
        if token.kind == "end":
            self._refuse(N_("The expression ends too early."), N_("Something must follow the last sign."))
        self._refuse(
            N_("{token} is not expected here."), N_("A name or a value is missing before it."), token=f"“{token.text}”"
        )

    def _number(self) -> Node:
        token = self._take()
        is_apart = self._now.at > token.at + len(token.text)
        if is_apart and self._now.kind == "name" and _CURRENCY.fullmatch(self._now.text):
            return self._amount(token)
        if "." in token.text:
            return Literal(token.at, Decimal(token.text), types.DECIMAL)
        # int() of 2,000 digits is refused by Python itself only beyond 4,300; the bound is ours.
        if len(token.text) > 19 or int(token.text) > MAX_INTEGER:
            self._refuse(
                N_("The number {number} is too large."), N_("Use a smaller one."), token.at, number=token.text[:25]
            )
        if self._now.kind == "name" and self._now.at == token.at + len(token.text):
            self._refuse(
                N_("A name cannot begin with a digit."), N_("Put a text in quotes; money is 20 EUR."), token.at
            )
        return Literal(token.at, int(token.text), types.INTEGER)

    def _amount(self, number: Token) -> Node:
        """`20 EUR`: the same as `money('20 EUR')`, which is judged where its words are."""
        words = Literal(number.at, f"{number.text} {self._take().text}", types.TEXT)
        return Call(number.at, "money", (words,), False)

    def _named(self) -> Node:
        token = self._take()
        if token.text in ("true", "false"):
            return Literal(token.at, token.text == "true", types.BOOLEAN)
        if token.text == "null":
            self._refuse(N_("There is no null."), N_("Ask answered(name) or !answered(name)."), token.at)
        if token.text in RESERVED - {"today"}:
            self._refuse(
                N_("{token} is a word of the language, not a name."),
                N_("Use another name."),
                token.at,
                token=token.text,
            )
        if self._has("("):
            return Call(token.at, token.text, self._arguments(), False)
        return Name(token.at, token.text)

    def _unquoted(self, token: Token) -> str:
        raw = token.text[0] in "rR"
        inside = token.text[2:-1] if raw else token.text[1:-1]
        if raw or "\\" not in inside:
            return inside

        def character(match: re.Match[str]) -> str:
            if match[1]:
                code = int(match[1], 16)
                # Half of a surrogate pair is no character and could not be stored.
                if not 0xD800 <= code <= 0xDFFF and code:
                    return chr(code)
            elif match[2] in _ESCAPES:
                return _ESCAPES[match[2]]
            self._refuse(
                N_("{token} is not a known escape."), N_(r"Write \\ for a backslash."), token.at, token=match[0]
            )

        return _ESCAPE.sub(character, inside)
