"""`portal forms diff`: what changed between two releases, in words, and what it means for drafts and cases."""

from __future__ import annotations

import pytest

from portal.authoring.differing import AGAIN, DROPPED, GO_ON, SEEN, STAY, TEXT
from portal.authoring.diffing import Difference, diff_bundles
from portal.authoring.names import name_faults, name_warnings
from portal.authoring.places import Places
from portal.errors import SpecFault
from portal.spec.bundle import Bundle, bundle_of
from portal.spec.reader import read_service
from tests.spec.services import FILES, SMALL

# Its document prints nothing that these tests take out.
BASE = SMALL.replace("print: [size_of, breed]", "print: [size_of]").replace("public: [breed]", "public: [size_of]")


def bundle(text: str = BASE) -> Bundle:
    return bundle_of({**FILES, "service.yaml": text})


def changed(*swaps: tuple[str, str]) -> str:
    text = BASE
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def difference(*swaps: tuple[str, str]) -> Difference:
    return diff_bundles(bundle(), bundle(changed(*swaps)))


def told(*swaps: tuple[str, str]) -> list[tuple[str, str]]:
    """(meaning, words) of each difference, where `swaps` are made."""
    return [(one.meaning, str(one)) for one in difference(*swaps).changes]


BREED = """\
  - field: breed
    kind: choice
    label: Which breed?
    list: breeds
"""
WALKS = '- {field: minutes, kind: integer, label: "Minutes", min: 1}'


@pytest.mark.parametrize(
    ("swap", "meaning", "words"),
    [
        (("title: Your dog", "title: Your hound"), TEXT, "service dog-licence “Dog licence”: 1 text is worded differently"),
        (("min: 1}", "min: 5}"), AGAIN, "question walk.minutes “Minutes”: Stricter: min is 5; it was 1"),
        (("min: 1}", "min: 0}"), GO_ON, "question walk.minutes “Minutes”: Less strict: min is 0; it was 1"),
        (("min: 1}", "min: 1, max: 9}"), AGAIN, "question walk.minutes “Minutes”: Stricter: max is 9; it was –"),
        (("items: 0 to 3", "items: 0 to 2"), AGAIN, "group walk “Walk”: Stricter: items is 0 to 2; it was 0 to 3"),
        (("items: 0 to 3", "items: 0 to 5"), GO_ON, "group walk “Walk”: Less strict: items is 0 to 5; it was 0 to 3"),
        (("min: 1}", "min: 1, optional: yes}"), GO_ON, "question walk.minutes “Minutes”: May be left out now"),
        (('big: "Big"}', 'big: "Big", huge: "Huge"}'), GO_ON, "question size_of “How big is it?”: New options: huge “Huge”"),
        (('small: "Small", ', ""), AGAIN, "question size_of “How big is it?”: Options taken out: small “Small”"),
        (("list: breeds", "list: breeds\n    optional: yes"), GO_ON, "question breed “Which breed?”: May be left out now"),
        (("  when: big\n", ""), AGAIN, "page muzzle “Its muzzle”: Always. Before: only if “The dog is big”"),
        (("size_of == 'big'", "size_of != 'small'"), SEEN,
         "condition big “The dog is big”: Holds if size_of != 'small'. Before: size_of == 'big'. "
         "Other pages may be asked: “Its muzzle”. People are shown the new fee before they send."),
        (("sign_in: low", "sign_in: high"), SEEN,
         "service dog-licence “Dog licence”: sign_in is high; it was low. Whoever signed in less surely must sign in again."),
        (("walk.minutes)\"", "walk.minutes) + 1\""), AGAIN,
         "value walks_in_all: Is worked out by sum(walk.minutes) + 1. Before: sum(walk.minutes). "
         "Drafts may be stopped by the check “Walk less”."),
        (("\"walks_in_all > 600", "\"walks_in_all > 700"), AGAIN,
         "check too_long “Walk less”: Stops people where walks_in_all > 700. Before: walks_in_all > 600"),
        (("decide_within: 10 working days", "decide_within: 1 day"), STAY,
         "service dog-licence “Dog licence”: decide_within is 1 day; it was 10 working days"),
        (("kind: yes no, label", "kind: declaration, label"), AGAIN,
         "question has_muzzle “Does it wear a muzzle?”: Its kind is declaration; it was yes no"),
        (("keep: {", "keep: {"), None, ""),
    ],
)  # fmt: skip
def test_each_change_is_told_with_what_it_means(swap: tuple[str, str], meaning: str | None, words: str) -> None:
    assert told(swap) == ([(meaning, words)] if meaning else [])


