"""The services of `forms/`: readable, shown by scenarios in every branch, complete in every language of the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.authoring.check import check_bundle
from portal.authoring.coverage import coverage
from portal.authoring.places import Places
from portal.authoring.po import read_entries
from portal.authoring.scenarios import read_scenarios, run
from portal.authoring.translation import Domain, domains_of_home, faults_of_catalogue
from portal.spec.authority import read_authority
from portal.spec.bundle import Bundle, bundle_from_folder, bundle_of_authority
from portal.spec.model import Authority, Phrase, Service
from portal.spec.reader import read_service

HOME = Path(__file__).resolve().parents[2]
FORMS, TRANSLATIONS = HOME / "forms", HOME / "translations"
SERVICES = sorted(path.parent.name for path in FORMS.glob("*/service.yaml"))


def the_bundle(name: str) -> Bundle:
    return bundle_from_folder(FORMS / name, TRANSLATIONS)


def the_authority() -> Authority:
    return read_authority(bundle_of_authority(FORMS / "authority.yaml", TRANSLATIONS))


def the_domains() -> dict[str, Domain]:
    return {domain.name: domain for domain in domains_of_home(HOME)}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_fault(name: str) -> None:
    faults = check_bundle(the_bundle(name), f"forms/{name}/", the_authority())

    assert [str(fault) for fault in faults] == []


@pytest.mark.parametrize("name", SERVICES)
def test_every_scenario_of_a_service_holds(name: str) -> None:
    service = read_service(the_bundle(name))

    failures = [
        str(failure) for scenario in read_scenarios(the_bundle(name), service) for failure in run(service, scenario)
    ]

    assert failures == []


@pytest.mark.parametrize("name", SERVICES)
def test_the_scenarios_of_a_service_reach_all_of_it(name: str) -> None:
    service = read_service(the_bundle(name))
    scenarios = read_scenarios(the_bundle(name), service)

    reached = coverage(service, scenarios, Places(the_bundle(name)))
    documents = {document for scenario in scenarios for document in scenario.given.get("document", {})}

    assert [f"{goal.place.line}: {goal.words}" for goal in reached.missed] == []
    assert reached.percent == 100
    assert documents == set(service.documents)


@pytest.mark.parametrize("name", SERVICES)
def test_a_scenario_that_expects_the_wrong_thing_fails(name: str) -> None:
    bundle = the_bundle(name)
    wrong = bundle.text("scenarios.yaml").replace("state: approved", "state: refused", 1)
    service = read_service(bundle)

    failures = [run(service, scenario) for scenario in read_scenarios(bundle.replace("scenarios.yaml", wrong), service)]

    assert [len(found) for found in failures if found] == [1]


def test_the_authority_has_no_fault() -> None:
    assert [
        str(fault) for fault in check_bundle(bundle_of_authority(FORMS / "authority.yaml", TRANSLATIONS), "forms/")
    ] == []


@pytest.mark.parametrize("language", ["et", "ar", "fr"])
@pytest.mark.parametrize("domain", ["portal", "authority", *SERVICES])
def test_every_word_is_translated_and_current(domain: str, language: str) -> None:
    known = the_domains()[domain]
    path = known.file(TRANSLATIONS, language)

    faults = faults_of_catalogue(
        path.relative_to(HOME).as_posix(), language, known.messages, read_entries(path.read_bytes())
    )

    assert [str(fault) for fault in faults] == []


def _texts(service: Service | Authority, *parts: str) -> list[Phrase]:
    return [phrase for phrase in service.phrases if phrase.key.split("/")[-1] in parts]


@pytest.mark.parametrize("name", SERVICES)
def test_a_hint_is_a_line_without_a_full_stop(name: str) -> None:
    hints = _texts(read_service(the_bundle(name)), "hint", "label", "title", "declaration")

    assert [hint.source for hint in hints if hint.source.endswith(".") or "\n" in hint.source] == []


@pytest.mark.parametrize("name", SERVICES)
def test_no_text_scolds_or_begs(name: str) -> None:
    phrases = read_service(the_bundle(name)).phrases

    scolding = [
        phrase.source
        for phrase in phrases
        for word in ("please", "invalid", "mandatory")
        if word in phrase.source.lower()
    ]

    assert scolding == []


@pytest.mark.parametrize("name", SERVICES)
def test_every_question_has_words_of_its_own_for_an_empty_answer(name: str) -> None:
    service = read_service(the_bundle(name))

    silent = [path for path, field in service.fields.items() if not field.optional and "empty" not in field.problems]

    assert silent == []
