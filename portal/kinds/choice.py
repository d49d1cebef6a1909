"""Floor 2. The kind `choice`: one option, stored as its code, never as its label; or what somebody typed instead.

What was typed under the option `other` is stored as {"code": "other", "text": …}, and shown as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.errors import N_
from portal.kinds.kind import Asked, Kind, Problem, Raw, Reading, Say, Setting, Wording
from portal.kinds.reading import EMPTY, TOO_LONG_WORDS, Faults, fault, holds, line, single, slip

MOST_RADIOS = 9
MOST_IN_A_LIST = 1_000  # beyond that nobody scrolls: one types, and chooses among what is found
CHOSEN = "chosen"  # the part that holds the code while the text beside it says its label
SEARCH, SEARCH_SEVERAL = "search", "search_several"
SEARCHES = frozenset({SEARCH, SEARCH_SEVERAL})  # the widgets in which one types, and chooses among what is found
OTHER, NONE = "other", "none"  # the codes of the two options that have a key of their own
MOST_OWN_WORDS = 200  # characters


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What somebody typed where no option fitted."""

    text: str


Chosen = str | OwnWords


def code_of(field: Asked, typed: str) -> str | None:
    """The option's code: exact, else in another case where only one is meant."""
    if typed in field.codes:
        return typed
    meant = [code for code in field.codes if code.casefold() == typed.casefold()]
    return meant[0] if len(meant) == 1 else None


def own_words(field: Asked, raw: Raw) -> tuple[OwnWords | None, tuple[Problem, ...]]:
    """What stands in the input under `other`, or what is wrong with it."""
    words = line(raw, OTHER)
    if not words:
        return None, slip(field, "say_which", OTHER).problems
    if len(words) > MOST_OWN_WORDS:
        over = len(words) - MOST_OWN_WORDS
        return None, slip(field, "too_long", OTHER, max=MOST_OWN_WORDS, over=over).problems
    return OwnWords(words), ()


def is_searched(field: Asked) -> bool:
    """Whether one types what one looks for, and chooses among what is found."""
    return widget(field) == SEARCH


def _found(field: Asked, typed: str, chosen: str) -> Reading:
    """A code, or a label that only one option has; among several of one label, that which was chosen."""
    if chosen in field.codes and (typed == chosen or field.says(chosen, typed)):
        return holds(chosen)
    if typed in field.codes:
        return holds(typed)
    meant = field.meant(typed)
    if len(meant) == 1:
        return holds(meant[0])
    return not_found(field, typed, meant)


def not_found(field: Asked, typed: str, meant: Sequence[str]) -> Reading:
    """A slip: what was typed means none of the options, or more than one."""
    return slip(field, "several_match" if meant else "no_match", typed=typed[:MOST_OWN_WORDS])


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = line(raw)
    if typed and is_searched(field) and not (typed == OTHER and field.settings.get(OTHER)):
        return _found(field, typed, line(raw, CHOSEN))
    if not typed and field.settings.get(OTHER) and line(raw, OTHER):
        typed = OTHER  # without script the input is always there: who fills it in has chosen
    if not typed:
        return EMPTY
    code = code_of(field, typed)
    if code is None:
        return slip(field, "unknown")
    if code == OTHER and field.settings.get(OTHER):
        return Reading(*own_words(field, raw))
    return holds(code)


def encoded(value: Chosen) -> Any:
    return value if isinstance(value, str) else {"code": OTHER, "text": value.text}


def decoded(stored: Any) -> Chosen:
    """Also what the first version stored: a code alone."""
    return OwnWords(str(stored["text"])) if isinstance(stored, Mapping) else str(stored)


def code(value: Chosen) -> str:
    return value if isinstance(value, str) else OTHER


def told(value: Chosen) -> str:
    """The code, or what was typed instead."""
    return value if isinstance(value, str) else value.text


def shown(field: Asked, value: Chosen, say: Say) -> Wording | str:
    return say.option(field, value) if isinstance(value, str) else value.text


def refill(field: Asked, value: Chosen) -> Raw:
    if not isinstance(value, str):
        return {"": [OTHER], OTHER: [value.text]}
    return {"": [value], CHOSEN: [value]} if CHOSEN in parts(field) else single(value)


def parts(field: Asked) -> Sequence[str]:
    searched = (CHOSEN,) if field.settings.get("show") == SEARCH or len(field.codes) > MOST_IN_A_LIST else ()
    return ("", *((OTHER,) if field.settings.get(OTHER) else ()), *searched)


def schema(codes: Sequence[str], has_other: bool) -> dict[str, Any]:
    """Of one thing that was chosen."""
    if not has_other:
        return {"enum": list(codes)}
    text = {"type": "string", "minLength": 1, "maxLength": MOST_OWN_WORDS}
    typed = {"type": "object", "properties": {"code": {"const": OTHER}, "text": text}, "required": ["code", "text"]}
    return {"anyOf": [{"enum": [code for code in codes if code != OTHER]}, typed]}


def taken(field: Asked) -> Faults:
    """A fault where an option is called as a key of the kind calls one."""
    codes = list(field.codes)
    message, remedy = (
        N_("“{name}” is an option here already, and the key “{name}” makes another of that code."),
        N_("Delete one of the two."),
    )
    return [one for key in (NONE, OTHER) if codes.count(key) > 1 for one in fault(key, message, remedy, name=key)]


def widget(field: Asked) -> str:
    """Radios while one can see them all at a glance; a list to choose from beyond that; a search where that is too long."""
    number = len(field.codes)
    usual = "radios" if number <= MOST_RADIOS else "select" if number <= MOST_IN_A_LIST else SEARCH
    return str(field.settings.get("show") or usual)


NO_MATCH = N_("“{typed}” is not among the answers to “{label}”. Search for another word")
SEVERAL_MATCH = N_("“{typed}” stands for several answers to “{label}”. Search and choose one")
SAY_WHICH = N_("Say which one you mean under “{label}”")

CHOICE = Kind(
    name="choice",
    widget=widget,
    problems={
        "empty": N_("Choose an answer to “{label}”"),
        "unknown": N_("Choose one of the answers to “{label}”"),
        "no_match": NO_MATCH,
        "several_match": SEVERAL_MATCH,
        "say_which": SAY_WHICH,
        "too_long": TOO_LONG_WORDS,
    },
    read=read,
    encode=encoded,
    decode=decoded,
    refill=refill,
    show=lambda field, value, say: [shown(field, value, say)],
    export=lambda _field, value: told(value),
    rule_type=lambda _field: "code",
    rule_value=lambda _field, value: code(value),
    schema=lambda field: schema(field.codes, bool(field.settings.get(OTHER))),
    example=lambda field, _today: single(field.codes[0] if field.codes else ""),
    settings={"show": Setting("text", among=("radios", "select", SEARCH)), OTHER: Setting("authored")},
    parts=parts,
    takes_options=True,
    check=taken,
)
