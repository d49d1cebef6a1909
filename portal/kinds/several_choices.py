"""Floor 2. The kind `several choices`: any number of options, kept in the order the specification lists them.

In a long list those that are chosen stand one below the other, and a search adds one.
`none` excludes the others; what was typed under `other` is kept as a choice's is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.errors import N_, Plural
from portal.kinds import choice
from portal.kinds.choice import (
    MOST_IN_A_LIST,
    NO_MATCH,
    NONE,
    OTHER,
    SAY_WHICH,
    SEARCH,
    SEARCH_SEVERAL,
    SEVERAL_MATCH,
    Chosen,
    code_of,
    not_found,
    own_words,
    taken,
)
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.reading import EMPTY, TOO_LONG_WORDS, crossed, every, holds, line, slip

ADD = "add"  # the part in which one more is searched for


def is_searched(field: Asked) -> bool:
    """Whether one types what one looks for, and adds what is found."""
    return str(field.settings.get("show") or "") == SEARCH or (
        not field.settings.get("show") and len(field.codes) > MOST_IN_A_LIST
    )


def gathered(field: Asked, raw: Raw) -> tuple[list[str], str]:
    """The codes that are chosen, with the one that was typed; and what was typed where it is not clear which one it means."""
    codes, typed = every(raw), line(raw, ADD) if is_searched(field) else ""
    if not typed:
        return codes, ""
    own = [key for key in (NONE, OTHER) if field.settings.get(key)]
    meant = [typed] if typed in field.codes and typed not in own else list(field.meant(typed))
    if len(meant) != 1:
        return codes, typed
    return (codes if meant[0] in codes else [*codes, meant[0]]), ""


def without(field: Asked, raw: Raw, code: str) -> Raw:
    """What was sent, less one that was chosen."""
    return {**raw, "": [one for one in every(raw) if one != code]}


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed, unclear = gathered(field, raw)
    if unclear:
        return not_found(field, unclear, field.meant(unclear))
    has_other = bool(field.settings.get(OTHER))
    if has_other and OTHER not in typed and line(raw, OTHER):
        typed.append(OTHER)  # without script the input is always there: who fills it in has chosen
    if not typed:
        return EMPTY
    # What a page sends of a long list are codes: looking through all of it for each that was forged would take long.
    chosen = {(one if one in field.codes else None) if is_searched(field) else code_of(field, one) for one in typed}
    if None in chosen:
        return slip(field, "unknown")
    excluding = field.settings.get(NONE)
    if excluding and NONE in chosen:
        return holds((NONE,)) if len(chosen) == 1 else slip(field, "none_and_others", none=excluding)
    least, most = _bounds(field)
    if len(chosen) < least:
        return slip(field, "too_few", min=least)
    if len(chosen) > most:
        return slip(field, "too_many", max=most)
    found: list[Chosen] = [code for code in field.codes if code in chosen]
    if has_other and OTHER in found:
        words, problems = own_words(field, raw)
        if words is None:
            return Reading(None, problems)
        found[found.index(OTHER)] = words
    return holds(tuple(found))


def _bounds(field: Asked) -> tuple[int, int]:
    """How few and how many may be chosen; `none` is not among them."""
    least, most = field.settings.get("min"), field.settings.get("max")
    listed = len(field.codes) - (1 if field.settings.get(NONE) else 0)
    return (1 if least is None else int(least)), (listed if most is None else int(most))


def schema(field: Asked) -> dict[str, Any]:
    least, most = _bounds(field)
    one = choice.schema(field.codes, bool(field.settings.get(OTHER)))
    least = min(least, 1) if field.settings.get(NONE) else least
    return {"type": "array", "items": one, "uniqueItems": True, "minItems": least, "maxItems": most}


def example(field: Asked, today: date) -> Raw:
    own = {key for key in (NONE, OTHER) if field.settings.get(key)}
    return {"": [code for code in field.codes if code not in own][: max(1, _bounds(field)[0])]}


def _codes(_field: Asked, value: Sequence[Chosen]) -> list[str]:
    return [choice.code(one) for one in value]


def refill(_field: Asked, value: Sequence[Chosen]) -> Raw:
    codes = {"": [choice.code(one) for one in value]}
    typed = [one.text for one in value if not isinstance(one, str)]
    return {**codes, OTHER: typed} if typed else codes


def parts(field: Asked) -> Sequence[str]:
    return ("", *((OTHER,) if field.settings.get(OTHER) else ()), *((ADD,) if is_searched(field) else ()))


SEVERAL_CHOICES = Kind(
    name="several choices",
    widget=lambda field: SEARCH_SEVERAL if is_searched(field) else "checkboxes",
    problems={
        "empty": N_("Choose at least one answer to “{label}”"),
        "unknown": N_("Choose only answers that are listed for “{label}”"),
        "no_match": NO_MATCH,
        "several_match": SEVERAL_MATCH,
        "too_few": Plural(
            "Choose at least {min} answer to “{label}”", "Choose at least {min} answers to “{label}”", "min"
        ),
        "too_many": Plural(
            "Choose {max} answer to “{label}”, no more", "Choose {max} answers to “{label}”, no more", "max"
        ),
        "none_and_others": N_("Choose either “{none}” or other answers to “{label}”"),
        "say_which": SAY_WHICH,
        "too_long": TOO_LONG_WORDS,
    },
    read=read,
    encode=lambda value: [choice.encoded(one) for one in value],
    decode=lambda stored: tuple(choice.decoded(one) for one in stored),
    refill=refill,
    show=lambda field, value, say: [choice.shown(field, one, say) for one in value],
    export=lambda _field, value: "; ".join(choice.told(one) for one in value),
    rule_type=lambda _field: "codes",
    rule_value=_codes,
    schema=schema,
    example=example,
    settings={
        "min": Setting("integer"),
        "max": Setting("integer"),
        NONE: Setting("authored"),
        OTHER: Setting("authored"),
        "show": Setting("text", among=("checkboxes", SEARCH)),
    },
    parts=parts,
    takes_options=True,
    check=lambda field: (*crossed(field, "min", "max"), *taken(field)),
)
