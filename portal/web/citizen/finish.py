"""Applying: check the answers, send them, and what happens next; or discard the draft."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from portal.errors import N_, Refused
from portal.journey.explaining import why_fee
from portal.journey.finish import ItemRows, Row, Section
from portal.usecases.drafts import OpenDraft, discard
from portal.usecases.mycases import my_case
from portal.usecases.people import identity_of
from portal.usecases.submission import shown_terms, submit
from portal.web.citizen import journey, road
from portal.web.citizen.cases import office
from portal.web.citizen.drawing import answers_drawn, explanation_drawn
from portal.web.citizen.summary import sections_view
from portal.web.kit import clock, locale
from portal.web.kit.locale import words_of
from portal.web.kit.pages import see_other
from portal.web.kit.parts import parts
from portal.web.kit.standing import told
from portal.wording.explained import explained

_PATH = "/<service>/<draft>"
_DECLARE = N_("Tick the box to confirm, then send")


@journey.get(f"{_PATH}/check-answers")
def check_answers(service: str, draft: str) -> Response:
    found = road.opened(service, draft, road.me())
    if found.submitted:
        return see_other(url_for(".sent", service=service, draft=draft))
    if not found.plan.is_finished:
        return see_other(road.next_open(found))
    words, fee = words_of(found.served), found.plan.fee
    why = explanation_drawn(explained(found.service, why_fee(found.plan), words), because=False)
    problems = (("declare", locale.words().word(_DECLARE)),) if "confirm" in request.args else ()
    return road.draw(
        "citizen/check_answers.html", found, None, switch=True, form_id=road.FORM,
        answers=answers_drawn(sections_view(found.plan, words, _changer(found))),
        fee=words.money(fee.amount_minor, fee.currency) if fee else None, fee_lines=words.fee_lines(fee.rows) if fee else (),
        fee_open=found.plan.is_fee_open,
        why=why, has_why=bool(why),
        declaration=words.text(found.service.declaration), problems=problems, action=url_for(".send", service=service, draft=draft),
        discard_url=url_for(".ask_discard", service=service, draft=draft), preview=found.is_preview, closed=not found.can_be_sent,
        stands=told(found.standing),
        terms=shown_terms(found, found.plan), changed="changed" in request.args,
        own=() if found.has_changed else ("answers", "why", "action", "discard_url", "back_url", "saved"),
    )  # fmt: skip


def _changer(found: OpenDraft) -> Any:
    def change(section: Section, part: Row | ItemRows | None) -> str:
        """The address at which one answer, or a group, is changed."""
        where = road.address(found, section.page, change=1)
        if isinstance(part, Row):
            return f"{where}#{part.field.id}"
        if isinstance(part, ItemRows):
            ids = {"service": found.service.id, "draft": found.id, "page": section.page.id, "group": part.group.id}
            return url_for(".show_item", item=part.item.id, change=1, **ids)
        return where

    return change


@journey.post(f"{_PATH}/check-answers")
def send(service: str, draft: str) -> Response:
    """Sends the application, once. What is still missing is asked for first."""
    actor = road.me()
    switch = request.form.get("switch", "")
    if switch in parts().languages:
        return see_other(url_for(".check_answers", service=service, draft=draft, lang=switch))
    found = road.opened(service, draft, actor)
    if "declare" not in request.form and not found.submitted:
        return see_other(url_for(".check_answers", service=service, draft=draft, confirm=1))
    if found.is_preview:
        return see_other(url_for(".sent", service=service, draft=draft))
    try:
        with parts().store.writing() as session:
            identity = identity_of(session, actor.person_id)
            authority = parts().site.authority().authority
            submit(
                session,
                draft,
                actor=actor,
                email=str(identity.get("email", "")),
                authority=authority,
                now=clock.now(),
                today=clock.today(),
                terms=request.form.get("terms", ""),
            )
    except Refused as refused:
        if refused.reason == "changed":
            return see_other(url_for(".check_answers", service=service, draft=draft, changed=1))
        if refused.reason == "unsure":
            return road.ask_for_surer_sign_in(found.served)
        if refused.reason == "incomplete":
            return see_other(road.next_open(road.opened(service, draft, actor)))
        return see_other(road.service_link(service))
    return see_other(url_for(".sent", service=service, draft=draft))


@journey.get(f"{_PATH}/sent")
def sent(service: str, draft: str) -> Response:
    """What happens next. It can be opened again, and becomes the waiting page while a register is asked."""
    actor = road.me()
    found = road.opened(service, draft, actor)
    if found.is_preview and found.plan.is_finished:
        return road.draw(
            "citizen/preview_sent.html", found, None, again_url=road.address(found, found.service.pages[0])
        )
    if not found.submitted:
        return see_other(road.next_open(found))
    with parts().store.reading() as session:
        case = my_case(session, found.id, actor=actor, words_of=words_of, today=clock.today())
    unit = office(case)
    return road.draw(
        "citizen/sent.html", found, None, case=case, case_url=url_for("citizen.show_case", reference=case.reference),
        unit=unit["unit"], unit_name=unit["name"], unit_hours=unit["hours"],
        copy_url=url_for("citizen.show_copy", reference=case.reference) if case.has_copy else "",
    )  # fmt: skip


@journey.get(f"{_PATH}/discard")
def ask_discard(service: str, draft: str) -> Response:
    found = road.opened(service, draft, road.me())
    return road.draw("citizen/discard.html", found, None, leave_url=road.later(found))


@journey.post(f"{_PATH}/discard")
def discard_draft(service: str, draft: str) -> Response:
    actor = road.me()
    found = road.opened(service, draft, actor)
    with parts().store.writing() as session:
        discard(session, draft, actor=actor, now=clock.now(), today=clock.today())
    return see_other(road.later(found))
