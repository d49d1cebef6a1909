"""A town with people and cases, for tests of what happens to an application: real forms, real use cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.authoring.scenarios import Scenario, walk
from portal.gateways.claims import Address, Identity
from portal.gateways.oidc import Claims
from portal.store import Case, DraftId, Store
from portal.usecases.actor import Actor
from portal.usecases.drafts import begin, save
from portal.usecases.people import arrive, identity_of
from portal.usecases.releases import live_authority, live_service
from portal.usecases.sessions import Times
from portal.usecases.submission import submit

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
TIMES = Times(timedelta(hours=1), timedelta(hours=8))
HOME = {"street": "12 Rope Walk, flat 4", "postal_code": "10123", "city": "Solmere"}
PERMIT = {
    "home": HOME,
    "zone": "B",
    "plate": "ab 123",
    "since": "14 5 2025",
    "fuel": "petrol",
    "keeper": "self",
    "visitor": [{"name": "Omar", "visits": "4"}],
}


@dataclass(frozen=True)
class Town:
    """The store of one portal. Its forms were published before."""

    store: Store

    def person(self, name: str, number: str = "", *, door: str = "citizen", **roles: tuple[str, ...]) -> Actor:
        """Somebody who has signed in; `roles`: unit with _ for -, or `everywhere`, → roles."""
        identity = Identity(
            name=name,
            national_number=number,
            address=Address(**HOME),
            email=f"{name.split(maxsplit=1)[0].lower()}@mail.example",
            assurance="substantial",
        )
        subject = f"{door} {name}"
        with self.store.writing() as session:
            claims = Claims(f"https://{door}.example", subject, identity, "")
            arrived = arrive(session, claims, door=door, times=TIMES, language="en", now=NOW)  # type: ignore[arg-type]
        held = {unit.replace("_", "-").replace("everywhere", "*"): frozenset(ones) for unit, ones in roles.items()}
        return replace(arrived.actor, roles=held)

    def clerk(self, name: str = "Maarja Kask", number: str = "48203110007") -> Actor:
        return self.person(name, number, door="staff", parking_office=("clerk",))

    def supervisor(self, name: str = "Jaan Tamm", number: str = "37004150004") -> Actor:
        return self.person(name, number, door="staff", parking_office=("supervisor",))

    def case(
        self,
        applicant: Actor,
        answers: dict[str, Any] | None = None,
        *,
        service: str = "parking-permit",
        days_ago: int = 0,
    ) -> Case:
        """A case that the applicant sent `days_ago`."""
        at = NOW - timedelta(days=days_ago)
        with self.store.writing() as session:
            return apply(session, applicant, PERMIT | (answers or {}), service=service, at=at)


def queries_of(session: Session, act: Callable[[], Any]) -> int:
    """How many statements an act sends to the database."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len([one for one in sent if not one.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))])


def draft_of(session: Session, applicant: Actor, answers: dict[str, Any], *, service: str, at: datetime) -> DraftId:
    """A draft of the applicant with these answers, every page of them continued."""
    live, today = live_service(session, service), at.date()
    identity = identity_of(session, applicant.person_id)
    draft = begin(session, live, actor=applicant, identity=identity, language="en", now=at, today=today)
    scenario = Scenario("", 0, {"person": identity, "answers": answers, "today": today.isoformat()}, {})
    walked = walk(live.service, scenario)
    done = replace(walked.plan.entries, tried=frozenset(walked.pages))
    save(session, draft, lambda _opened: done, actor=applicant, now=at, today=today)
    return draft


def apply(session: Session, applicant: Actor, answers: dict[str, Any], *, service: str, at: datetime) -> Case:
    """The case that such a draft becomes."""
    draft = draft_of(session, applicant, answers, service=service, at=at)
    return submit(
        session,
        draft,
        actor=applicant,
        email=str(identity_of(session, applicant.person_id).get("email", "")),
        authority=live_authority(session).authority,
        now=at,
        today=at.date(),
    )
