"""Floor 3. Who runs the portal: an authority and its offices. A part of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.spec.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Unit:
    """An office; scopes what staff see. `closed_on`: ISO dates; `weekend` ISO weekdays off (6, 7)."""

    id: str
    name: Phrase
    address: Phrase
    hours: Phrase
    email: str
    phone: str
    appeal: Phrase | None = None
    closed_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Authority:
    """Who runs the portal: published like a service."""

    id: str
    language: str
    languages: tuple[str, ...]  # of the site, in the order of the switch
    name: Phrase
    short_name: Phrase
    address: Phrase
    email: str
    phone: str
    country: str
    time_zone: str
    currency: str
    units: Mapping[str, Unit]
    life_events: Mapping[str, Phrase]
    privacy: Phrase
    accessibility: Phrase
    contact: Phrase
    logo: str = ""
    phrases: tuple[Phrase, ...] = ()
