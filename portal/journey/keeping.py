"""Floor 4. Explanations as a case keeps them: texts by their msgctxts, answers as they are encoded; and back again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from portal.journey.explaining import Decisive, Explanation, Share, Whose
from portal.rules import Money
from portal.spec.model import Phrase, Service


def to_json(explanations: Mapping[str, Explanation]) -> dict[str, Any]:
    return {
        thing: {
            "says": _keys(one.says),
            "because": _keys(one.because),
            "rows": _rows(one.rows),
            "came_to": [_plain(value) for value in one.came_to],
            "shown_by": one.shown_by,
            "shares": [
                {
                    "because": share.because.key,
                    "amount": _plain(share.amount),
                    "worked": [_plain(part) for part in share.worked],
                    "says": _keys(share.says),
                    "rows": _rows(share.rows),
                }
                for share in one.shares
            ],
        }
        for thing, one in explanations.items()
    }


def from_json(service: Service, kept: Mapping[str, Any]) -> dict[str, Explanation]:
    """What was kept, in the words of the release under which it was sent."""
    phrases = {phrase.key: phrase for phrase in service.phrases}
    return {
        thing: Explanation(
            _phrases(phrases, one["says"]),
            _phrases(phrases, one["because"]),
            tuple(_kept_rows(service, one["rows"])),
            tuple(map(_value, one.get("came_to", ()))),
            tuple(
                Share(
                    phrases[share["because"]],
                    _value(share["amount"]),
                    tuple(map(_value, share["worked"])),
                    _phrases(phrases, share["says"]),
                    tuple(_kept_rows(service, share["rows"])),
                )
                for share in one.get("shares", ())
                if share["because"] in phrases
            ),
            one.get("shown_by", ""),
        )
        for thing, one in kept.items()
    }


def _keys(phrases: Sequence[Phrase]) -> list[str]:
    return [phrase.key for phrase in phrases]


def _phrases(known: Mapping[str, Phrase], keys: Sequence[str]) -> tuple[Phrase, ...]:
    return tuple(known[key] for key in keys if key in known)


def _rows(rows: Sequence[Decisive]) -> list[Any]:
    return [
        [row.path, list(row.answers), row.count, [[one.number, dict(one.named)] for one in row.items]] for row in rows
    ]


def _kept_rows(service: Service, rows: Sequence[Any]) -> Iterator[Decisive]:
    for path, answers, count, *whose in rows:
        thing = service.fields.get(path) or service.groups.get(path)
        if thing is not None:
            items = tuple(Whose(number, named) for number, named in (whose[0] if whose else ()))
            yield Decisive(path, thing.label, tuple(answers), count, items)


def _plain(value: Any) -> Any:
    """A value of rules as JSON has it; what JSON does not know, with its type."""
    match value:
        case Money():
            return {"money": [value.amount, value.currency]}
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"date": value.isoformat()}
    return value


def _value(plain: Any) -> Any:
    match plain:
        case {"money": [amount, currency]}:
            return Money(amount, currency)
        case {"decimal": digits}:
            return Decimal(digits)
        case {"date": day}:
            return date.fromisoformat(day)
    return plain
