"""Applying: the items of a repeating group: add, change, remove."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Response, request, url_for

from portal.errors import NotFound
from portal.journey.entries import Entries, GroupItem
from portal.journey.finish import item_rows
from portal.journey.reading import read_item, without
from portal.journey.telling import came_up_inside
from portal.spec.model import Group, Page
from portal.store import new_id
from portal.usecases.drafts import OpenDraft, save
from portal.web.citizen import journey, road
from portal.web.citizen.added import item_name, item_title
from portal.web.citizen.drawing import body, is_alone
from portal.web.citizen.questions import shown_in_item, was_found
from portal.web.citizen.telling import summary_of_news, summary_of_problems
from portal.web.citizen.uploads import received
from portal.web.kit import clock, locale, parking
from portal.web.kit.csrf import redrawn_by
from portal.web.kit.locale import words_of
from portal.web.kit.pages import see_other
from portal.web.kit.parts import parts
from portal.wording.release import ReleaseWords

_PATH = "/<service>/<draft>/<page>/<group>"
_LETTERS = 12  # of an item's id: 60 random bits, of which a draft has a handful
_ITEM = re.compile(f"[a-z2-7]{{{_LETTERS}}}")


@journey.get(f"{_PATH}/add")
def add_item(service: str, draft: str, page: str, group: str) -> Response:
    """A new item's page: its id is in the address, so pressing twice adds one."""
    found = road.opened(service, draft, road.me())
    _group(found, page, group)
    return see_other(
        url_for(
            ".show_item",
            service=service,
            draft=draft,
            page=page,
            group=group,
            item=new_id()[:_LETTERS],
            **road.change_kept(),
        )
    )


def may_have(found: OpenDraft, group: Group, item_id: str) -> bool:
    """Whether an item is there, or could be added: its id is one that `add_item` makes, and the group is not full."""
    if _ITEM.fullmatch(item_id) is None:
        return False
    return found.entries.item(group.id, item_id) is not None or len(found.entries.items(group.id)) < group.most


def _asked(found: OpenDraft, page_id: str, group_id: str, item_id: str) -> tuple[Page, Group]:
    """Refused: `NotFound`, also for an item's id that `add_item` never makes: it would be kept as it is."""
    if not _ITEM.fullmatch(item_id):
        raise NotFound("no such item", group=group_id)
    return _group(found, page_id, group_id)


def _group(found: OpenDraft, page_id: str, group_id: str) -> tuple[Page, Group]:
    group = found.service.groups.get(group_id)
    if group is None:
        raise NotFound("no such group", page=page_id, group=group_id)
    return found.service.page_of[group_id], group  # a newer release may ask it on another page


@journey.get(f"{_PATH}/<item>")
def show_item(service: str, draft: str, page: str, group: str, item: str) -> Response:
    found = road.opened(service, draft, road.me())
    asked, block = _asked(found, page, group, item)
    if found.submitted or not road.may_open(found, asked):
        return see_other(road.next_open(found))
    return draw_item(found, asked, block, item, parked=parking.parked())


def draw_item(
    found: OpenDraft, page: Page, group: Group, item_id: str, *, parked: parking.Form | None = None, stale: bool = False
) -> Response:
    if parked is not None:
        entries = read_item(found.plan, group, item_id, parked, uploads={}, now=clock.now(), judge=False)
        found = replace(found, entries=entries)
    item = found.entries.item(group.id, item_id)
    if not may_have(found, group, item_id):
        return see_other(_group_page(found, page))
    words = words_of(found.served)
    here = item or GroupItem(item_id)
    shown, new = (
        shown_in_item(found.plan, group, here, words, road.service_link),
        came_up_inside(found.plan, group, here),
    )
    return road.draw(
        "citizen/question.html", found, page, status=400 if stale else 200, switch=True,
            form_id=road.FORM, title=_title(found, group, item_id, words),
        body=body(shown), alone=is_alone(shown), problems=summary_of_problems(shown, words),
        new=summary_of_news(new, words, prefix=f"{group.id}-{item_id}-"),
        action=request.full_path.rstrip("?"), kept=parked is not None,
        multipart=any(one.kind.takes_file for one in group.fields), later_url=road.later(found),
    ) if shown else see_other(_group_page(found, page))  # fmt: skip


