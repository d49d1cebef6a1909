"""What every page of the office shares: the bar with the clerk's units, and words for states and deadlines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import current_app, url_for

from portal.errors import N_, Plural
from portal.i18n.text import Text
from portal.usecases.actor import EVERY_UNIT, Actor
from portal.usecases.queues import late_by, used_share
from portal.web.kit import locale
from portal.web.kit.frame import Office, OfficeLink
from portal.web.kit.parts import parts

_LINKS = (
    ("office.show_cases", N_("Cases"), ("clerk", "supervisor", "auditor")),
    ("office.show_documents", N_("Documents"), ("clerk", "supervisor", "auditor")),
    ("admin.show_journal", N_("Journal"), ("auditor",)),
    ("admin.show_services", N_("Administration"), ("administrator", "auditor")),
)
_LATE = Plural("{n} day late", "{n} days late", "n")
_LEFT = Plural("In {n} day", "In {n} days", "n")
_LEFT_INSIDE = Plural("in {n} day", "in {n} days", "n")
Tag = tuple[Text, str]  # words, tone


def bar(actor: Actor, current: str = "office.show_cases") -> dict[str, Any]:
    """The frame of an office page: whose it is, and where this person may go."""
    known = current_app.view_functions
    links = tuple(
        OfficeLink(locale.words().word(words), url_for(endpoint), endpoint == current)
        for endpoint, words, roles in _LINKS
        if endpoint in known and any(actor.has(role) for role in roles)
    )
    home = url_for("office.show_cases")
    return {"office": Office(_units(actor), home, links, home)}


def _units(actor: Actor) -> Text:
    """The names of the units the person works for."""
    authority, words = parts().site.authority().authority, parts().site.words(locale.language())
    held = actor.units_as("clerk", "supervisor", "auditor", "administrator")
    names = [words.text(unit.name) for unit in authority.units.values() if unit.id in held]
    if EVERY_UNIT in held or not names:
        return locale.words().word(N_("All offices"))
    return names[0] if len(names) == 1 else locale.formats().listed(names)


def state_tag(state: str, *, held: bool, automatic: str, said: Text | None = None) -> Tag:
    """A case's state as the office says it; `said`: in the service's own words, where it has such."""
    word = locale.words().word
    if state == "received":
        if automatic == "asked":
            return word(N_("Asking the register")), "review"
        return (word(N_("In review")), "review") if held else (word(N_("New")), "rest")
    known = {
        "approved": (N_("Approved"), "good"),
        "refused": (N_("Refused"), "bad"),
        "withdrawn": (N_("Withdrawn"), "rest"),
    }
    words, tone = known.get(state, (state, "rest"))
    return said or word(words), tone


def deadline(received_at: datetime, due_on: date, today: date, *, inside: bool = False) -> dict[str, Any]:
    """When the answer is due: words, how much of the time is used, whether it is past. `inside` a sentence or line."""
    word = locale.words().word
    late, left = late_by(due_on, today), (due_on - today).days
    if late:
        words = word(_LATE, n=late)
    elif left == 0:
        words = word(N_("today") if inside else N_("Today"))
    elif left == 1:
        words = word(N_("tomorrow") if inside else N_("Tomorrow"))
    else:
        words = word(_LEFT_INSIDE if inside else _LEFT, n=left)
    return {"words": words, "used": used_share(locale.formats().day_of(received_at), due_on, today), "late": bool(late)}


def initials(name: str) -> str:
    """“MK” for Maarja Kask; decoration beside the name, so one letter is enough for one name."""
    letters = [word[0].upper() for word in name.split() if word[0].isalpha()]
    return "".join(letters[:1] + letters[-1:] if len(letters) > 1 else letters)
