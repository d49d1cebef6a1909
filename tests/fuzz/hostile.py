"""Hostile input by number: the same number gives the same input for ever, on every machine."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random

from portal.spec.bundle import Bundle, bundle_from_folder
from tests.authoring.nasty import Maker
from tests.journey.random_services import SETTINGS
from tests.rules.expressions import NAMES, Writer, damaged

FORMS = Path(__file__).resolve().parents[2] / "forms"
SHIPPED = tuple(sorted(path.parent.name for path in FORMS.glob("*/service.yaml")))
SIGNS = [
    *"{}[]()<>:,#&*!|'\"%@`-?\\/=+~$;^ \t\n",
    *("\x00", "\u2028", "\ufeff", "\ufffd", "é", "𝒳", "بيت", "\u202e", "\r\n", "\x1b"),
]
PIECES = [
    "- page: x\n", "  ask:\n", "when: ", "&a ", "*a", "!!python/object:os.system ", "<<: *a\n", "? ", "---\n", "...\n", "%YAML 1.2\n",
    "{{ 7*7 }}", "today", "answered(", "sum(", "matches('(a+)+$')", "duration('9999 years')", "date('0000-00-00')", "'" * 3, '"' * 3,
    "\\u0000", "\\ud800", "1e309", "-0", "9" * 400, "x" * 5_000, "[" * 60, "{a: " * 60, "kind: several choices",
    "list: ../../etc/passwd", "template: /etc/passwd", "group: g\n", "options: {", "count: documents", "min: 9999999999999999999",
    'pattern: "(((((((\"', "items: 0 to 100", "optional: yes", "default: ", "required: ", 'if: {weight: ".."}', "otherwise: ",
    "from: identity.name", "show: search", "retired: [", "sections:\n",
]  # fmt: skip


KEYS = """
edition service texts title guidance pages page ask field kind label when group items lists conditions values is checks fee tables
rows if documents review moves keep options exit text sections eligibility purposes availability include x
"""


@cache
def shipped(name: str) -> Bundle:
    return bundle_from_folder(FORMS / name)


def a_service(random: Random) -> str:
    """A shipped `service.yaml` with a few things done to it."""
    text = shipped(random.choice(SHIPPED)).text("service.yaml")
    for _ in range(random.choice([1, 1, 1, 2, 3, 8, 30])):
        text = random.choice(_DAMAGES)(text, random)
    return text


def among_its_files(text: str) -> Bundle:
    """The text as `service.yaml` beside the files of the service that it says it is: its lists and templates are there."""
    said = re.search(r"^service: (.+)$", text, re.MULTILINE)
    name = said[1] if said and said[1] in SHIPPED else SHIPPED[0]
    return shipped(name).replace("service.yaml", text)


def _lines(change: Callable[[list[str], int, Random], None]) -> Callable[[str, Random], str]:
    def damage(text: str, random: Random) -> str:
        lines = text.split("\n")
        change(lines, random.randrange(len(lines)), random)
        return "\n".join(lines)

    return damage


def _drop(lines: list[str], at: int, random: Random) -> None:
    del lines[at : at + random.choice([1, 1, 2, 10])]
    lines.append("")


def _double(lines: list[str], at: int, random: Random) -> None:
    lines[at:at] = lines[at : at + random.choice([1, 3, 12])] * random.choice([1, 1, 2, 50])


def _move(lines: list[str], at: int, random: Random) -> None:
    lines.insert(random.randrange(len(lines)), lines.pop(at))


def _indent(lines: list[str], at: int, random: Random) -> None:
    lines[at] = random.choice(["", " ", "  ", "    ", "\t"]) + lines[at].lstrip(" ")


def _value(lines: list[str], at: int, random: Random) -> None:
    lines[at] = re.sub(r": .*", lambda _: ": " + random.choice(PIECES), lines[at])


def _sign(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice([*SIGNS, *PIECES]) + text[at + random.choice([0, 0, 1, 5]) :]


def _cut(text: str, random: Random) -> str:
    return text[: random.randrange(len(text) + 1)] if random.random() < 0.1 else text


def _word(text: str, random: Random) -> str:
    words = re.findall(r"\w+", text) or ["x"]
    old, new = random.choice(words), random.choice(words)
    return text.replace(old, new, random.choice([1, 1, 1_000]))


_DAMAGES: tuple[Callable[[str, Random], str], ...] = (
    *map(_lines, (_drop, _double, _move, _indent, _value, _value)), _sign, _sign, _cut, _word, _word,
)  # fmt: skip


def a_yaml(random: Random, depth: int = 0) -> str:
    """Any nodes under the language's own keys."""
    keys = KEYS.split()
    pad = "  " * depth
    if depth > 5 or random.random() < 0.3:
        return f" {random.choice([*PIECES, 'a', '1', 'text', 'yes no', *SIGNS])}\n".replace("\n\n", "\n")
    if random.random() < 0.4:
        return "\n" + "".join(f"{pad}-{a_yaml(random, depth + 1)}" for _ in range(random.randint(0, 3)))
    chosen = random.sample(keys, random.randint(1, 6))
    return "\n" + "".join(f"{pad}{key}:{a_yaml(random, depth + 1)}" for key in chosen)


