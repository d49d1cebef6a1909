"""Importing real forms: none is refused, nothing is dropped silently, and every road is the original's."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.authoring.check import check_bundle
from portal.authoring.importing.findings import CHANGED, LOST, Findings
from portal.authoring.importing.forms import Source, import_sources, read_source, service_of
from portal.authoring.importing.samples import sample_of
from portal.authoring.importing.service import Imported, import_form, service_name
from portal.authoring.importing.texts import plain, prose
from portal.authoring.importing.xgov import NotAForm, read_form
from portal.authoring.po import read_entries
from portal.authoring.scenarios import read_scenarios, run
from portal.authoring.walking import walk_service
from portal.cli.forms import forms
from portal.journey.entries import Answer, Entries
from portal.journey.plan import plan
from portal.rules import compile_pattern
from portal.spec.bundle import bundle_of
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.authoring import reference

HOME = Path(__file__).resolve().parents[2]
NAMED = os.environ.get("REAL_FORMS")
REAL = Path(NAMED) if NAMED else HOME.parent / "shared" / "real-forms"
TODAY = date(2026, 11, 24)
PEOPLE = 200

FILES = sorted(REAL.rglob("*.json"))
if NAMED and not FILES:
    pytest.fail(f"REAL_FORMS names {REAL}, and there are no forms", pytrace=False)
real = pytest.mark.skipif(
    not FILES,
    reason=f"no real forms in {REAL}: lay them there, or name their folder in REAL_FORMS (then their absence fails)",
)
every_form = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def imported(raw: Any, language: str = "en") -> tuple[Imported, Service]:
    findings = Findings()
    form = read_form(json.dumps(raw), findings)
    made = import_form(form, "imported-form", language, findings, unit="office")
    return made, service_of(made)


@pytest.fixture(scope="module")
def real_ones() -> dict[str, tuple[Any, Imported, Service]]:
    return {path.stem: (raw, *imported(raw)) for path in FILES if (raw := json.loads(path.read_bytes()))}


def entries_of(raw: Any, made: Imported, service: Service, answers: Mapping[str, Any]) -> Entries:
    """A person's answers in our words: an option is known by its place in the list."""
    found = {}
    for name, value in answers.items():
        one = service.fields.get(made.fields.get(name, ""))
        if one is None or one.group:
            continue
        values = reference.values_of(raw, reference.components(raw)[name][1])
        codes = {"yes no": ("yes", "no")}.get(one.kind.name) or reference.codes_of(raw, name, one.codes or values)
        chosen = [codes[values.index(part)] for part in (value if isinstance(value, list) else [value])]
        reading = one.kind.read(one, {"": chosen}, TODAY)
        assert reading.value is not None
        found[one.id] = Answer(one.kind.encode(reading.value), "typed", "")
    return Entries(found)


def roads_differ(raw: Any, made: Imported, service: Service, people: int, seed: int) -> list[Any]:
    random, differing = Random(seed), []
    there = {ours: path for path, ours in made.pages.items()}
    for _ in range(people):
        answers = reference.random_answers(raw, random)
        wanted = reference.road(raw, answers)
        taken = plan(service, entries_of(raw, made, service, answers), TODAY).road
        ours = [there[page.id] for page in taken if page.id in there]
        if ours != wanted:
            differing.append((answers, wanted, ours))
    return differing


# ---- the real ones ---------------------------------------------------------------------------------------------------


@real
def test_all_real_forms_become_specifications_without_a_fault(record_property: Any) -> None:
    sources = [read_source(path) for path in FILES]

    services = components = lost = changed = 0
    for made in import_sources(sources, unit="residents-office", today=TODAY):
        po = {f"translations/{language}.po": content for language, content in made.catalogues.items()}
        bundle = bundle_of({**made.files, **po})
        assert [str(fault) for fault in check_bundle(bundle)] == []
        service = read_service(bundle)
        assert [str(one) for scenario in read_scenarios(bundle, service) for one in run(service, scenario)] == []
        services, changed = services + 1, changed + len(made.imported.findings.of(CHANGED))
        components, lost = components + made.imported.findings.components, lost + made.imported.lost

    told = f"{len(FILES)} real forms, {services} services: {lost} of {components} components not carried over, {changed} in another way"
    record_property("told", told)
    assert components
    assert lost / components < 0.02


