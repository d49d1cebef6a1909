"""The JSON Schema that editors complete and validate by: made of the reader's own keys, so neither knows one the other does not."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from portal.authoring.scenarios import read_scenarios
from portal.cli import forms as command
from portal.errors import SpecFault
from portal.kinds.registry import KINDS
from portal.spec.authority import read_authority
from portal.spec.bundle import Bundle, bundle_of_authority
from portal.spec.keys import FIELD, OPTIONED, THINGS
from portal.spec.reader import read_service
from portal.spec.schema import schema
from portal.spec.shape import Shape
from portal.spec.source import Mapping, Node, Scalar, Sequence, read_yaml
from portal.spec.thing import Thing
from tests.authoring.test_documentation import a_service, blocks
from tests.forms.test_services import FORMS, SERVICES, the_bundle
from tests.spec.services import FILES, SMALL, bundle

SCHEMA = schema()
VALIDATOR = Draft202012Validator(SCHEMA)
EXAMPLES = [pytest.param(example, id=f"line {line}") for line, example in blocks("yaml")]


def as_an_editor_reads(text: str) -> Any:
    """The file in YAML 1.2's core schema, as editors read it: what has no quotation marks may be a number, or true."""
    node, faults = read_yaml(text, "")
    assert node is not None and not faults
    return _plain(node)


def _plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key.value: _plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    if node.style:
        return node.value
    if re.fullmatch(r"[-+]?\d+", node.value):
        return int(node.value)
    if re.fullmatch(r"[-+]?\d+\.\d*", node.value):
        return float(node.value)
    return {"true": True, "false": False}.get(node.value, node.value)


def wrong(text: str) -> list[str]:
    return [f"{list(error.path)}: {error.message}" for error in VALIDATOR.iter_errors(as_an_editor_reads(text))]


def test_it_is_a_schema_of_the_dialect_that_it_names() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    references = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(SCHEMA)))

    assert references <= set(SCHEMA["$defs"])
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("file", ["service.yaml", "scenarios.yaml"])
def test_the_services_of_the_town_are_valid(name: str, file: str) -> None:
    assert wrong(the_bundle(name).text(file)) == []


@pytest.mark.parametrize("path", sorted((FORMS / "shared").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_sets_that_services_share_are_valid(path: Path) -> None:
    text = path.read_text("utf-8")

    assert wrong(text) == []
    assert wrong(text.replace("label:", "lable:", 1)) != [] and wrong(text.replace("ask:", "asks:", 1)) != []


def test_the_authority_is_valid() -> None:
    assert wrong((FORMS / "authority.yaml").read_text("utf-8")) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_page_is_valid(example: str) -> None:
    assert wrong(a_service(example).text("service.yaml")) == []


@pytest.mark.parametrize("mark", ["yaml authority", "yaml scenarios", "yaml service", "yaml set"])
def test_the_whole_files_of_the_page_are_valid(mark: str) -> None:
    ((_, example),) = blocks(mark)

    assert wrong(example) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("edition: 1", "edition: 2"),
        ("title: Dog licence\n", ""),
        ("title: Dog licence", "titel: Dog licence"),
        ("sign_in: low", "sign_in: lowest"),
        ("  cost: Nothing\n", ""),
        ("need: {chip:", "need: [chip]\n  needs: {chip:"),
        ("code: code, label: name}", "code: code}"),
        (', says: "The dog is big"', ""),
        ("walks_in_all: {kind: integer", "walks_in_all: {kind: number"),
        ("- page: dog", "- page: Dog One"),
        ("- page: dog\n  title: Your dog", "- page: dog\n  title: [Your, dog]"),
        ("kind: choice\n    label: How", "kind: chioce\n    label: How"),
        ("kind: choice\n    label: How", "kind: yes no\n    label: How"),
        ("    list: breeds", '    list: breeds\n    options: {a: "A"}'),
        ("min: 1}", "min: one}"),
        ("min: 1}", "min_length: 1}"),
        ("items: 0 to 3", "items: 3"),
        ("  exit: A big dog needs a muzzle\n", "  exit: A big dog needs a muzzle\n  ask: []\n"),
        (", at: walk", ""),
        ("amount: 30 EUR", "amount: 30 euros"),
        ("otherwise: 10.50 EUR", "otherwise: 10.50 EUR, when: big"),
        ("decide_within: 10 working days", "decide_within: soon"),
        ("by: clerk, issue", "by: mayor, issue"),
        ("valid: 1 year", "valid: for ever"),
        ("keep: {draft: 30 days, ", "keep: {"),
    ],
)
def test_what_is_broken_is_not_valid(old: str, new: str) -> None:
    assert old in SMALL and wrong(SMALL) == []

    assert wrong(SMALL.replace(old, new, 1)) != []


def test_what_a_setting_may_be_is_said_by_its_kind() -> None:
    field = SCHEMA["$defs"]["kind-text"]["properties"]

    assert field["min_length"]["$ref"] == "#/$defs/form-whole" and field["min_length"]["description"]
    assert field["tidy"]["anyOf"][0]["items"] == {"enum": ["upper", "lower", "no spaces"]}
    assert set(field["problems"]["properties"]) == {"empty", *KINDS["text"].problems}


