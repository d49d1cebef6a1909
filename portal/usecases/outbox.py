"""Floor 7. The demo's outbox: the mails as they would have gone. Only a demo shows it, where anybody may be anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.i18n.text import Text
from portal.store import DataKeyRow, Mail, MailId, keyring
from portal.usecases.letters import SENT

MOST = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail that was written; `text` is its body."""

    id: MailId
    to: str
    subject: Text
    text: Text
    sent_at: datetime


def kept_mails(session: Session, asked: str) -> list[Kept]:
    """The latest mails, the newest first; `asked` is the language of the page that shows them. Erased ones are gone."""
    rows = session.execute(
        select(Mail, DataKeyRow.id.label("key_id"), DataKeyRow.wrapped)
        .join(DataKeyRow, DataKeyRow.subject_id == Mail.subject_id)
        .where(Mail.state == SENT, DataKeyRow.wrapped.is_not(None))
        .order_by(Mail.created_at.desc(), Mail.id)
        .limit(MOST)
    )
    found = []
    for mail, key_id, wrapped in rows:
        if mail.envelope is None:
            continue
        told = keyring(session).unwrap(mail.subject_id, key_id, wrapped).open(Mail.envelope, mail.id, mail.envelope)
        language = str(told["language"])
        subject, text = (Text(str(told[part]), language, asked) for part in ("subject", "text"))
        # By its cause's time: a demo's mails of three weeks all go when its worker starts.
        found.append(Kept(mail.id, str(told["to"]), subject, text, mail.created_at))
    return found
