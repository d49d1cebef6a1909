"""Mail over SMTP, against a real server."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from portal.errors import UNIT_OF_WORK_OPEN
from portal.gateways.mail import Mail, MailRefused, build_message, send_mail
from portal.gateways.wire import OutsideFailed

MAIL = Mail(
    key="task-7f3a",
    sender_name="Parkimisamet, Solmere",
    sender="parking@solmere.example",
    to="leila@example.org",
    subject="طلبك رقم PP-7K3M",
    text="مرحباً ليلى\n",
    language="ar",
    written_at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
    html='<p lang="ar" dir="rtl">مرحباً ليلى</p>',
)


class Inbox:
    """Takes every mail, or answers `refusal` where one is set."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.refusal: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self.refusal.get("RCPT", "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if "DATA" not in self.refusal:
            self.taken.append(envelope)
        return self.refusal.get("DATA", "250 OK")


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, str]]:
    handler = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"smtp+plain://127.0.0.1:{port}"
    controller.stop()


def test_a_mail_arrives_in_its_language(inbox: tuple[Inbox, str]) -> None:
    handler, url = inbox

    send_mail(MAIL, url)

    (envelope,) = handler.taken
    message = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == ["leila@example.org"]
    assert message["Subject"] == "طلبك رقم PP-7K3M"
    assert message["From"] == '"Parkimisamet, Solmere" <parking@solmere.example>'
    assert message["Content-Language"] == "ar"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("plain",)).get_content().split() == ["مرحباً", "ليلى"]
    assert 'dir="rtl"' in message.get_body(("html",)).get_content()


def test_a_mail_sent_again_is_recognised_as_the_same() -> None:
    first, again = build_message(MAIL), build_message(MAIL)

    assert first["Message-ID"] == again["Message-ID"] == "<task-7f3a@solmere.example>"
    assert first["Date"] == again["Date"]


@pytest.mark.parametrize(
    "wrong", [{"to": "nobody"}, {"to": ""}, {"to": "a@b.example\r\nBcc: c@d.example"}, {"sender_name": "A\r\nB: c"}]
)
def test_a_mail_that_cannot_be_addressed_is_refused_for_good(wrong: dict[str, str]) -> None:
    with pytest.raises(MailRefused):
        build_message(replace(MAIL, **wrong))


def test_a_subject_is_one_line() -> None:
    assert build_message(replace(MAIL, subject="One\r\nBcc: c@d.example"))["Subject"] == "One Bcc: c@d.example"


@pytest.mark.parametrize(
    ("stage", "answer", "wanted"),
    [
        ("RCPT", "550 no such mailbox", MailRefused),
        ("DATA", "554 not this", MailRefused),
        ("RCPT", "450 try later", OutsideFailed),
        ("DATA", "451 try later", OutsideFailed),
    ],
)
def test_a_refusal_for_good_is_told_from_one_for_now(
    inbox: tuple[Inbox, str], stage: str, answer: str, wanted: type[Exception]
) -> None:
    handler, url = inbox
    handler.refusal[stage] = answer

    with pytest.raises(wanted):
        send_mail(MAIL, url)


def test_a_server_that_is_not_there_is_down() -> None:
    with pytest.raises(OutsideFailed) as failed:
        send_mail(MAIL, "smtp://127.0.0.1:9")

    assert failed.value.how == "down"


def test_a_server_that_says_nothing_meets_the_time_out() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()

        with pytest.raises(OutsideFailed) as failed:
            send_mail(MAIL, f"smtp://127.0.0.1:{silent.getsockname()[1]}", timeout_seconds=0.2)

    assert failed.value.how == "slow"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("who", ["", "portal:secret@"])
def test_nothing_is_sent_to_a_server_that_offers_no_encryption(inbox: tuple[Inbox, str], who: str) -> None:
    handler, url = inbox

    with pytest.raises(OutsideFailed, match="offers no encryption"):
        send_mail(MAIL, url.replace("smtp+plain://", f"smtp://{who}"))

    assert handler.taken == []


def test_no_mail_is_sent_inside_a_transaction() -> None:
    token = UNIT_OF_WORK_OPEN.set(True)
    try:
        with pytest.raises(AssertionError, match="inside a transaction"):
            send_mail(MAIL, "smtp://127.0.0.1:9")
    finally:
        UNIT_OF_WORK_OPEN.reset(token)
