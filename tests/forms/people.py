"""People at random who go through a shipped service, in its order or their own; and changes that an author may make to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import yaml

from portal.authoring.importing.writing import yaml_of
from portal.journey.entries import Entries
from portal.journey.plan import Plan, plan
from portal.journey.reading import read_item, read_page
from portal.spec.bundle import Bundle
from portal.spec.model import Field, Page, Service
from portal.spec.reader import SPECIFICATION
from tests.journey.random_services import JUNK_WORDS
from tests.journey.test_random_services import Raws, Sent

TODAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC)
MOST_ITEMS = 3


def typed(random: Random, one: Field, careful: bool) -> dict[str, list[str]]:
    """What somebody types into a field: what holds; where they are not careful also what does not, or nothing."""
    way = random.random()
    if way < (0.15 if not careful else 0.3 if one.optional else 0):
        return {}
    if not careful and way < 0.25 and not one.kind.takes_file:
        return {part: [random.choice(JUNK_WORDS)] for part in one.kind.parts(one)}
    if one.kind.name == "yes no":
        return {"": [random.choice(["yes", "no"])]}
    if one.kind.takes_options and one.codes and way < 0.9:
        several = one.kind.rule_type(one) == "codes"
        return {"": random.sample(list(one.codes), random.randint(1, min(3, len(one.codes))) if several else 1)}
    if one.kind.name == "integer" and way < 0.8:
        return {"": [str(random.randint(int(one.settings.get("min", 0)), int(one.settings.get("max", 12))))]}
    return {part: list(values) for part, values in one.kind.example(one, TODAY).items()}


class Visitor:
    """What somebody would type everywhere: the same into the same question, whenever it is asked."""

    def __init__(self, service: Service, random: Random) -> None:
        careful = random.random() < 0.5
        self.raws: Raws = {path: typed(random, one, careful) for path, one in service.fields.items() if not one.group}
        self.items: dict[str, list[Raws]] = {
            name: [
                {one.id: typed(random, one, careful) for one in group.fields}
                for _ in range(
                    random.randint(group.least if careful else 0, max(group.least, min(group.most, MOST_ITEMS)))
                )
            ]
            for name, group in service.groups.items()
        }

    def _sent(self, asked: Sequence[Field], raws: Raws, before: str = "") -> tuple[Sent, dict[str, Any]]:
        form, uploads = Sent(), {}
        for one in asked:
            raw = raws.get(one.id, {})
            if one.kind.takes_file and raw:
                uploads[f"{before}{one.id}"] = raw
            for part, values in raw.items() if not one.kind.takes_file else ():
                form[f"{before}{one.id}-{part}" if part else f"{before}{one.id}"] = list(values)
        return form, uploads

    def answer(self, so_far: Plan, page: Page) -> Entries:
        """The entries once the page was sent, its groups first."""
        entries = so_far.entries
        for group in so_far.shown_groups(page):
            for number, raws in enumerate(self.items.get(group.id, ())):
                here = plan(so_far.service, entries, TODAY)
                form, uploads = self._sent(group.fields, raws, f"{group.id}-i{number}-")
                entries = read_item(here, group, f"i{number}", form, uploads=uploads, now=NOW, judge=True)
        form, uploads = self._sent(page.fields, self.raws)
        return read_page(plan(so_far.service, entries, TODAY), page, form, uploads=uploads, now=NOW, judge=True)


def settled(service: Service, visitor: Visitor, random: Random | None = None) -> Plan:
    """Every page that is asked was sent, in order or in any, until that changes nothing any more."""
    so_far, before = plan(service, Entries(), TODAY), None
    pages = [page for page in service.pages if not page.exit]
    while so_far.entries != before:
        before = so_far.entries
        if random:
            random.shuffle(pages)
        for page in pages:
            if so_far.is_asked(page):
                so_far = plan(service, visitor.answer(so_far, page), TODAY)
    return so_far


def begun(service: Service, visitor: Visitor, pages: int) -> Entries:
    """The entries of somebody who sent the first few pages, wrong or right."""
    so_far = plan(service, Entries(), TODAY)
    for _ in range(pages):
        page = next((one for one in so_far.questions if one.id not in so_far.entries.tried), None)
        if page is None:
            break
        so_far = plan(service, visitor.answer(so_far, page), TODAY)
    return so_far.entries


# ---- changes -----------------------------------------------------------------------------------------------------------


def changed(bundle: Bundle, random: Random) -> tuple[Bundle, str]:
    """The service with one to three changes, and what they are; some make it one that cannot be read."""
    raw = yaml.load(bundle.text(SPECIFICATION), yaml.BaseLoader)
    told = [random.choice(_CHANGES)(raw, random) for _ in range(random.randint(1, 3))]
    return replace_text(bundle, yaml_of(raw)), "; ".join(told)


def replace_text(bundle: Bundle, text: str) -> Bundle:
    return bundle.replace(SPECIFICATION, text)


def _asking(raw: Any) -> list[Any]:
    return [page for page in raw["pages"] if page.get("ask")]


def _holders(raw: Any) -> Iterator[list[Any]]:
    for page in _asking(raw):
        yield page["ask"]
        yield from (one["ask"] for one in page["ask"] if "ask" in one)


def _fields(raw: Any) -> list[Any]:
    return [one for asked in _holders(raw) for one in asked if "field" in one]


def _drop_page(raw: Any, random: Random) -> str:
    page = raw["pages"].pop(random.randrange(len(raw["pages"])))
    return f"without the page {page['page']}"


def _rename_page(raw: Any, random: Random) -> str:
    page = random.choice(raw["pages"])
    page["page"] = f"{page['page']}_x"
    return f"the page {page['page']} was renamed"


def _reorder_pages(raw: Any, random: Random) -> str:
    random.shuffle(raw["pages"])
    return "pages in another order"


def _drop_field(raw: Any, random: Random) -> str:
    asked = random.choice(list(_holders(raw)))
    gone = asked.pop(random.randrange(len(asked)))
    return f"without {gone}"[:80]


def _rename_field(raw: Any, random: Random) -> str:
    one = random.choice(_fields(raw))
    one["field"] = f"{one['field']}_x"
    return f"{one['field']} was renamed"


def _change_kind(raw: Any, random: Random) -> str:
    one = random.choice(_fields(raw))
    for key in [key for key in one if key not in ("field", "label", "hint", "why", "when", "optional")]:
        one.pop(key)
    one["kind"] = random.choice(["text", "long text", "integer", "yes no", "date", "email", "country"])
    return f"{one['field']} is a {one['kind']}"


def _turn_optional(raw: Any, random: Random) -> str:
    one = random.choice(_fields(raw))
    one["optional"] = "no" if one.get("optional") == "yes" else "yes"
    return f"{one['field']} optional: {one['optional']}"


def _tighten(raw: Any, random: Random) -> str:
    one = random.choice(_fields(raw))
    key, value = random.choice([("max_length", "3"), ("min", "5"), ("max", "1"), ("latest", "today - 30 years")])
    one[key] = value
    return f"{one['field']} {key}: {value}"


def _drop_option(raw: Any, random: Random) -> str:
    having = [one for one in _fields(raw) if isinstance(one.get("options"), dict)]
    if not having:
        return "nothing"
    one = random.choice(having)
    gone = random.choice(list(one["options"]))
    del one["options"][gone]
    return f"{one['field']} without {gone}"


def _new_field(raw: Any, random: Random) -> str:
    random.choice(list(_holders(raw))).append({"field": "fresh", "kind": "text", "label": "Something new"})
    return "a new question"


def _move_field(raw: Any, random: Random) -> str:
    pages = _asking(raw)
    here, there = random.choice(pages)["ask"], random.choice(pages)["ask"]
    one = here.pop(random.randrange(len(here)))
    there.append(one)
    return f"{next(iter(one.values()))} moved"


def _items(raw: Any, random: Random) -> str:
    groups = [one for asked in _holders(raw) for one in asked if "group" in one]
    if not groups:
        return "nothing"
    group = random.choice(groups)
    group["items"] = random.choice(["0 to 1", "2 to 4", "1", "at least 3"])
    return f"{group['group']}: {group['items']}"


def _no_condition(raw: Any, random: Random) -> str:
    having = [one for one in (*raw["pages"], *_fields(raw)) if "when" in one and "exit" not in one]
    if not having:
        return "nothing"
    one = random.choice(having)
    one.pop("when")
    return f"{next(iter(one.values()))} is for everybody"


def _reword(raw: Any, random: Random) -> str:
    one = random.choice(_fields(raw))
    one["label"] = f"{one['label']} (new)"
    return f"{one['field']} in other words"


_CHANGES = [
    _drop_page, _rename_page, _reorder_pages, _drop_field, _rename_field, _change_kind, _turn_optional, _tighten, _drop_option,
    _new_field, _move_field, _items, _no_condition, _reword,
]  # fmt: skip
__all__ = ["NOW", "TODAY", "Visitor", "begun", "changed", "settled"]
