"""Whoever changes one word of a condition of a shipped service is told: by `check`, or by a scenario."""

from __future__ import annotations

import pytest

from portal.authoring.check import check_bundle
from portal.authoring.scenarios import read_scenarios, run
from portal.errors import SpecFault
from portal.spec.bundle import Bundle
from portal.spec.reader import SPECIFICATION, read_service
from tests.forms.mutants import mutants
from tests.forms.test_services import SERVICES, the_bundle


def is_noticed(bundle: Bundle) -> bool:
    """Whether `check` has a fault, or a scenario does not hold."""
    try:
        service = read_service(bundle)
        scenarios = read_scenarios(bundle, service)
    except SpecFault:
        return True
    return any(run(service, scenario) for scenario in scenarios) or bool(check_bundle(bundle))


@pytest.mark.parametrize("name", SERVICES)
def test_no_word_of_a_condition_can_be_changed_unnoticed(name: str, record_property: pytest.FixtureRequest) -> None:
    bundle = the_bundle(name)
    assert not is_noticed(bundle)

    tried = list(mutants(bundle))
    survivors = [str(one) for one in tried if not is_noticed(bundle.replace(SPECIFICATION, one.text))]

    record_property("told", f"{name}: {len(tried) - len(survivors)} of {len(tried)} changed conditions noticed")  # type: ignore[operator]
    assert survivors == []
    assert len(tried) > 5


def test_a_change_that_no_scenario_sees_is_named() -> None:
    bundle = the_bundle("parking-permit")
    few = "\n- scenario: ".join(bundle.text("scenarios.yaml").split("\n- scenario: ")[:1])

    survivors = [
        one
        for one in mutants(bundle)
        if not is_noticed(bundle.replace(SPECIFICATION, one.text).replace("scenarios.yaml", few))
    ]

    assert survivors
    assert str(survivors[0]).startswith("line ")
