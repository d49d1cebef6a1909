"""Floor 2. Numbers and codes that each country gives out by its own rule: companies, taxes, vehicles, post.

A country's rule is a pattern, or python-stdnum's module with the check digit; any other country has the kind's general rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

from portal.errors import N_
from portal.i18n.folding import plain_digits
from portal.kinds.kind import Asked, Kind, Raw, Reading, Setting
from portal.kinds.places import COUNTRIES
from portal.kinds.reading import EMPTY, Faults, compact, fault, holds, line, single, slip

ANY = "any"
LONGEST = 60
_NO_COUNTRY = N_("“{country}” is no country.")


@dataclass(frozen=True, slots=True)
class Rule:
    """One country's. `ways`: (pattern over the number without spaces, how its groups are shown); or `module` of `stdnum`."""

    example: str
    ways: tuple[tuple[str, str], ...] = ()
    module: str = ""
    prefix: str = ""  # stands before what the module keeps


@cache
def _module(name: str) -> Any:
    return import_module(f"stdnum.{name}")


def country_of(field: Asked) -> str:
    """Two capital letters, or "any"."""
    given = str(field.settings.get("country") or ANY)
    return given if given == ANY else given.upper()


def judged(rule: Rule, typed: str) -> tuple[str, str]:
    """The number as it is kept and "", or "" and the problem's code."""
    bare = compact(typed).upper()
    if not rule.module:
        found = shown(rule, bare)
        return (compact(found), "") if found else ("", "format")
    problem = "format"
    for way in dict.fromkeys((bare.removeprefix(rule.prefix), bare, typed.upper(), typed)):
        try:
            return f"{rule.prefix}{str(_module(rule.module).validate(way)).removeprefix(rule.prefix)}", ""
        except (InvalidChecksum, InvalidComponent):
            problem = "checksum"
        except ValidationError:
            continue
    return "", problem


def shown(rule: Rule, value: str) -> str:
    """The number as it is written on paper; "" where no pattern fits."""
    if not rule.module:
        found = ((re.fullmatch(pattern, value), form) for pattern, form in rule.ways)
        return next((match.expand(form) for match, form in found if match), "")
    bare = value.removeprefix(rule.prefix)
    if not hasattr(_module(rule.module), "format"):
        return f"{rule.prefix} {bare}" if rule.prefix else bare
    return f"{rule.prefix} {_module(rule.module).format(bare)}".strip()


def kind_of_numbers(
    name: str, *, rules: Mapping[str, Rule], general: Rule, problems: Mapping[str, str], widget: str = "code",
    rule_for: Callable[[str, str], Rule | None] = lambda _country, _typed: None, **more: Any,
) -> Kind:  # fmt: skip
    """A kind whose field names a `country`. `rule_for(country, typed)` finds a rule by the number itself."""

    def rule_of(field: Asked, typed: str = "") -> Rule:
        country = country_of(field)
        return rule_for(country, compact(typed).upper()) or rules.get(country, general)

    def read(field: Asked, raw: Raw, today: date) -> Reading:
        typed = plain_digits(line(raw))
        if not typed:
            return EMPTY
        rule = rule_of(field, typed)
        value, problem = judged(rule, typed) if len(typed) <= LONGEST else ("", "format")
        return slip(field, problem, **_facts(field, rule, problem)) if problem else holds(value)

    def _facts(field: Asked, rule: Rule, problem: str) -> dict[str, str]:
        return {"example": str(field.settings.get("example") or rule.example)} if problem == "format" else {}

    def check(field: Asked) -> Faults:
        country = country_of(field)
        if country != ANY and country not in COUNTRIES:
            remedy = N_("Write its two letters, for example EE, or “any”.")
            return fault("country", _NO_COUNTRY, remedy, country=str(field.settings.get("country")))
        given = str(field.settings.get("example") or "")
        if given and read(field, single(given), date.min).problems:
            message, remedy = N_("The example “{example}” does not hold itself."), N_("Correct it, or delete the line.")
            return fault("example", message, remedy, example=given)
        return ()

    def schema(field: Asked) -> dict[str, Any]:
        rule = rule_of(field)
        found = {"type": "string", "minLength": 1, "maxLength": LONGEST}
        if rule is general or rule.module:
            return found
        ways = "|".join(re.sub(r"\((?!\?)", "(?:", pattern) for pattern, _ in rule.ways)
        return {**found, "pattern": f"^(?:{ways})$"}

    return Kind(
        name=name,
        widget=widget,
        problems=problems,
        read=read,
        encode=str,
        decode=str,
        refill=lambda field, value: single(shown(rule_of(field, value), value)),
        show=lambda field, value, _say: [shown(rule_of(field, value), value)],
        export=lambda _field, value: str(value),
        rule_type=lambda _field: "text",
        rule_value=lambda _field, value: value,
        schema=schema,
        example=lambda field, _today: single(str(field.settings.get("example") or rule_of(field).example)),
        settings={"country": Setting("text", default="EE"), "example": Setting("text")},
        check=check,
        **more,
    )