@real
@every_form
def test_the_walk_sees_every_page_that_the_original_can_reach(path: Path, real_ones: Any) -> None:
    raw, made, service = real_ones[path.stem]

    walked = walk_service(service, TODAY)

    assert walked.is_whole, (walked.undecided, walked.stuck)
    there = {ours: path for path, ours in made.pages.items()}
    assert {there[page] for page in walked.seen} == reference.reachable(raw)


@real
@every_form
def test_two_hundred_people_take_the_original_road(path: Path, real_ones: Any) -> None:
    raw, made, service = real_ones[path.stem]

    assert roads_differ(raw, made, service, PEOPLE, seed=7) == []


@real
def test_twins_become_one_service_with_a_translation() -> None:
    sources = [read_source(path) for path in FILES if "cof_r3" in path.parts]

    made = list(import_sources(sources, unit="office", today=TODAY))

    assert {one.twin for one in made} == {"cy"}
    assert len(made) * 2 == len(sources)
    entries = [entry for one in made for entry in read_entries(one.catalogues["cy"])]
    assert sum(entry.is_missing for entry in entries) <= len(entries) / 100


# ---- odd ones --------------------------------------------------------------------------------------------------------


def yes_no(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "YesNoField", "title": f"Is it {name}?", "options": {}, **more}


def page(path: str, *components: Any, to: Any = (), **more: Any) -> dict[str, Any]:
    links = [{"path": link} if isinstance(link, str) else {"path": link[0], "condition": link[1]} for link in to]
    return {"path": path, "title": f"Page {path}", "components": list(components), "next": links, **more}


SUMMARY = {"path": "/summary", "title": "Check", "controller": "./pages/summary.js", "components": [], "next": []}


def condition(name: str, *rows: tuple[str, str, str], joined: str = "and") -> dict[str, Any]:
    told = [
        {
            "field": {"name": field},
            "operator": operator,
            "value": {"value": value},
            **({"coordinator": joined} if n else {}),
        }
        for n, (field, operator, value) in enumerate(rows)
    ]
    return {"name": name, "displayName": name, "value": {"name": name, "conditions": told}}


def a_form(*pages: Any, conditions: Any = (), lists: Any = (), **more: Any) -> dict[str, Any]:
    start = pages[0]["path"]
    return {
        "startPage": start,
        "pages": [*pages, SUMMARY],
        "conditions": list(conditions),
        "lists": list(lists),
        **more,
    }


def said(made: Imported, level: str = "") -> str:
    return "\n".join(f"{one.place}: {one.what}" for one in made.findings.found if level in ("", one.level))


def test_a_page_that_several_lead_to_needs_no_condition() -> None:
    raw = a_form(
        page("/a", yes_no("big"), to=[("/b", "is_big"), "/c"]), page("/b", yes_no("old"), to=["/c"]),
        page("/c", yes_no("red"), to=["/summary"]), conditions=[condition("is_big", ("big", "is", "true"))],
    )  # fmt: skip

    _, service = imported(raw)

    assert {one.id: one.when and one.when.rule.source for one in service.pages} == {
        "a": None,
        "b": "is_it_big",
        "c": None,
    }


def test_a_link_back_ends_the_journey_and_is_reported() -> None:
    raw = a_form(
        page("/a", yes_no("big"), to=["/b"]), page("/b", yes_no("sure"), to=[("/a", "unsure"), "/summary"]),
        conditions=[condition("unsure", ("sure", "is", "false"))],
    )  # fmt: skip

    made, service = imported(raw)

    assert [(one.id, one.exit) for one in service.pages] == [("a", False), ("b", False), ("b_again", True)]
    assert "leads back to “/a”" in said(made)
    assert roads_differ(raw, made, service, 20, seed=1) == []


