"""Floor 3. Reads when a service takes applications: `availability`, in the authority's time."""

from __future__ import annotations

import re
from datetime import datetime

from portal.errors import N_
from portal.spec.keys import AVAILABILITY
from portal.spec.model import Availability
from portal.spec.prose import SERVICE_ID
from portal.spec.shape import Shape
from portal.spec.source import Node

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


def read_availability(shape: Shape, node: Node | None) -> Availability | None:
    if node is None:
        return None
    given = shape.mapping(node, AVAILABILITY)
    opens, closes = _moment(shape, given.get("opens"), "opens"), _moment(shape, given.get("closes"), "closes")
    notice, other = shape.span(given.get("notice"), "notice"), shape.word(given.get("replaced_by"), "replaced_by")
    if opens and closes and opens >= closes:
        shape.fault(
            given["closes"], N_("The service closes before it opens."), N_("Swap “opens” and “closes”, or delete one.")
        )
    if other and (not SERVICE_ID.fullmatch(other) or other == shape.owner):
        shape.fault(
            given["replaced_by"],
            N_("“{name}” cannot be the service that replaces this one."),
            N_("Write the name of another service, for example parking-permit."),
            name=other,
        )
    return Availability(opens, closes, notice, other)


def _moment(shape: Shape, node: Node | None, key: str) -> datetime | None:
    word = shape.word(node, key)
    if node is None or not word:
        return None
    if _MOMENT.fullmatch(word):
        try:
            return datetime.strptime(word, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the authority's own time
        except ValueError:  # 2026-02-30
            pass
    shape.fault(
        node,
        N_("“{name}” is a moment."),
        N_("Write day and time, for example 2026-03-01 08:00."),
        name=key,
    )
    return None
