"""Floor 6. How two releases differ in what answers come to: conditions, values, checks, tables, the fee, decisions, documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.authoring.comparing import conditions_differ, other_parts, reordered
from portal.authoring.differing import AGAIN, GO_ON, SEEN, STAY, Change
from portal.authoring.reaching import Reach, meaning_of
from portal.authoring.written import NOTHING, amount, bare, decide_within, plainly, span
from portal.spec.model import Condition, FeeRow, Phrase, Service, Table, TableRow

Row = FeeRow | TableRow
_OTHERWISE = "otherwise"
_RULE_SAYS = {"value": "is", "check": "stops"}  # what is said of its rule; of all others: “Holds if …”


def compare_outcomes(old: Service, new: Service) -> Iterator[Change]:
    reach = Reach(new)
    yield from _named_rules(old, new, reach)
    yield from _tables(old, new, reach)
    yield from _fee(old, new)
    yield from _review(old, new)
    yield from by_name("document", old.documents, new.documents, STAY)


# ---- rules --------------------------------------------------------------------------------------------------------------


def _named_rules(old: Service, new: Service, reach: Reach) -> Iterator[Change]:
    """Conditions and values mean what rests on them: pages, questions, the fee."""
    for what, was_all, now_all in (("condition", old.conditions, new.conditions), ("value", old.values, new.values)):
        for one in by_name(what, was_all, now_all, GO_ON):
            then, facts = reach.of(one.name) if one.code not in ("added", "removed") else ((), {})
            yield one.meaning_more(meaning_of(then), then, facts)
    yield from by_name("check", {one.id: one for one in old.checks}, {one.id: one for one in new.checks}, AGAIN)


def by_name(what: str, before: Mapping[str, Any], after: Mapping[str, Any], meaning: str) -> Iterator[Change]:
    """Things with names: which are new, gone, or say something else. What is gone asks nobody anything again."""
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            gone = GO_ON if meaning == AGAIN and now is None else meaning
            yield Change(what, name, "added" if now is not None else "removed", gone, label_of(now or was))
            continue
        if isinstance(now, Phrase):  # its words are told among the texts
            continue
        rules = [getattr(one, "rule", None) or getattr(getattr(one, "when", None), "rule", None) for one in (was, now)]
        if rules[0] and rules[1] and rules[0].source != rules[1].source:
            facts = {"was": bare(rules[0].source), "now": bare(rules[1].source)}
            yield Change(what, name, _RULE_SAYS.get(what, "rule"), meaning, label_of(now), facts)
        for code, facts in other_parts(was, now, frozenset({"id", "name", "rule", "when"})):
            yield Change(what, name, code, meaning, label_of(now), facts)


def label_of(thing: Any) -> str:
    """What a named thing says of itself."""
    if isinstance(thing, Phrase):
        return thing.source
    said = next(
        (found for part in ("title", "label", "says", "because") if (found := getattr(thing, part, None))), None
    )
    return said.source if isinstance(said, Phrase) else ""


# ---- tables and the fee, row by row -------------------------------------------------------------------------------------


def _tables(old: Service, new: Service, reach: Reach) -> Iterator[Change]:
    for name in dict.fromkeys((*new.tables, *old.tables)):
        was, now = old.tables.get(name), new.tables.get(name)
        if was is None or now is None:
            yield Change("table", name, "added" if now else "removed", GO_ON)
            continue
        then, facts = reach.of(name)
        if new.fee_table == name:
            then = tuple(dict.fromkeys((*then, "fee")))
        for one in _table(was, now):
            yield one.meaning_more(meaning_of(then), then, facts)


def _table(was: Table, now: Table) -> Iterator[Change]:
    for code, facts in other_parts(was, now, frozenset({"name", "type", "rows", "options"})):
        yield Change("table", now.name, code, GO_ON, facts=facts)
    added, removed = (
        [f"{code} “{text.source}”" for code, text in one.options.items() if code not in other.options]
        for one, other in ((now, was), (was, now))
    )
    if added:
        yield Change("table", now.name, "options added", GO_ON, facts={"options": ", ".join(added)})
    if removed:
        yield Change("table", now.name, "options removed", GO_ON, facts={"options": ", ".join(removed)})
    yield from _rows("table row", f"{now.name}, ", was.rows, now.rows)


def _fee(old: Service, new: Service) -> Iterator[Change]:
    if new.fee_table and new.fee_table == old.fee_table:  # told with its table
        return
    for one in _rows("fee", "", old.fee, new.fee):
        yield one.meaning_more(SEEN, ("fee",))
    if old.fee_adds_up != new.fee_adds_up and old.fee and new.fee:
        facts = {"setting": "take", "was": _take(old), "now": _take(new)}
        yield Change("service", new.id, "changed", SEEN, new.title.source, facts, ("fee",))


def _take(service: Service) -> str:
    return "all" if service.fee_adds_up else "first"


def _rows(what: str, prefix: str, was_all: Sequence[Row], now_all: Sequence[Row]) -> Iterator[Change]:
    before, after = {row.id: row for row in was_all}, {row.id: row for row in now_all}
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if now is None:
            if was is not None:
                yield Change(what, f"{prefix}{name}", "row gone", GO_ON, label_of(was), {"was": _given(was)})
        elif was is None:
            facts = {"now": _given(now), "when": _holds(now.when)}
            code = "row new" if now.when else "row otherwise"
            yield Change(what, f"{prefix}{name}", code, GO_ON, label_of(now), facts)
        else:
            if _given(was) != _given(now):
                facts = {"was": _given(was), "now": _given(now)}
                code = "amount" if isinstance(now, FeeRow) else "gives"
                yield Change(what, f"{prefix}{name}", code, GO_ON, label_of(now), facts)
            if conditions_differ(was.when, now.when):
                facts = {"was": _holds(was.when), "now": _holds(now.when)}
                yield Change(what, f"{prefix}{name}", "rule", GO_ON, label_of(now), facts)
    for name, after_name in reordered(list(before), list(after)):
        yield Change(what, f"{prefix}{name}", *_place(after_name), label_of(after[name]), {"after": after_name})


def _place(after: str) -> tuple[str, str]:
    return "after" if after else "first", GO_ON


def _given(row: Row) -> str:
    if isinstance(row, FeeRow):
        return plainly(row.rule) if row.rule else amount(row.amount_minor, row.currency)
    return plainly(row.gives)


def _holds(when: Condition | None) -> str:
    return plainly(when) if when else _OTHERWISE


# ---- decided and kept ---------------------------------------------------------------------------------------------------


def _review(old: Service, new: Service) -> Iterator[Change]:
    yield from by_name("move", old.review.moves, new.review.moves, STAY)
    yield from by_name("reason", old.review.reasons, new.review.reasons, STAY)
    was, now = decide_within(old.review), decide_within(new.review)
    if was != now:
        facts = {"setting": "decide_within", "was": was, "now": now}
        yield Change("service", new.id, "changed", STAY, new.title.source, facts)
    both = old.review.automatic, new.review.automatic
    if both[0] and both[1]:
        for code, facts in other_parts(*both, frozenset()):
            yield Change(
                "service", new.id, code, STAY, new.title.source, {**facts, "setting": f"automatic, {facts['setting']}"}
            )
    elif both[0] or both[1]:
        facts = {"setting": "automatic", "was": plainly(both[0]), "now": plainly(both[1])}
        yield Change("service", new.id, "set" if both[1] else "unset", STAY, new.title.source, facts)
    for state in dict.fromkeys((*new.keep, *old.keep)):
        if old.keep.get(state) != new.keep.get(state):
            facts = {"setting": state, "was": span(old.keep.get(state)), "now": span(new.keep.get(state))}
            code = "set" if facts["was"] == NOTHING else "unset" if facts["now"] == NOTHING else "changed"
            yield Change("keep", state, code, GO_ON if state == "draft" else STAY, facts=facts)
