"""Floor 6. What is different between two releases of a service, and what it means for drafts and cases. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.authoring.comparing import compare_fields, compare_groups, conditions, is_listed, other_parts
from portal.authoring.differing import AGAIN, DROPPED, GO_ON, MEANINGS, STAY, TEXT, Change, plainly, same
from portal.i18n.catalogue import Catalogue
from portal.spec.bundle import Bundle
from portal.spec.model import Content, Field, Group, Option, Page, Phrase, Service
from portal.spec.reader import read_service
from portal.wording.release import translations

_MOST_NAMED = 10  # rows of a list that are named; more are counted
# What has a comparison of its own below, or no meaning for anybody: the rest is compared as it is.
_HANDLED = frozenset(
    {
        "id", "edition", "language", "title", "guidance", "pages", "conditions", "values", "checks", "fee", "declaration",
        "review", "documents", "keep", "retired", "order", "reads", "phrases", "names",
    }
)  # fmt: skip


@dataclass(frozen=True)
class TextChange:
    """A text that is worded differently; `was` or `now` is "" where it is new or gone."""

    key: str
    was: str
    now: str


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
            "texts": [{"text": one.key, "was": one.was, "now": one.now} for one in self.texts],
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
        *_pages(old, new), *_questions(old, new), *_lists(old, new), *_rules(old, new), *_fee(old, new), *_review(old, new),
        *_documents(old, new), *_rest(old, new),
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
            yield Change("page", page.id, "added", GO_ON, page.title.source)
            continue
        yield from conditions("page", page.id, page.title.source, before.when, page.when)
        if _order(before) != (now := _order(page)) and set(_order(before)) == set(now):
            yield Change("page", page.id, "order", GO_ON, page.title.source)
        handled = frozenset({"id", "title", "ask", "when", "text"})
        for code, facts in other_parts(before, page, handled):
            yield Change("page", page.id, code, GO_ON, page.title.source, facts)
    for page in old.pages:
        if page.id not in new.pages_by_id:
            yield Change("page", page.id, "removed", GO_ON, page.title.source)
    kept = [[page.id for page in one.pages if page.id in other.pages_by_id] for one, other in ((old, new), (new, old))]
    if kept[0] != kept[1]:
        yield Change("service", new.id, "order", GO_ON, new.title.source)


def _order(page: Page) -> list[str]:
    return [item.id for item in page.ask]


def _questions(old: Service, new: Service) -> Iterator[Change]:
    for path, one in new.fields.items():
        before = old.fields.get(path)
        if before is None:
            may_stay_empty = one.optional or one.recommended or one.required or not one.kind.asks
            is_asked = not may_stay_empty and not (one.group and one.group not in old.groups)
            yield Change(
                "field", path, "asked" if is_asked else "added", AGAIN if is_asked else GO_ON, one.label.source
            )
            continue
        yield from _moved("field", path, one, old, new)
        yield from compare_fields(before, one)
    for path, one in old.fields.items():
        if path not in new.fields:
            yield Change("field", path, "removed", DROPPED, one.label.source)
    for name, group in new.groups.items():
        if name not in old.groups:
            yield Change("group", name, "added", AGAIN if group.least else GO_ON, group.label.source)
        else:
            yield from _moved("group", name, group, old, new)
            yield from compare_groups(old.groups[name], group)
    for name, group in old.groups.items():
        if name not in new.groups:
            yield Change("group", name, "removed", DROPPED, group.label.source)
    before_texts, after_texts = _contents(old), _contents(new)
    for name in dict.fromkeys((*after_texts, *before_texts)):
        if name not in before_texts or name not in after_texts:
            yield Change("content", name, "added" if name in after_texts else "removed", TEXT)
        else:
            yield from conditions("content", name, "", before_texts[name].when, after_texts[name].when, TEXT)


def _moved(what: str, path: str, one: Field | Group, old: Service, new: Service) -> Iterator[Change]:
    was, now = old.page_of[path], new.page_of[path]
    if was.id != now.id and not getattr(one, "group", ""):
        facts = {"was": was.id, "now": now.id}
        yield Change(what, path, "moved", GO_ON, one.label.source, facts)


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


def _rows(service: Service) -> dict[str, dict[str, Option]]:
    """List → its rows, of those lists that a question asks."""
    found: dict[str, dict[str, Option]] = {}
    for one in service.fields.values():
        if is_listed(one):
            name = one.options[0].label.key.split("/")[1]
            if name not in found:
                found[name] = {option.code: option for option in one.options}
    return found


def _some(codes: Sequence[str]) -> str:
    more = f" … ({len(codes)})" if len(codes) > _MOST_NAMED else ""
    return ", ".join(codes[:_MOST_NAMED]) + more or "–"


# ---- rules --------------------------------------------------------------------------------------------------------------


def _rules(old: Service, new: Service) -> Iterator[Change]:
    for what, before, after in (
        ("condition", old.conditions, new.conditions),
        ("value", old.values, new.values),
        ("check", {one.id: one for one in old.checks}, {one.id: one for one in new.checks}),
    ):
        yield from _by_name(what, before, after, AGAIN if what == "check" else GO_ON)


def _by_name(what: str, before: Mapping[str, Any], after: Mapping[str, Any], meaning: str) -> Iterator[Change]:
    """Things with names: which are new, gone, or say something else. What is gone asks nobody anything again."""
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            gone = GO_ON if meaning == AGAIN and now is None else meaning
            yield Change(what, name, "added" if now is not None else "removed", gone, _label(now or was))
            continue
        if isinstance(now, Phrase):  # its words are told among the texts
            continue
        rules = [getattr(one, "rule", None) or getattr(getattr(one, "when", None), "rule", None) for one in (was, now)]
        if rules[0] and rules[1] and rules[0].source != rules[1].source:
            facts = {"was": rules[0].source, "now": rules[1].source}
            yield Change(what, name, "rule", meaning, _label(now), facts)
        if (amounts := _amounts(was, now)) and amounts[0] != amounts[1]:
            facts = {"setting": "amount", "was": amounts[0], "now": amounts[1]}
            yield Change(what, name, "changed", meaning, _label(now), facts)
        handled = frozenset({"id", "name", "rule", "when", "order", "amount_minor", "currency"})
        for code, facts in other_parts(was, now, handled) if hasattr(now, "__dataclass_fields__") else _plain(was, now):
            yield Change(what, name, code, meaning, _label(now), facts)


def _amounts(was: Any, now: Any) -> list[str]:
    """What two rows cost, as an author writes it; empty where they are no rows of a fee."""
    return [f"{one.amount_minor / 100:.2f} {one.currency}" for one in (was, now) if hasattr(one, "amount_minor")]


def _plain(was: Any, now: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if not same(was, now):
        yield "changed", {"setting": "", "was": plainly(was), "now": plainly(now)}


def _label(thing: Any) -> str:
    """What a named thing says of itself."""
    if isinstance(thing, Phrase):
        return thing.source
    said = next(
        (found for part in ("title", "label", "says", "because") if (found := getattr(thing, part, None))), None
    )
    return said.source if isinstance(said, Phrase) else ""


# ---- what is paid, decided and issued -----------------------------------------------------------------------------------


def _fee(old: Service, new: Service) -> Iterator[Change]:
    rows = [{row.id: row for row in getattr(one, "fee", ())} for one in (old, new)]
    yield from _by_name("fee", rows[0], rows[1], GO_ON)
    kept = [[name for name in one if name in other] for one, other in ((rows[0], rows[1]), (rows[1], rows[0]))]
    if kept[0] != kept[1]:
        yield Change("fee", "fee", "order", GO_ON)


def _review(old: Service, new: Service) -> Iterator[Change]:
    yield from _by_name("move", old.review.moves, new.review.moves, STAY)
    yield from _by_name("reason", old.review.reasons, new.review.reasons, STAY)
    for code, facts in other_parts(old.review, new.review, frozenset({"moves", "reasons"})):
        yield Change("service", new.id, code, STAY, new.title.source, facts)
    for state in dict.fromkeys((*new.keep, *old.keep)):
        was, now = old.keep.get(state), new.keep.get(state)
        if was != now:
            facts = {"setting": state, "was": _span(was), "now": _span(now)}
            yield Change("keep", state, "changed", GO_ON if state == "draft" else STAY, facts=facts)


def _span(span: tuple[int, str] | None) -> str:
    return f"{span[0]} {span[1]}{'s' if span[0] != 1 and not span[1].endswith('s') else ''}" if span else "–"


def _documents(old: Service, new: Service) -> Iterator[Change]:
    yield from _by_name("document", old.documents, new.documents, STAY)


def _rest(old: Service, new: Service) -> Iterator[Change]:
    """Every other part of a service, as it stands: what the language learns later is told too."""
    for code, facts in other_parts(old, new, _HANDLED):
        was, now = getattr(old, facts["setting"]), getattr(new, facts["setting"])
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            what = "table" if facts["setting"] == "tables" else "part"
            yield from _by_name(what, was, now, GO_ON)
        else:
            yield Change("service", new.id, code, GO_ON, new.title.source, facts)


# ---- words --------------------------------------------------------------------------------------------------------------


def _texts(old: Service, new: Service) -> tuple[TextChange, ...]:
    """The texts that are worded differently; those of a thing that is new or gone are told with it."""
    before, after = ({one.key: one.source for one in service.phrases} for service in (old, new))
    things = [{key.split("/")[1] for key in texts} for texts in (before, after)]
    found = []
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key, ""), after.get(key, "")
        parts = key.split("/")
        is_of_thing = (key in before and key in after) or (parts[1] in things[0] & things[1] and len(parts) == 3)
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
