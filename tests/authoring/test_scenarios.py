"""`portal forms test`: a scenario holds or says what failed; a mistake in the file is named with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from portal.authoring.scenarios import read_scenarios, run
from portal.cli import forms as command
from portal.errors import SpecFault
from portal.spec.bundle import Bundle, bundle_from_folder
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.spec.services import SMALL, bundle, small

HOME = Path(__file__).resolve().parents[2]

PERMIT = """\
- scenario: An electric vehicle that is leased
  person: {name: Leila Haddad, address: {street: 12 Rope Walk, postal_code: "10123", city: Solmere}}
  given: {permits_at_home: 1}
  today: 2026-11-24
  answers:
    zone: B
    plate: ab 123
    since: 24 11 2026
    fuel: electric
    keeper: lessor
    contract: {file: lease.pdf}
    visitor: [{name: Omar, visits: "3"}]
  pages: [you, vehicle, proof, visitors, contact]
  fee: 20 EUR
  outcome: approve
  state: approved
  document: {permit: {zone: B, plate: AB123}}
"""

CERTIFICATE = """\
- scenario: The register says the same
  person: {name: Mart Tamm, birth_date: 1978-02-03, address: {street: 3 Mill Lane, postal_code: "10125", city: Solmere}}
  answers: {whom: self, purpose: work}
  register: {name: Mart Tamm, birth_date: 1978-02-03, address: {street: 3 Mill Lane, postal_code: "10125", city: Solmere}}
  state: approved
  document: {certificate: {name: Mart Tamm, born: 1978-02-03}}
