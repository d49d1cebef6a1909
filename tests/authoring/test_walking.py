"""`portal forms walk`: every page is seen, or proved out of reach, or honestly not decided."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.authoring.domains import leading
from portal.authoring.importing.forms import scenarios_of
from portal.authoring.importing.writing import yaml_of
from portal.authoring.scenarios import read_scenarios, run
from portal.authoring.walking import walk_service
from portal.spec.bundle import Bundle
from portal.spec.reader import read_service
from tests.authoring.test_documentation import a_service

TODAY = date(2026, 11, 24)
FIRST = """\
pages:
- page: dog
  title: Your dog
  ask:
  - {field: dog_name, kind: text, label: "What is your dog called?"}
  - {field: weight, kind: integer, label: "What does it weigh?", min: 0, max: 120}
  - {field: dog_born, kind: date, label: "When was it born?", latest: today}
  - {field: traits, kind: several choices, label: "What is it like?", options: {calm: "Calm", shy: "Shy", loud: "Loud"}}
  - {field: is_guide, kind: yes no, label: "Is it a guide dog?"}
  - {field: height, kind: decimal, label: "How high is it?", optional: yes}
  - group: walker
    label: Person who walks it
    items: 0 to 3
    ask:
    - {field: walks, kind: integer, label: "Walks a week", min: 1, max: 20}
"""


def a_bundle(*whens: str, more: str = "") -> Bundle:
    pages = "".join(
        f'- page: page{number}\n  title: Page\n  when: "{when}"\n  ask:\n'
        f'  - {{field: field{number}, kind: yes no, label: "Yes?"}}\n'
        for number, when in enumerate(whens)
    )
    return a_service(more + FIRST + pages)


def walked(*whens: str, more: str = ""):  # type: ignore[no-untyped-def] # a test's own
    return walk_service(read_service(a_bundle(*whens, more=more)), TODAY)


@pytest.mark.parametrize(
    "when",
    [
        "is_guide",
        "!is_guide && weight > 40",
        "weight == 77",
        "weight >= 12 && weight < 14 && 'shy' in traits",
        "!('calm' in traits) && !('shy' in traits)",
        "age(dog_born) >= 7",
        "dog_born == date('2020-02-29')",
        "dog_born > today - duration('6 months')",
        "!answered(height)",
        "height > 0.75",
        "dog_name == 'Rex'",
        "size(walker) > 1",
        "walker.exists(one, one.walks > 7)",
        "size(walker) > 0 && walker.all(one, one.walks == 5)",
    ],
)
def test_a_page_is_seen_whatever_its_condition_reads(when: str) -> None:
    found = walked(when)

    assert "page0" in found.seen
    assert found.is_whole


def test_what_no_answers_lead_to_is_proved() -> None:
    found = walked("weight > 40 && weight < 30", "is_guide && !is_guide", "weight > 200")

    assert found.unreachable == ("page0", "page1", "page2")
    assert found.undecided == ()
    assert found.is_whole


def test_what_it_cannot_know_is_not_called_proved() -> None:
    found = walked(
        "dog_name.startsWith('A') && dog_name.startsWith('B')", "sum(walker.walks) % 7 == 9", "sum(walker.walks) == 61"
    )

    assert found.undecided == ("page0", "page1")
    assert found.unreachable == ("page2",)  # three walkers walk 60 times at most
    assert not found.is_whole


def test_a_page_behind_another_is_seen_through_it() -> None:
    found = walked("is_guide", "field0 == false", "field1 && weight > 50")

    assert found.seen == {"dog", "page0", "page1", "page2"}


def test_checks_are_walked_around() -> None:
    checks = 'checks:\n- {check: both, when: "is_guide && weight < 5", at: weight, says: "Check the weight"}\n'

    found = walked("is_guide", more=checks)

    assert found.is_whole
    assert "page0" in found.seen


def test_its_roads_are_scenarios_that_hold() -> None:
    bundle = a_bundle("is_guide", "weight > 40", "size(walker) > 2")
    service = read_service(bundle)
    found = walk_service(service, TODAY)
    bundle = bundle.replace("scenarios.yaml", yaml_of(list(scenarios_of(found, TODAY))))

    scenarios = read_scenarios(bundle, service)

    assert scenarios
    assert [str(one) for scenario in scenarios for one in run(service, scenario)] == []


ATOMS = [
    "is_guide",
    "weight > 9",
    "weight > 20",
    "'shy' in traits",
    "'loud' in traits",
    "answered(height)",
    "height > 1.5",
]


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(parts, st.sampled_from(["&&", "||"]), parts).map(lambda one: f"({one[0]} {one[1]} {one[2]})")
    return two | parts.map(lambda one: f"!{one}" if one.startswith("(") else f"!({one})")


@settings(max_examples=40, deadline=None)
@given(when=st.recursive(st.sampled_from(ATOMS), _joined, max_leaves=6))
def test_seen_and_proved_are_the_whole_truth(when: str) -> None:
    """Beside the walk, every combination of values that the atoms tell apart."""
    found = walked(when)

    rule = found.service.pages_by_id["page0"].when
    assert rule is not None
    holds = any(
        rule.rule({"is_guide": guide, "weight": weight, "traits": traits, **height}) is True
        for guide in (True, False)
        for weight in (1, 15, 30)
        for traits in (["calm"], ["shy"], ["loud"], ["shy", "loud"])
        for height in ({}, {"height": 1}, {"height": 2})
    )
    assert ("page0" in found.seen) is holds
    assert ("page0" in found.unreachable) is not holds


def test_what_only_the_fee_reads_is_not_tried() -> None:
    told = [(f"r{at}", f'if: {{weight: "{at}"}}, gives') for at in range(9)] + [("rest", "otherwise")]
    rows = "".join(f'    - {{row: {name}, {told}: 5 EUR, because: "So"}}\n' for name, told in told)
    fee = f"tables:\n  cost:\n    kind: money\n    rows:\n{rows}fee: {{table: cost}}\n"

    found = walked("is_guide", more=fee)

    assert {rule.source for rule, _ in leading(found.service)} == {"is_guide"}
    assert found.is_whole


def test_what_a_table_that_brings_up_a_page_reads_is_tried() -> None:
    rows = '    - {row: heavy, if: {weight: "> 77"}, gives: large}\n    - {row: rest, otherwise: small}\n'
    table = f'tables:\n  class_of:\n    kind: choice\n    options: {{large: "L", small: "S"}}\n    rows:\n{rows}'

    found = walked("class_of == 'large'", more=table)

    assert {name for rule, _ in leading(found.service) for name in rule.roots} == {"class_of", "weight"}
    assert "page0" in found.seen
