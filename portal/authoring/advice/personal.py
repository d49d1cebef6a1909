"""Floor 6. Personal data: what it is asked for is said, one's own is asked as what it is and filled in where it is known."""

from __future__ import annotations

from collections.abc import Iterator

from portal.authoring.advice.vocabulary import has_words, vocabulary
from portal.authoring.advice.warnings import shortened, warning
from portal.authoring.places import Places
from portal.errors import Fault
from portal.spec.model import Field, Service

_KINDS = {"name": "person name", "email": "email", "phone": "phone", "address": "address"}
_FACTS = {"name": "identity.name", "email": "identity.email", "address": "identity.address"}
_KNOWN_TO_BROWSERS = ("phone", "postcode")
# Names that fields of one's own data have in many services, whatever the language of their labels.
_NAMES = {
    "full_name": "name", "first_name": "name", "last_name": "name", "email": "email", "e_mail": "email",
    "email_address": "email", "phone": "phone", "phone_number": "phone", "telephone": "phone", "mobile": "phone",
}  # fmt: skip


def without_purpose(service: Service, places: Places) -> Iterator[Fault]:
    for page in service.pages:
        asked = [*page.fields, *(one for group in page.groups for one in group.fields)]
        silent = [one.path for one in asked if one.kind.asks and one.personal and not one.purpose]
        if silent:
            yield warning("no-purpose", places.of(page.id), page=page.id, fields=", ".join(silent))


def own_data(service: Service, places: Places) -> Iterator[Fault]:
    """Questions for the person's own name, e-mail, phone or address that browsers cannot fill in."""
    for field in service.fields.values():
        fact = _fact_of(field, service.language)
        if not fact:
            continue
        label = shortened(field.label.source)
        if field.kind.name in ("text", "long text"):
            yield warning("plain-text-kind", places.of(field.path, "kind"), text=label, kind=_KINDS[fact])
        elif (
            field.kind.name == _KINDS[fact]
            and fact in _FACTS
            and not field.prefill
            and _is_own(field, service.language)
        ):
            yield warning("not-filled-in", places.of(field.path), text=label, fact=_FACTS[fact])


def unknown_to_browsers(service: Service, places: Places) -> Iterator[Fault]:
    """Questions for the person's own phone number or postcode, of which the sign-in tells nothing and browsers know."""
    for field in service.fields.values():
        if field.kind.name in _KNOWN_TO_BROWSERS and not field.own and _is_own(field, service.language):
            yield warning("not-offered", places.of(field.path), text=shortened(field.label.source))


def _fact_of(field: Field, language: str) -> str:
    """Which of one's own facts the question looks like; "" where it is none, or no single line."""
    if field.id in _NAMES:
        return _NAMES[field.id]
    own = vocabulary(language).own
    return next((fact for fact, pattern in own.items() if has_words(pattern, field.label.source)), "")


def _is_own(field: Field, language: str) -> bool:
    """A group's items are other people's; elsewhere the label says whose it is."""
    return not field.group and has_words(vocabulary(language).possessive, field.label.source)
