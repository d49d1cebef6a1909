"""Floor 6. What a fee comes to in a scenario; and where it is not known, why: the row that nobody can tell of, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portal.authoring.scenario_file import NO_FEE, UNKNOWN_FEE, amount_in_words
from portal.journey.plan import Plan
from portal.rules import UNKNOWN, Rule
from portal.spec.model import FeeRow, Service


def fee_in_words(so_far: Plan) -> str:
    """The fee as a scenario writes it: an amount, `none`, or `unknown`."""
    if so_far.is_fee_open:
        return UNKNOWN_FEE
    return amount_in_words(so_far.fee.amount_minor, so_far.fee.currency) if so_far.fee else NO_FEE


def why_open(so_far: Plan) -> str:
    """Why `so_far.is_fee_open`, in a few words: “row ‘order’ asks for stewards”."""
    service = so_far.service
    for row in service.fee:
        held = so_far.outcome(row.when, None) if row.when else True
        if held is UNKNOWN:
            return _asks(so_far, row, [row.when.rule] if row.when else [])
        if held and row.paid(so_far.env_for(row.rule)) is None:
            unknown = row.rule is not None and so_far.computed(row.rule) is UNKNOWN
            return (
                _asks(so_far, row, [row.rule] if row.rule else [])
                if unknown
                else f"row ‘{row.id}’ is beyond ten million"
            )
        if held and row.when and not service.fee_adds_up:
            break
    return "it is beyond ten million" if service.fee_adds_up else "no row is for these answers"


def _asks(so_far: Plan, row: FeeRow, rules: Iterable[Rule]) -> str:
    missing = list(dict.fromkeys(_missing(so_far, (name for rule in rules for name in sorted(rule.roots)))))
    return f"row ‘{row.id}’ asks for {', '.join(missing)}" if missing else f"row ‘{row.id}’ cannot be told"


def _missing(so_far: Plan, names: Iterable[str]) -> Iterator[str]:
    """The answers and counts that these names rest on, and that are not there."""
    service: Service = so_far.service
    waiting, looked_at = list(names)[::-1], set[str]()
    while waiting:
        name = waiting.pop()
        if name in looked_at or name in so_far.values_of({name}) or name == "today" or name.startswith("page:"):
            continue
        looked_at.add(name)
        if name in service.fields or name in service.groups or not service.reads.get(name):
            yield name
        else:
            waiting += sorted(service.reads[name], reverse=True)
