"""A service as large as one can be is read in under a second, and a page of it costs no more than one of a small one."""

from __future__ import annotations

import time
from functools import cache

import pytest

from bench.large import TODAY, everything_answered, large_bundle
from portal.authoring.check import check_bundle
from portal.errors import SpecFault
from portal.journey.entries import Answer, Entries
from portal.journey.finish import final, summary
from portal.journey.plan import plan
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.authoring.test_documentation import a_service


@cache
def large() -> Service:
    return read_service(large_bundle())


@cache
def small() -> Service:
    return read_service(large_bundle(fields=10, pages=3, size=0))


def fastest(work, rounds: int = 5) -> float:  # type: ignore[no-untyped-def] # a test's own
    """Processor seconds of the fastest of some rounds: a busy machine makes none of them faster."""
    took = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return min(took)


def test_the_large_service_is_as_large_as_it_says() -> None:
    service, size = large(), len(large_bundle().files["service.yaml"])

    assert 990_000 < size < 1_010_000
    assert (len(service.fields), len(service.pages), len(service.groups)) == (1_000, 300, 30)
    assert sum(page.when is not None for page in service.pages) > 250
    assert any(len(one.options) == 200 for one in service.fields.values())
    assert check_bundle(large_bundle()) == ()
    assert len(plan(service, everything_answered(service), TODAY).questions) == 300


def test_a_megabyte_is_read_in_under_a_second() -> None:
    bundle = large_bundle()

    assert fastest(lambda: read_service(bundle)) < 1


def test_a_megabyte_of_faults_is_told_in_seconds() -> None:
    bundle = large_bundle()
    text = (
        bundle.text("service.yaml")
        .replace(" yes", " yess")
        .replace('"yes', '"yess')
        .replace("field: yess", "field: yes")
    )

    def read() -> None:
        with pytest.raises(SpecFault) as found:
            read_service(bundle.replace("service.yaml", text))
        assert len(found.value.faults) > 300

    assert fastest(read, 1) < 5


def test_a_page_is_planned_in_under_five_milliseconds_with_all_the_road_judged() -> None:
    service = large()
    entries, page = everything_answered(service), service.pages[150]

    def ask() -> None:
        found = plan(service, entries, TODAY)
        assert page in found.road
        assert found.first_open is None
        assert found.problems(page) == ()

    assert fastest(ask, 20) < 0.005


def test_a_page_looks_only_at_what_it_depends_on() -> None:
    def names_known(service: Service, number: int) -> int:
        found, page = plan(service, everything_answered(service), TODAY), service.pages[number]
        assert found.is_asked(page)
        found.shown(page)
        found.problems(page)
        found.after(page)
        return len(found._known)

    in_large = [names_known(large(), number) for number in range(len(large().pages))]

    assert max(in_large) < 30
    assert names_known(large(), 150) <= 1.5 * names_known(small(), 0)


def test_a_thousand_pages_in_a_row_may_each_depend_on_the_one_before() -> None:
    first = '- page: p0\n  title: Page\n  ask:\n  - {field: q0, kind: yes no, label: "Yes?"}\n'
    first += '  - {field: dog_name, kind: text, label: "Its name", optional: yes}\n'
    pages = "".join(
        f'- page: p{n}\n  title: Page\n  when: q{n - 1}\n  ask:\n  - {{field: q{n}, kind: yes no, label: "Yes?"}}\n'
        for n in range(1, 1_000)
    )
    service = read_service(a_service(f"pages:\n{first}{pages}"))
    entries = Entries({f"q{n}": Answer(True, "typed", "") for n in range(1_000)}, tried=frozenset(service.pages_by_id))

    last = plan(service, entries, TODAY)
    assert last.is_asked(service.pages[-1])
    assert len(plan(service, entries, TODAY).road) == 1_000
    assert fastest(lambda: plan(service, entries, TODAY).first_open) < 0.05


def test_everything_that_was_answered_is_summed_up_and_sent() -> None:
    service = large()
    entries = everything_answered(service)

    found = plan(service, entries, TODAY)

    assert len(summary(found)) == 300
    assert final(found).answers == entries.answers
    assert {name: len(items) for name, items in final(found).groups.items()} == dict.fromkeys(service.groups, 2)
