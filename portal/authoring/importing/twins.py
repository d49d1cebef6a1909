"""Floor 6. The same form in two languages: whether they agree in everything but their words, and what translates what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.authoring.importing.conditions import All, Not, Some, Test, Tree
from portal.authoring.importing.xgov import Component, Form, FormList, FormPage, text_of
from portal.authoring.po import SAME, Entry, Message
from portal.spec.model import Group, Phrase, Service


class TheyDiffer(Exception):
    """The forms are no translations of each other; the message says where."""


@dataclass(frozen=True)
class Catalogue:
    entries: tuple[Entry, ...]
    extra: tuple[str, ...]  # texts of the twin that the first has no place for


def signature(form: Form) -> frozenset[tuple[str, str]]:
    """What twins have in common: the names and types of what is asked and said."""
    return frozenset((one.name, one.type) for page in form.pages.values() for one in _all(page.components))


def _all(components: tuple[Component, ...]) -> Iterator[Component]:
    for one in components:
        yield one
        yield from _all(one.children)


def rewritten(first: Form, twin: Form) -> Form:
    """The twin with the first one's paths, links, conditions and option values: only its words are its own.

    Refused: `TheyDiffer` where more than words is different.
    """
    paths = _paths(first, twin)
    if paths[twin.start] != first.start:
        raise TheyDiffer("they begin with different pages")
    values = _values(first, twin)
    for path, page in twin.pages.items():
        _compare_links(first, twin, page, first.pages[paths[path]], paths, values)
    back = {ours: theirs for theirs, ours in paths.items()}
    pages = {
        path: replace(
            twin.pages[back[path]], path=path, links=page.links, controller=page.controller,
            components=_in_order(page.components, twin.pages[back[path]].components),
        )
        for path, page in first.pages.items()
    }  # fmt: skip
    lists = {
        name: FormList(known.title, tuple(_with_value(item, other) for item, other in _pairs(first, name, known)))
        for name, known in twin.lists.items()
    }
    return replace(
        twin, start=first.start, pages=pages, conditions=first.conditions, lists=_renamed(first, twin, lists)
    )


def _pairs(first: Form, name: str, known: FormList) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    others = first.lists[name].items if name in first.lists else known.items
    yield from zip(known.items, others, strict=False)


def _with_value(item: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**item, "value": other.get("value")}


def _renamed(first: Form, twin: Form, lists: dict[str, FormList]) -> dict[str, FormList]:
    """Lists by both forms' names for them; a component finds its own either way."""
    found = dict(lists)
    for one, other in _components(first, twin):
        if one.list != other.list and other.list in twin.lists and one.list in first.lists:
            pairs = zip(twin.lists[other.list].items, first.lists[one.list].items, strict=False)
            found[other.list] = FormList(twin.lists[other.list].title, tuple(_with_value(*pair) for pair in pairs))
    return found


def _paths(first: Form, twin: Form) -> dict[str, str]:
    """The twin's path → the first one's, by what stands on the page."""
    if len(first.pages) != len(twin.pages):
        raise TheyDiffer("they have different numbers of pages")
    waiting: dict[tuple[Any, ...], list[str]] = {}
    for path, page in first.pages.items():
        waiting.setdefault(_mark(page), []).append(path)
    found = {}
    for path, page in twin.pages.items():
        same = waiting.get(_mark(page)) or []
        if not same:
            raise TheyDiffer(f"the page {path} asks something else")
        found[path] = same.pop(0)
    return found


def _mark(page: FormPage) -> tuple[Any, ...]:
    return (page.is_summary, tuple(sorted((one.name, one.type) for one in _all(page.components))))


def _in_order(wanted: tuple[Component, ...], given: tuple[Component, ...]) -> tuple[Component, ...]:
    by_name = {one.name: one for one in given}
    return tuple(
        replace(by_name[one.name], options=one.options, schema=one.schema, children=_in_order(one.children, by_name[one.name].children))
        if one.name in by_name else one
        for one in wanted
    )  # fmt: skip


def _components(first: Form, twin: Form) -> Iterator[tuple[Component, Component]]:
    others = {one.name: one for page in twin.pages.values() for one in _all(page.components)}
    for page in first.pages.values():
        for one in _all(page.components):
            if one.name in others:
                yield one, others[one.name]


def _values(first: Form, twin: Form) -> dict[str, dict[str, str]]:
    """For each field with options, the twin's values → the first one's, by their places in the list."""
    found = {}
    for one, other in _components(first, twin):
        ours, theirs = first.lists.get(one.list), twin.lists.get(other.list)
        if (ours is None) != (theirs is None) or (ours and theirs and len(ours.items) != len(theirs.items)):
            raise TheyDiffer(f"the options of {one.name} are different ones")
        if ours and theirs:
            pairs = zip(theirs.items, ours.items, strict=True)
            found[one.name] = {text_of(a.get("value")): text_of(b.get("value")) for a, b in pairs}
    return found


def _compare_links(
    first: Form, twin: Form, page: FormPage, other: FormPage, paths: Mapping[str, str], values: Mapping[str, Mapping[str, str]]
) -> None:  # fmt: skip
    theirs = [(paths[link.path], _meant(twin.conditions.get(link.condition), values)) for link in page.links]
    ours = [(link.path, _meant(first.conditions.get(link.condition), {})) for link in other.links]
    if theirs != ours:
        raise TheyDiffer(f"the links of the page {page.path} lead elsewhere")


def _meant(tree: Tree | None, values: Mapping[str, Mapping[str, str]]) -> Tree | None:
    """The condition in the first one's values; a section's name before the field does not count."""
    match tree:
        case All(parts=parts):
            return All(tuple(one for part in parts if (one := _meant(part, values))))
        case Some(parts=parts):
            return Some(tuple(one for part in parts if (one := _meant(part, values))))
        case Not(of=of):
            return Not(_meant(of, values) or of)
        case Test(field=field, value=value):
            name = field.rpartition(".")[2]
            return replace(tree, field=name, value=values.get(name, {}).get(value, value))
    return tree


def catalogue(first: Service, twin: Service) -> Catalogue:
    """The twin's texts as translations of the first one's.

    Refused: `TheyDiffer` where the specifications ask different things.
    """
    if _asked(first) != _asked(twin):
        raise TheyDiffer("they ask different things once they are specifications")
    theirs = {phrase.key: phrase.source for phrase in _phrases(twin)}
    entries = []
    for phrase in {phrase.key: phrase for phrase in _phrases(first)}.values():
        translated = theirs.pop(phrase.key, "")
        remarks = (SAME,) if translated == phrase.source else ()
        entries.append(Entry(Message(phrase.source, phrase.key), (translated,) if translated else (), remarks=remarks))
    return Catalogue(tuple(entries), tuple(f"{key}: {source}" for key, source in theirs.items()))


def _phrases(service: Service) -> Iterator[Phrase]:
    """What catalogues translate; the labels of lists stand in their files."""
    listed = {option.label.key for one in service.fields.values() for option in one.options if option.facts}
    return (phrase for phrase in service.phrases if phrase.source and phrase.key not in listed)


def _asked(service: Service) -> list[Any]:
    def told(when: Any) -> str:
        return when.rule.source if when else ""

    fields = [(path, one.kind.name, one.codes, one.optional, told(one.when)) for path, one in service.fields.items()]
    pages = [
        (page.id, page.exit, told(page.when), [item.id for item in page.ask if isinstance(item, Group)])
        for page in service.pages
    ]
    return [fields, pages]
