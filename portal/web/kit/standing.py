"""How a service stands by its own times, in words: before it opens, soon before it closes, and afterwards."""

from __future__ import annotations

from portal.errors import N_
from portal.i18n.text import Text
from portal.web.kit import locale
from portal.workflow.standing import CLOSED, NOT_YET, SOON, Standing

_SAYS = {
    NOT_YET: N_("You can apply from {moment}."),
    SOON: N_("You can apply until {moment}."),
    CLOSED: N_("Applying closed on {moment}."),
}
_TAGS = {NOT_YET: N_("Opens {moment}"), SOON: N_("Closes {moment}"), CLOSED: N_("Closed")}


def told(found: Standing) -> Text | None:
    """A sentence about when one can apply; None while that goes without saying."""
    if found.state not in _SAYS:
        return None
    if found.state == CLOSED and found.closes is None:
        return locale.words().word(N_("Another service took its place, so nobody can apply here any more."))
    return _worded(_SAYS[found.state], found)


def tag_of(found: Standing) -> Text | None:
    """The same in two words, for a list of services."""
    return _worded(_TAGS[found.state], found) if found.state in _TAGS else None


def _worded(message: str, found: Standing) -> Text:
    moment = found.opens if found.state == NOT_YET else found.closes
    return locale.words().word(message, moment=locale.formats().moment(moment).value if moment else "")
