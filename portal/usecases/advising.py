"""Floor 7. All that advises whoever writes a service and stands in nobody's way, worked out once for the same files."""

from __future__ import annotations

from datetime import date

from portal.authoring.evidence import own_scenarios
from portal.authoring.linting import lint_read
from portal.authoring.places import Places
from portal.authoring.proving import prove
from portal.documents import template_warnings
from portal.errors import Fault
from portal.spec.bundle import Bundle
from portal.spec.model import Authority, Service
from portal.usecases.shelf import Shelf

# A large service takes seconds, and is looked at many times: at each view of the editor, then before it is published.
_shelf: Shelf[tuple[Fault, ...]] = Shelf(40)


def advice(
    bundle: Bundle, service: Service, authority: Authority | None, *, today: date, folder: str = ""
) -> tuple[Fault, ...]:
    """Warnings and notes about a bundle without faults: its texts, translations and leftovers, and what its rules never do.

    `service` is what the bundle describes; `today` the day that proofs rest on. `folder` stands before paths.
    """
    site = (authority.language, *authority.languages) if authority else ()
    key = bundle.digest, site, today, folder
    told = _shelf.get(key)
    if told is None:
        places = Places(bundle, folder)
        told = (
            *lint_read(bundle, service, places, authority),
            *template_warnings(service, bundle.files, folder),
            *prove(service, places, today, own_scenarios(bundle, service)).faults,
        )
        _shelf.put(key, told)
    return told
