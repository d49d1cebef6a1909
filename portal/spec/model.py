"""Floor 3. What a service is: a frozen model, the same for whoever reads it.

Texts stay in their source language here, as `Phrase`s; `wording` turns them into the visitor's language.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from portal.i18n.folding import fold
from portal.kinds.kind import Kind
from portal.rules import Rule, order
from portal.spec.offer import Availability, Guidance
from portal.spec.outcome import Automatic, Check, Days, Document, FeeRow, Move, Review, Table, TableRow, Value
from portal.spec.phrase import Condition, Phrase
from portal.spec.town import Authority, Unit

__all__ = [
    "LEVELS", "Authority", "Automatic", "Availability", "Check", "Condition", "Content", "Days", "Document", "FeeRow", "Field", "Group",
    "Guidance", "Item", "LongList", "Move", "Option", "Page", "Part", "Phrase", "Review", "Service", "Table", "TableRow", "TaskList",
    "Unit", "Value",
]  # fmt: skip
LEVELS = ("low", "substantial", "high")  # how surely we know who signs in, from the least on
MOST_ITEMS = 100  # of one group
IN_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: Phrase
    hint: Phrase | None = None
    when: Condition | None = None
    facts: Mapping[str, str] = field(default_factory=dict)  # the other columns of a list's file
    labels: Mapping[str, str] = field(default_factory=dict)  # in other languages, from the list's file


class LongList(Sequence[Option]):
    """The options of a long list (`spec.rows`): each is made while it is looked at."""

    @property
    @abstractmethod
    def codes(self) -> tuple[str, ...]: ...
    @abstractmethod
    def option(self, code: str) -> Option | None: ...
    @abstractmethod
    def having(self, column: str, value: str) -> LongList:
        """Only those whose column holds this."""

    @abstractmethod
    def extended(self, extra: tuple[Option, ...]) -> LongList: ...
    @abstractmethod
    def search(self, text: str, language: str, most: int) -> Sequence[Option]:
        """Up to `most` options with words that begin as those of the text do."""

    @abstractmethod
    def meant(self, typed: str) -> Sequence[str]:
        """The codes of those whose label is this text, in any language."""

    @abstractmethod
    def says(self, code: str, typed: str) -> bool:
        """Whether this text is a label of that option."""


@dataclass(frozen=True)
class Field:
    id: str
    kind: Kind
    label: Phrase
    hint: Phrase | None = None
    why: Phrase | None = None  # "Why am I asked this?"
    optional: bool = False
    required: Condition | None = None  # it may be left empty unless this holds
    default: Rule | None = None  # fills it in as long as the person has not answered
    when: Condition | None = None
    options: tuple[Option, ...] | LongList = ()
    where: Mapping[str, str] = field(default_factory=dict)  # column of its list → the answer that it must hold
    settings: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, Phrase] = field(default_factory=dict)  # the author's own words for a problem's code
    search: str = ""  # "", "exact", "range", "text"
    personal: bool = True
    purpose: str = ""  # its own, its group's or its page's: an id among the service's purposes
    recommended: bool = False  # it may be left empty, and is worth answering
    prefill: str = ""  # "identity.address"
    own: bool = False  # it asks for the applicant's own, which browsers may know
    locked: bool = False  # what the sign-in told is shown and cannot be changed
    group: str = ""  # the group it belongs to

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of its options, the author's or the kind's own."""
        if isinstance(self.options, LongList):
            return self.options.codes
        return tuple(option.code for option in self.options) or tuple(self.kind.own_codes(self))

    def option(self, code: str) -> Option | None:
        return self.options.option(code) if isinstance(self.options, LongList) else self._by_code.get(code)

    @cached_property
    def _by_code(self) -> Mapping[str, Option]:
        return {option.code: option for option in self.options}

    def meant(self, typed: str) -> Sequence[str]:
        """The codes of the options whose label is this text."""
        if isinstance(self.options, LongList):
            return self.options.meant(typed)
        return [one.code for one in self.options if self.says(one.code, typed)]

    def says(self, code: str, typed: str) -> bool:
        if isinstance(self.options, LongList):
            return self.options.says(code, typed)
        one = self._by_code.get(code)
        return one is not None and fold(typed) in {fold(label) for label in (one.label.source, *one.labels.values())}

    @cached_property
    def has_ruled_options(self) -> bool:
        """Whether some option can be chosen under a condition only."""
        return not isinstance(self.options, LongList) and any(option.when for option in self.options)

    @property
    def path(self) -> str:
        """The field's name in rules and msgctxts: `plate`, `visitor.name`."""
        return f"{self.group}.{self.id}" if self.group else self.id


