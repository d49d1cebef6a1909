"""Floor 3. Reads what is measured: lengths of time, amounts of money, sizes of files, how many there may be."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Any

from portal.errors import N_
from portal.spec.model import MOST_ITEMS
from portal.spec.source import Node

MOST_YEARS = 1_000
_SPAN = re.compile(r"(\d{1,4}) (day|week|month|year)s?")
_AMOUNT = re.compile(r"(\d{1,9})(?:\.(\d\d))? ([A-Z]{3})")
_SIZE = re.compile(r"(\d{1,4}) ?(KB|MB)")
_ITEMS = re.compile(
    r"(?P<low>\d{1,3}) to (?P<high>\d{1,3})|at least (?P<least>\d{1,3})|up to (?P<most>\d{1,3})|(?P<exactly>\d{1,3})"
)
Span = tuple[int, str]


def is_span(word: str) -> bool:
    """Whether it is written as a length of time: "30 days"."""
    return _SPAN.fullmatch(word) is not None


class Measured(ABC):
    """A part of `Shape`."""

    @abstractmethod
    def fault(self, node: Node, message: str, remedy: str = "", *, coded: str = "", **params: Any) -> None: ...

    @abstractmethod
    def word(self, node: Node | None, what: str) -> str: ...

    def _matched(
        self, node: Node | None, what: str, pattern: re.Pattern[str], message: str, remedy: str
    ) -> re.Match[str] | None:
        """What is written there, as `pattern` takes it apart; None where nothing is, or where it is told not to fit."""
        word = self.word(node, what)
        if not word or node is None:
            return None
        found = pattern.fullmatch(word)
        if found is None:
            self.fault(node, message, remedy, what=what)
        return found

    def _is_something(self, node: Node | None, what: str, number: int) -> bool:
        if number == 0 and node is not None:
            self.fault(node, N_("{what} is longer than nothing."), N_("Write 1 at least."), what=what)
        return number != 0

    def span(self, node: Node | None, what: str) -> Span | None:
        """ "2 years" → (2, "year")."""
        message, remedy = (
            N_("{what} is a length of time."),
            N_("Write a number and a unit, for example “30 days” or “1 year”."),
        )
        found = self._matched(node, what, _SPAN, message, remedy)
        if not found or not self._is_something(node, what, int(found[1])):
            return None
        if found[2] == "year" and int(found[1]) > MOST_YEARS and node is not None:
            self.fault(node, N_("{what} is longer than {most} years."), N_("Write less."), what=what, most=MOST_YEARS)
            return None
        return int(found[1]), found[2]

    def amount(self, node: Node | None, what: str) -> tuple[int, str] | None:
        """ "20 EUR" → (2000, "EUR"): minor units."""
        message, remedy = N_("{what} is an amount of money."), N_("Write it as “20 EUR” or “20.50 EUR”.")
        found = self._matched(node, what, _AMOUNT, message, remedy)
        return (int(found[1]) * 100 + int(found[2] or 0), found[3]) if found else None

    def size(self, node: Node | None, what: str) -> int | None:
        """ "10 MB" → bytes."""
        message, remedy = N_("{what} is the size of a file."), N_("Write it as “10 MB” or “500 KB”.")
        found = self._matched(node, what, _SIZE, message, remedy)
        if not found or not self._is_something(node, what, int(found[1])):
            return None
        return int(found[1]) * (1_000_000 if found[2] == "MB" else 1_000)

    def items(self, node: Node | None, what: str) -> tuple[int, int] | None:
        """ "0 to 4", "at least 2", "up to 4", "3": how few and how many."""
        how_many, remedy = N_("{what} says how many there may be."), N_("Write it as “0 to 4”.")
        found = self._matched(node, what, _ITEMS, how_many, remedy)
        if not found or node is None:
            return None
        least = int(found["least"] or found["exactly"] or found["low"] or 0)
        most = int(found["high"] or found["exactly"] or found["most"] or MOST_ITEMS)
        if found["high"] and least > most:
            self.fault(
                node, N_("{least} is more than {most}."), N_("Write “{most} to {least}”."), least=least, most=most
            )
            return None
        if least > most or most == 0:
            self.fault(node, how_many, remedy, what=what)
            return None
        if most > MOST_ITEMS:
            self.fault(node, N_("There can be {most} items at most."), N_("Write a smaller number."), most=MOST_ITEMS)
            return None
        return least, most
