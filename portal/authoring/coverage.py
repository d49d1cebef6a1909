"""Floor 6. What the scenarios of a service reach, and what none of them does.

The engine counts as it runs: a scenario walks a copy of the service whose rules note what they gave. Nothing is noted, and
nothing costs anything, where a service is walked as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from portal.authoring.places import Place, Places
from portal.authoring.scenarios import Scenario, Walk, walk
from portal.journey.entries import Answer
from portal.rules import Rule, compile_rule
from portal.spec.model import Condition, Field, LongList, Service, Table

Saw = Callable[[str, bool], None]


@dataclass(frozen=True, order=True)
class Goal:
    """Something that a scenario can reach: `key` names it for programs, `words` for the author."""

    place: Place
    key: str
    words: str


@dataclass(frozen=True)
class Coverage:
    """The goals of a service, and the keys of those that were reached."""

    goals: tuple[Goal, ...]
    reached: frozenset[str]

    @property
    def missed(self) -> tuple[Goal, ...]:
        """In the order of the file."""
        return tuple(sorted(goal for goal in self.goals if goal.key not in self.reached))

    @property
    def number(self) -> int:
        return len(self.goals) - len(self.missed)

    @property
    def percent(self) -> float:
        """With one decimal, never rounded up: 100 is all."""
        return self.number * 1000 // len(self.goals) / 10 if self.goals else 100.0


def coverage(service: Service, scenarios: Iterable[Scenario], places: Places) -> Coverage:
    """What the scenarios reach together; `places`: those of the service's things."""
    reached: set[str] = set()
    observed = watched(service, lambda place, held: reached.add(side(place, held)))
    for scenario in scenarios:
        try:
            walked = walk(observed, scenario)
        except Exception:  # noqa: BLE001, S112 - `run` tells it as this scenario's failure
            continue
        reached.update(seen(walked))
    return Coverage(tuple(_goals(service, places)), frozenset(reached))


# ---- watching -------------------------------------------------------------------------------------------------------


def watched(service: Service, saw: Saw) -> Service:
    """The same service, whose conditions tell `saw` their place and each side that they turn out to be."""
    # The last row of a table, which is for all others, is taken where it is asked: so it has a rule that can be noted.
    whole = replace(service, tables={name: _with_rules(table) for name, table in service.tables.items()})
    places = {id(condition.rule): place for place, condition in whole.every_condition.items()}
    found: Service = _watched(whole, places, saw)
    return found


def _with_rules(table: Table) -> Table:
    always = Condition(compile_rule("true", {}))
    return replace(table, rows=tuple(row if row.when else replace(row, when=always) for row in table.rows))


def _watched(thing: Any, places: Mapping[int, str], saw: Saw) -> Any:
    if isinstance(thing, Rule):
        return replace(thing, run=_noting(thing, places[id(thing)], saw)) if id(thing) in places else thing
    if isinstance(thing, tuple):
        return tuple(_watched(one, places, saw) for one in thing) if thing else thing
    if isinstance(thing, Mapping):
        return {name: _watched(one, places, saw) for name, one in thing.items()} if thing else thing
    if is_dataclass(thing) and type(thing).__module__.startswith("portal.spec."):
        parts = {one.name: getattr(thing, one.name) for one in fields(thing) if one.init}
        changed = {name: new for name, old in parts.items() if (new := _watched(old, places, saw)) is not old}
        return replace(thing, **changed) if changed else thing  # type: ignore[type-var]
    return thing


def _noting(rule: Rule, place: str, saw: Saw) -> Callable[[Any], Any]:
    def run(env: Any) -> Any:
        value = rule.run(env)
        if value is True or value is False:
            saw(place, value)
        return value

    return run


def side(place: str, held: bool) -> str:
    return f"{place} {'holds' if held else 'does not hold'}"


def seen(walked: Walk) -> Iterator[str]:
    """What a walk reached beside its conditions: pages, questions that were answered, options, the exit, the fee's row."""
    plan, service = walked.plan, walked.plan.service
    yield from (f"page {page}" for page in walked.pages)
    for page in (service.pages_by_id[page] for page in walked.pages):
        for one in plan.shown_fields(page):
            if answer := plan.entries.answers.get(one.id):
                yield from _answered(one, answer)
        for group in plan.shown_groups(page):
            for item in plan.entries.items(group.id):
                for one in group.fields:
                    if answer := item.answers.get(one.id):
                        yield from _answered(one, answer)
    if plan.exit and not walked.problems and not walked.checks:
        yield f"page {plan.exit.id}"
    yield from (f"check {check}" for check in walked.checks)
    if plan.is_finished and plan.fee:
        yield from (f"fee {row.id}" for row in plan.fee.rows)


def _answered(one: Field, answer: Answer) -> Iterator[str]:
    yield f"field {one.path}"
    if one.options:
        chosen = one.kind.rule_value(one, one.kind.decode(answer.value))
        for code in chosen if isinstance(chosen, (list, tuple)) else [chosen]:
            yield f"option {one.path}/{code}"


# ---- what can be reached --------------------------------------------------------------------------------------------


def _goals(service: Service, places: Places) -> Iterator[Goal]:
    for page in service.pages:
        words = f"ends at the exit “{page.id}”" if page.exit else f"comes to the page “{page.id}”"
        yield Goal(places.of(page.id), f"page {page.id}", words)
    for path, one in service.fields.items():
        if not one.kind.asks:  # nobody answers what is worked out
            continue
        yield Goal(places.of(path), f"field {path}", f"answers “{path}”")
        for option in one.options if not isinstance(one.options, LongList) else ():
            # The rows of a list's file are data: a town with 5,000 streets needs no 5,000 scenarios.
            if "/label/" not in option.label.key:
                place = places.of(
                    path, *(("options", option.code) if option.code not in one.settings else (option.code,))
                )
                yield Goal(place, f"option {path}/{option.code}", f"chooses “{option.code}” of “{path}”")
    for check in service.checks:
        yield Goal(places.of(check.id), f"check {check.id}", f"is stopped by the check “{check.id}”")
    for row in service.fee:
        yield Goal(places.of(places.fee_row(row.id)), f"fee {row.id}", f"pays the row “{row.id}” of the fee")
    for table in service.tables.values():
        for line in table.rows if table.name != places.fee_table else ():  # the fee's rows are counted as such
            name = f"{table.name}/{line.id}"
            words = f"takes the row “{line.id}” of the table “{table.name}”"
            yield Goal(places.of(name), side(f"table:{name}", True), words)
    for where, condition in service.every_condition.items():
        if not where.startswith(("fee:", "table:")):  # whether a row holds is told by who takes it
            yield from _sides(where, condition, places)


def _sides(where: str, condition: Condition, places: Places) -> Iterator[Goal]:
    kind, _, name = where.rpartition(":")
    if kind:
        of, place = _OF[kind].format(name=name), places.of(name, "is" if kind == "condition" else "when")
    elif "?" in name:
        path, _, key = name.partition("?")
        of, place = f"“{key}” of “{path}”", places.of(path, key)
    elif "/" in name:
        path, _, code = name.partition("/")
        of, place = f"“when” of the option “{code}” of “{path}”", places.of(path, "options", code, "when")
    else:
        of, place = f"“when” of “{name}”", places.of(name, "when")
    for held in (True, False):
        yield Goal(place, side(where, held), f"sees that {of} {'holds' if held else 'does not hold'}")


_OF = {
    "condition": "the condition “{name}”",
    "page": "“when” of the page “{name}”",
    "check": "“when” of the check “{name}”",
}
