"""Floor 4. What the browser sent → entries: what holds becomes an answer, what does not stays raw, as a slip."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from portal.journey.defaults import default_of, settled, touched
from portal.journey.entries import IDENTITY, TYPED, Answer, Entries, GroupItem
from portal.journey.plan import Plan, is_locked
from portal.journey.plan import plan as plan_of
from portal.kinds.kind import Raw
from portal.kinds.several_choices import without as without_choice
from portal.kinds.several_files import added
from portal.spec.model import Field, Group, Page, Service


class Form(Protocol):
    """A posted form: all values of a name, in order (`werkzeug.MultiDict`)."""

    def getlist(self, key: str) -> Sequence[str]: ...
    def __contains__(self, key: object) -> bool: ...


def raw_of(one: Field, form: Form, name: str) -> Raw:
    """The field's inputs out of a form, by part; `name` is the input's name without the part."""
    return {part: list(form.getlist(f"{name}-{part}" if part else name)) for part in one.kind.parts(one)}


def read_page(
    plan: Plan, page: Page, form: Form, *, uploads: Mapping[str, Raw], now: datetime, judge: bool,
    seen_before: Collection[str] = (),
) -> Entries:  # fmt: skip
    """The entries with what was sent from this page.

    `uploads`: what became of the files sent, by field. `judge` is False where the person did not press Continue
    (a language switch, "add another"): everything is kept, nothing is scolded. A question that an answer of this very page
    brings up is not scolded either before the person has seen it: the page is shown again, and it is among `unseen`.
    `seen_before` names questions that are known to have stood on the page, where no draft remembers it.
    """
    shown, before = tuple(plan.shown_fields(page)), tuple(plan.shown_groups(page))
    entries = plan.entries
    seen: set[str] = set()
    brought: set[str] = set()
    while fresh := [one for one in shown if one.id not in seen]:
        in_form = [one for one in fresh if not seen or one.id in seen_before or _was_sent(one, form, uploads)]
        brought |= {one.id for one in fresh if one not in in_form and not is_locked(one, entries.answers)}
        filled = {one.id: default_of(plan, one) for one in in_form if one.default is not None}
        answers, slips = _read(in_form, "", entries.answers, entries.slips, form, uploads, plan.today, now, filled)
        entries = replace(entries, answers=answers, slips=slips)
        seen |= {one.id for one in fresh}
        now_shown = plan_of(plan.service, entries, plan.today)
        shown = tuple(now_shown.shown_fields(page))  # an answer may bring up another question
        brought |= {one.id for one in now_shown.shown_groups(page) if one not in before}
    paths = {one.id for one in page.ask}
    entries = _noted(entries, paths, brought, judge=judge, was_judged=page.id in entries.tried)
    tried = entries.tried - {page.id} if brought else entries.tried | {page.id} if judge else entries.tried
    entries = replace(entries, tried=tried)
    return settled(plan.service, _items_judged(entries, page) if judge else entries, plan.today)


def _noted(entries: Entries, paths: Set[str], brought: Set[str], *, judge: bool, was_judged: bool) -> Entries:
    """The entries that know what was brought up among `paths`, as long as what is wrong there is told."""
    if judge:
        return replace(entries, unseen=entries.unseen - paths | brought)
    return replace(entries, unseen=entries.unseen | brought) if was_judged or entries.unseen & paths else entries


def _items_judged(entries: Entries, page: Page) -> Entries:
    """With the items of the page's groups as if Continue had been pressed in each: what is wrong in them is told on the page."""
    for group in page.groups:
        for item in entries.items(group.id):
            if not item.tried:
                entries = entries.with_item(group.id, replace(item, tried=True))
        inside = {path for path in entries.unseen if path.startswith(f"{group.id}/")}
        entries = replace(entries, unseen=entries.unseen - inside) if inside else entries
    return entries


