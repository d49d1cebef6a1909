"""Floor 7. The journal as administrators and auditors read it: who did what to which thing, by names they know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.store import Case, Draft, Grant, IssuedDocument, JournalEntry, PersonId, latest_entries
from portal.usecases.access import require
from portal.usecases.actor import Actor
from portal.usecases.issuing import number_of
from portal.usecases.people import names_of

_TOLD = ("path", "service", "number", "unit", "role", "task")


@dataclass(frozen=True)
class JournalLine:
    """One act. `about` names its thing: a case's reference, a document's number, a person, a service; else its id.

    `more` are the facts worth reading: a file's path, a service, a release's number, a unit, a role.
    """

    entry: JournalEntry
    kind: str  # of its thing: a draft that was not sent is none of the cases
    about: str
    more: Mapping[str, str]


def journal_lines(
    session: Session, limit: int, *, actor: Actor, before: tuple[datetime, str] | None = None
) -> list[JournalLine]:
    """The latest acts, newest first; seven queries however many there are. Refused: `Refused`."""
    require(actor, "journal.read")
    entries = session.scalars(latest_entries(limit, before=before)).all()
    known = _names(session, entries)
    return [_line(one, known) for one in entries]


def _line(one: JournalEntry, known: Mapping[tuple[str, str], str]) -> JournalLine:
    kind, about = one.subject_kind, known.get((one.subject_kind, one.subject_id))
    if kind == "case" and about is None and ("draft", one.subject_id) in known:
        kind, about = "draft", known["draft", one.subject_id]
    return JournalLine(one, kind, about or one.subject_id, _more(one))


def _names(session: Session, entries: Iterable[JournalEntry]) -> dict[tuple[str, str], str]:
    ids: dict[str, set[str]] = {}
    for one in entries:
        ids.setdefault(one.subject_kind, set()).add(one.subject_id)
    cases = select(Case.id, Case.reference).where(Case.id.in_(ids.get("case", set())))
    found = {("case", str(case_id)): reference for case_id, reference in session.execute(cases)}
    issued = select(IssuedDocument).where(IssuedDocument.id.in_(ids.get("document", set())))
    for paper in session.scalars(issued):
        found["document", paper.id] = number_of(paper)
    found |= _services(session, ids)
    given = select(Grant.id, Grant.person_id).where(Grant.id.in_(ids.get("grant", set())), Grant.person_id.is_not(None))
    holders = {str(grant): holder for grant, holder in session.execute(given) if holder}
    people = names_of(session, {PersonId(one) for one in ids.get("person", set())} | set(holders.values()))
    found |= {("grant", grant): people[holder] for grant, holder in holders.items() if holder in people}
    return found | {("person", str(person)): name for person, name in people.items()}


def _services(session: Session, ids: Mapping[str, set[str]]) -> dict[tuple[str, str], str]:
    """The service of each draft that is still there, and of each workspace, even of one that is gone."""
    begun = ids.get("draft", set()) | ids.get("case", set())
    drafts = select(Draft.id, Draft.service_id).where(Draft.id.in_(begun), Draft.submitted.is_(False))
    found = {("draft", str(draft)): str(service) for draft, service in session.execute(drafts)}
    opened = select(JournalEntry.subject_id, JournalEntry.facts).where(
        JournalEntry.subject_kind == "workspace",
        JournalEntry.subject_id.in_(ids.get("workspace", set())),
        JournalEntry.event == "opened",
    )
    return found | {
        ("workspace", space): str(facts["service"]) for space, facts in session.execute(opened) if "service" in facts
    }


def _more(entry: JournalEntry) -> dict[str, str]:
    return {name: str(entry.facts[name]) for name in _TOLD if entry.facts.get(name)}