def test_a_question_that_is_gone_a_new_one_and_one_that_moved() -> None:
    found = told((BREED, '  - {field: age_now, kind: integer, label: "How old is it?"}\n'), (WALKS, WALKS))

    assert (DROPPED, "question breed “Which breed?”: Taken out") in found
    assert (AGAIN, "question age_now “How old is it?”: New, and has to be answered") in found
    moved = told(
        (BREED, ""),
        (
            "- page: muzzle\n  title: Its muzzle\n  when: big\n  ask:\n",
            "- page: muzzle\n  title: Its muzzle\n  when: big\n  ask:\n" + BREED,
        ),
    )
    assert (SEEN, "question breed “Which breed?”: Moved from the page dog to the page muzzle") in moved
    assert DROPPED not in {meaning for meaning, _ in moved}


def test_the_fee_and_what_is_decided_are_no_matter_of_drafts() -> None:
    found = difference(("amount: 30 EUR", "amount: 35.50 EUR"))

    assert [str(one) for one in found.by_meaning[SEEN]] == [
        "row of the fee large “Big dogs cost more”: The amount changed from 30 EUR to 35.50 EUR. "
        "People are shown the new fee before they send."
    ]
    assert [meaning for meaning, _ in told(("decide_within: 10", "decide_within: 12"))] == [STAY]


def test_rows_of_a_list_are_named() -> None:
    found = diff_bundles(bundle(), bundle().replace("lists/breeds.csv", "code,name\npoodle,Poodle\npug,Pug\n"))

    (one,) = [one for one in found.changes if one.what == "list"]
    assert (one.meaning, str(one)) == (AGAIN, "list breeds: New rows: pug. Rows taken out: lab")


def test_translations_are_counted() -> None:
    po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgctxt "dog-licence/title"\nmsgid "Dog licence"\nmsgstr "{}"\n'
    old, new = (bundle().replace("translations/et.po", po.format(word)) for word in ("Koeraluba", "Koera luba"))

    found = diff_bundles(old, new)

    assert "translation et: 1 translation is new or differs" in [str(one) for one in found.changes]
    assert found.is_text_only


def test_one_text_is_a_correction_and_nothing_else() -> None:
    found = difference(("label: How big is it?", "label: How large is it?"))

    assert found.is_text_only
    assert [(str(one), one.was, one.now) for one in found.texts] == [
        ("label of “size_of”", "How big is it?", "How large is it?")
    ]


# ---- names -------------------------------------------------------------------------------------------------------------


def faults(new: str, old: str = BASE) -> list[str]:
    return [str(one) for one in name_faults(read_service(bundle(old)), read_service(bundle(new)), Places(bundle(new)))]


def test_a_name_that_was_taken_out_must_be_retired() -> None:
    without = changed((BREED, ""))

    (fault,) = faults(without)

    assert "neither here nor under “retired”: breed. Write “retired: [breed]”" in fault
    assert faults(f"{without}retired: [breed]\n") == []


def test_a_question_of_a_group_is_retired_by_its_whole_name() -> None:
    without = changed(
        (WALKS, '- {field: steps, kind: integer, label: "Steps"}'), ("sum(walk.minutes)", "sum(walk.steps)")
    )

    (fault,) = faults(without)

    assert "Write “retired: [walk.minutes]”" in fault
    assert faults(f"{without}retired: [walk.minutes]\n") == []


def test_retired_only_grows() -> None:
    before = f"{changed((BREED, ''))}retired: [breed]\n"

    (fault,) = faults(changed((BREED, "")), before)
    assert "Write “retired: [breed]”" in fault
    (fault,) = faults(BASE, before)
    assert fault.startswith("service.yaml:") and "“breed” is retired and cannot come back." in fault
    assert f":{1 + BASE[: BASE.index('- field: breed')].count(chr(10))}:" in fault


def test_a_kind_cannot_change_into_one_that_cannot_hold_its_answers() -> None:
    (fault,) = faults(
        changed(("kind: yes no, label", "kind: text, label"), ("has_muzzle == false", "has_muzzle == ''"))
    )

    assert "“has_muzzle” was of the kind “yes no” and is now “text”" in fault
    assert (
        faults(changed(("kind: integer, label", "kind: decimal, label"), ("{kind: integer, is", "{kind: decimal, is")))
        == []
    )


