"""Floor 7. The answers that stand on a document: what is kept of them with it, and how they read; of a group, item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.i18n.text import Text
from portal.journey.entries import Answer, Entries
from portal.journey.finish import Row
from portal.spec.model import Document, Field, Group, Service
from portal.wording.release import ReleaseWords

Lines = tuple[Text | str, ...]


def printed_answers(service: Service, entries: Entries, document: Document) -> dict[str, Any]:
    """The encoded answers under `print`; of a group’s field a list, one for each item that has it; of a group its items."""
    return _kept(service, entries, document.print, {})


def public_answers(service: Service, entries: Entries, document: Document) -> dict[str, Any]:
    """Those under `public`. Of a group a stranger reads the summaries of its items, and nothing else is kept."""
    named = {path: service.groups[path].named for path in document.public if path in service.groups}
    return _kept(service, entries, document.public, named)


def _kept(
    service: Service, entries: Entries, paths: Sequence[str], only: Mapping[str, frozenset[str]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in paths:
        if group := service.groups.get(path):
            names = [one.id for one in printed_fields(group) if one.id in only.get(path, group.by_id)]
            found[path] = [
                {name: item.answers[name].value for name in names if name in item.answers}
                for item in entries.items(path)
            ]
            continue
        values = [answer.value for answer in entries.answers_to(path)]
        if "." in path:
            found[path] = values
        elif values:
            found[path] = values[0]
    return found


def printed_fields(group: Group) -> tuple[Field, ...]:
    """All but files."""
    return tuple(one for one in group.fields if not one.kind.takes_file)


def titles(group: Group, items: Sequence[Mapping[str, Any]], words: ReleaseWords) -> Iterator[Text]:
    """What each item is called."""
    for number, item in enumerate(items, 1):
        rows = [Row(one, Answer(item[one.id], "", "")) for one in group.fields if one.id in item]
        yield words.item(group, number, rows)


def lines_of(thing: Field | Group, encoded: Any, words: ReleaseWords) -> Lines:
    """A printed answer in words: that of one field, of all items where it belongs to a group, or of a group its items’ names."""
    if isinstance(thing, Group):
        return tuple(titles(thing, encoded, words))
    each = encoded if thing.group else [encoded]
    return tuple(line for one in each for line in words.lines(thing, thing.kind.decode(one)))


def told(
    service: Service, document: Document, answers: Mapping[str, Any], words: ReleaseWords
) -> Iterator[tuple[Text, Lines]]:
    """A document’s public answers, in its order, with what each is called: the paper’s own word for it rather than the question."""
    for path in document.public:
        if path in answers:
            thing = service.groups.get(path) or service.fields[path]
            yield words.text(document.texts.get(path, thing.label)), lines_of(thing, answers[path], words)
