"""Floor 6. What is different between two releases of a service, and what it means for drafts and cases. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from portal.authoring.comparing import (
    MOST_NAMED,
    compare_fields,
    compare_groups,
    conditions,
    list_of,
    other_parts,
    reordered,
)
from portal.authoring.differing import AGAIN, DROPPED, GO_ON, MEANINGS, SEEN, STAY, TEXT, Change
from portal.authoring.outcomes import by_name, compare_outcomes
from portal.authoring.written import plainly, text_name
from portal.i18n.catalogue import Catalogue
from portal.spec.bundle import Bundle
from portal.spec.model import LEVELS, Availability, Content, Field, Group, Item, Option, Service
from portal.spec.reader import read_service
from portal.wording.release import translations

# What has a comparison of its own below, or no meaning for anybody: the rest is compared as it is.
_HANDLED = frozenset(
    {
        "id", "edition", "title", "guidance", "pages", "conditions", "values", "checks", "tables", "fee", "fee_adds_up", "fee_table",
        "declaration", "review", "documents", "keep", "retired", "order", "reads", "phrases", "names", "sign_in",
        "availability", "task_list", "purposes",
    }
)  # fmt: skip
_TEXT_HANDLED = frozenset({"id", "when", "text", "title"})


@dataclass(frozen=True)
class TextChange:
    """A text that is worded differently; `was` or `now` is "" where it is new or gone."""

    key: str
    was: str
    now: str

    @property
    def name(self) -> tuple[str, dict[str, str]]:
        """What text it is, in words and their facts: “label of “plate””."""
        return text_name(self.key)

    def __str__(self) -> str:
        said, facts = self.name
        return said.format(**facts)


@dataclass(frozen=True)
class Difference:
    """All that differs, the gravest first within each meaning the order of the file."""

    old: Service
    new: Service
    changes: tuple[Change, ...]
    texts: tuple[TextChange, ...]

    @cached_property
    def by_meaning(self) -> Mapping[str, tuple[Change, ...]]:
        """Meaning → its changes, the gravest first; none that is empty."""
        found = {meaning: tuple(one for one in self.changes if one.meaning == meaning) for meaning in MEANINGS}
        return {meaning: changes for meaning, changes in found.items() if changes}

    @property
    def is_nothing(self) -> bool:
        return not self.changes

    @property
    def is_text_only(self) -> bool:
        """Whether drafts take it over without a word to anybody."""
        return set(self.by_meaning) <= {TEXT}

    @property
    def plain(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "service": self.new.id,
            "text_only": self.is_text_only,
            "changes": [one.plain for one in self.changes],
            "texts": [{"text": one.key, "says": str(one), "was": one.was, "now": one.now} for one in self.texts],
        }


def diff_bundles(old: Bundle, new: Bundle, folders: tuple[str, str] = ("", "")) -> Difference:
    """`folders` stand before the paths in faults. Refused: `SpecFault` where one cannot be read; `ValueError` where a catalogue cannot."""
    before, after = read_service(old, folders[0]), read_service(new, folders[1])
    found = diff_services(before, after)
    words = (
        translations(before, old.translations, old.shared_translations).catalogues,
        translations(after, new.translations, new.shared_translations).catalogues,
    )
    drawn = [
        Change("document", one.id, "template", STAY, one.title.source, {"file": one.template})
        for one in after.documents.values()
        if one.template in old.files and old.files[one.template] != new.files[one.template]
    ]
    more = (*drawn, *_translations(before, after, *words))
    return Difference(before, after, _sorted((*found.changes, *more)), found.texts)


def diff_services(old: Service, new: Service) -> Difference:
    """How `new` differs from `old`, but for its translations and its documents' templates."""
    texts = _texts(old, new)
    changes = [
        *_pages(old, new), *_questions(old, new), *_lists(old, new), *compare_outcomes(old, new), *_rest(old, new),
    ]  # fmt: skip
    if texts:
        changes.append(Change("service", new.id, "texts", TEXT, new.title.source, {"n": len(texts)}))
    return Difference(old, new, _sorted(changes), texts)


def _sorted(changes: Sequence[Change]) -> tuple[Change, ...]:
    order = list(MEANINGS)
    return tuple(sorted(changes, key=lambda one: order.index(one.meaning)))


# ---- pages and what they ask --------------------------------------------------------------------------------------------


