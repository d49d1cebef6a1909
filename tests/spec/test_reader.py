"""Issue line 2: specifications are read with every fault at once, each with file, line, column and remedy."""

from __future__ import annotations

import hashlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import MAX_FAULTS, SpecFault
from portal.spec.bundle import Bundle, bundle_of
from portal.spec.reader import read_service
from tests.spec.services import SMALL, bundle, faults, small, told


def test_a_service_is_read_with_its_pages_fields_and_rules() -> None:
    service = small()

    assert [page.id for page in service.pages] == ["dog", "muzzle", "walks", "no_muzzle"]
    assert service.fields["walk.minutes"].settings["min"] == 1
    assert service.pages_by_id["muzzle"].when is not None
    assert (
        service.pages_by_id["muzzle"].when.says is not None
        and service.pages_by_id["muzzle"].when.says.source == "The dog is big"
    )
    assert [(row.id, row.amount_minor, row.currency) for row in service.fee] == [
        ("large", 3000, "EUR"),
        ("usual", 1050, "EUR"),
    ]
    assert [option.code for option in service.fields["breed"].options] == ["poodle", "lab"]


def test_msgctxt_is_the_service_the_thing_and_the_part_without_page_or_position() -> None:
    keys = {phrase.source: phrase.key for phrase in small().phrases}

    assert keys["How big is it?"] == "dog-licence/size_of/label"
    assert keys["Minutes"] == "dog-licence/walk.minutes/label"
    assert keys["Small"] == "dog-licence/size_of/option/small"
    assert keys["Poodle"] == "dog-licence/breeds/label/poodle"
    assert keys["It is a wolf"] == "dog-licence/reason/label/wild"
    assert keys["Big dogs cost more"] == "dog-licence/large/because"


# (what is changed, into what, the beginning of each fault in order)
FAULTS = [
    (
        "title: Dog licence\nunit",
        "titel: Dog licence\nunit",
        ["4:1: A service has no key “titel”. Did you mean “title”?"],
    ),
    (
        "kind: integer, label",
        "kind: intger, label",
        ["44:30: No kind of field is called “intger”. Did you mean “integer”?"],
    ),
    (
        "when: big\n  ask",
        "when: bg\n  ask",
        ["34:9: There is no field, group, condition, value or table named “bg”. Did you mean “big”?"],
    ),
    ("'big'\"", "'bigg'\"", ["17:25: “size_of” has no option “bigg”. Did you mean “big”?"]),
    ("list: breeds", "list: breads", ["31:11: No list is called “breads”. Did you mean “breeds”?"]),
    ("file: lists/breeds.csv", "file: lists/bread.csv", ["15:18: There is no file “lists/bread.csv” in this service."]),
    ("label: name}", "label: nom}", ["15:55: The file lists/breeds.csv has no column “nom”."]),
    ("items: 0 to 3", "items: 3 to 0", ["42:12: 3 is more than 0. Write “0 to 3”."]),
    ("amount: 30 EUR", "amount: 30", ["52:35: The fee is an amount of money."]),
    (
        "template: documents/licence.html",
        "template: documents/license.html",
        ["64:15: There is no file “documents/license.html”"],
    ),
    ("public: [breed]", "public: [has_muzzle]", ["67:13: “has_muzzle” is public but not printed on the document."]),
    ("public: [breed]", "public: [bred]", ["67:14: No field or group is called “bred”. Did you mean “breed”?"]),
    ("page: muzzle", "page: walks", ["37:9: “walks” is used twice; first on line 32."]),
    ("edition: 1", "edition: 2", ["1:10: The portal reads edition 1 of the language."]),
    ("decide_within: 10 working days", "decide_within: soon", ["56:18: “decide_within” is a number of days."]),
    ("keep: {draft: 30 days", "keep: {draft: 30 moons", ["69:15: “draft” is a length of time."]),
    (
        "withdrawn: 1 year}\n",
        "withdrawn: 1 year}\nretired: [breed]\n",
        ["28:12: “breed” is retired and cannot come back."],
    ),
    ("by: clerk, issue: licence", "by: mayor, issue: licence", ["59:49: No side that makes a move is called “mayor”."]),
    ("issue: licence", "issue: license", ["59:63: No document is called “license”. Did you mean “licence”?"]),
]


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS)
def test_each_fault_says_where_what_and_how_to_mend_it(old: str, new: str, expected: list[str]) -> None:
    found = told(old, new)

    assert len(found) == len(expected), found
    for line, beginning in zip(found, sorted(expected, key=lambda one: int(one.split(":")[0])), strict=True):
        assert line.startswith(beginning), found


