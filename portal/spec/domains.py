"""Floor 3. What each answer can be, as far as the specification says: for judging tables without answering anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.rules import Domain, Judged, Money, judge, types
from portal.spec.model import Condition, Field, Group, Page, Service

_WHOLE = (types.INTEGER, types.DATE)


def domains(pages: Sequence[Page], names: Mapping[str, types.Type]) -> dict[str, Domain]:
    """By what a rule would write: `weight`, `size(walker)`, `kennel.city`."""
    found = {name: _of_type(kind) for name, kind in names.items()}
    for page in pages:
        for item in page.ask:
            if isinstance(item, Field):
                found[item.id] = _of_field(item, found.get(item.id, Domain()))
            elif isinstance(item, Group):
                found[f"size({item.id})"] = Domain(least=item.least, most=item.most, is_whole=True)
    return found


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


def _bound(value: Any) -> Any:
    return value if isinstance(value, int | Money | date) and not isinstance(value, bool) else None


def judged_rows(
    rows: Sequence[Condition | None], pages: Sequence[Page], conditions: Mapping[str, Condition],
    names: Mapping[str, types.Type], *, is_first: bool,
) -> Judged:  # fmt: skip
    named = {name: one.rule.tree for name, one in conditions.items()}
    return judge([row.rule.tree if row else None for row in rows], domains(pages, names), named, is_first=is_first)


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
    return judged_rows([row.when for row in rows], service.pages, service.conditions, names, is_first=not takes_all)
