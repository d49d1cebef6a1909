"""How a number or an amount came about: the signs of its expression, and the values that stood between them."""

from __future__ import annotations

from typing import Any, Final

from portal.rules.closures import Env
from portal.rules.nodes import Binary, Call, Choice, Node
from portal.rules.rule import Rule
from portal.rules.values import UNKNOWN

SIGNS: Final = {"+": "+", "-": "−", "*": "×", "/": "÷"}
MOST_TERMS: Final = 6  # of a list that is summed up; a longer one is one number
MOST_PARTS: Final = 40
_STRENGTH: Final = {"+": 1, "-": 1, "*": 2, "/": 2}
_ALONE: Final = 3  # binds stronger than any sign


def worked(rule: Rule, env: Env) -> tuple[Any, ...]:
    """`5 EUR * size(stall)` with three stalls is (5 EUR, "×", 3). Empty where nothing was reckoned, or a part is not known."""
    _, found = _parts(rule, rule.tree, env)
    return () if len(found) < 2 or len(found) > MOST_PARTS or UNKNOWN in found else tuple(found)


def _parts(rule: Rule, node: Node, env: Env) -> tuple[int, list[Any]]:
    """How strongly the parts hold together, and the parts."""
    match node:
        case Choice(test=test, yes=yes, no=no) if (holds := rule.parts[id(test)](env)) is not UNKNOWN:
            return _parts(rule, yes if holds else no, env)
        case Binary(operator=sign, left=left, right=right) if sign in SIGNS:
            own = _STRENGTH[sign]
            first = _bracketed(*_parts(rule, left, env), least=own)
            # What is taken away or divided by stands together; elsewhere what binds as strongly needs no brackets.
            second = _bracketed(*_parts(rule, right, env), least=own + (sign in ("-", "/")))
            return own, [*first, SIGNS[sign], *second]
        case Call(function="sum", args=(of,)):
            terms = rule.run_of(of)(env)
            if isinstance(terms, list) and 1 < len(terms) <= MOST_TERMS:
                return _STRENGTH["+"], [part for term in terms for part in ("+", term)][1:]
    return _ALONE, [rule.run_of(node)(env)]


def _bracketed(strength: int, parts: list[Any], *, least: int) -> list[Any]:
    return parts if strength >= least else ["(", *parts, ")"]