def test_all_faults_are_told_at_once_in_file_order() -> None:
    broken = (
        SMALL.replace("kind: yes no", "kind: yesno")
        .replace("items: 0 to 3", "items: none")
        .replace("series: DL", "series: dog")
    )

    with pytest.raises(SpecFault) as found:
        read_service(bundle(broken))

    assert [fault.line for fault in found.value.faults] == sorted(fault.line for fault in found.value.faults)
    assert len(found.value.faults) == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Your dog", "title: Your dog # and cat", "A “#” follows this text"),
        ("label: \"Minutes\"", "label: Minutes", "A text inside { } stands without quotation marks"),
        ("title: Your dog", "title: ", "“title” has no value"),
        ("title: Your dog", "title: ~", "“title” has no value"),
        ("title: Your dog", "title: !important", "is a YAML tag"),
        ("title: Your dog", "title: &dog Dog", "gives a part of the file a name"),
        ("title: Your dog", "title: Your dog\n  title: Yours", "stands twice; the first is on line 22"),
        ("title: Your dog", "title: Your dog: Rex", "There is a colon in a text. Put the whole text in quotation marks."),
        ("title: Your dog", "title: \"Your\" dog", "A text begins with a quotation mark"),
        ("  title: Your dog", "\ttitle: Your dog", "The line begins with a tab. Indent with spaces."),
        ("title: Your dog", "title: \x07", "There is a character here that a text file may not hold"),
    ],
)  # fmt: skip
def test_yaml_traps_are_closed_with_a_remedy(old: str, new: str, said: str) -> None:
    assert any(said in one for one in told(old, new)), told(old, new)


def test_scalars_stay_text_until_their_key_wants_otherwise() -> None:
    service = small(
        'options: {small: "Small", big: "Big"}', 'options: {small: "Small", big: "Big", no: "No", 01: "One"}'
    )

    assert service.fields["size_of"].codes == ("small", "big", "no", "01")


def test_conditions_in_a_circle_are_refused() -> None:
    found = told(
        'big: {is: "size_of == \'big\'", says: "The dog is big"}',
        'big: {is: "wild", says: "x"}\n  wild: {is: "big", says: "y"}',
    )

    assert any("in a circle" in one and "big" in one and "wild" in one for one in found)


def test_a_page_that_depends_on_its_own_answer_is_refused() -> None:
    found = told("when: big\n  ask", "when: has_muzzle\n  ask")

    assert any("in a circle" in one for one in found)


def test_a_key_that_is_not_read_yet_is_a_fault() -> None:
    assert any(
        "A document has no key “renew”" in one
        for one in told("valid: 1 year\n", "valid: 1 year\n    renew: 30 days before the end\n")
    )


def test_a_personal_field_is_searched_exactly_only() -> None:
    found = faults('label: "Minutes", min: 1', 'label: "Minutes", min: 1, personal: yes, search: range')

    assert "personal, so it can only be searched exactly" in str(found[0])


def test_an_empty_file_and_a_second_document_are_told() -> None:
    for text, said in (("", "The file is empty"), ("a: b\n---\nc: d\n", "begins a second document")):
        with pytest.raises(SpecFault) as found:
            read_service(bundle(text))
        assert any(said in str(fault) for fault in found.value.faults)


@pytest.mark.parametrize("opening", ["[", "{", "{a: ", "[a: ", "? ", "- "])
def test_a_file_of_nothing_but_opening_brackets_is_refused_at_once(opening: str) -> None:
    began = time.monotonic()

    with pytest.raises(SpecFault) as found:
        read_service(bundle(("a: " if opening[0] in "[{" else "") + opening * 100_000))

    assert [str(fault.message) for fault in found.value.faults] == ["The file is nested more than {depth} levels deep."]
    assert time.monotonic() - began < 5  # libyaml to the end: twenty


def test_a_list_has_at_most_fifty_columns() -> None:
    names = ",".join(f"c{number}" for number in range(48))

    read_service(bundle(**{"lists/breeds.csv": f"code,name,{names}\nx,X\n"}))
    with pytest.raises(SpecFault) as found:
        read_service(bundle(**{"lists/breeds.csv": f"code,name,{names},one_more\nx,X\n"}))

    assert any("breeds.csv:1:1: The list has more than 50 columns." in str(one) for one in found.value.faults)