def test_what_cannot_be_carried_over_is_named() -> None:
    strange = {"name": "map", "type": "MapField", "title": "Where is it?"}
    raw = a_form(
        page("/a", yes_no("big"), strange, to=["/nowhere", ("/b", "else"), ("/c", "foreign")]), page("/b", yes_no("x")),
        page("/c", yes_no("y")), page("/lost", yes_no("z"), controller="./pages/start.js"),
        conditions=[condition("foreign", ("Other.field", "is", "true"))], outputs=[{"type": "email"}],
    )  # fmt: skip

    made, _ = imported(raw)

    assert "MapField" in said(made, LOST)
    assert "/lost" in said(made, LOST)
    for told in ("/nowhere", "no condition “else”", "“Other.field”, which this form does not ask", "outputs"):
        assert told in said(made), told


def test_a_form_without_most_of_its_keys_is_read() -> None:
    raw = {"pages": [{"components": [{"type": "TextField"}, 7, {"type": "RadiosField"}]}, "x", {"path": "/b"}]}

    made, service = imported(raw)

    assert len(service.fields) == 2
    assert "component 2" in said(made, LOST)


@pytest.mark.parametrize("data", ["", "[]", "{}", "null", '{"pages": []}', '{"pages": {}}', "[" * 5_000])
def test_what_is_no_form_is_refused_with_its_reason(data: str) -> None:
    with pytest.raises(NotAForm, match="The file"):
        read_form(data, Findings())


def test_a_huge_text_is_cut_and_reported() -> None:
    raw = a_form(page("/a", {"type": "Para", "name": "p", "content": "<p>word</p>" * 40_000}, yes_no("big")))

    made, _ = imported(raw)

    assert "what comes after its first 50000 characters" in said(made)


def test_brackets_in_the_words_of_a_form_are_no_links() -> None:
    name = {"type": "TextField", "name": "n", "title": "Your name [full](as in passport)"}
    told = {"type": "Para", "name": "p", "content": "<p>Write it as [name](see section 4)</p>"}
    raw = a_form(page("/a", name, told, yes_no("big")))

    made, service = imported(raw)

    assert said(made, LOST) == ""
    assert next(one.label.source for one in service.fields.values()) == "Your name [full](as in passport)"
    assert any("section 4" in phrase.source for phrase in service.phrases)


def test_kinds_and_settings_are_carried_over() -> None:
    items = [{"text": "None", "value": "none"}, {"text": "Red & blue", "value": "red and blue"}]
    table = {
        "type": "MultiInputField", "name": "costs", "title": "Costs",
        "children": [{"type": "NumberField", "name": "amount", "title": "Amount", "options": {"prefix": "£"}}],
    }  # fmt: skip
    alone = {"behaviour": "exclusive", "behaviourItemValue": "none"}
    raw = a_form(
        page(
            "/a", table,
            {"type": "CheckboxesField", "name": "colours", "title": "Colours", "list": "c", "options": alone},
            {"type": "MonthYearField", "name": "m", "title": "Since"}, {"type": "WebsiteField", "name": "w", "title": "Site"},
            {"type": "FreeTextField", "name": "t", "title": "Why", "options": {"maxWords": "50"}},
            {"type": "FileUploadField", "name": "f", "title": "Files", "options": {"dropzoneConfig": {"maxFiles": 3}}},
        ),
        lists=[{"name": "c", "items": items}],
    )  # fmt: skip

    _, service = imported(raw)

    kinds = {path: one.kind.name for path, one in service.fields.items()}
    assert kinds == {
        "costs.amount": "money", "colours": "several choices", "since": "month and year", "site": "url",
        "why": "long text", "files": "several files",
    }  # fmt: skip
    assert service.fields["colours"].codes == ("red-and-blue", "none")
    assert service.fields["colours"].settings["none"].source == "None"
    assert service.fields["why"].settings["max_words"] == 50
    assert (service.fields["files"].settings["max"], service.fields["files"].optional) == (3, False)
    assert service.checks == ()


