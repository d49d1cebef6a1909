"""What a document's template asks for is tried with every scenario's facts, before anything is published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.authoring.scenarios import read_scenarios
from portal.spec.authority import read_authority
from portal.spec.bundle import bundle_from_folder, bundle_of_authority
from portal.spec.reader import read_service
from portal.usecases import proofs
from portal.usecases.proofs import proof_faults
from portal.usecases.shelf import Shelf

HOME = Path(__file__).resolve().parents[2]
TRANSLATIONS = HOME / "translations"
PERMIT = "documents/permit.html"


def proven(old: str = "", new: str = "") -> list[str]:
    """What is said of the parking permit with one place of its template changed."""
    bundle = bundle_from_folder(HOME / "forms" / "parking-permit", TRANSLATIONS)
    template = bundle.text(PERMIT)
    assert old in template
    bundle = bundle.replace(PERMIT, template.replace(old, new, 1))
    service = read_service(bundle)
    authority = read_authority(bundle_of_authority(HOME / "forms" / "authority.yaml"))
    return [str(one) for one in proof_faults(bundle, service, read_scenarios(bundle, service), authority)]


def test_the_towns_own_documents_can_be_printed() -> None:
    assert proven() == []


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("|day", "|day(1, 2, 3)", 13, "takes 2 positional arguments"),
        ("label=texts.number", "lable=texts.number", 6, "macro 'fact' takes no keyword argument 'lable'"),
        ("label=texts.number, ", "", 6, "parameter 'label' was not provided"),
        ("value=holder", "value=authority.nme", 11, "no attribute 'nme'"),
        ("value=number", "value=number|money", 6, "cannot be printed"),
        ("{% if fee %}", "{% if 0 %}{% endif %}{% if fields.zone %}{{ fee.because.nothing }}", 15, "nothing"),
        ("{% endblock %}", "{% for i in range(10 ** 9) %}x{% endfor %}{% endblock %}", 18, "cannot be printed"),
    ],
)
def test_what_cannot_be_printed_is_told_with_its_line(old: str, new: str, line: int, told: str) -> None:
    found = proven(old, new)

    assert found
    assert found[0].startswith(f"{PERMIT}:{line}:1: The document “permit” cannot be printed: ")
    assert told in found[0]
    assert "The scenario “" in found[0]


def test_a_template_that_does_not_end_is_ended() -> None:
    loops = "".join(f"{{% for {name} in range(9999) %}}" for name in "abcd") + "{% endfor %}" * 4

    (told,) = proven("{% endblock %}", f"{loops}{{% endblock %}}")

    assert told.startswith(f"{PERMIT}:0:0: The document “permit” takes too long, or is too large, to be printed.")


def test_a_paper_is_proven_once_for_an_authority_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []
    monkeypatch.setattr(proofs, "_shelf", Shelf(32))
    monkeypatch.setattr(proofs, "prove", lambda *given, **_: done.append(given) or ())
    bundle = bundle_from_folder(HOME / "forms" / "parking-permit", TRANSLATIONS)
    service = read_service(bundle)
    town = read_authority(bundle_of_authority(HOME / "forms" / "authority.yaml"))
    scenarios = read_scenarios(bundle, service)

    for authority in (town, replace(town), replace(town, time_zone="Asia/Tokyo")):
        proof_faults(bundle, service, scenarios, authority)

    assert len(done) == 2