"""


def the_service(name: str, scenarios: str) -> tuple[Bundle, Service]:
    bundle = bundle_from_folder(HOME / "forms" / name).replace("scenarios.yaml", scenarios)
    return bundle, read_service(bundle)


def failures(name: str, scenarios: str) -> list[tuple[str, Any]]:
    bundle, service = the_service(name, scenarios)
    return [(one.what, one.came) for scenario in read_scenarios(bundle, service) for one in run(service, scenario)]


def faults(scenarios: str) -> list[str]:
    bundle, service = the_service("parking-permit", scenarios)
    with pytest.raises(SpecFault) as caught:
        read_scenarios(bundle, service, "forms/parking-permit/")
    return [str(fault) for fault in caught.value.faults]


def test_a_scenario_that_is_right_holds() -> None:
    assert failures("parking-permit", PERMIT) == []
    assert failures("parking-permit", f"{PERMIT}  valid: {{from: 2026-11-24, until: 2027-11-23}}\n") == []
    assert failures("residence-certificate", CERTIFICATE) == []


@pytest.mark.parametrize(
    ("written", "instead", "failed"),
    [
        ("pages: [you, vehicle, proof,", "pages: [you, vehicle,", "pages"),
        ("fee: 20 EUR", "fee: 60 EUR", "fee"),
        ("state: approved", "state: refused", "state"),
        ("plate: AB123}", "plate: AB124}", "plate"),
        ("outcome: approve", "outcome: refuse", "outcome"),  # a refusal needs a reason
        ("plate: ab 123", "plate: ab", "problems"),
        ("since: 24 11 2026", "since: 25 11 2026", "problems"),
        ('visits: "3"', 'visits: "0"', "problems"),
        ("keeper: lessor", "keeper: self", "pages"),
        ("permits_at_home: 1", "permits_at_home: 2", "exit"),
        ("  state: approved\n", "  state: approved\n  valid: {from: 2026-11-25}\n", "valid from"),
        ("  state: approved\n", "  state: approved\n  valid: {until: never}\n", "valid until"),
        ("    contract: {file: lease.pdf}\n", "", "problems"),
    ],
)
def test_each_expectation_that_does_not_hold_is_told(written: str, instead: str, failed: str) -> None:
    assert written in PERMIT

    assert failed in [what for what, _ in failures("parking-permit", PERMIT.replace(written, instead, 1))]


@pytest.mark.parametrize(
    "reply",
    [
        "slow",
        "down",
        "{name: Mart Tamm, birth_date: 1978-02-03}",
        "{name: Mart Tamme, birth_date: 1978-02-03, address: {street: 3 Mill Lane, postal_code: '10125', city: Solmere}}",
    ],
)
def test_a_register_that_does_not_agree_leaves_the_case_to_a_clerk(reply: str) -> None:
    lines = [f"  register: {reply}" if line.startswith("  register:") else line for line in CERTIFICATE.splitlines()]

    assert failures("residence-certificate", "\n".join(lines)) == [("state", "received"), ("document", "none")]


def test_what_the_sign_in_fills_in_counts_unless_it_is_answered_otherwise() -> None:
    moved = CERTIFICATE.replace("purpose: work}", "purpose: work, name: Mart Tamme}")

    assert failures("residence-certificate", moved) == [("state", "received"), ("document", "none")]


def test_a_check_is_named_and_stops_the_journey() -> None:
    many = PERMIT.replace('visits: "3"', 'visits: "31"').replace(
        "name: Omar, visits", 'name: Sirje, visits: "1"}, {name: Omar, visits'
    )

    found = failures("parking-permit", many)

    assert ("checks", ["too_many_visits"]) in found
    assert ("state", "not sent") in found


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("    plate: ab 123", "    plaet: ab 123", ":7:5: No field is called “plaet”. Did you mean “plate”?"),
        (
            "  given: {permits_at_home",
            "  given: {permits_at_hom",
            ":3:11: No value that is counted is called “permits_at_hom”. Did you mean “permits_at_home”?",
        ),
        (
            "pages: [you, vehicle",
            "pages: [you, vehicel",
            ":13:16: No page is called “vehicel”. Did you mean “vehicle”?",
        ),
        ("  today: 2026-11-24", "  today: 24.11.2026", ":4:10: “24.11.2026” is not a day. Write it as 2026-12-24."),
        ("  fee: 20", "  fees: 20", ":14:3: A scenario has no key “fees”. Did you mean “fee”?"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(written: str, instead: str, told: str) -> None:
    assert faults(PERMIT.replace(written, instead)) == [f"forms/parking-permit/scenarios.yaml{told}"]


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("person: {name: Leila Haddad, address", "person: Leila #", ":2:11: “person” needs keys with values here"),
        ("{name: Leila", "{nme: Leila", ":2:12: “person” has no key “nme”. Did you mean “name”?"),
        ("{permits_at_home: 1}", "{permits_at_home: two}", ":3:28: “permits_at_home” is a whole number."),
        ("{permits_at_home: 1}", "{visits_in_all: 1}", "No value that is counted is called “visits_in_all”."),
        ("    zone: B", "    zone: {a: B}", ":6:11: “zone” is a single word here."),
        ("since: 24 11 2026", "since: [24, 11, 2026]", "Write them as “{day: …, month: …, year: …}”."),
        ('visitor: [{name: Omar, visits: "3"}]', "visitor: {name: Omar}", ":12:14: “visitor” is a list."),
        ("{name: Omar,", "{nme: Omar,", "No field is called “nme”. Did you mean “name”?"),
        ("pages: [you, vehicle, proof, visitors, contact]", "pages: you", ":13:10: “pages” is a list."),
        ("  fee: 20 EUR", "  problems: {zone: emty}", "is called “emty”. Did you mean “empty”?"),
        ("  fee: 20 EUR", "  checks: [none]", "No check is called “none”. It can be one of: too_many_visits."),
        ("  fee: 20 EUR", "  exit: contact", "No exit is called “contact”. It can be one of: too_many."),
        ("  fee: 20 EUR", "  fee: twenty", ":14:8: The fee is an amount of money."),
        ("  fee: 20 EUR", "  register: zzz", "No reply of a register is called “zzz”."),
        ("outcome: approve", "outcome: [approve]", ":15:12: “move” is a single word here."),
        ("outcome: approve", "outcome: {reason: not_keeper}", ":15:12: “outcome” has no “move”."),
        ("state: approved", "state: aproved", "No state is called “aproved”. Did you mean “approved”?"),
        ("document: {permit:", "document: {licence:", "No document is called “licence”."),
        ("{permit: {zone: B, plate: AB123}}", "permit", ":17:13: “document” needs names with values here"),
        ("{permit: {zone: B, plate: AB123}}", "{permit: yes}", ":17:22: “permit” needs names with values here"),
        ("plate: AB123}", "plte: AB123}", "No fact on the document is called “plte”. Did you mean “plate”?"),
        (PERMIT, "[]", ":1:1: There is no scenario in this file."),
        (PERMIT, PERMIT + PERMIT, ":18:3: Two scenarios are called “An electric vehicle that is leased”"),
    ],
)
def test_a_scenario_of_the_wrong_shape_is_told_and_never_run(written: str, instead: str, told: str) -> None:
    assert written in PERMIT

    assert any(told in fault for fault in faults(PERMIT.replace(written, instead, 1)))


def test_a_fee_is_the_same_however_it_is_written() -> None:
    assert failures("parking-permit", PERMIT.replace("fee: 20 EUR", "fee: 20.00 EUR")) == []


def test_what_nobody_foresaw_is_a_failure_of_its_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr("portal.authoring.scenarios.walk", wrong)

    assert failures("parking-permit", PERMIT) == [("run", "ZeroDivisionError: nobody foresaw this")]


ANSWERED = "- {scenario: A dog, answers: {size_of: small, breed: lab}, pages: [dog, walks]"
OPEN_FEE = "- {row: large, when: has_muzzle, amount: 30 EUR"


def told_of(service: Service, scenario: str) -> list[str]:
    found = read_scenarios(bundle(**{"scenarios.yaml": scenario}), service)
    return [str(failure) for one in found for failure in run(service, one)]


def test_a_fee_that_is_not_known_is_not_no_fee() -> None:
    service = small("- {row: large, when: big, amount: 30 EUR", OPEN_FEE)
    why = "but it was not known: row ‘large’ asks for has_muzzle"

    assert told_of(service, ANSWERED + ", fee: 10.50 EUR}") == [f"A dog: fee: expected 10.50 EUR, {why}"]
    assert told_of(service, ANSWERED + ", fee: none}") == [f"A dog: fee: expected none, {why}"]
    assert told_of(service, ANSWERED + "}") == [
        f"A dog: fee: expected an amount (or “fee: unknown” in the scenario), {why}"
    ]
    assert told_of(service, ANSWERED + ", fee: unknown}") == []
    known = small()
    assert told_of(known, ANSWERED + ", fee: unknown}") == ["A dog: fee: expected unknown, but it was 10.50 EUR"]
    assert told_of(known, ANSWERED + "}") == []


def test_no_fee_is_no_fee_also_where_the_rows_come_to_nothing() -> None:
    assert told_of(small("otherwise: 10.50 EUR", "otherwise: 0 EUR"), ANSWERED + ", fee: none}") == []
    assert told_of(small(), ANSWERED + ", fee: none}") == ["A dog: fee: expected none, but it was 10.50 EUR"]


def test_why_a_fee_is_not_known_follows_values_to_the_answers_and_says_what_is_beyond_reason() -> None:
    rows = SMALL[SMALL.index("- {row: large") : SMALL.index("declaration:")]
    worked = SMALL.replace("values:\n", 'values:\n  twice: {kind: integer, is: "has_muzzle ? 2 : 1"}\n')
    for amount, why in (
        ("5 EUR * twice", "row ‘one’ asks for has_muzzle"),
        ("9000000 EUR * (2 + size(walk))", "row ‘one’ is beyond ten million"),
    ):
        text = worked.replace(rows, f'- {{row: one, otherwise: "{amount}", because: "So"}}\n')
        assert told_of(read_service(bundle(text)), ANSWERED + ", fee: 1 EUR}") == [
            f"A dog: fee: expected 1 EUR, but it was not known: {why}"
        ]


@pytest.mark.parametrize(
    ("kind", "written"), [("choice", "{other: A mix}"), ("several choices", "[lab, {other: A mix}]")]
)
def test_what_is_typed_under_other_is_written_also_where_one_searches(kind: str, written: str) -> None:
    text = "    kind: choice\n    label: Which breed?\n"
    service = small(text, f"    kind: {kind}\n    label: Which breed?\n    show: search\n    other: Another\n")
    scenario = f"- {{scenario: A dog, answers: {{size_of: small, breed: {written}}}, pages: [dog, walks]}}"

    assert told_of(service, scenario) == []
    for part in ("add", "chosen"):  # the page's own inputs
        with pytest.raises(SpecFault, match=f"no key “{part}”|has no “other”"):
            told_of(service, scenario.replace("{other: A mix}", f"{{other: A mix, {part}: lab}}"))


def test_a_service_without_scenarios_is_told_to_have_some() -> None:
    bundle, service = the_service("parking-permit", PERMIT)

    with pytest.raises(SpecFault, match="There is no file “scenarios"):
        read_scenarios(Bundle({path: data for path, data in bundle.files.items() if path != "scenarios.yaml"}), service)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("fuel: electric", "fuel: electrik", "problems: expected none, but it was fuel: unknown. Did you mean “electric”?"),
        ("fee: 20 EUR", "problems: {zone: empty}", "problems: expected zone: empty, but it was none"),
        ("vehicle, proof, ", "", "pages: expected you, visitors, contact, but it was you, vehicle, proof, visitors, contact"),
        ("  fee: 20 EUR", "  exit: X", "exit: expected X, but it was none"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_said_once_and_in_words(old: str, new: str, words: str) -> None:
    bundle, service = the_service("parking-permit", PERMIT)
    (scenario,) = read_scenarios(bundle, service)
    given = yaml.safe_load(PERMIT.replace(old, new, 1))[0]
    (failure,) = run(service, replace(scenario, given={**given, "today": "2026-11-24"}))

    assert str(failure) == f"An electric vehicle that is leased: {words}"


def test_the_command_ends_with_1_where_a_scenario_does_not_hold(tmp_path: Path) -> None:
    bundle, _ = the_service("parking-permit", PERMIT.replace("fee: 20 EUR", "fee: 60 EUR"))
    folder = tmp_path / "parking-permit"
    for path, data in bundle.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)

    result = CliRunner().invoke(command.forms, ["test", str(folder)])

    assert result.exit_code == 1
    assert (
        "scenarios.yaml:1: An electric vehicle that is leased: fee: expected 60 EUR, but it was 20 EUR" in result.output
    )
    assert "0 passed, 1 failed" in result.output
