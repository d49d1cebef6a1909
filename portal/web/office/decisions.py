"""What a clerk does with a case: take it, give it back, mark the fee as paid, approve, refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.errors import N_, Conflict, NotFound, Plural, Refused
from portal.i18n.text import Text
from portal.usecases.actor import Actor
from portal.usecases.caseview import CaseView, latest_change
from portal.usecases.releases import served_service
from portal.usecases.review import EXPLANATION_MOST, Decision, decide, take
from portal.usecases.review import give_back as give_case_back
from portal.usecases.review import mark_paid as mark_fee_paid
from portal.web.kit import clock, locale
from portal.web.kit.csrf import redrawn_by
from portal.web.kit.flashes import say
from portal.web.kit.locale import words_of
from portal.web.kit.pages import page, see_other
from portal.web.kit.parts import parts
from portal.web.kit.sessions import signed_in
from portal.web.office import office
from portal.web.office.case import heading, move_words, never_own, opened
from portal.web.office.desk import bar
from portal.web.office.history import sentence
from portal.wording.markdown import draw
from portal.workflow.validity import NO_ISSUE

_PROBLEMS = {
    ("reason", "empty"): N_("Choose the reason for the refusal"),
    ("explanation", "empty"): N_("Explain the refusal in your own words"),
}
_TOO_LONG = Plural(
    "Shorten the explanation to {most} character", "Shorten the explanation to {most} characters or fewer", "most"
)
_DONE = {
    "approved": N_("Approved. The applicant is told by e-mail"),
    "refused": N_("Refused. The applicant is told by e-mail"),
}


@office.post("/<language:lang>/office/cases/<reference>/take")
@never_own
def take_case(reference: str) -> Response:
    return _act(reference, lambda session, actor: take(session, reference, actor=actor, now=clock.now()))


@office.post("/<language:lang>/office/cases/<reference>/give-back")
@never_own
def give_back(reference: str) -> Response:
    return _act(reference, lambda session, actor: give_case_back(session, reference, actor=actor, now=clock.now()))


@office.post("/<language:lang>/office/cases/<reference>/paid")
@never_own
def mark_paid(reference: str) -> Response:
    return _act(reference, lambda session, actor: mark_fee_paid(session, reference, actor=actor, now=clock.now()))


@office.get("/<language:lang>/office/cases/<reference>/decide/<move>")
@never_own
def ask_decision(reference: str, move: str) -> Response:
    """The page that asks for a refusal's reason and explanation."""
    actor = signed_in("staff")
    found = opened(reference, actor)
    return _ask(found, actor, Decision(move, found.version), {})


def _wanted(move: str) -> Decision:
    """What the form says."""
    return Decision(
        move=move,
        version=request.form.get("version", 0, type=int),
        reason=request.form.get("reason", ""),
        explanation=request.form.get("explanation", ""),
    )


def _redraw(reference: str, move: str) -> Response:
    """The refusal's page again, with what was typed: the form's token was stale."""
    actor = signed_in("staff")
    return _ask(opened(reference, actor), actor, _wanted(move), {})


@office.post("/<language:lang>/office/cases/<reference>/decide/<move>")
@redrawn_by(_redraw)
@never_own
def decide_case(reference: str, move: str) -> Response:
    actor = signed_in("staff")
    wanted = _wanted(move)
    found = opened(reference, actor)
    if found.decided_at is None and (problems := wanted.problems(found.service)):
        return _ask(found, actor, wanted, problems)

    def change(session: Session, actor: Actor) -> Any:
        return decide(session, reference, wanted, actor=actor, now=clock.now(), today=clock.today())

    return _act(reference, change, wanted)


def _act(reference: str, change: Callable[[Session, Actor], Any], wanted: Decision | None = None) -> Response:
    """One change in one transaction; whoever comes second is told what the first one did."""
    actor = signed_in("staff")
    try:
        with parts().store.writing() as session:
            case = change(session, actor)
            served = served_service(session, case.digest)
    except Conflict:
        return _conflict(reference, actor, wanted)
    except Refused as refused:
        if refused.reason != NO_ISSUE:
            raise
        say(N_("Nothing was decided: the document cannot be issued"), "warn")
        return see_other(url_for("office.show_case", reference=reference))
    said = words_of(served).decided(served.service.review, case.state)
    if wanted is not None and said:
        say(N_("{words}. The applicant is told by e-mail"), words=str(said))
    elif wanted is not None and case.state in _DONE:
        say(_DONE[case.state])
    return see_other(url_for("office.show_case", reference=reference))


def _conflict(reference: str, actor: Actor, wanted: Decision | None) -> Response:
    """What happened meanwhile, what is kept of what was typed, and where to look."""
    found = opened(reference, actor)
    with parts().store.reading() as session:
        change = latest_change(session, reference, actor=actor)
    words = words_of(found.served)
    return page(
        "office/conflict.html",
        status=409,
        around=bar(actor),
        title=heading(found, words),
        reference=reference,
        happened=sentence(change, found, words) if change else None,
        at=locale.formats().moment(change.at) if change else None,
        explanation=wanted.explanation if wanted else "",
        case_url=url_for("office.show_case", reference=reference),
        queue_url=url_for("office.show_cases"),
    )


def _ask(found: CaseView, actor: Actor, wanted: Decision, problems: dict[str, str]) -> Response:
    words = words_of(found.served)
    move = next((move for move in found.moves if move.id == wanted.move), None)
    if move is None:
        raise NotFound("no such move now", move=wanted.move)
    authority, town = parts().site.authority().authority, parts().site.words(locale.language())
    unit = authority.units.get(found.unit)
    return page(
        "office/decide.html",
        status=400 if problems else 200,
        around=bar(actor),
        title=move_words(found, move.id, words),
        press=words.optional(move.label),
        subject=heading(found, words),
        reference=found.reference,
        reasons=[(code, words.text(phrase)) for code, phrase in found.service.review.reasons.items()],
        reason=wanted.reason,
        explanation=wanted.explanation,
        language=locale.formats().language_name(found.language),
        appeal=draw(town.text(unit.appeal)) if unit and unit.appeal else None,
        problems=[(name, _problem(name, code)) for name, code in problems.items()],
        version=found.version,
        action=url_for("office.decide_case", reference=found.reference, move=move.id),
        case_url=url_for("office.show_case", reference=found.reference),
    )


def _problem(name: str, code: str) -> Text:
    if code == "too_long":
        return locale.words().word(_TOO_LONG, most=EXPLANATION_MOST)
    return locale.words().word(_PROBLEMS[name, code])
