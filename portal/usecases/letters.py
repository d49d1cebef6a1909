"""Floor 7. The words of a mail: a template of texts in the applicant's language, filled when the mail is sent.

Plain text: the first line is the subject, what follows the blank line the body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from portal.i18n.catalogue import Catalogues
from portal.store import Case, CaseId, IssuedDocument, Mail, MailId, data_key, documents_of
from portal.usecases.casefile import open_case_file
from portal.usecases.issuing import REVOKING, explanation_of, number_of, revocation_of
from portal.usecases.releases import live_authority, served_service
from portal.workflow.validity import is_one_day

SENT, QUEUED, FAILED = "sent", "queued", "failed"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it goes out."""

    id: MailId
    key: str  # names it for ever: its Message-ID
    kind: str
    to: str
    sender: str  # the authority's name
    subject: str
    text: str
    language: str
    written_at: datetime


def letter_to_send(
    session: Session, mail_id: str, *, catalogues: Catalogues, templates: Path, base_url: str
) -> Letter | None:
    """The mail, written. None where it was sent or given up. Refused: `NotFound` when its case was erased."""
    mail = session.get(Mail, MailId(mail_id))
    if mail is None or mail.state != QUEUED or mail.envelope is None:
        return None
    case = session.get_one(Case, CaseId(mail.subject_id))  # type: ignore[arg-type]
    envelope = data_key(session, mail.subject_id).open(Mail.envelope, mail.id, mail.envelope)
    language = str(envelope["language"])
    facts = _facts(session, case, language, catalogues, base_url)
    written = _templates(templates).get_template(f"mail/{mail.kind}.txt").render(facts)
    subject, _, text = re.sub(r"\n{3,}", "\n\n", written.strip()).partition("\n\n")
    return Letter(
        mail.id, mail.message_id, mail.kind, str(envelope["to"]), str(facts["authority"]), subject, text.strip() + "\n",
        language, mail.created_at,
    )  # fmt: skip


def keep_letter(session: Session, letter: Letter) -> None:
    """Keeps what is about to be sent, so that a later try sends the same."""
    mail = session.get_one(Mail, letter.id)
    content = {"to": letter.to, "subject": letter.subject, "text": letter.text, "language": letter.language}
    mail.envelope = data_key(session, mail.subject_id).seal(Mail.envelope, mail.id, content)


def mail_went(session: Session, mail_id: str, state: str, *, now: datetime) -> None:
    mail = session.get_one(Mail, MailId(mail_id))
    mail.state, mail.sent_at = state, now if state == SENT else None


def _facts(session: Session, case: Case, language: str, catalogues: Catalogues, base_url: str) -> Mapping[str, Any]:
    served, authority = served_service(session, case.digest), live_authority(session)
    words, zone = catalogues.words(language), authority.authority.time_zone
    own = served.translations.words(language, words, zone)
    town = authority.translations.words(language, words, zone)
    unit = authority.authority.units.get(case.unit)
    applicant = open_case_file(session, case)
    reason = served.service.review.reasons.get(case.reason or "")
    papers = session.scalars(documents_of(case.id)).all()
    paper: IssuedDocument | None = papers[-1] if papers else None
    described = served.service.documents.get(paper.document) if paper else None
    ended = revocation_of(session, paper) if paper else None
    return {
        "_": words.word,
        "name": applicant.name,
        "reference": case.reference,
        "said": own.decided(served.service.review, case.state) or "",
        "title": own.text(served.service.title),
        "authority": town.text(authority.authority.name),
        "unit": town.text(unit.name) if unit else "",
        "hours": town.text(unit.hours) if unit else "",
        "phone": unit.phone if unit else authority.authority.phone,
        "email": unit.email if unit else authority.authority.email,
        "appeal": town.text(unit.appeal) if unit and unit.appeal else "",
        # A letter that is written late, when all is decided, promises no answer any more.
        "due": "" if case.decided_at else own.date(case.due_on),
        "asking": case.automatic == "asked",
        "reason": own.text(reason) if reason else "",
        "explanation": applicant.explanation,
        "fee": own.money(case.fee_minor, case.currency) if case.fee_state == "due" and case.currency else "",
        "fee_open": case.fee_state == "open",
        "document": own.text(described.title) if described else "",
        "number": number_of(paper) if paper else "",
        "is_ready": paper is not None and paper.state not in ("pending", "failed"),
        "one_day": own.date(paper.valid_from) if paper and is_one_day(paper.valid_from, paper.valid_until) else "",
        # Only where it is not valid at once.
        "valid_from": own.date(paper.valid_from)
        if paper and paper.valid_from > own.formats.day_of(paper.created_at)
        else "",
        "valid_until": own.date(paper.valid_until) if paper and paper.valid_until else "",
        "revocation": {"reason": words.word(REVOKING[ended.reason]), "words": ended.explanation} if ended else None,
        "voided": explanation_of(session, paper) if paper and paper.state == "voided" else "",
        "url": f"{base_url}/{language}/my/cases/{case.reference}",
    }


@lru_cache(maxsize=4)
def _templates(folder: Path) -> Environment:
    """Plain text needs no escaping; an unknown name is an error here too."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=False,  # noqa: S701 - plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
