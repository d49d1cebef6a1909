"""Floor 7. The queue of a clerk's units: filtered, found by reference, name or a searchable answer, a page at a time.

Its number of queries does not grow with its rows: the applicant's and the clerk's names come with their keys in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from portal.errors import Refused
from portal.i18n.folding import clean, fold, words_of
from portal.spec.model import Field
from portal.store import Case, CaseId, CaseValue, DataKeyRow, Person, PersonId, keyed_digest, keyring
from portal.usecases.access import allowed, visible_cases
from portal.usecases.actor import EVERY_UNIT, Actor
from portal.usecases.casefile import unseal
from portal.usecases.paging import moment_in
from portal.usecases.people import name_in
from portal.usecases.releases import Live, live_services
from portal.usecases.values import APPLICANT, personal_text
from portal.workflow.moves import RECEIVED
from portal.workflow.reference import read_reference

LOOKING = ("clerk", "supervisor", "auditor")  # the roles that may look at a unit's cases
PAGE = 25
MANY = 1_000  # beyond this a count says "more than 1,000"
LONGEST_QUESTION = 200
OPEN = "open"
STATES = (OPEN, "approved", "refused", "withdrawn", "any")
HOLDERS = ("", "me", "nobody")
DUES = ("", "late", "week")


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the queue is wanted; all of it stands in the address. `after`: the last row of the page before."""

    service: str = ""
    state: str = OPEN
    holder: str = ""  # "": anybody's, "me", "nobody"
    due: str = ""  # "late", "week"
    q: str = ""
    after: str = ""

    def checked(self) -> Filters:
        """With what is not known put back to its default, as for an address that somebody typed."""
        known = Filters(
            service=clean(self.service)[:64],
            state=self.state if self.state in STATES else OPEN,
            holder=self.holder if self.holder in HOLDERS else "",
            due=self.due if self.due in DUES else "",
            q=clean(self.q)[:LONGEST_QUESTION],
            after=self.after,
        )
        return known if _cursor(known) else replace(known, after="")

    @property
    def latest_first(self) -> bool:
        """What still waits comes by its deadline, the earliest first; what is over by its arrival, the latest first."""
        return self.state not in (OPEN, "any")


