"""Issue line 6: a draft moves to a newer release when its answers hold, else it is said what to answer again; nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest

from portal.journey.entries import Answer, Entries
from portal.journey.finish import final
from portal.journey.migrating import asked_again, dropped, migrate, still_again
from portal.journey.plan import Plan, plan
from portal.journey.reading import read_item
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.journey.test_journey import NOW, MultiDict, item, typed
from tests.spec.services import SMALL, bundle

TODAY = date(2026, 11, 24)
# Its document prints nothing that is taken out here.
BASE = SMALL.replace("print: [size_of, breed]", "print: [size_of]").replace("public: [breed]", "public: [size_of]")
BREED = """\
  - field: breed
    kind: choice
    label: Which breed?
    list: breeds
"""
AGE = '  - {field: years, kind: integer, label: "How old is it?", max: 20}\n'


def service(*swaps: tuple[str, str]) -> Service:
    text = BASE
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    return read_service(bundle(text))


def finished(asked: Service) -> Entries:
    """All of it answered: a small Labrador that walks ten minutes."""
    entries = typed(asked, Entries(), "dog", {"size_of": "small", "breed": "lab", "years": "7"})
    entries = item(asked, entries, "one", "10")
    return typed(asked, entries, "walks", {})


def moved(new: Service, old: Service | None = None, entries: Entries | None = None) -> Plan:
    before = old or service()
    return plan(new, migrate(before, new, entries or finished(before), TODAY), TODAY)


def again(found: Plan) -> list[tuple[str, str, str]]:
    return [(page.id, problem.path, problem.code) for page, problem in asked_again(found)]


@pytest.mark.parametrize(
    "swap",
    [
        pytest.param(("label: How big is it?", "label: How large is it?"), id="a text is corrected"),
        pytest.param(('big: "Big"', 'big: "Big", huge: "Huge"'), id="an option more"),
        pytest.param(("min: 1}", "min: 1, max: 60}"), id="a limit that the answer keeps"),
        pytest.param((BREED, BREED + "    optional: yes\n"), id="a question may be left out"),
        pytest.param(("- page: dog\n", "- page: hound\n"), id="a page is renamed"),
        pytest.param((BREED, "- page: kind_of\n  title: Its breed\n  ask:\n" + BREED), id="a page is divided"),
        pytest.param(
            (BREED, BREED + AGE.replace("max: 20", "optional: yes")), id="a new question that may be left out"
        ),
    ],
)
def test_a_draft_goes_on_silently_where_its_answers_hold(swap: tuple[str, str]) -> None:
    found = moved(service(swap))

    assert again(found) == []
    assert found.is_finished
    assert found.entries.answers["breed"].value == "lab"


@pytest.mark.parametrize(
    ("swap", "asked"),
    [
        pytest.param((BREED, BREED + AGE), [("dog", "years", "empty")], id="a new question"),
        pytest.param(('small: "Small"', 'tiny: "Tiny"'), [("dog", "size_of", "unknown")], id="its option is gone"),
        pytest.param(
            ("min: 1}", "min: 15}"), [("walks", "walk/one/minutes", "too_small")], id="a limit that it breaks"
        ),
        pytest.param(("items: 0 to 3", "items: 2 to 3"), [("walks", "walk", "too_few")], id="more items are needed"),
        pytest.param(("> 600", "> 5"), [("walks", "walk", "check:too_long")], id="a check that it breaks"),
        pytest.param(("  when: big\n", ""), [("muzzle", "has_muzzle", "empty")], id="a page that was for others"),
        pytest.param(
            ("- page: walks", "- page: colour\n  title: Its colour\n  ask:\n" + AGE + "- page: walks"),
            [("colour", "years", "empty")],
            id="a new page before the last",
        ),
    ],
)
def test_what_no_longer_holds_is_asked_again_and_said(swap: tuple[str, str], asked: list[tuple[str, str, str]]) -> None:
    found = moved(service(swap))

    assert again(found) == asked
    assert found.first_open is not None and found.first_open.id == asked[0][0]
    assert asked[0][0] not in found.entries.tried, "nobody is scolded for what is new"


def test_the_old_answer_stays_to_be_seen_where_it_no_longer_holds() -> None:
    found = moved(service(('small: "Small"', 'tiny: "Tiny"')))

    assert found.entries.slips["size_of"] == {"": ["small"]}


def test_once_it_is_answered_it_is_not_asked_again() -> None:
    new = service((BREED, BREED + AGE))
    found = moved(new)

    entries = typed(new, found.entries, "dog", {"size_of": "small", "breed": "lab", "years": "7"})

    assert still_again(plan(new, entries, TODAY)) == frozenset()
    assert plan(new, entries, TODAY).is_finished


def test_the_answer_of_a_question_that_is_gone_stays_in_the_draft_and_is_not_sent() -> None:
    new = service((BREED, ""))
    found = moved(new)

    assert found.is_finished
    assert found.entries.answers["breed"].value == "lab"
    assert "breed" not in final(found).answers
    back = moved(service(), new, found.entries)
    assert back.is_finished and back.entries.answers["breed"].value == "lab"


def test_a_group_that_is_gone_keeps_its_items_and_sends_none() -> None:
    new = service(
        (SMALL[SMALL.index("- page: walks") : SMALL.index("- page: no_muzzle")], ""),
        ('checks:\n- {check: too_long, when: "walks_in_all > 600", at: walk, says: "Walk less"}\n', ""),
        ('values:\n  walks_in_all: {kind: integer, is: "sum(walk.minutes)"}\n', ""),
    )
    found = moved(new)

    assert found.entries.items("walk")[0].answers["minutes"].value == 10
    assert "walk" not in final(found).groups


def test_what_is_no_longer_asked_is_named_with_the_release_it_was_answered_under() -> None:
    old, new = service(), service((BREED, ""))

    entries = migrate(old, new, finished(old), TODAY, "a1")

    assert dropped(new, entries) == ("breed",)
    assert entries.before == {"breed": "a1"}
    later = migrate(new, service((BREED, ""), ("min: 1}", "min: 2}")), entries, TODAY, "b2")
    assert later.before == {"breed": "a1"}
    assert migrate(new, old, entries, TODAY, "b2").before == {}
    assert final(plan(new, entries, TODAY)).before == {}
    assert Entries.from_json(entries.to_json()) == entries


def test_a_question_that_was_never_answered_is_not_missed() -> None:
    old = service((BREED, BREED + "    optional: yes\n"))
    entries = typed(old, Entries(), "dog", {"size_of": "small"})

    assert migrate(old, service((BREED, "")), entries, TODAY, "a1").before == {}


def test_what_was_typed_and_does_not_hold_survives_the_move() -> None:
    old, new = service((BREED, BREED + AGE)), service((BREED, BREED + AGE.replace("integer", "decimal")))
    entries = typed(old, Entries(), "dog", {"size_of": "small", "breed": "lab", "years": "ten"})

    found = moved(new, old, entries)

    assert found.entries.slips["years"] == {"": ["ten"]}
    assert again(found) == [], "it was wrong before: that is no change of the service"


def test_a_draft_that_was_only_begun_is_asked_nothing_again() -> None:
    found = moved(service((BREED, BREED + AGE)), entries=Entries())

    assert again(found) == []


def test_what_is_to_be_answered_again_survives_being_stored() -> None:
    found = moved(service((BREED, BREED + AGE)))

    assert Entries.from_json(found.entries.to_json()) == found.entries


# ---- a draft that moves more than once ---------------------------------------------------------------------------------


def asked_both() -> tuple[Service, Service, Service, Entries]:
    """Three releases in a row, each with a question more, and the entries that moved through them."""
    old, second = service(), service((BREED, BREED + AGE))
    third = service((BREED, BREED + AGE), ("min: 1}", "min: 15}"))
    entries = migrate(old, second, finished(old), TODAY, "a1")
    return old, second, third, migrate(second, third, entries, TODAY, "b2")


def test_what_the_second_release_in_a_row_finds_is_asked_again_too() -> None:
    _, _, third, entries = asked_both()
    found = plan(third, entries, TODAY)

    assert entries.again == {"years", "walk/one/minutes"}
    assert entries.before == {"years": "a1", "walk/one/minutes": "b2"}
    assert again(found) == [("dog", "years", "empty"), ("walks", "walk/one/minutes", "too_small")]
    assert entries.answers["breed"].value == "lab"
    assert entries.items("walk")[0].slips == {"minutes": {"": ["10"]}}


def test_a_release_that_changes_nothing_leaves_what_is_to_be_answered_again() -> None:
    _, _, third, entries = asked_both()
    reworded = service((BREED, BREED + AGE), ("min: 1}", "min: 15}"), ("How big is it?", "How large is it?"))

    later = migrate(third, reworded, entries, TODAY, "c3")

    assert (later.again, later.before) == (entries.again, entries.before)
    assert later.answers == entries.answers
    assert later.tried == entries.tried


def test_a_release_that_takes_the_second_question_out_asks_only_the_first_again() -> None:
    _, _, third, entries = asked_both()

    back = migrate(third, service((BREED, BREED + AGE)), entries, TODAY, "c3")

    found = plan(service((BREED, BREED + AGE)), back, TODAY)
    assert again(found) == [("dog", "years", "empty")]
    assert found.entries.items("walk")[0].answers["minutes"].value == 10, "what was refused holds again"
    assert "walks" in back.tried


def test_a_draft_whose_releases_were_all_taken_back_is_as_it_was() -> None:
    old, second, third, entries = asked_both()

    back = migrate(second, old, migrate(third, second, entries, TODAY, "c3"), TODAY, "b2")
    found = plan(old, back, TODAY)

    assert found.is_finished
    assert again(found) == []
    at_first = final(plan(old, finished(old), TODAY))
    assert final(found).answers == at_first.answers
    assert [one.answers["minutes"].value for one in final(found).groups["walk"]] == [10]
    assert dropped(old, back) == ()


def test_an_answer_out_of_a_group_that_came_back_is_no_longer_named() -> None:
    old, new = service(), service((BREED, ""))
    entries = migrate(old, new, finished(old), TODAY, "a1")
    without = migrate(new, old, entries, TODAY, "b2")

    assert dropped(old, without) == ()
    assert without.before == {}
    assert plan(old, without, TODAY).is_finished


def test_what_is_sent_names_nothing_of_the_releases_before() -> None:
    _, _, third, entries = asked_both()
    entries = typed(third, entries, "dog", {"size_of": "small", "breed": "lab", "years": "7"})
    entries = typed(third, item(third, entries, "one", "20"), "walks", {})
    found = plan(third, entries, TODAY)

    sent = final(found)

    assert found.is_finished
    assert (entries.again, bool(entries.before)) == ({"years", "walk/one/minutes"}, True)
    assert (sent.again, sent.before, sent.slips, sent.unseen) == (frozenset(), {}, {}, frozenset())
    assert sent.answers["years"].value == 7


def test_a_question_of_an_item_that_is_gone_stays_in_each_item_and_is_named_once() -> None:
    more = '    - {field: place, kind: text, label: "Where?"}\n'
    line = next(one for one in BASE.splitlines(keepends=True) if "field: minutes" in one)
    old = service((line, line + more))
    entries = Entries()
    entries = typed(old, entries, "dog", {"size_of": "small", "breed": "lab"})
    for name in ("one", "two"):
        here, form = (
            plan(old, entries, TODAY),
            MultiDict({f"walk-{name}-minutes": "10", f"walk-{name}-place": f"Park {name}"}),
        )
        entries = read_item(here, old.groups["walk"], name, form, uploads={}, now=NOW, judge=True)
    entries = typed(old, entries, "walks", {})

    later = migrate(old, service(), entries, TODAY, "a1")
    found = plan(service(), later, TODAY)

    assert found.is_finished
    assert dropped(service(), later) == ("walk.place",)
    assert [one.answers["place"].value for one in later.items("walk")] == ["Park one", "Park two"]
    assert [sorted(one.answers) for one in final(found).groups["walk"]] == [["minutes"], ["minutes"]]
    back = migrate(service(), old, later, TODAY, "b2")
    assert final(plan(old, back, TODAY)).groups == final(plan(old, entries, TODAY)).groups


def test_what_was_typed_into_a_question_of_another_kind_is_kept_in_one_piece() -> None:
    born = AGE.replace("integer", "date").replace(", max: 20", "")
    old, new = service((BREED, BREED + born)), service((BREED, BREED + AGE))
    form = {"size_of": "small", "breed": "lab", "years-day": "31", "years-month": "2", "years-year": "2020"}
    entries = typed(old, Entries(), "dog", form)

    found = moved(new, old, entries)

    assert found.entries.slips["years"] == {"": ["31 2 2020"]}
    assert moved(old, new, found.entries).entries.slips["years"] == {"": ["31 2 2020"]}


def test_an_answer_that_its_kind_does_not_know_is_kept_as_plain_words() -> None:
    asked = service((BREED, BREED + '  - {field: born, kind: date, label: "When was it born?"}\n'))
    stored = Answer({"street": "4 Lake Road", "towns": ["Solmere"]}, "typed", "")

    found = migrate(asked, asked, Entries(answers={"born": stored}), TODAY)

    assert found.slips["born"] == {"": ["4 Lake Road Solmere"]}
