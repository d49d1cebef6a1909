"""Floor 6. Conditions in our own expressions: literals that are joined by `&&` and `||` alone.

A literal that reads an absent answer is not true, whichever way it asks; so a chain of them is true exactly where its
parts say so, and what it means can be drawn as a decision diagram.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import ge, gt, le, lt

from portal.authoring.importing.conditions import All, Named, Not, Some, Test, Tree, Unreadable
from portal.authoring.importing.diagrams import ALWAYS, NEVER, Diagrams

_COMPARED = re.compile(r"([a-z0-9_]+|size\([a-z0-9_]+\)) (==|!=|<=|>=|<|>) ")
_TURNED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as conditions know it. `page` is the original's path; `codes` maps the original's values to ours."""

    id: str
    page: str
    kind: str
    codes: Mapping[str, str]
    optional: bool = False
    in_group: bool = False
    currency: str = ""
    when: Chain | None = None


@dataclass(frozen=True, slots=True)
class Literal:
    """`source` in our language; `variable` has `size` values, and the literal holds for `values` of them.

    `is_known` says that it holds only where its field has an answer; without it only where there is none.
    """

    source: str
    field: str  # the original's name
    variable: tuple[str, ...] = ()
    values: frozenset[int] = frozenset()
    size: int = 0
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a page that was given a named condition is on the road."""

    source: str
    page: str


@dataclass(frozen=True, slots=True)
class Chain:
    """`parts` joined by `&&` or `||`; without parts: always (`&&`), never (`||`)."""

    operator: str
    parts: tuple[Chain | Literal | Reached, ...]


Part = Chain | Literal | Reached
TRUE, FALSE = Chain("&&", ()), Chain("||", ())


def joined(operator: str, parts: Sequence[Part]) -> Part:
    """A flat chain, each part once; `TRUE` and `FALSE` fall away."""
    neutral, end = (TRUE, FALSE) if operator == "&&" else (FALSE, TRUE)
    flat: list[Part] = []
    for part in parts:
        inner = part.parts if isinstance(part, Chain) and part.operator == operator and part.parts else (part,)
        flat += [one for one in inner if one not in flat and one != neutral]
    if end in flat:
        return end
    return flat[0] if len(flat) == 1 else Chain(operator, tuple(flat)) if flat else neutral


def size_of(part: Part) -> int:
    return sum(size_of(one) for one in part.parts) if isinstance(part, Chain) else 1


def drawn(part: Part, diagrams: Diagrams, known: Callable[[str], int], reached: Mapping[str, int]) -> int:
    """The diagram of where the expression is true; `known` tells where a field has an answer."""
    match part:
        case Reached(page=page):
            return reached[page]
        case Literal(is_known=False):
            return diagrams.negated(known(part.field))
        case Literal():
            holds = diagrams.test(part.variable, part.values, part.size) if part.size else ALWAYS
            return diagrams.both(known(part.field), holds)
        case Chain(operator="&&"):
            return diagrams.both(*(drawn(one, diagrams, known, reached) for one in part.parts))
        case _:
            return diagrams.either(*(drawn(one, diagrams, known, reached) for one in part.parts))


def written(part: Part) -> str:
    """The expression as a person would write it."""
    if not isinstance(part, Chain):
        return part.source
    if not part.parts:
        return "true" if part.operator == "&&" else "false"
    parts = _gathered(part)
    shown = [f"({written(one)})" if isinstance(one, Chain) and len(one.parts) > 1 else written(one) for one in parts]
    return f" {part.operator} ".join(shown)


def _gathered(chain: Chain) -> list[Part]:
    """`x == 'a' || x == 'b'` is one part, `x in ['a', 'b']`; so are the same negated and joined by `&&`."""
    sign = "==" if chain.operator == "||" else "!="
    found: dict[str, list[str]] = {}
    for one in chain.parts:
        if isinstance(one, Literal) and f" {sign} '" in one.source:
            name, value = one.source.split(f" {sign} ", 1)
            found.setdefault(name, []).append(value)
    parts: list[Part] = []
    for one in chain.parts:
        name = one.source.split(f" {sign} ", 1)[0] if isinstance(one, Literal) and f" {sign} '" in one.source else ""
        values = found.get(name, [])
        if len(values) < 2:
            parts.append(one)
        elif values[0] == one.source.split(f" {sign} ", 1)[1]:  # type: ignore[union-attr] # it is a literal
            inside = f"{name} in [{', '.join(values)}]"
            parts.append(Reached(inside if sign == "==" else f"!({inside})", ""))
    return parts


MOST_TESTS = 500
_NEEDED = {
    "email": re.compile("@"),
    "url": re.compile(r"\."),
    "phone": re.compile(r"\d"),
}  # in every answer of the kind
_COMPARES: Mapping[str, Callable[[Decimal, Decimal], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
LONGEST_VALUE = 200
Read = dict[tuple[str, bool], Part | None]


class Reader:
    """Puts trees into literals, with the fields of one form. `report` hears what could not be said.

    `absent_is_null`: as newer forms read what was not answered, it is something else than any value, and less than 1.
    """

    def __init__(
        self, fields: Mapping[str, Asked], conditions: Mapping[str, Tree], report: Callable[[str], None],
        *, absent_is_null: bool = False,
    ) -> None:  # fmt: skip
        self.fields, self.conditions, self.report = fields, conditions, report
        self.absent_is_null = absent_is_null

    def find(self, name: str) -> Asked | None:
        """The field of that name; a section's name may stand before it."""
        return self.fields.get(self.known_name(name))

    def known_name(self, name: str) -> str:
        """What `fields` calls it: those of a section by its name, where several have one name."""
        return name if name in self.fields else name.rpartition(".")[2]

    def holds(self, tree: Tree, usable: Callable[[str], bool], *, negated: bool = False) -> Part:
        """Where `tree` is true (`negated`: false); `usable` says of a field whether it can have an answer yet."""
        return self._holds(tree, usable, negated, {})

    def _holds(self, tree: Tree, usable: Callable[[str], bool], negated: bool, named: Read) -> Part:
        """`named`: what the conditions were found to be that it names, each read once; None while one is being read."""
        match tree:
            case Not(of=of):
                return self._holds(of, usable, not negated, named)
            case All(parts=parts) | Some(parts=parts):
                operator = "&&" if isinstance(tree, All) != negated else "||"
                return joined(operator, [self._holds(one, usable, negated, named) for one in parts])
            case Named(name=name) if name in self.conditions:
                return self._named(name, usable, negated, named)
            case Named(name=name) if (asked := self.find(name)) and asked.kind in ("yes no", "declaration"):
                return self._literal(Test(name, "is", "true"), usable, negated)
            case Named(name=name):
                self.report(f"there is no condition “{name}”; it never holds")
            case Unreadable(why=why):
                self.report(f"{why}; it never holds")
            case Test():
                return self._literal(tree, usable, negated)
        return FALSE

    def _named(self, name: str, usable: Callable[[str], bool], negated: bool, named: Read) -> Part:
        key = (name, negated)
        if key not in named:
            named[key] = None
            found = self._holds(self.conditions[name], usable, negated, named)
            if size_of(found) > MOST_TESTS:
                self.report(f"the condition “{name}” has more than {MOST_TESTS} tests; it never holds")
                found = FALSE
            named[key] = found
        known = named[key]
        if known is None:
            self.report(f"the condition “{name}” names itself; there it never holds")
        return known or FALSE

    def fails_to_hold(self, part: Part, is_sure: Callable[[str], bool]) -> Part:
        """Where `part` is not true: false, or unknown because an answer is absent."""
        match part:
            case Chain(operator=operator, parts=parts):
                return joined("||" if operator == "&&" else "&&", [self.fails_to_hold(one, is_sure) for one in parts])
            case Literal(is_known=False):
                return Literal(f"answered({self.fields[part.field].id})", part.field)
            case Literal():
                other = _opposite(part)
                if is_sure(part.field):
                    return other
                absent = Literal(f"!answered({self.fields[part.field].id})", part.field, is_known=False)
                return joined("||", [absent, other]) if part.size else absent
            case _:
                raise TypeError(f"{part} cannot be turned round")

    def _literal(self, test: Test, usable: Callable[[str], bool], negated: bool) -> Part:
        asked, name = self.find(test.field), self.known_name(test.field)
        if asked is None:
            self.report(f"it asks for “{test.field}”, which this form does not ask; it never holds")
            return FALSE
        if_absent = self.absent_is_null and _holds_of_null(test, asked, negated)
        ends = f"it {'always' if if_absent else 'never'} holds"
        if asked.in_group:
            self.report(f"it asks for “{test.field}”, which is answered once for each item; {ends}")
            return TRUE if if_absent else FALSE
        if not usable(name):
            self.report(f"it asks for “{test.field}” before that is answered; {ends}")
            return TRUE if if_absent else FALSE
        found = literal_of(test, asked, name)
        is_nobodys = not test.value or asked.kind in ("choice", "several choices")
        if found is None and is_nobodys and test.operator in ("is", "contains"):
            self.report(f"“{test.value}” is no answer to “{test.field}”, so nobody gives it")
            return Literal(f"answered({asked.id})", name) if negated and not if_absent else TRUE if negated else FALSE
        if found is None:
            self.report(f"“{test.field} {test.operator} {test.value}” cannot be said of a {asked.kind}; it never holds")
            return FALSE
        said = _opposite(found) if negated else found
        absent = Literal(f"!answered({asked.id})", name, is_known=False)
        return joined("||", [absent, said]) if if_absent else said


