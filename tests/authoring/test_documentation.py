"""docs/specification.md: every example on it is read, and nothing of the language is missing from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from portal.authoring.scenarios import read_scenarios, run
from portal.errors import SpecFault
from portal.kinds.registry import KINDS
from portal.rules.functions import FUNCTIONS
from portal.spec import authority
from portal.spec.bundle import Bundle, bundle_of
from portal.spec.keys import IDENTITY, OPTIONED, THINGS
from portal.spec.model import Item
from portal.spec.reader import read_service
from portal.spec.thing import Thing

PAGE = Path(__file__).resolve().parents[2] / "docs" / "specification.md"
TEXT = PAGE.read_text("utf-8")
FILES = {
    "documents/tag.html": "<p>{{ number }}</p>",
    "lists/breeds.csv": "breed,name\npug,Pug\npoodle,Poodle\n",
    "lists/kinds.csv": "code,name,name_et,family\nold,Old pug,Vana mops,pug\n",
    "shared/lists/animals.csv": "breed,name\npug,Pug\n",
}
ASKED = """\
pages:
- page: dog
  title: Your dog
  ask:
  - {field: dog_name, kind: text, label: "What is your dog called?"}
  - {field: is_guide, kind: yes no, label: "Is it a guide dog?"}
- page: example
  title: An example
  ask:
"""


def blocks(mark: str) -> list[tuple[int, str]]:
    """The examples of that mark: their first line's number on the page, and their text."""
    found = re.finditer(rf"^```{mark}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    return [(TEXT[: match.start()].count("\n") + 2, match[1]) for match in found]


def parts(text: str) -> dict[str, str]:
    """The file's top-level keys with all that belongs to them."""
    return {
        part.split(":", 1)[0]: part for part in re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE) if part.strip()
    }


def a_service(example: str = "") -> Bundle:
    """The smallest service of the page, with an example in its place: top-level keys, or questions."""
    whole = parts(blocks("yaml service")[0][1])
    if example.startswith("- "):
        example = ASKED + "".join(f"  {line}" for line in example.splitlines(keepends=True))
    ((_, shared),) = blocks("yaml set")
    return bundle_of(
        {**FILES, "shared/contact.yaml": shared, "service.yaml": "".join((whole | parts(example)).values())}
    )


def faults_in(example: str) -> list[str]:
    try:
        read_service(a_service(example))
    except SpecFault as fault:
        return [str(one) for one in fault.faults]
    return []


@pytest.mark.parametrize(("line", "example"), [pytest.param(*one, id=f"line {one[0]}") for one in blocks("yaml")])
def test_every_example_is_read(line: int, example: str) -> None:
    assert faults_in(example) == []


def test_the_smallest_service_is_whole() -> None:
    assert read_service(a_service()).title.source == "Dog tag"


def test_the_example_of_the_authority_is_read() -> None:
    ((_, example),) = blocks("yaml authority")

    assert authority.read_authority(bundle_of({"authority.yaml": example})).id == "solmere"


def test_the_scenarios_of_the_page_hold() -> None:
    ((_, example),) = blocks("yaml scenarios")
    bundle = a_service().replace("scenarios.yaml", example)
    service = read_service(bundle)

    scenarios = read_scenarios(bundle, service)

    assert len(scenarios) == 3
    assert [str(failure) for scenario in scenarios for failure in run(service, scenario)] == []


def test_the_fault_on_the_page_is_what_the_reader_says() -> None:
    ((line, example),) = blocks("yaml fault")
    shown = TEXT.splitlines()[line + example.count("\n") + 2]

    assert faults_in(example) == [shown]


def expressions() -> Iterator[str]:
    ((_, example),) = blocks("cel")
    yield from (re.split(r" {3,}", line)[0] for line in example.splitlines())


@pytest.mark.parametrize("expression", list(expressions()))
def test_every_expression_on_the_page_can_be_a_condition(expression: str) -> None:
    kinds = next(example for _, example in blocks("yaml") if "kind: money" in example)
    group = next(example for _, example in blocks("yaml") if example.startswith("- group:"))
    asked = ASKED + "".join(f"  {line}\n" for line in (kinds + group).splitlines())
    last = (
        f'- page: last\n  title: Last\n  when: "{expression}"\n  ask:\n  - {{field: ok, kind: yes no, label: "OK?"}}\n'
    )

    assert faults_in(asked + last) == []


def named(words: str) -> bool:
    return f"`{words}`" in TEXT or re.search(rf"(^|[\s{{\[,])\s*{re.escape(words)}:", TEXT, re.MULTILINE) is not None


def keys() -> set[str]:
    things = [one for thing in THINGS.values() for one in ((thing,) if isinstance(thing, Thing) else thing.values())]
    return {name for thing in things for name in thing.names} | {key.name for key in OPTIONED}


def test_every_key_is_on_the_page() -> None:
    assert {key for key in keys() if not named(key)} == set()


@pytest.mark.parametrize("name", list(KINDS))
def test_every_kind_is_on_the_page_with_its_settings_and_problems(name: str) -> None:
    (row,) = [line for line in TEXT.splitlines() if line.startswith(f"| `{name}` |")]
    kind = KINDS[name]

    said = set(re.findall(r"`([a-z_ ]+)`", row))

    assert {*kind.settings, *kind.problems} - {"empty", "example"} <= said
    assert f"kind: {name}" in TEXT


def test_every_function_and_every_fact_of_a_person_is_on_the_page() -> None:
    assert {name for name in FUNCTIONS if name not in TEXT} == set()
    assert {fact for fact in IDENTITY if f"`{fact}`" not in TEXT and f"identity.{fact}" not in TEXT} == set()


def test_every_thing_a_page_can_hold_is_on_the_page() -> None:
    held = {item for _, text in blocks("yaml") for item in re.findall(r"^- (\w+):", text, re.MULTILINE)}

    assert {one.__name__.lower() for one in get_args(Item)} - {"content"} <= held
    assert {"paragraph", "inset", "details"} <= held