def read_strays(plan: Plan, page_id: str, form: Form, *, now: datetime) -> Entries:
    """The entries with what was sent for questions that stand on other pages than `page_id` (or on none: "").

    A release may move a question, or rename its page, while somebody types there: what was typed is kept all the same.
    """
    entries, service = plan.entries, plan.service
    answers, slips = dict(entries.answers), dict(entries.slips)
    for path, one in service.fields.items():
        elsewhere = service.page_of[path].id != page_id
        is_typed = one.kind.asks and not one.kind.takes_file and not is_locked(one, answers)
        if not one.group and is_typed and elsewhere and _was_sent(one, form, {}):
            put(one, raw_of(one, form, one.id), answers, slips, today=plan.today, now=now, source=TYPED)
    return replace(entries, answers=answers, slips=slips)


def _was_sent(one: Field, form: Form, uploads: Mapping[str, Raw], prefix: str = "") -> bool:
    name = f"{prefix}{one.id}"
    return name in uploads or any((f"{name}-{part}" if part else name) in form for part in one.kind.parts(one))


def read_item(
    plan: Plan, group: Group, item_id: str, form: Form, *, uploads: Mapping[str, Raw], now: datetime, judge: bool
) -> Entries:
    """The entries with what was sent from the page of one group item; a new one is added at the end.

    As on a page, an answer may bring up another question of the item, which is not scolded before it was seen.
    """
    item = plan.entries.item(group.id, item_id) or GroupItem(item_id)
    prefix, was_judged, seen, brought = f"{group.id}-{item_id}-", item.tried, set[str](), set[str]()
    while fresh := [one for one in _inside(plan, group, item) if one.id not in seen]:
        in_form = [one for one in fresh if not seen or _was_sent(one, form, uploads, prefix)]
        brought |= {one.id for one in fresh if one not in in_form and not is_locked(one, item.answers)}
        filled = {one.id: default_of(plan, one, item) for one in in_form if one.default is not None}
        answers, slips = _read(in_form, prefix, item.answers, item.slips, form, uploads, plan.today, now, filled)
        item = GroupItem(item_id, answers, slips, was_judged)
        seen |= {one.id for one in fresh}
    at = f"{group.id}/{item_id}"
    paths, new = {f"{at}/{one.id}" for one in group.fields}, {f"{at}/{name}" for name in brought}
    entries = _noted(plan.entries, paths, new, judge=judge, was_judged=was_judged)
    entries = entries.with_item(group.id, replace(item, tried=not brought and (judge or was_judged)))
    return settled(plan.service, entries, plan.today)


def _inside(plan: Plan, group: Group, item: GroupItem) -> list[Field]:
    return [one for one in plan.shown_inside(group, item) if isinstance(one, Field)]


def _read(
    shown: Iterable[Field], prefix: str, old_answers: Mapping[str, Answer], old_slips: Mapping[str, Raw],
    form: Form, uploads: Mapping[str, Raw], today: date, now: datetime, filled: Mapping[str, Any],
) -> tuple[dict[str, Answer], dict[str, Raw]]:  # fmt: skip
    answers, slips = dict(old_answers), dict(old_slips)
    for one in shown:
        if not one.kind.asks or is_locked(one, old_answers):  # whatever the form says: it was forged
            continue
        name = f"{prefix}{one.id}"
        if not one.kind.takes_file:
            raw = raw_of(one, form, name)
        elif name in uploads and one.kind.takes_several:
            _add_files(one, uploads[name], answers, slips, now)
            continue
        elif name in uploads:
            raw = uploads[name]
        else:  # no file was sent this time: what is there stays, and a refusal beside it is over
            if one.id in answers:
                slips.pop(one.id, None)
            continue
        put(one, raw, answers, slips, today=today, now=now, source=TYPED)
        if answers.get(one.id) is not old_answers.get(one.id):
            touched(one, answers, filled.get(one.id))
    return answers, slips


def _add_files(one: Field, raw: Raw, answers: dict[str, Answer], slips: dict[str, Raw], now: datetime) -> None:
    """Files are added to those that are there: what was good is kept, also beside what was refused."""
    kept = one.kind.decode(answers[one.id].value) if one.id in answers else ()
    files, refused = added(one, kept, raw)
    slips.pop(one.id, None)
    if refused:
        slips[one.id] = refused
    if files:
        answers[one.id] = Answer(one.kind.encode(files), TYPED, now.isoformat(timespec="seconds"), one.kind.version)