def _pages(old: Service, new: Service) -> Iterator[Change]:
    for page in new.pages:
        before = old.pages_by_id.get(page.id)
        if before is None:
            yield Change("page", page.id, "added", SEEN, page.title.source)
            continue
        yield from conditions("page", page.id, page.title.source, before.when, page.when, SEEN)
        if before.exit != page.exit:
            yield Change("page", page.id, "exit" if page.exit else "no exit", SEEN, page.title.source)
        yield from _asked_in_order("", before.ask, page.ask)
        for group in page.groups:
            if group.id in old.groups:
                yield from _asked_in_order(f"{group.id}.", old.groups[group.id].ask, group.ask)
    for page in old.pages:
        if page.id not in new.pages_by_id:
            yield Change("page", page.id, "removed", SEEN, page.title.source)
    titles = {page.id: page.title.source for page in new.pages}
    # What was still to come may now stand before what is done.
    yield from _in_order("page", list(old.pages_by_id), list(new.pages_by_id), titles, SEEN)


def _asked_in_order(group: str, before: Sequence[Item], after: Sequence[Item]) -> Iterator[Change]:
    things = {item.id: item for item in after}
    labels = {name: "" if isinstance(item, Content) else item.label.source for name, item in things.items()}
    for one in _in_order("field", [item.id for item in before], list(things), labels):
        item = things[one.name]
        what = "content" if isinstance(item, Content) else "group" if isinstance(item, Group) else "field"
        yield replace(one, what=what, name=f"{group}{one.name}")


def _questions(old: Service, new: Service) -> Iterator[Change]:
    for path, one in new.fields.items():
        before = old.fields.get(path)
        if before is None:
            may_stay_empty = one.optional or one.recommended or one.required or not one.kind.asks
            is_asked = not may_stay_empty and not (one.group and one.group not in old.groups)
            yield Change("field", path, "asked" if is_asked else "added", AGAIN if is_asked else SEEN, one.label.source)
            continue
        yield from _moved("field", path, one, old, new)
        yield from compare_fields(before, one)
    for path, one in old.fields.items():
        if path not in new.fields:
            yield Change("field", path, "removed", DROPPED, one.label.source)
    yield from _groups(old, new)
    yield from _contents_of(old, new)


def _groups(old: Service, new: Service) -> Iterator[Change]:
    for name, group in new.groups.items():
        if name not in old.groups:
            yield Change("group", name, "added", AGAIN if group.least else SEEN, group.label.source)
        else:
            yield from _moved("group", name, group, old, new)
            yield from compare_groups(old.groups[name], group)
    for name, group in old.groups.items():
        if name not in new.groups:
            yield Change("group", name, "removed", DROPPED, group.label.source)


def _contents_of(old: Service, new: Service) -> Iterator[Change]:
    before_texts, after_texts = _contents(old), _contents(new)
    for name in dict.fromkeys((*after_texts, *before_texts)):
        if name not in before_texts or name not in after_texts:
            yield Change("content", name, "added" if name in after_texts else "removed", TEXT)
        else:
            yield from conditions("content", name, "", before_texts[name].when, after_texts[name].when, TEXT)
            for code, facts in other_parts(before_texts[name], after_texts[name], _TEXT_HANDLED):
                yield Change("content", name, code, TEXT, facts=facts)


def _moved(what: str, path: str, one: Field | Group, old: Service, new: Service) -> Iterator[Change]:
    was, now = old.page_of[path], new.page_of[path]
    if was.id != now.id and not getattr(one, "group", ""):
        facts = {"was": was.id, "now": now.id}
        # Its new page may be one that is done, or that not everybody sees.
        yield Change(what, path, "moved", SEEN, one.label.source, facts)


def _contents(service: Service) -> dict[str, Content]:
    found = {}
    for page in service.pages:
        for item in page.ask:
            if isinstance(item, Content):
                found[item.id] = item
            elif isinstance(item, Group):
                found |= {f"{item.id}.{one.id}": one for one in item.ask if isinstance(one, Content)}
    return found


# ---- lists --------------------------------------------------------------------------------------------------------------


def _lists(old: Service, new: Service) -> Iterator[Change]:
    before, after = _rows(old), _rows(new)
    for name in dict.fromkeys((*after, *before)):
        if name not in before or name not in after:
            yield Change("list", name, "added" if name in after else "removed", GO_ON)
            continue
        added = [code for code in after[name] if code not in before[name]]
        removed = [code for code in before[name] if code not in after[name]]
        if added or removed:
            facts = {"added": _some(added), "removed": _some(removed)}
            yield Change("list", name, "rows", AGAIN if removed else GO_ON, facts=facts)
        kept = [code for code in after[name] if code in before[name]]
        if other := [code for code in kept if _columns(before[name][code]) != _columns(after[name][code])]:
            yield Change("list", name, "rows differ", AGAIN, facts={"rows": _some(other)})


def _columns(row: Option) -> dict[str, str]:
    """What a row says beside its labels, which are told among the texts."""
    labels = {row.label.source, *row.labels.values()}
    return {name: value for name, value in row.facts.items() if value not in labels}


def _rows(service: Service) -> dict[str, dict[str, Option]]:
    """List → its rows, of those lists that a question asks."""
    found: dict[str, dict[str, Option]] = {}
    for one in service.fields.values():
        if (name := list_of(one)) and name not in found:
            found[name] = {option.code: option for option in one.options}
    return found