@dataclass(frozen=True)
class Group:
    """A block that repeats: each item answers the same fields."""

    id: str
    label: Phrase  # one item: "Visitor"
    ask: tuple[Field | Content, ...]
    least: int = 0
    most: int = 10
    hint: Phrase | None = None
    when: Condition | None = None
    summary: Phrase | None = None  # what one item is called, its fields in braces: "{name}: {visits} visits"

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        return {one.id: one for one in self.fields}

    @cached_property
    def inner_reads(self) -> Mapping[str, frozenset[str]]:
        """A question of an item → the others of the same item that its condition reads."""
        return {one.id: self._within(one.when.rule) for one in self.fields if one.when}

    def _within(self, *rules: Rule | None) -> frozenset[str]:
        return frozenset(p.split(".")[1] for rule in rules if rule for p in rule.reads if p.startswith(f"{self.id}."))

    @cached_property
    def default_reads(self) -> Mapping[str, frozenset[str]]:
        """A question of an item → the others of the same item that its default or its condition reads."""
        return {one.id: self._within(one.when.rule if one.when else None, one.default) for one in self.fields}

    @cached_property
    def settling(self) -> tuple[str, ...]:
        """The questions with a condition, each after those that it reads."""
        return tuple(name for name in order(self.inner_reads) if name in self.inner_reads)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(item for item in self.ask if isinstance(item, Field))

    @cached_property
    def named(self) -> frozenset[str]:
        """The questions that its summary names."""
        return frozenset(IN_BRACES.findall(self.summary.source)) if self.summary else frozenset()


@dataclass(frozen=True, slots=True)
class Content:
    """Something to read between the questions, in safe Markdown; `form`: "paragraph", "inset" or "details"."""

    id: str
    form: str
    text: Phrase
    title: Phrase | None = None
    when: Condition | None = None


Item = Field | Group | Content


