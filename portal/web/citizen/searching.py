"""Applying: a search in a long list, as data for the script that offers matches, and as a page of its own without script."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from flask import Response, jsonify, request, url_for

from portal.errors import NotFound
from portal.journey.entries import TYPED, Answer, Entries, GroupItem
from portal.journey.reading import put
from portal.kinds import several_choices
from portal.kinds.choice import CHOSEN, NONE, OTHER, SEARCH_SEVERAL, SEARCHES, code
from portal.kinds.kind import Raw
from portal.spec.model import Field, Option, Page
from portal.spec.rows import found_in
from portal.usecases.drafts import OpenDraft, save
from portal.web.citizen import journey, road
from portal.web.citizen.groups import may_have
from portal.web.kit import clock, locale, parking
from portal.web.kit.locale import words_of
from portal.web.kit.pages import see_other
from portal.web.kit.parts import parts

MOST_OFFERED = 12  # below the input, while somebody types
MOST_LISTED = 50  # on the page
_LONGEST = 200  # of what is looked for
_MOST_BESIDES = 200  # of what a script says is chosen already


def _asked(found: OpenDraft, path: str) -> tuple[Page, Field, GroupItem | None] | None:
    """The question that is searched, with its item; None where nothing is, as when a newer release asks otherwise."""
    one = found.service.fields.get(path)
    if one is None or one.kind.widget_for(one) not in SEARCHES or not road.may_open(found, found.service.page_of[path]):
        return None
    if not one.group:
        return found.service.page_of[path], one, None
    item_id = request.args.get("item", "")
    if not may_have(found, found.service.groups[one.group], item_id):
        raise NotFound("no such item", field=path)
    return found.service.page_of[path], one, found.entries.item(one.group, item_id) or GroupItem(item_id)


def _held(found: OpenDraft, item: GroupItem | None) -> tuple[Mapping[str, Answer], Mapping[str, Raw]]:
    return (item.answers, item.slips) if item else (found.entries.answers, found.entries.slips)


def _takes_several(one: Field) -> bool:
    return one.kind.widget_for(one) == SEARCH_SEVERAL


def _found(
    found: OpenDraft, one: Field, item: GroupItem | None, text: str, most: int, besides: Collection[str] = ()
) -> list[Option]:
    """What begins as the text does, less what is chosen already and what is offered beside the list."""
    hidden = {key for key in (NONE, OTHER) if one.settings.get(key)} | set(besides)
    told = found_in(found.plan.options(one, item), text[:_LONGEST], locale.language(), most + len(hidden))
    return [option for option in told if option.code not in hidden][:most]


@journey.get("/<service>/<draft>/matches/<field>")
def matches(service: str, draft: str, field: str) -> Response:
    """Code and label of what begins as the text does, for the script."""
    found = road.opened(service, draft, road.me())
    asked = _asked(found, field)
    if asked is None:
        return _told(())
    _, one, item = asked
    words = words_of(found.served)
    options = _found(
        found, one, item, request.args.get("q", ""), MOST_OFFERED, request.args.getlist("besides")[:_MOST_BESIDES]
    )
    return _told([(option.code, str(words.label(option))) for option in options])


def _told(found: Sequence[tuple[str, str]]) -> Response:
    answer: Response = jsonify([{"code": code, "label": label} for code, label in found])
    return answer


@journey.get("/<service>/<draft>/search/<field>")
def show_search(service: str, draft: str, field: str) -> Response:
    found = road.opened(service, draft, road.me())
    if found.submitted:
        return see_other(url_for(".sent", service=service, draft=draft))
    asked = _asked(found, field)
    if asked is None:
        return see_other(road.next_open(found))
    page, one, item = asked
    words, (answers, slips) = words_of(found.served), _held(found, item)
    typed, chosen, besides = "", "", list[str]()
    if _takes_several(one):
        besides, typed = several_choices.gathered(one, _raw(one, answers, slips))
    elif one.id in slips:
        typed = (slips[one.id].get("") or [""])[0]
    elif one.id in answers:
        chosen = code(one.kind.decode(answers[one.id].value))
        typed = str(words.option(one, chosen))
    told = _found(found, one, item, typed, MOST_LISTED, besides)
    return road.draw(
        "citizen/search.html", found, page, title=words.text(one.label), typed=typed, chosen=chosen,
        matches=[(option.code, words.label(option)) for option in told], are_all=len(told) < MOST_LISTED, several=_takes_several(one),
        action=request.full_path.rstrip("?"), leave_url=_asking(found, page, one, item),
    )  # fmt: skip


def _asking(found: OpenDraft, page: Page, one: Field, item: GroupItem | None) -> str:
    """The page, or the item's page, that asks it."""
    more = road.change_kept()
    if item is None:
        return road.address(found, page, **more)
    where = {"service": found.service.id, "draft": found.id, "page": page.id, "group": one.group, "item": item.id}
    return url_for(".show_item", **where, **more)


@journey.post("/<service>/<draft>/search/<field>")
def choose_match(service: str, draft: str, field: str) -> Response:
    """Keeps what was chosen and goes back to the question; or searches again for what was typed."""
    actor = road.me()
    typed, chosen = request.form.get("typed", "")[:_LONGEST], request.form.getlist("match")[:MOST_LISTED]
    chosen = [] if "again" in request.form else chosen

    def change(found: OpenDraft) -> Entries:
        asked = _asked(found, field)
        if asked is None:
            return found.entries
        _, one, item = asked
        answers, slips = (dict(held) for held in _held(found, item))
        if _takes_several(one):
            before = _raw(one, answers, slips)  # type: ignore[arg-type]
            codes = several_choices.gathered(one, before)[0]
            raw: Raw = {**before, "": [*codes, *chosen], several_choices.ADD: [] if chosen else [typed]}
        else:
            raw = {"": [chosen[0]], CHOSEN: [chosen[0]]} if chosen else {"": [typed]}
        put(one, raw, answers, slips, today=found.today, now=clock.now(), source=TYPED)  # type: ignore[arg-type]
        if item is None:
            return replace(found.entries, answers=answers, slips=slips)  # type: ignore[arg-type]
        return found.entries.with_item(one.group, replace(item, answers=answers, slips=slips))  # type: ignore[arg-type]

    with parts().store.writing() as session:
        parking.forget(session)
        found = save(session, draft, change, actor=actor, now=clock.now(), today=clock.today())
    asked = _asked(found, field)
    if asked is None:
        return see_other(road.next_open(found))
    page, one, item = asked
    if _is_done(one, bool(chosen or typed), *_held(found, item)):
        return see_other(_asking(found, page, one, item))
    more = road.change_kept()
    more |= {"item": item.id} if item else {}
    return see_other(url_for(".show_search", service=service, draft=draft, field=field, **more))


def _raw(one: Field, answers: Mapping[str, Answer], slips: Mapping[str, Raw]) -> Raw:
    """The question's raw input as it stands."""
    if one.id in slips:
        return slips[one.id]
    return one.kind.refill(one, one.kind.decode(answers[one.id].value)) if one.id in answers else {}


def _is_done(one: Field, was_sent: bool, answers: Mapping[str, Answer], slips: Mapping[str, Raw]) -> bool:
    """Whether the search is over: there is an answer, or one more of several."""
    if _takes_several(one):
        return was_sent and not several_choices.gathered(one, slips.get(one.id, {}))[1]
    return one.id in answers
