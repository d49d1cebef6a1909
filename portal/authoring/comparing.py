"""Floor 6. How two releases' questions differ: kinds, options, settings, whether they must be answered, when they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields as parts_of
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any

from portal.authoring.differing import AGAIN, GO_ON, SEEN, TEXT, Change, same
from portal.authoring.written import NOTHING, items, key_of, plainly, setting_of, value_of
from portal.kinds.computed import WORDS
from portal.kinds.reading import bound
from portal.spec.model import Condition, Field, Group, Option

_LOWER = (
    "max",
    "max_length",
    "max_words",
    "max_size",
    "places",
    "latest",
    "max_days",
    "max_pixels",
)  # a smaller one is stricter
_HIGHER = ("min", "min_length", "earliest")
_LOOKS = ("rows", "show", "unit", "example", "hint")  # change nothing that was answered
_HANDLED = frozenset(
    {"id", "kind", "label", "hint", "why", "options", "settings", "problems", "when", "group", "optional"}
)
# The day on which bounds that move with today are compared.
_SOME_DAY = date(2026, 1, 1)
MOST_NAMED = 10  # of what is named one by one; more are counted


def compare_fields(old: Field, new: Field) -> Iterator[Change]:
    def change(code: str, meaning: str, **facts: Any) -> Change:
        return Change("field", new.path, code, meaning, new.label.source, facts)

    if old.kind.name != new.kind.name:
        yield change("kind", AGAIN, was=old.kind.name, now=new.kind.name)
    if old.optional and not new.optional:
        yield change("required", AGAIN)
    elif new.optional and not old.optional:
        yield change("optional", GO_ON)
    lists = list_of(old), list_of(new)
    if lists[0] != lists[1] and all(lists):
        yield change("changed", AGAIN, setting="list", was=lists[0], now=lists[1])
    elif not all(lists):
        for code, meaning, facts in _options(old, new):
            yield change(code, meaning, **facts)
    yield from conditions("field", new.path, new.label.source, old.when, new.when, SEEN)
    for code, meaning, facts in _settings(old, new):
        yield change(code, meaning, **facts)
    for code, facts in other_parts(old, new, _HANDLED):
        yield change(code, AGAIN if facts["setting"] == "required" else GO_ON, **facts)


def list_of(one: Field) -> str:
    """The list whose rows are its options, which is compared by itself; "" where it has options of its own."""
    parts = one.options[0].label.key.split("/") if one.options else []
    return parts[1] if parts[2:3] == ["label"] and len(parts) == 4 else ""


def _options(old: Field, new: Field) -> Iterator[tuple[str, str, dict[str, Any]]]:
    before, after = {one.code: one for one in old.options}, {one.code: one for one in new.options}
    if added := [one for code, one in after.items() if code not in before]:
        yield "options added", GO_ON, {"options": _some(added)}
    if removed := [one for code, one in before.items() if code not in after]:
        yield "options removed", AGAIN, {"options": _some(removed)}
    for code in (code for code in after if code in before):
        if conditions_differ(before[code].when, after[code].when):
            facts = {"was": plainly(before[code].when), "now": plainly(after[code].when)}
            yield "changed", AGAIN, {"setting": f"options, {code}, when", **facts}
    if any(True for _ in reordered(list(before), list(after))):
        yield "options order", TEXT, {}


def _some(options: Sequence[Option]) -> str:
    more = f" … ({len(options)})" if len(options) > MOST_NAMED else ""
    return ", ".join(f"{one.code} “{one.label.source}”" for one in options[:MOST_NAMED]) + more


def compare_groups(old: Group, new: Group) -> Iterator[Change]:
    was, now = items(old.least, old.most), items(new.least, new.most)
    if was != now:
        is_stricter = new.least > old.least or new.most < old.most
        code, meaning = ("stricter", AGAIN) if is_stricter else ("looser", GO_ON)
        facts = {"setting": "items", "was": was, "now": now}
        yield Change("group", new.id, code, meaning, new.label.source, facts)
    yield from conditions("group", new.id, new.label.source, old.when, new.when, SEEN)
    for code, facts in other_parts(
        old, new, frozenset({"id", "label", "ask", "least", "most", "hint", "when", "summary"})
    ):
        yield Change("group", new.id, code, GO_ON, new.label.source, facts)


def reordered(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What moved among what both have: its name, and the name that it stands after now ("": it is the first)."""
    kept = [name for name in before if name in set(after)], [name for name in after if name in set(before)]
    if kept[0] == kept[1]:
        return
    blocks = SequenceMatcher(None, *kept, autojunk=False).get_matching_blocks()
    staying = {name for block in blocks for name in kept[0][block.a : block.a + block.size]}
    for name in (name for name in kept[1] if name not in staying):
        place = after.index(name)
        yield name, after[place - 1] if place else ""


