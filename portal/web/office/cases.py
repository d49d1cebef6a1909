"""The queue: the cases of the clerk's units, filtered by what stands in the address."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from flask import Response, request, url_for

from portal.errors import N_, Conflict, Plural
from portal.i18n.text import Text
from portal.usecases.queues import MANY, OPEN, Filters, Queue, QueueRow, next_case, queue, reference_in
from portal.usecases.review import take
from portal.web.kit import clock, locale
from portal.web.kit.locale import words_of
from portal.web.kit.pages import page, see_other
from portal.web.kit.parts import parts
from portal.web.kit.sessions import signed_in
from portal.web.office import office
from portal.web.office.desk import bar, deadline, initials, state_tag

_TRIES = 5
_FOUND = Plural("{n} case", "{n} cases", "n")
_STATES = (
    (OPEN, N_("To decide")),
    ("approved", N_("Approved")),
    ("refused", N_("Refused")),
    ("withdrawn", N_("Withdrawn")),
    ("any", N_("Any")),
)
_HOLDERS = (("", N_("Anybody")), ("me", N_("Me")), ("nobody", N_("Nobody yet")))
_DUES = (("", N_("Any time")), ("late", N_("Past the deadline")), ("week", N_("Within a week")))
_VIEWS = (
    (N_("To decide"), Filters(), "open"),
    (N_("Past the deadline"), Filters(due="late"), "late"),
    (N_("Mine"), Filters(holder="me"), "mine"),
    (N_("Not taken"), Filters(holder="nobody"), "free"),
)


@office.get("/<language:lang>/office/cases")
def show_cases() -> Response:
    actor = signed_in("staff")
    if not any(actor.has(role) for role in ("clerk", "supervisor", "auditor")):
        return see_other(url_for("admin.show_services"))  # sign-in leads everybody here; an administrator has no queue
    filters = Filters(
        **{name: request.args.get(name, default) for name, default in asdict(Filters()).items()}
    ).checked()
    with parts().store.reading() as session:
        whole = reference_in(session, filters.q, actor=actor) if filters.q else ""
        if whole:
            return see_other(url_for("office.show_case", reference=whole))
        found = queue(session, filters, actor=actor, today=clock.today())
    word = locale.words().word
    return page(
        "office/cases.html",
        around=bar(actor),
        views=[_view(found, *view) for view in _VIEWS],
        filters=filters,
        services=[("", word(N_("All services"))), *_services(found)],
        states=[(code, word(words)) for code, words in _STATES],
        holders=[(code, word(words)) for code, words in _HOLDERS],
        dues=[(code, word(words)) for code, words in _DUES],
        said=_said(found.total),
        chips=_chips(found),
        clear_url=url_for("office.show_cases"),
        rows=[_row(found, row) for row in found.rows],
        next_url=address(replace(filters, after=found.next)) if found.next else "",
        first_url=address(replace(filters, after="")) if filters.after else "",
        may_take=actor.has("clerk") or actor.has("supervisor"),
        take_url=url_for("office.take_next"),
    )


def address(filters: Filters) -> str:
    """The queue's address for these filters: only what differs from the plain queue stands in it."""
    plain = asdict(Filters())
    return url_for(
        "office.show_cases", **{name: value for name, value in asdict(filters).items() if value != plain[name]}
    )


def _view(found: Queue, words: str, filters: Filters, count: str) -> dict[str, Any]:
    number = getattr(found.counts, count)
    many = locale.words().word(N_("{n}+"), n=str(locale.formats().integer(MANY)))
    return {
        "words": locale.words().word(words),
        "href": address(filters),
        "current": replace(found.filters, after="") == filters,
        "count": many if number > MANY else locale.formats().integer(number),
        "bad": count == "late" and number > 0,
    }


def _said(total: int) -> Text:
    if total > MANY:
        return locale.words().word(N_("More than {n} cases"), n=str(locale.formats().integer(MANY)))
    return locale.words().word(_FOUND, n=total)


def _services(found: Queue) -> list[tuple[str, Text]]:
    return [(live.service.id, words_of(live.served).text(live.service.title)) for live in found.services]


def _chips(found: Queue) -> list[tuple[Text, str]]:
    """What is filtered by, each with the address of the queue without it."""
    word, filters = locale.words().word, found.filters
    titles = dict(_services(found))
    chips = []
    if filters.q:
        chips.append((word(N_("Found by: {words}"), words=filters.q), {"q": ""}))
    if filters.service:
        service = str(titles.get(filters.service, filters.service))
        chips.append((word(N_("Service: {service}"), service=service), {"service": ""}))
    if filters.state != OPEN:
        state = str(word(dict(_STATES)[filters.state]))
        chips.append((word(N_("State: {state}"), state=state), {"state": OPEN}))
    if filters.holder:
        holder = str(word(dict(_HOLDERS)[filters.holder]))
        chips.append((word(N_("Taken by: {holder}"), holder=holder), {"holder": ""}))
    if filters.due:
        due = str(word(dict(_DUES)[filters.due]))
        chips.append((word(N_("Answer due: {due}"), due=due), {"due": ""}))
    return [(words, address(replace(filters, after="", **without))) for words, without in chips]


def _row(found: Queue, row: QueueRow) -> dict[str, Any]:
    live, formats = found.title_of(row.service_id), locale.formats()
    title, said = Text(row.service_id, "en", locale.language()), None
    if live:
        words = words_of(live.served)
        title, said = words.text(live.service.title), words.decided(live.service.review, row.state)
    waits = row.state == "received"
    return {
        "reference": row.reference,
        "href": url_for("office.show_case", reference=row.reference),
        "applicant": row.applicant,
        "service": title,
        "tag": state_tag(row.state, held=bool(row.holder_id), automatic=row.automatic or "", said=said),
        "fee_due": row.fee_state == "due",
        "fee_open": row.fee_state == "open" and waits,
        "sent": formats.short_date(formats.day_of(row.received_at)),
        "due": deadline(row.received_at, row.due_on, clock.today()) if waits else None,
        "decided": formats.short_date(formats.day_of(row.decided_at)) if row.decided_at else None,
        "who": _who(row),
        "initials": initials(row.who),
    }


def _who(row: QueueRow) -> str | Text:
    """Who holds the case, or who decided it."""
    word = locale.words().word
    if row.state == "withdrawn":
        return word(N_("The applicant"))
    return row.who or word(N_("The portal") if row.decided_at else N_("Nobody yet"))


@office.post("/<language:lang>/office/cases/next")
def take_next() -> Response:
    """Takes the case that is due first and that nobody holds, and opens it."""
    actor = signed_in("staff")
    for _ in range(_TRIES):
        try:
            with parts().store.writing() as session:
                reference = next_case(session, actor=actor, today=clock.today())
                if not reference:
                    break
                take(session, reference, actor=actor, now=clock.now())
        except Conflict:
            continue  # a colleague pressed at the same moment: the one after it, then
        return see_other(url_for("office.show_case", reference=reference))
    return see_other(address(Filters(holder="nobody")))