def an_upload(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "FileUploadField", "name": name, "title": f"Papers {name}", "options": {}, **more}


def test_questions_for_several_files_are_of_that_kind() -> None:
    limits = {"maxFiles": 4, "maxFilesize": 3, "acceptedFiles": "application/pdf"}
    table = {"type": "MultiInputField", "title": "Plans", "options": {}}
    words = {"type": "TextField", "name": "told", "title": "What is it?", "options": {}}
    raw = a_form(
        page(
            "/a", an_upload("one"), an_upload("many", options={"multiple": True, "required": False}),
            an_upload("few", options={"dropzoneConfig": limits, "minimumRequiredFiles": 2}), an_upload("exact", schema={"length": 3}),
            {**table, "name": "plans", "hint": "All of them", "children": [an_upload("plan", hint="As PDF")]},
            {**table, "name": "shown", "title": "Pictures", "children": [an_upload("picture", schema={"min": 1, "max": 2}), words]},
        ),
    )  # fmt: skip

    made, service = imported(raw)

    kept = {
        path: (one.kind.name, one.optional, {key: one.settings.get(key) for key in ("min", "max")})
        for path, one in service.fields.items()
    }
    assert kept == {
        "papers_one": ("file", False, {"min": None, "max": None}),
        "papers_many": ("several files", True, {"min": None, "max": 10}),
        "papers_few": ("several files", False, {"min": 2, "max": 4}),
        "papers_exact": ("several files", False, {"min": 3, "max": 3}),
        "plans": ("several files", False, {"min": None, "max": 100}),
        "pictures.papers_picture": ("several files", False, {"min": None, "max": 2}),
        "pictures.what_is_it": ("text", False, {"min": None, "max": None}),
    }  # fmt: skip
    assert service.fields["papers_few"].settings["max_size"] == 3_000_000
    assert service.fields["plans"].hint and service.fields["plans"].hint.source == "All of them"
    assert "each file of the table was called “Papers plan”" in said(made, CHANGED)
    assert "had the hint “As PDF”" in said(made, CHANGED)
    assert walk_service(service, TODAY).is_whole


def a_list(name: str, size: int, word: str = "Place", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "title": "Places",
        "items": [{"text": f"{word} {n}", "value": f"{n}", **more} for n in range(size)],
    }


def choosing(name: str, kind: str, known: str) -> dict[str, Any]:
    return {"type": kind, "name": name, "title": f"Which {name}?", "list": known, "options": {}}


def test_long_lists_lie_in_one_file_each_and_short_ones_stand_with_their_question() -> None:
    alone = {"behaviour": "exclusive", "behaviourItemValue": "0"}
    raw = a_form(
        page(
            "/a", choosing("home", "SelectField", "long"), choosing("work", "AutocompleteField", "same"),
            choosing("short", "RadiosField", "short"), choosing("told", "RadiosField", "hints"),
            {**choosing("any", "CheckboxesField", "long"), "options": alone}, to=[("/b", "at_7"), "/summary"],
        ),
        page("/b", yes_no("near")),
        lists=[a_list("long", 22), a_list("same", 22), a_list("short", 20), a_list("hints", 21, description="A hint")],
        conditions=[condition("at_7", ("home", "is", "7"))],
    )  # fmt: skip

    made, service = imported(raw)

    assert sorted(made.files) == ["lists/places.csv", "lists/places_list.csv", "service.yaml"]
    assert made.files["lists/places.csv"].splitlines()[:2] == ["code,label", "0,Place 0"]
    assert made.specification["pages"][0]["ask"][0] == {
        "field": "which_home", "kind": "choice", "label": "Which home?", "list": "places", "show": "select",
    }  # fmt: skip
    asked = {path: (len(one.codes), one.settings.get("show")) for path, one in service.fields.items()}
    assert asked == {
        "which_home": (22, "select"), "which_work": (22, "search"), "which_short": (20, "radios"), "which_told": (21, "radios"),
        "which_any": (22, None), "is_it_near": (2, None),
    }  # fmt: skip
    assert service.fields["which_any"].codes[-1] == "none"
    assert {fault.code for fault in check_bundle(bundle_of(made.files))} == {
        "scenarios"
    }  # they are written by the walk
    assert walk_service(service, TODAY).seen == {"a", "b"}