def conditions(
    what: str, name: str, label: str, old: Condition | None, new: Condition | None, meaning: str = GO_ON
) -> Iterator[Change]:
    """How the `when` of a thing changed. A named condition is compared by itself; here only which one it is."""
    if not conditions_differ(old, new):
        return
    if old is None:
        yield Change(what, name, "only if", meaning, label, {"now": plainly(new)})
    elif new is None:
        # What was not asked of everybody now is.
        yield Change(
            what, name, "always", AGAIN if what in ("field", "page", "group") else meaning, label, {"was": plainly(old)}
        )
    else:
        yield Change(what, name, "rule", meaning, label, {"now": plainly(new), "was": plainly(old)})


def conditions_differ(old: Condition | None, new: Condition | None) -> bool:
    if old is None or new is None:
        return old is not new
    return old.name != new.name if old.name or new.name else old.rule.source != new.rule.source


def _settings(old: Field, new: Field) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(code, meaning, facts) of each setting that differs; where the kind changed, of those that an author wrote."""
    is_other_kind = old.kind.name != new.kind.name
    for name in dict.fromkeys((*old.settings, *new.settings)):
        was, now = old.settings.get(name), new.settings.get(name)
        # Told as options: its own, or those of the table that it shows.
        if same(was, now) or name == WORDS or (name in ("none", "other") and old.options and new.options):
            continue
        if is_other_kind:
            was, now = (None if value == _default(one, name) else value for one, value in ((old, was), (new, now)))
            if same(was, now):
                continue
        told = {
            "setting": name,
            "was": setting_of(old.kind, old.settings, name) if was is not None else NOTHING,
            "now": setting_of(new.kind, new.settings, name) if now is not None else NOTHING,
        }
        way = "changed" if name in _LOOKS else _stricter(name, was, now)
        meaning = TEXT if name in _LOOKS else GO_ON if way == "looser" else AGAIN
        if way == "changed" and NOTHING in (told["was"], told["now"]):
            way = "set" if told["was"] == NOTHING else "unset"
        yield way, meaning, told


def _default(one: Field, name: str) -> Any:
    return one.kind.settings[name].default if name in one.kind.settings else None


def _stricter(name: str, was: Any, now: Any) -> str:
    """ "stricter", "looser" or, where neither can be said, "changed"."""
    if name == "accept":
        was_all, now_all = set(was or ()), set(now or ())
        return "stricter" if now_all < was_all else "looser" if now_all > was_all else "changed"
    if name not in (*_LOWER, *_HIGHER):
        return "changed"
    if was is None or now is None:
        return "stricter" if was is None else "looser"
    pair = [_comparable(name, one) for one in (was, now)]
    try:
        is_lower = bool(pair[1] < pair[0])
    except TypeError:
        return "changed"
    return "stricter" if is_lower == (name in _LOWER) else "looser"


def _comparable(name: str, value: Any) -> Any:
    """A limit as what can be compared: a day, a number; a time of day and a year as they are written."""
    if name in ("earliest", "latest"):
        return bound(str(value), _SOME_DAY) or str(value)
    try:
        return Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        return value


def _entries(key: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry that is new, gone or says something else."""
    for name in (
        name
        for name in dict.fromkeys((*now, *was))
        if not same(was.get(name), now.get(name)) or (name in was) != (name in now)
    ):
        code = "set" if name not in was else "unset" if name not in now else "changed"
        yield code, {"setting": f"{key}, {name}", "was": plainly(was.get(name)), "now": plainly(now.get(name))}


def other_parts(old: Any, new: Any, handled: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(code, facts) of every other part of two things that differs, whatever the language has learned to say of them."""
    for name in (one.name for one in parts_of(new) if one.name not in handled and one.compare):
        was, now = getattr(old, name), getattr(new, name)
        if not same(was, now):
            if isinstance(was, Mapping) and isinstance(now, Mapping) and was and now:
                yield from _entries(key_of(new, name), was, now)
                continue
            is_new, is_gone = was in (None, "", (), {}), now in (None, "", (), {})
            facts = {"setting": key_of(new, name), "was": value_of(old, name), "now": value_of(new, name)}
            yield "set" if is_new else "unset" if is_gone else "changed", facts
