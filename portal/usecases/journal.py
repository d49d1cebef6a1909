"""Floor 7. The journal as administrators and auditors read it: who did what to which thing, by names they know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.store import Case, IssuedDocument, JournalEntry, PersonId, latest_entries
from portal.usecases.access import require
from portal.usecases.actor import Actor
from portal.usecases.people import names_of


@dataclass(frozen=True)
class JournalLine:
    """One act. `about` names its thing: a case's reference, a document's number, a person, a service; else its id.

    `more` are the facts worth reading: a file's path, a release's number, a role and its unit.
    """

    entry: JournalEntry
    about: str
    more: str


def journal_lines(
    session: Session, limit: int, *, actor: Actor, before: tuple[datetime, str] | None = None
) -> list[JournalLine]:
    """The latest acts, newest first; four queries however many there are. Refused: `Refused`."""
    require(actor, "journal.read")
    entries = session.scalars(latest_entries(limit, before=before)).all()
    known = _names(session, entries)
    return [
        JournalLine(one, known.get((one.subject_kind, one.subject_id), one.subject_id), _more(one)) for one in entries
    ]


def _names(session: Session, entries: Iterable[JournalEntry]) -> dict[tuple[str, str], str]:
    ids: dict[str, set[str]] = {}
    for one in entries:
        ids.setdefault(one.subject_kind, set()).add(one.subject_id)
    cases = select(Case.id, Case.reference).where(Case.id.in_(ids.get("case", set())))
    found = {("case", str(case_id)): reference for case_id, reference in session.execute(cases)}
    issued = select(IssuedDocument).where(IssuedDocument.id.in_(ids.get("document", set())))
    for paper in session.scalars(issued):
        found["document", paper.id] = f"{paper.series}-{paper.year}-{paper.number:06}"
    people = names_of(session, {PersonId(one) for one in ids.get("person", set())})
    return found | {("person", str(person)): name for person, name in people.items()}


def _more(entry: JournalEntry) -> str:
    told = [
        str(entry.facts[name])
        for name in ("path", "service", "number", "unit", "role", "task")
        if entry.facts.get(name)
    ]
    return ", ".join(told)
