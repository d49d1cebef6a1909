"""What may come of hostile input: faults, slips, values. Anything else is a finding: `judge` raises."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from random import Random

from portal.authoring.check import check_bundle
from portal.authoring.importing.findings import Findings
from portal.authoring.importing.forms import Source, import_sources
from portal.authoring.importing.xgov import NotAForm, read_form
from portal.authoring.linting import lint
from portal.authoring.po import PoFault, read_entries
from portal.authoring.proving import proof_of
from portal.authoring.scenarios import read_scenarios, run
from portal.errors import Fault, SpecFault
from portal.journey.entries import Entries
from portal.journey.finish import exported, final, summary
from portal.journey.plan import plan
from portal.journey.reading import read_page
from portal.rules import UNKNOWN, PatternFault, RuleFaults, compile_pattern, compile_rule
from portal.spec.bundle import Bundle, bundle_of
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.fuzz import hostile
from tests.rules.expressions import NAMES, an_answer
from tests.spec.services import SMALL, bundle

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Sent(dict[str, list[str]]):
    def getlist(self, key: str) -> list[str]:
        return self.get(key, [])


def judge(kind: str, text: str, random: Random) -> None:
    """Does with this input all that the portal would."""
    match kind:
        case "service" | "yaml":
            whole = hostile.among_its_files(text)
            _judge_bundle(whole)
        case "scenarios":
            for name in hostile.SHIPPED:
                _judge_scenarios(hostile.shipped(name).replace("scenarios.yaml", text))
        case "list":
            _judge_bundle(bundle(SMALL, **{"lists/breeds.csv": text}))
        case "rule":
            _judge_rule(text, random)
        case "pattern":
            try:
                pattern = compile_pattern(text)
            except PatternFault:
                return
            for typed in ("a" * 5_000, "é1\n" * 500, ""):
                pattern.search(typed)
                pattern.fullmatch(typed)
        case "catalogue":
            try:
                read_entries(text.encode("utf-8", "surrogatepass"))
            except PoFault:
                return
        case "form":
            _judge_form(text)
        case "answers":
            _judge_answers(random)
        case _:
            raise AssertionError(f"no such kind of input: {kind}")


def _told(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        assert str(fault), fault
        assert fault.line >= 0


def _judge_bundle(given: Bundle) -> None:
    faults = check_bundle(given)
    _told(faults)
    _told(lint(given))
    _told(tuple(found.fault for found in proof_of(given, TODAY).findings))
    if not faults:
        service = read_service(given)
        so_far = plan(service, Entries(), TODAY)
        assert so_far.road is not None
        summary(so_far)
        for page in so_far.questions:
            so_far.problems(page)
        _judge_scenarios(given)


def _judge_scenarios(given: Bundle) -> None:
    try:
        service = read_service(given)
        for scenario in read_scenarios(given, service):
            for failure in run(service, scenario):
                assert failure.what != "run", str(failure)
    except SpecFault as found:
        _told(found.faults)


def _judge_rule(text: str, random: Random) -> None:
    try:
        rule = compile_rule(text, NAMES)
    except RuleFaults as found:
        assert all(fault.message for fault in found.faults)
        return
    for _ in range(3):
        value = rule(an_answer(random))
        assert value is UNKNOWN or value is not None
    rule({})


def _judge_form(text: str) -> None:
    findings = Findings()
    try:
        source = Source("any", "en", read_form(text, findings), findings)
    except NotAForm:
        return
    for made in import_sources([source], unit="office", today=TODAY):
        assert made.walked is not None, made.report
        assert check_bundle(bundle_of({**made.files})) == ()


@cache
def everything() -> Service:
    return read_service(
        bundle(
            SMALL.replace(
                "- page: muzzle",
                f'- page: all\n  title: All\n  ask:\n  - {{field: f0, kind: yes no, label: "F"}}\n{hostile.every_kind()}- page: muzzle',
            ).replace("walks_in_all: {kind", 'total: {kind: integer, is: "f0 ? 1 : 2"}\n  walks_in_all: {kind')
        )
    )


def _judge_answers(random: Random) -> None:
    """A page with every kind of question, sent with anything."""
    service = everything()
    page = service.pages_by_id["all"]
    form = Sent()
    for one in page.fields:
        for part in one.kind.parts(one):
            if random.random() < 0.8:
                form[f"{one.id}-{part}" if part else one.id] = [
                    hostile.an_input(random) for _ in range(random.choice([1, 1, 1, 2, 5]))
                ]
    form["not_asked"] = [hostile.an_input(random)]
    so_far = plan(service, Entries(), TODAY)
    entries = read_page(so_far, page, form, uploads={}, now=NOW, judge=True)
    kept = Entries.from_json(json.loads(json.dumps(entries.to_json())))
    assert kept == entries
    so_far = plan(service, kept, TODAY)
    so_far.problems(page)
    summary(so_far)
    exported(service, final(so_far))
    for path, answer in kept.answers.items():
        one = service.fields[path]
        value = one.kind.decode(answer.value)
        if not one.kind.takes_file:
            again = one.kind.read(one, one.kind.refill(one, value), TODAY)
            assert again.problems == (), (path, one.kind.name, answer.value, again.problems)
            assert one.kind.encode(again.value) == answer.value, (path, one.kind.name, answer.value)
