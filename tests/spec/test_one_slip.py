"""One slip of an author's hand is one fault, and its remedy says what to write instead."""

from __future__ import annotations

import pytest

from portal.errors import SpecFault
from portal.spec.reader import read_service
from tests.spec.services import SMALL, bundle

TABLES = """\
tables:
  price:
    kind: money
    rows:
    - {row: a, if: {size_of: big}, gives: 3 EUR, because: "Big"}
    - {row: b, when: has_muzzle, gives: 2 EUR, because: "Safe"}
    - {row: c, otherwise: 1 EUR, because: "Others"}
  colour:
    kind: choice
    options: {r: "Red", g: "Green"}
    rows:
    - {row: a, if: {size_of: big}, gives: r}
    - {row: b, otherwise: g}
  prices:
    kind: money
    take: all
    rows:
    - {row: a, if: {size_of: big}, gives: 3 EUR}
    - {row: b, when: big, gives: 2 EUR}
checks:
"""
TABLED = SMALL.replace("checks:\n", TABLES, 1)
FEE = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]
SLIPS = [
    ("  exit: A big", "  exitt: A big", "An exit page has no key “exitt”. Did you mean “exit”?"),
    ("take: all", "take: al", "No way to take rows is called “al”. Did you mean “all”?"),
    ("gives: 3 EUR, b", "gives: 0, b", "“gives” is an amount of money. Write it as “20 EUR” or “20.50 EUR”."),
    ("gives: 3 EUR, b", "gives: 0 USD, b", "The table is in two currencies. Write this amount in EUR."),
    ("gives: 3 EUR, b", "gives: 2,50 EUR, b", "A comma cuts this number in two. Write 2.50 EUR, with a point."),
    ('    options: {r: "Red", g: "Green"}\n', "", "The table “colour” gives a choice, and has no options. Add"),
    ("    kind: choice\n    options: {r", "    kind: text\n    options: {r", "The table “colour” has options, and its kind"),
    ("pages:\n", "pages:\npages:\n", "“pages” stands twice; the first is on line 20."),
    ("\n  ask:\n  - group", "\n  ask:\n  ask:\n  - group", "“ask” stands twice; the first is on line 39."),
    ("    items: 0 to 3\n", "    items: 0 to 3\n    items: 0 to 2\n", "“items” stands twice; the first"),
    ("- page: walks\n", "pages:\n- page: walks\n", "“pages” stands twice; the first is on line 20."),
    ("    public: [breed]\n", "    public: [breed]\n    public: [breed]\n", "“public” stands twice; the first is on line"),
    ("    - {row: a, if: {size_of: big}, gives: r}\n", "    - {row: a, if: {size_of: big}, gives: r}\n" * 2, "The table has"),
    ("lists/breeds.csv", "lists/breed.csv", "There is no file “lists/breed.csv” in this service."),
    (FEE, "fee: {tabel: price}\n", "The fee has no key “tabel”. Did you mean “table”?"),
    (FEE, "fee: price\n", "The fee needs rows, or the table that gives it. Write “fee: {table: price}”."),
    (FEE, "fee: 10 EUR\n", "The fee needs rows, or the table that gives it. Write “- {row: usual, otherwise: 10 EUR, because: …}”"),
    ("min: 1}", "min: 1, default: walk.minutes}", "“walk.minutes” depends on itself. Take it out of its own rule."),
    ("min: 1}", "min: 1, when: walk.minutes > 3}", "“walk.minutes” depends on itself. Take it out of its own rule."),
    ("label: Which", "default: breed\n    label: Which", "“breed” depends on itself. Take it out of its own rule."),
    ("at: walk,", "at: minutes,", "“minutes” is asked of each item. Write “at: walk.minutes”."),
    ('"walks_in_all > 600"', "walk.minutes > 60", "This check asks about one “walk”, and is judged for all of them together."),
    ("if: {size_of: big}, gives: 3 EUR, b", "if: {walk.minutes: 3}, gives: 3 EUR, b", "“walk.minutes” is asked of each item"),
    ("  title: Your dog", "\u00a0 title: Your dog", "There is a space here that is none of the keyboard's"),
    ('"walks_in_all > 600"', '"size(walk.filter(w, w.minutes > 3 and w.minutes < 5)) > 1"', "“and” is not expected here. Join"),
    ('"walks_in_all > 600"', '"walks_in_all ≥ 600"', "The character ≥ has no meaning here. Write >=."),
    ("title: Its walks\n", "title: Its walks\n  when: !big\n", "“!big” is a YAML tag. Put the text in quotation marks if it"),
    ("label: Which", "required: yes\n    label: Which", "“required” is a condition, such as “age(birth) < 18”. Leave it out"),
    ("label: Which", "required: no\n    label: Which", "“required” is a condition, such as “age(birth) < 18”. Write “optional"),
    ("0 to 3", "4 to 1", "4 is more than 1. Write “1 to 4”."),
    ("if: {size_of: big}, gives: r", "if: {size_of: big'}, gives: r", "A quotation mark in big' has no partner."),
    ("if: {size_of: big}, gives: r", "if: {size_of: [small, \"'big\"]}, gives: r", "A quotation mark in 'big has no partner."),
]  # fmt: skip


