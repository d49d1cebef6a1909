"""Forms as nobody should write them: none crashes the import, and no word of one is dropped without being named."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

import pytest

from portal.authoring.check import check_bundle
from portal.authoring.importing.findings import LOST, Findings
from portal.authoring.importing.forms import Source, Written, import_sources
from portal.authoring.importing.xgov import NotAForm, read_form
from portal.authoring.scenarios import read_scenarios, run
from portal.spec.bundle import bundle_of
from portal.spec.reader import read_service
from tests.authoring.nasty import Maker
from tests.authoring.test_importing import a_form, condition, imported, page, roads_differ, said, yes_no

TODAY = date(2026, 11, 24)
FORMS = 400


def written(raw: Any) -> Written:
    findings = Findings()
    source = Source("nasty", "en", read_form(json.dumps(raw), findings), findings)
    (made,) = import_sources([source], unit="office", today=TODAY)
    return made


def dropped(maker: Maker, raw: Any, made: Written) -> list[str]:
    """The words that stand neither in the service nor in its report, and whose owners are not told as lost either."""
    told = "\n".join(made.files.values()) + made.report
    original = json.dumps(raw, ensure_ascii=False)
    places = [one.place for one in made.imported.findings.found]
    lost = {one.place.rpartition(", ")[2] for one in made.imported.findings.of(LOST)}
    # A list that only lost questions use, or questions of lost pages, is lost with them.
    pages = [one for one in raw["pages"] if isinstance(one, dict) and isinstance(one.get("components"), list)]
    asked = [(one, page) for page in pages for one in page["components"] if isinstance(one, dict)]
    known = {str(one.get("list")) for one, page in asked if {str(one.get("name")), str(page.get("path"))} & lost}
    return [
        word
        for word, owners in maker.words.items()
        if word in original and word not in told and not lost & set(owners)
        and not any(f"list {name}" in places or name in known for name in owners)
    ]  # fmt: skip


@pytest.mark.parametrize("first", range(0, FORMS, 100))
def test_a_nasty_form_becomes_a_service_that_holds_and_loses_no_word(first: int) -> None:
    for seed in range(first, first + 100):
        maker = Maker(seed)
        raw = maker.form()
        begun = time.process_time()

        try:
            made = written(raw)
        except NotAForm:
            continue

        assert made.walked is not None, (seed, made.report)
        bundle = bundle_of({**made.files})
        assert check_bundle(bundle) == (), seed
        service = read_service(bundle)
        assert [str(one) for told in read_scenarios(bundle, service) for one in run(service, told)] == [], seed
        assert made.walked.is_whole, (seed, made.walked.undecided, made.walked.stuck)
        assert dropped(maker, raw, made) == [], seed
        assert time.process_time() - begun < 5, seed


def test_the_test_would_notice_a_dropped_word() -> None:
    maker = Maker(1)
    raw = maker.form()
    made = written(raw)
    raw["pages"][0]["title"] = word = maker.word("nobody")

    assert word in dropped(maker, raw, made)


def test_conditions_that_name_each_other_end() -> None:
    raw = a_form(
        page("/a", yes_no("big"), to=[("/b", "c0"), "/summary"]), page("/b", yes_no("old"), to=["/summary"]),
        conditions=[
            {"name": f"c{n}", "value": {"conditions": [{"conditionName": f"c{(n + one) % 20}", "coordinator": "or"} for one in (1, 2)]}}
            for n in range(20)
        ],
    )  # fmt: skip

    made, service = imported(raw)

    assert list(service.pages_by_id) == ["a"]
    assert "names itself" in said(made)


def test_conditions_that_grow_without_end_are_told() -> None:
    def grown(n: int) -> dict[str, Any]:
        row = {"field": {"name": f"q{n}"}, "operator": "is", "value": {"value": "true"}}
        both = [{"conditionName": f"c{n + 1}"}, {**row, "coordinator": "and"}]
        turned = {**row, "value": {"value": "false"}, "coordinator": "and"}
        return {
            "name": f"c{n}",
            "value": {"conditions": [{"conditions": both}, {"conditions": [both[0], turned], "coordinator": "or"}]},
        }

    raw = a_form(
        page("/a", *(yes_no(f"q{n}") for n in range(30)), to=[("/b", "c0"), "/summary"]), page("/b", yes_no("old"), to=["/summary"]),
        conditions=[*map(grown, range(29)), condition("c29", ("q29", "is", "true"))],
    )  # fmt: skip

    made, _ = imported(raw)

    assert "tests; it never holds" in said(made)


def test_three_hundred_chained_pages_are_imported_and_walked_in_seconds() -> None:
    last = 299
    pages = [
        page(f"/p{n}", yes_no(f"q{n}"), to=[(f"/p{n + 1}", f"c{n}"), f"/p{min(n + 3, last)}"] if n < last else ["/summary"])
        for n in range(last + 1)
    ]  # fmt: skip
    raw = a_form(*pages, conditions=[condition(f"c{n}", (f"q{n}", "is", "true")) for n in range(last)])
    begun = time.process_time()

    made = written(raw)

    assert time.process_time() - begun < 20
    assert made.walked is not None
    assert made.walked.is_whole
    assert len(made.walked.seen) == 300
    assert roads_differ(raw, made.imported, made.walked.service, 5, seed=3) == []


def test_a_space_that_never_breaks_keeps_two_words_apart() -> None:
    made, _ = imported(
        a_form(page("/a", {"type": "Para", "name": "p", "content": "Ten\u00a0pounds\u200b"}, yes_no("big")))
    )

    assert "Ten pounds" in str(made.specification)