def _holds_of_null(test: Test, asked: Asked, negated: bool) -> bool:
    """Whether the newer forms' engine says that the test (`negated`: its opposite) holds of what was not answered."""
    if asked.kind == "several choices":
        return False
    if test.operator == "is":
        return negated
    number = _number(test.value) if asked.kind in ("integer", "decimal", "money") and not negated else None
    compare = _COMPARES.get(test.operator)
    return number is not None and compare is not None and compare(Decimal(0), Decimal(number))


def _opposite(one: Literal) -> Literal:
    source = one.source
    if source.startswith("!"):
        turned = source[1:].removeprefix("(").removesuffix(")") if source.startswith("!(") else source[1:]
    elif compared := _COMPARED.match(source):
        turned = f"{compared[1]} {_TURNED[compared[2]]} {source[compared.end() :]}"
    elif " " not in source:
        turned = f"!{source}"
    else:
        turned = f"!({source})"
    return Literal(turned, one.field, one.variable, frozenset(range(one.size)) - one.values, one.size)


def quoted(text: str) -> str:
    """A text as expressions write it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"


def literal_of(test: Test, asked: Asked, name: str) -> Literal | None:
    """The test in our language; None where it makes no sense for the field's kind."""
    field, value = asked.id, test.value
    if len(value) > LONGEST_VALUE:
        return None
    if asked.kind in ("yes no", "declaration") and test.operator in ("is", "contains"):
        said = {"true": True, "yes": True, "false": False, "no": False}.get(value.lower())
        size = 1 if asked.kind == "declaration" and not asked.optional else 2  # who goes on has declared it
        values = frozenset([int(not said)]) & frozenset(range(size))
        return None if said is None else Literal(field if said else f"!{field}", name, ("is", name), values, size)
    if asked.kind in ("choice", "several choices") and test.operator in ("is", "contains"):
        codes = list(asked.codes.values())
        code = asked.codes.get(value)
        if code is None:
            return None
        if asked.kind == "several choices":
            return Literal(f"{quoted(code)} in {field}", name, ("has", name, code), frozenset([0]), 2)
        return Literal(
            f"{field} == {quoted(code)}", name, ("is", name), frozenset([codes.index(code)]), max(2, len(codes))
        )
    if asked.kind == "choice" and test.operator in _COMPARES:
        return _among(test, asked, name)
    source = _compared(test, asked)
    return Literal(source, name, ("test", name, source), frozenset([0]), 2) if source else None


