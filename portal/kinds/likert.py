"""Floor 2. The kind `likert`: several statements, each answered on the same scale; both are the author's texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.errors import N_
from portal.kinds.kind import Asked, Kind, Problem, Raw, Reading, Say, Setting, Wording
from portal.kinds.reading import EMPTY, Faults, fault, holds, line

MOST_STEPS = 7  # more do not fit beside each other


def _texts(field: Asked, name: str) -> Mapping[str, Any]:
    return field.settings.get(name) or {}


def statements(field: Asked) -> Sequence[str]:
    return tuple(_texts(field, "statements"))


def scale(field: Asked) -> Sequence[str]:
    return tuple(_texts(field, "scale"))


def read(field: Asked, raw: Raw, today: date) -> Reading:
    chosen = {one: answer for one in statements(field) if (answer := line(raw, one))}
    if not chosen:
        return EMPTY
    wrong = [_problem(field, "unknown", one) for one, answer in chosen.items() if answer not in scale(field)]
    if not field.optional:
        wrong += [_problem(field, "missing", one) for one in statements(field) if one not in chosen]
    return Reading(None, tuple(wrong)) if wrong else holds(chosen)


def _problem(field: Asked, code: str, statement: str) -> Problem:
    return Problem(field.id, code, {"statement": _texts(field, "statements")[statement]}, statement)


def show(field: Asked, value: Mapping[str, str], say: Say) -> Sequence[Wording]:
    return [
        say.word(
            N_("{statement}: {answer}"),
            statement=_worded(say, _texts(field, "statements"), statement),
            answer=_worded(say, _texts(field, "scale"), answer),
        )
        for statement, answer in _in_order(field, value)
    ]


def _in_order(field: Asked, value: Mapping[str, str]) -> list[tuple[str, str]]:
    """As the field lists its statements, whatever order they were stored in; those it no longer has come last."""
    known = {one: value[one] for one in statements(field) if one in value}
    return [*known.items(), *(pair for pair in sorted(value.items()) if pair[0] not in known)]


def _worded(say: Say, texts: Mapping[str, Any], code: str) -> Wording | str:
    """The code itself where its text is no longer there."""
    return say.text(texts[code]) if code in texts else code


def check(field: Asked) -> Faults:
    if len(statements(field)) < 1:
        return fault("statements", N_("“{name}” names nothing."), N_("Write one at least."), name="statements")
    if 2 <= len(scale(field)) <= MOST_STEPS:
        return ()
    return fault("scale", N_("A scale has 2 to {most} steps."), N_("Add or delete some."), most=MOST_STEPS)


def schema(field: Asked) -> dict[str, Any]:
    names = list(statements(field))
    found = {"type": "object", "properties": {name: {"enum": list(scale(field))} for name in names}}
    return {**found, "additionalProperties": False, **({} if field.optional else {"required": names})}


LIKERT = Kind(
    name="likert",
    widget="likert",
    problems={
        "empty": N_("Choose an answer in each row of “{label}”"),
        "missing": N_("Choose an answer to “{statement}” in “{label}”"),
        "unknown": N_("Choose one of the answers to “{statement}” in “{label}”"),
    },
    read=read,
    encode=dict,
    decode=lambda stored: {str(statement): str(answer) for statement, answer in stored.items()},
    refill=lambda _field, value: {statement: [answer] for statement, answer in value.items()},
    show=show,
    export=lambda field, value: "; ".join(f"{statement}: {answer}" for statement, answer in _in_order(field, value)),
    rule_type=lambda field: dict.fromkeys(statements(field), "code"),
    rule_value=lambda _field, value: dict(value),
    schema=schema,
    example=lambda field, _today: {one: [scale(field)[0]] for one in statements(field)} if scale(field) else {},
    settings={"statements": Setting("texts", required=True, names=True), "scale": Setting("texts", required=True)},
    parts=statements,
    first_part="",
    labels_of_parts=lambda field: _texts(field, "statements"),
    own_codes=scale,
    own_choices=lambda field, say: [(code, say.text(text)) for code, text in _texts(field, "scale").items()],
    personal=False,
    check=check,
)
