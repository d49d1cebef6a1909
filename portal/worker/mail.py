"""Floor 8. Sending what was queued: writes the mail, sends it outside any transaction, notes that it went."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from portal.errors import NotFound
from portal.gateways.mail import Mail, MailRefused, send_mail
from portal.i18n.catalogue import Catalogues
from portal.settings import Settings
from portal.store import Store
from portal.usecases.letters import FAILED, SENT, Letter, keep_letter, letter_to_send, mail_went
from portal.usecases.notify import SEND_MAIL


@cache
def _catalogues(folder: Path) -> Catalogues:
    return Catalogues(folder)


def send_queued_mail(store: Store, settings: Settings, now: datetime, /, *, mail: str) -> None:
    """Refused: `OutsideFailed` where a later try may succeed. A wrong address is noted, and tried no more."""
    catalogues = _catalogues(settings.translations_dir)
    try:
        with store.writing() as session:
            letter = letter_to_send(
                session, mail, catalogues=catalogues, templates=settings.templates_dir, base_url=settings.base_url
            )
            if letter is not None:
                keep_letter(session, letter)
    except NotFound:
        return  # erased meanwhile
    if letter is None:
        return
    state = SENT
    # The demo has no mail server: its outbox page shows what would have gone.
    if settings.smtp_url or not settings.demo:
        try:
            send_mail(_mail(letter, settings), settings.smtp_url)
        except MailRefused:
            state = FAILED
    with store.writing() as session:
        mail_went(session, mail, state, now=now)


def _mail(letter: Letter, settings: Settings) -> Mail:
    return Mail(
        key=letter.key,
        sender_name=letter.sender,
        sender=settings.mail_from,
        to=letter.to,
        subject=letter.subject,
        text=letter.text,
        language=letter.language,
        written_at=letter.written_at,
    )


HANDLERS: dict[str, Any] = {SEND_MAIL: send_queued_mail}
