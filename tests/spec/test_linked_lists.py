"""Linked choices: the rows of a list that belong to another answer, and long lists kept as columns."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from portal.journey.entries import Entries, GroupItem
from portal.journey.plan import codes_of, plan
from portal.journey.reading import read_item
from portal.spec.model import LongList, Service
from portal.spec.rows import Codes, Listed, Rows
from tests.trying import NOW, TODAY, MultiDict, answered, problems, the_service, told

TOWNS = "code,name,name_ar,region\nsol,Solmere,سولمير,north\nport,Port Ayr,بورت إير,north\nmill,Millford,,south\n"
LISTS = "lists:\n  towns: {file: lists/towns.csv, code: code, label: name, labels: {ar: name_ar}}\n"
FILES = {"lists/towns.csv": TOWNS}
REGION = '- {field: region, kind: choice, label: "Region", options: {north: "North", south: "South"}}\n'
TOWN = '- {field: town, kind: choice, list: towns, where: {region: region}, label: "Town"}\n'


def towns(ask: str = REGION + TOWN) -> Service:
    return the_service(ask, LISTS, FILES)


def test_only_the_rows_of_the_chosen_region_can_be_chosen() -> None:
    service = towns()

    nothing, north = answered(service, {}), answered(service, {"region": "north", "town": "sol"})

    assert codes_of(nothing.options(service.fields["town"])) == ("sol", "port", "mill")
    assert codes_of(north.options(service.fields["town"])) == ("sol", "port")
    assert problems(north) == []


def test_a_changed_region_asks_for_the_town_again() -> None:
    service = towns()
    before = answered(service, {"region": "north", "town": "sol"}).entries

    found = answered(service, {"region": "south", "town": "sol"}, before)

    assert problems(found) == [("town", "empty")]
    assert codes_of(found.options(service.fields["town"])) == ("mill",)


def test_inside_a_group_each_item_has_its_own() -> None:
    group = "- group: stay\n  label: Stay\n  items: 0 to 3\n  ask:\n" + "".join(
        f"  {line}\n" for line in (REGION + TOWN).splitlines()
    )
    service = towns(group)
    given = [("1", {"region": "south"}), ("2", {"region": "north"})]
    empty = Entries()
    for number, form in given:
        typed = MultiDict({f"stay-{number}-{name}": value for name, value in form.items()})
        empty = read_item(
            plan(service, empty, TODAY), service.groups["stay"], number, typed, uploads={}, now=NOW, judge=True
        )
    found = plan(service, empty, TODAY)

    items: tuple[GroupItem, ...] = empty.items("stay")
    assert [codes_of(found.options(service.fields["stay.town"], item)) for item in items] == [
        ("mill",),
        ("sol", "port"),
    ]


@pytest.mark.parametrize(
    ("ask", "fault"),
    [
        (REGION + TOWN.replace("{region: region}", "{regoin: region}"), "No column of this list is called “regoin”. Did you mean “region”?"),  # noqa: E501
        (
            "- {group: stay, label: 'Stay', items: 0 to 3, ask: ["
            f"{REGION[2:-1]}, {TOWN[2:-1].replace(': region}', ': stay.region}')}]}}\n",
            "“stay.region” stands in the same item, where questions go by their own names. Write “region”.",
        ),
        (REGION + TOWN.replace("{region: region}", "{region: regoin}"), "No field is called “regoin”. Did you mean “region”?"),
        (
            REGION + TOWN.replace("list: towns", 'options: {a: "A"}'),
            "“where” chooses among the rows of a list. Name a list, or delete “where”.",
        ),
    ],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_a_fault(ask: str, fault: str) -> None:
    assert told(ask, LISTS, FILES) == [fault]


def test_lists_that_choose_each_other_are_a_circle() -> None:
    first = '- {field: region, kind: choice, list: towns, where: {region: town}, label: "Region"}\n'

    (fault,) = told(first + TOWN, LISTS, FILES)

    assert fault.startswith("These depend on each other in a circle")


def test_what_is_asked_later_cannot_choose_the_rows() -> None:
    faults = told(TOWN.replace("{region: region}", "{region: last}"), LISTS, FILES)

    assert faults == [
        "“last” is asked after “town”, which needs its answer. Ask it on an earlier page, or on the same one."
    ]


def test_labels_in_other_languages_come_from_the_list() -> None:
    service = towns()
    option = service.fields["town"].option("sol")

    assert option is not None
    assert option.labels == {"ar": "سولمير"}
    assert not [one for one in service.phrases if "/towns/label/" in one.key]  # the catalogues are not asked
    assert told(REGION + TOWN, LISTS.replace("name_ar", "name_et"), FILES)[0].startswith(
        "The file lists/towns.csv has no column “name_et”."
    )


# ---- a hundred thousand rows ------------------------------------------------------------------------------------------

MANY = 100_000


def many() -> str:
    rows = (
        f"c{number},Town {number} of the {('river', 'hill', 'lake')[number % 3]},region{number % 100}"
        for number in range(MANY)
    )
    return "code,name,region\n" + "\n".join(rows) + "\n"


SEARCHED = '- {field: town, kind: choice, list: towns, label: "Town"}\n'
PLAIN = "lists:\n  towns: {file: lists/towns.csv, code: code, label: name}\n"


def test_a_hundred_thousand_rows_cost_little() -> None:
    files = {"lists/towns.csv": many()}
    the_service(SEARCHED, PLAIN, {"lists/towns.csv": "code,name\na,A\n"})
    started = time.perf_counter()
    service = the_service(SEARCHED, PLAIN, files)
    taken = time.perf_counter() - started
    del service
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    service = the_service(SEARCHED, PLAIN, files)
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert isinstance(service.fields["town"].options, LongList)
    assert len(service.fields["town"].codes) == MANY
    assert taken < 3  # 1.5 s where the machine is not busy
    assert held < 60_000_000


def test_a_search_among_them_is_quick_and_finds_beginnings_of_words() -> None:
    options = the_service(SEARCHED, PLAIN, {"lists/towns.csv": many()}).fields["town"].options
    assert isinstance(options, LongList)
    options.search("town", "en", 50)  # makes the index
    taken = []
    for text in ("town 99999", "hill 9998", "tow", "of the lake 77", "nowhere", "e"):
        started = time.perf_counter()
        options.search(text, "en", 50)
        taken.append(time.perf_counter() - started)

    assert [one.code for one in options.search("TOWN 99999", "en", 50)] == ["c99999"]
    assert [one.code for one in options.search("hill 9997", "en", 50)][:1] == ["c9997"]
    assert len(options.search("town", "en", 50)) == 50
    assert options.search("nowhere", "en", 50) == []
    assert max(taken) < 0.15  # 50 ms where the machine is not busy


def test_a_search_forgives_case_accents_and_arabic_spelling() -> None:
    listed = Listed(
        "s/l/label",
        Codes(["a", "b", "c"]),
        ["Põltsamaa", "Saint-Étienne", "x"],
        {},
        {"ar": ["بولتساما", "سانت إتيان", "أبها"]},
    )
    rows = Rows(listed)

    assert [one.code for one in rows.search("poltsa", "en", 9)] == ["a"]
    assert [one.code for one in rows.search("etienne saint", "en", 9)] == ["b"]
    assert [one.code for one in rows.search("ابها", "ar", 9)] == ["c"]
    assert rows.meant("saint etienne") == ["b"]
    assert rows.says("a", "PÕLTSAMAA")
    assert not rows.says("a", "Saint")
    assert [one.code for one in Rows(listed, [1, 2]).search("p", "en", 9)] == []


def test_a_region_that_is_not_asked_narrows_nothing() -> None:
    hidden = REGION.replace("kind: choice,", "kind: choice, when: has_home,")
    service = towns('- {field: has_home, kind: yes no, label: "Home?"}\n' + hidden + TOWN)
    north = answered(service, {"has_home": "yes", "region": "north"})

    found = answered(service, {"has_home": "no"}, north.entries)

    assert codes_of(north.options(service.fields["town"])) == ("sol", "port")
    assert codes_of(found.options(service.fields["town"])) == ("sol", "port", "mill")


def test_columns_narrow_a_long_list_together_even_to_nothing() -> None:
    facts = {"region": ["north", "south"], "kind": ["town", "town"]}
    rows = Rows(Listed("s/l/label", Codes(["a", "b"]), ["A", "B"], facts, {}))

    assert list(rows.having("region", "west").having("kind", "town").codes) == []
