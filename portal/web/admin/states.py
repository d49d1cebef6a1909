"""Whether a service takes applications, as administrators read it: by whom or by which times it is open or closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.errors import N_
from portal.i18n.text import Text
from portal.spec.model import Service
from portal.store import PublishedService
from portal.web.kit import clock, locale
from portal.web.kit.parts import parts
from portal.workflow.standing import CLOSED, NOT_YET, Standing, standing


@dataclass(frozen=True)
class StateView:
    """The state in a word and its tone, and below it what explains it."""

    words: Text
    tone: str
    notes: tuple[Text, ...]


def state_view(published: PublishedService, service: Service) -> StateView:
    """What an administrator closed is closed, whatever its own times say; those are told as well."""
    stands = standing(service, parts().time_zone, clock.now())
    notes = _notes(stands)
    if published.closed:
        by_whom = [_word(N_("By an administrator, {moment}"), moment=_moment(published.closed_at))]
        return StateView(_word(N_("Closed")), "warn", (*by_whom, *notes))
    if stands.state == NOT_YET:
        return StateView(_word(N_("Not open yet")), "rest", notes)
    if stands.state == CLOSED:
        return StateView(_word(N_("Closed")), "warn", notes)
    return StateView(_word(N_("Open")), "good", notes)


def _notes(stands: Standing) -> tuple[Text, ...]:
    found = []
    if stands.state == NOT_YET:
        found.append(_word(N_("Opens {moment}"), moment=_moment(stands.opens)))
    elif stands.closes:
        said = N_("By its own times, {moment}") if stands.state == CLOSED else N_("Closes {moment}")
        found.append(_word(said, moment=_moment(stands.closes)))
    if stands.replaced_by:
        said = N_("Replaced by {service}") if stands.state == CLOSED else N_("Then replaced by {service}")
        found.append(_word(said, service=stands.replaced_by))
    return tuple(found)


def _word(message: str, **params: Any) -> Text:
    return locale.words().word(message, **params)


def _moment(moment: datetime | None) -> str:
    return locale.formats().moment(moment).value if moment else ""
