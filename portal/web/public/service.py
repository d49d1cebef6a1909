"""A service's start page: what it is, who may have it, what it costs, how long it takes, what one needs."""

from __future__ import annotations

from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.errors import N_, Plural
from portal.i18n.text import Text
from portal.spec.model import Phrase
from portal.usecases.catalogue import ServicePage, service_page
from portal.web.kit import clock, locale
from portal.web.kit.framing import around
from portal.web.kit.pages import page
from portal.web.kit.parts import parts
from portal.web.kit.standing import told
from portal.web.public import public
from portal.wording.markdown import draw
from portal.workflow.standing import CLOSED

Fact = tuple[Text, Text, Text | None]  # label, value, note
_DAYS = Plural("{n} day", "{n} days", "n")
_WORKING_DAYS = Plural("{n} working day", "{n} working days", "n")
_SPANS = {
    "day": _DAYS,
    "week": Plural("{n} week", "{n} weeks", "n"),
    "month": Plural("{n} month", "{n} months", "n"),
    "year": Plural("{n} year", "{n} years", "n"),
}


@public.get("/<language:lang>/services/<service>")
def show_service(service: str) -> Response:
    with parts().store.reading() as session:
        found = service_page(session, service, locale.words(), zone=parts().time_zone, now=clock.now())
    guidance, text = found.service.guidance, found.words.text
    authority, town = parts().site.authority().authority, parts().site.words(locale.language())
    unit = authority.units.get(found.service.unit)
    events = [event for event in found.service.life_events if event in authority.life_events]
    return page(
        "public/service.html",
        # The start button posts, so the page holds the visitor's token.
        around={"csrf": around().csrf()},
        id=found.service.id,
        title=text(found.service.title),
        summary=text(guidance.summary),
        event=(events[0], town.text(authority.life_events[events[0]])) if events else None,
        facts=_facts(found),
        about=_prose(guidance.about, found),
        who=_prose(guidance.who, found),
        need=[text(phrase) for phrase in guidance.need],
        cost=text(guidance.cost) if found.fees else None,
        after=_prose(guidance.after, found),
        other_ways=_prose(guidance.other_ways, found),
        unit=(town.text(unit.name), town.text(unit.hours), unit.phone, unit.email) if unit else None,
        written_in=None if found.is_offered else locale.formats().language_name(found.service.language),
        partly=locale.partly(found.live.served) if found.is_offered else None,
        closed=found.live.closed or not found.standing.takes,
        stands=None if found.live.closed else told(found.standing),
        replacement=(address(found.standing.replaced_by), found.replacement) if _is_replaced(found) else None,
        closed_message=_closing(found),
        check_url=f"{address(found.service.id)}/eligibility" if found.service.eligibility else "",
    )


def _is_replaced(found: ServicePage) -> bool:
    return found.standing.state == CLOSED and found.replacement is not None


def _closing(found: ServicePage) -> Text | None:
    """What the administrator wrote, in the language they wrote it in."""
    live, here = found.live, locale.language()
    return Text(live.closed_message, live.closed_language or here, here) if live.closed_message else None


def _facts(found: ServicePage) -> list[Fact]:
    words, service = locale.words(), found.service
    said, at_once = service.guidance.time, words.word(N_("Often at once"))
    time = found.words.text(said) if said else _minutes(*(found.minutes or (1, 1)))
    due = words.word(_WORKING_DAYS if service.review.working_days else _DAYS, n=service.review.decide_within)
    facts: list[Fact] = [
        (words.word(N_("Costs")), _cost(found), None),
        (words.word(N_("Takes you")), time, words.word(N_("You can stop and come back"))),
        (words.word(N_("Answer within")), due, at_once if service.review.automatic else None),
    ]
    valid = {document.valid for document in service.documents.values() if not document.day_rules}
    if len(valid) == 1 == len(service.documents) and isinstance(span := valid.pop(), tuple):
        count, unit = span
        facts.append((words.word(N_("Valid for")), words.word(_SPANS[unit], n=count), None))
    return facts


def _minutes(least: int, most: int) -> Text:
    words = locale.words()
    if least == most:
        return words.word(Plural("About {n} minute", "About {n} minutes", "n"), n=most)
    return words.word(Plural("{least} to {n} minute", "{least} to {n} minutes", "n"), least=least, n=most)


def _cost(found: ServicePage) -> Text:
    amounts = [locale.formats().money(*fee) for fee in found.fees]
    if not amounts:
        return found.words.text(found.service.guidance.cost)
    if len(amounts) == 1:
        return amounts[0]
    return locale.words().word(N_("{least} to {most}"), least=amounts[0].value, most=amounts[-1].value)


def _prose(phrase: Phrase | None, found: ServicePage) -> Markup | None:
    return None if phrase is None else draw(found.words.text(phrase), address, first_heading=3)


def address(service: str) -> str:
    """Where a service's start page is, in this page's language; what `service:<id>` in an authored text leads to."""
    return f"/{locale.language()}/services/{service}"