def _some(codes: Sequence[str]) -> str:
    more = f" … ({len(codes)})" if len(codes) > MOST_NAMED else ""
    return ", ".join(codes[:MOST_NAMED]) + more or "–"


# ---- all else -----------------------------------------------------------------------------------------------------------


def _rest(old: Service, new: Service) -> Iterator[Change]:
    """Every other part of a service, as it stands: what the language learns later is told too."""
    if old.sign_in != new.sign_in:
        facts = {"setting": "sign_in", "was": old.sign_in, "now": new.sign_in}
        is_raised = LEVELS.index(new.sign_in) > LEVELS.index(old.sign_in)
        meaning, then = (SEEN, ("sign in",)) if is_raised else (GO_ON, ())
        yield Change("service", new.id, "changed", meaning, new.title.source, facts, then)
    was, now = old.availability or Availability(), new.availability or Availability()
    for code, facts in other_parts(was, now, frozenset()):
        meaning, then = (SEEN, ("times",)) if facts["setting"] in ("opens", "closes") else (GO_ON, ())
        facts["setting"] = f"availability, {facts['setting']}"
        yield Change("service", new.id, code, meaning, new.title.source, facts, then)
    yield from _sections(old, new)
    yield from by_name("purpose", old.purposes, new.purposes, GO_ON)
    for code, facts in other_parts(old, new, _HANDLED):
        meaning = SEEN if facts["setting"] == "eligibility" else GO_ON
        yield Change("service", new.id, code, meaning, new.title.source, facts)


def _sections(old: Service, new: Service) -> Iterator[Change]:
    if old.task_list is None or new.task_list is None:
        if old.task_list != new.task_list:
            facts = {"setting": "sections", "was": plainly(old.task_list), "now": plainly(new.task_list)}
            yield Change("service", new.id, "set" if new.task_list else "unset", SEEN, new.title.source, facts)
        return
    before, after = ({part.id: part for part in one.parts} for one in (old.task_list, new.task_list))
    for part in dict.fromkeys((*after, *before)):
        if part not in before or part not in after:
            one = after.get(part) or before[part]
            yield Change("section", part, "added" if part in after else "removed", SEEN, one.title.source)
        elif before[part].pages != after[part].pages:
            facts = {"setting": "pages", "was": plainly(before[part].pages), "now": plainly(after[part].pages)}
            yield Change("section", part, "changed", SEEN, after[part].title.source, facts)
    titles = {name: part.title.source for name, part in after.items()}
    yield from _in_order("section", list(before), list(after), titles, SEEN)
    for code, facts in other_parts(old.task_list, new.task_list, frozenset({"parts"})):
        facts["setting"] = f"sections, {facts['setting']}"
        yield Change("service", new.id, code, SEEN, new.title.source, facts)


def _in_order(
    what: str, before: Sequence[str], after: Sequence[str], labels: Mapping[str, str], meaning: str = GO_ON
) -> Iterator[Change]:
    for name, other in reordered(before, after):
        facts = {"after": labels.get(other) or other}
        yield Change(what, name, "after" if other else "first", meaning, labels.get(name, ""), facts)


# ---- words --------------------------------------------------------------------------------------------------------------


def _texts(old: Service, new: Service) -> tuple[TextChange, ...]:
    """The texts that are worded differently; those of a thing that is new or gone are told with it."""
    before, after = ({one.key: one.source for one in service.phrases} for service in (old, new))
    things = [{key.split("/")[1] for key in texts} for texts in (before, after)]
    things = [found | set(service.names) for found, service in zip(things, (old, new), strict=True)]
    found = []
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key, ""), after.get(key, "")
        parts = key.split("/")
        is_of_thing = (key in before and key in after) or parts[1] == "guidance"
        is_of_thing |= parts[1] in things[0] & things[1] and (len(parts) == 3 or parts[2:3] == ["problem"])
        if was != now and is_of_thing:
            found.append(TextChange(key, was, now))
    return tuple(found)


def _translations(
    old: Service, new: Service, before: Mapping[str, Catalogue], after: Mapping[str, Catalogue]
) -> Iterator[Change]:
    for language in dict.fromkeys((*after, *before)):
        if language not in before or language not in after:
            yield Change("translation", language, "added" if language in after else "removed", TEXT)
            continue
        found = [
            (before[language].find(one.source, one.key), after[language].find(one.source, one.key))
            for one in new.phrases
        ]
        if differing := sum(now is not None and now != was for was, now in found):
            yield Change("translation", language, "translations", TEXT, facts={"n": differing})
        if lacking := sum(now is None for _, now in found):
            yield Change("translation", language, "untranslated", TEXT, facts={"n": lacking})
