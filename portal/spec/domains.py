"""Floor 3. What each answer can be, as far as the specification says: for judging tables without answering anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from portal.rules import Domain, Judged, Money, judge, types
from portal.rules.judging import written
from portal.spec.model import Condition, Field, Group, Page, Service

_WHOLE = (types.INTEGER, types.DATE)


class Domains(Mapping[str, Domain]):
    """By what a rule would write: `weight`, `size(walker)`, `kennel.city`. Each is worked out once it is asked for.

    `names` may grow meanwhile: a table stands among them for those after it.
    """

    def __init__(self, pages: Sequence[Page], names: Mapping[str, types.Type]) -> None:
        self._names = names
        self._asked: dict[str, Field | Group] = {}
        for page in pages:
            for item in page.ask:
                if isinstance(item, Field):
                    self._asked[item.id] = item
                elif isinstance(item, Group):
                    self._asked[f"size({item.id})"] = item
                    self._asked |= {f"sum({one.path})": one for one in item.fields}

    def __getitem__(self, name: str) -> Domain:
        asked = self._asked.get(name)
        if isinstance(asked, Group):
            return Domain(least=asked.least, most=asked.most, is_whole=True)
        if asked is not None and asked.group:
            own = _of_field(asked, Domain(is_whole=asked.kind.rule_type(asked) in ("integer", "money")))
            if (least := _ordered_least(own)) is None:
                raise KeyError(name)
            return Domain(least=least, is_whole=own.is_whole)
        if asked is None:
            return _of_type(self._names[name])
        return _of_field(asked, _of_type(self._names[name]) if name in self._names else Domain())

    def __iter__(self) -> Iterator[str]:
        return (name for name in {**self._names, **self._asked} if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _of_type(kind: types.Type) -> Domain:
    if isinstance(kind, types.Code):
        return Domain(among=kind.codes)
    return Domain(is_whole=kind in _WHOLE or isinstance(kind, types.Money))


def _of_field(one: Field, domain: Domain) -> Domain:
    """The bounds that are written at the field; those that move with today are left open."""
    least, most = (_bound(one.settings.get(name)) for name in ("min", "max"))
    if domain.among or (least is None and most is None):
        return domain
    return Domain(domain.among, least, most, domain.is_whole)


def _ordered_least(domain: Domain) -> int | None:
    """0 where each of them is at least nothing, and so is their sum."""
    least = domain.least.amount if isinstance(domain.least, Money) else domain.least
    return 0 if isinstance(least, int) and least >= 0 else None


def _bound(value: Any) -> Any:
    return value if isinstance(value, int | Money | date) and not isinstance(value, bool) else None


def judged_rows(
    rows: Sequence[Condition | None],
    known: Mapping[str, Domain],
    conditions: Mapping[str, Condition],
    *,
    is_first: bool,
) -> Judged:
    named = {name: one.rule.tree for name, one in conditions.items()}
    return judge([row.rule.tree if row else None for row in rows], known, named, is_first=is_first)


def judged_table(service: Service, table: str) -> Judged:
    """What can be said of one of the service's tables; `fee` is the fee."""
    names: dict[str, types.Type] = {}
    for page in service.pages:
        for one in page.fields:
            if one.codes:
                names[one.id] = types.Code(one.codes)
            elif one.kind.rule_type(one) in ("integer", "date", "money"):
                names[one.id] = types.INTEGER
    names |= {
        name: types.INTEGER for name, value in service.values.items() if value.type in ("integer", "date", "money")
    }
    names |= {name: one.type for name, one in service.tables.items()}
    rows = service.fee if table == "fee" else service.tables[table].rows
    takes_all = service.fee_adds_up if table == "fee" else service.tables[table].takes_all
    known = dict(Domains(service.pages, names))
    for name, value in service.values.items():
        if value.rule is None:
            known[name] = Domain(least=0, is_whole=True)  # what the portal counts
        elif (like := known.get(written(value.rule.tree))) and name in known:
            known[name] = like
    return judged_rows([row.when for row in rows], known, service.conditions, is_first=not takes_all)
