"""Floor 7. What anybody can find: the live services, by life event and by words, in the visitor's language.

A search forgives case, accents, endings and the forms of Arabic words, and looks at titles first, then at the guidance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.i18n.catalogue import Catalogue, Words
from portal.i18n.folding import arabic_root, sort_key, words_of
from portal.i18n.text import Text
from portal.spec.model import Phrase, Service
from portal.usecases.releases import Live, ServedService, live_service, live_services
from portal.usecases.standing import minutes_it_takes
from portal.wording.release import ReleaseWords
from portal.workflow.standing import ALWAYS, Standing, standing

# How much it counts where a word is found.
_IN_TITLE, _IN_SUMMARY, _IN_GUIDANCE = 12, 5, 1
_WHOLE, _BEGINS, _WITHIN, _ALIKE = 1.0, 0.8, 0.5, 0.4
_QUERY_WORDS = 12
_WITHIN_LETTERS = 3  # a shorter piece of a word is found at its beginning only
_ALIKE_LETTERS = 5  # words that share so many first letters may be the same, whatever their endings
_ENDING = 3  # so many letters at a word's end may be its ending


@dataclass(frozen=True)
class Offer:
    """A live service as the catalogue shows it."""

    id: str
    title: Text
    summary: Text
    life_events: tuple[str, ...]
    closed: bool  # by an administrator
    standing: Standing = ALWAYS  # by its own times

    @property
    def takes(self) -> bool:
        """Whether one can apply."""
        return self.standing.takes and not self.closed


@dataclass(frozen=True)
class ServicePage:
    """A live service with everything its start page says; `words` finds its texts."""

    live: Live
    words: ReleaseWords
    is_offered: bool  # in this language; where not, its texts are shown as they were written
    standing: Standing = ALWAYS
    minutes: tuple[int, int] | None = None  # where its guidance leaves them to be computed
    replacement: Text | None = None  # what the service is called that replaces it

    @property
    def service(self) -> Service:
        return self.live.service

    @property
    def fees(self) -> tuple[tuple[int, str], ...]:
        """What it may cost, each amount once, in minor units: lowest first.

        None where amounts add up or are worked out, which nobody counts through.
        """
        if self.service.fee_adds_up or any(row.rule for row in self.service.fee):
            return ()
        return tuple(sorted({(row.amount_minor, row.currency) for row in self.service.fee}))


def offers(session: Session, words: Words, *, zone: str, now: datetime, life_event: str = "") -> list[Offer]:
    """The services offered in this language, by title; those of one life event where it is named."""
    found = [_offer(live, _words(live.served, words, zone), zone, now) for live in _offered(session, words.language)]
    kept = [offer for offer in found if not life_event or life_event in offer.life_events]
    return sorted(kept, key=lambda offer: sort_key(offer.title.value, words.language))


def search(session: Session, query: str, words: Words, *, zone: str, now: datetime) -> list[Offer]:
    """The services that the words of `query` fit, best first. A query of no words finds nothing."""
    asked = _asked(query)
    scored = []
    for live in _offered(session, words.language):
        finder = _words(live.served, words, zone)
        score = _score(asked, _index(live.service, finder))
        if score:
            scored.append((-score, _offer(live, finder, zone, now)))
    scored.sort(key=lambda pair: (pair[0], sort_key(pair[1].title.value, words.language)))
    return [offer for _, offer in scored]


def service_page(session: Session, service_id: str, words: Words, *, zone: str, now: datetime) -> ServicePage:
    """Refused: `NotFound` where no such service is live.

    In a language that was left out it says everything in its own: a few translated lines would only be a mixture.
    """
    live = live_service(session, service_id)
    found, is_offered = _words(live.served, words, zone), live.speaks(words.language)
    found = found if is_offered else replace(found, catalogue=Catalogue(words.language))
    stands = standing(live.service, zone, now)
    return ServicePage(
        live, found, is_offered, stands,
        minutes_it_takes(session, live.service) if live.service.guidance.time is None else None,
        _title(session, stands.replaced_by, words, zone) if stands.replaced_by else None,
    )  # fmt: skip


def _title(session: Session, service_id: str, words: Words, zone: str) -> Text | None:
    """What another service is called; None where it is not live."""
    try:
        live = live_service(session, service_id)
    except NotFound:
        return None
    return _words(live.served, words, zone).text(live.service.title)


def _offered(session: Session, language: str) -> Iterator[Live]:
    return (live for live in live_services(session) if live.speaks(language))


def _words(served: ServedService, words: Words, zone: str) -> ReleaseWords:
    return served.translations.words(words.language, words, zone)


def _offer(live: Live, finder: ReleaseWords, zone: str, now: datetime) -> Offer:
    service = live.service
    title, summary = finder.text(service.title), finder.text(service.guidance.summary)
    return Offer(service.id, title, summary, service.life_events, live.closed, standing(service, zone, now))


def _asked(query: str) -> tuple[str, ...]:
    """The words that count: single letters only where there is nothing else."""
    every = tuple(dict.fromkeys(words_of(query)))[:_QUERY_WORDS]
    return tuple(word for word in every if len(word) > 1) or every


def _index(service: Service, finder: ReleaseWords) -> list[tuple[int, tuple[str, ...]]]:
    """The words of a service, with how much each place counts. What is not translated is found in its own language."""
    guidance = service.guidance
    rest: Iterable[Phrase | None] = (guidance.about, guidance.who, guidance.cost, *guidance.need, guidance.other_ways)
    said = " ".join(finder.text(phrase).value for phrase in rest if phrase is not None)
    return [
        (_IN_TITLE, words_of(finder.text(service.title).value)),
        (_IN_SUMMARY, words_of(finder.text(guidance.summary).value)),
        (_IN_GUIDANCE, words_of(said)),
    ]


def _score(asked: Sequence[str], index: Sequence[tuple[int, tuple[str, ...]]]) -> float:
    """How well a service fits; 0 where fewer than half of the words are found at all."""
    best = [max((weight * _likeness(word, known) for weight, known in index), default=0.0) for word in asked]
    found = [score for score in best if score]
    return sum(found) if asked and 2 * len(found) >= len(asked) else 0.0


def _likeness(word: str, known: Sequence[str]) -> float:
    return max((_alike(word, other) for other in known), default=0.0)


def _alike(word: str, other: str) -> float:
    if word == other:
        return _WHOLE
    if other.startswith(word):
        return _BEGINS
    if len(word) >= _WITHIN_LETTERS and word in other:
        return _WITHIN
    root = arabic_root(word)
    if root:
        return _ALIKE if root == arabic_root(other) else 0.0
    # An ending differs, and more may follow: "permits" and "permit", "parkimine" and "parkimisluba", "elukoht" and "elukohatõend".
    shared = max(_ALIKE_LETTERS, len(word) - _ENDING)
    return _ALIKE if word[:shared] == other[:shared] and min(len(word), len(other)) >= shared else 0.0


__all__ = ["Offer", "ServicePage", "offers", "search", "service_page"]
