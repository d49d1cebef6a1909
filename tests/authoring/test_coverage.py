"""What scenarios reach is counted by the engine as it runs, and what none reaches is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.authoring.coverage import Coverage, coverage, watched
from portal.authoring.places import Places
from portal.authoring.scenarios import Scenario, read_scenarios
from portal.cli import forms as command
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.forms.test_services import SERVICES, the_bundle
from tests.spec.services import SMALL, bundle

SMALL_DOG = """\
- scenario: A small dog
  answers: {size_of: small, breed: lab, walk: [{minutes: "20"}]}
"""
BIG_DOG = """\
- scenario: A big dog with a muzzle
  answers: {size_of: big, breed: lab, has_muzzle: yes}
"""
NO_MUZZLE = """\
- scenario: A big dog without one
  answers: {size_of: big, breed: lab, has_muzzle: no}
"""
TOO_LONG = """\
- scenario: Too long a walk
  answers: {size_of: small, breed: lab, walk: [{minutes: "601"}]}
"""
ALL = SMALL_DOG + BIG_DOG + NO_MUZZLE + TOO_LONG


def covered(scenarios: str, text: str = SMALL) -> Coverage:
    whole = bundle(text, **{"scenarios.yaml": scenarios})
    service = read_service(whole)
    return coverage(service, read_scenarios(whole, service), Places(whole))


def missed(scenarios: str, text: str = SMALL) -> set[str]:
    return {goal.key for goal in covered(scenarios, text).missed}


def test_all_that_can_be_reached_is_reached() -> None:
    assert missed(ALL) == set()
    assert covered(ALL).percent == 100


@pytest.mark.parametrize(
    ("left_out", "keys"),
    [
        (BIG_DOG, {"fee large", "page:no_muzzle does not hold"}),
        (NO_MUZZLE, {"page no_muzzle", "page:no_muzzle holds"}),
        (TOO_LONG, {"check too_long", "check:too_long holds"}),
    ],
)
def test_each_way_through_is_missed_where_its_scenario_is_deleted(left_out: str, keys: set[str]) -> None:
    assert missed(ALL.replace(left_out, "")) == keys


def test_what_is_not_reached_is_told_with_its_line(tmp_path: Path) -> None:
    whole = covered(SMALL_DOG)

    told = {(goal.key, SMALL.splitlines()[goal.place.line - 1].strip()) for goal in whole.missed}

    assert told >= {
        ("page muzzle", "- page: muzzle"),
        ("field has_muzzle", '- {field: has_muzzle, kind: yes no, label: "Does it wear a muzzle?"}'),
        ("option size_of/big", 'options: {small: "Small", big: "Big"}'),
        ("page:muzzle holds", "when: big"),
        ("condition:big holds", 'big: {is: "size_of == \'big\'", says: "The dog is big"}'),
        ("check too_long", '- {check: too_long, when: "walks_in_all > 600", at: walk, says: "Walk less"}'),
        ("fee large", '- {row: large, when: big, amount: 30 EUR, because: "Big dogs cost more"}'),
    }
    assert all(goal.place[1:] > (1, 1) for goal in whole.goals)


def test_conditions_of_options_of_required_and_inside_groups_have_two_sides() -> None:
    text = SMALL.replace('big: "Big"', 'big: "Big", huge: {label: "Huge", when: "breed == \'lab\'"}').replace(
        '{field: minutes, kind: integer, label: "Minutes", min: 1}',
        '{field: minutes, kind: integer, label: "Minutes", min: 1}\n'
        '    - {field: why_short, kind: text, label: "Why?", when: "walk.minutes < 5"}\n'
        '    - {field: who, kind: text, label: "Who?", required: "walk.minutes > 60"}',
    )

    keys = {goal.key for goal in covered(SMALL_DOG, text).goals}
    found = missed(SMALL_DOG, text)

    for place in ("size_of/huge", "walk.why_short", "walk.who?required"):
        assert {f"{place} holds", f"{place} does not hold"} <= keys
    assert "size_of/huge holds" not in found and "size_of/huge does not hold" in found
    assert "walk.why_short does not hold" not in found and "walk.why_short holds" in found
    assert "walk.who?required does not hold" not in found and "walk.who?required holds" in found


def test_each_row_of_a_table_is_taken_the_last_one_too() -> None:
    table = """\
tables:
  risk:
    kind: integer
    rows:
    - {row: strong, if: {size_of: big}, gives: 2}
    - {row: rest, otherwise: 1}
