"""Floor 4. The road through the pages, computed anew from release and answers at every request; never stored.

Nothing is worked out before it is asked for, and only what rules read is decoded: a page costs the same in a long form
as in a short one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from portal.journey.entries import COMPUTED, IDENTITY, REGISTER, Answer, Entries, GroupItem
from portal.journey.slips import well_read
from portal.kinds.kind import Problem
from portal.rules import UNKNOWN, Rule, all_rows, first_row
from portal.spec.model import Condition, FeeRow, Field, Group, Item, LongList, Option, Page, Service, Table
from portal.spec.outcome import MOST_FEE_MINOR

Env = dict[str, Any]


class Inside:
    """The env inside a group's item: there the group's name means that item."""

    __slots__ = ("around", "group", "item")

    def __init__(self, around: Env, group: str, item: Mapping[str, Any]) -> None:
        self.around, self.group, self.item = around, group, item

    def get(self, name: str) -> Any:
        return self.item if name == self.group else self.around.get(name)


@dataclass(frozen=True, slots=True)
class Fee:
    """What is to be paid: the amounts of these rows of the fee, added up; each says why."""

    rows: tuple[FeeRow, ...]
    currency: str

    @property
    def amount_minor(self) -> int:
        return sum(row.amount_minor for row in self.rows)

    @property
    def id(self) -> str:
        """The rows' names and what was worked out, as a case keeps them (`Service.fee_rows`)."""
        return ",".join(f"{row.id}:{row.amount_minor}" if row.rule else row.id for row in self.rows)


