"""Floor 6. How two releases' questions differ: kinds, options, settings, whether they must be answered, when they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields as parts_of
from datetime import date
from typing import Any

from portal.authoring.differing import AGAIN, GO_ON, TEXT, Change, plainly, same
from portal.kinds.reading import bound
from portal.spec.model import Condition, Field, Group

_LOWER = ("max", "max_length", "max_words", "max_size", "places", "latest", "most")  # a smaller one is stricter
_HIGHER = ("min", "min_length", "earliest", "least")
_LOOKS = ("rows", "show", "unit", "example", "hint")  # change nothing that was answered
_HANDLED = frozenset(
    {"id", "kind", "label", "hint", "why", "options", "settings", "problems", "when", "group", "optional"}
)
# The day on which bounds that move with today are compared.
_SOME_DAY = date(2026, 1, 1)


def compare_fields(old: Field, new: Field) -> Iterator[Change]:
    def change(code: str, meaning: str, **facts: Any) -> Change:
        return Change("field", new.path, code, meaning, new.label.source, facts)

    if old.kind.name != new.kind.name:
        yield change("kind", AGAIN, was=old.kind.name, now=new.kind.name)
    if old.optional and not new.optional:
        yield change("required", AGAIN)
    elif new.optional and not old.optional:
        yield change("optional", GO_ON)
    if not is_listed(new) or not is_listed(old):
        for code, meaning, facts in _options(old, new):
            yield change(code, meaning, **facts)
    yield from conditions("field", new.path, new.label.source, old.when, new.when)
    if old.kind.name == new.kind.name:
        for code, meaning, facts in settings(old.settings, new.settings):
            yield change(code, meaning, **facts)
    for code, facts in other_parts(old, new, _HANDLED):
        yield change(code, AGAIN if facts["setting"] == "required" else GO_ON, **facts)


def is_listed(one: Field) -> bool:
    """Whether its options are the rows of a list, which is compared by itself."""
    return bool(one.options) and "/option/" not in one.options[0].label.key


def _options(old: Field, new: Field) -> Iterator[tuple[str, str, dict[str, Any]]]:
    before, after = {one.code: one for one in old.options}, {one.code: one for one in new.options}
    if added := [f"{code} “{one.label.source}”" for code, one in after.items() if code not in before]:
        yield "options added", GO_ON, {"options": ", ".join(added)}
    if removed := [f"{code} “{one.label.source}”" for code, one in before.items() if code not in after]:
        yield "options removed", AGAIN, {"options": ", ".join(removed)}
    for code in (code for code in after if code in before):
        if not same(before[code].when, after[code].when):
            yield "changed", AGAIN, _was_now(f"{code}, when", before[code].when, after[code].when)


def compare_groups(old: Group, new: Group) -> Iterator[Change]:
    bounds_before, bounds_after = {"least": old.least, "most": old.most}, {"least": new.least, "most": new.most}
    for code, meaning, facts in settings(bounds_before, bounds_after):
        yield Change("group", new.id, code, meaning, new.label.source, facts)
    yield from conditions("group", new.id, new.label.source, old.when, new.when)
    handled = frozenset({"id", "label", "ask", "least", "most", "hint", "when"})
    for code, facts in other_parts(old, new, handled):
        yield Change("group", new.id, code, GO_ON, new.label.source, facts)


def conditions(
    what: str, name: str, label: str, old: Condition | None, new: Condition | None, meaning: str = GO_ON
) -> Iterator[Change]:
    """How the `when` of a thing changed. A named condition is compared by itself; here only which one it is."""
    if _ask_the_same(old, new):
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


def _ask_the_same(old: Condition | None, new: Condition | None) -> bool:
    if old is None or new is None:
        return old is new
    return old.name == new.name if old.name or new.name else old.rule.source == new.rule.source


def settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(code, meaning, facts) of each setting that differs."""
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if same(was, now):
            continue
        told = _was_now(name, was, now)
        way = "changed" if name in _LOOKS else _stricter(name, was, now)
        meaning = TEXT if name in _LOOKS else GO_ON if way == "looser" else AGAIN
        yield way, meaning, told


def _stricter(name: str, was: Any, now: Any) -> str:
    """ "stricter", "looser" or, where neither can be said, "changed"."""
    if name == "accept":
        was_all, now_all = set(was or ()), set(now or ())
        return "stricter" if now_all < was_all else "looser" if now_all > was_all else "changed"
    if name not in (*_LOWER, *_HIGHER):
        return "changed"
    if was is None or now is None:
        return "stricter" if was is None else "looser"
    if name in ("earliest", "latest"):
        was, now = bound(str(was), _SOME_DAY) or _SOME_DAY, bound(str(now), _SOME_DAY) or _SOME_DAY
    try:
        is_lower = bool(now < was)
    except TypeError:
        return "changed"
    return "stricter" if is_lower == (name in _LOWER) else "looser"


def other_parts(old: Any, new: Any, handled: frozenset[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(code, facts) of every other part of two things that differs, whatever the language has learned to say of them."""
    for name in (one.name for one in parts_of(new) if one.name not in handled and one.compare):
        was, now = getattr(old, name), getattr(new, name)
        if not same(was, now):
            is_new, is_gone = was in (None, "", (), {}), now in (None, "", (), {})
            yield "set" if is_new else "unset" if is_gone else "changed", _was_now(name, was, now)


def _was_now(setting: str, was: Any, now: Any) -> dict[str, Any]:
    return {"setting": setting, "was": plainly(was), "now": plainly(now)}
