"""Applying: start, a page's questions, what was sent from them. Every POST is saved before it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Response, request, url_for

from portal.errors import N_, NotFound
from portal.journey.eligibility import ASKED, carried, look
from portal.journey.entries import Entries
from portal.journey.explaining import why_exit
from portal.journey.reading import read_page, read_strays, without
from portal.journey.telling import came_up, is_judged
from portal.kinds.kind import Raw
from portal.spec.model import Page, Service
from portal.usecases.drafts import OpenDraft, begin, begun_with, save
from portal.usecases.mycases import my_drafts
from portal.usecases.people import identity_of
from portal.usecases.releases import live_service
from portal.usecases.standing import standing_now
from portal.web.citizen import journey, road
from portal.web.citizen.drawing import body, explanation_drawn, is_alone
from portal.web.citizen.questions import shown_on, was_found
from portal.web.citizen.telling import summary_of_news, summary_of_problems
from portal.web.citizen.uploads import received
from portal.web.kit import clock, locale, parking
from portal.web.kit.csrf import redrawn_by
from portal.web.kit.flashes import say
from portal.web.kit.locale import words_of
from portal.web.kit.pages import page as draw_page
from portal.web.kit.pages import see_other
from portal.web.kit.parts import parts
from portal.web.kit.standing import told
from portal.wording.explained import explained
from portal.wording.markdown import draw
from portal.workflow.standing import CLOSED


@journey.post("/<service>")
def start(service: str) -> Response:
    """Begins a draft. A person whose sign-in is not sure enough is told so."""
    _only_citizens()
    actor = road.me()
    with parts().store.writing() as session:
        live = live_service(session, service)
        if live.closed:
            return see_other(road.service_link(service))
        if not standing_now(session, live.service, clock.now()).takes:
            return see_other(url_for(".show_start", service=service))
        if not actor.is_assured(live.service.sign_in):
            return road.ask_for_surer_sign_in(live.served)
        answered = _answered_before(live.service)
        take = {"actor": actor, "now": clock.now(), "today": clock.today()}
        if answered and (known := begun_with(session, live, answered, **take)):
            return see_other(url_for(".resume", service=service, draft=known))
        identity = identity_of(session, actor.person_id)
        draft = begin(
            session,
            live,
            actor=actor,
            identity=identity,
            language=locale.language(),
            now=clock.now(),
            today=clock.today(),
        )
        if answered:
            # What was answered before signing in is judged again, and is not asked twice.
            save(session, draft, lambda opened: carried(opened.entries, answered), **take)
            return see_other(url_for(".resume", service=service, draft=draft))
    if live.service.task_list:
        return see_other(url_for(".show_tasks", service=service, draft=draft))
    first = live.service.pages[0]
    return see_other(url_for(".show_page", service=service, draft=draft, page=first.id))


def _answered_before(service: Service) -> Entries | None:
    """The answers of the eligibility check, which the start button's address carries; None where there are none."""
    if not service.eligibility or ASKED not in request.args:
        return None
    return look(service, request.args, today=clock.today(), now=clock.now()).plan.entries


def _only_citizens() -> None:
    """A preview begins in its workspace; here staff would begin a real application."""
    if road.is_preview():
        raise NotFound("no such page")


@journey.get("/<service>")
def show_start(service: str) -> Response:
    """Where sign-in leads back to: who applies, what was begun already, and the button that begins."""
    _only_citizens()
    actor = road.me()
    with parts().store.reading() as session:
        live = live_service(session, service)
        drafts = my_drafts(session, actor=actor, words_of=words_of, now=clock.now(), today=clock.today())
        standing = standing_now(session, live.service, clock.now())
    if live.closed:
        return see_other(road.service_link(service))
    begun = [one for one in drafts if one.service_id == service]
    return draw_page(
        "citizen/start.html",
        title=words_of(live.served).text(live.service.title),
        service_url=road.service_link(service),
        drafts=begun,
        links={one.id: url_for(".resume", service=service, draft=one.id) for one in begun},
        action=url_for(".start", service=service, **_carried_on(live.service)),
        takes=standing.takes,
        stands=told(standing),
        instead=road.service_link(standing.replaced_by) if standing.state == CLOSED and standing.replaced_by else "",
    )


def _carried_on(service: Service) -> dict[str, list[str]]:
    """The answers of the eligibility check, which sign-in leads back with."""
    if not service.eligibility or ASKED not in request.args:
        return {}
    names = {name for page in service.pages if page.id in service.eligibility for name in _inputs(page)}
    return {name: request.args.getlist(name) for name in request.args if name in names or name == ASKED}


def _inputs(page: Page) -> Iterator[str]:
    for one in page.fields:
        yield from (f"{one.id}-{part}" if part else one.id for part in one.kind.parts(one))


@journey.get("/<service>/<draft>/continue")
def resume(service: str, draft: str) -> Response:
    """Goes on where the person was."""
    found = road.opened(service, draft, road.me())
    if found.submitted:
        return see_other(url_for(".sent", service=service, draft=draft))
    return see_other(road.next_open(found))


@journey.get("/<service>/<draft>/<page>")
def show_page(service: str, draft: str, page: str) -> Response:
    found = road.opened(service, draft, road.me())
    asked = found.service.pages_by_id.get(page)
    if found.submitted:
        return see_other(url_for(".sent", service=service, draft=draft))
    if asked is None or not road.may_open(found, asked):  # a page that a newer release no longer has, too
        return see_other(road.elsewhere(found, asked))
    if asked.exit:
        return _exit(found, asked)
    return draw_questions(found, asked, parked=parking.parked())


