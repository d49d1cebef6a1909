"""A case on the clerk's desk: its answers and where each came from, its files, its history, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any

from flask import Response, url_for

from portal.errors import N_, Refused
from portal.i18n.text import Text
from portal.journey.finish import ItemRows, Row
from portal.journey.keeping import from_json
from portal.spec.model import Field
from portal.usecases.actor import Actor
from portal.usecases.caseview import CaseView, Prospect, open_case, seen_case
from portal.usecases.issuing import number_of
from portal.usecases.uploading import opened_file
from portal.web.kit import clock, locale
from portal.web.kit.files import download
from portal.web.kit.locale import words_of
from portal.web.kit.pages import page
from portal.web.kit.parts import parts
from portal.web.kit.sessions import signed_in
from portal.web.office import office
from portal.web.office.desk import bar, deadline, initials, state_tag
from portal.web.office.history import told
from portal.wording.explained import all_told
from portal.wording.release import ReleaseWords
from portal.workflow.validity import NEVER_BEGINS, NO_FIRST, NO_LAST, OVER, is_one_day

# Why a document cannot be issued, by the code of `workflow.validity`.
_OBSTACLES = {
    NO_FIRST: N_("{document} cannot be issued: the answers do not say from which day it is valid."),
    NO_LAST: N_("{document} cannot be issued: the answers do not say until which day it is valid."),
    OVER: N_("{document} cannot be issued any more: it would be valid until {day}, which is past."),
    NEVER_BEGINS: N_("{document} cannot be issued: its last day would be {day}, before its first."),
}
_FEES = {"due": N_("{amount}, not paid yet"), "paid": N_("{amount}, paid"), "open": N_("Not worked out")}


View = Callable[..., Response]


def never_own(view: View) -> View:
    """Nobody opens or decides their own application: they get a page that says so, and nothing of the case."""

    @wraps(view)
    def guarded(**given: str) -> Response:
        try:
            return view(**given)
        except Refused as refused:
            if refused.reason != "own case":
                raise
            actor = signed_in("staff")
            return page("office/own.html", status=403, around=bar(actor), back_url=url_for("office.show_cases"))

    return guarded


@office.get("/<language:lang>/office/cases/<reference>")
@never_own
def show_case(reference: str) -> Response:
    actor = signed_in("staff")
    return page("office/case.html", around=bar(actor), **shown(opened(reference, actor), actor))


@office.get("/<language:lang>/office/cases/<reference>/files/<file>")
@never_own
def show_file(reference: str, file: str) -> Response:
    actor = signed_in("staff")
    with parts().store.writing() as session:
        case = seen_case(session, reference, actor)
        name, media_type, content = opened_file(session, parts().files, case, file, actor=actor, now=clock.now())
    return download(content, media_type, name)


def opened(reference: str, actor: Actor) -> CaseView:
    """The case, and a record that this person opened it: on SQLite a unit that writes from its start."""
    with parts().store.writing() as session:
        return open_case(session, reference, actor=actor, now=clock.now(), today=clock.today(), zone=parts().time_zone)


def shown(found: CaseView, actor: Actor) -> dict[str, Any]:
    """What the page of a case is given."""
    words = words_of(found.served)
    return {
        "reference": found.reference,
        "title": heading(found, words),
        "tag_words": state_tag(
            found.state, held=bool(found.holder_id), automatic=found.automatic, said=_said(found, found.state)
        ),
        "facts": _facts(found, words),
        "sections": [] if found.erased else [_section(found, words, section) for section in found.sections],
        "explained": all_told(
            found.service, from_json(found.service, found.applicant.explanations), words, everything=True
        ),
        "erased": found.erased,
        "applicant": _applicant(found),
        "files": _files(found),
        "history": [told(one, found, words) for one in found.history],
        "automatic": _automatic(found, words),
        "twins": _twins(found, words),
        "decision": _decision(found, words),
        "documents": _documents(found, words),
        "moves": _moves(found, words, actor),
        "prospect": _prospect(found, words),
        "urls": {
            name: url_for(f"office.{name}", reference=found.reference)
            for name in ("take_case", "give_back", "mark_paid")
        },
        "may_take": found.may_decide and found.decided_at is None and found.holder_id is None,
        "may_give_back": found.may_decide and _may_give_back(found, actor),
        "holder": (found.holder, initials(found.holder)) if found.holder_id else None,
        "held_by_other": found.holder_id is not None and found.holder_id != actor.person_id,
        "may_mark_paid": found.may_decide and found.fee_state == "due" and found.state != "withdrawn",
        "fee": _amount(found) if found.fee_state == "due" else None,
        "fee_open": found.fee_state == "open" and found.decided_at is None,
        "version": found.version,
    }


def _said(found: CaseView, state: str) -> Text | None:
    return words_of(found.served).decided(found.service.review, state)


def heading(found: CaseView, words: ReleaseWords) -> Text:
    service = words.text(found.service.title)
    if not found.applicant.name:
        return service
    return locale.words().word(N_("{service} for {name}"), service=str(service), name=found.applicant.name)


def _may_give_back(found: CaseView, actor: Actor) -> bool:
    return found.holder_id is not None and (found.holder_id == actor.person_id or found.may_give_back_any)


# ---- what is known --------------------------------------------------------------------------------------------------


def _facts(found: CaseView, words: ReleaseWords) -> list[tuple[Text, Text]]:
    word, formats = locale.words().word, locale.formats()
    facts = []
    if found.decided_at is None:
        day = str(formats.date(found.due_on))
        left = str(deadline(found.received_at, found.due_on, found.today, inside=True)["words"])
        facts.append((word(N_("Answer due")), word(N_("{date} ({when})"), date=day, when=left)))
    else:
        facts.append((word(N_("Decided")), formats.moment(found.decided_at)))
    facts.append((word(N_("Sent")), formats.moment(found.received_at)))
    if found.fee_state != "none":
        facts.append(
            (word(N_("Fee")), word(_FEES[found.fee_state], amount=str(_amount(found) if found.currency else "")))
        )
    language = formats.language_name(found.language)
    facts.append((word(N_("Language")), language))
    release = word(N_("{service}, release {number}"), service=found.service.id, number=found.release_number)
    facts.append((word(N_("Rules")), release))
    return facts


def _applicant(found: CaseView) -> list[dict[str, Any]]:
    """Who applied, as the sign-in told, and where they are told of the decision."""
    word = locale.words().word
    told = [(N_("Name"), found.applicant.name, True), (N_("E-mail"), found.applicant.email, False)]
    source = word(N_("From the sign-in"))
    return [
        {"label": word(label), "lines": [text], "source": source if sure else None, "sure": sure}
        for label, text, sure in told
        if text
    ]


def _amount(found: CaseView) -> Text:
    return locale.formats().money(found.fee_minor, found.currency)


def _section(found: CaseView, words: ReleaseWords, section: Any) -> dict[str, Any]:
    """A page of the application in its own order: lists of rows, and between them the items of its groups."""
    blocks: list[dict[str, Any]] = []
    for block in section.blocks:
        if isinstance(block, ItemRows):
            heading = words.item(block.group, block.number, block.rows)
            blocks.append({"heading": heading, "rows": [_row(words, row, {}) for row in block.rows]})
        elif rows := [_row(words, row, found.applicant.register) for row in block if isinstance(row, Row)]:
            blocks.append({"heading": None, "rows": rows})
    asked = [part.field for part in section.parts if isinstance(part, Row)]
    asked += [row.field for part in section.parts if isinstance(part, ItemRows) for row in part.rows]
    purposes = dict.fromkeys(one.purpose for one in asked if one.purpose and one.personal)
    told = [words.text(found.service.purposes[purpose]) for purpose in purposes]
    return {"title": words.heading(section), "blocks": blocks, "purposes": told}


def _row(words: ReleaseWords, row: Row, register: Mapping[str, str]) -> dict[str, Any]:
    """An answer; beside it what the register said instead, where it did not confirm it."""
    source = row.answer.source if row.answer else ""
    if source == "typed" and row.field.kind.takes_file:
        source = "file"
    return {
        "label": words.text(row.field.label),
        "lines": words.lines(row.field, row.value),
        "source": words.source_of(source, office=True) if source else None,
        "sure": source in ("identity", "register"),
        "register": register.get(row.field.path),
    }


def _files(found: CaseView) -> list[dict[str, Any]]:
    """Every file that was sent, with where it can be opened."""
    files = []
    for section in found.sections:
        for part in section.parts:
            for row in (part,) if isinstance(part, Row) else part.rows:
                files += [_file(found, row.field, one) for one in row.field.kind.files_in(row.value)]
    return files


def _file(found: CaseView, field: Field, value: Any) -> dict[str, Any]:
    return {
        "name": value.name,
        "label": words_of(found.served).text(field.label),
        "size": locale.formats().size(value.size),
        "type": value.type.rpartition("/")[2].upper(),
        "href": url_for("office.show_file", reference=found.reference, file=value.id),
    }


def _twins(found: CaseView, words: ReleaseWords) -> list[dict[str, Any]]:
    """Other cases with the same answer, under the question's label."""
    groups: dict[str, list[Any]] = {}
    for twin in found.twins:
        day = locale.formats().date(locale.formats().day_of(twin.received_at))
        state = state_tag(twin.state, held=False, automatic="", said=_said(found, twin.state))[0]
        href = url_for("office.show_case", reference=twin.reference)
        groups.setdefault(twin.path, []).append((twin.reference, href, state, day))
    fields = found.service.fields
    return [{"label": words.text(fields[path].label), "cases": cases} for path, cases in groups.items()]