def told(text: str, **files: str) -> list[str]:
    with pytest.raises(SpecFault) as found:
        read_service(bundle(text, **files))
    return [str(fault).partition(" ")[2] for fault in found.value.faults]


def test_nothing_is_told_where_there_is_no_slip() -> None:
    assert set(read_service(bundle(TABLED)).tables) == {"price", "colour", "prices"}


@pytest.mark.parametrize(("old", "new", "begins"), SLIPS)
def test_a_slip_is_told_once_with_its_own_mend(old: str, new: str, begins: str) -> None:
    assert old in TABLED
    found = told(TABLED.replace(old, new, 1))

    assert len(found) == 1, found
    assert found[0].startswith(begins), found


@pytest.mark.parametrize(
    ("rows", "begins"),
    [
        ("code,name\npoodle,Poodle\nlab,Labrador, big\n", "This row has more cells than there are columns."),
        ("code,name,name\npoodle,Poodle,x\n", "Two columns have the same name. Rename one of them."),
        (
            "code;name\npoodle;Poodle\n",
            "The columns of this file are not divided by commas. Save it as CSV with commas",
        ),
        ("", "The first line names no columns. Write them there"),
    ],
)
def test_a_list_that_would_be_read_otherwise_than_it_was_meant_is_a_fault(rows: str, begins: str) -> None:
    found = told(SMALL, **{"lists/breeds.csv": rows})

    assert len(found) == 1, found
    assert found[0].startswith(begins), found


def test_empty_cells_at_the_end_of_a_row_are_no_slip() -> None:
    assert read_service(bundle(**{"lists/breeds.csv": "code,name\npoodle,Poodle,,\n"})).fields["breed"].codes == (
        "poodle",
    )


def test_what_there_is_none_of_is_not_listed() -> None:
    found = told(
        SMALL.replace("- {check: too_long", "- {check: too_long, at: walk, says: X, when: big}\n- {chek: y", 1)
    )

    assert not [one for one in found if "–." in one]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("field: size_of", "field:", "- field:"),
        ("field: minutes", "field: ", "- {field: , kind: integer"),
        ("group: walk", "group:", "- group:"),
        ("- page: muzzle", "- page:", "- page:"),
        ('options: {small: "Small", big: "Big"}', "options:", "options:"),
        ("\n    list: breeds", "\n    list:", "list:"),
        ('walks_in_all: {kind: integer, is: "sum(walk.minutes)"}', "walks_in_all:", "walks_in_all:"),
        ("by: clerk, issue: licence", "by: , issue: licence", "approve: {from"),
    ],
)
def test_what_has_no_value_is_told_alone(old: str, new: str, line: str) -> None:
    assert old in SMALL
    text = SMALL.replace(old, new, 1)

    with pytest.raises(SpecFault) as found:
        read_service(bundle(text))

    (fault,) = found.value.faults
    assert "has no value. Write one, or delete the line." in str(fault)
    assert text.splitlines()[fault.line - 1].strip().startswith(line)


def test_beside_what_has_no_value_other_unknown_names_are_told() -> None:
    text = SMALL.replace("field: minutes", "field: ", 1).replace("when: big\n", "when: bigg\n", 1)
    text = text.replace("breed]\n    public", "breeed]\n    public", 1)

    told_of = " ".join(told(text))

    assert "has no value" in told_of and "bigg" in told_of and "breeed" in told_of


@pytest.mark.parametrize(
    ("gone", "begins"),
    [
        ("- page: walks\n", "From “title” on, keys stand a second time: title, ask; the first time on line"),
        ("  colour:\n", "From “kind” on, keys stand a second time: kind, rows; the first time on line"),
    ],
)
def test_a_line_that_begins_a_part_and_is_gone_is_told_once(gone: str, begins: str) -> None:
    text = TABLED.replace("- page: muzzle\n  title: Its muzzle\n  when: big\n", "- page: muzzle\n  title: Its muzzle\n")

    (found,) = told(text.replace(gone, "", 1))

    assert found.startswith(begins), found
    missing = "the line that begins it (“- page: …”)" if "page" in gone else "the line with its name"
    assert f"{missing} is missing above; else delete them." in found


def test_keys_that_stand_twice_inside_braces_are_told_one_by_one() -> None:
    found = told(SMALL.replace("min: 1}", 'min: 1, label: "Minutes", min: 1}', 1))

    assert [one.partition(" stands")[0] for one in found] == ["“label”", "“min”"]