@dataclass(frozen=True)
class Page:
    """A step of the journey. One with `exit` ends it: the title says so, the text says what to do instead."""

    id: str
    title: Phrase
    ask: tuple[Item, ...] = ()
    when: Condition | None = None
    exit: bool = False
    text: Phrase | None = None

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The page's own fields, without those of its groups."""
        return tuple(item for item in self.ask if isinstance(item, Field))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return tuple(item for item in self.ask if isinstance(item, Group))


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the task list: the pages that make up one task."""

    id: str
    title: Phrase
    pages: tuple[str, ...]
    hint: Phrase | None = None


@dataclass(frozen=True, slots=True)
class TaskList:
    """The journey as a list of tasks; `is_free`: they may be done in any order."""

    parts: tuple[Part, ...]
    is_free: bool = True


@dataclass(frozen=True)
class Service:
    id: str
    edition: int
    language: str  # of its source texts
    title: Phrase
    unit: str
    sign_in: str  # "low", "substantial", "high"
    life_events: tuple[str, ...]
    guidance: Guidance
    pages: tuple[Page, ...]
    conditions: Mapping[str, Condition]
    values: Mapping[str, Value]
    checks: tuple[Check, ...]
    fee: tuple[FeeRow, ...]  # the first row that holds is the fee; where `fee_adds_up`, all that hold are
    declaration: Phrase
    review: Review
    documents: Mapping[str, Document]
    keep: Mapping[str, tuple[int, str]]  # state → (2, "years")
    retired: tuple[str, ...] = ()
    purposes: Mapping[str, Phrase] = field(default_factory=dict)  # what personal data is asked for
    task_list: TaskList | None = None  # None: one page after the other
    availability: Availability | None = None  # None: always
    names: Mapping[str, str] = field(default_factory=dict)  # every name that is taken → what has it: "a page"
    order: tuple[str, ...] = ()  # what rules read, each after what it reads itself; a page as `page:<id>`
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)  # a name of `order` → the names it reads itself
    phrases: tuple[Phrase, ...] = ()  # every one, in file order, for the catalogue
    tables: Mapping[str, Table] = field(default_factory=dict)
    fee_adds_up: bool = False
    fee_table: str = ""  # the table that the fee is taken from; "": it has rows of its own
    eligibility: tuple[str, ...] = ()  # the pages, with their exits, that are asked before signing in

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every field by its path, those of groups included."""
        return {one.path: one for page in self.pages for one in _fields(page)}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        return {group.id: group for page in self.pages for group in page.groups}

    def printed(self, document: str) -> tuple[str, ...]:
        """The fields that stand on a document, those of a printed group one by one."""
        paths = (
            [one.path for one in self.groups[path].fields] if path in self.groups else [path]
            for path in self.documents[document].print
        )
        return tuple(path for each in paths for path in each)

    @cached_property
    def page_of(self) -> Mapping[str, Page]:
        """Field path or group id → the page that asks it."""
        found: dict[str, Page] = {}
        for page in self.pages:
            found |= {one.path: page for one in _fields(page)} | {group.id: page for group in page.groups}
        return found

    @cached_property
    def pages_by_id(self) -> Mapping[str, Page]:
        return {page.id: page for page in self.pages}

    def fee_rows(self, kept: str | None) -> tuple[FeeRow, ...]:
        """The rows of the fee that a case keeps: "base,stalls:1500", by name, with what was worked out in minor units."""
        amounts = dict(one.partition(":")[::2] for one in (kept or "").split(","))
        rows = (row for row in self.fee if row.id in amounts)
        return tuple(replace(row, amount_minor=int(amounts[row.id])) if amounts[row.id] else row for row in rows)

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """Page id → its place among the pages."""
        return {page.id: place for place, page in enumerate(self.pages)}

    @cached_property
    def checks_at(self) -> Mapping[str, tuple[Check, ...]]:
        """Field or group id → the checks whose words are shown there."""
        found: dict[str, tuple[Check, ...]] = {}
        for check in self.checks:
            found[check.at] = (*found.get(check.at, ()), check)
        return found

    @cached_property
    def defaults(self) -> tuple[str, ...]:
        """The paths of the questions that are filled in, each after those that its default may read."""
        place = {name: number for number, name in enumerate(self.order)}
        for group in self.groups.values():
            place |= {f"{group.id}.{name}": number for number, name in enumerate(order(group.default_reads))}
        found = [path for path, one in self.fields.items() if one.default is not None]
        return tuple(sorted(found, key=lambda path: (place.get(path.partition(".")[0], 0), place.get(path, 0))))

    @cached_property
    def every_condition(self) -> Mapping[str, Condition]:
        """Each condition by its place: `page:muzzle`, `breed` (a question, group or text), `walk.minutes`, `breed?required`,
        `breed/lab` (an option), `condition:big`, `check:too_long`, `fee:large`, `table:discount/child`.
        """
        found: dict[str, Condition | None] = {f"condition:{name}": one for name, one in self.conditions.items()}
        for page in self.pages:
            found[f"page:{page.id}"] = page.when
            for item in page.ask:
                found[item.id] = item.when
                if isinstance(item, Group):
                    found |= {f"{item.id}.{one.id}": one.when for one in item.ask}
        for path, asked in self.fields.items():
            found[f"{path}?required"] = asked.required
            ruled = asked.options if asked.has_ruled_options else ()
            found |= {f"{path}/{option.code}": option.when for option in ruled if option.when}
        found |= {f"check:{check.id}": check.when for check in self.checks}
        for table in self.tables.values():
            found |= {f"table:{table.name}/{row.id}": row.when for row in table.rows}
        found |= {f"fee:{row.id}": row.when for row in self.fee}
        return {place: one for place, one in found.items() if one}

    @cached_property
    def every_rule(self) -> tuple[Rule, ...]:
        computed = [value.rule for value in self.values.values() if value.rule]
        computed += [one.default for one in self.fields.values() if one.default]
        computed += self.every_amount
        computed += [rule for document in self.documents.values() for rule in document.day_rules.values()]
        return (*(one.rule for one in self.every_condition.values()), *computed)

    def rests_on(self, rule: Rule) -> set[str]:
        """The names that a rule reads, also through named conditions, values and tables."""
        found, waiting = set[str](), list(rule.roots)
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                if name in self.conditions or name in self.values or name in self.tables:
                    waiting += self.reads.get(name, ())
        return found

    @cached_property
    def every_amount(self) -> tuple[Rule, ...]:
        """The rules that work out what a row of a table or of the fee comes to."""
        given = (row.gives for table in self.tables.values() for row in table.rows if isinstance(row.gives, Rule))
        return (*given, *(row.rule for row in self.fee if row.rule))

    @cached_property
    def read_names(self) -> frozenset[str]:
        """The names that some rule reads: all that a plan needs to work out."""
        read = frozenset(root for rule in self.every_rule for root in rule.roots)
        return read | self.shown_values.keys() | self.labels.keys()

    @cached_property
    def labels(self) -> Mapping[str, Phrase]:
        """What the values and tables are called that have a label of their own."""
        named = {name: one.label for name, one in self.values.items()} | {
            name: one.label for name, one in self.tables.items()
        }
        return {name: label for name, label in named.items() if label}

    @cached_property
    def shown_values(self) -> Mapping[str, Field]:
        """The values and tables that a question shows, each with the first one that does."""
        shown = [one for one in self.fields.values() if not one.kind.asks]
        return {str(one.settings["value"]): one for one in reversed(shown)}


def _fields(page: Page) -> Iterator[Field]:
    for item in page.ask:
        if isinstance(item, Field):
            yield item
        elif isinstance(item, Group):
            yield from item.fields