def draw_questions(
    found: OpenDraft, page: Page, *, parked: parking.Form | None = None, stale: bool = False
) -> Response:
    """The page; `parked` is a form that came when the session had ended, or with an old token (`stale`): shown, not saved."""
    if parked is not None:
        entries = read_page(found.plan, page, parked, uploads={}, now=clock.now(), judge=False)
        found = replace(found, entries=entries)
    words = words_of(found.served)
    judged, release = is_judged(found.plan, page), "" if parked else found.served.digest
    base, query = (road.address(found, page), road.item_query()) if page.groups else ("", "")
    shown = shown_on(found.plan, page, words, road.service_link, judged=judged, release=release, base=base, query=query)
    problems, new = summary_of_problems(shown, words), summary_of_news(came_up(found.plan, page), words)
    return road.draw(
        "citizen/question.html", found, page, status=400 if stale else 200, switch=True, form_id=road.FORM, title=words.text(page.title),
        body=body(shown), alone=is_alone(shown), problems=problems, new=new, action=request.full_path.rstrip("?"),
        kept=parked is not None,
        multipart=any(one.kind.takes_file for one in page.fields), later_url=road.later(found),
        own=() if problems or new or stale or found.has_changed else ("body", "action", "back_url", "saved", "later_url"),
    )  # fmt: skip


def _exit(found: OpenDraft, page: Page) -> Response:
    words = words_of(found.served)
    text = draw(words.text(page.text), road.service_link) if page.text else None
    why = explanation_drawn(explained(found.service, why_exit(found.plan), words))
    return road.draw(
        "citizen/exit.html",
        found,
        page,
        title=words.text(page.title),
        text=text,
        why=why,
        has_why=bool(why),
        own=("why", "back_url", "saved"),
    )


def redraw_page(service: str, draft: str, page: str) -> Response:
    """The page again, with the form that came with an old token."""
    found = road.opened(service, draft, road.me())
    asked = found.service.pages_by_id.get(page)
    return draw_questions(found, asked, parked=request.form, stale=True) if asked else see_other(road.next_open(found))


@journey.post("/<service>/<draft>/<page>")
@redrawn_by(redraw_page)
def answer_page(service: str, draft: str, page: str) -> Response:
    actor = road.me()
    before = road.opened(service, draft, actor)
    if before.submitted:
        return see_other(url_for(".sent", service=service, draft=draft))
    asked = before.service.pages_by_id.get(page)
    if asked is not None and asked.exit:
        return see_other(road.next_open(before))
    # A language switch, "add another" and "remove" keep everything and judge nothing.
    judge = not any(name in request.form for name in ("switch", "add", "remove", "search"))
    uploads = received(before, asked.fields) if asked else {}
    language = _switched()

    def change(now_open: OpenDraft) -> Entries:
        return _changed(now_open, page, uploads, judge=judge)

    with parts().store.writing() as session:
        parking.forget(session)
        found = save(
            session,
            draft,
            change,
            actor=actor,
            now=clock.now(),
            today=clock.today(),
            language=language or locale.language(),
        )
    if asked is None:
        say(N_("The service changed while you were typing. We kept what you typed."), tone="info")
    return see_other(_onward(found, page, language))


def _changed(found: OpenDraft, page_id: str, uploads: dict[str, Raw], *, judge: bool) -> Entries:
    """The entries with what was sent, also where a newer release moved a question or dropped the page meanwhile."""
    current = found.service.pages_by_id.get(page_id)
    entries = read_strays(found.plan, page_id, request.form, now=clock.now())
    if current is None:
        return entries
    so_far = replace(found, entries=entries).plan
    entries = read_page(so_far, current, request.form, uploads=uploads, now=clock.now(), judge=judge)
    removed, _, what = request.form.get("remove", "").partition(":")
    for one in current.fields:
        if one.id == removed:
            answers, slips = without(one, what, entries.answers, entries.slips, today=found.today, now=clock.now())
            entries = replace(entries, answers=answers, slips=slips)
    return entries


def _switched() -> str:
    wanted = request.form.get("switch", "")
    return wanted if wanted in parts().languages else ""


def _onward(found: OpenDraft, page_id: str, language: str) -> str:
    """Where a POST leads: here again where something is wrong or was only kept, else on."""
    more = {"change": 1} if road.changing() else {}
    here = found.service.pages_by_id.get(page_id)
    if here is None:
        return road.next_open(found)
    if language:
        return road.address(found, here, language=language, **more)
    group = request.form.get("add", "")
    if group in {one.id for one in here.groups}:
        ids = {"service": found.service.id, "draft": found.id, "page": here.id, "group": group}
        return url_for(".add_item", **ids) + road.item_query()
    if searched := next((one for one in here.fields if one.id == request.form.get("search")), None):
        if was_found(searched, request.form, searched.id, found.entries.slips):
            return road.address(found, here, **more)
        return url_for(".show_search", service=found.service.id, draft=found.id, field=searched.path, **more)
    if "remove" in request.form or not found.plan.is_complete(here):
        return road.address(found, here, **more)
    if road.changing():
        return road.next_open(found, **more)
    return road.onward(found, here)