checks:
- {check: too_wild, when: "risk > 1 && walks_in_all < 1", at: walk, says: "Walk it"}
"""
    text = SMALL.replace("checks:\n", table)
    places = {goal.key: goal.place.line for goal in covered(SMALL_DOG, text).goals}

    assert "table:risk/rest holds" not in missed(SMALL_DOG, text)
    assert "table:risk/strong holds" in missed(SMALL_DOG, text)
    assert {"table:risk/strong holds"} == {
        key for key in missed(BIG_DOG + SMALL_DOG, text) ^ missed(SMALL_DOG, text) if "table" in key
    }
    assert "row: strong" in text.splitlines()[places["table:risk/strong holds"] - 1]


FEES = """\
tables:
  fees:
    kind: money
    rows:
    - {row: large, when: big, gives: 30 EUR, because: "Big dogs cost more"}
    - {row: size_of, otherwise: 10.50 EUR, because: "The usual fee"}
"""


def test_the_rows_of_a_table_that_is_the_fee_are_counted_once_each_at_its_line() -> None:
    old = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]
    text = SMALL.replace(old, "fee: {table: fees}\n").replace("pages:\n- page: dog", f"{FEES}pages:\n- page: dog")
    goals = [goal for goal in covered(SMALL_DOG, text).goals if "row" in goal.words]

    assert [goal.key for goal in goals] == ["fee large", "fee size_of"]
    assert [text.splitlines()[goal.place.line - 1].strip()[:14] for goal in goals] == [
        "- {row: large,",
        "- {row: size_o",
    ]
    assert missed(ALL, text) == set()


def test_a_scenario_that_stops_before_a_page_does_not_reach_it() -> None:
    stopped = "- scenario: Nothing\n  answers: {size_of: small}\n  problems: {breed: empty}\n"

    assert {"page walks", "fee usual", "field breed"} <= missed(stopped)


def test_options_that_have_a_key_of_their_own_are_chosen_too() -> None:
    text = SMALL.replace('big: "Big"}', 'big: "Big"}\n    other: Something else')
    other = "- scenario: A cat\n  answers: {size_of: {other: A cat}, breed: lab}\n"

    (place,) = [goal.place for goal in covered(SMALL_DOG, text).goals if goal.key == "option size_of/other"]
    assert text.splitlines()[place.line - 1].strip() == "other: Something else"
    assert "option size_of/other" in missed(SMALL_DOG, text)
    assert "option size_of/other" not in missed(SMALL_DOG + other, text)


def test_the_rows_of_a_list_s_file_need_no_scenario_each() -> None:
    assert not any(goal.key.startswith("option breed/") for goal in covered(ALL).goals)


def test_the_figure_is_never_rounded_up_to_all() -> None:
    goals = covered(ALL).goals
    almost = Coverage(goals * 100, frozenset(goal.key for goal in goals[1:]))

    assert almost.percent < 100


def test_a_service_that_nobody_watches_is_walked_as_it_is() -> None:
    service = read_service(bundle())
    seen: list[tuple[str, bool]] = []

    copy = watched(service, lambda place, held: seen.append((place, held)))
    service.conditions["big"].rule({"size_of": "big"})
    assert seen == []
    copy.conditions["big"].rule({"size_of": "big"})
    assert seen == [("condition:big", True)]
    assert copy.every_condition.keys() == service.every_condition.keys()


# ---- the town's services --------------------------------------------------------------------------------------------


def shipped(name: str) -> tuple[Service, tuple[Scenario, ...], Places]:
    service = read_service(the_bundle(name))
    return service, read_scenarios(the_bundle(name), service), Places(the_bundle(name))


@pytest.mark.parametrize("name", SERVICES)
def test_deleting_a_scenario_lowers_the_figure_by_what_it_alone_reaches(name: str) -> None:
    service, scenarios, places = shipped(name)
    whole = coverage(service, scenarios, places)
    each = {one.title: coverage(service, [one], places).reached for one in scenarios}
    goals, needed = {goal.key for goal in whole.goals}, 0

    for one in scenarios:
        others = [other for other in scenarios if other is not one]
        without = coverage(service, others, places)
        alone = goals & each[one.title] - frozenset().union(*(each[other.title] for other in others))
        assert {goal.key for goal in without.missed} == alone
        assert (without.percent < whole.percent) == bool(alone)
        needed += bool(alone)

    assert needed >= 3, "scenarios that nobody would miss prove nothing"


def test_a_service_below_the_minimum_fails(tmp_path: Path) -> None:
    folder = tmp_path / "dog-licence"
    for path, content in bundle(**{"scenarios.yaml": SMALL_DOG}).files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)

    told = CliRunner().invoke(command.forms, ["test", str(folder)])
    strict = CliRunner().invoke(command.forms, ["test", str(folder), "--minimum", "100"])

    assert told.exit_code == 0 and strict.exit_code == 1
    assert "service.yaml:34:3: no scenario sees that “when” of the page “muzzle” holds" in told.output
    assert "dog-licence: 1 of 1 scenarios hold; " in told.output
    assert "1 service below 100 %" in strict.output
