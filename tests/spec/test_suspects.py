"""One slip of an author is one fault, said in the words that help; what cannot be meant is refused."""

from __future__ import annotations

import pytest

from portal.spec.bundle import bundle_of
from portal.spec.source import read_yaml
from tests.spec.services import SMALL, small, told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("conditions:\n", "condiions:\n", "A service has no key “condiions”. Did you mean “conditions”?"),
        ("lists:\n", "lits:\n", "A service has no key “lits”. Did you mean “lists”?"),
        ("conditions:\n", "", "A list cannot have “is”: this seems to belong to another part."),
        ("{kind: integer, is", "{kind: intger, is", "No kind of value is called “intger”."),
        ("  - field: size_of\n", "  - feld: size_of\n", "A field has no key “feld”. Did you mean “field”?"),
        (
            "    kind: choice\n    label: Which",
            "    kid: choice\n    label: Which",
            "A field has no key “kid”. Did you mean “kind”?",
        ),
        ("  print: [size_of", "  prit: [size_of", "A document has no key “prit”. Did you mean “print”?"),
        ("title: Dog licence\nunit", "title: [Dog]\nunit", "A text is needed here, and this is a list or has keys."),
        (
            "title: Dog licence\nunit",
            'title: Dog licence"\nunit',
            "A quotation mark ends this text, and none begins it.",
        ),
        ("min: 1}", "optional: ys}", "“optional” is yes or no."),
        ("\"size_of == 'big'\"", '"size_of == big"', "Write size_of == 'big'."),
        ("when: big\n  ask", 'when: "not big"\n  ask', "“not” is not a word of these expressions. Write “!”: !big."),
        ("edition: 1", "edition: [1]", "The portal reads edition 1 of the language."),
        ("texts: en", "texts: zz", "There is no language “zz”."),
        ("decide_within: 10 working days", "decide_within: 0 days", "“decide_within” is a number of days."),
        ("draft: 30 days", "draft: 0 days", "“draft” is longer than nothing."),
        ("draft: 30 days", "draft: 1001 years", "“draft” is longer than 1000 years."),
        ("items: 0 to 3", "items: 0 to 101", "There can be 100 items at most."),
        (
            "  - field: breed\n",
            '  - {field: tale, kind: long text, label: "Tale", rows: 0}\n  - field: breed\n',
            "“rows” is 1 at least.",
        ),
        ("to: refused, by: clerk, reason: required", "to: refused, by: clerk", "“refuse” refuses without a reason."),
        ('reasons: {wild: "It is a wolf"}', "reasons: {}", "The move “refuse” needs a reason, and there is none."),
        ("print: [size_of, breed]", "print: [size_of, breed, breed]", "“breed” stands here twice."),
        ('big: "Big"}', 'big: "Big", empty: "Choose one"}', "“empty” is what a problem is called"),
        ("text: Buy one first.", 'text: "[Buy](javascript:alert) one."', "The link “javascript:alert” leads nowhere."),
        ("text: Buy one first.", 'text: "[Buy](service:../../x) one."', "The link “service:../../x” leads nowhere."),
        ("text: Buy one first.", 'text: "[Buy](Service:shop) one."', "The link “Service:shop” leads nowhere."),
        ("text: Buy one first.", 'text: "![One](https://a.example/b.png)"', "A text cannot hold a picture."),
        (
            "  moves:\n",
            "  automatic: {register: population, agree: {}, move: approve}\n  moves:\n",
            "Nothing has to agree",
        ),
        (
            "  moves:\n",
            "  automatic: {register: population, agree: {breed: nme}, move: approve}\n  moves:\n",
            "No field of this register is called “nme”. Did you mean “name”?",
        ),
        (
            "  moves:\n",
            "  automatic: {register: population, agree: {breed: name}, move: refuse}\n  moves:\n",
            "“refuse” issues nothing, so it cannot be made without a clerk.",
        ),
    ],
)
def test_one_slip_is_one_fault(old: str, new: str, said: str) -> None:
    (fault,) = told(old, new)

    assert said in fault


def test_a_fact_goes_only_into_a_field_that_can_hold_it() -> None:
    (fault,) = told(
        "- {field: has_muzzle, kind: yes no,", "- {field: has_muzzle, kind: yes no, from: identity.address,"
    )

    assert "A field of the kind “yes no” cannot hold “identity.address”. It fits: address." in fault


def test_a_group_that_is_printed_is_named_by_its_fields() -> None:
    assert (
        small("print: [size_of, breed]", "print: [size_of, breed, walk.minutes]").documents["licence"].print[2]
        == "walk.minutes"
    )


@pytest.mark.parametrize("text", ['a: "b\\0c"\n', 'a: "\\ud800"\n', bundle_of({"a.txt": b"a: K\xe4rt"}).text("a.txt")])
def test_what_no_text_may_hold_is_told(text: str) -> None:
    assert read_yaml(text, "service.yaml")[1]


def test_the_small_service_itself_has_no_fault() -> None:
    assert small().id == "dog-licence"
    assert SMALL
