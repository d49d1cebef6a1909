"""What every page of the administration shares: its bar, and who did what in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from portal.errors import N_
from portal.i18n.text import Text
from portal.store import PersonId
from portal.usecases.actor import Actor
from portal.usecases.people import names_of
from portal.web.kit import locale
from portal.web.kit.frame import Office, OfficeLink

_LINKS = (
    ("admin.show_services", N_("Services"), ("administrator", "auditor")),
    ("admin.show_people", N_("People"), ("administrator",)),
    ("admin.show_tasks", N_("Tasks"), ("administrator",)),
    ("admin.show_journal", N_("Journal"), ("administrator", "auditor")),
    ("office.show_cases", N_("Cases"), ("clerk", "supervisor", "auditor")),
)
# Who acts without being a person of the portal.
_NOBODY = {"operator": N_("The operator"), "system": N_("The portal itself")}


def bar(actor: Actor, current: str = "admin.show_services") -> dict[str, Any]:
    word = locale.words().word
    links = tuple(
        OfficeLink(word(words), url_for(endpoint), endpoint == current)
        for endpoint, words, roles in _LINKS
        if any(actor.has(role) for role in roles)
    )
    return {"office": Office(word(N_("Administration")), url_for("admin.show_services"), links)}


def named(session: Session, ids: Iterable[str]) -> dict[str, Text | str]:
    """Who each id is, in one query: a person's name, or what acts without one."""
    wanted = set(ids)
    found: dict[str, Text | str] = {one: locale.words().word(_NOBODY[one]) for one in wanted & _NOBODY.keys()}
    people = frozenset(PersonId(one) for one in wanted - _NOBODY.keys() if one)
    if people:
        found |= dict(names_of(session, people))
    unknown = locale.words().word(N_("Somebody whose data were erased"))
    return {one: found.get(one, unknown) for one in wanted}