@dataclass(frozen=True, slots=True)
class QueueRow:
    reference: str
    service_id: str
    applicant: str  # "" once erased
    state: str
    received_at: datetime
    due_on: date
    decided_at: datetime | None
    holder_id: PersonId | None
    who: str  # who holds it, once decided who decided it; "" for nobody and for the portal itself
    fee_state: str
    automatic: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each view, up to `MANY` + 1."""

    open: int
    late: int
    mine: int
    free: int


@dataclass(frozen=True)
class Queue:
    filters: Filters
    rows: tuple[QueueRow, ...]
    next: str  # the cursor of the next page, "" on the last
    total: int
    counts: Counts
    services: tuple[Live, ...]  # of the clerk's units, for the filter and the titles

    def title_of(self, service_id: str) -> Live | None:
        return next((live for live in self.services if live.service.id == service_id), None)


def queue(session: Session, filters: Filters, *, actor: Actor, today: date, limit: int = PAGE) -> Queue:
    """The page of the queue that the filters ask for."""
    filters = filters.checked()
    units = actor.units_as(*LOOKING)
    services = tuple(live for live in live_services(session) if EVERY_UNIT in units or live.service.unit in units)
    seen = visible_cases(actor)
    wanted = _filtered(seen, filters, actor, today)
    if filters.q:
        wanted = wanted.where(Case.id.in_(_found(session, filters.q, services, today)))
    rows = session.execute(_page(wanted, filters, limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    counted = _counts(session, seen, wanted, actor, today)
    return Queue(
        filters=filters,
        rows=tuple(_row(session, row) for row in rows[:limit]),
        next=_mark(last.Case, filters) if last else "",
        total=counted[0],
        counts=Counts(*counted[1:]),
        services=services,
    )


def next_case(session: Session, *, actor: Actor, today: date) -> str:
    """The reference of the case that is due first and that nobody has taken. "" when there is none.

    Refused: `Refused` to whoever may take none anywhere.
    """
    if not actor.units_as("clerk", "supervisor"):
        raise Refused("takes no cases")
    free = select(Case).where(allowed(actor, "case.claim", Case))
    wanted = _filtered(free, Filters(holder="nobody"), actor, today)
    found = session.scalars(_in_order(wanted, Filters()).limit(1)).one_or_none()
    return found.reference if found else ""


def reference_in(session: Session, q: str, *, actor: Actor) -> str:
    """The reference that was typed whole, as it is written; "" where it is none of a case the actor may see."""
    meant = read_reference(q)
    found = session.scalars(visible_cases(actor).where(Case.reference == meant)).one_or_none() if meant else None
    return found.reference if found else ""


# ---- what is wanted -------------------------------------------------------------------------------------------------


def _filtered(seen: Select[Case], filters: Filters, actor: Actor, today: date) -> Select[Case]:
    if filters.service:
        seen = seen.where(Case.service_id == filters.service)
    if filters.state != "any":
        seen = seen.where(Case.state == (RECEIVED if filters.state == OPEN else filters.state))
    if filters.holder:
        seen = seen.where(Case.claimed_by == actor.person_id if filters.holder == "me" else Case.claimed_by.is_(None))
    if filters.due == "late":
        seen = seen.where(Case.due_on < today)
    if filters.due == "week":
        seen = seen.where(Case.due_on <= date.fromordinal(today.toordinal() + 7))
    return seen


def _in_order(wanted: Select[Case], filters: Filters) -> Select[Case]:
    place = (Case.received_at.desc(), Case.id.desc()) if filters.latest_first else (Case.due_on, Case.id)
    return wanted.order_by(*place)


def _page(wanted: Select[Case], filters: Filters, limit: int) -> Select[*tuple[Any, ...]]:
    """Each case with its key, and with the person who holds or decided it and theirs: one query for the whole page."""
    case_key, person_key = aliased(DataKeyRow), aliased(DataKeyRow)
    if cursor := _cursor(filters):
        day_or_moment, case_id = cursor
        if filters.latest_first:
            passed = tuple_(literal(day_or_moment, Case.received_at.type), literal(case_id))
            wanted = wanted.where(tuple_(Case.received_at, Case.id) < passed)
        else:
            passed = tuple_(literal(day_or_moment, Case.due_on.type), literal(case_id))
            wanted = wanted.where(tuple_(Case.due_on, Case.id) > passed)
    return (
        _in_order(wanted, filters)
        .outerjoin(case_key, case_key.subject_id == Case.id)
        .outerjoin(Person, Person.id == func.coalesce(Case.claimed_by, Case.decided_by))
        .outerjoin(person_key, person_key.subject_id == Person.id)
        .with_only_columns(
            Case,
            case_key.id.label("key_id"),
            case_key.wrapped.label("key"),
            Person.id.label("person_id"),
            Person.envelope.label("person"),
            Person.version.label("person_version"),
            person_key.id.label("person_key_id"),
            person_key.wrapped.label("person_key"),
        )
        .limit(limit)
    )


def _cursor(filters: Filters) -> tuple[date | datetime, str] | None:
    """What the page before ended with: (deadline or arrival, id)."""
    at, _, row_id = filters.after.partition("~")
    if not row_id.isalnum() or not row_id.isascii() or len(row_id) > 64:
        return None
    found = moment_in(at) if filters.latest_first else _day_in(at)
    return (found, row_id) if found else None


def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _mark(case: Case, filters: Filters) -> str:
    at = case.received_at if filters.latest_first else case.due_on
    return f"{at.isoformat()}~{case.id}"


def _row(session: Session, row: Row[*tuple[Any, ...]]) -> QueueRow:
    case, ring = row.Case, keyring(session)
    applicant = who = ""
    if case.envelope is not None and row.key_id and row.key:
        applicant = unseal(ring.unwrap(case.id, row.key_id, row.key), case.id, case.envelope).name
    if row.person is not None and row.person_key_id and row.person_key:
        key = ring.unwrap(row.person_id, row.person_key_id, row.person_key)
        who = name_in(key.open(Person.envelope, row.person_id, row.person, version=row.person_version))
    return QueueRow(
        case.reference, case.service_id, applicant, case.state, case.received_at, case.due_on, case.decided_at, case.claimed_by, who,
        case.fee_state, case.automatic,
    )  # fmt: skip


def _counts(session: Session, seen: Select[Case], wanted: Select[Case], actor: Actor, today: date) -> Sequence[int]:
    """How many are wanted, and how many each view holds: one query, none of its parts counting beyond `MANY` + 1."""
    views = [replace(Filters(), **changes) for changes in ({}, {"due": "late"}, {"holder": "me"}, {"holder": "nobody"})]
    counted = [wanted, *(_filtered(seen, view, actor, today) for view in views)]
    parts = []
    for one in counted:
        some = one.with_only_columns(Case.id).limit(MANY + 1).subquery()
        parts.append(select(func.count()).select_from(some).scalar_subquery())
    return tuple(session.execute(select(*parts)).one())


# ---- finding --------------------------------------------------------------------------------------------------------


def _found(session: Session, q: str, services: Sequence[Live], today: date) -> list[CaseId]:
    """The cases that a question means: by reference, by all words of a name, by a searchable answer. At most `MANY`."""
    meant_reference = read_reference(q)
    ids = dict.fromkeys(session.scalars(select(Case.id).where(Case.reference == meant_reference)))
    service_ids = [live.service.id for live in services]
    digests = {keyed_digest(session, f"value {APPLICANT}", word) for word in words_of(q)}
    if digests:
        named = (
            select(CaseValue.case_id)
            .where(CaseValue.service_id.in_(service_ids), CaseValue.field == APPLICANT, CaseValue.text.in_(digests))
            .group_by(CaseValue.case_id)
            .having(func.count(CaseValue.text.distinct()) == len(digests))
        )
        ids |= dict.fromkeys(session.scalars(named.limit(MANY)))
    meant = _answers_meant(session, q, services, today)
    if meant:
        answered = select(CaseValue.case_id).where(
            or_(*((CaseValue.service_id == s) & (CaseValue.field == f) & (CaseValue.text == t) for s, f, t in meant))
        )
        ids |= dict.fromkeys(session.scalars(answered.limit(MANY)))
    return list(ids)


def _answers_meant(session: Session, q: str, services: Sequence[Live], today: date) -> list[tuple[str, str, str]]:
    """(service, field, text) for each searchable field that could hold what was typed, read as its kind reads it."""
    meant = []
    for live in services:
        for path, field in live.service.fields.items():
            if field.search and is_telling(field):
                value = field.kind.read(field, {"": [q]}, today).value
                if value is not None:
                    told = field.kind.export(field, value)
                    text = personal_text(session, path, told) if field.personal else fold(told)[:400]
                    meant.append((live.service.id, path, text))
    return meant


def is_telling(field: Field) -> bool:
    """Whether an answer tells one case from another: a plate does, a zone that hundreds share does not."""
    return not field.codes and tuple(field.kind.parts(field)) == ("",)


def late_by(due_on: date, today: date) -> int:
    """Days past the deadline; 0 where there is time."""
    return max(0, (today - due_on).days)


def used_share(received_on: date, due_on: date, today: date) -> int:
    """How much of the time for an answer is used, 0 to 100."""
    whole = max(1, (due_on - received_on).days)
    return min(100, max(0, round(100 * (today - received_on).days / whole)))