def test_a_name_cannot_become_another_thing_or_go_into_a_group() -> None:
    text = changed((BREED, ""), (WALKS, WALKS + '\n    - {field: breed, kind: choice, list: breeds, label: "Breed"}'))
    assert any("“breed” was asked before and is “walk.breed” now" in one for one in faults(text))

    text = changed((BREED, "  - paragraph: breed\n    text: Some words\n"))
    assert any("“breed” was something else" in one for one in faults(text))


def test_an_option_that_is_taken_out_is_better_retired() -> None:
    without = changed(('small: "Small", ', ""))
    old, new = read_service(bundle()), read_service(bundle(without))

    (warning,) = name_warnings(old, new, Places(bundle(without)))

    assert warning.is_warning and str(warning).startswith("service.yaml:24:5")
    assert "The option “size_of/small” was taken out" in str(warning) and "retired: [size_of/small]" in str(warning)
    retired = f"{without}retired: [size_of/small]\n"
    assert name_warnings(old, read_service(bundle(retired)), Places(bundle(retired))) == ()
    assert faults(retired) == []


def test_a_retired_option_cannot_come_back() -> None:
    retired = changed(('small: "Small", ', "")) + "retired: [size_of/small]\n"
    with pytest.raises(SpecFault) as refused:
        read_service(bundle(f"{BASE}retired: [size_of/small]\n"))

    (fault,) = refused.value.faults
    assert "The option “size_of/small” is retired and cannot come back." in str(fault)
    (fault_against,) = faults(BASE, retired)
    assert "Write “retired: [size_of/small]”" in fault_against


@pytest.mark.parametrize("name", ["size_of/", "/small", "size_of/sm all", "a.b.c", "size_of//small"])
def test_what_never_was_a_name_cannot_be_retired(name: str) -> None:
    with pytest.raises(SpecFault):
        read_service(bundle(f'{BASE}retired: ["{name}"]\n'))


LIMIT = """tables:
  most:
    kind: integer
    rows:
    - {row: large, when: big, gives: 600}
    - {row: rest, otherwise: 300}
values:
"""


MINUTES = '    - {field: minutes, kind: integer, label: "Minutes", min: 1}\n'


@pytest.mark.parametrize(
    ("old", "new", "meaning", "then"),
    [
        ("walks_in_all > 600", "walks_in_all > most", AGAIN, "Drafts may be stopped by the check “Walk less”."),
        (MINUTES, MINUTES + '  - {field: more, kind: text, label: "More", required: "most > 250"}\n', AGAIN,
         "What could be left out may have to be answered: “More”."),
        (MINUTES, MINUTES + '  - {field: more, kind: integer, label: "More", default: most}\n', SEEN,
         "What is filled in for people may differ: “More”."),
        (MINUTES, MINUTES + '  - field: more\n    kind: choice\n    label: More\n'
         '    options:\n      one: One\n      two: {label: "Two", when: most > 250}\n', AGAIN,
         "What was chosen may no longer be offered: “Two”."),
        ("valid: 1 year", "valid: {until: \"most > 250 ? today : date('2030-01-01')\"}", STAY,
         "What is issued may be valid on other days: “Dog licence”."),
        ("title: Dog licence", "title: Dog licence", GO_ON, ""),
    ],
)  # fmt: skip
def test_a_row_of_a_table_means_what_rests_on_it(old: str, new: str, meaning: str, then: str) -> None:
    was = changed(("values:\n", LIMIT), (old, new))

    found = diff_bundles(bundle(was), bundle(was.replace("otherwise: 300", "otherwise: 200")))

    (one,) = found.changes
    said = "row of the table most, rest: Gives 200; before: 300"
    assert (one.meaning, str(one)) == (meaning, f"{said}. {then}" if then else said)


def test_the_first_label_of_a_value_is_a_text_that_is_new() -> None:
    labelled = SMALL.replace("  walks_in_all: {", '  walks_in_all: {label: "In all", ')
    found = diff_bundles(bundle(SMALL), bundle(labelled))

    assert [(one.key.partition("/")[2], one.was, one.now) for one in found.texts] == [
        ("walks_in_all/label", "", "In all")
    ]
    assert found.is_text_only
