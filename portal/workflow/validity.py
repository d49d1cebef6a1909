"""Floor 4. From when until when a document is valid, pure: a length of time from its day, or the days that answers give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.errors import Refused
from portal.rules import Rule
from portal.spec.model import Days, Document
from portal.workflow.calendar import valid_until

NO_ISSUE = "cannot be issued"
NO_FIRST, NO_LAST, OVER, NEVER_BEGINS = "no first day", "no last day", "over", "never begins"


@dataclass(frozen=True, slots=True)
class Validity:
    """Both days included; `last` None: for ever."""

    first: date
    last: date | None


def is_one_day(first: date, last: date | None) -> bool:
    """Whether what is valid from the one to the other is valid on a single day, which is then told alone."""
    return first == last


def validity(document: Document, today: date, worked_out: Callable[[Rule], Any]) -> Validity:
    """The days on which a document is valid that is issued today, and no day before it is.

    `worked_out`: what a rule comes to with what was sent. Refused: `Refused` `NO_ISSUE` with `why`: a day that the answers
    do not give (`NO_FIRST`, `NO_LAST`), a last day that is past (`OVER`) or before the first (`NEVER_BEGINS`).
    """
    if not isinstance(document.valid, Days):
        return Validity(today, valid_until(today, document.valid))
    days = {key: worked_out(rule) for key, rule in document.day_rules.items()}
    for key, why in (("from", NO_FIRST), ("until", NO_LAST)):
        if key in days and not isinstance(days[key], date):
            raise Refused(NO_ISSUE, document=document.id, why=why)
    first, last = days.get("from", today), days.get("until")
    if last is not None and last < today:
        raise Refused(NO_ISSUE, document=document.id, why=OVER, day=last.isoformat())
    if last is not None and last < first:
        raise Refused(NO_ISSUE, document=document.id, why=NEVER_BEGINS, day=last.isoformat())
    return Validity(max(first, today), last)
