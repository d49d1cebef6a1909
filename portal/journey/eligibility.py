"""Floor 4. Whether somebody can apply, by the first pages alone: stateless, so that nobody needs to sign in for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.journey.entries import Entries
from portal.journey.plan import Plan, plan
from portal.journey.reading import Form, read_page
from portal.spec.model import Page, Service

ASKED = "asked"  # under this name a form says which pages were answered
SEEN = "seen"  # and under this one which questions stood there that an answer of the same page had brought up


@dataclass(frozen=True, slots=True)
class Look:
    """How the answers stand: `page` is the next that wants something, `exit` the end for this person; neither: may apply."""

    plan: Plan
    page: Page | None
    exit: Page | None

    @property
    def may_apply(self) -> bool:
        return self.page is None and self.exit is None


def look(service: Service, form: Form, *, today: date, now: datetime) -> Look:
    """What the form's answers to the first pages come to. Whatever else it holds is not read."""
    entries = Entries()
    tried = set(form.getlist(ASKED))
    for page in _pages(service):
        so_far = plan(service, entries, today)
        if page.id in tried and so_far.is_asked(page):
            seen = form.getlist(SEEN)
            read = read_page(so_far, page, form, uploads={}, now=now, judge=True, seen_before=seen)
            # Nothing of it is kept, so a page that was once answered is.
            entries = replace(read, tried=read.tried | {page.id})
    found = plan(service, entries, today)
    for page in found.road:
        if page.id not in service.eligibility:
            break
        if page.exit:
            return Look(found, None, page)
        if not found.is_complete(page):
            return Look(found, page, None)
    return Look(found, None, None)


def _pages(service: Service) -> tuple[Page, ...]:
    return tuple(page for page in service.pages if page.id in service.eligibility and not page.exit)


def carried(entries: Entries, answered: Entries) -> Entries:
    """The entries of a new draft with what was answered before signing in: nothing is asked twice."""
    return replace(entries, answers={**entries.answers, **answered.answers}, tried=entries.tried | answered.tried)


def holds_all(entries: Entries, answered: Entries) -> bool:
    """Whether the draft holds what was answered before signing in, as it was answered."""
    given = entries.answers
    same = all(name in given and given[name].value == one.value for name, one in answered.answers.items())
    return same and answered.tried <= entries.tried