def _title(found: OpenDraft, group: Group, item_id: str, words: ReleaseWords) -> object:
    ids = [one.id for one in found.entries.items(group.id)]
    number = ids.index(item_id) + 1 if item_id in ids else len(ids) + 1
    return item_title(group, number, words)


def redraw_item(service: str, draft: str, page: str, group: str, item: str) -> Response:
    found = road.opened(service, draft, road.me())
    return draw_item(found, *_asked(found, page, group, item), item, parked=request.form, stale=True)


@journey.post(f"{_PATH}/<item>")
@redrawn_by(redraw_item)
def answer_item(service: str, draft: str, page: str, group: str, item: str) -> Response:
    actor = road.me()
    before = road.opened(service, draft, actor)
    asked, block = _asked(before, page, group, item)
    if before.submitted:
        return see_other(url_for(".sent", service=service, draft=draft))
    language = request.form.get("switch", "")
    language = language if language in parts().languages else ""
    uploads = received(before, block.fields, prefix=f"{group}-{item}-")

    removed = request.form.get("remove", "").removeprefix(f"{group}-{item}-")
    searched = request.form.get("search", "").removeprefix(f"{group}-{item}-")

    def change(found: OpenDraft) -> Entries:
        current = found.service.groups.get(group)
        if current is None or not may_have(found, current, item):
            return found.entries
        judge = not language and not removed and not searched
        entries = read_item(found.plan, current, item, request.form, uploads=uploads, now=clock.now(), judge=judge)
        kept = entries.item(group, item)
        return entries.with_item(group, _without(found, current, kept, removed)) if kept and removed else entries

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
    more = road.change_kept()
    kept = found.entries.item(group, item)
    name = f"{group}-{item}-{searched}"
    is_found = (
        kept is not None
        and searched in block.by_id
        and was_found(block.by_id[searched], request.form, name, kept.slips)
    )
    if searched in block.by_id and not is_found:
        field = f"{group}.{searched}"
        return see_other(url_for(".show_search", service=service, draft=draft, field=field, item=item, **more))
    if language or removed or is_found or (kept and _wants_more(found, block, kept)):
        where = {"service": service, "draft": draft, "page": page, "group": group, "item": item}
        return see_other(url_for(".show_item", lang=language or locale.language(), **where, **more))
    if road.changing() and not road.from_group() and found.plan.is_complete(asked):
        return see_other(road.next_open(found, **more))
    return see_other(_group_page(found, asked))


def _group_page(found: OpenDraft, page: Page) -> str:
    """The page that lists the items; from it Continue leads back to check-your-answers, where the person came from there."""
    return road.address(found, page, **({"change": 1} if road.changing() else {}))


def _wants_more(found: OpenDraft, group: Group, item: GroupItem) -> bool:
    """Whether the item's page comes again: something is wrong there, or a question came up."""
    return bool(found.plan.item_problems(group, item) or came_up_inside(found.plan, group, item))


def _without(found: OpenDraft, group: Group, item: GroupItem, removed: str) -> GroupItem:
    """The item without a file, or an answer of several, that was taken out."""
    field, _, what = removed.partition(":")
    for one in group.fields:
        if one.id == field:
            answers, slips = without(one, what, item.answers, item.slips, today=found.today, now=clock.now())
            item = replace(item, answers=answers, slips=slips)
    return item


@journey.get(f"{_PATH}/<item>/remove")
def ask_remove_item(service: str, draft: str, page: str, group: str, item: str) -> Response:
    found = road.opened(service, draft, road.me())
    asked, block = _asked(found, page, group, item)
    kept = found.entries.item(group, item)
    if kept is None:
        return see_other(_group_page(found, asked))
    words = words_of(found.served)
    number = found.entries.items(group).index(kept) + 1
    name = item_name(block, item_rows(found.plan, block, kept), number, words)
    return road.draw("citizen/remove_item.html", found, asked, name=str(name), leave_url=_group_page(found, asked))


@journey.post(f"{_PATH}/<item>/remove")
def remove_item(service: str, draft: str, page: str, group: str, item: str) -> Response:
    actor = road.me()
    asked, _ = _asked(road.opened(service, draft, actor), page, group, item)
    with parts().store.writing() as session:
        found = save(
            session,
            draft,
            lambda one: one.entries.without_item(group, item),
            actor=actor,
            now=clock.now(),
            today=clock.today(),
        )
    return see_other(_group_page(found, asked))
