"""Following what was sent: the list of drafts and cases, one case, its papers, withdrawing it."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from portal.errors import N_, Conflict, NotFound
from portal.i18n.text import Text
from portal.spec.model import Unit
from portal.usecases.mycases import MyCase, mine, my_case_by_reference
from portal.usecases.submission import own_case, withdraw
from portal.usecases.uploading import opened_file
from portal.usecases.verifying import grouped
from portal.web.citizen import citizen
from portal.web.citizen.summary import sections_view
from portal.web.kit import clock, files, locale
from portal.web.kit.locale import words_of
from portal.web.kit.pages import page as draw_page
from portal.web.kit.pages import see_other
from portal.web.kit.parts import parts
from portal.web.kit.qr import qr
from portal.web.kit.sessions import signed_in
from portal.wording.markdown import draw

_PATH = "/<language:lang>/my"
# How a case stands for its applicant: (words, tone of the tag).
STATES = {
    "asking": (N_("Being checked"), "review"),
    "received": (N_("Being checked"), "review"),
    "approved": (N_("Approved"), "good"),
    "refused": (N_("Refused"), "bad"),
    "withdrawn": (N_("Withdrawn"), "rest"),
    "expired": (N_("Expired"), "rest"),
    "revoked": (N_("Revoked"), "bad"),
    "voided": (N_("Document void"), "bad"),
}


def standing(state: str, document: str = "", said: Text | None = None) -> tuple[Text, str]:
    """The state in words and its tag's tone; an ended document says more than the decision. `said`: the service's own words."""
    has_ended = document in ("expired", "revoked", "voided")
    message, tone = STATES.get(document if has_ended else state, (N_("Being checked"), "review"))
    return said if said and not has_ended else locale.words().word(message), tone


@citizen.get(_PATH)
def show_mine() -> Response:
    actor = signed_in("citizen")
    with parts().store.reading() as session:
        drafts, cases = mine(session, actor=actor, words_of=words_of, now=clock.now(), today=clock.today())
    links = {one.id: url_for("apply.resume", draft=one.id, service=one.service_id) for one in drafts}
    discards = {one.id: url_for("apply.ask_discard", draft=one.id, service=one.service_id) for one in drafts}
    states = {one.reference: standing(one.state, one.document, one.said) for one in cases}
    return draw_page(
        "citizen/mine.html", drafts=drafts, cases=cases, links=links, discards=discards, states=states,
        home_url=url_for("public.show_home"), account_url=url_for("account.show_account"),
        case_urls={one.reference: url_for("citizen.show_case", reference=one.reference) for one in cases},
    )  # fmt: skip


def _case(reference: str) -> MyCase:
    actor = signed_in("citizen")
    with parts().store.reading() as session:
        return my_case_by_reference(session, reference, actor=actor, words_of=words_of, today=clock.today())


def office(case: MyCase) -> dict[str, Any]:
    """The office that decides: its unit, name, hours, and how to appeal, in the page's language."""
    unit: Unit | None = parts().site.authority().authority.units.get(case.unit)
    say = parts().site.words(locale.language())
    if unit is None:
        return {"unit": None, "name": None, "hours": None, "appeal": None}
    return {
        "unit": unit,
        "name": say.text(unit.name),
        "hours": say.text(unit.hours),
        "appeal": say.optional(unit.appeal),
    }


@citizen.get(f"{_PATH}/cases/<reference>")
def show_case(reference: str) -> Response:
    case = _case(reference)
    unit = office(case)
    ended = case.document is not None and case.document.state == "revoked"
    appeal = draw(unit["appeal"], first_heading=3) if unit["appeal"] and (ended or case.state == "refused") else None
    words, tone = standing(case.state, case.document.state if case.document else "", case.said)
    served = words_of(case.served)
    code = case.document.code if case.document else ""

    def opens(file: str) -> str:
        return url_for("citizen.show_file", reference=reference, file=file)

    return draw_page(
        "citizen/case.html", case=case, state=words, tone=tone, appeal=appeal,
        unit=unit["unit"], unit_name=unit["name"], unit_hours=unit["hours"],
        sections=sections_view(case.plan, served, opens=opens) if case.plan else [], mine_url=url_for("citizen.show_mine"),
        withdraw_url=url_for("citizen.ask_withdraw", reference=reference) if case.is_open else "",
        copy_url=url_for("citizen.show_copy", reference=reference) if case.has_copy else "",
        again_url=url_for("citizen.show_case", reference=reference),
        document_url=url_for("citizen.show_document", reference=reference, document=case.document.id) if case.document else "",
        qr=qr(f"{parts().settings.base_url}/v/{code}") if code else None, code=grouped(code),
    )  # fmt: skip


@citizen.get(f"{_PATH}/cases/<reference>/withdraw")
def ask_withdraw(reference: str) -> Response:
    case = _case(reference)
    leave = url_for("citizen.show_case", reference=reference)
    if not case.is_open:
        return see_other(leave)
    return draw_page(
        "citizen/withdraw.html",
        case=case,
        action=url_for("citizen.withdraw_case", reference=reference),
        leave_url=leave,
    )


@citizen.post(f"{_PATH}/cases/<reference>/withdraw")
def withdraw_case(reference: str) -> Response:
    """Pressed twice it is withdrawn once; decided meanwhile, the case's page says so."""
    actor = signed_in("citizen")
    try:
        with parts().store.writing() as session:
            withdraw(session, reference, actor=actor, now=clock.now(), today=clock.today())
    except Conflict:
        pass
    return see_other(url_for("citizen.show_case", reference=reference))


def _download(reference: str, file_id: str, name: str = "") -> Response:
    """A file of the actor's own case. Only our own PDF, which has a `name`, opens in the browser."""
    actor = signed_in("citizen")
    with parts().store.reading() as session:
        case = own_case(session, reference, actor)
        known, media_type, content = opened_file(session, parts().files, case, file_id, actor=actor, now=clock.now())
    return files.download(content, media_type, name or known, ours=bool(name))


@citizen.get(f"{_PATH}/cases/<reference>/document/<document>.pdf")
def show_document(reference: str, document: str) -> Response:
    case = _case(reference)
    found = next(
        (
            one
            for one in case.documents
            if one.id == document and one.file_id and one.state in ("issued", "early", "expired")
        ),
        None,
    )
    if found is None:
        raise NotFound("no such document", document=document)
    return _download(reference, found.file_id, f"{found.number}.pdf")


@citizen.get(f"{_PATH}/cases/<reference>/copy.pdf")
def show_copy(reference: str) -> Response:
    case = _case(reference)
    if not case.copy_file_id:
        raise NotFound("no copy", reference=reference)
    return _download(reference, case.copy_file_id, f"{reference}.pdf")


@citizen.get(f"{_PATH}/cases/<reference>/file/<file>")
def show_file(reference: str, file: str) -> Response:
    return _download(reference, file)
