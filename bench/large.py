"""A service as large as one can be, made by rule: shared by `make bench` and the tests.

It has what long forms have: sections of conditional pages, named conditions, values, checks, a fee, groups, lists in files,
options with conditions, long texts. The arguments alone say what comes out, so figures can be compared.
"""

from __future__ import annotations

from datetime import date

from portal.journey.entries import Answer, Entries, GroupItem
from portal.spec.bundle import Bundle, bundle_of
from portal.spec.model import Field, Service

TODAY = date(2026, 11, 24)
SENTENCE = "Look at the paper that came with it, and write what stands there in capital letters. "
LISTS, ROWS = 5, 200
SECTION = 10  # pages that belong together
HEAD = """\
edition: 1
service: large-form
texts: en
title: Large form
unit: residents-office
sign_in: low
guidance:
  summary: Everything that anybody could ever ask
  who: Everybody
  cost: Free
  time: An afternoon
  need: {patience: "Patience"}
  other_ways: Come to the Town Hall
"""
TAIL = """\
declaration: What I have answered is true
review:
  decide_within: 10 working days
  reasons: {too_long: "It is too long"}
  moves:
    approve: {from: received, to: approved, by: clerk, issue: paper}
    refuse: {from: received, to: refused, by: clerk, reason: required}
documents:
  paper: {title: "Paper", template: documents/paper.html, series: LF, print: [yes0], public: [yes0]}
keep: {draft: 30 days, approved: 1 year, refused: 1 year, withdrawn: 1 year}
"""
# Each page asks a yes or no first; then these in turn. What stands after a kind are its own lines.
KINDS = (
    ("integer", "min: 0"),
    ("text", "max_length: 200"),
    ("choice", 'options: {car: "A car", van: {label: "A van", when: "yes0"}, bike: "A bike", boat: "A boat"}'),
    ("date", "latest: today"),
    ("several choices", 'options: {red: "Red", green: "Green", blue: "Blue", none_of_these: "None"}'),
    ("money", ""),
    ("choice", "list: list{0}"),
    ("long text", "rows: 5"),
    ("address", ""),
)


def large_bundle(*, fields: int = 1_000, pages: int = 300, size: int = 1_000_000) -> Bundle:
    """So many fields on so many pages; `why` is drawn out until `service.yaml` has `size` bytes."""
    rows = "".join(f"c{row},Place number {row}\n" for row in range(ROWS))
    return bundle_of(
        {
            "service.yaml": large_text(fields=fields, pages=pages, size=size),
            "scenarios.yaml": "- {scenario: A beginning, answers: {}, problems: {yes0: empty}}\n",
            "documents/paper.html": "<p>Paper</p>",
            **{f"lists/list{one}.csv": f"code,name\n{rows}" for one in range(LISTS)},
        }
    )


def large_text(*, fields: int, pages: int, size: int) -> str:
    asked = "".join(_page(page, fields * page // pages, fields * (page + 1) // pages) for page in range(pages))
    lists = "".join(f"  list{one}: {{file: lists/list{one}.csv, code: code, label: name}}\n" for one in range(LISTS))
    text = f"{HEAD}lists:\n{lists}{_rules(pages)}pages:\n{asked}{TAIL}"
    share = max(0, size - len(text.encode())) // max(1, text.count("WHY"))
    return text.replace("WHY", (SENTENCE * (share // len(SENTENCE) + 1))[: share + 3].strip())


def _page(page: int, first: int, last: int) -> str:
    lines = [f"- page: page{page}", f"  title: Page number {page}"]
    if when := _when(page):
        lines.append(f'  when: "{when}"')
    lines.append("  ask:")
    lines += _field(f"yes{page}", "yes no", "")
    inside = range(1, last - first)
    if page % 10 == 7 and len(inside) > 1:
        lines += [f"  - group: group{page}", f"    label: One of page {page}", "    items: 0 to 5", "    ask:"]
        for place in inside:
            more = _field(f"part{place}", *(("integer", "min: 0") if place == 1 else ("text", "")))
            lines += [f"  {line}" for line in more]
    else:
        for place in inside:
            kind, setting = KINDS[(first + place) % len(KINDS)]
            lines += _field(
                f"field{first + place}", kind, setting.format(page % LISTS) if "{0}" in setting else setting
            )
    return "\n".join(lines) + "\n"


def _field(name: str, kind: str, setting: str) -> list[str]:
    lines = [f"  - field: {name}", f"    kind: {kind}", f"    label: Question {name}", "    why: WHY"]
    return [*lines, f"    {setting}"] if setting else lines


def _when(page: int) -> str:
    """As forms branch: within a section on the answer before, on a named condition, on what was computed."""
    start = page // SECTION * SECTION
    match page % SECTION:
        case 0:
            return ""
        case 1 | 4 | 7:
            return f"is{start}"
        case 2 | 5:
            return f"yes{page - 1} && (yes{start} || !answered(yes0))"
        case 3 | 8:
            return f"value{start} > 0 && age(date('1990-05-14')) > 18"
    return f"yes{start} ? yes{page - 1} : yes0"


def _rules(pages: int) -> str:
    starts = range(0, pages, SECTION)
    conditions = "".join(f'  is{one}: {{is: "yes{one} || !yes0", says: "You said yes to {one}"}}\n' for one in starts)
    values = "".join(
        f'  value{one}: {{kind: integer, is: "(yes{one} ? 1 : 2) + (is{one} ? 1 : 0)"}}\n' for one in starts
    )
    checks = "".join(
        f'- {{check: check{one}, when: "!yes{one} && value{one // SECTION * SECTION} > 5", at: yes{one}, says: "Say yes to {one}"}}\n'
        for one in range(0, pages, 4)
    )
    fee = "".join(
        f'- {{row: row{one}, when: "!yes{one}", amount: {one + 1} EUR, because: "You said no to {one}"}}\n'
        for one in range(0, pages, 15)
    )
    last = '- {row: usual, otherwise: 10 EUR, because: "The usual fee"}\n'
    return f"conditions:\n{conditions}values:\n{values}checks:\n{checks}fee:\n{fee}{last}"


def everything_answered(service: Service) -> Entries:
    """The entries of somebody who went through all of it, with two items in each group."""

    def answer(one: Field) -> Answer:
        value = one.kind.read(one, one.kind.example(one, TODAY), TODAY).value
        return Answer(one.kind.encode(value), "typed", "2026-11-24T09:00:00+00:00", one.kind.version)

    return Entries(
        answers={path: answer(one) for path, one in service.fields.items() if not one.group},
        groups={
            name: tuple(GroupItem(item, {one.id: answer(one) for one in group.fields}, {}, True) for item in "ab")
            for name, group in service.groups.items()
        },
        tried=frozenset(service.pages_by_id),
    )
