"""What differs is told in the words of the file: over many small changes of the services that the town has, and of one that says more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields as parts_of
from pathlib import Path

import pytest

from portal.authoring.differing import AGAIN, GO_ON, SEEN, TEXT
from portal.authoring.diffing import Difference, diff_bundles, diff_services
from portal.authoring.reaching import Reach
from portal.authoring.written import key_of
from portal.errors import SpecFault
from portal.kinds.registry import KINDS
from portal.spec.bundle import Bundle, bundle_from_folder, bundle_of
from portal.spec.keys import THINGS
from portal.spec.model import Automatic, Availability, Document, Field, Move, Part, Service, Table, TaskList, Value
from portal.spec.reader import read_service
from portal.spec.thing import Thing
from tests.spec.services import FILES, SMALL

FORMS = Path(__file__).parents[2] / "forms"
SHIPPED = sorted(path.parent for path in FORMS.glob("*/service.yaml"))
WRITTEN = {
    key.name
    for things in THINGS.values()
    for thing in ([things] if isinstance(things, Thing) else things.values())
    for key in thing.keys
} | {name for kind in KINDS.values() for name in kind.settings}
# What only the model says, or only Python.
FOREIGN = re.compile(
    r"task_list|is_free|prefill|amount_minor|working_days|takes_all|fee_adds_up|needs_reason|max_size is \d+$|\bNone\b|\bTrue\b"
    r"|\bFalse\b|Phrase|Condition\(|frozenset|datetime|Decimal|Money|object at|msgctxt|\{|\}|\b\d+, (year|month|day)|\b1 \w+s\b(?! in)"
    r"|\bleast is|\bmost is|\bsource is|\btarget is|…"
)


def small_changes(text: str) -> Iterator[str]:
    """The file with one place changed: a number, a flag, a level, a word, or a line or a row gone or moved."""
    for found in re.finditer(r"(?<![\w.])\d{1,5}(?![\w.])", text):
        for number in {int(found[0]) + 1, int(found[0]) * 2, max(int(found[0]) - 1, 1)}:
            yield f"{text[: found.start()]}{number}{text[found.end() :]}"
    for was, now in (
        ("yes", "no"), ("substantial", "high"), ("substantial", "low"), ("10 MB", "500 KB"), ("1 year", "18 months"),
        ("working days", "days"), ("==", "!="), ("choice", "several choices"), ("kind: text", "kind: long text"),
        ("exact", "text"), ("integer", "decimal"), (" 60 EUR", " 60.50 EUR"), ("pdf, jpeg", "pdf"), ("today", "today - 1 months"),
        ("label:", "optional: yes\n    label:"), ("purpose: ", "when: \"1 == 1\"\n  purpose: "), ("otherwise", "when: \"1 == 1\", amount"),
    ):  # fmt: skip
        for found in re.finditer(re.escape(was), text):
            yield f"{text[: found.start()]}{now}{text[found.end() :]}"
    lines = text.split("\n")
    for number in range(len(lines) - 1):
        yield "\n".join(lines[:number] + lines[number + 1 :])
        yield "\n".join([*lines[:number], lines[number + 1], lines[number], *lines[number + 2 :]])


def read_changes(bundle: Bundle) -> Iterator[Service]:
    for text in list(dict.fromkeys(small_changes(bundle.text("service.yaml"))))[::4]:
        try:
            yield read_service(bundle.replace("service.yaml", text))
        except SpecFault:
            continue


def judge(found: Difference) -> None:
    for one in found.changes:
        said = str(one)
        words = said.replace(one.label, "") if one.label else said
        assert not FOREIGN.search(re.sub(r"pattern (is|was) .*|“[^”]*”", "", words)), said
        key = str(one.facts.get("setting", "")).partition(", ")[0]
        assert key in {"", *WRITTEN, "kind of text", *found.new.keep, *found.old.keep}, said
    for text in found.texts:
        assert "/" not in str(text), text


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_no_word_is_told_that_no_author_wrote(folder: Path) -> None:
    bundle = bundle_from_folder(folder)
    service, told = read_service(bundle), 0

    for other in read_changes(bundle):
        for old, new in ((service, other), (other, service)):
            found = diff_services(old, new)
            judge(found)
            told += not found.is_nothing

    assert told > 50


MORE = SMALL.replace(
    "values:\n",
    """tables:
  discount:
    kind: money
    rows:
    - {row: few, if: {walks_in_all: "< 10"}, gives: 12 EUR}
    - {row: many, if: {walks_in_all: ">= 100"}, when: "size_of == 'big'", gives: 2.50 EUR}
    - {row: rest, otherwise: 0 EUR}
