"""Floor 7. Telling an applicant: the mail is queued in the transaction of its cause, and written and sent by a task."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from portal.store import Case, IssuedDocument, Mail, MailId, data_key, defer, new_id
from portal.usecases.casefile import open_case_file

SEND_MAIL = "send_mail"
KINDS = ("received", "approved", "refused", "withdrawn", "revoked", "voided")


_papers, _mails = IssuedDocument.__table__.c, Mail.__table__.c
_IS_QUEUED = select(exists().where(_mails.message_id == bindparam("message")))
_IS_AWAITED = select(exists().where(_papers.case_id == bindparam("case"), _papers.state.in_(("pending", "failed"))))


def notify(session: Session, case: Case, kind: str, *, now: datetime, waits: bool = True) -> Mail | None:
    """Queues the mail that goes with what happened; once for each kind, however often it is called.

    None where no address is known, or where the document that the mail tells of is still being printed: whoever prints
    it calls again, and without `waits` where it will not be printed by itself.
    """
    applicant = open_case_file(session, case)
    if not applicant.email or (waits and _waits_for_paper(session, case, kind)):
        return None
    message_id = f"{case.id}.{kind}"
    if session.execute(_IS_QUEUED, {"message": message_id}).scalar():
        return None
    mail_id = MailId(new_id())
    envelope = {"to": applicant.email, "subject": "", "text": "", "language": case.language}
    mail = Mail(
        id=mail_id,
        subject_id=case.id,
        kind=kind,
        message_id=message_id,
        state="queued",
        created_at=now,
        envelope=data_key(session, case.id).seal(Mail.envelope, mail_id, envelope),
    )
    session.add(mail)
    session.flush()
    defer(session, SEND_MAIL, key=f"{SEND_MAIL}:{mail_id}", mail=mail_id)
    return mail


def _waits_for_paper(session: Session, case: Case, kind: str) -> bool:
    session.flush()
    return kind == case.state and bool(session.execute(_IS_AWAITED, {"case": case.id}).scalar())
