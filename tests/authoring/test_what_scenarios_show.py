"""What a scenario that holds reaches is not undecided, though the prover cannot tell."""

from __future__ import annotations

from datetime import date

from portal.authoring.proving import proof_of
from tests.spec.services import SMALL, bundle

TODAY = date(2026, 11, 24)
MINUTES = '    - {field: minutes, kind: integer, label: "Minutes", min: 1}\n'
PLACES = '    - {field: place, kind: text, label: "Where?"}\n'
# Beyond what the prover tries: the letters of a text, and several items added up.
SECRET = "walk.exists(one, one.place.startsWith('Zq') && one.place.endsWith('qZ') && size(one.place) % 7 == 3) && walks_in_all % 11 == 7"
TEXT = SMALL.replace(MINUTES, MINUTES + PLACES).replace('when: "walks_in_all > 600"', f'when: "{SECRET}"')
STOPPED = (
    "- scenario: A walk\n  today: 2026-11-24\n"
    "  answers: {size_of: small, breed: lab, walk: [{minutes: 7, place: ZqabcdeqZPLACE}]}\n"
    "  EXPECTED\n"
)


def open_ones(place: str, expected: str) -> list[str]:
    scenarios = STOPPED.replace("ZqabcdeqZPLACE", place).replace("EXPECTED", expected)
    return [str(one) for one in proof_of(bundle(TEXT, **{"scenarios.yaml": scenarios}), TODAY).undecided]


def test_what_a_scenario_that_holds_reaches_is_decided() -> None:
    before = open_ones("Here", "pages: [dog, walks]")

    assert any("whether the check “too_long” ever finds anything wrong" in one for one in before)
    assert open_ones("ZqabcdefqZ", "checks: [too_long]") == [one for one in before if "ever finds" not in one]


def test_a_scenario_that_does_not_hold_shows_nothing() -> None:
    assert open_ones("ZqabcdefqZ", "pages: [dog]") == open_ones("Here", "pages: [dog, walks]")