def _automatic(found: CaseView, words: ReleaseWords) -> dict[str, Any] | None:
    """What the register said, where it was asked."""
    last = next((one for one in reversed(found.history) if one.event.startswith("register_")), None)
    if found.automatic == "asked":
        return {
            "words": locale.words().word(
                N_("The register is being asked. If it agrees, the case is decided without a clerk.")
            ),
            "good": True,
        }
    return {"words": told(last, found, words)["words"], "good": found.automatic == "agreed"} if last else None


# ---- what was and what can be decided -------------------------------------------------------------------------------


def _decision(found: CaseView, words: ReleaseWords) -> dict[str, Any] | None:
    """The decision that stands: its state, who made it, the reason as the applicant reads it."""
    if found.decided_at is None:
        return None
    reason = found.service.review.reasons.get(found.reason)
    return {
        "tag": state_tag(found.state, held=False, automatic="", said=_said(found, found.state)),
        "by": found.decided_by or locale.words().word(N_("the portal")),
        "at": locale.formats().moment(found.decided_at),
        "reason": words.text(reason) if reason else None,
        "explanation": found.applicant.explanation,
    }


def _documents(found: CaseView, words: ReleaseWords) -> list[tuple[Text, str, Text]]:
    """Number and state of what was issued."""
    states = {
        "pending": N_("Being made"),
        "issued": N_("Issued"),
        "failed": N_("Could not be made"),
        "voided": N_("Void"),
        "revoked": N_("Revoked"),
    }
    return [
        (
            words.text(found.service.documents[one.document].title),
            number_of(one),
            locale.words().word(states.get(one.state, one.state)),
        )
        for one in found.documents
    ]


