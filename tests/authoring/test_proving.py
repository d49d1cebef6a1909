"""What the prover finds: faults seeded into copies of the shipped services, and nothing in the services themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import process_time
from typing import NamedTuple

import pytest

from portal.authoring.arriving import MOST_STEPS
from portal.authoring.claims import (
    ALWAYS,
    ALWAYS_EXIT,
    ALWAYS_FIRES,
    ALWAYS_REQUIRED,
    ALWAYS_WHEN,
    BAD_DEFAULT,
    DEAD_OPTION,
    HOLE,
    NEVER,
    NEVER_FIRES,
    NEVER_REQUIRED,
    NO_ANSWER,
    NO_DAY,
    NO_ITEM,
    NO_OPTION,
    NO_PAGE,
    NO_ROW,
    NO_VALUE,
    NO_WAY_ON,
    Claim,
    Finding,
    Proof,
)  # fmt: skip
from portal.authoring.folders import found_bundles
from portal.authoring.importing.forms import import_sources, read_source, service_of
from portal.authoring.proving import proof_of
from portal.authoring.scenarios import read_scenarios, run
from portal.authoring.walking import walk_service
from portal.errors import NOTE
from portal.rules.boundaries import COMPARED, DATED, REFORMED, SUMMED, TEXTUAL
from portal.spec.bundle import Bundle, bundle_from_folder, bundle_of
from portal.spec.reader import SPECIFICATION, read_service
from tests.spec.services import SMALL
from tests.spec.services import bundle as small_bundle

HOME = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)
REAL = Path(os.environ.get("REAL_FORMS") or HOME.parent / "shared" / "real-forms")
FORMS = sorted(REAL.rglob("*.json"))


class Seed(NamedTuple):
    what: str
    service: str
    old: str
    new: str
    claim: Claim
    name: str


PARKING, RESIDENCE = "parking-permit", "residence-certificate"
EVENT, BUSINESS = "street-event-permit", "business-opening-notification"
ELECTRIC, EVERYTHING = "fuel == 'electric'", "fuel == 'electric' || answered(fuel)"
BORROWED, CONTRADICTED = "keeper != 'self'", "keeper != 'self' && keeper == 'self'"
PURPOSE = "purpose == 'other'"
VISITS = "when: visits_in_all > 31"
CHECKS, FEE = "checks:\n", "fee:\n"
PHONE, LATEST = "- include: reaching\n", "    latest: today\n"
LEASE = "    label: Lease or letter from the keeper\n"
EACH = "visitor.exists(one, one.visits >= 1)"
DECLARED = "\ndeclaration: "
DETAILS = "- details: wrong_address\n"


def check(name: str, when: str, at: str) -> str:
    return f'- {{check: {name}, when: "{when}", at: {at}, says: "No"}}\n'


def row(name: str, when: str) -> str:
    return f'{FEE}- {{row: {name}, when: "{when}", amount: 5 EUR, because: "So"}}\n'


SEEDS = [
    Seed("a condition that contradicts itself", PARKING, BORROWED, CONTRADICTED, NEVER, "borrowed"),
    Seed("a page that nobody comes to", PARKING, "when: borrowed", f'when: "{CONTRADICTED}"', NO_PAGE, "proof"),
    Seed("a condition that holds of everything", PARKING, ELECTRIC, EVERYTHING, ALWAYS, "electric"),
    Seed("a row behind one that takes all", PARKING, "when: electric", f'when: "{EVERYTHING}"', NO_ROW, "second"),
    Seed("a row whose cases an exit has ended", PARKING, "at_home == 1", "at_home == 2", NO_ROW, "second"),
    Seed(
        "a row in the shadow of a wider one", PARKING, FEE, row("few", "permits_at_home <= 1 && answered(zone)"),
        NO_ROW, "second",
    ),
    Seed("a fee that is not known to all", PARKING, FEE, row("shown", "!long_lease"), HOLE, "shown"),
    Seed("an exit for everybody", PARKING, "permits_at_home >= 2", "permits_at_home >= 0", ALWAYS, "full"),
    Seed("a check that stops everybody", PARKING, VISITS, "when: size(visitor) >= 0", ALWAYS_FIRES, "too_many_visits"),
    Seed("a check that finds nothing", PARKING, VISITS, "when: size(visitor) > 4", NEVER_FIRES, "too_many_visits"),
    Seed(
        "checks that contradict each other", PARKING, CHECKS,
        CHECKS + check("late", "since > date('2020-01-01')", "since") + check("early", "since <= date('2020-01-01')", "since"),
        NO_WAY_ON, "vehicle",
    ),
    Seed(
        "a check for all who name a visitor", PARKING, VISITS, f'when: "{EACH}"', ALWAYS_FIRES, "too_many_visits",
    ),
    Seed("an option that a check stops", PARKING, CHECKS, CHECKS + check("dirty", "fuel == 'diesel'", "fuel"), DEAD_OPTION, "fuel"),
    Seed(
        "an option that two checks stop", PARKING, CHECKS,
        CHECKS + check("late", "fuel == 'diesel' && since > date('2020-01-01')", "since")
        + check("early", "fuel == 'diesel' && since <= date('2020-01-01')", "since"),
        DEAD_OPTION, "fuel",
    ),
    Seed(
        "checks that contradict each other about visitors", PARKING, CHECKS,
        CHECKS + check("few", "size(visitor) < 2", "visitor").replace("size", "size(visitor) > 0 && size")
        + check("many", "size(visitor) > 1", "visitor"),
        NO_ANSWER, "few",
    ),
    Seed("a required that is never so", PARKING, LEASE, f'{LEASE}    required: "since > today"\n', NEVER_REQUIRED, "contract"),
    Seed("a required that is always so", PARKING, LEASE, f'{LEASE}    required: "since <= today"\n', ALWAYS_REQUIRED, "contract"),
    Seed(
        "a when that the page’s own guarantees", PARKING, "  - field: contract\n", "  - field: contract\n    when: borrowed\n",
        ALWAYS_WHEN, "contract",
    ),
    Seed(
        "a default beyond the limits", PARKING, "      max: 31\n", "      max: 31\n      default: 40\n",
        BAD_DEFAULT, "visitor.visits",
    ),
    Seed(
        "an option for nobody", PARKING, "employer: My employer",
        """employer: {label: "My employer", when: "zone == 'A' && zone == 'B'"}""", NO_OPTION, "keeper",
    ),
    Seed(
        "a question beyond its own limits", PARKING, PHONE, f'{PHONE}    with: {{phone: {{when: "since > today"}}}}\n',
        NO_ITEM, "phone",
    ),
    Seed(
        "a question in an item beyond its limits", PARKING, "      label: Visitor’s name\n",
        '      label: Visitor’s name\n      when: "visitor.visits > 31"\n', NO_ITEM, "visitor.name",
    ),
    Seed(
        "a text about a file that was not asked for", PARKING, "- paragraph: about_visitors\n",
        '- paragraph: about_visitors\n    when: "answered(contract) && !borrowed"\n', NO_ITEM, "about_visitors",
    ),
    Seed("limits that leave no day", PARKING, LATEST, "    earliest: today\n    latest: 2026-06-30\n", NO_VALUE, "since"),
    Seed("more visitors than there can be", PARKING, "permits_at_home >= 2", "size(visitor) > 4", NEVER, "full"),
    Seed("a text that nobody can enter", PARKING, "keeper != 'self'", "plate == 'ab123'", NEVER, "borrowed"),
    Seed("a page behind an exit", RESIDENCE, "when: other_purpose", "when: for_somebody_else", NO_PAGE, "other_use"),
    Seed("one answer with two codes", RESIDENCE, PURPOSE, f"{PURPOSE} && purpose == 'bank'", NEVER, "other_purpose"),
    Seed("a when that everybody meets", RESIDENCE, "when: other_purpose", "when: answered(purpose)", ALWAYS_WHEN, "other_use"),
    Seed(
        "an exit that everybody takes", RESIDENCE, "when: for_somebody_else",
        "when: \"whom in ['self', 'other']\"", ALWAYS_EXIT, "not_yours",
    ),
    Seed(
        "two answers whose sum is never so small", EVENT, "stewards * 100 < visitors", "stewards + visitors < 2",
        NEVER_FIRES, "few_stewards",
    ),
    Seed("a range of days without a day", EVENT, "size(day) != days_in_all", "days_in_all < 1", NEVER_FIRES, "every_day"),
    Seed("more days than a range may have", EVENT, "size(day) != days_in_all", "days_in_all > 10", NEVER_FIRES, "every_day"),
    Seed("more visits than all visitors can make", PARKING, VISITS, "when: visits_in_all > 124", NEVER_FIRES, "too_many_visits"),
    Seed(
        "hours that are two things on one day", BUSINESS, "hours.weekdays == 'closed' && hours.saturday == 'closed'",
        "hours.weekdays == 'closed' && hours.weekdays != 'closed'", NEVER_FIRES, "never_open",
    ),
    Seed("an age that nobody has", RESIDENCE, DETAILS, f'{DETAILS}    when: "age(born) < 0"\n', NO_ITEM, "wrong_address"),
    Seed(
        "a check on an age that everybody has", RESIDENCE, DECLARED,
        f"\nchecks:\n{check('born_late', 'age(born) >= 0', 'born')}{DECLARED}", ALWAYS_FIRES, "born_late",
    ),
    Seed(
        "checks that take every option", RESIDENCE, DECLARED,
        "\nchecks:\n" + check("private", "purpose in ['school', 'work', 'bank']", "purpose")
        + check("public", "purpose in ['authority', 'other']", "purpose") + DECLARED,
        NO_WAY_ON, "use",
    ),
]  # fmt: skip


def shipped(name: str) -> Bundle:
    return bundle_from_folder(HOME / "forms" / name, HOME / "translations")


def seeded(seed: Seed) -> Bundle:
    text = shipped(seed.service).text(SPECIFICATION)
    assert seed.old in text, seed
    text = text.replace(seed.old, seed.new, 1)
    if "long_lease" in text:
        lease = '  - {field: long_lease, kind: yes no, label: "Is it longer than a year?"}\n'
        text = text.replace("  - field: contract\n", f"{lease}  - field: contract\n", 1)
    return shipped(seed.service).replace(SPECIFICATION, text)


def found(proof: Proof, claim: Claim, name: str) -> Finding | None:
    return next(
        (one for one in proof.findings if (one.fault.message, one.fault.params["name"]) == (claim.said, name)), None
    )


def test_seeded_faults_are_found_with_their_line(capsys: pytest.CaptureFixture[str]) -> None:
    told, missed = [], []
    for seed in SEEDS:
        bundle = seeded(seed)
        read_service(bundle)  # it has no other fault
        finding = found(proof_of(bundle, TODAY), seed.claim, seed.name)
        told.append(f"{'found ' if finding else 'missed'}  {seed.what}: {finding.fault if finding else ''}")
        if finding is None:
            missed.append(seed.what)
        else:
            assert finding.fault.code == "proof"
            line = bundle.text(SPECIFICATION).splitlines()[finding.fault.line - 1]
            assert any(
                word in line for word in ("when", "is:", "page:", "field:", "diesel:", "required", "default:")
            ), finding.fault

    with capsys.disabled():
        print("\n" + "\n".join(told) + f"\n{len(SEEDS) - len(missed)} of {len(SEEDS)} seeded faults found")
    assert len(SEEDS) >= 20
    assert missed == []


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.what)
def test_what_is_claimed_with_answers_is_a_scenario_that_holds(seed: Seed) -> None:
    bundle = seeded(seed)
    service = read_service(bundle)

    for one in proof_of(bundle, TODAY).findings:
        if one.witness:
            kept = bundle.replace("scenarios.yaml", one.witness.text)
            assert [
                str(failure) for scenario in read_scenarios(kept, service) for failure in run(service, scenario)
            ] == []


@pytest.mark.parametrize("rule", ["2 > 1", "1 > 2"])
def test_what_is_always_so_is_told_once_and_not_what_follows(rule: str) -> None:
    seed = Seed("", PARKING, "permits_at_home >= 2", rule, ALWAYS, "full")

    assert [one.fault.params["name"] for one in proof_of(seeded(seed), TODAY).findings] == ["full"]


def test_the_exit_that_ends_everybody_is_told_and_not_what_stands_behind_it() -> None:
    seed = Seed("", PARKING, "when: full", "when: answered(zone)", ALWAYS_EXIT, "too_many")

    assert [one.fault.params["name"] for one in proof_of(seeded(seed), TODAY).findings] == ["too_many"]


def test_a_witness_says_what_stops_it_and_what_it_answered() -> None:
    seed = next(seed for seed in SEEDS if seed.claim is ALWAYS_FIRES)

    finding = found(proof_of(seeded(seed), TODAY), seed.claim, seed.name)

    assert finding is not None
    assert finding.witness is not None
    assert finding.witness.checks == ("too_many_visits",)
    assert "plate: AB" in finding.witness.text


@pytest.mark.parametrize("claim", [ALWAYS_FIRES, NO_WAY_ON, ALWAYS_EXIT, HOLE], ids=lambda claim: claim.said)
def test_what_stops_people_is_shown_by_answers_that_it_stops(claim: Claim) -> None:
    for seed in SEEDS:
        if seed.claim is claim:
            finding = found(proof_of(seeded(seed), TODAY), claim, seed.name)
            assert finding is not None
            assert finding.witness is not None
            assert (seed.name in finding.witness.ends) is (claim is not HOLE)


def services() -> Iterator[str]:
    yield from (
        name
        for name, _, bundle in found_bundles(HOME / "forms", HOME / "translations")
        if SPECIFICATION in bundle.files
    )


@pytest.mark.parametrize("name", list(services()))
def test_the_services_of_the_town_have_nothing_that_is_proved_wrong(name: str) -> None:
    proof = proof_of(shipped(name), TODAY)

    assert [str(one) for one in proof.faults if one.severity != NOTE] == []  # a note says what was not decided
    assert proof.steps < MOST_STEPS / 10


def test_a_question_that_was_included_is_told_in_its_set_and_what_is_different_here_where_it_stands() -> None:
    never = "size_of == 'small' && size_of == 'big'"
    asked = '- {field: phone, kind: phone, label: "Phone number", WHEN}\n'
    page = "- page: reach\n  title: How we reach you\n  ask:\n  - include: contact\n"
    changed = f'{page}    with: {{phone: {{when: "{never}"}}}}\n'

    def told(include: str, when: str) -> tuple[str, int, int]:
        text = SMALL.replace("- page: walks\n", f"{include}- page: walks\n", 1)
        contact = "set: contact\ntexts: en\nask:\n" + asked.replace("WHEN", when)
        proof = proof_of(small_bundle(text, **{"shared/contact.yaml": contact}), TODAY, "f/")
        fault = found(proof, NO_ITEM, "phone").fault
        return fault.path, fault.line, fault.column

    own = 1 + SMALL.replace("- page: walks\n", f"{changed}- page: walks\n", 1)[:-1].split("with: {")[0].count("\n")
    assert told(page, f'when: "{never}"') == ("f/shared/contact.yaml", 4, 54)
    assert told(changed, "optional: yes") == ("f/service.yaml", own, 20)


# ---- what it does not decide ---------------------------------------------------------------------------------------------


def undecided(old: str, new: str) -> list[tuple[str, str]]:
    text = SMALL.replace(old, new, 1)
    proof = proof_of(small_bundle(text), TODAY)
    assert proof.findings == ()
    return [(str(one).partition("note: ")[2].partition(" “")[0], one.remedy) for one in proof.undecided]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("walks_in_all > 600", ""),
        ("walks_in_all % 7 == 9", SUMMED),
        ("breed.startsWith('l') && walk.exists(one, one.minutes > walks_in_all)", COMPARED),
        ("walk.exists(one, one.minutes * one.minutes < 0)", REFORMED),
        ("today < date('2020-01-01')", DATED),
    ],
)
def test_what_is_beyond_its_bound_is_not_decided(rule: str, why: str) -> None:
    open_ones = undecided('when: "walks_in_all > 600"', f'when: "{rule}"')

    assert [reason for _, reason in open_ones][:1] == ([why] if why else [])


@pytest.mark.parametrize(
    ("rule", "claim"),
    [
        ("walks_in_all < 0", NEVER_FIRES),
        ("walks_in_all >= 0 && size(walk) >= 0", ALWAYS_FIRES),
        ("walks_in_all + size(walk) < 0", NEVER_FIRES),
        ("sum(walk.map(one, one.minutes * 2)) + 1 <= 0", NEVER_FIRES),
        ("size(walk) > 3 && max(walk.minutes) < min(walk.minutes)", NEVER_FIRES),
        ("size(walk) * size(walk) > 9", NEVER_FIRES),
    ],
)
def test_how_far_sums_can_go_settles_what_is_compared_with_them(rule: str, claim: Claim) -> None:
    text = SMALL.replace('when: "walks_in_all > 600"', f'when: "{rule}"', 1)

    proof = proof_of(small_bundle(text), TODAY)

    assert [one.fault.message for one in proof.findings] == [claim.said]
    assert proof.undecided == ()


@pytest.mark.parametrize(
    "rule", ["walks_in_all == 607", "size(walk) * 3 < sum(walk.minutes)", "walk.exists(one, one.minutes == size(walk))"]
)
def test_what_somebody_who_was_walked_shows_is_decided(rule: str) -> None:
    assert undecided('when: "walks_in_all > 600"', f'when: "{rule}"') == []


def test_the_letters_of_a_text_are_not_decided() -> None:
    name = '  - {field: call, kind: text, label: "What is its name?"}\n  - field: breed\n'
    text = SMALL.replace("  - field: breed\n", name, 1).replace(
        "walks_in_all > 600", "call.startsWith('Z') && size(call) < 1"
    )
    proof = proof_of(small_bundle(text), TODAY)

    assert {one.remedy for one in proof.undecided} == {TEXTUAL}
    assert all(one.line == text[: text.index("call.startsWith")].count("\n") + 1 for one in proof.undecided)


def test_what_is_not_decided_of_the_rows_of_a_table_is_told_once_at_its_row() -> None:
    rows = "".join(
        f'    - {{row: {name}, when: "walks_in_all > {number}", gives: 5 EUR, because: "So"}}\n'
        for number, name in ((100, "breed"), (200, "far"), (300, "further"))
    )
    fee = f"tables:\n  fees:\n    kind: money\n    take: all\n    rows:\n{rows}"
    old = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]
    text = SMALL.replace(old, "fee: {table: fees}\n").replace("pages:\n- page: dog", f"{fee}pages:\n- page: dog")

    (note,) = proof_of(small_bundle(text), TODAY).faults

    assert "of “fee” are ever reached, and known with all answers: breed, far, further." in str(note)
    assert "row: breed" in text.splitlines()[note.line - 1]


def test_a_table_of_three_thousand_rows_is_proved_soon() -> None:
    rows = "".join(
        f'    - {{row: r{at}, when: "dog_age >= {30 * at} && dog_age < {30 * at + 15}", gives: {at % 97 + 1} EUR, because: "So"}}\n'
        for at in range(3_000)
    )
    fee = f"tables:\n  fees:\n    kind: money\n    take: all\n    rows:\n{rows}"
    ages = '  - {field: dog_age, kind: integer, label: "Age", min: 0, max: 99999}\n'
    old = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]
    text = (
        SMALL.replace(old, "fee: {table: fees}\n")
        .replace("sum(walk.minutes)", "dog_age")
        .replace("  - field: breed\n", f"{ages}  - field: breed\n")
    )
    text = text.replace("pages:\n- page: dog", f"{fee}pages:\n- page: dog")
    began = process_time()

    proof = proof_of(small_bundle(text), TODAY)

    assert process_time() - began < 5
    assert proof.steps <= MOST_STEPS + MOST_STEPS // 6


def test_what_the_portal_counts_is_told_apart_from_an_answer() -> None:
    counted = "  counted: {kind: integer, count: documents, where: {document: licence, state: valid}}\n"
    age = '  - {field: dog_age, kind: integer, label: "Age", min: 0, max: 90}\n  - field: breed\n'
    text = SMALL.replace("values:\n", f"values:\n{counted}", 1).replace("  - field: breed\n", age, 1)
    text = text.replace('when: "walks_in_all > 600", at: walk', 'when: "counted - dog_age == 5", at: dog_age', 1)

    proof = proof_of(small_bundle(text), TODAY)

    assert [str(one) for one in proof.faults] == []


# ---- real forms ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not FORMS, reason=f"There are no real forms in {REAL}; REAL_FORMS can name another folder.")
def test_real_forms_are_proved_soon_and_no_page_that_a_walk_saw_is_called_unreachable() -> None:
    steps = proved = 0
    for made in import_sources([read_source(path) for path in FORMS], unit="residents-office", today=TODAY):
        service = service_of(made.imported)
        proof = proof_of(bundle_of({**made.files}), TODAY)
        seen = walk_service(service, TODAY).seen
        claimed = {one.fault.params["name"] for one in proof.findings if one.fault.message == NO_PAGE.said}
        assert claimed & seen == set()
        assert [str(one) for one in proof.undecided] == []
        steps, proved = max(steps, proof.steps), proved + 1

    assert proved > 40
    assert steps < MOST_STEPS


SHOWN = '  - {field: shown, kind: date range, label: "When?"%s}\n- page: muzzle\n'
SHOWN_DAYS = "valid: {from: shown.from, until: shown.until}"


@pytest.mark.parametrize(
    ("optional", "keys"),
    [("", []), (", optional: yes", ["from", "until"]), (", when: \"size_of == 'big'\"", ["from", "until"])],
)
def test_answers_that_give_a_document_no_day_are_told(optional: str, keys: list[str]) -> None:
    text = SMALL.replace("- page: muzzle\n", SHOWN % optional, 1).replace("valid: 1 year", SHOWN_DAYS)

    proof = proof_of(small_bundle(text), TODAY)

    found = [one for one in proof.findings if one.fault.message == NO_DAY.said]
    assert [one.fault.params["key"] for one in found] == keys
    assert all(one.witness and one.witness.is_finished for one in found)
    assert not [one for one in proof.undecided if one.message == NO_DAY.is_open]
