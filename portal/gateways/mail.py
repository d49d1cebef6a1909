"""Mail over SMTP, within a time-out; the message's fixed Message-ID lets a receiver see a repeated one."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from portal.errors import Refused, assert_no_unit_of_work
from portal.gateways.wire import OutsideFailed

_FOREVER_REFUSED = range(500, 600)


class MailRefused(Refused):
    """The server will never take this message (a wrong address, say); trying again is of no use."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person, in one language. `key` names it for ever and becomes its Message-ID."""

    key: str
    sender_name: str
    sender: str
    to: str
    subject: str
    text: str
    language: str
    written_at: datetime
    html: str = ""


def build_message(mail: Mail) -> EmailMessage:
    """Refused: `MailRefused` for an address or a header that no mail may have."""
    message = EmailMessage()
    try:
        message["From"] = Address(mail.sender_name, addr_spec=mail.sender)
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = " ".join(mail.subject.split())
        message["Message-ID"] = f"<{mail.key}@{mail.sender.rpartition('@')[2]}>"
        message["Date"] = format_datetime(mail.written_at)
        message["Auto-Submitted"] = "auto-generated"
    except (MessageError, ValueError, IndexError, TypeError) as fault:
        raise MailRefused("no mail can be addressed like this") from fault
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = mail.language  # last: setting the content drops every Content- header
    return message


def send_mail(mail: Mail, smtp_url: str, *, timeout_seconds: float = 10.0) -> None:
    """Hands `mail` to the server at `smtp_url`, name and password in it.

    smtp:// asks for STARTTLS and sends nothing without it, smtps:// is encrypted from the start, smtp+plain:// never is.
    Refused: `MailRefused` for good, `OutsideFailed` when a later try may succeed.
    """
    assert_no_unit_of_work("sending a mail")
    message = build_message(mail)
    try:
        with _connect(smtp_url, timeout_seconds) as server:
            server.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as fault:
        if _is_final(fault):
            raise MailRefused("the mail server refuses this mail") from fault
        raise OutsideFailed("does not take mail now", "down") from fault
    except (smtplib.SMTPException, OSError) as fault:
        # smtplib tells a time-out in the middle of a talk as a lost connection.
        if isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError):
            raise OutsideFailed("took too long", "slow", seconds=timeout_seconds) from fault
        raise OutsideFailed("cannot be reached", "down") from fault


def _connect(smtp_url: str, timeout_seconds: float) -> smtplib.SMTP:
    at = urlsplit(smtp_url)
    host, context = at.hostname or "localhost", ssl.create_default_context()
    server: smtplib.SMTP
    if at.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, at.port or 465, timeout=timeout_seconds, context=context)
    else:
        server = smtplib.SMTP(host, at.port or 25, timeout=timeout_seconds)
    try:
        server.ehlo()
        if at.scheme == "smtp":
            # Whoever stands between may hide that the server offers it.
            if not server.has_extn("starttls"):
                raise OutsideFailed("offers no encryption", "down")
            server.starttls(context=context)
            server.ehlo()
        if at.username:
            server.login(unquote(at.username), unquote(at.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _is_final(fault: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> bool:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code in _FOREVER_REFUSED for code, _ in fault.recipients.values())
    # A wrong password or sender is the operator's to mend, and the mail is still good then.
    return fault.smtp_code in _FOREVER_REFUSED and isinstance(fault, smtplib.SMTPDataError)