def a_rule(random: Random) -> str:
    way = random.random()
    if way < 0.3:
        return Writer(random).anything(random.choice([1, 3, 5]))
    if way < 0.6:
        source = Writer(random).anything(2)
        for _ in range(random.randint(1, 6)):
            source = damaged(source or "n", random)
        return source
    if way < 0.9:
        words = [
            *NAMES,
            *SIGNS,
            *PIECES,
            "&&",
            "||",
            "==",
            "in",
            "?",
            "exists(",
            "map(",
            "filter(",
            ").",
            "1",
            "'a'",
            "size(",
            "true",
            "not",
            "if",
        ]
        return " ".join(random.choice(words) for _ in range(random.randint(0, 40)))
    one, number = (
        random.choice(
            ["(", "!", "-", "[", "n + ", "b && ", "b ? ", "kids.all(x, ", "n == n || ", "'", "t + t.", "size("]
        ),
        random.choice([30, 400, 20_000]),
    )
    return one * number + random.choice(["n", "b", ""]) + ")" * random.choice([0, number])


def a_pattern(random: Random) -> str:
    words = [
        "a",
        "[a-z]",
        "(",
        ")",
        "|",
        "*",
        "+",
        "?",
        "{2}",
        "{0,999999}",
        "^",
        "$",
        ".",
        "\\d",
        "[^",
        "]",
        "\\",
        "é",
        "(?:",
        "(?=",
        "[[:alpha:]]",
        "{",
        "}",
        "-",
    ]
    return "".join(random.choice(words) for _ in range(random.randint(0, 20))) * random.choice([1, 1, 1, 20])


def a_form(random: Random) -> str:
    """A form of the digital form builder; now and then its JSON is damaged."""
    text = json.dumps(Maker(random.randrange(10**9)).form(), ensure_ascii=False)
    return _sign(text, random) if random.random() < 0.1 else text


def a_catalogue(random: Random) -> str:
    head = 'msgid ""\nmsgstr "Language: et\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
    text = f'{head}#: a\nmsgctxt "x/title"\nmsgid "A {{n}}"\nmsgstr "B {{n}}"\n'
    for _ in range(random.randint(1, 8)):
        text = random.choice(_DAMAGES)(text, random)
    return text


def a_list(random: Random) -> str:
    text = "code,name,town\na,A,x\nb,B,y\n"
    for _ in range(random.randint(1, 8)):
        text = random.choice(_DAMAGES)(text, random)
    return text


def scenarios(random: Random) -> str:
    text = shipped(random.choice(SHIPPED)).text("scenarios.yaml")
    for _ in range(random.choice([1, 1, 2, 5])):
        text = random.choice(_DAMAGES)(text, random)
    return text


def an_input(random: Random) -> str:
    """What somebody may type or a program may send."""
    way = random.random()
    if way < 0.3:
        return random.choice([*SIGNS, *PIECES, "", "yes", "red", "other", "none"])
    if way < 0.6:
        return "".join(
            random.choice([*SIGNS, *"0123456789", "٣", "Ⅷ", "²", "½", "-", ".", ",", "/"])
            for _ in range(random.randint(0, 30))
        )
    if way < 0.95:
        return random.choice(
            [
                "2026",
                "31 12 1999",
                "1,5",
                "-3",
                "+372 555 0100",
                "EE382200221020145685",
                "a@b.example",
                "https://x.example",
                "37605030299",
                "12:30",
            ]
        )
    return random.choice(["0", "a", " ", "\n", "é", "["]) * 100_000


MAKERS: Mapping[str, Callable[[Random], str]] = {
    "service": a_service, "yaml": a_yaml, "rule": a_rule, "pattern": a_pattern, "form": a_form, "catalogue": a_catalogue, "list": a_list,
    "scenarios": scenarios,
}  # fmt: skip
SHARES = {
    "service": 22,
    "yaml": 10,
    "rule": 25,
    "pattern": 8,
    "form": 8,
    "catalogue": 5,
    "list": 5,
    "scenarios": 5,
    "answers": 12,
}


def every_kind() -> str:
    """The questions of a service that asks each kind in each way that is known here."""
    from portal.kinds.registry import KINDS  # late: a test may lend kinds of its own

    fields = []
    for kind in KINDS:
        for setting in SETTINGS.get(kind, ("",)):
            shown = setting.replace("WHEN", "f0")
            fields.append(
                f'  - {{field: f{len(fields) + 1}, kind: {kind}, label: "Question"{", " + shown if shown else ""}}}\n'
            )
    return "".join(fields)