def twins(first: Any, twin: Any) -> list[Any]:
    sources = [Source(name, language, read_form(json.dumps(raw), found := Findings()), found)
               for name, language, raw in (("one", "en", first), ("un", "cy", twin))]  # fmt: skip
    return list(import_sources(sources, unit="office", today=TODAY))


def test_a_long_list_holds_the_labels_of_both_twins() -> None:
    english = a_form(page("/a", choosing("home", "SelectField", "l")), lists=[a_list("l", 30)])
    welsh = a_form(page("/a", choosing("home", "SelectField", "m")), lists=[a_list("m", 30, "Lle")])
    welsh["pages"][0]["components"][0]["title"] = "Ble?"

    (made,) = twins(english, welsh)

    assert made.twin == "cy"
    assert made.files["lists/places.csv"].splitlines()[:2] == ["code,label,label_cy", "0,Place 0,Lle 0"]
    assert {entry.message.context: entry.forms for entry in read_entries(made.catalogues["cy"])}[
        "one/which_home/label"
    ] == ("Ble?",)
    service = read_service(bundle_of(made.files))
    assert service.fields["which_home"].options[3].labels == {"cy": "Lle 3"}
    assert not any("/places/" in phrase.key for phrase in service.phrases)


def test_an_option_that_the_twin_calls_in_two_ways_is_told() -> None:
    asked = [choosing("home", "SelectField", "l"), choosing("work", "SelectField", "l")]
    english = a_form(page("/a", *asked), lists=[a_list("l", 30)])
    welsh = a_form(
        page("/a", asked[0], {**asked[1], "list": "m"}), lists=[a_list("l", 30, "Lle"), a_list("m", 30, "Man")]
    )

    (made,) = twins(english, welsh)

    assert made.files["lists/places.csv"].splitlines()[1] == "0,Place 0,Lle 0"
    assert "called otherwise on another page, which one file cannot say: 0: Man 0" in made.report


def test_twins_that_differ_stay_two_services_and_the_report_says_why() -> None:
    first = a_form(page("/a", yes_no("big"), to=["/b"]), page("/b", yes_no("old"), to=["/summary"]))
    twin = a_form(page("/b2", yes_no("old"), to=["/a2"]), page("/a2", yes_no("big"), to=["/summary"]))
    sources = [Source(name, language, read_form(json.dumps(raw), found := Findings()), found)
               for name, language, raw in (("one", "en", first), ("un", "cy", twin))]  # fmt: skip

    made = list(import_sources(sources, unit="office", today=TODAY))

    assert [(one.imported.service, one.twin) for one in made] == [("one", ""), ("un", "")]
    assert "begin with different pages" in said(made[0].imported)


# ---- any graph -------------------------------------------------------------------------------------------------------


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    """Forms with links in any direction, conditions over any fields, and fields that may be left out."""
    size = draw(st.integers(2, 7))
    paths = [f"/p{number}" for number in range(size)]
    pages, names = [], []
    kinds = st.sampled_from(["YesNoField", "RadiosField", "CheckboxesField", "NumberField", "Para"])
    for number in range(size):
        kind = "YesNoField" if not number else draw(kinds)
        name = f"f{number}"
        one = {"name": name, "type": kind, "title": f"Field {number}", "content": "Words", "list": "l", "schema": {},
               "options": {"required": draw(st.booleans())} if kind != "Para" else {}}  # fmt: skip
        names += [name] if kind != "Para" else []
        targets = draw(st.lists(st.sampled_from([*paths, "/summary", "/nowhere"]), max_size=3))
        links = [(target, draw(st.sampled_from(["", "c0", "c1", "c2", "c3", "c4"]))) for target in targets]
        pages.append(page(paths[number], one, to=links))
    forward = [
        {**one, "next": [*one["next"], {"path": after}]}
        for one, after in zip(pages, [*paths[1:], "/summary"], strict=True)
    ]
    if draw(st.booleans()):
        pages = forward
    types = {one["components"][0]["name"]: one["components"][0]["type"] for one in pages}
    conditions = [condition(f"c{n}", *draw(st.lists(_rows(names, types), min_size=1, max_size=3)),
                            joined=draw(st.sampled_from(["and", "or"]))) for n in range(4)]  # fmt: skip
    items = [{"text": value, "value": value} for value in "abc"]
    return a_form(*pages, conditions=conditions, lists=[{"name": "l", "items": items}])


