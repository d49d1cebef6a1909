"""Issue line Show: docs/tutorial.md, followed to the letter. What a reader copies works after every step."""

from __future__ import annotations

import re
from pathlib import Path

from portal.authoring.linting import lint
from portal.authoring.scenarios import read_scenarios, run
from portal.errors import SpecFault
from portal.spec.bundle import Bundle, bundle_of
from portal.spec.reader import read_service

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "tutorial.md").read_text("utf-8")


def blocks(mark: str) -> list[str]:
    found = re.findall(rf"^```{mark}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    assert found, mark
    return found


def only(mark: str) -> str:
    (found,) = blocks(mark)
    return found


def after_step(step: int) -> Bundle:
    """The folder as it is after a step of the page."""
    service, card, scenarios = only("yaml service"), only("html card"), only("yaml scenarios")
    below = "\ndeclaration:"
    if step >= 3:
        service = service.replace(below, f"{blocks('yaml pages')[0]}{below}")
    if step >= 4:
        service = service.replace("\npages:\n", f"\n{only('yaml conditions')}\npages:\n{only('yaml first')}")
    if step >= 5:
        service = service.replace(below, f"{blocks('yaml pages')[1]}{below}")
    if step >= 6:
        service = service.replace(below, f"\n{only('yaml fee')}{below}")
        service = service.replace("    print: [tenant]\n    public: []\n", only("yaml documents"))
        service = service.replace("      tenant: Tenant\n", "      tenant: Tenant\n      garden: Garden\n")
        (row,) = re.findall(r"`(\{\{ row\(label=texts\.garden.*? \}\})`", TEXT)
        card = card.replace("{% call table() %}\n", "{% call table() %}\n" + row + "\n")
    if step >= 7:
        scenarios = only("yaml all scenarios")
    return bundle_of({"service.yaml": service, "documents/card.html": card, "scenarios.yaml": scenarios})


def faults(bundle: Bundle) -> list[str]:
    try:
        read_service(bundle)
    except SpecFault as fault:
        return [str(one) for one in fault.faults]
    return []


def test_what_the_reader_copies_is_right_after_every_step() -> None:
    assert {step: found for step in range(1, 8) if (found := faults(after_step(step)))} == {}


def test_the_first_scenarios_hold_and_so_do_the_last() -> None:
    for step in (1, 7):
        bundle = after_step(step)
        service = read_service(bundle)
        scenarios = read_scenarios(bundle, service)
        assert len(scenarios) == {1: 2, 7: 3}[step]
        assert [str(failure) for one in scenarios for failure in run(service, one)] == []


def test_the_mistake_made_on_purpose_is_told_as_shown() -> None:
    whole = after_step(1)
    broken = whole.replace("service.yaml", whole.text("service.yaml").replace("kind: phone", "kind: phne"))

    assert faults(broken) == [only("fault").strip()]


def test_the_finished_service_leaves_nothing_to_advise() -> None:
    assert [str(one) for one in lint(after_step(7))] == []
