"""Floor 8. What stands on top of a page that comes back: the list of what is wrong, and the questions that came up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.errors import N_
from portal.i18n.text import Text
from portal.spec.model import Field, Group
from portal.web.citizen.added import Added
from portal.web.citizen.questions import Question, Shown
from portal.web.citizen.rows import input_id
from portal.wording.release import ReleaseWords


def summary_of_problems(shown: Sequence[Shown], words: ReleaseWords) -> tuple[tuple[str, Text], ...]:
    """(id of the first wrong input, words) in the page's order; of an item of a group the address of its page, there."""
    return tuple(_problems(shown, words))


def _problems(shown: Sequence[Shown], words: ReleaseWords) -> Iterator[tuple[str, Text]]:
    for one in shown:
        if isinstance(one, Question):
            for part, told in one.problems:
                first = part or (one.parts[0][0] if one.parts else "")
                yield (f"{one.id}-{first}" if first else one.id), told
        elif isinstance(one, Added):
            for told in one.problems:
                yield one.id, told
            for card in one.cards:
                # Translators: what is wrong in one of several things that were added: "Visitor 2: Enter a name"
                says = N_("{item}: {problem}")
                yield from (
                    (where, words.word(says, item=str(card.title), problem=str(told))) for where, told in card.problems
                )


def summary_of_news(
    new: Sequence[Field | Group], words: ReleaseWords, *, prefix: str = ""
) -> tuple[tuple[str, Text], ...]:
    """(id of the first input, label) of what came up; `prefix` stands before the inputs of a group's item."""
    return tuple(
        (input_id(one, prefix + one.id) if isinstance(one, Field) else one.id, words.text(one.label)) for one in new
    )