@st.composite
def _rows(draw: st.DrawFn, names: list[str], types: Mapping[str, str]) -> tuple[str, str, str]:
    name = draw(st.sampled_from(names))
    match types[name]:
        case "YesNoField":
            return name, draw(st.sampled_from(["is", "is not"])), draw(st.sampled_from(["true", "false"]))
        case "NumberField":
            return name, draw(st.sampled_from(["is more than", "is at most"])), draw(st.sampled_from(["2", "7"]))
        case "CheckboxesField":
            return name, draw(st.sampled_from(["contains", "does not contain"])), draw(st.sampled_from("abc"))
    return name, draw(st.sampled_from(["is", "is not"])), draw(st.sampled_from("abc"))


@settings(max_examples=60, deadline=None)
@given(raw=graphs(), seed=st.integers(0, 1_000))
def test_any_graph_of_pages_keeps_its_roads(raw: dict[str, Any], seed: int) -> None:
    made, service = imported(raw)

    # Where people go round a circle in both directions no one order is right, which the report says.
    assert made.roads.detours or roads_differ(raw, made, service, 12, seed) == []
    assert bool(made.roads.detours) == ("also for people who have not seen that page" in said(made))


# ---- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("One\n\n<p>Two</p>", "One\n\nTwo"),
        ("<ul><li>a<li>b</ul>c", "- a\n- b\n\nc"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n   - b\n2. c"),
        ('<h3>A</h3><a href="https://x.example/(a) b">B <b>c</b></a>', "## A\n\n[B](https://x.example/%28a%29b) **[c](https://x.example/%28a%29b)**"),
        ('<a href="javascript:x()">Y</a> <script>z</script>', "Y"),
        ("# 1 * 2 _x_ <br>1. no list", "\\# 1 \\* 2 \\_x\\_\n\n1\\. no list"),
        ("&lt;b&gt; &amp;amp; a_b", "\\<b\\> \\&amp; a_b"),
        ("<fieldset><legend class='govuk-label--s'>Who</legend>", "## Who"),
    ],
)  # fmt: skip
def test_html_becomes_safe_markdown(html: str, markdown: str) -> None:
    assert prose(html).markdown == markdown


@settings(max_examples=200, deadline=None)
@given(st.text("<>/abplih1=\"'&; \n-*#_[]()", max_size=80))
def test_any_html_is_read_and_names_are_made_of_it(html: str) -> None:
    prose(html)
    plain(html)
    assert service_name(html)


# ---- the command -----------------------------------------------------------------------------------------------------


def test_the_command_writes_a_folder_with_its_report(tmp_path: Path) -> None:
    file = tmp_path / "Dog licence.json"
    file.write_text(json.dumps(a_form(page("/a", yes_no("big"), to=["/summary"]))))
    (tmp_path / "broken.json").write_text("{")

    result = CliRunner().invoke(forms, ["import", str(file), "--from", "xgov", "--into", str(tmp_path / "out")])
    again = CliRunner().invoke(forms, ["import", str(file), "--from", "xgov", "--into", str(tmp_path / "out")])
    broken = CliRunner().invoke(
        forms, ["import", str(tmp_path / "broken.json"), "--from", "xgov", "--into", str(tmp_path)]
    )

    assert result.exit_code == 0, result.output
    assert "0 of 1 components not carried over" in result.output
    assert (tmp_path / "out" / "dog-licence.report.md").read_text().startswith("# dog-licence")
    assert "already" in again.output
    assert "no JSON" in broken.output
    for command in ("check", "test", "walk"):
        done = CliRunner().invoke(forms, [command, str(tmp_path / "out")])
        assert done.exit_code == 0, done.output


