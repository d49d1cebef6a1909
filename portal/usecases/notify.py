"""Floor 7. Mails about a case: put into the outbox in the transaction of their cause, sent by a task."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.store import Case, Mail, MailId, data_key, defer, new_id
from portal.usecases.casefile import open_case_file

SEND_MAIL = "send_mail"


def notify(session: Session, case: Case, kind: str, *, now: datetime) -> Mail | None:
    """Queues the mail that tells the applicant of `kind` ("received", "approved"…); None where no address is known."""
    to = open_case_file(session, case).email
    if not to:
        return None
    mail_id = MailId(new_id())
    mail = Mail(
        id=mail_id, subject_id=case.id, kind=kind, message_id=f"<{mail_id}@portal>", state="queued", created_at=now,
        envelope=data_key(session, case.id).seal(Mail.envelope, mail_id, {"to": to, "language": case.language}),
    )  # fmt: skip
    session.add(mail)
    session.flush()
    defer(session, SEND_MAIL, key=f"{SEND_MAIL}:{mail_id}", mail=mail_id)
    return mail
