"""Floor 7. Checking a document: what a stranger with its code may know, and no more.

A code is 80 random bits; only its keyed digest is looked up. Codes that nobody gave out are counted by where they come
from, in our own table, since the processes share no memory; whoever tries too many is asked to wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from sqlalchemy.orm import Session

from portal.errors import NotFound, TooMany
from portal.store import (
    Attempt,
    Case,
    IssuedDocument,
    attempts_since,
    data_key,
    document_by_code,
    keyed_digest,
    state_on,
)
from portal.usecases.issuing import CODE_ALPHABET, CODE_LENGTH, number_of
from portal.usecases.releases import ServedService, served_service

VERIFY = "verify"
MOST_UNKNOWN = 20  # codes that nobody gave out, from one place
WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Verified:
    """What stands in the register. `state`: "issued", "early", "expired" or "revoked"; `public` is empty where it was revoked."""

    code: str
    state: str
    number: str
    document: str  # its id in the specification
    served: ServedService
    unit: str
    issued_at: datetime  # the decision
    valid_from: date
    valid_until: date | None
    revoked_at: datetime | None
    public: Mapping[str, Any]  # what is printed → its encoded answer


def read_code(typed: str) -> str | None:
    """The code as it is kept, from what somebody typed; None where it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return signs if len(signs) == CODE_LENGTH and set(signs) <= set(CODE_ALPHABET) else None


def grouped(code: str) -> str:
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def verify(session: Session, code: str, *, source: str, now: datetime, today: date) -> Verified:
    """What a code stands for. `source`: the address that asks.

    Refused: `NotFound` for a code that nobody was given, which the caller notes with `note_unknown`; `TooMany` for it
    after too many of them. A code that somebody was given is always answered: others may share the address that asks.
    """
    document = session.scalars(document_by_code(keyed_digest(session, VERIFY, code))).one_or_none()
    # One that was not handed over yet is as unknown as one that never was.
    if document is None or document.state not in ("issued", "revoked"):
        digest = _source(session, source)
        if session.execute(attempts_since(VERIFY, digest, now - WITHIN)).scalar_one() >= MOST_UNKNOWN:
            raise TooMany("too many unknown codes", retry_after=int(WITHIN.total_seconds()))
        raise NotFound("no such code")
    case = session.get_one(Case, document.case_id)
    return Verified(
        code=code,
        state=state_on(document.state, document.valid_from, document.valid_until, today),
        number=number_of(document),
        document=document.document,
        served=served_service(session, case.digest),
        unit=document.unit,
        issued_at=document.created_at,
        valid_from=document.valid_from,
        valid_until=document.valid_until,
        revoked_at=document.revoked_at,
        public={} if document.state == "revoked" else _public(session, document),
    )


def _public(session: Session, document: IssuedDocument) -> Mapping[str, Any]:
    """The facts that the specification declares public; none once the case was erased."""
    if document.public_facts is None:
        return {}
    try:
        key = data_key(session, document.case_id)
    except NotFound:
        return {}
    answers: Mapping[str, Any] = key.open(IssuedDocument.public_facts, document.id, document.public_facts)["answers"]
    return answers


def note_unknown(session: Session, *, source: str, now: datetime) -> None:
    """Counts a code that nobody was given. A place is kept as a keyed digest."""
    session.add(Attempt(what=VERIFY, source_digest=_source(session, source), at=now, succeeded=False))
    session.flush()


def _source(session: Session, source: str) -> str:
    return keyed_digest(session, "source", _place(source))


def _place(source: str) -> str:
    """One household of IPv6 has as many addresses as it likes: its network counts."""
    try:
        address = ip_address(source)
    except ValueError:
        return source
    return str(address) if address.version == 4 else str(ip_network(f"{address}/64", strict=False))