def _moves(found: CaseView, words: ReleaseWords, actor: Actor) -> list[dict[str, Any]]:
    """The clerk's moves, each a form of its own; one that needs a reason leads to a page that asks for it."""
    if found.holder_id not in (None, actor.person_id):
        return []
    return [
        {
            "id": move.id,
            "words": move_words(found, move.id, words),
            "bad": move.needs_reason,
            "ask_url": url_for("office.ask_decision", reference=found.reference, move=move.id)
            if move.needs_reason
            else "",
            "url": url_for("office.decide_case", reference=found.reference, move=move.id),
            "obstacle": _obstacle(found, move.id, words),
        }
        for move in found.moves
    ]


def move_words(found: CaseView, move_id: str, words: ReleaseWords) -> Text:
    """What a move's button says."""
    move = found.service.review.moves[move_id]
    if move.label:
        return words.text(move.label)
    if move.issue:
        document = str(words.text(found.service.documents[move.issue].title))
        return locale.words().word(N_("Approve and issue: {document}"), document=document)
    if move.needs_reason:
        return locale.words().word(N_("Refuse, with a reason"))
    return locale.words().word(N_("Approve"))


def _obstacle(found: CaseView, move_id: str, words: ReleaseWords) -> Text | None:
    """Why what the move would issue cannot be issued; then the clerk cannot make it."""
    prospect = found.prospects.get(move_id)
    if prospect is None or not prospect.obstacle:
        return None
    facts, day = (
        {"document": str(words.text(found.service.documents[prospect.document].title))},
        prospect.obstacle.get("day"),
    )
    if day:
        facts["day"] = str(locale.formats().date(date.fromisoformat(day)))
    return locale.words().word(_OBSTACLES[prospect.obstacle["why"]], **facts)


def _prospect(found: CaseView, words: ReleaseWords) -> dict[str, Any] | None:
    """What the applicant gets when the case is approved today: the document, its facts, from when until when."""
    if found.prospect is None or found.prospect.obstacle:
        return None
    document = found.service.documents[found.prospect.document]
    rows: dict[str, list[Row]] = {}
    items: dict[str, list[Text]] = {}  # of a group, what they are called
    for section in found.sections:
        for part in section.parts:
            if isinstance(part, ItemRows):
                items.setdefault(part.group.id, []).append(words.item(part.group, part.number, part.rows))
            for row in (part,) if isinstance(part, Row) else part.rows:  # of a group, the rows of every item
                rows.setdefault(row.field.path, []).append(row)
    facts: list[tuple[Text, list[Text | str]]] = []
    for path in document.print:
        thing = found.service.groups.get(path) or found.service.fields[path]
        lines = items.get(path) or [line for row in rows.get(path, ()) for line in words.lines(row.field, row.value)]
        if lines:
            facts.append((words.text(document.texts.get(path, thing.label)), [*lines]))
    series, valid = f"{document.series}-{found.today.year}", _valid(found.prospect)
    return {"title": words.text(document.title), "series": series, "facts": facts, "valid": valid}


def _valid(prospect: Prospect) -> Text:
    formats, word = locale.formats(), locale.words().word
    first, until = str(formats.date(prospect.valid_from)), prospect.valid_until
    if until is None:
        return word(N_("Valid from {first}, without an end"), first=first)
    if is_one_day(prospect.valid_from, until):
        return word(N_("Valid on one day: {day}"), day=first)
    return word(N_("Valid from {first} to {last}, both days included"), first=first, last=str(formats.date(until)))
