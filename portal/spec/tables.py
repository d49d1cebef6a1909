"""Floor 3. Reads tables: decision tables and the fee, whose rows become ordinary conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from portal.errors import N_
from portal.kinds.computed import WORDS
from portal.rules import CellFault, Money, Rule, expression_of, types
from portal.spec.amounts import AMOUNT, Amounts
from portal.spec.domains import Domains, judged_rows
from portal.spec.keys import FEE, FEE_REST, FEE_ROW, FEE_TABLE, TABLE, TABLE_KINDS, TABLE_REST, TABLE_ROW, TAKES
from portal.spec.meant import with_meant
from portal.spec.model import Condition, FeeRow, Field, Item, Page, Phrase, Table, TableRow
from portal.spec.ruling import Ruling
from portal.spec.shape import Shape
from portal.spec.source import Mapping as MappingNode
from portal.spec.source import Node, Scalar
from portal.spec.source import Sequence as SequenceNode

_PLAIN = {
    "integer": types.INTEGER,
    "decimal": types.DECIMAL,
    "text": types.TEXT,
    "yes no": types.BOOLEAN,
    "date": types.DATE,
}


class _Head(NamedTuple):
    """A table whose rows are still to be read."""

    key: Scalar
    kind: str
    type: types.Type
    options: Mapping[str, Phrase]
    given: Mapping[str, Node]
    label: Phrase | None

    @property
    def takes_all(self) -> bool:
        take = self.given.get("take")
        return isinstance(take, Scalar) and take.value.strip() == "all"

    @property
    def is_ordered(self) -> bool:
        """Whether a row can hide those below it."""
        take = self.given.get("take")
        return take is None or (isinstance(take, Scalar) and take.value.strip() == "first")


class Fee(NamedTuple):
    """What the specification says of the fee: its rows, whether all that hold are added up, and the table that has them."""

    rows: tuple[FeeRow, ...] = ()
    adds_up: bool = False
    table: str = ""  # "": the rows are the fee's own


def _currency(rows: Node | None) -> str:
    """That of most of the rows' amounts: one that is written wrong is told at its own row, and at no other."""
    found = Counter[str]()
    for row in rows.items if isinstance(rows, SequenceNode) else ():
        gives = (row.get("gives") or row.get("otherwise")) if isinstance(row, MappingNode) else None
        if isinstance(gives, Scalar) and (amount := AMOUNT.search(gives.value)):
            found[amount[1]] += 1
    return found.most_common(1)[0][0] if found else "EUR"