def test_everything_an_odd_form_asks_can_be_answered() -> None:
    """Several files, an option that brings up a question, a pattern, a list that is not there."""
    items = [{"text": "One", "value": 1, "conditional": {"components": [{"type": "TextField", "name": "one", "title": "Say one"}]}},
             {"text": "Two", "value": 2, "condition": "c"}, {"text": "Two", "value": 2}]  # fmt: skip
    raw = a_form(
        page("/a", {"type": "TextField", "name": "no", "title": "Number", "schema": {"regex": r"^[A-Z]{2}\d{6}$"}}, to=["/b"]),
        page(
            "/b", {"type": "FileUploadField", "name": "f", "title": "Plans", "options": {"multiple": True}},
            {"type": "RadiosField", "name": "r", "title": "Which", "list": "l"},
            {"type": "AutocompleteField", "name": "n", "title": "Country", "list": "nowhere"},
            {"type": "Para", "name": "p", "content": ["A", {"text": "B", "condition": "c"}]},
            to=["/summary"],
        ),
        lists=[{"name": "l", "items": items}], conditions=[{"name": "c", "value": "no == 'AA111111' or not (r == '1')"}],
    )  # fmt: skip

    made, service = imported(raw)
    walked = walk_service(service, TODAY)

    assert walked.is_whole, walked.stuck
    assert service.fields["say_one"].when is not None
    assert service.fields["say_one"].when.rule.source == "which == '1'"
    assert service.fields["which"].options[1].when is not None
    assert service.fields["number"].settings["example"] == "AA111111"
    assert service.fields["plans"].kind.name == "several files"
    for told in ("“nowhere” does not exist", "shown under “c” only", "“r” before that is answered"):
        assert told in said(made), told


@pytest.mark.parametrize("pattern", [r"[A-Z]{2}\d{6}[A-D]", r"^\d{5,}$", r"(a|b)+c?", r"[^@]+@[^@]+\.[a-z]{2,}", ".*"])
def test_a_pattern_gets_an_example_that_fits(pattern: str) -> None:
    assert compile_pattern(pattern).fullmatch(sample_of(pattern))


@real
def test_a_form_with_anything_in_any_place_is_read_or_refused() -> None:
    random, junk = (
        Random(11),
        [None, 0, True, "", [], {}, ["a"], {"a": 1}, "<b>", "'\"\\", "\x00 a", "no: yes # z", "- a"],
    )
    for _ in range(60):
        raw = json.loads(random.choice(FILES).read_bytes())
        for _ in range(random.randint(1, 25)):
            whole, key = random.choice(_places(raw))
            whole[key] = random.choice(junk)
        findings = Findings()
        try:
            source = Source("any", "en", read_form(json.dumps(raw), findings), findings)
        except NotAForm:
            continue
        (made,) = import_sources([source], unit="office", today=TODAY)
        assert made.walked is not None or "has a fault" in made.report


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every key and place within: (what holds it, its key)."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, one in inside for found in [(value, key), *_places(one)]] or [({}, "nothing")]


def test_a_condition_on_a_page_that_nobody_reaches_never_holds() -> None:
    raw = a_form(
        page("/a", yes_no("big"), to=[("/b", "both"), "/c"]), page("/b", yes_no("old"), to=["/c"]),
        page("/c", yes_no("red"), to=[("/d", "is_old"), "/summary"]), page("/d", yes_no("last"), to=["/summary"]),
        conditions=[condition("both", ("big", "is", "true"), ("big", "is", "false")), condition("is_old", ("old", "is not", "true"))],
    )  # fmt: skip

    made, service = imported(raw)

    assert list(service.pages_by_id) == ["a", "c"]
    assert "no answers lead to this page" in said(made, LOST)
    assert roads_differ(raw, made, service, 20, seed=2) == []
