"""“Check if you can apply”: a service's first pages, before signing in. The answers stand in the address; nothing is kept."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, request

from portal.i18n.text import Text
from portal.journey.eligibility import ASKED, Look, look
from portal.journey.explaining import why_asked
from portal.journey.finish import Row, summary
from portal.journey.telling import came_up
from portal.spec.model import Page
from portal.usecases.releases import Live, live_service
from portal.usecases.standing import standing_now
from portal.web.citizen.drawing import body, explanation_drawn, is_alone
from portal.web.citizen.questions import shown_on
from portal.web.citizen.rows import row_view
from portal.web.citizen.telling import summary_of_news, summary_of_problems
from portal.web.kit import clock, locale
from portal.web.kit.framing import around
from portal.web.kit.locale import words_of
from portal.web.kit.pages import page as draw_page
from portal.web.kit.pages import see_other
from portal.web.kit.parts import parts
from portal.web.public import public
from portal.web.public.service import address
from portal.wording.explained import explained
from portal.wording.markdown import draw


@public.get("/<language:lang>/services/<service>/eligibility")
def check_eligibility(service: str) -> Response:
    """Where the answers lead: to the next question, to an exit, or to the start button."""
    live = _live(service)
    if live is None:
        return see_other(address(service))
    found = look(live.service, request.args, today=clock.today(), now=clock.now())
    if found.page is not None:
        return see_other(_address(service, found, found.page))
    if found.exit is not None:
        return _exit(live, found, found.exit)
    words = words_of(live.served)
    rows = [
        row_view(words, part.field, part.value, change=_address(service, found, section.page))
        for section in summary(found.plan)
        if section.page.id in live.service.eligibility
        for part in section.parts
        if isinstance(part, Row)
    ]
    return draw_page(
        "public/may_apply.html", around={"csrf": around().csrf()}, service_title=words.text(live.service.title),
        service_url=address(service), rows=rows, action=f"/{locale.language()}/apply/{service}?{_query(found)}",
    )  # fmt: skip


@public.get("/<language:lang>/services/<service>/eligibility/<page>")
def ask_eligibility(service: str, page: str) -> Response:
    """One of the first pages; with its own answers in the address it is judged, and leads on where they hold."""
    live = _live(service)
    if live is None:
        return see_other(address(service))
    asked = live.service.pages_by_id.get(page)
    if asked is None or asked.exit or page not in live.service.eligibility:
        return see_other(f"{address(service)}/eligibility")
    found = look(live.service, request.args, today=clock.today(), now=clock.now())
    sent = "sent" in request.args
    new = came_up(found.plan, asked) if sent else ()
    if not found.plan.is_asked(asked) or (sent and not new and found.plan.is_complete(asked)):
        return see_other(f"{address(service)}/eligibility?{_query(found)}")
    words = words_of(live.served)
    shown = shown_on(found.plan, asked, words, address, judged=sent, release=live.served.digest)
    kept = [(name, value) for name, value in _pairs(found, besides=asked)]
    return draw_page(
        "public/eligibility.html", title=words.text(asked.title), service_title=words.text(live.service.title),
        service_url=address(service), body=body(shown), alone=is_alone(shown),
        problems=summary_of_problems(shown, words), action=f"{address(service)}/eligibility/{page}", page_id=page, kept=tuple(kept),
        new=summary_of_news(new, words), seen=tuple(one.id for one in new),
    )  # fmt: skip


def _live(service: str) -> Live | None:
    """The service as it is live; None where it has no such check, or takes no applications now."""
    with parts().store.reading() as session:
        live = live_service(session, service)
        takes = standing_now(session, live.service, clock.now()).takes
    return live if live.service.eligibility and takes and not live.closed else None


def _exit(live: Live, found: Look, page: Page) -> Response:
    """Why somebody cannot apply, by which answers, and what they can do instead."""
    words = words_of(live.served)
    why = explanation_drawn(explained(live.service, why_asked(found.plan, page), words))
    text: Text | None = words.text(page.text) if page.text else None
    last = [one for one in found.plan.questions if one.id in live.service.eligibility][-1]
    return draw_page(
        "public/may_not_apply.html", title=words.text(page.title), service_title=words.text(live.service.title),
        service_url=address(live.service.id), text=draw(text, address) if text else None, why=why, has_why=bool(why),
        back_url=_address(live.service.id, found, last),
    )  # fmt: skip


def _pairs(found: Look, besides: Page | None = None) -> list[tuple[str, str]]:
    """The answers as a form sends them, and which pages they are of; without those of one page."""
    entries, service = found.plan.entries, found.plan.service
    pairs: list[tuple[str, str]] = []
    for page in service.pages:
        if page.id in entries.tried and page is not besides:
            pairs.append((ASKED, page.id))
            for one in page.fields:
                if answer := entries.answers.get(one.id):
                    raw = one.kind.refill(one, one.kind.decode(answer.value))
                    pairs += [
                        (f"{one.id}-{part}" if part else one.id, value)
                        for part, values in raw.items()
                        for value in values
                    ]
    return pairs


def _query(found: Look) -> str:
    return urlencode(_pairs(found))


def _address(service: str, found: Look, page: Page) -> str:
    query = _query(found)
    return f"{address(service)}/eligibility/{page.id}" + (f"?{query}" if query else "")
