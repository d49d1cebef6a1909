"""The documents of a supervisor's units: what was issued, what could not be printed, and ending one before its time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.errors import N_, Conflict, NotFound, Refused
from portal.i18n.folding import clean
from portal.i18n.text import Text
from portal.usecases.actor import Actor
from portal.usecases.issued import MANY, STATES, IssuedLine, issued_documents, one_document, retry, void
from portal.usecases.issuing import REVOKING, revoke
from portal.web.kit import clock, locale
from portal.web.kit.flashes import say
from portal.web.kit.locale import words_of
from portal.web.kit.pages import page, see_other
from portal.web.kit.parts import parts
from portal.web.kit.sessions import signed_in
from portal.web.office import office
from portal.web.office.desk import bar

EXPLANATION_MOST = 2_000
_TOO_LONG = N_("Shorten what the holder reads to 2,000 characters or fewer")
_HERE = "office.show_documents"
_VIEWS = (
    ("", N_("All")),
    ("issued", N_("Issued")),
    ("failed", N_("Could not be printed")),
    ("revoked", N_("Revoked")),
    ("voided", N_("Void")),
)
_TAGS = {
    "pending": (N_("Being printed"), "review"),
    "issued": (N_("Valid"), "good"),
    "early": (N_("Not valid yet"), "review"),
    "expired": (N_("Expired"), "rest"),
    "failed": (N_("Could not be printed"), "bad"),
    "revoked": (N_("Revoked"), "bad"),
    "voided": (N_("Void"), "rest"),
}
# Why a document could not be printed, by the reason's code; `params` are facts of the failure.
FAILURES = {
    "template": N_("The template has a fault: {path}, line {line}. A new release does not mend this one"),
    "fetch": N_("The template asks for something from outside, which no document may"),
    "letters": N_("A font for some of its letters is missing on the server"),
    "picture": N_("A picture in the template has no description, so nobody could hear it"),
    "long": N_("It would be longer than any document may be"),
    "time": N_("Printing took too long. It is tried again by itself a few times, then it waits for you"),
    "memory": N_("Printing took too much memory. It is tried again by itself a few times, then it waits for you"),
    "crash": N_("The printing process broke down. It is tried again by itself a few times, then it waits for you"),
}


@office.get("/<language:lang>/office/documents")
def show_documents() -> Response:
    actor = _supervisor()
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    after = request.args.get("after", "")
    with parts().store.reading() as session:
        found = issued_documents(session, actor=actor, today=clock.today(), state=state, after=after)
    word = locale.words().word
    return page(
        "office/documents.html",
        around=bar(actor, _HERE),
        views=[_view(code, word(words), state, found.failed) for code, words in _VIEWS],
        rows=[_row(line) for line in found.rows],
        next_url=url_for(_HERE, **_asked(state), after=found.next) if found.next else "",
        first_url=url_for(_HERE, **_asked(state)) if after else "",
        all_url=url_for(_HERE),
    )


def _supervisor() -> Actor:
    """Whoever may see what was issued: the roles that read cases, an auditor among them."""
    actor = signed_in("staff")
    if not any(actor.has(role) for role in ("clerk", "supervisor", "auditor")):
        raise Refused("not for this role")
    return actor


def _asked(state: str) -> dict[str, str]:
    return {"state": state} if state else {}


def _view(code: str, words: Text, current: str, failed: int) -> dict[str, Any]:
    many = locale.words().word(N_("{n}+"), n=str(locale.formats().integer(MANY)))
    count = None if code != "failed" else many if failed > MANY else locale.formats().integer(failed)
    return {
        "words": words,
        "href": url_for(_HERE, **_asked(code)),
        "current": code == current,
        "count": count,
        "bad": code == "failed" and failed > 0,
    }


def _row(line: IssuedLine) -> dict[str, Any]:
    formats, words, word = locale.formats(), words_of(line.served), locale.words().word
    said, tone = _TAGS[line.state]
    note: Text | None = None
    if line.state == "failed":
        note = _failure(line)
    elif line.revoked_reason in REVOKING:
        note = word(REVOKING[line.revoked_reason])
    return {
        "number": line.number,
        "title": words.text(line.served.service.documents[line.document].title),
        "reference": line.reference,
        "case_url": url_for("office.show_case", reference=line.reference),
        "tag": (word(said), tone),
        "note": note,
        "issued": formats.short_date(formats.day_of(line.created_at)),
        "until": formats.date(line.valid_until) if line.valid_until else None,
        "revoke_url": url_for("office.ask_revoke", document=line.id) if line.may_revoke else "",
        "retry_url": url_for("office.retry_document", document=line.id) if line.may_retry else "",
        "void_url": url_for("office.ask_void", document=line.id) if line.may_retry else "",
    }


def _failure(line: IssuedLine) -> Text:
    params = {"path": line.failure.get("path", ""), "line": str(line.failure.get("line", ""))}
    message = FAILURES.get(str(line.failure.get("reason", "")), FAILURES["crash"])
    return locale.words().word(message, **(params if "{" in message else {}))


# ---- mending --------------------------------------------------------------------------------------------------------


@office.post("/<language:lang>/office/documents/<document>/retry")
def retry_document(document: str) -> Response:
    return _act(retry, document, N_("It is being printed again"))


@office.get("/<language:lang>/office/documents/<document>/void")
def ask_void(document: str) -> Response:
    return _ask_void(document, signed_in("staff"), "", {})


@office.post("/<language:lang>/office/documents/<document>/void")
def void_document(document: str) -> Response:
    explanation = clean(request.form.get("explanation", ""))
    problems: dict[str, str] = {}
    if not explanation.strip():
        problems["explanation"] = N_("Tell the holder why the document is void and what they get instead")
    elif len(explanation) > EXPLANATION_MOST:
        problems["explanation"] = _TOO_LONG
    if problems:
        return _ask_void(document, signed_in("staff"), explanation, problems)

    def change(session: Session, document: str, **who: Any) -> None:
        void(session, document, explanation=explanation, **who)

    return _act(change, document, N_("The number is void and stays in the series. The holder is told by e-mail"))


def _ask_void(document: str, actor: Actor, explanation: str, problems: dict[str, str]) -> Response:
    with parts().store.reading() as session:
        line = one_document(session, document, actor=actor, today=clock.today())
    if not line.may_retry:
        raise NotFound("cannot be voided", document=document)
    word = locale.words().word
    return page(
        "office/void.html",
        status=400 if problems else 200,
        around=bar(actor, _HERE),
        row=_row(line),
        explanation=explanation,
        problems=[(name, word(words)) for name, words in problems.items()],
        action=url_for("office.void_document", document=document),
        leave_url=url_for(_HERE),
    )


def _act(change: Callable[..., Any], document: str, done: str) -> Response:
    """Pressed twice, or by two, it is done once."""
    actor = signed_in("staff")
    try:
        with parts().store.writing() as session:
            change(session, document, actor=actor, now=clock.now())
        say(done)
    except Conflict:
        say(N_("Somebody was faster. This is how it stands now"), "warn")
    return see_other(url_for(_HERE))


@office.get("/<language:lang>/office/documents/<document>/revoke")
def ask_revoke(document: str) -> Response:
    return _ask(document, signed_in("staff"), "", "", {})


@office.post("/<language:lang>/office/documents/<document>/revoke")
def revoke_document(document: str) -> Response:
    actor = signed_in("staff")
    reason, explanation = request.form.get("reason", ""), clean(request.form.get("explanation", ""))
    problems: dict[str, str] = {}
    if reason not in REVOKING:
        problems["reason"] = N_("Choose why the document ends")
    if len(explanation) > EXPLANATION_MOST:
        problems["explanation"] = _TOO_LONG
    if problems:
        return _ask(document, actor, reason, explanation, problems)

    def change(session: Session, document: str, **who: Any) -> None:
        revoke(session, document, reason=reason, explanation=explanation, **who)

    return _act(change, document, N_("Revoked. The holder is told by e-mail"))


def _ask(document: str, actor: Actor, reason: str, explanation: str, problems: dict[str, str]) -> Response:
    with parts().store.reading() as session:
        line = one_document(session, document, actor=actor, today=clock.today())
    if not line.may_revoke:
        raise NotFound("cannot be revoked", document=document)
    word = locale.words().word
    return page(
        "office/revoke.html",
        status=400 if problems else 200,
        around=bar(actor, _HERE),
        row=_row(line),
        reasons=[(code, word(words)) for code, words in REVOKING.items()],
        reason=reason,
        explanation=explanation,
        problems=[(name, word(words)) for name, words in problems.items()],
        action=url_for("office.revoke_document", document=document),
        leave_url=url_for(_HERE),
    )
