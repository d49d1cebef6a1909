"""Floor 6. The parts of a specification as an author writes them: the keys of the file, and the values as they stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.errors import N_
from portal.kinds.kind import Kind
from portal.rules import Money
from portal.spec.model import (
    Automatic,
    Condition,
    Content,
    Days,
    Field,
    Move,
    Phrase,
    Review,
    Service,
    Table,
    TaskList,
    Value,
)

NOTHING = "–"
_LONG = 300
# What a part of the model is called in the file, where it has another name there.
_KEYS: Mapping[type, Mapping[str, str]] = {
    Field: {"prefill": "from"},
    Move: {"source": "from", "target": "to", "needs_reason": "reason"},
    Service: {"task_list": "sections", "fee_adds_up": "fee, take", "fee_table": "fee, table", "language": "texts"},
    Table: {"takes_all": "take"},
    TaskList: {"is_free": "order"},
    Value: {"type": "kind", "document": "where, document", "state": "where, state", "same": "where, same"},
    Content: {"form": "kind of text"},
}
_FLAGS: Mapping[tuple[type, str], tuple[str, str]] = {
    (Move, "needs_reason"): ("required", NOTHING),
    (Service, "fee_adds_up"): ("all", "first"),
    (Table, "takes_all"): ("all", "first"),
    (TaskList, "is_free"): ("free", "fixed"),
}
_SPAN_OF_ONE = re.compile(r"\b1 (day|week|month|year)s\b")
# What a text is, by its msgctxt: how many parts that has and what its third is, else "".
_TEXTS: Mapping[tuple[int, str], str] = {
    (2, ""): N_("{part} of the service"),
    (3, ""): N_("{part} of “{name}”"),
    (3, "purpose"): N_("purpose “{name}”"),
    (4, ""): N_("{part} “{code}” of “{name}”"),
    (4, "label"): N_("row “{code}” of the list “{name}”"),
    (4, "option-hint"): N_("hint of the option “{code}” of “{name}”"),
    (4, "option"): N_("option “{code}” of “{name}”"),
    (4, "problem"): N_("problem “{code}” of “{name}”"),
    (4, "because"): N_("because of the row “{code}” of “{name}”"),
    (4, "text"): N_("text “{code}” of “{name}”"),
    (4, "need"): N_("need “{code}” of the guidance"),
}
_GUIDANCE, _REASON, _MOVE = N_("{part} of the guidance"), N_("reason “{code}”"), N_("{part} of the move “{code}”")


def key_of(thing: Any, name: str) -> str:
    """The key of the file under which a part of the model is written."""
    return _KEYS.get(type(thing), {}).get(name, name)


def value_of(thing: Any, name: str) -> str:
    """The value of that key as it stands in the file."""
    value = getattr(thing, name)
    if isinstance(value, bool) and (type(thing), name) in _FLAGS:
        return _FLAGS[type(thing), name][not value]
    return plainly(value)


def setting_of(kind: Kind, settings: Mapping[str, Any], name: str) -> str:
    """A setting of a kind as it stands in the file: a size of file is `10 MB`, money `20 EUR`."""
    value, setting = settings.get(name), kind.settings.get(name)
    if value is not None and setting and setting.form == "size":
        return f"{value // 1_000_000} MB" if value % 1_000_000 == 0 else f"{value // 1_000} KB"
    if value is not None and setting and setting.form == "money":
        return amount(value, str(settings.get("currency") or "EUR"))
    return plainly(value)


def amount(minor: int, currency: str) -> str:
    whole, cents = divmod(minor, 100)
    return f"{whole}.{cents:02} {currency}" if cents else f"{whole} {currency}"


def span(value: tuple[int, str] | None) -> str:
    return f"{value[0]} {value[1].rstrip('s')}{'s' if value[0] != 1 else ''}" if value else NOTHING


def decide_within(review: Review) -> str:
    return f"{review.decide_within} {'working ' if review.working_days else ''}day{'s' if review.decide_within != 1 else ''}"


def items(least: int, most: int) -> str:
    return f"{least} to {most}" if least != most else str(least)


def plainly(value: Any) -> str:
    """A value as its author would write it; a condition by what it `says`, else by its rule."""
    told = _plainly(value)
    return told if len(told) <= _LONG else f"{told[:_LONG]}…"


def _plainly(value: Any) -> str:
    match value:
        case None | "" | () | []:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case str():
            return _SPAN_OF_ONE.sub(r"1 \1", value)
        case Decimal():
            return format(value.normalize(), "f")
        case int():
            return str(value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
    return _together(value)


def _together(value: Any) -> str:
    """What is made of several parts, or of words."""
    match value:
        case Phrase():
            return f"“{value.source}”"
        case Condition():
            return f"“{value.says.source}”" if value.says else bare(value.rule.source)
        case Money():
            return amount(value.amount, value.currency)
        case (int(), "day" | "week" | "month" | "year" | "days" | "weeks" | "months" | "years"):
            return span(value)
        case Mapping():
            return ", ".join(f"{name}: {_plainly(one)}" for name, one in value.items()) or NOTHING
        case tuple() | list():
            return ", ".join(map(_plainly, value))
        case frozenset():
            return ", ".join(sorted(map(_plainly, value))) or NOTHING
        case Automatic():
            return f"register: {value.register}, agree: {_plainly(value.agree)}, move: {value.move}"
        case Days():
            return ", ".join(f"{key}: {bare(rule.source)}" for key, rule in value.rules.items())
        case TaskList():
            return ", ".join(_plainly(part.title) for part in value.parts)
    return str(getattr(value, "source", "") or "…")  # a rule, a pattern; what has no form of its own is not told


def bare(rule: str) -> str:
    """A rule without the brackets around all of it, which the cell of a table brought."""
    inner = rule.strip()
    if not (inner.startswith("(") and inner.endswith(")")):
        return inner
    depth = 0
    for place, letter in enumerate(inner):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and place < len(inner) - 1:
            return inner
    return inner[1:-1].strip()


def text_name(key: str) -> tuple[str, dict[str, str]]:
    """What a text is, for people, by its msgctxt: words and their facts (“label of “plate””)."""
    _, name, *more = key.split("/", 3)
    part, code = (more[0] if more else name), (more[1] if len(more) > 1 else "")
    facts = {"name": name, "part": part, "code": code}
    if name == "reason" and part == "label":
        return _REASON, facts
    if name == "move":
        return _MOVE, facts
    if name == "guidance" and not code:
        return _GUIDANCE, facts
    length = 2 + len(more)
    return _TEXTS.get((length, part if length > 2 else ""), _TEXTS[length, ""]), facts
