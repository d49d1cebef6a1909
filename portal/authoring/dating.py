"""Floor 6. Of each document that is valid on days out of the answers: whether it can be issued with all that can be sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from portal.authoring.arriving import Arrivals, Arrived
from portal.authoring.claims import ALWAYS_OVER, NEVER_BEGINS, NO_DAY, OVER, Finding, claimed
from portal.authoring.showing import Showing
from portal.journey.plan import Plan
from portal.rules import UNKNOWN, Rule
from portal.rules.terms import Term, every, is_true, is_unknown, paired, tested
from portal.spec.model import Document


def judge_days(showing: Showing, today: date) -> None:
    """Tells of answers with which a day is not known, the last one is past, or it is before the first."""
    people = showing.people
    done = frozenset(range(len(people.service.pages)))
    everybody = people.arrived(len(done), done).whole
    for document in people.service.documents.values():
        for key, rule in document.day_rules.items():
            found = people.solve(everybody.and_(is_true(is_unknown(_day(people, rule)))))
            named, at = {"name": document.id, "key": key}, (document.id, "valid", key)
            showing.tell(found, at, NO_DAY, partial(_comes_to, rule, _is_unknown), **named)
        _judge_last(showing, document, everybody, today)


def _judge_last(showing: Showing, document: Document, everybody: Arrived, today: date) -> None:
    """Whether it is over before it is issued, or ends before it begins."""
    people, rules, named = showing.people, document.day_rules, {"name": document.id}
    last, first = rules.get("until"), rules.get("from")
    if last is None:
        return
    at, is_over = (document.id, "valid", "until"), partial(_is_before, today)
    if not last.roots:
        if is_over(last.run({"today": today})):
            showing.findings.append(Finding(claimed(showing.places.of(*at), ALWAYS_OVER, **named)))
            return
    else:
        over = every([is_true(tested(people.solver.rule(last), is_over))])
        found = people.solve(everybody.and_(over))
        if found.is_possible and showing.tell(found, at, OVER, partial(_comes_to, last, is_over), **named):
            return
    if first is None:
        return

    def ends_first(done: Plan) -> bool:
        return _is_before(done.computed(first), done.computed(last))

    both = paired(people.solver.rule(first), people.solver.rule(last), _is_before)
    found = people.solve(everybody.and_(is_true(both)))
    if found.is_possible:
        showing.tell(found, at, NEVER_BEGINS, ends_first, **named)


def _comes_to(rule: Rule, such: Callable[[Any], bool], done: Plan) -> bool:
    return such(done.computed(rule))


def _is_unknown(day: Any) -> bool:
    return day is UNKNOWN


def _is_before(limit: Any, day: Any) -> bool:
    """Whether the day is known and lies before the limit."""
    return isinstance(limit, date) and isinstance(day, date) and day < limit


def _day(people: Arrivals, rule: Rule) -> Term:
    """The day as a term; of a record a part is known where the record is."""
    whole = rule.source.strip()
    return people.solver.name(whole.partition(".")[0]) if whole in rule.reads else people.solver.rule(rule)
