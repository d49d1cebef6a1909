"""Floor 3. Names, types and conditions: compiles every expression of a service once all its fields are known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from portal.errors import N_
from portal.kinds.kind import RuleType
from portal.rules import Cycles, Rule, RuleFault, RuleFaults, compile_rule, order, types
from portal.spec.keys import CONDITION
from portal.spec.model import Condition, Content, Field, Group, Item, LongList, Option, Page, Phrase, Value
from portal.spec.shape import Shape
from portal.spec.source import Mapping as MappingNode
from portal.spec.source import Node, Scalar

_PLAIN = {
    "text": types.TEXT,
    "integer": types.INTEGER,
    "decimal": types.DECIMAL,
    "boolean": types.BOOLEAN,
    "date": types.DATE,
    "file": types.FILE,
}


def rule_type(named: RuleType, codes: tuple[str, ...], currency: str) -> types.Type:
    """The engine's type for what a kind calls it."""
    if isinstance(named, Mapping):
        return types.Record({name: rule_type(part, codes, currency) for name, part in named.items()})
    if named == "money":
        return types.Money(currency)
    if named == "code":
        return types.Code(codes)
    if named == "files":
        return types.ListOf(types.FILE)
    if named == "codes":
        return types.ListOf(types.Code(codes))
    return _PLAIN[named]


_COMPARED = re.compile(r"\b([a-z][a-z0-9_]*) (?:==|!=) ([A-Za-z0-9][A-Za-z0-9_-]*)")
_NOT = re.compile(r"(?<!['\w])not\s+(\w+)?")


def _at(source: str, offset: int, message: str, remedy: str, **params: str) -> RuleFault:
    before = source[:offset]
    return RuleFault(before.count("\n"), offset - (before.rfind("\n") + 1), message, remedy, params)