availability: {opens: 2026-03-01 08:00, closes: 2026-04-01 08:00, notice: 14 days}
sections:
  parts:
    first: {title: "The dog", pages: [dog, muzzle]}
    second: {title: "Its life", pages: [walks]}
values:
""",
).replace("keep: {", 'purposes: {care: "To care for dogs"}\nkeep: {')


HUGE = """{row: huge, when: "walks_in_all > 5 && size_of == 'big'", amount: 50 EUR, because: "Huge"}
- {row: large, when: big"""


def more(*swaps: tuple[str, str]) -> Bundle:
    text = MORE
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    return bundle_of({**FILES, "service.yaml": text})


@pytest.mark.parametrize(
    ("was", "now", "meaning", "words"),
    [
        ("gives: 12 EUR", "gives: 15.20 EUR", GO_ON, "row of the table discount, few: Gives 15.20 EUR; before: 12 EUR"),
        ('"< 10"', '"< 20"', GO_ON,
         "row of the table discount, few: Holds if walks_in_all < 20. Before: walks_in_all < 10"),
        ("    - {row: few, if: {walks_in_all: \"< 10\"}, gives: 12 EUR}\n", "", GO_ON,
         "row of the table discount, few: Taken out; it was 12 EUR"),
        ("otherwise: 0 EUR}", "otherwise: 3 EUR}", GO_ON, "row of the table discount, rest: Gives 3 EUR; before: 0 EUR"),
        ("kind: money\n    rows", "kind: money\n    take: all\n    rows", GO_ON, "table discount: take is all; it was first"),
        ("closes: 2026-04-01", "closes: 2026-05-01", SEEN,
         "service dog-licence “Dog licence”: availability, closes is 2026-05-01 08:00; it was 2026-04-01 08:00. "
         "Nobody can send an application outside these times, whenever they began it."),
        ("notice: 14 days", "notice: 1 month", GO_ON,
         "service dog-licence “Dog licence”: availability, notice is 1 month; it was 14 days"),
        ("  parts:\n", "  order: fixed\n  parts:\n", SEEN,
         "service dog-licence “Dog licence”: sections, order is fixed; it was free"),
        ("{row: large, when: big", HUGE, SEEN,
         "row of the fee huge “Huge”: New, 50 EUR if walks_in_all > 5 && size_of == 'big'. "
         "People are shown the new fee before they send."),
        ("text: Buy one first.", "text: Buy one.", TEXT, "service dog-licence “Dog licence”: 1 text is worded differently"),
    ],
)  # fmt: skip
def test_tables_sections_and_times_are_told_part_by_part(was: str, now: str, meaning: str, words: str) -> None:
    found = diff_bundles(more(), more((was, now)))

    judge(found)
    assert (meaning, words) in [(one.meaning, str(one)) for one in found.changes]


def test_a_page_that_moves_between_sections_is_named() -> None:
    found = diff_bundles(
        more(), more(("pages: [dog, muzzle]", "pages: [dog]"), ("pages: [walks]", "pages: [muzzle, walks]"))
    )

    assert [str(one) for one in found.changes] == [
        "section first “The dog”: pages is dog; it was dog, muzzle",
        "section second “Its life”: pages is muzzle, walks; it was walks",
    ]


def test_what_moved_is_named_pages_questions_and_rows() -> None:
    size = SMALL[SMALL.index("  - field: size_of") : SMALL.index("  - field: breed")]
    breed = SMALL[SMALL.index("  - field: breed") : SMALL.index("- page: muzzle")]
    walks = SMALL[SMALL.index("- page: walks") : SMALL.index("- page: no_muzzle")]
    last = SMALL.index("checks:\n")
    moved = (SMALL[:last] + walks + SMALL[last:]).replace(walks, "", 1).replace(size + breed, breed + size)

    found = diff_bundles(bundle_of({**FILES, "service.yaml": SMALL}), bundle_of({**FILES, "service.yaml": moved}))

    told = [str(one) for one in found.changes]
    assert len(told) == 2
    assert any(one.endswith(("now", "Stands first now")) and one.startswith("question ") for one in told)
    assert {"page walks “Its walks”: Stands after “A big dog needs a muzzle” now",
            "page no_muzzle “A big dog needs a muzzle”: Stands after “Its muzzle” now"} & set(told)  # fmt: skip


def test_a_change_of_kind_hides_no_other_change() -> None:
    line = '{field: minutes, kind: integer, label: "Minutes", min: 1}'
    swaps = [(line, line.replace("integer", "decimal").replace("min: 1", "min: 5, max: 9"))]
    swaps.append(("{kind: integer, is", "{kind: decimal, is"))

    found = diff_bundles(more(), more(*swaps))

    told = [(one.meaning, str(one)) for one in found.changes if one.name == "walk.minutes"]
    assert told == [
        (AGAIN, "question walk.minutes “Minutes”: Its kind is decimal; it was integer"),
        (AGAIN, "question walk.minutes “Minutes”: Stricter: min is 5; it was 1"),
        (AGAIN, "question walk.minutes “Minutes”: Stricter: max is 9; it was –"),
    ]


def test_a_size_of_file_and_a_validity_are_written_as_in_the_file() -> None:
    folder = next(folder for folder in SHIPPED if folder.name == "parking-permit")
    old = bundle_from_folder(folder)
    text = (
        old.text("service.yaml").replace("max_size: 10 MB", "max_size: 2 MB").replace("valid: 1 year", "valid: 2 years")
    )
    text = text.replace("latest: today", "latest: today - 1 months").replace(
        "from: identity.address\n", "from: identity.address\n    locked: yes\n"
    )

    told = [
        str(one) for one in diff_services(read_service(old), read_service(old.replace("service.yaml", text))).changes
    ]

    assert sorted(one.partition(": ")[2] for one in told) == [
        "Stricter: latest is today - 1 month; it was today",
        "Stricter: max_size is 2 MB; it was 10 MB",
        "locked is yes; it was no",
        "valid is 2 years; it was 1 year",
    ]


def test_days_out_of_the_answers_are_written_as_in_the_file() -> None:
    old = bundle_from_folder(next(folder for folder in SHIPPED if folder.name == "street-event-permit"))
    text = old.text("service.yaml").replace(
        "valid: {from: dates.from, until: dates.until}", "valid: {until: dates.until}"
    )

    (change,) = diff_services(read_service(old), read_service(old.replace("service.yaml", text))).changes

    assert str(change).endswith("valid is until: dates.until; it was from: dates.from, until: dates.until")


@pytest.mark.parametrize(
    ("things", "model"),
    [
        ("item", Field), ("value", Value), ("move", Move), ("automatic", Automatic), ("document", Document),
        ("availability", Availability), ("table", Table), ("sections", TaskList), ("service", Service), ("section", Part),
    ],
)  # fmt: skip
def test_every_part_of_the_model_has_the_key_of_the_file(things: str, model: type) -> None:
    """What the language learns later has its name here too, or a comparison of its own."""
    thing = THINGS[things]
    keys = {key.name for one in ([thing] if isinstance(thing, Thing) else thing.values()) for key in one.keys}
    made = object.__new__(model)
    apart = {
        Field: {"id", "group", "settings", "options"}, Value: {"name", "rule"}, Move: {"id"}, Document: {"id"},
        Table: {"name", "type"}, Part: {"id"}, Service: {"id", "phrases", "names", "order", "reads"},
    }.get(model, set())  # fmt: skip
    for name in (part.name for part in parts_of(model) if part.name not in apart):
        assert key_of(made, name).partition(", ")[0] in keys | {"where"}, name


def test_what_a_count_may_bring_in_is_found_through_the_conditions_that_read_it() -> None:
    folder = next(folder for folder in SHIPPED if folder.name == "parking-permit")

    codes, facts = Reach(read_service(bundle_from_folder(folder))).of("permits_at_home")

    assert codes == ("pages", "fee")
    assert facts["pages"] == "“Your household already has two permits”"
