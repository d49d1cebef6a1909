"""A release is read for ever: a bundle of each edition, and what it must go on to mean. Its files are never edited."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portal.authoring.scenarios import read_scenarios, run, walk
from portal.i18n.catalogue import Catalogue
from portal.journey.finish import exported, final
from portal.spec.bundle import Bundle, bundle_of
from portal.spec.model import Service
from portal.spec.reader import read_service

GOLDEN = Path(__file__).parent / "golden"
EDITIONS = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


def the_bundle(edition: str) -> Bundle:
    folder = GOLDEN / edition
    files = (path for path in folder.rglob("*") if path.is_file())
    return bundle_of({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


def meaning(bundle: Bundle) -> dict[str, Any]:
    """What must never change: names, kinds, encodings, msgctxts, rules and what comes of the answers."""
    service = read_service(bundle)
    (scenario,) = read_scenarios(bundle, service)
    entries = walk(service, scenario).plan.entries
    return {
        "digest": bundle.digest,
        "phrases": {phrase.key: phrase.source for phrase in service.phrases},
        "fields": {
            path: [one.kind.name, one.kind.version, [option.code for option in one.options]]
            for path, one in service.fields.items()
        },
        "pages": [page.id for page in service.pages],
        "answers": {path: answer.value for path, answer in entries.answers.items()},
        "exported": dict(exported(service, final(walk(service, scenario).plan))),
        "rest": _rest(service),
    }


def _rest(service: Service) -> dict[str, Any]:
    return {
        "conditions": {name: one.rule.source for name, one in service.conditions.items()},
        "fee": [[row.id, row.amount_minor, row.currency] for row in service.fee],
        "checks": {check.id: check.when.rule.source for check in service.checks},
        "moves": {name: [move.source, move.target, move.by, move.issue] for name, move in service.review.moves.items()},
        "documents": {name: [*one.print, "|", *one.public] for name, one in service.documents.items()},
        "keep": {state: list(span) for state, span in service.keep.items()},
        "retired": list(service.retired),
    }


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_release_of_each_edition_means_what_it_meant(edition: str) -> None:
    expected = json.loads((GOLDEN / f"{edition}.json").read_text("utf-8"))

    found = json.loads(json.dumps(meaning(the_bundle(edition))))

    assert found == expected


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_scenario_of_each_edition_holds(edition: str) -> None:
    bundle = the_bundle(edition)
    service = read_service(bundle)

    assert [str(one) for scenario in read_scenarios(bundle, service) for one in run(service, scenario)] == []


def test_the_translations_of_the_first_edition_are_found_by_their_msgctxt() -> None:
    bundle = the_bundle("edition-1")

    estonian = Catalogue.from_po(bundle.translations["et"], "et")

    assert estonian.find("Dog tag", "dog-tag/title") == "Koera märk"
    assert estonian.find("Pug", "dog-tag/breeds/label/pug") == "Mops"
    assert estonian.find("Walks a week", "dog-tag/walker.walks/label") == "Jalutuskäike nädalas"


def test_a_byte_changed_anywhere_changes_the_digest() -> None:
    bundle = the_bundle("edition-1")

    assert bundle.replace("lists/breeds.csv", bundle.text("lists/breeds.csv") + "\n").digest != bundle.digest
    assert bundle.replace("service.yaml", bundle.text("service.yaml").replace("\n", "\r\n")).digest == bundle.digest
