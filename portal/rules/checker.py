"""Gives every part of a tree its type, and finds what cannot be: unknown names, missing codes, wrong types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from portal.errors import N_
from portal.rules import arithmetic, types
from portal.rules.faults import Collector, suggestion
from portal.rules.functions import FUNCTIONS, WRITTEN, Function
from portal.rules.nodes import Binary, Call, Choice, Each, Items, Junction, Literal, Name, Node, Select, Unary
from portal.rules.regex import PatternFault, compile_pattern
from portal.rules.types import ANY, BOOLEAN, DATE, TEXT, Type
from portal.rules.written import WRITTEN_AS, finer_amount

TODAY: Final = "today"
_COMPARISONS: Final = frozenset({"<", "<=", ">", ">="})
_EQUALITIES: Final = frozenset({"==", "!="})


class Checker:
    """Checks one tree, then answers for its nodes: `type_of` each, what `reads`, the value of what is `written` out."""

    def __init__(self, names: Mapping[str, Type], faults: Collector) -> None:
        self._names, self._faults = names, faults
        self._variables: dict[str, tuple[Type, str]] = {}
        self._types: dict[int, Type] = {}
        self._written: dict[int, Any] = {}
        self.reads: set[str] = set()

    def type_of(self, node: Node) -> Type:
        return self._types[id(node)]

    def written(self, node: Node) -> Any:
        """The value of a written-out date, duration or amount of money, or the pattern of `matches`."""
        return self._written[id(node)]

    def check(self, node: Node, *, counts_as_read: bool = True) -> Type:
        kind = self._judged(node, counts_as_read)
        self._types[id(node)] = kind
        return kind

    def expect(self, node: Node, expected: Type) -> None:
        """Adds a fault where the whole is not what its place wants."""
        kind = self.type_of(node)
        if not types.fits(kind, expected):
            remedy = (
                N_("Compare it with something, as in {name} > 0.")
                if expected == BOOLEAN
                else N_("Change the expression.")
            )
            self._fault(
                node,
                N_("This gives {kind}, but {expected} is needed."),
                remedy,
                kind=kind,
                expected=expected,
                name="size",
            )
        elif isinstance(expected, types.Code):
            self._check_codes(node, expected, "")

    def _fault(self, node: Node, message: str, remedy: str, **params: Any) -> Type:
        told = {name: value.name if isinstance(value, Type) else value for name, value in params.items()}
        self._faults.add(node.at, message, remedy, **told)
        return ANY

    def _judged(self, node: Node, counts_as_read: bool) -> Type:
        match node:
            case Literal():
                return node.type
            case Name():
                return self._name(node, counts_as_read)
            case Select():
                return self._select(node, counts_as_read)
            case Items():
                return self._items(node)
            case Each():
                return self._each(node)
            case Call():
                return self._call(node)
            case Unary():
                return self._unary(node)
            case Binary():
                return self._binary(node)
            case Junction():
                for part in node.parts:
                    self._want_boolean(part, node.operator)
                return BOOLEAN
            case Choice():
                return self._choice(node)
        raise TypeError(f"no such node: {node!r}")

    # Names

    def _name(self, node: Name, counts_as_read: bool) -> Type:
        if node.name in self._variables:
            kind, path = self._variables[node.name]
            if counts_as_read and path:
                self.reads.add(path)
            return kind
        if node.name == TODAY:
            return DATE
        kind_known = self._names.get(node.name)
        if kind_known is None:
            known = [*self._names, *self._variables, TODAY]
            remedy, params = suggestion(node.name, known)
            return self._fault(
                node,
                N_("There is no field, group, condition, value or table named “{name}”."),
                remedy,
                name=node.name,
                **params,
            )
        if counts_as_read:
            self.reads.add(node.name)
        return kind_known

    def _path(self, node: Node) -> str:
        """How the thing is named from the answers' root, or "" where it is computed."""
        if isinstance(node, Name):
            return self._variables[node.name][1] if node.name in self._variables else node.name
        if isinstance(node, Select):
            base = self._path(node.of)
            return f"{base}.{node.field}" if base else ""
        # Filtered items are still items of their group.
        return self._path(node.of) if isinstance(node, Each) and node.verb == "filter" else ""

    def _select(self, node: Select, counts_as_read: bool) -> Type:
        base = self.check(node.of, counts_as_read=False)
        record = base.item if isinstance(base, types.ListOf) else base
        if record == ANY:
            return ANY
        if not isinstance(record, types.Record):
            return self._fault(
                node,
                N_("{kind} has no parts, so no “{field}”."),
                N_("Take “.{field}” out."),
                kind=base,
                field=node.field,
            )
        found = record.fields.get(node.field)
        if found is None:
            remedy, params = suggestion(node.field, record.fields)
            return self._fault(node, N_("There is no “{field}” in it."), remedy, field=node.field, **params)
        path = self._path(node)
        if counts_as_read and path:
            self.reads.add(path)
        return types.ListOf(found) if isinstance(base, types.ListOf) else found

    # Lists

    def _items(self, node: Items) -> Type:
        found: Type = ANY
        for item in node.items:
            kind = self.check(item)
            both = types.joined(found, kind)
            if both is None:
                self._fault(
                    item,
                    N_("A list holds one type; this is {kind} among {found}."),
                    N_("Take it out."),
                    kind=kind,
                    found=found,
                )
            else:
                found = both
        return types.ListOf(found)

    def _each(self, node: Each) -> Type:
        base = self.check(node.of)
        if not isinstance(base, types.ListOf):
            if base != ANY:
                self._fault(
                    node,
                    N_("{verb} needs a list; this is {kind}."),
                    N_("Use it on a group or a list."),
                    verb=node.verb,
                    kind=base,
                )
            base = types.ListOf(ANY)
        if node.variable in self._names or node.variable in self._variables:
            self._fault(
                node,
                N_("“{name}” already names something else."),
                N_("Choose another name for one item."),
                name=node.variable,
            )
            return ANY
        self._variables[node.variable] = (base.item, self._path(node.of))
        body = self.check(node.body)
        del self._variables[node.variable]
        if node.verb == "map":
            return types.ListOf(body)
        if body not in (BOOLEAN, ANY):
            self._fault(
                node.body,
                N_("{verb} needs a condition; this is {kind}."),
                N_("Compare it with something."),
                verb=node.verb,
                kind=body,
            )
        return base if node.verb == "filter" else BOOLEAN

    # Functions

    def _call(self, node: Call) -> Type:
        function = FUNCTIONS.get(node.function)
        given = [self.check(arg) for arg in node.args]
        if function is None:
            if node.function == "has":
                return self._fault(node, N_("There is no function “has”."), N_("Use answered(…)."))
            remedy, params = suggestion(node.function, [*FUNCTIONS, "exists", "all", "filter", "map"])
            return self._fault(node, N_("There is no function “{function}”."), remedy, function=node.function, **params)
        allowed = function.as_method if node.is_method else function.as_function
        result = function.gives(given) if allowed else None
        if result is None:
            if ANY in given and allowed:
                return ANY
            return self._misused(node, function, given)
        if node.function in WRITTEN:
            return self._written_out(node, function)
        if node.function == "matches":
            self._pattern(node, function)
        return result

    def _misused(self, node: Call, function: Function, given: list[Type]) -> Type:
        kinds = ", ".join(kind.name for kind in given) or "–"
        return self._fault(
            node, N_("{function} cannot be used like this (given: {kinds})."), N_("Write {usage}."),
            function=node.function, kinds=kinds, usage=function.usage,
        )  # fmt: skip

    def _written_out(self, node: Call, function: Function) -> Type:
        argument = node.args[0]
        value: Any = None
        kind: Type = ANY
        if isinstance(argument, Literal):
            value, kind = WRITTEN_AS[node.function](argument.value)
        finer = finer_amount(argument.value) if isinstance(argument, Literal) and node.function == "money" else None
        if value is None and finer is not None:
            return self._fault(
                argument, N_("{currency} has {decimals} decimals, and {amount} has more."),
                N_("For less, multiply and then divide: {example}."), **finer,
            )  # fmt: skip
        if value is None:
            return self._fault(
                argument, N_("{function} needs a text written out that it understands."), N_("Write {usage}."),
                function=node.function, usage=function.usage,
            )  # fmt: skip
        self._written[id(node)] = value
        return kind

    def _pattern(self, node: Call, function: Function) -> None:
        argument = node.args[1]
        if not isinstance(argument, Literal):
            self._fault(argument, N_("The pattern must be written out."), N_("Write {usage}."), usage=function.usage)
            return
        try:
            self._written[id(node)] = compile_pattern(argument.value)
        except PatternFault as fault:
            self._faults.add(argument.at + 1 + fault.at, fault.message, fault.remedy, **fault.params)

    # Operators

    def _want_boolean(self, node: Node, sign: str) -> None:
        kind = self.check(node)
        if kind not in (BOOLEAN, ANY):
            self._fault(
                node,
                N_("{sign} joins conditions; this is {kind}."),
                N_("Compare it with something, or use answered(…)."),
                sign=sign,
                kind=kind,
            )

    def _unary(self, node: Unary) -> Type:
        if node.operator == "!":
            self._want_boolean(node.of, "!")
            return BOOLEAN
        kind = self.check(node.of)
        if arithmetic.negation(kind) is None:
            return self._fault(node, N_("There is no negative of {kind}."), N_("Take the minus out."), kind=kind)
        return kind

    def _choice(self, node: Choice) -> Type:
        self._want_boolean(node.test, "?")
        yes, no = self.check(node.yes), self.check(node.no)
        both = types.joined(yes, no)
        if both is None:
            return self._fault(
                node.no,
                N_("Both sides of : must be of one type; here {yes} and {no}."),
                N_("Make them the same."),
                yes=yes,
                no=no,
            )
        return both

    def _binary(self, node: Binary) -> Type:
        left, right = self.check(node.left), self.check(node.right)
        sign = node.operator
        if sign in _EQUALITIES:
            return self._equality(node, left, right)
        if sign in _COMPARISONS:
            both = types.joined(left, right)
            # Codes have no order, nor has a text beside them.
            has_codes = isinstance(left, types.Code) or isinstance(right, types.Code)
            if both is None or has_codes or not types.is_ordered(both):
                self._unfit(node, left, right)
            return BOOLEAN
        if sign == "in":
            return self._membership(node, left, right)
        result = arithmetic.operation(sign, left, right)
        return self._unfit(node, left, right) if result is None else result[0]

    def _unfit(self, node: Binary, left: Type, right: Type) -> Type:
        kinds = {left, right}
        remedy = N_("Compare and count only what is of one type.")
        if any(isinstance(kind, types.Money) for kind in kinds) and any(types.is_number(kind) for kind in kinds):
            remedy = N_("Write an amount as 20 EUR.")
        elif DATE in kinds and kinds & {TEXT}:
            remedy = N_("Write a date as date('2026-12-31').")
        elif kinds == {DATE} and node.operator == "-":
            remedy = N_("Use days_between(first, second).")
        elif types.DURATION in kinds or (DATE in kinds and types.INTEGER in kinds):
            remedy = N_("Write a time span as date + duration('30 days').")
        elif BOOLEAN in kinds:
            remedy = N_("A yes-no answer is a condition by itself: name or !name.")
        return self._fault(
            node, N_("{sign} does not go with {left} and {right}."), remedy, sign=node.operator, left=left, right=right
        )

    def _equality(self, node: Binary, left: Type, right: Type) -> Type:
        if types.joined(left, right) is None or types.FILE in (left, right):
            # Compared wrongly, it is a condition all the same: one mistake is told once.
            self._unfit(node, left, right)
            return BOOLEAN
        self._compare_codes(node, left, right)
        return BOOLEAN

    def _membership(self, node: Binary, left: Type, right: Type) -> Type:
        if not isinstance(right, types.ListOf):
            if right != ANY:
                self._fault(
                    node, N_("After in a list must follow; this is {kind}."), N_("Write x in ['a', 'b']."), kind=right
                )
        elif types.joined(left, right.item) is None:
            self._unfit(node, left, right)
        elif isinstance(node.right, Items):
            for item in node.right.items:
                if isinstance(left, types.Code):
                    self._check_codes(item, left, self._path(node.left))
        elif isinstance(right.item, types.Code):
            self._check_codes(node.left, right.item, self._path(node.right))
        return BOOLEAN

    def _compare_codes(self, node: Binary, left: Type, right: Type) -> None:
        if isinstance(left, types.Code) and isinstance(right, types.Code):
            if not set(left.codes) & set(right.codes):
                self._fault(
                    node,
                    N_("These two choices have no code in common, so they are never the same."),
                    N_("Compare one of them with a code."),
                )
        elif isinstance(left, types.Code):
            self._check_codes(node.right, left, self._path(node.left))
        elif isinstance(right, types.Code):
            self._check_codes(node.left, right, self._path(node.right))

    def _check_codes(self, node: Node, choice: types.Code, name: str) -> None:
        """Every text written out in `node` must be a code of the choice."""
        if isinstance(node, Choice):
            self._check_codes(node.yes, choice, name)
            self._check_codes(node.no, choice, name)
        elif isinstance(node, Literal) and node.value not in choice.codes:
            remedy, params = suggestion(str(node.value), choice.codes)
            if name:
                self._fault(node, N_("“{name}” has no option “{code}”."), remedy, name=name, code=node.value, **params)
            else:
                self._fault(node, N_("There is no option “{code}”."), remedy, code=node.value, **params)
