"""A service as large as one can be is read in under a second, and a page of it costs no more than one of a small one."""

from __future__ import annotations

import time
from functools import cache

import pytest

from bench.large import TODAY, everything_answered, large_bundle
from portal.authoring.check import check_bundle
from portal.errors import SpecFault
from portal.journey.entries import Answer, Entries, GroupItem
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


# ---- deeper: what grows, grows no faster than the service ---------------------------------------------------------------

OPTIONAL = '  - {field: dog_name, kind: text, label: "Its name", optional: yes}\n'


def both_ways(pages: int) -> Service:
    """Half of the pages each wait for the one before, the others for the one after."""
    half = pages // 2
    asked = [
        *((f"f{n}", f"f{n - 1}" if n else "") for n in range(half)),
        *((f"b{n}", f"b{n + 1} && f{n}" if n < half - 1 else "") for n in range(half)),
    ]
    told = "".join(
        f"- page: page_{name}\n  title: Page\n{f'  when: {when}' if when else ''}\n  ask:\n"
        f'  - {{field: {name}, kind: yes no, label: "Yes?"}}\n{OPTIONAL if name == "f0" else ""}'
        for name, when in asked
    )
    return read_service(a_service(f"pages:\n{told}"))


def deep_group(fields: int) -> Service:
    """Each question of an item is brought up by the one before; sums over all of them, and checks of both."""
    inside = "".join(
        f'    - {{field: n{n}, kind: integer, label: "Number"{f", when: {chr(34)}g.n{n - 1} > 0{chr(34)}" if n else ""}}}\n'
        for n in range(fields)
    )
    values = "".join(f'  s{n}: {{kind: integer, is: "sum(g.n{n})"}}\n' for n in range(fields))
    checks = "".join(
        f'- {{check: c{n}, when: "s{n} > 1000", at: g, says: "Too much"}}\n'
        f'- {{check: d{n}, when: "g.n{n} > 99", at: g.n{n}, says: "Less"}}\n'
        for n in range(fields)
    )
    group = f"  - group: g\n    label: Item\n    items: 0 to 100\n    ask:\n{inside}"
    return read_service(
        a_service(f"values:\n{values}pages:\n- page: p\n  title: Page\n  ask:\n{OPTIONAL}{group}checks:\n{checks}")
    )


def many_checks(checks: int) -> Service:
    fields = "".join(f'  - {{field: q{n}, kind: integer, label: "Number"}}\n' for n in range(100))
    told = "".join(
        f'- {{check: c{n}, when: "q{n % 100} + q{(n + 1) % 100} > 1000", at: q{n % 100}, says: "Too much"}}\n'
        for n in range(checks)
    )
    return read_service(a_service(f"pages:\n- page: p\n  title: Page\n  ask:\n{OPTIONAL}{fields}checks:\n{told}"))


def many_tables(tables: int, fields: int = 20) -> str:
    """Each table asks for the one before it."""
    asked = "".join(f'  - {{field: q{n}, kind: integer, label: "Number"}}\n' for n in range(fields))
    told = "".join(
        f"  t{n}:\n    kind: integer\n    rows:\n"
        + "".join(
            f'    - {{row: r{row}, if: {{{f"t{n - 1}" if n else "q0"}: "{row * 10}..{row * 10 + 9}", '
            f'q{n % 19 + 1}: "> {row}"}}, gives: {row}}}\n'
            for row in range(10)
        )
        + "    - {row: others, otherwise: 1}\n"
        for n in range(tables)
    )
    return f"tables:\n{told}pages:\n- page: p\n  title: Page\n  ask:\n{OPTIONAL}{asked}"


def judged(service: Service, entries: Entries) -> None:
    """Planned with all that there is to know of it, and sent."""
    found = plan(service, entries, TODAY)
    assert found.is_finished
    assert all(found.problems(page) == () for page in found.road)
    final(found)


def answering(service: Service, value: object, items: int = 0) -> Entries:
    answers = {
        name: Answer(value, "typed", "") for name, one in service.fields.items() if not one.group and name != "dog_name"
    }
    groups = {
        name: tuple(
            GroupItem(f"i{n}", {one.id: Answer(value, "typed", "") for one in group.fields}, {}, True)
            for n in range(items)
        )
        for name, group in service.groups.items()
    }
    return Entries(answers, groups=groups, tried=frozenset(service.pages_by_id))


def test_three_hundred_pages_that_wait_for_each_other_both_ways_are_planned_in_milliseconds() -> None:
    service = both_ways(300)
    entries = answering(service, True)

    assert len(plan(service, entries, TODAY).road) == 300
    assert fastest(lambda: judged(service, entries)) < 0.05


def test_a_hundred_items_of_thirty_questions_each_cost_what_they_are_many() -> None:
    service = deep_group(30)
    few, many = (answering(service, 1, items=number) for number in (25, 100))

    assert fastest(lambda: judged(service, many)) < 6 * fastest(lambda: judged(service, few))
    assert fastest(lambda: judged(service, many), 2) < 0.6


def test_a_thousand_checks_cost_what_they_are_many() -> None:
    service = many_checks(1_000)

    assert fastest(lambda: judged(service, answering(service, 5))) < 0.05


def test_two_hundred_tables_are_read_in_a_second_also_beside_a_thousand_fields() -> None:
    few, many = a_service(many_tables(200)), a_service(many_tables(200, fields=1_000))
    service = read_service(few)

    assert fastest(lambda: judged(service, answering(service, 5))) < 0.05
    assert fastest(lambda: read_service(few), 2) < 1
    assert fastest(lambda: read_service(many), 2) < 1.5
