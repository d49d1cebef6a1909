"""Floor 7. What a case says of its applicant and to them, in the case's own envelope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.store import Case, DataKey, data_key

_MAPPINGS = ("register", "explanations")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a case's envelope holds: who applied and how to reach them; once refused, the clerk's explanation.

    `register`: field → what the register said instead, where it did not confirm the answer. `explanations`: why the pages were
    asked and why the fee is what it is, as `journey.explaining` keeps it.
    """

    name: str = ""
    email: str = ""
    address: str = ""
    explanation: str = ""
    register: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, Any] = field(default_factory=dict)


def sent_on(case: Case, zone: str) -> date:
    """The authority's day on which the application was sent: what it says is worked out as of that day, for ever."""
    return case.received_at.astimezone(ZoneInfo(zone)).date()


def open_case_file(session: Session, case: Case) -> CaseFile:
    """The applicant of a case; blank once the case was erased."""
    return CaseFile() if case.envelope is None else unseal(data_key(session, case.id), case.id, case.envelope)


def unseal(key: DataKey, case_id: str, envelope: bytes) -> CaseFile:
    opened = key.open(Case.envelope, case_id, envelope)
    told: dict[str, Any] = {
        one.name: str(opened.get(one.name, "")) for one in fields(CaseFile) if one.name not in _MAPPINGS
    }
    kept: dict[str, Any] = {name: dict(opened.get(name, {})) for name in _MAPPINGS}
    return CaseFile(**told, **kept)


def seal_case_file(session: Session, case: Case, content: CaseFile) -> None:
    case.envelope = data_key(session, case.id).seal(Case.envelope, case.id, asdict(content))