def without(
    one: Field, what: str, answers: Mapping[str, Answer], slips: Mapping[str, Raw], *, today: date, now: datetime
) -> tuple[Mapping[str, Answer], Mapping[str, Raw]]:
    """Answers and slips once one of several was taken out: a file by its id, what was found in a long list by its code."""
    if one.kind.takes_file:
        return without_file(one, what, answers, slips)
    if one.kind.name != "several choices" or not (one.id in answers or one.id in slips):
        return answers, slips
    raw = slips[one.id] if one.id in slips else one.kind.refill(one, one.kind.decode(answers[one.id].value))
    left, wrong = dict(answers), dict(slips)
    put(one, without_choice(one, raw, what), left, wrong, today=today, now=now, source=TYPED)
    return left, wrong


def without_file(
    one: Field, file_id: str, old_answers: Mapping[str, Answer], old_slips: Mapping[str, Raw]
) -> tuple[dict[str, Answer], dict[str, Raw]]:
    """Answers and slips once a file was taken out; the field's only one where no id is given."""
    answers, slips = dict(old_answers), {name: raw for name, raw in old_slips.items() if name != one.id}
    answer = answers.pop(one.id, None)
    if answer is not None and one.kind.takes_several:
        left = tuple(file for file in one.kind.decode(answer.value) if file.id != file_id)
        if left:
            answers[one.id] = replace(answer, value=one.kind.encode(left))
    return answers, slips


def put(
    one: Field, raw: Raw, answers: dict[str, Answer], slips: dict[str, Raw], *, today: date, now: datetime, source: str
) -> None:
    """Judges one field's raw input and files it; an answer that did not change keeps its source and time."""
    reading = one.kind.read(one, raw, today)
    slips.pop(one.id, None)
    if reading.problems:
        if not one.kind.takes_file:  # a file that was kept before is not lost to one that was refused
            answers.pop(one.id, None)
        slips[one.id] = raw
    elif reading.value is None:
        answers.pop(one.id, None)
    else:
        value = one.kind.encode(reading.value)
        old = answers.get(one.id)
        if old is None or old.value != value:
            answers[one.id] = Answer(value, source, now.isoformat(timespec="seconds"), one.kind.version)


def prefill(service: Service, identity: Mapping[str, Any], *, today: date, now: datetime) -> Entries:
    """A new draft's entries: what the sign-in already told, by `from: identity.…`.

    `identity` holds plain texts ("name", "email", "birth_date" as an ISO date…) and "address" as a mapping of parts.
    """
    answers: dict[str, Answer] = {}
    for one in service.fields.values():
        fact = identity.get(one.prefill.removeprefix("identity.")) if one.prefill else None
        if fact:
            raw = raw_from(one, fact)
            if not one.kind.read(one, raw, today).problems:
                put(one, raw, answers, {}, today=today, now=now, source=IDENTITY)
    return Entries(answers=answers)


def raw_from(one: Field, fact: Any) -> Raw:
    """Raw input from a plain fact: a mapping goes to the parts of its names, a date or a text to the field's parts in order."""
    parts = list(one.kind.parts(one)) or [""]
    if one.kind.takes_options:
        return _chosen(fact if isinstance(fact, (list, tuple)) else [fact])
    if isinstance(fact, Mapping):
        whole = {first: [str(fact[name])] for name, first in one.kind.whole_parts.items() if name in fact}
        return (
            {**whole, **{part: [str(fact[part])] for part in parts if part in fact}}
            if parts != [""]
            else {"": [str(v) for v in fact.values()]}
        )
    if isinstance(fact, (list, tuple)):
        return {parts[0]: [str(value) for value in fact]}
    words = str(fact)
    if parts == [""]:
        return {"": [words]}
    pieces = (
        list(reversed(words.split("-"))) if words.count("-") == len(parts) - 1 else words.split(maxsplit=len(parts) - 1)
    )
    return {part: [piece] for part, piece in zip(parts, pieces, strict=False)}


def _chosen(facts: Iterable[Any]) -> Raw:
    """Codes of options; `{other: …}` is one with what is typed under it."""
    codes: list[str] = []
    typed: dict[str, list[str]] = {}
    for fact in facts:
        given = fact if isinstance(fact, Mapping) else {str(fact): ""}
        codes += given
        typed |= {part: [str(words)] for part, words in given.items() if words}
    return {"": codes, **typed}