def _among(test: Test, asked: Asked, name: str) -> Literal | None:
    """Options that are numbers, compared as such: those that it is true of."""
    wanted, codes = _number(test.value), list(asked.codes.values())
    numbers = {code: number for value, code in asked.codes.items() if (number := _number(value))}
    if wanted is None or not numbers:
        return None
    chosen = [code for code, number in numbers.items() if _COMPARES[test.operator](Decimal(number), Decimal(wanted))]
    places = frozenset(codes.index(code) for code in chosen)
    source = (
        f"{asked.id} == {quoted(chosen[0])}"
        if len(chosen) == 1
        else f"{asked.id} in [{', '.join(map(quoted, chosen))}]"
    )
    return Literal(source, name, ("is", name), places, max(2, len(codes))) if chosen else None


def _compared(test: Test, asked: Asked) -> str:
    field, value = asked.id, test.value
    operator = "==" if test.operator == "is" else test.operator
    is_number = _number(value) is not None
    match asked.kind:
        case "integer" | "decimal" if is_number and operator in ("==", "<", "<=", ">", ">="):
            return f"{field} {operator} {_number(value)}"
        case "money" if is_number and operator in ("==", "<", "<=", ">", ">="):
            return f"{field} {operator} money('{_number(value)} {asked.currency}')"
        case "date" | "month and year":
            return _day(test, field, operator)
        case "text" | "long text" | "url" | "email" | "phone":
            return _text(test, asked)
    return ""


def _number(value: str) -> str | None:
    bare = value.replace(",", "")
    return bare if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", bare) else None


def _day(test: Test, field: str, operator: str) -> str:
    if operator not in ("==", "<", "<=", ">", ">="):
        return ""
    if test.shift:
        number, unit, direction = test.shift
        sign = "-" if direction == "past" else "+"
        return f"{field} {operator} today {sign} duration('{number} {unit}{'' if number == 1 else 's'}')"
    try:
        day = date.fromisoformat(test.value[:10])
    except ValueError:
        return ""
    return f"{field} {operator} date('{day.isoformat()}')"


def _text(test: Test, asked: Asked) -> str:
    """ "" also where no answer can be so: an empty one, one of no letters, an e-mail address without its sign."""
    field, sign = asked.id, {"longer": ">", "shorter": "<", "length": "=="}.get(test.operator)
    can_be = asked.kind not in _NEEDED or _NEEDED[asked.kind].search(test.value)
    if test.operator == "is" and test.value and can_be:
        return f"{field} == {quoted(test.value)}"
    if test.operator == "contains" and test.value:
        return f"{field}.contains({quoted(test.value)})"
    length = int(test.value) if sign and re.fullmatch("[0-9]{1,9}", test.value) else -1
    return f"size({field}) {sign} {length}" if length >= {"<": 2, "==": 1}.get(sign or "", 0) else ""


__all__ = ["ALWAYS", "NEVER", "Asked", "Chain", "Literal", "Part", "Reached", "Reader", "drawn", "joined", "written"]
