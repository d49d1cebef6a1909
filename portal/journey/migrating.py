"""Floor 4. What a draft's entries are under a newer release: nothing typed is lost, and what must be answered again is named.

An answer whose question is gone stays under its name and is not sent; it counts again if that release is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from portal.journey.entries import Answer, Entries, GroupItem
from portal.journey.finish import Row, summary
from portal.journey.plan import Plan, plan
from portal.kinds.kind import Problem, Raw
from portal.spec.model import Field, Page, Service


def migrate(old: Service, new: Service, entries: Entries, today: date, digest: str = "") -> Entries:
    """What `entries` under `old`, of this `digest`, are under `new`.

    `again` names what the person had done and has to do once more, `before` what is asked no more or had an answer that holds no more.
    A page that asks something again counts as one on which Continue was not pressed yet: nobody is scolded for what is new.
    """
    answers, slips = _moved(old.fields, new.fields, entries.answers, entries.slips, today)
    groups = {name: tuple(_item(old, new, name, one, today) for one in items) for name, items in entries.groups.items()}
    moved = replace(entries, answers=answers, slips=slips, groups=groups)
    before, after = plan(old, entries, today), plan(new, moved, today)
    done = frozenset(page.id for page in before.questions if before.is_complete(page))
    moved = replace(moved, tried=entries.tried | _renamed(before, after, done) | _right_again(old, entries, after))
    after = plan(new, moved, today)
    asked_before = {page.id for page in before.questions}
    again: set[str] = set(entries.again)
    undone: set[str] = set()
    last = max((place for place, page in enumerate(after.questions) if page.id in moved.tried), default=-1)
    for place, page in enumerate(after.questions):
        was_asked = page.id in asked_before or page.id in entries.tried
        if (page.id in done or (place < last and not was_asked)) and (problems := after.problems(page)):
            again |= {one.path for one in problems}
            undone.add(page.id)
    known = dict.fromkeys((*_dropped(before, new), *(again - entries.again)), digest)
    moved = replace(
        moved,
        tried=moved.tried - undone,
        again=frozenset(again),
        unseen=frozenset(),
        before={**known, **entries.before},
    )
    return replace(moved, before=still_before(new, moved))


def _dropped(before: Plan, new: Service) -> Iterator[str]:
    """What would have been sent and is asked no more: questions, and groups as a whole."""
    for section in summary(before):
        for part in section.parts:
            for row in (part,) if isinstance(part, Row) else part.rows:
                if row.answer and row.field.kind.asks and row.field.path not in new.fields:
                    group = row.field.group
                    yield group if group and group not in new.groups else row.field.path


def dropped(service: Service, entries: Entries) -> tuple[str, ...]:
    """What was answered, is no longer asked, and will not be sent."""
    return tuple(path for path in entries.before if not _is_asked(service, path) and path not in entries.again)


def still_before(service: Service, entries: Entries) -> Mapping[str, str]:
    """What is still worth knowing of the releases before: nothing of what was answered anew, or is asked as it was."""
    kept = (*dropped(service, entries), *entries.again)
    return {path: digest for path, digest in entries.before.items() if path in kept}


def _is_asked(service: Service, path: str) -> bool:
    return path in service.fields or path in service.groups


def asked_again(so_far: Plan) -> tuple[tuple[Page, Problem], ...]:
    """What is still to be answered again since the service changed, in the order of the road, with what is wrong."""
    if not so_far.entries.again:
        return ()
    return tuple(
        (page, problem)
        for page in so_far.questions
        for problem in so_far.problems(page)
        if problem.path in so_far.entries.again
    )


def still_again(so_far: Plan) -> frozenset[str]:
    """What stays to be answered again, once an answer was kept."""
    return frozenset(problem.path for _, problem in asked_again(so_far))


def _renamed(before: Plan, after: Plan, done: frozenset[str]) -> frozenset[str]:
    """New pages whose questions were all answered elsewhere: a page was renamed, divided or joined."""
    old, found = before.service, set()
    for page in after.questions:
        if page.id in old.pages_by_id:
            continue
        asked = [*(one.id for one in after.shown_fields(page)), *(one.id for one in after.shown_groups(page))]
        if asked and all(name in old.page_of and old.page_of[name].id in done for name in asked):
            found.add(page.id)
    return frozenset(found)


def _right_again(old: Service, entries: Entries, after: Plan) -> frozenset[str]:
    """Pages that a release made wrong which were complete, and that this one makes right: a release was taken back."""
    wrong: dict[str, set[str]] = {}
    for path in entries.again:
        if page := old.page_of.get(path.partition("/")[0]):
            wrong.setdefault(page.id, set()).add(path)
    return frozenset(
        page.id
        for page in after.questions
        if page.id in wrong and not after.problems(page) and not any(_is_left(after, path) for path in wrong[page.id])
    )


def _is_left(so_far: Plan, path: str) -> bool:
    """Whether the field is asked and nothing is answered: nobody should miss it, though it may be left out now."""
    group, _, rest = path.partition("/")
    if not rest:
        return path in so_far.service.fields and path not in so_far.entries.answers
    item_id, _, name = rest.partition("/")
    item = so_far.entries.item(group, item_id)
    return item is not None and f"{group}.{name}" in so_far.service.fields and name not in item.answers


def _item(old: Service, new: Service, group: str, item: GroupItem, today: date) -> GroupItem:
    if group not in new.groups:
        return item
    after = {one.id: one for one in new.groups[group].fields}
    before = {one.id: one for one in old.groups[group].fields} if group in old.groups else after
    return GroupItem(item.id, *_moved(before, after, item.answers, item.slips, today), item.tried)


def _moved(
    before: Mapping[str, Field], after: Mapping[str, Field], answers: Mapping[str, Answer], slips: Mapping[str, Raw], today: date
) -> tuple[dict[str, Answer], dict[str, Raw]]:  # fmt: skip
    kept: dict[str, Answer] = {}
    left = {name: _slip(raw, after[name]) if name in after else raw for name, raw in slips.items()}
    for name, answer in answers.items():
        if name not in after:
            kept[name] = answer
            continue
        was, now = before.get(name, after[name]), after[name]
        if not now.kind.asks:
            continue
        raw = _raw(was, now, answer.value)
        if raw is None:
            left[name] = {"": [_in_one_piece(answer.value)]}
            continue
        reading = now.kind.read(now, raw, today)
        if reading.problems or reading.value is None:
            left[name] = raw
        else:
            kept[name] = replace(answer, value=now.kind.encode(reading.value), kind=now.kind.version)
    return kept, left


def _in_one_piece(stored: Any) -> str:
    """What was answered, whatever its kind kept it as."""
    if isinstance(stored, Mapping | list):
        return " ".join(map(_in_one_piece, stored.values() if isinstance(stored, Mapping) else stored))
    return str(stored)


def _slip(raw: Raw, now: Field) -> Raw:
    """What was typed and did not hold, for a question that may be of another kind now: in one piece where its parts are others."""
    if set(raw) <= {*now.kind.parts(now), ""}:
        return raw
    return {"": [" ".join(value for values in raw.values() for value in values if value.strip())]}


def _raw(was: Field, now: Field, stored: Any) -> Raw | None:
    """An answer as it would be typed under the newer release; None where nothing can be made of it."""
    try:
        value = was.kind.decode(stored)
        return was.kind.refill(was, value) if was.kind.name == now.kind.name else {"": [was.kind.export(was, value)]}
    except (ValueError, TypeError, KeyError, AttributeError):  # kept by an older release under another kind
        return None
