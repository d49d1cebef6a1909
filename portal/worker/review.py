"""Floor 8. Asks the register that a service names about who applied, between two short units of work."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from portal.gateways.registers import RegisterAnswer, ask_register
from portal.settings import Settings
from portal.store import ApplicationId, CaseId, Store
from portal.usecases.automatic import Question, conclude, question_of
from portal.usecases.releases import live_authority
from portal.usecases.submission import ASK_REGISTER


def ask_register_about(store: Store, settings: Settings, now: datetime, /, *, case: str, **_: Any) -> None:
    """The task `ask_register`. Run twice it asks at most twice and decides once."""
    case_id = CaseId(ApplicationId(case))
    with store.reading() as session:
        question = question_of(session, case_id)
        zone = ZoneInfo(live_authority(session).authority.time_zone)
    if question is None:
        return
    answer = _asked(settings, question)
    with store.writing() as session:
        conclude(session, case_id, question, answer, now=now, today=now.astimezone(zone).date())


def _asked(settings: Settings, question: Question) -> RegisterAnswer:
    """The register's answer; one that no operator has set up is as good as down."""
    register = settings.registers.get(question.register)
    if register is None:
        return RegisterAnswer("down", reason="not set up")
    if not question.national_number:
        return RegisterAnswer("not found")
    return ask_register(
        register.url, question.national_number, token=register.token, deadline_seconds=register.timeout_seconds
    )


HANDLERS: dict[str, Any] = {ASK_REGISTER: ask_register_about}
