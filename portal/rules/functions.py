"""The functions an expression may call: what they take, what they give, and what they do.

Those with a plain signature are declared here whole; `answered`, `age`, `matches` and the written-out values
(`date('…')`) need more than their arguments' values, and the checker and the compiler know them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.rules import arithmetic, types
from portal.rules.types import Type
from portal.rules.values import UNKNOWN


@dataclass(frozen=True, slots=True)
class Function:
    """`usage` is shown where it is called wrongly. `gives` returns the result's type, or None for arguments it refuses.

    `make` gets the arguments' types and returns what to do with their values; none of them is unknown then.
    """

    usage: str
    gives: Callable[[Sequence[Type]], Type | None]
    make: Callable[[Sequence[Type]], Callable[..., Any]] = lambda _types: lambda *_values: UNKNOWN
    as_function: bool = True
    as_method: bool = False


def _texts(result: Type) -> Callable[[Sequence[Type]], Type | None]:
    return lambda given: result if len(given) == 2 and all(map(_is_text, given)) else None


def _is_text(kind: Type) -> bool:
    return types.is_text(kind) or kind == types.ANY


def _is_date(kind: Type) -> bool:
    return kind in (types.DATE, types.ANY)


def _size(given: Sequence[Type]) -> Type | None:
    sized = len(given) == 1 and (_is_text(given[0]) or isinstance(given[0], types.ListOf))
    return types.INTEGER if sized else None


def _sum(given: Sequence[Type]) -> Type | None:
    if len(given) != 1 or not isinstance(given[0], types.ListOf):
        return types.ANY if list(given) == [types.ANY] else None
    item = given[0].item
    return item if types.is_number(item) or isinstance(item, types.Money) or item == types.ANY else None


def _extreme(given: Sequence[Type]) -> Type | None:
    """`min` and `max` of one list, or of two and more values."""
    if len(given) == 1:
        item = given[0].item if isinstance(given[0], types.ListOf) else given[0]
        return item if item == types.ANY or (isinstance(given[0], types.ListOf) and types.is_ordered(item)) else None
    found: Type | None = given[0] if given else None
    for kind in given:
        found = types.joined(found, kind) if found else None
    return found if found and types.is_ordered(found) else None


def _dates(count: int, result: Type) -> Callable[[Sequence[Type]], Type | None]:
    return lambda given: result if len(given) == count and all(map(_is_date, given)) else None


def _written(result: Type | None) -> Callable[[Sequence[Type]], Type | None]:
    """Of a text written out: its words are judged by the checker."""
    return lambda given: (result or types.ANY) if list(given) == [types.TEXT] else None


def _made_sum(given: Sequence[Type]) -> Callable[..., Any]:
    item = given[0].item if isinstance(given[0], types.ListOf) else types.ANY
    return lambda values: arithmetic.total(values, item)


def _made_extreme(pick: Callable[..., Any]) -> Callable[[Sequence[Type]], Callable[..., Any]]:
    def of_list(values: Sequence[Any]) -> Any:
        return UNKNOWN if not values or UNKNOWN in values else pick(values)

    return lambda given: of_list if len(given) == 1 else pick


def days_between(first: date, second: date) -> int:
    return (second - first).days


def age(born: date, today: date) -> int:
    """Whole years from `born` to `today`; who was born on 29 February is a year older on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _plain(operation: Callable[..., Any]) -> Callable[[Sequence[Type]], Callable[..., Any]]:
    return lambda _given: operation


FUNCTIONS: Final[dict[str, Function]] = {
    "size": Function("size(list)", _size, _plain(len), as_method=True),
    "startsWith": Function("text.startsWith('…')", _texts(types.BOOLEAN), _plain(str.startswith), False, True),
    "endsWith": Function("text.endsWith('…')", _texts(types.BOOLEAN), _plain(str.endswith), False, True),
    "contains": Function("text.contains('…')", _texts(types.BOOLEAN), _plain(str.__contains__), False, True),
    "matches": Function("text.matches('[A-Z]+')", _texts(types.BOOLEAN), as_function=False, as_method=True),
    "sum": Function("sum(list of numbers)", _sum, _made_sum),
    "min": Function("min(one, other)", _extreme, _made_extreme(min)),
    "max": Function("max(one, other)", _extreme, _made_extreme(max)),
    "days_between": Function("days_between(first, second)", _dates(2, types.INTEGER), _plain(days_between)),
    "age": Function("age(date)", _dates(1, types.INTEGER)),
    "answered": Function("answered(field)", lambda given: types.BOOLEAN if len(given) == 1 else None),
    "date": Function("date('2026-12-31')", _written(types.DATE)),
    "duration": Function("duration('2 years')", _written(types.DURATION)),
    "money": Function("20 EUR, 20.50 EUR or money('20 EUR')", _written(None)),
}
WRITTEN: Final = frozenset({"date", "duration", "money"})

__all__ = ["FUNCTIONS", "WRITTEN", "Function", "age", "days_between"]
