"""Floor 7. Who may do what: one table, read twice.

Each act names who may do it. A rule is both a question about one thing (`may`) and a clause of a query (`visible`), so
that what a list shows and what can be opened never drift apart. Staff never act on their own case: the keyed digest of
the national number tells it, through whatever provider they came as a citizen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from portal.errors import NotFound, Refused
from portal.store import Case, Draft, IssuedDocument
from portal.usecases.actor import EVERY_UNIT, Actor


class Owned(Protocol):
    """A draft or a case: whose it is."""

    person_id: Any
    national_digest: Any


class Rule(Protocol):
    """One way to be allowed."""

    def holds(self, actor: Actor, thing: Any) -> bool: ...
    def clause(self, actor: Actor, table: Any) -> ColumnElement[bool]: ...


def is_own(actor: Actor, thing: Owned) -> bool:
    """Whether the thing is the actor's own, as the same person or by the same national number."""
    if actor.is_stranger:
        return False
    same_number = actor.national_digest is not None and thing.national_digest == actor.national_digest
    return bool(thing.person_id == actor.person_id) or same_number


def _owns(actor: Actor, table: Any) -> ColumnElement[bool]:
    if actor.is_stranger:
        return false()
    mine: ColumnElement[bool] = table.person_id == actor.person_id
    if actor.national_digest is not None:
        # A null digest is nobody's: coalesced, so that "not mine" holds for it too.
        same = and_(table.national_digest.is_not(None), table.national_digest == actor.national_digest)
        mine = or_(mine, same)
    return mine


@dataclass(frozen=True, slots=True)
class Owner:
    """The citizen whose it is, at the citizens' door."""

    def holds(self, actor: Actor, thing: Owned) -> bool:
        return actor.is_citizen and is_own(actor, thing)

    def clause(self, actor: Actor, table: Any) -> ColumnElement[bool]:
        return _owns(actor, table) if actor.is_citizen else false()


@dataclass(frozen=True, slots=True)
class Previewer:
    """The administrator who walks a workspace, for the draft that this walk made."""

    def holds(self, actor: Actor, thing: Draft) -> bool:
        own = thing.workspace_id is not None and thing.person_id == actor.person_id
        return own and actor.has("administrator")

    def clause(self, actor: Actor, table: Any) -> ColumnElement[bool]:
        if not actor.has("administrator"):
            return false()
        return and_(table.workspace_id.is_not(None), table.person_id == actor.person_id)


@dataclass(frozen=True, slots=True)
class InUnit:
    """Whoever holds one of `roles` in the unit of the thing, unless it is their own."""

    roles: tuple[str, ...]

    def holds(self, actor: Actor, thing: Any) -> bool:
        return any(actor.has(role, thing.unit) for role in self.roles) and not is_own(actor, thing)

    def clause(self, actor: Actor, table: Any) -> ColumnElement[bool]:
        units = actor.units_as(*self.roles)
        if not units:
            return false()
        there = true() if EVERY_UNIT in units else table.unit.in_(sorted(units))
        return and_(there, ~_owns(actor, table))


@dataclass(frozen=True, slots=True)
class Anywhere:
    """Whoever holds one of `roles` in any unit, whatever the thing."""

    roles: tuple[str, ...]

    def holds(self, actor: Actor, thing: Any) -> bool:
        return any(actor.has(role) for role in self.roles)

    def clause(self, actor: Actor, table: Any) -> ColumnElement[bool]:
        return true() if any(actor.has(role) for role in self.roles) else false()


OWNER = Owner()
_PREVIEWER = Previewer()
_DECIDING = InUnit(("clerk", "supervisor"))
_READING = InUnit(("clerk", "supervisor", "auditor"))
_SUPERVISING = InUnit(("supervisor",))
_ADMINISTRATING = Anywhere(("administrator",))

# Of drafts and cases; of a document or a file, its case is the thing.
TABLE: Mapping[str, tuple[Rule, ...]] = {
    "draft.open": (OWNER, _PREVIEWER),
    "draft.save": (OWNER, _PREVIEWER),
    "draft.discard": (OWNER, _PREVIEWER),
    "draft.submit": (OWNER,),
    "case.read": (OWNER, _READING),
    "case.withdraw": (OWNER,),
    "case.claim": (_DECIDING,),
    "case.give_back_any": (_SUPERVISING,),
    "case.decide": (_DECIDING,),
    "case.mark_paid": (_DECIDING,),
    "document.read": (OWNER, _READING),
    "document.list": (_READING,),
    "document.revoke": (_SUPERVISING,),
    "document.retry": (_SUPERVISING,),
    "file.read": (OWNER, _READING),
    # Of the portal itself: the thing does not matter.
    "service.edit": (_ADMINISTRATING,),
    "service.publish": (_ADMINISTRATING,),
    "service.close": (_ADMINISTRATING,),
    "role.grant": (_ADMINISTRATING,),
    "task.retry": (_ADMINISTRATING,),
    "journal.read": (Anywhere(("administrator", "auditor")),),
}


def may(actor: Actor, act: str, thing: Any = None) -> bool:
    """Whether the actor may do this to that thing. The portal itself may do everything."""
    return actor.is_system or any(rule.holds(actor, thing) for rule in TABLE[act])


def require(actor: Actor, act: str, thing: Any = None) -> None:
    """Refused: `NotFound` where the actor may not even know of the case or draft, else `Refused`."""
    if may(actor, act, thing):
        return
    seen = {"draft": "draft.open", "case": "case.read", "document": "document.read", "file": "file.read"}
    sight = seen.get(act.partition(".")[0])
    if sight is not None and not may(actor, sight, thing):
        raise NotFound("not the actor's to see", act=act)
    raise Refused("not allowed", act=act)


def allowed(actor: Actor, act: str, table: Any) -> ColumnElement[bool]:
    """The same as a clause over `table` (`Case` or `Draft`): the rows to which the actor may do this."""
    return true() if actor.is_system else or_(*(rule.clause(actor, table) for rule in TABLE[act]))


def visible_cases(actor: Actor) -> Select[Case]:
    """The cases that the actor may open at this door."""
    return select(Case).where(allowed(actor, "case.read", Case))


def visible_drafts(actor: Actor) -> Select[Draft]:
    return select(Draft).where(allowed(actor, "draft.open", Draft))


def visible_documents(actor: Actor) -> Select[IssuedDocument]:
    """The documents of cases that the actor may list (staff) or owns."""
    act = "document.read" if actor.is_citizen else "document.list"
    return select(IssuedDocument).join(Case, Case.id == IssuedDocument.case_id).where(allowed(actor, act, Case))


__all__ = [
    "OWNER",
    "TABLE",
    "Anywhere",
    "InUnit",
    "Owner",
    "allowed",
    "is_own",
    "may",
    "require",
    "visible_cases",
    "visible_documents",
    "visible_drafts",
]
