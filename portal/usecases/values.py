"""Floor 7. What of a case can be searched: `search:` fields and the applicant's name, as texts that are equal or not.

A personal value is a keyed digest: it can be found by who knows it, and read by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.i18n.folding import fold, words_of
from portal.journey.entries import Answer, Entries
from portal.spec.model import Field, Service
from portal.store import CaseId, CaseValue, ServiceId, keyed_digest, new_id

APPLICANT = "applicant.name"


def personal_text(session: Session, field: str, text: str) -> str:
    """The keyed digest under which a personal value is kept and looked for; spelling is forgiven as search does."""
    return keyed_digest(session, f"value {field}", _plain(text))


def _plain(text: str) -> str:
    """Spaces, dashes, case and accents do not matter: `AB 123` is `ab123`."""
    return fold(text).replace(" ", "")


def searched(session: Session, field: Field, answer: Answer | None) -> str | None:
    """The text under which an answer of a `search: exact` field is kept; None where there is no answer."""
    if answer is None:
        return None
    told = field.kind.export(field, field.kind.decode(answer.value))
    return personal_text(session, field.path, told) if field.personal else _plain(told)[:400]


def case_values(
    session: Session, case_id: CaseId, service: Service, entries: Entries, applicant: str
) -> Iterator[CaseValue]:
    """The rows by which a case is found."""
    for word in dict.fromkeys((fold(applicant), *words_of(applicant))):
        if word:
            yield _row(case_id, service, APPLICANT, "", personal_text(session, APPLICANT, word))
    for path, field in service.fields.items():
        if not field.search:
            continue
        answers = [("", entries.answers.get(path))]
        if field.group:
            answers = [(item.id, item.answers.get(field.id)) for item in entries.items(field.group)]
        for item_id, answer in answers:
            text = searched(session, field, answer)
            if text is not None and answer is not None:
                number = _number(field, answer) if field.search == "range" else None
                yield _row(case_id, service, path, item_id, text, number)


def _row(
    case_id: CaseId, service: Service, field: str, item: str, text: str, number: Decimal | None = None
) -> CaseValue:
    return CaseValue(
        id=new_id(), case_id=case_id, service_id=ServiceId(service.id), field=field, item=item, text=text, number=number
    )


def _number(field: Field, answer: Answer) -> Decimal | None:
    value = field.kind.rule_value(field, field.kind.decode(answer.value))
    if hasattr(value, "toordinal"):
        return Decimal(value.toordinal())
    return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None
