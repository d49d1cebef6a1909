"""Floor 5. An explanation in words: what the author says, and the answers that decided, as a table of two columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.errors import N_
from portal.i18n.text import Text
from portal.journey.entries import Answer
from portal.journey.explaining import Decisive, Explanation, Share, Whose
from portal.journey.finish import Row
from portal.kinds.computed import shown
from portal.spec.model import Field, Group, Service
from portal.wording.release import ReleaseWords

Lines = tuple[Text | str, ...]


Rows = tuple[tuple[Text, Lines], ...]


@dataclass(frozen=True, slots=True)
class ToldShare:
    """A row of the fee: its reason, what it comes to, how that was worked out (None where it was not), and what decided it."""

    because: Text
    amount: Text
    worked: Text | None
    says: tuple[Text, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Told:
    """`rows`: each question with the lines of its answer. `outcome`: what it comes to, where it comes to something."""

    title: Text | None
    says: tuple[Text, ...]
    because: tuple[Text, ...]
    rows: Rows
    outcome: Lines = ()
    shares: tuple[ToldShare, ...] = ()


def explained(
    service: Service, explanation: Explanation, words: ReleaseWords, title: Text | None = None, outcome: Lines = ()
) -> Told | None:
    """None where there is nothing to tell."""
    if not explanation:
        return None
    return Told(
        title,
        tuple(words.text(one) for one in explanation.says),
        tuple(words.text(one) for one in explanation.because),
        _rows(service, explanation.rows, words),
        outcome,
        tuple(_share(service, share, words) for share in explanation.shares),
    )


def _rows(service: Service, rows: Iterable[Decisive], words: ReleaseWords) -> Rows:
    return tuple((words.text(row.label), _lines(service, row, words)) for row in rows)


def _share(service: Service, share: Share, words: ReleaseWords) -> ToldShare:
    amount = words.money(share.amount.amount, share.amount.currency)
    signs = [part if isinstance(part, str) else str(_value(part, words)[0]) for part in share.worked]
    formula = " ".join(signs).replace("( ", "(").replace(" )", ")")
    worked = Text(f"{formula} = {amount}", words.language, words.language) if signs else None
    says = tuple(words.text(one) for one in share.says)
    return ToldShare(words.text(share.because), amount, worked, says, _rows(service, share.rows, words))


def all_told(
    service: Service, explanations: Mapping[str, Explanation], words: ReleaseWords, *, everything: bool = False
) -> tuple[Told, ...]:
    """What was kept with a case, each under its title: what the answers come to, why the fee is what it is, why a page was asked.

    `everything`: also what only the office is shown.
    """
    found = []
    for thing, one in sorted(explanations.items(), key=lambda item: _ORDER.index(item[0].partition(":")[0])):
        kind, _, name = thing.partition(":")
        outcome: Lines = ()
        if kind == "page" and name in service.pages_by_id:
            page = str(words.text(service.pages_by_id[name].title))
            title = words.word(N_("Why “{page}” was asked"), page=page)
        elif kind == "fee":
            title, amounts = words.word(N_("Why this fee")), [share.amount for share in one.shares]
            outcome = (words.money(sum(one.amount for one in amounts), amounts[0].currency),) if amounts else ()
        else:
            question = service.fields.get(one.shown_by)
            if _is_for_office(service, name, question) and not everything:
                continue
            label = question.label if question else service.labels.get(name)
            if label is None and not (kind == "table" and service.tables[name].options):
                continue  # a number with no name says nothing
            title = words.text(label) if label else words.word(N_("What the answers come to"))
            outcome = _came_to(service, name, one, words)
        if told := explained(service, one, words, title, outcome):
            found.append(told)
    return tuple(found)


def _is_for_office(service: Service, name: str, question: Field | None) -> bool:
    """Whether only hidden questions show it; a label of its own changes nothing about that."""
    shows = [question] if question else [one for one in service.fields.values() if one.settings.get("value") == name]
    return bool(shows) and all(one.kind.is_hidden for one in shows)


_ORDER = ("table", "value", "fee", "page")


def _came_to(service: Service, name: str, one: Explanation, words: ReleaseWords) -> Lines:
    """In the words of the table's options, where it has such; what several rows give is said once."""
    options = service.tables[name].options if name in service.tables else {}
    lines: list[Text | str] = []
    for value in dict.fromkeys(one.came_to) if options else one.came_to:
        lines += [words.text(options[value])] if value in options else _value(value, words)
    return tuple(lines)


def _value(value: Any, words: ReleaseWords) -> list[Text | str]:
    """A number, an amount, a day as the language writes it."""
    return list(shown(value, words))  # type: ignore[arg-type]


def _lines(service: Service, row: Decisive, words: ReleaseWords) -> Lines:
    if row.count is not None:
        return (words.integer(row.count),)
    one = service.fields[row.path]
    if not row.items:
        return tuple(line for answer in row.answers for line in words.lines(one, one.kind.decode(answer)))
    group = service.groups[one.group]
    # Translators: an answer about one of several things that were added: "Visitor 2: 14 May 2027"
    says = N_("{item}: {answer}")
    return tuple(
        words.word(
            says, item=str(_item(group, whose, words)), answer=words.on_one_line(Row(one, Answer(answer, "", "")))
        )
        for whose, answer in zip(row.items, row.answers, strict=True)
    )


def _item(group: Group, whose: Whose, words: ReleaseWords) -> Text:
    """What it is called in the summary too."""
    named = [
        Row(group.by_id[name], Answer(value, "", "")) for name, value in whose.named.items() if name in group.by_id
    ]
    return words.item(group, whose.number, named)
