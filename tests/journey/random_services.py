"""Services made at random, and people who answer them: with what holds, with what does not, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from portal.kinds.registry import KINDS
from tests.spec.services import SMALL

OPTIONS = 'options: {red: "Red", green: "Green", blue: {label: "Blue", when: "WHEN"}}'
# What a kind needs to be asked; the others need nothing.
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "choice": (OPTIONS, OPTIONS + ', other: "Another"', 'options: {red: "Red", green: "Green"}, show: select'),
    "several choices": (OPTIONS + ', none: "None of these"', 'options: {red: "Red", green: "Green"}, min: 2', OPTIONS),
    "likert": ('statements: {calm: "It is calm"}, scale: {bad: "Bad", good: "Good"}',),
    "computed": ("value: total",),
    "hidden": ("value: total",),
    "integer": ("min: 0, max: 40", "", "min: -3"),
    "text": ("max_length: 5", "", 'pattern: "[A-Z]{2}", example: AB'),
    "date": ("latest: today", "", "earliest: today - 18 years"),
    "decimal": ("places: 1", ""),
    "money": ("", "min: 1 EUR"),
}
# Conditions over the answers, by the kind that they read.
ATOMS: Mapping[str, tuple[str, ...]] = {
    "yes no": ("NAME", "!NAME", "NAME == false"),
    "integer": ("NAME > 3", "NAME * 2 == 14", "NAME / 0 > 1", "NAME <= -1"),
    "text": ("NAME == 'AB'", "size(NAME) > 2", "NAME.startsWith('A')", "NAME.matches('^[a-z]+$')"),
    "choice": ("NAME == 'red'", "NAME in ['red', 'green']", "NAME != 'green'"),
    "several choices": ("'red' in NAME", "size(NAME) > 1", "NAME.exists(x, x == 'green')"),
    "date": ("age(NAME) >= 18", "NAME < today", "NAME > date('2020-02-29')"),
    "decimal": ("NAME > 0.5",),
    "money": ("NAME > money('5 EUR')",),
}


def names_of(service_text: str) -> list[str]:
    return [line.split("field: ")[1].split(",")[0] for line in service_text.splitlines() if "field: " in line]


@st.composite
def service_texts(draw: st.DrawFn) -> str:
    """A `service.yaml` of up to seven pages: conditions over any earlier answers, groups, exits, checks, a fee."""
    asked: list[tuple[str, str]] = [("f0", "yes no")]
    groups: list[str] = []

    def condition() -> str:
        known = [(name, kind) for name, kind in asked if kind in ATOMS]
        parts = []
        for _ in range(draw(st.integers(1, 3))):
            if groups and draw(st.integers(0, 3)) == 0:
                group = draw(st.sampled_from(groups))
                atoms = (f"size({group}) > 1", f"{group}.exists(one, one.n > 3)", f"sum({group}.n) > 5", "total > 2")
                parts.append(draw(st.sampled_from(atoms)))
            else:
                name, kind = draw(st.sampled_from(known))
                parts.append(
                    draw(st.sampled_from((*ATOMS[kind], "answered(NAME)", "!answered(NAME)"))).replace("NAME", name)
                )
        return draw(st.sampled_from([" && ", " || "])).join(f"({part})" for part in parts)

    kinds = [name for name in KINDS if name in KNOWN]
    pages = ['- page: p0\n  title: Page\n  ask:\n  - {field: f0, kind: yes no, label: "Zero?"}\n']
    for page in range(1, draw(st.integers(2, 7))):
        when = f'  when: "{condition()}"\n' if draw(st.booleans()) else ""
        if when and draw(st.integers(0, 5)) == 0:
            pages.append(f"- page: p{page}\n{when}  exit: You cannot apply\n  text: Call us\n")
            continue
        items, fresh = [], []
        for _ in range(draw(st.integers(1, 3))):
            name = f"f{len(asked) + len(fresh)}"
            kind = draw(st.sampled_from(kinds))
            setting = draw(st.sampled_from(SETTINGS.get(kind, ("",)))).replace("WHEN", condition())
            shown = draw(
                st.sampled_from(["", "", "optional: yes", f'when: "{condition()}"', f'required: "{condition()}"'])
            )
            if kind in ("computed", "hidden"):
                shown = ""
            more = "".join(f", {one}" for one in (setting, shown) if one)
            items.append(f'  - {{field: {name}, kind: {kind}, label: "Question {name}"{more}}}\n')
            fresh.append((name, kind))
        if draw(st.integers(0, 3)) == 0:
            group = f"g{page}"
            shown = draw(st.sampled_from(["", f'    when: "{group}.n > 2"\n', f'    when: "{condition()}"\n']))
            items.append(
                f"  - group: {group}\n    label: Item\n    items: {draw(st.sampled_from(['0 to 3', '1 to 2', '2 to 2']))}\n    ask:\n"
                f'    - {{field: n, kind: integer, label: "Number"}}\n    - field: t\n      kind: text\n      label: Word\n'
                f"{shown.replace('    when', '      when')}"
            )
            groups.append(group)
        pages.append(f"- page: p{page}\n  title: Page {page}\n{when}  ask:\n" + "".join(items))
        asked += fresh
    total = f"sum({groups[0]}.n) + 1" if groups else "f0 ? 3 : 1"
    checks = (
        f'checks:\n- {{check: c0, when: "{condition()}", at: f0, says: "Look again"}}\n'
        if draw(st.integers(0, 3)) == 0
        else ""
    )
    amounts = [
        "5 EUR",
        "2.50 EUR * total",
        "10 EUR - 3 EUR * total",
        "5 EUR / total",
        "f0 ? 1 EUR : 9000000 EUR * total",
    ]
    amounts += [f"sum({group}.map(one, one.n > 3 ? 4 EUR : 1 EUR * one.n))" for group in groups]
    one, other = draw(st.sampled_from(amounts)), draw(st.sampled_from(amounts))
    fee = (
        f'fee:\n- {{row: r0, when: "{condition()}", amount: "{one}", because: "So"}}\n'
        f'- {{row: r1, otherwise: "{other}", because: "Else"}}\n'
    )
    values = f'values:\n  total: {{kind: integer, is: "{total}"}}\n'
    head, tail = SMALL[: SMALL.index("lists:")], SMALL[SMALL.index("declaration:") :]
    tail = tail.replace("print: [size_of, breed]", "print: [f0]").replace("public: [breed]", "public: [f0]")
    return head + values + "pages:\n" + "".join(pages) + checks + fee + tail


KNOWN = frozenset(name for name, kind in KINDS.items() if not kind.takes_file) - {
    "declaration"
}  # a file is sent, not typed
JUNK_WORDS = [
    "",
    " ",
    "x",
    "0",
    "-7",
    "9" * 40,
    "yes",
    "no",
    "red",
    "blue",
    "other",
    "none",
    "31 2 2020",
    "<b>",
    "\x00",
    "é" * 300,
    "1,5",
]
JUNK = st.sampled_from(JUNK_WORDS)


def typed(draw: st.DrawFn, one: Any, today: Any) -> dict[str, list[str]]:
    """What one person types into a field: what holds, what probably does not, or nothing."""
    way = draw(st.integers(0, 5))
    if way == 0:
        return {}
    if way == 1:
        return {part: [draw(JUNK)] for part in one.kind.parts(one)}
    if one.kind.name == "yes no":
        return {"": [draw(st.sampled_from(["yes", "no"]))]}
    if one.kind.takes_options and way < 5:
        codes = [code for code in one.codes if code != "other"]
        number = 1 if one.kind.rule_type(one) == "code" else draw(st.integers(1, 3))
        return {"": [draw(st.sampled_from(codes)) for _ in range(number)]}
    if one.kind.name == "integer" and way < 5:
        return {"": [draw(st.sampled_from(["0", "3", "4", "7", "40"]))]}
    return {part: list(values) for part, values in one.kind.example(one, today).items()}