# What a setting cannot be, by its name: most are no list and no keys.
NOT = {
    "min_length": "x", "max_words": "x", "min": "one", "max": "one", "earliest": "soon", "latest": "31.12.2026", "of": "five",
    "max_size": "10 apples", "max_days": "x", "max_pixels": "big", "show": "nicely", "tidy": "[neat]", "accept": "[exe]",
    "statements": "x", "first": "{a: 1}", "only": "{a: 1}", "countries": "{a: 1}", "rows": "many", "places": "x",
}  # fmt: skip
NEEDED = {"statements": '{a: "A", b: "B"}', "scale": '{x: "X", y: "Y"}', "value": "walks_in_all", "options": '{a: "A"}'}


@pytest.mark.parametrize(("kind", "setting"), [(kind, one) for kind in KINDS for one in KINDS[kind].settings])
def test_what_the_reader_refuses_of_a_setting_an_editor_refuses_too(kind: str, setting: str) -> None:
    keys = {name: NEEDED[name] for name, one in KINDS[kind].settings.items() if one.required}
    keys |= {"options": NEEDED["options"]} if KINDS[kind].takes_options else {}

    def text(more: dict[str, str]) -> str:
        lines = "".join(f"    {name}: {value}\n" for name, value in {"label": "L", **keys, **more}.items())
        return SMALL.replace("  - field: breed\n", f"  - field: extra\n    kind: {kind}\n{lines}  - field: breed\n", 1)

    broken = text({setting: NOT.get(setting, "[[a]]")})
    assert wrong(text({})) == []
    assert wrong(broken) != []
    with pytest.raises(SpecFault):
        read_service(bundle(broken))


def test_every_setting_is_described_in_words_of_its_own() -> None:
    plain = [
        (name, key)
        for name, keys in _written()
        for key, says in keys.items()
        if says["description"].startswith("A setting of the kind")
    ]

    assert plain == []


def test_every_key_is_described() -> None:
    silent = [(name, key) for name, keys in _written() for key, says in keys.items() if not says.get("description")]

    assert silent == []


def _written() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, one in SCHEMA["$defs"].items():
        if not name.startswith("form-") and "properties" in one:
            yield name, one["properties"]


# ---- one home for each key ------------------------------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """(what, key) of every key that a reader asks for while the test runs."""
    found: set[tuple[str, str]] = set()
    asked = Shape._mapping

    def noting(
        self: Shape, node: Node | None, what: str, required: Collection[str], optional: Collection[str], texts: bool
    ) -> dict[str, Node]:
        found.update((what, key) for key in (*required, *optional))
        return asked(self, node, what, required, optional, texts)

    monkeypatch.setattr(Shape, "_mapping", noting)
    return found


def test_every_key_that_is_read_is_in_the_schema(read: set[tuple[str, str]]) -> None:
    """A new key goes into portal/spec/keys.py: the reader takes it from there, and so does the schema."""
    for whole in [bundle(), *(the_bundle(name) for name in SERVICES), *(a_service(text) for _, text in blocks("yaml"))]:
        _read(whole)
    read_authority(bundle_of_authority(FORMS / "authority.yaml"))

    assert len(read) > 100
    assert sorted(read - known()) == []


def _read(whole: Bundle) -> None:
    service = read_service(whole)
    try:
        read_scenarios(whole, service)
    except SpecFault:  # the examples of the page have none
        return


def known() -> set[tuple[str, str]]:
    things = [one for thing in THINGS.values() for one in ((thing,) if isinstance(thing, Thing) else thing.values())]
    found = {(thing.what, name) for thing in things for name in thing.names}
    found |= {(FIELD.what, name) for kind in KINDS.values() for name in kind.settings}
    found |= {(FIELD.what, key.name) for key in OPTIONED}
    # Names of the author's own, or of a kind: which there are is said by what they belong to.
    found |= {("keep", state) for state in ("draft", "approved", "refused", "withdrawn")}
    parts = {part for kind in KINDS.values() for part in ("street", "postal_code", "city", *_parts(kind))}
    fields = {path: one for name in SERVICES for path, one in read_service(the_bundle(name)).fields.items()}
    found |= {(path, row) for path, one in fields.items() for row in one.settings.get("statements", ())}
    return found | {(owner, part) for owner in ("address", *fields) for part in (*parts, "file", "other")}


def _parts(kind: Any) -> tuple[str, ...]:
    """The parts that scenarios name: those of its inputs, and where an answer is a whole of several, theirs."""
    return (*kind.part_labels, *kind.whole_parts)


def test_every_kind_and_every_thing_is_in_the_schema() -> None:
    assert {f"kind-{name.replace(' ', '-')}" for name in KINDS} <= set(SCHEMA["$defs"])
    assert {name.replace(" ", "-") for name in THINGS} <= set(SCHEMA["$defs"])


def test_it_is_written_for_an_editor(tmp_path: Path) -> None:
    into = tmp_path / "service.schema.json"

    told = CliRunner().invoke(command.forms, ["schema", "--into", str(into)])
    printed = CliRunner().invoke(command.forms, ["schema"])

    assert told.exit_code == 0 and f"{into} written" in told.output
    assert json.loads(into.read_text("utf-8")) == SCHEMA == json.loads(printed.output)


def test_the_files_of_the_small_service_are_valid() -> None:
    assert wrong(SMALL) == [] and wrong(FILES["scenarios.yaml"]) == []