def test_what_is_no_link_where_it_is_drawn_is_none_for_the_reader() -> None:
    small("text: Buy one first.", "text: 'Write it as \\[name\\](see section 4)'")
    small("label: How big is it?", "label: 'How big [in cm](as at the vet)?'")

    assert "The link “see” leads nowhere." in str(told("text: Buy one first.", "text: 'as \\\\[name](see section 4)'"))


def test_of_a_file_with_nothing_but_faults_the_first_are_told_and_the_rest_counted() -> None:
    with pytest.raises(SpecFault) as found:
        read_service(bundle("".join(f"- *a{number}\n" for number in range(5_000))))

    assert len(found.value.faults) == MAX_FAULTS + 1
    assert "Faults beyond these: 4" in str(found.value.faults[-1])
    assert found.value.faults[-1].line == MAX_FAULTS  # one fault is of the whole, on the first line


def test_a_digest_is_over_sorted_length_prefixed_paths_and_bytes() -> None:
    made = bundle_of({"b.txt": b"two", "a.yaml": "one\r\n"})

    expected = hashlib.sha256()
    for part in (b"a.yaml", b"one\n", b"b.txt", b"two"):
        expected.update(len(part).to_bytes(8, "big") + part)
    assert made.digest == expected.hexdigest()


def test_what_a_browser_sends_has_the_same_digest_as_the_file() -> None:
    files = dict(bundle().files)

    assert (
        bundle_of({path: content.replace(b"\n", b"\r\n") for path, content in files.items()}).digest
        == Bundle(files).digest
    )


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.integers(0, len(SMALL)), st.integers(0, 60))
def test_hostile_text_anywhere_gives_faults_never_a_traceback(noise: str, at: int, cut: int) -> None:
    text = SMALL[:at] + noise + SMALL[at + cut :]

    try:
        read_service(bundle(text))
    except SpecFault as found:
        assert found.faults


LIKERT = """- field: breed
    kind: likert
    label: How does it behave?
    statements: {with_dogs: "With dogs", with_cats: "With cats"}
    scale: {well: "Well", badly: "Badly"}"""
BREED = """- field: breed
    kind: choice
    label: Which breed?
    list: breeds"""


def test_texts_by_code_are_phrases_of_the_service() -> None:
    service = small(BREED, LIKERT.replace("with_dogs: ", "dogs: "))
    keys = {phrase.key: phrase.source for phrase in service.phrases}

    assert keys["dog-licence/breed/statements/dogs"] == "With dogs"
    assert keys["dog-licence/breed/scale/badly"] == "Badly"
    assert list(service.fields["breed"].settings["statements"]) == ["dogs", "with_cats"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('    scale: {well: "Well", badly: "Badly"}', "", "A field has no “scale”."),
        ("with_dogs: ", "With Dogs: ", "“With Dogs” cannot be the name of a row."),
        ("well: ", "well!: ", "“well!” cannot be the code of an option."),
        ('{well: "Well", badly: "Badly"}', '{well: "Well"}', "A scale has 2 to 7 steps."),
    ],
)
def test_what_is_wrong_with_texts_by_code_is_told(old: str, new: str, fault: str) -> None:
    assert fault in " ".join(told(BREED, LIKERT.replace(old, new)))


def test_a_group_is_printed_whole_and_is_public_by_its_summary() -> None:
    summary = ("    label: Walk\n", '    label: Walk\n    summary: "{minutes} minutes"\n')
    text = SMALL.replace(*summary).replace("print: [size_of, breed]", "print: [breed, walk]")

    service = read_service(bundle(text.replace("public: [breed]", "public: [walk]")))
    assert service.documents["licence"].public == ("walk",)
    assert service.printed("licence") == ("breed", "walk.minutes")
    (fault,) = told("print: [size_of, breed]\n    public: [breed]", "print: [walk]\n    public: [walk]")
    assert "“walk” is public and has no “summary”" in fault


def test_moves_to_one_state_are_done_in_the_same_words() -> None:
    approve = "approve: {from: received, to: approved, by: clerk, issue: licence"
    other = "    again: {from: received, to: approved, by: clerk, issue: licence}\n"

    (fault,) = told(f"    {approve}}}\n", f'    {approve}, done: "Acknowledged"}}\n{other}')

    assert "The moves to “approved” are “done” in different words." in fault
    said = small(f"{approve}}}", f'{approve}, label: "Acknowledge", done: "Acknowledged"}}').review
    assert said.states["approved"].source == "Acknowledged"
    assert said.moves["approve"].label is not None
    assert small().review.states == {}
