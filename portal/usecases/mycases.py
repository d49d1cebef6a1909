"""Floor 7. A citizen's own applications: what was begun, what was sent, how each stands, in plain words' facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.i18n.text import Text
from portal.journey.entries import Entries
from portal.journey.keeping import from_json
from portal.journey.plan import Plan, plan
from portal.spec.model import Service
from portal.store import (
    ApplicationId,
    Case,
    CaseId,
    Draft,
    IssuedDocument,
    StoredFile,
    data_key,
    read_answers,
    state_on,
)
from portal.usecases.access import visible_cases, visible_drafts
from portal.usecases.actor import Actor
from portal.usecases.casefile import open_case_file, sent_on
from portal.usecases.copying import COPY
from portal.usecases.drafts import DRAFT_COLUMNS, open_draft, with_all_of_it
from portal.usecases.issuing import REVOKING, explanation_of, number_of
from portal.usecases.printedanswers import told
from portal.usecases.releases import ServedService, served_service
from portal.usecases.submission import case_of, own_case
from portal.wording.explained import Told, all_told
from portal.wording.release import ReleaseWords
from portal.workflow.moves import is_open
from portal.workflow.validity import is_one_day

WordsOf = Callable[[ServedService], ReleaseWords]


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a document was revoked (None: voided), and what the office wrote about it ("" for nothing)."""

    at: datetime
    reason: Text | None
    explanation: str


@dataclass(frozen=True)
class MyDocument:
    """`state`: "pending", "issued", "early", "failed", "expired", "revoked" or "voided"."""

    id: str
    title: Text
    number: str
    state: str
    valid_from: date
    valid_until: date | None
    size_bytes: int
    file_id: str
    ended: Ended | None
    code: str  # what a stranger checks it by; "" while it is not out, and when it is erased
    facts: tuple[tuple[Text, tuple[Text | str, ...]], ...]  # label and lines of what a stranger sees too

    @property
    def is_for_one_day(self) -> bool:
        return is_one_day(self.valid_from, self.valid_until)


@dataclass(frozen=True)
class MyCase:
    """One case as its applicant sees it. `asking`: a register is being asked, so the answer may come at once."""

    reference: str
    title: Text
    state: str
    received_at: datetime
    due_on: date
    said: Text | None  # how it stands, in the service's own words
    decided_at: datetime | None
    asking: bool
    fee_minor: int
    currency: str
    fee_state: str
    fee_lines: tuple[tuple[Text, Text], ...]  # why, and how much
    reason: Text | None
    explanation: str
    email: str
    unit: str
    documents: tuple[MyDocument, ...]
    copy_file_id: str  # "" while the copy is being made
    explained: tuple[Told, ...]  # why it was asked, and why this fee, as it was when it was sent
    served: ServedService
    plan: Plan | None  # None once the case was erased

    @property
    def is_open(self) -> bool:
        return is_open(self.state)

    @property
    def has_copy(self) -> bool:
        return bool(self.copy_file_id)

    @property
    def document(self) -> MyDocument | None:
        return self.documents[0] if self.documents else None


def my_case(session: Session, case_id: str, *, actor: Actor, words_of: WordsOf, today: date) -> MyCase:
    """Refused: `NotFound` when it is not the actor's."""
    return _seen(session, case_of(session, CaseId(ApplicationId(case_id)), actor), words_of, today)


def my_case_by_reference(session: Session, reference: str, *, actor: Actor, words_of: WordsOf, today: date) -> MyCase:
    return _seen(session, own_case(session, reference, actor), words_of, today)


def _seen(session: Session, case: Case, words_of: WordsOf, today: date) -> MyCase:
    served = served_service(session, case.digest)
    service, words = served.service, words_of(served)
    applicant = open_case_file(session, case)
    answered = None
    if case.erased_at is None:
        content, _ = read_answers(session, case.id)
        answered = plan(service, Entries.from_json(content), sent_on(case, words.formats.zone))
    reason = service.review.reasons.get(case.reason or "")
    rows = session.execute(
        select(IssuedDocument, StoredFile.size_bytes)
        .outerjoin(StoredFile, StoredFile.id == IssuedDocument.file_id)
        .where(IssuedDocument.case_id == case.id)
        .order_by(IssuedDocument.created_at.desc(), IssuedDocument.id)
    )
    documents = tuple(_document(session, one, size or 0, service, words, today) for one, size in rows)
    copy = (
        session.execute(select(StoredFile.id).where(StoredFile.application_id == case.id, StoredFile.field == COPY))
        .scalars()
        .first()
    )
    return MyCase(
        reference=case.reference, title=words.text(service.title), state=case.state, received_at=case.received_at, due_on=case.due_on,
        said=words.decided(service.review, case.state),
        decided_at=case.decided_at, asking=case.automatic == "asked" and is_open(case.state),
        fee_minor=case.fee_minor, currency=case.currency or "",
        fee_state=case.fee_state, fee_lines=words.fee_lines(service.fee_rows(case.fee_row)), reason=words.optional(reason),
        explanation=applicant.explanation, email=applicant.email, unit=case.unit, documents=documents, copy_file_id=copy or "",
        explained=all_told(service, from_json(service, applicant.explanations), words), served=served, plan=answered,
    )  # fmt: skip


