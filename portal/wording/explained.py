"""Floor 5. An explanation in words: what the author says, and the answers that decided, as a table of two columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.errors import N_
from portal.i18n.text import Text
from portal.journey.explaining import Decisive, Explanation
from portal.spec.model import Service
from portal.wording.release import ReleaseWords

Lines = tuple[Text | str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """`rows`: each question with the lines of its answer."""

    title: Text | None
    says: tuple[Text, ...]
    because: tuple[Text, ...]
    rows: tuple[tuple[Text, Lines], ...]


def explained(
    service: Service, explanation: Explanation, words: ReleaseWords, title: Text | None = None
) -> Told | None:
    """None where there is nothing to tell."""
    if not explanation:
        return None
    return Told(
        title,
        tuple(words.text(one) for one in explanation.says),
        tuple(words.text(one) for one in explanation.because),
        tuple((words.text(row.label), _lines(service, row, words)) for row in explanation.rows),
    )


def all_told(service: Service, explanations: Mapping[str, Explanation], words: ReleaseWords) -> tuple[Told, ...]:
    """What was kept with a case, each under its title: why a page was asked, why the fee is what it is."""
    found = []
    for thing, one in explanations.items():
        kind, _, name = thing.partition(":")
        if kind == "page" and name in service.pages_by_id:
            page = str(words.text(service.pages_by_id[name].title))
            title = words.word(N_("Why “{page}” was asked"), page=page)
        elif kind == "fee":
            title = words.word(N_("Why this fee"))
        else:
            title = words.word(N_("What the answers come to"))
        if shown := explained(service, one, words, title):
            found.append(shown)
    return tuple(found)


def _lines(service: Service, row: Decisive, words: ReleaseWords) -> Lines:
    if row.count is not None:
        return (words.integer(row.count),)
    one = service.fields[row.path]
    return tuple(line for answer in row.answers for line in words.lines(one, one.kind.decode(answer)))