@dataclass(frozen=True)
class Plan:
    """What a person's answers mean under a service: names with values, and which pages and items they bring up."""

    service: Service
    entries: Entries
    today: date  # the authority's
    # What was found already: values by name, which names and pages were looked at, the problems of each page.
    _env: Env = field(init=False, repr=False, compare=False)
    _known: set[str] = field(default_factory=set, init=False, repr=False, compare=False)
    _held: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    _problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_env", {"today": self.today, **self.entries.outside})

    # ---- what rules see -------------------------------------------------------------------------------------------

    @cached_property
    def env(self) -> Env:
        """Every value that a rule reads, by name; what is unknown is absent."""
        self._work_out(self.service.read_names)
        return self._env

    def values_of(self, names: Set[str]) -> Env:
        """The values of these names only; what is unknown is absent."""
        self._work_out(names)
        return {name: self._env[name] for name in names if name in self._env}

    def env_for(self, *rules: Rule | None) -> Env:
        """The values that these rules read, and any others that are known by now."""
        for rule in rules:
            if rule is not None:
                self._work_out(rule.roots)
        return self._env

    def _work_out(self, names: Set[str]) -> None:
        """Puts these names into the env, and before each those that it depends on."""
        if names <= self._known:
            return
        reads, known = self.service.reads, self._known
        todo = [name for name in names if name not in known]
        while todo:  # a list, not calls: a thousand pages may depend on each other in a row
            name = todo[-1]
            before = [one for one in reads.get(name, ()) if one not in known]
            if before:
                todo += before
                continue
            todo.pop()
            if name not in known:
                known.add(name)
                self._learn(name)

    def _learn(self, name: str) -> None:
        if name.startswith("page:"):
            self.is_asked(self.service.pages_by_id[name[5:]])
        elif (
            name in self.service.reads
            and name in self.service.read_names
            and (value := self._value(name)) is not UNKNOWN
        ):
            self._env[name] = value

    def _value(self, name: str) -> Any:
        service, entries = self.service, self.entries
        if name in service.conditions:
            return service.conditions[name].rule(self._env)
        if name in service.values:
            rule = service.values[name].rule
            return rule(self._env) if rule else self._env.get(name, UNKNOWN)
        if name in service.tables:
            return self._of_table(service.tables[name])
        if name in service.groups:
            group = service.groups[name]
            is_shown = self.is_asked(service.page_of[name]) and self.holds(group.when)
            return [self.inside(group, item) for item in entries.items(name)] if is_shown else UNKNOWN
        return self._told(service.fields[name])

    def _of_table(self, table: Table) -> Any:
        """What the first row that holds gives, or the list of what all give; unknown where no row is for these answers."""
        numbers = self.rows_taken([row.when for row in table.rows], all_of_them=table.takes_all)
        given = [table.rows[number].comes_to(self._env) for number in numbers or ()]
        return UNKNOWN if numbers is None or UNKNOWN in given else given if table.takes_all else given[0]

    def _told(self, one: Field) -> Any:
        """What rules see of a question; UNKNOWN where it has no answer, or is not asked now."""
        answer = self.entries.answers.get(one.id)
        if answer is None or not self.is_asked(self.service.page_of[one.id]) or not self.holds(one.when):
            return UNKNOWN
        return one.kind.rule_value(one, one.kind.decode(answer.value))

    def holds(self, condition: Condition | None, item: Mapping[str, Any] | None = None, group: str = "") -> bool:
        """Whether a condition is true; unknown is not. Inside a group's item its name means the item."""
        return condition is None or self.outcome(condition, item, group) is True

    def outcome(self, condition: Condition, item: Mapping[str, Any] | None = None, group: str = "") -> Any:
        """True, False or UNKNOWN."""
        return self.computed(condition.rule, item, group)

    def computed(self, rule: Rule, item: Mapping[str, Any] | None = None, group: str = "") -> Any:
        """What a rule comes to; UNKNOWN as long as that cannot be told."""
        self._work_out(rule.roots)
        return rule(self._env if item is None else Inside(self._env, group, item))

    def computed_on(self, rule: Rule, day: date) -> Any:
        """What a rule comes to on a later day: answers and what is worked out of them as they are here, `today` that day."""
        return rule({**self.env_for(rule), "today": day})

    # ---- what is asked --------------------------------------------------------------------------------------------

    def is_asked(self, page: Page) -> bool:
        """Whether the answers bring up this page; an exit before it may end the road all the same."""
        if page.when is None:
            return True
        if page.id not in self._held:
            self._held[page.id] = self.holds(page.when)
        return self._held[page.id]

    @cached_property
    def road(self) -> tuple[Page, ...]:
        """The pages on the way, in order, up to the first exit that holds (it included)."""
        pages: list[Page] = []
        for page in self.service.pages:
            if self.is_asked(page):
                pages.append(page)
                if page.exit:
                    break
        return tuple(pages)

    @cached_property
    def questions(self) -> tuple[Page, ...]:
        """The road's pages that ask something."""
        return tuple(page for page in self.road if not page.exit)

    @property
    def exit(self) -> Page | None:
        return self.road[-1] if self.road and self.road[-1].exit else None

    def shown(self, page: Page) -> tuple[Item, ...]:
        return tuple(item for item in page.ask if item.when is None or self.holds(item.when))

    def shown_fields(self, page: Page) -> Iterator[Field]:
        """The questions of a page; what is worked out is none."""
        return (item for item in page.fields if item.kind.asks and self.holds(item.when))

    def shown_groups(self, page: Page) -> Iterator[Group]:
        return (item for item in page.groups if self.holds(item.when))

    def shown_inside(self, group: Group, item: GroupItem | None) -> tuple[Item, ...]:
        values = self.inside(group, item)
        return tuple(one for one in group.ask if self.holds(one.when, values, group.id))

    def inside(self, group: Group, item: GroupItem | None) -> dict[str, Any]:
        """An item as rules see it: what is no longer asked there is unknown, however it was answered."""
        values = item_values(group, item)
        if values and group.inner_reads:
            kept = dict(values)
            for name in group.settling:
                values.pop(name, None)
            # Each is judged when those that its condition reads are settled.
            for name in group.settling:
                if name in kept and self.holds(group.by_id[name].when, values, group.id):
                    values[name] = kept[name]
        return values

    def options(self, one: Field, item: GroupItem | None = None) -> tuple[Option, ...] | LongList:
        """The options that can be chosen now; of a linked list all of them, while its other answer is missing."""
        if one.where:
            return self._linked(one, item)
        if not one.has_ruled_options or isinstance(one.options, LongList):
            return one.options
        if not one.group:
            return tuple(option for option in one.options if self.holds(option.when))
        values = self.inside(self.service.groups[one.group], item)
        return tuple(option for option in one.options if self.holds(option.when, values, one.group))

    def _linked(self, one: Field, item: GroupItem | None) -> tuple[Option, ...] | LongList:
        options = one.options
        own = self.inside(self.service.groups[one.group], item) if one.group else {}
        for column, name in one.where.items():
            is_own = f"{one.group}.{name}" in self.service.fields
            value = own.get(name, UNKNOWN) if is_own else self._told(self.service.fields[name])
            if value is UNKNOWN:
                continue
            if isinstance(options, LongList):
                options = options.having(column, str(value))
            else:  # `other` and `none` belong to no row
                options = tuple(row for row in options if not row.facts or row.facts.get(column) == str(value))
        return options

    def is_optional(self, one: Field, item: GroupItem | None = None) -> bool:
        """Whether a question may be left empty now; one that is `required` may, as long as that is not known to hold."""
        if one.required is None:
            return one.optional
        if not one.group:
            return not self.holds(one.required)
        return not self.holds(one.required, self.inside(self.service.groups[one.group], item), one.group)

    def answer(self, one: Field) -> Answer | None:
        """What was answered, or what is worked out; once sent, what was worked out then."""
        kept = self.entries.answers.get(one.id)
        if one.kind.asks or (kept is not None and kept.source == COMPUTED):
            return kept
        name = str(one.settings["value"])
        self._work_out({name})
        value = self._env.get(name, UNKNOWN)
        return None if value is UNKNOWN else Answer(one.kind.encode(value), COMPUTED, "")

    def is_fixed(self, one: Field) -> bool:
        """Whether the person is shown it and cannot change it: it is worked out, or locked and told by the sign-in."""
        return not one.kind.asks or is_locked(one, self.entries.answers)

    # ---- what is wrong --------------------------------------------------------------------------------------------

    def problems(self, page: Page) -> tuple[Problem, ...]:
        """Every slip of a page as it stands, in the page's order; whether to show them is another matter."""
        if page.id not in self._problems:
            self._problems[page.id] = self._found_problems(page)
        return self._problems[page.id]

    def _found_problems(self, page: Page) -> tuple[Problem, ...]:
        found: list[Problem] = []
        for item in self.shown(page):
            if isinstance(item, Field) and item.kind.asks:
                found += self._field(item, item.id, self.entries.answers.get(item.id), self.entries.slips.get(item.id))
            elif isinstance(item, Group):
                found += self._group(item)
            checks = self.service.checks_at.get(item.id, ())
            if checks and not any(one.path.split("/")[0] == item.id for one in found):
                found += [Problem(item.id, f"check:{check.id}") for check in checks if self.holds(check.when)]
        return tuple(found)

    def item_problems(self, group: Group, item: GroupItem) -> tuple[Problem, ...]:
        """The slips of one item; paths are `group/<item id>/<field id>`."""
        found: list[Problem] = []
        for one in self.shown_inside(group, item):
            if isinstance(one, Field):
                path = f"{group.id}/{item.id}/{one.id}"
                wrong = self._field(one, path, item.answers.get(one.id), item.slips.get(one.id), item)
                if not wrong and (checks := self.service.checks_at.get(one.path)):
                    values = self.inside(group, item)
                    wrong = [
                        Problem(path, f"check:{check.id}")
                        for check in checks
                        if self.holds(check.when, values, group.id)
                    ]
                found += wrong
        return tuple(found)

    def _field(
        self, one: Field, path: str, answer: Answer | None, slip: Any, item: GroupItem | None = None
    ) -> list[Problem]:
        if slip is not None:
            reading = one.kind.read(one, slip, self.today)
            if reading.problems:
                return [Problem(path, problem.code, problem.params, problem.part) for problem in reading.problems]
        if answer is None:
            return [] if self.is_optional(one, item) else [Problem(path, "empty", {}, one.kind.first_part)]
        if one.kind.takes_several:  # how many there are is judged anew: they come and go one by one
            reading = one.kind.read(one, one.kind.refill(one, one.kind.decode(answer.value)), self.today)
            return [Problem(path, problem.code, problem.params, problem.part) for problem in reading.problems]
        if one.has_ruled_options or one.where:
            chosen = one.kind.rule_value(one, one.kind.decode(answer.value))
            codes = set(chosen) if isinstance(chosen, list) else {chosen}
            allowed = codes_of(self.options(one, item))
            if not all(code in allowed for code in codes):
                return [Problem(path, "empty", {}, one.kind.first_part)]
        return []

    def _group(self, group: Group) -> list[Problem]:
        items = self.entries.items(group.id)
        found = [problem for item in items for problem in self.item_problems(group, item)]
        if len(items) < group.least:
            found.append(Problem(group.id, "too_few", {"least": group.least}))
        if len(items) > group.most:  # a newer release allows fewer
            found.append(Problem(group.id, "too_many", {"most": group.most}))
        return found

    def is_complete(self, page: Page) -> bool:
        """Whether Continue was pressed there and nothing is wrong now."""
        return page.id in self.entries.tried and not self.problems(page)

    @cached_property
    def first_open(self) -> Page | None:
        """The first page that still wants something; None where only check-your-answers (or an exit) is left."""
        return next((page for page in self.questions if not self.is_complete(page)), None)

    @property
    def is_finished(self) -> bool:
        return self.first_open is None and self.exit is None

    def after(self, page: Page) -> Page | None:
        """The page that follows on the road; None after the last."""
        if page.exit or not self.is_asked(page):
            return None
        later = self.service.pages[self.service.place_of[page.id] + 1 :]
        return next((one for one in later if self.is_asked(one)), None)

    # ---- fee ------------------------------------------------------------------------------------------------------

    @cached_property
    def fee(self) -> Fee | None:
        """The first row that holds, or all that do where they add up; None without a fee, or where it cannot be known (yet)."""
        rows = self.service.fee
        numbers = self.rows_taken([row.when for row in rows], all_of_them=self.service.fee_adds_up)
        if not rows or numbers is None:
            return None
        env = self.env_for(*(rows[number].rule for number in numbers))
        paid = tuple(row for number in numbers if (row := rows[number].paid(env)))
        found = Fee(paid, rows[0].currency)
        return found if len(paid) == len(numbers) and found.amount_minor <= MOST_FEE_MINOR else None

    @property
    def is_fee_open(self) -> bool:
        """Whether there is a fee, and these answers do not tell how much it is."""
        return bool(self.service.fee) and self.fee is None

    def rows_taken(self, conditions: Sequence[Condition | None], *, all_of_them: bool) -> tuple[int, ...] | None:
        """The numbers of the rows that a table takes; None where that is unknown, or where it takes one and none is for these."""
        rules = [one.rule if one else None for one in conditions]
        env = self.env_for(*rules)
        held = all_rows(rules, env) if all_of_them else first_row(rules, env)
        return (held,) if isinstance(held, int) else held if isinstance(held, tuple) else None


def plan(service: Service, entries: Entries, today: date) -> Plan:
    """The road under `service` for these entries; `today` is the authority's day. A slip that holds by now is an answer."""
    return Plan(service, well_read(service, entries, today), today)


def codes_of(options: Sequence[Option]) -> tuple[str, ...]:
    return options.codes if isinstance(options, LongList) else tuple(option.code for option in options)


def is_locked(one: Field, answers: Mapping[str, Answer]) -> bool:
    """Whether an answer came from the sign-in and is to stay as it came."""
    return one.locked and one.id in answers and answers[one.id].source in (IDENTITY, REGISTER)


def item_values(group: Group, item: GroupItem | None) -> dict[str, Any]:
    """All that was answered in an item, as rules see it."""
    answers = item.answers if item else {}
    return {
        one.id: one.kind.rule_value(one, one.kind.decode(answers[one.id].value))
        for one in group.fields
        if one.id in answers
    }