def _document(
    session: Session, one: IssuedDocument, size_bytes: int, service: Service, words: ReleaseWords, today: date
) -> MyDocument:
    state = state_on(one.state, one.valid_from, one.valid_until, today)
    code, facts = _opened(session, one, service, words) if one.state == "issued" else ("", ())
    return MyDocument(
        one.id, words.text(service.documents[one.document].title), number_of(one), state, one.valid_from,
        one.valid_until, size_bytes, one.file_id or "", _ended(session, one, words), code, facts,
    )  # fmt: skip


def _ended(session: Session, one: IssuedDocument, words: ReleaseWords) -> Ended | None:
    if one.revoked_at is None:
        return None
    try:
        explanation = explanation_of(session, one)
    except NotFound:  # erased
        return None
    reason = words.word(REVOKING[one.revoked_reason]) if one.revoked_reason else None
    return Ended(one.revoked_at, reason, explanation)


def _opened(
    session: Session, one: IssuedDocument, service: Service, words: ReleaseWords
) -> tuple[str, tuple[tuple[Text, tuple[Text | str, ...]], ...]]:
    """The code and the public facts of an issued document; nothing of one that was erased."""
    if one.verify_envelope is None or one.public_facts is None:
        return "", ()
    try:
        key = data_key(session, one.case_id)
    except NotFound:
        return "", ()
    answers = key.open(IssuedDocument.public_facts, one.id, one.public_facts)["answers"]
    facts = tuple(told(service, service.documents[one.document], answers, words))
    return str(key.open(IssuedDocument.verify_envelope, one.id, one.verify_envelope)["code"]), facts


@dataclass(frozen=True)
class MyDraft:
    id: str
    service_id: str
    title: Text
    saved_at: datetime
    expires_at: datetime
    has_changed: bool = False  # a newer release asks something once more, or no more


@dataclass(frozen=True)
class CaseLine:
    """One case in the list. `document`: the state of its newest document, "" for none."""

    reference: str
    title: Text
    state: str
    received_at: datetime
    decided_at: datetime | None
    due_on: date
    asking: bool
    document: str
    said: Text | None  # how it stands, in the service's own words

    @property
    def is_open(self) -> bool:
        return is_open(self.state)


def _my_open_drafts(actor: Actor) -> Select[Draft]:
    """What the actor began and did not send, the latest first; previews are not among them."""
    unsent = visible_drafts(actor).where(Draft.submitted.is_(False), Draft.workspace_id.is_(None))
    return unsent.order_by(Draft.saved_at.desc(), Draft.id)


def my_drafts(session: Session, *, actor: Actor, words_of: WordsOf, now: datetime, today: date) -> list[MyDraft]:
    """The actor's drafts that can go on, each as it is under what is live now."""
    ids = _my_open_drafts(actor).with_only_columns(Draft.id).order_by(None)
    rows = session.execute(
        select(*DRAFT_COLUMNS)
        .select_from(with_all_of_it(Draft.__table__))
        .where(Draft.id.in_(ids), Draft.expires_at > now)
        .order_by(Draft.saved_at.desc(), Draft.id)
    ).all()
    drafts = [open_draft(session, row.id, actor=actor, now=now, today=today, seen=row) for row in rows]
    return [
        MyDraft(
            one.id, one.service.id, words_of(one.served).text(one.service.title), one.saved_at, one.expires_at, one.has_changed
        )
        for one in drafts
    ]  # fmt: skip


def mine(
    session: Session, *, actor: Actor, words_of: WordsOf, now: datetime, today: date
) -> tuple[list[MyDraft], list[CaseLine]]:
    """The actor's drafts that can go on, and cases; three queries however many there are."""
    drafts = my_drafts(session, actor=actor, words_of=words_of, now=now, today=today)
    cases = session.scalars(visible_cases(actor).order_by(Case.received_at.desc(), Case.id)).all()
    newest: dict[str, str] = {}
    if cases:
        made = select(
            IssuedDocument.case_id, IssuedDocument.state, IssuedDocument.valid_from, IssuedDocument.valid_until
        ).where(IssuedDocument.case_id.in_([case.id for case in cases]))
        for case_id, state, first, last in session.execute(made.order_by(IssuedDocument.created_at, IssuedDocument.id)):
            newest[case_id] = state_on(state, first, last, today)
    lines = []
    for case in cases:
        served = served_service(session, case.digest)
        words = words_of(served)
        lines.append(
            CaseLine(
                case.reference, words.text(served.service.title), case.state, case.received_at, case.decided_at, case.due_on,
                case.automatic == "asked" and is_open(case.state), newest.get(case.id, ""),
                words.decided(served.service.review, case.state),
            )
        )  # fmt: skip
    return drafts, lines