class Tables:
    """The names of the tables must be known before any rule is read; their rows are read when all names are."""

    def __init__(self, shape: Shape, ruling: Ruling) -> None:
        self.shape = shape
        self.ruling = ruling
        self.amounts = Amounts(shape, ruling)
        self._heads: dict[str, _Head] = {}
        self._known: Domains | None = None

    # ---- decision tables ----------------------------------------------------------------------------------------

    def declare(self, node: Node | None) -> None:
        shape, names = self.shape, self.ruling.names
        for name in shape.null_keys(node):
            names[name] = types.ANY
        for key, value in shape.entries(node, "tables"):
            name = shape.ident(key, N_("a table"))
            given = shape.mapping(value, TABLE)
            kind = shape.among(given.get("kind"), N_("kind of value"), TABLE_KINDS)
            take = shape.among(given.get("take"), N_("way to take rows"), TAKES)
            options = self._options(key, kind, name, given)
            if name:
                label = shape.optional_text(given.get("label"), f"{name}/label")
                head = _Head(key, kind, self._type(kind, given, options), options, given, label)
                names[name] = types.ListOf(head.type) if head.takes_all else head.type
                if "take" in given and not take:  # told already: whether it is a list is not known
                    names[name] = types.ANY
                self._heads[name] = head

    def _options(self, key: Scalar, kind: str, name: str, given: Mapping[str, Node]) -> dict[str, Phrase]:
        if kind == "choice" and "options" not in given:
            self.shape.fault(
                key,
                N_("The table “{table}” gives a choice, and has no options."),
                N_('Add “options: {{code: "Text"}}” with each code that a row gives.'),
                table=name,
            )
        elif kind and kind != "choice" and "options" in given:
            self.shape.fault(
                key,
                N_("The table “{table}” has options, and its kind is “{kind}”."),
                N_("Write “kind: choice”, or delete “options”."),
                table=name,
                kind=kind,
            )
        return {
            code.value: self.shape.text(text, f"{name}/option/{code.value}")
            for code, text in self.shape.entries(given.get("options"), "options")
        }

    @staticmethod
    def _type(kind: str, given: Mapping[str, Node], options: Mapping[str, Phrase]) -> types.Type:
        if kind == "choice":
            return types.Code(tuple(options)) if options else types.ANY
        if kind == "money":
            return types.Money(_currency(given.get("rows")))
        return _PLAIN.get(kind, types.ANY)

    def read(self, pages: Sequence[Page]) -> dict[str, Table]:
        return {name: self._table(name, head, pages) for name, head in self._heads.items()}

    def _table(self, name: str, head: _Head, pages: Sequence[Page]) -> Table:
        shape, rows, taken = self.shape, [], dict[str, Node]()
        items = shape.sequence(head.given.get("rows"), "rows")
        for number, item in enumerate(items, 1):
            last = isinstance(item, MappingNode) and item.get("otherwise") is not None
            given = shape.mapping(item, TABLE_REST if last else TABLE_ROW)
            row = shape.ident(given.get("row"), N_("a row"), claim=False)
            if row and row in taken:
                shape.fault(given["row"], N_("The table has two rows “{row}”."), N_("Rename one of them."), row=row)
                continue
            taken[row] = item
            if last and number < len(items):
                shape.fault(item, N_("A row after “otherwise” is never reached."), N_("Move “otherwise” to the end."))
            when = None if last else self.row_condition(given, item)
            because = shape.optional_text(given.get("because"), f"{name}/because/{row}")
            gives = self.amounts.given(given.get("otherwise" if last else "gives"), head.kind, head.type, head.options)
            if row and gives is not None and (last or when):
                rows.append(TableRow(row, when, gives, because))
        if "rows" in head.given and not items:
            shape.fault(head.given["rows"], N_("The table “{table}” has no rows."), N_("Add one."), table=name)
        for one in rows:
            for rule in (one.when and one.when.rule, one.gives):
                if isinstance(rule, Rule):
                    self.ruling.note(name, rule, head.key)
        self.ruling.reads.setdefault(name, set())
        if len(rows) == len(items):
            self._judge([row.when for row in rows], list(taken.values()), pages, is_first=head.is_ordered)
        return Table(name, head.kind, head.type, tuple(rows), head.takes_all, head.options, head.label)

    # ---- rows -----------------------------------------------------------------------------------------------------

    def row_condition(self, given: Mapping[str, Node], item: Node) -> Condition | None:
        """When a row holds: all its cells under `if`, and its `when`."""
        if "if" not in given:
            if "when" not in given and "row" in given:
                self.shape.fault(
                    item,
                    N_("This row does not say when it holds."),
                    N_("Write “if: {{name: test}}” or “when: …”; for all others, “otherwise: …”."),
                )
            return self.ruling.condition(given.get("when"))
        cells = [self._cell(key, value) for key, value in self.shape.entries(given["if"], "if")]
        when = given.get("when")
        if when is not None:
            cells.append((when, when.value if isinstance(when, Scalar) else ""))
        if not all(source for _, source in cells) or not cells:
            return None
        whole = " && ".join(source if len(cells) == 1 else f"({source})" for _, source in cells)
        rule = self.ruling.tried(whole, types.BOOLEAN)
        if isinstance(rule, Rule):
            return Condition(rule)
        for node, source in cells:  # the cell that is wrong is told at its own place
            at = node if node is when else Scalar(source, node.line, node.column)
            self.ruling.compile(at, types.BOOLEAN)
        return None

    def _cell(self, key: Scalar, node: Node) -> tuple[Node, str]:
        """The expression of one cell, "" after a fault."""
        kind = self.ruling.names.get(key.value)
        if kind is None:
            subject = self.ruling.compile(key, None)
            kind = subject.type if subject else types.ANY
        if kind == types.ANY:
            return node, ""
        cell: str | tuple[str, ...] = node.value if isinstance(node, Scalar) else self.shape.words(node, "if")
        try:
            return node, expression_of(key.value, kind, cell)
        except CellFault as fault:
            self.shape.fault(node, fault.message, fault.remedy, **fault.params)
            return node, ""

    def _judge(
        self, rows: Sequence[Condition | None], nodes: Sequence[Node], pages: Sequence[Page], *, is_first: bool = True
    ) -> None:
        """Rows that can never be reached are faults."""
        if self._known is None:
            self._known = Domains(pages, self.ruling.names)
        found = judged_rows(rows, self._known, self.ruling.declared, is_first=is_first)
        for number in found.never:
            self.shape.fault(
                nodes[number], N_("This row contradicts itself, so it never holds."), N_("Change it, or delete it.")
            )
        for number in found.shadowed:
            self.shape.fault(
                nodes[number],
                N_("The rows above hold whenever this one does, so it is never reached."),
                N_("Move it up, or delete it."),
            )

    # ---- the fee ----------------------------------------------------------------------------------------------------

    def fee(self, node: Node | None, tables: Mapping[str, Table], pages: Sequence[Page]) -> Fee:
        shape = self.shape
        if isinstance(node, Scalar):
            self._fee_alone(node)
            return Fee()
        if not isinstance(node, MappingNode):
            return Fee(self._fee_rows(node, pages))
        if node.get("rows") is None:
            whole = with_meant(shape, node, "table", FEE_TABLE.what, FEE.names)
            node = whole if isinstance(whole, MappingNode) else node
        if node.get("table") is not None:
            given = self.shape.mapping(node, FEE_TABLE)
            known = [name for name, head in self._heads.items() if head.kind == "money"]
            name = self.shape.among(given.get("table"), N_("table of money"), known)
            return self._fee_of(tables[name], given["table"]) if name in tables else Fee()
        given = shape.mapping(node, FEE)
        take = shape.among(given.get("take"), N_("way to take rows"), TAKES)
        adds_up = take == "all"
        is_ordered = not adds_up and ("take" not in given or take == "first")
        return Fee(self._fee_rows(given.get("rows"), pages, is_ordered=is_ordered), adds_up)

    def _fee_alone(self, node: Scalar) -> None:
        """The fee as one word: an amount, or the name of a table."""
        word = node.value.strip()
        remedy = N_("Write rows, for example “- {{row: usual, otherwise: 10 EUR, because: …}}”.")
        if AMOUNT.fullmatch(word):
            remedy = N_("Write “- {{row: usual, otherwise: {word}, because: …}}” below it.")
        elif word in self._heads:
            remedy = N_("Write “fee: {{table: {word}}}”.")
        self.shape.fault(node, N_("The fee needs rows, or the table that gives it."), remedy, word=word)

    def _fee_of(self, table: Table, node: Node) -> Fee:
        for row in table.rows:
            if row.because is None:
                self.shape.fault(
                    node,
                    N_("The row “{row}” of “{table}” has no “because”, and people must know why they pay."),
                    N_("Add a line “because: …” to it."),
                    row=row.id,
                    table=table.name,
                )
            if isinstance(row.gives, Money):
                self.amounts.is_payable(node, row.gives.amount)
        rows = [
            FeeRow(row.id, row.when, 0, table.type.name[-3:], row.because, row.gives)
            if isinstance(row.gives, Rule)
            else FeeRow(row.id, row.when, row.gives.amount, row.gives.currency, row.because)
            for row in table.rows
            if row.because
        ]
        return Fee(tuple(rows), table.takes_all, table.name)

    def _fee_rows(self, node: Node | None, pages: Sequence[Page], *, is_ordered: bool = True) -> tuple[FeeRow, ...]:
        shape, rows = self.shape, []
        items = shape.sequence(node, "fee")
        for number, item in enumerate(items, 1):
            last = isinstance(item, MappingNode) and item.get("otherwise") is not None
            given = shape.mapping(item, FEE_REST if last else FEE_ROW)
            is_twice = shape.word(given.get("row"), "row") in shape.taken
            name = shape.ident(given.get("row"), N_("a row"))
            because = shape.text(given.get("because"), f"{name}/because")
            amount = self.amounts.fee(given.get("otherwise" if last else "amount"))
            when = None if last else self.row_condition(given, item)
            if (last and number < len(items)) or (not last and number == len(items) and is_ordered):
                message = (
                    N_("A row after “otherwise” is never reached.")
                    if last
                    else N_("The fee has no last row for everyone else.")
                )
                shape.fault(item, message, N_("End the fee with a row “otherwise: …”."))
            if amount and not is_twice and (last or when):
                minor, currency, rule = amount
                rows.append(FeeRow(name, when, minor, currency, because, rule))
        if len({row.currency for row in rows}) > 1 and node:
            shape.fault(node, N_("The fee is in two currencies."), N_("Use one."))
        if rows and len(rows) == len(items):
            self._judge([row.when for row in rows], items, pages, is_first=is_ordered)
        return tuple(rows)


def with_words(pages: Sequence[Page], tables: Mapping[str, Table]) -> tuple[Page, ...]:
    """The pages, whose questions that show a table of choices know the words of its options."""

    def told(item: Item) -> Item:
        shown = tables.get(str(item.settings.get("value"))) if isinstance(item, Field) and not item.kind.asks else None
        if shown is None or not shown.options or not isinstance(item, Field):
            return item
        return replace(item, settings={**item.settings, WORDS: shown.options})

    return tuple(replace(page, ask=tuple(told(item) for item in page.ask)) for page in pages)