class Ruling:
    """The names that rules may use, and what reads what."""

    def __init__(self, shape: Shape, pages: tuple[Page, ...], unsure: set[str], currency: str = "EUR") -> None:
        self.shape = shape
        self.names: dict[str, types.Type] = {}
        self.declared: dict[str, Condition] = {}
        self.reads: dict[str, set[str]] = {}
        self.at: dict[str, Node] = {}
        self.inside = {one.path for page in pages for group in page.groups for one in group.fields}
        self.link_at: Mapping[str, Node] = {}  # field path → where its `where` stands
        for path in unsure:  # told already: a rule that reads one is not told again
            self.names[path.split(".")[0]] = types.ANY
        for page in pages:
            for item in page.ask:
                if isinstance(item, Field) and not item.kind.asks:
                    continue  # rules read the value itself
                if isinstance(item, Field):
                    self.names[item.id] = self._type(item, currency)
                elif isinstance(item, Group):
                    parts = {one.id: self._type(one, currency) for one in item.fields}
                    parts |= {path.split(".")[1]: types.ANY for path in unsure if path.startswith(f"{item.id}.")}
                    self.names[item.id] = types.ListOf(types.Record(parts))

    @staticmethod
    def _type(field: Field, currency: str) -> types.Type:
        return rule_type(field.kind.rule_type(field), field.codes, str(field.settings.get("currency") or currency))

    def tried(self, source: str, expects: types.Type, *, group: str = "") -> Rule | None:
        """The compiled expression, or None without a word."""
        try:
            return compile_rule(source, self._names_in(group), expects=expects)
        except RuleFaults:
            return None

    def _names_in(self, group: str) -> Mapping[str, types.Type]:
        """The names as a rule sees them: inside an item the group's name means that item."""
        whole = self.names.get(group)
        return {**self.names, group: whole.item} if isinstance(whole, types.ListOf) else self.names

    def compile(self, node: Node | None, expects: types.Type | None, *, group: str = "") -> Rule | None:
        """The compiled expression, or None and its faults at their own line and column."""
        if not isinstance(node, Scalar):
            self.shape.word(node, N_("A rule"))
            return None
        names = self._names_in(group)
        try:
            return compile_rule(node.value, names, expects=expects)
        except RuleFaults as found:
            quote = 1 if node.style in ("'", '"') else 0
            for fault in self._told(node.value, found, names):
                line, column = node.line + fault.line, fault.column + (node.column + quote if fault.line == 0 else 1)
                self.shape.fault(
                    Scalar("", line, column, file=node.file), fault.message, fault.remedy, coded="rule", **fault.params
                )
            return None

    def _told(self, source: str, found: RuleFaults, names: Mapping[str, types.Type]) -> list[RuleFault]:
        """The faults of an expression: an option's code without its quotation marks and “not” are told as what they are."""
        if self.shape.is_torn:  # what is missing is told at the place where it is
            return []
        for match in _COMPARED.finditer(source):
            kind, code = names.get(match[1]), match[2]
            if isinstance(kind, types.Code) and code in kind.codes:
                message, remedy = (
                    N_("“{code}” is an option of “{field}”, and stands without quotation marks."),
                    N_("Write {field} {sign} '{code}'."),
                )
                return [
                    _at(source, match.start(2), message, remedy, code=code, field=match[1], sign=match[0].split()[1])
                ]
        if negated := _NOT.search(source):
            message, remedy = N_("“not” is not a word of these expressions."), N_("Write “!”: !{name}.")
            return [_at(source, negated.start(), message, remedy, name=negated[1] or "(…)")]
        return list(found.faults)

    def condition(self, node: Node | None, *, group: str = "") -> Condition | None:
        """A `when:`: an expression; one that is just a condition's name has that condition's words."""
        if node is None:
            return None
        rule = self.compile(node, types.BOOLEAN, group=group)
        if rule is None:
            return None
        name = rule.source.strip()
        if name in self.declared:
            return Condition(rule, name, self.declared[name].says)
        return Condition(rule)

    def declare_values(self, values: Mapping[str, str]) -> None:
        for name, kind in values.items():
            self.names[name] = _PLAIN.get(kind) or types.Money("EUR")

    def read_conditions(self, node: Node | None) -> dict[str, Condition]:
        """Named conditions; each may use the others."""
        shape, given = self.shape, {}
        for name in shape.null_keys(node):
            self.names[name] = types.ANY
        for key, value in shape.entries(node, "conditions"):
            name = shape.ident(key, N_("a condition"))
            if name:
                if not isinstance(value, MappingNode):
                    self.names[name] = types.ANY
                given[name] = (key, shape.mapping(value, CONDITION))
                self.names[name] = types.BOOLEAN
        for name, (key, parts) in given.items():
            says: Phrase = shape.text(parts.get("says"), f"{name}/says")
            rule = self.compile(parts.get("is"), types.BOOLEAN) if "is" in parts else None
            if rule is not None:
                self.declared[name] = Condition(rule, name, says)
                self.note(name, rule, key)
        return self.declared

    def note_value(self, value: Value, node: Node) -> None:
        if value.rule:
            self.note(value.name, value.rule, node)
        else:  # counted before: it reads no answer, and others read it
            self.reads.setdefault(value.name, set())

    def note(self, name: str, rule: Rule, node: Node) -> None:
        self.reads.setdefault(name, set()).update(rule.roots)
        self.at[name] = node

    # ---- pages with their conditions ------------------------------------------------------------------------------

    def ruled_pages(self, pages: tuple[Page, ...], whens: Mapping[str, Scalar]) -> tuple[Page, ...]:
        return tuple(self._page(page, whens) for page in pages)

    def _page(self, page: Page, whens: Mapping[str, Scalar]) -> Page:
        key = f"page:{page.id}"
        when = self.condition(whens.get(key))
        if when:
            self.note(key, when.rule, whens[key])
        else:
            self.reads.setdefault(key, set())
        return replace(page, when=when, ask=tuple(self._item(item, whens, key) for item in page.ask))

    def _item(self, item: Item, whens: Mapping[str, Scalar], page_key: str) -> Item:
        when = self.condition(whens.get(item.id))
        if isinstance(item, (Field, Group)):
            self.reads.setdefault(item.id, set()).add(page_key)
            if when:
                self.note(item.id, when.rule, whens[item.id])
        if isinstance(item, Field):
            self._link(item)
            required = self.condition(whens.get(f"{item.id}?required"))
            default = self._default(item, whens)
            return replace(item, when=when, required=required, default=default, options=self._options(item, whens))
        if isinstance(item, Group):
            inner = tuple(self._inner(one, item.id, whens) for one in item.ask)
            group = replace(item, when=when, ask=inner)
            self._judge_inside(group, whens)
            return group
        return replace(item, when=when)

    def _judge_inside(self, group: Group, whens: Mapping[str, Scalar]) -> None:
        """Questions of an item whose conditions or defaults depend on each other in a circle would never be asked or filled in."""
        try:
            order(group.default_reads)
        except Cycles as found:
            for cycle in found.cycles:
                path = f"{group.id}.{cycle[0]}"
                node = whens.get(path) or whens[f"{path}?default"]
                self._circle(node, [f"{group.id}.{name}" for name in cycle])

    def _inner(self, item: Field | Content, group: str, whens: Mapping[str, Scalar]) -> Field | Content:
        path = f"{group}.{item.id}"
        when = self.condition(whens.get(path), group=group)
        if when:
            self.reads[group].update(when.rule.roots - {group})
        if isinstance(item, Field):
            self._link(item)
            required = self.condition(whens.get(f"{path}?required"), group=group)
            default, options = self._default(item, whens, group), self._options(item, whens, group)
            return replace(item, when=when, required=required, default=default, options=options)
        return replace(item, when=when)

    def _default(self, field: Field, whens: Mapping[str, Scalar], group: str = "") -> Rule | None:
        """What fills a question in: of its own type, and never of itself."""
        node = whens.get(f"{field.path}?default")
        if node is None:
            return None
        if field.kind.takes_file or field.prefill or not field.kind.asks:
            self.shape.fault(
                node,
                N_("“{field}” cannot have a default."),
                N_("Delete “default”: a file, a fact of the sign-in and what is worked out have none."),
                field=field.path,
            )
            return None
        rule = self.compile(node, self._type(field, "EUR"), group=group)
        if rule is not None:
            own = group or field.id
            if field.path in rule.reads:
                self._circle(node, [field.path])
                return None
            self.reads.setdefault(own, set()).update(rule.roots - {group})
            self.at.setdefault(own, node)
        return rule

    def _options(self, field: Field, whens: Mapping[str, Scalar], group: str = "") -> tuple[Option, ...] | LongList:
        if isinstance(field.options, LongList):
            return field.options
        ruled = []
        for option in field.options:
            node = whens.get(f"{field.path}/{option.code}")
            when = self.condition(node, group=group)
            if when and node:
                owner = group or field.id
                self.reads.setdefault(owner, set()).update(when.rule.roots - {group})
            ruled.append(replace(option, when=when) if when else option)
        return tuple(ruled)

    def _link(self, field: Field) -> None:
        """A linked list depends on the answers that choose its rows; those of its own item stand before it."""
        if field.where:
            owner = field.group or field.id
            outside = {name for name in field.where.values() if f"{field.group}.{name}" not in self.inside}
            outside -= self.inside  # told already
            self.reads.setdefault(owner, set()).update(outside)
            self.at.setdefault(owner, self.link_at[field.path])

    def _circle(self, node: Node, names: Sequence[str]) -> None:
        """Tells of names that depend on each other, the first of them again at the end, or of one that does on itself."""
        if len(set(names)) == 1:
            message, remedy = N_("“{name}” depends on itself."), N_("Take it out of its own rule.")
            self.shape.fault(node, message, remedy, name=names[0])
        else:
            self.shape.fault(
                node,
                N_("These depend on each other in a circle: {circle}."),
                N_("Take one of them out of the other's condition."),
                circle=" → ".join(names),
            )

    def graph(self) -> dict[str, frozenset[str]]:
        """What each name reads itself."""
        return {name: frozenset(reads & self.reads.keys()) for name, reads in self.reads.items()}

    def order(self) -> tuple[str, ...]:
        """Every name after those it reads; a circle is a fault."""
        try:
            return order(self.reads)
        except Cycles as found:
            for cycle in found.cycles:
                node = next((self.at[name] for name in cycle if name in self.at), Scalar("", 1, 1))
                self._circle(node, [name.removeprefix("page:") for name in cycle])
            return ()
