"""Floor 3. Reads what a row of a table or of the fee comes to: written out, or worked out from answers."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from portal.errors import N_
from portal.rules import Money, Rule, Unknown, types
from portal.spec.outcome import MOST_FEE_MINOR
from portal.spec.ruling import Ruling
from portal.spec.shape import Shape
from portal.spec.source import Node, Scalar

_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
# Two things with a sign between them, or a function: no constant is written like that.
_RECKONED = re.compile(r"[(*?]|[\w)] ?[+/-] ?[\w(]")
_NAMED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
AMOUNT = re.compile(r"\d+(?:\.\d\d)? ([A-Z]{3})")
_NUMBERS = {"integer": types.INTEGER, "decimal": types.DECIMAL}


def is_reckoned(word: str, names: Collection[str]) -> bool:
    """Whether a number or an amount is written as an expression, and not as a constant."""
    if _RECKONED.search(word):
        return True
    name = word.partition(".")[0]
    return bool(_NAMED.fullmatch(word)) and bool(get_close_matches(name, names, n=1, cutoff=0.75))


class Amounts:
    """What rows give, each by the kind of its table."""

    def __init__(self, shape: Shape, ruling: Ruling) -> None:
        self.shape = shape
        self.ruling = ruling

    def fee(self, node: Node | None) -> tuple[int, str, Rule | None] | None:
        """An amount in minor units with its currency, or the rule that works it out; None after a fault."""
        if isinstance(node, Scalar) and is_reckoned(node.value.strip(), self.ruling.names):
            rule = self._money(node)
            return (0, rule.type.name[-3:], rule) if rule and self._can_be_paid(node, rule) else None
        amount = self.shape.amount(node, N_("The fee"))
        return (*amount, None) if amount and node is not None and self.is_payable(node, amount[0]) else None

    def is_payable(self, node: Node, minor: int) -> bool:
        """Whether it is no more than a fee may be; a fault where it is."""
        if minor > MOST_FEE_MINOR:
            self.shape.fault(node, N_("No fee is as high as that."), N_("Write a smaller amount."))
        return minor <= MOST_FEE_MINOR

    def _can_be_paid(self, node: Scalar, rule: Rule) -> bool:
        """What needs no answer is known now: it must be an amount that somebody can pay."""
        found = None if rule.reads else rule({})
        if isinstance(found, Unknown):
            self.shape.fault(node, N_("This amount cannot be worked out."), N_("Write the amount itself."))
        elif found is not None and found.amount < 0:
            self.shape.fault(
                node, N_("A fee cannot be less than nothing."), N_("Write 0 {own} or more."), own=found.currency
            )
        else:
            return found is None or self.is_payable(node, found.amount)
        return False

    def _money(self, node: Scalar) -> Rule | None:
        rule = self.ruling.compile(node, None)
        if rule is None or rule.type == types.ANY or isinstance(rule.type, types.Money):
            return rule if rule and rule.type != types.ANY else None
        remedy = N_("Change the expression, for example to 5 EUR * size(…).")
        if types.is_number(rule.type):
            remedy = N_("Say how much for each, as in 5 EUR * {rule}.")
        self.shape.fault(
            node,
            N_("This gives {kind}, but an amount of money is needed."),
            remedy,
            coded="rule",
            kind=rule.type.name,
            rule=node.value.strip()
            if re.fullmatch(r"[\w.]+(\([^()]*\))?", node.value.strip())
            else f"({node.value.strip()})",
        )
        return None

    def given(self, node: Node | None, kind: str, type_: types.Type, options: Collection[str]) -> Any:
        """What a row of a table of this kind gives, or None after a fault."""
        shape = self.shape
        if node is None or not kind:
            return None
        reckons = kind in _NUMBERS or kind == "money"
        if reckons and isinstance(node, Scalar) and is_reckoned(node.value.strip(), self.ruling.names):
            if kind in _NUMBERS:
                return self.ruling.compile(node, _NUMBERS[kind])
            rule = self._money(node)
            return rule if rule and self._is_of(node, rule.type.name[-3:], type_) else None
        match kind:
            case "integer":
                return shape.whole(node, "gives")
            case "yes no":
                return shape.flag(node, "gives")
            case "choice":
                if not options:
                    return None  # told already
                return shape.among(node, N_("option of this table"), tuple(options)) or None
            case "money":
                amount = shape.amount(node, "gives")
                return Money(*amount) if amount and self._is_of(node, amount[1], type_) else None
        return self._word(node, kind)

    def _is_of(self, node: Node, currency: str, type_: types.Type) -> bool:
        own = type_.name[-3:]
        if currency != own:
            message, remedy = N_("The table is in two currencies."), N_("Write this amount in {own}.")
            self.shape.fault(node, message, remedy, own=own)
        return currency == own

    def _word(self, node: Node, kind: str) -> Any:
        word = self.shape.word(node, "gives")
        if kind == "text" or not word:
            return word or None
        try:
            if kind == "decimal" and _DECIMAL.fullmatch(word):
                return Decimal(word)
            if kind == "date":
                return date.fromisoformat(word)
        except ValueError:
            pass
        self.shape.fault(
            node,
            N_("“{word}” is not a value of the kind “{kind}”."),
            N_("Write for example {example}."),
            word=word,
            kind=kind,
            example="0.75" if kind == "decimal" else "2026-12-31",
        )
        return None
