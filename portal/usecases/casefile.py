"""Floor 7. What a case says of its applicant and to them, in the case's own envelope; and what of it can be searched.

A personal value leaves its envelope only as a keyed digest: a filter, never a sort, never a substring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.i18n.folding import fold, words_of
from portal.journey.entries import Answer, Entries
from portal.spec.model import Field, Service
from portal.store import Case, CaseId, CaseValue, DataKey, data_key, keyed_digest, new_id

APPLICANT = "applicant.name"  # the value rows for the applicant's name: the whole of it, and each of its words
_PURPOSE = "value"
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a case's envelope holds: who applied and how to reach them; once refused, the clerk's explanation."""

    name: str = ""
    email: str = ""
    address: str = ""
    explanation: str = ""


def open_case_file(session: Session, case: Case) -> CaseFile:
    """The applicant of a case; blank once the case was erased."""
    return CaseFile() if case.envelope is None else unseal(data_key(session, case.id), case.id, case.envelope)


def unseal(key: DataKey, case_id: str, envelope: bytes) -> CaseFile:
    known = {one.name for one in fields(CaseFile)}
    opened = key.open(Case.envelope, case_id, envelope)
    return CaseFile(**{name: str(value) for name, value in opened.items() if name in known})


def seal_case_file(session: Session, case: Case, content: CaseFile) -> None:
    case.envelope = data_key(session, case.id).seal(Case.envelope, case.id, asdict(content))


# ---- search ---------------------------------------------------------------------------------------------------------


def searched(text: str) -> str:
    """What two answers share that a search takes for the same: “AB-123” and “ab 123”."""
    return "".join(fold(text).split())[:_LONGEST]


def search_digest(session: Session, text: str) -> str:
    """How a personal value stands in the value table."""
    return keyed_digest(session, _PURPOSE, searched(text))


def search_values(
    session: Session, case_id: CaseId, service: Service, entries: Entries, applicant: str
) -> Iterator[CaseValue]:
    """The rows of the value table for a case that is sent: its searchable answers and the applicant's name."""
    for path, field in service.fields.items():
        if not field.search:
            continue
        if field.group:
            for item in entries.items(field.group):
                if answer := item.answers.get(field.id):
                    yield _row(session, case_id, service, path, item.id, field, answer)
        elif answer := entries.answers.get(field.id):
            yield _row(session, case_id, service, path, "", field, answer)
    names = dict.fromkeys([searched(applicant), *words_of(applicant)])
    for number, name in enumerate(name for name in names if name):
        text = keyed_digest(session, _PURPOSE, name)
        yield CaseValue(
            id=new_id(), case_id=case_id, service_id=service.id, field=APPLICANT, item=str(number), text=text
        )


def _row(
    session: Session, case_id: CaseId, service: Service, path: str, item: str, field: Field, answer: Answer
) -> CaseValue:
    value = field.kind.decode(answer.value)
    told = field.kind.export(field, value)
    text = search_digest(session, told) if field.personal else searched(told)
    number = _number(field.kind.rule_value(field, value)) if field.search == "range" else None
    return CaseValue(
        id=new_id(), case_id=case_id, service_id=service.id, field=path, item=item, text=text, number=number
    )


def _number(value: Any) -> Decimal | None:
    """What a range is compared by: the number itself, minor units of money, the day's number."""
    if isinstance(value, date):
        return Decimal(value.toordinal())
    amount = getattr(value, "amount", value)
    return Decimal(amount) if isinstance(amount, (int, Decimal)) and not isinstance(amount, bool) else None
