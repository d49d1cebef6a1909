"""Forms as the builders of several departments write them, old and new: none is refused, nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.authoring.check import check_bundle
from portal.authoring.importing.findings import CHANGED, LOST, PART
from portal.authoring.importing.service import Imported
from portal.authoring.scenarios import read_scenarios, run
from portal.authoring.walking import walk_service
from portal.journey.entries import Answer, Entries
from portal.journey.plan import plan
from portal.spec.bundle import bundle_of
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.authoring import reference
from tests.authoring.test_importing import a_form, choosing, condition, imported, page, roads_differ, said, yes_no
from tests.authoring.test_nasty_forms import written

TODAY = date(2026, 11, 24)
YES = {"type": "BooleanValue", "operator": "is", "value": True}


def whens(service: Service) -> dict[str, str]:
    return {one.id: one.when.rule.source for one in service.pages if one.when}


def holds(raw: Any) -> Service:
    """The form as a service that has no fault, whose scenarios hold, and whose walk comes to the end."""
    made = written(raw)
    bundle = bundle_of(made.files)
    assert check_bundle(bundle) == ()
    service = read_service(bundle)
    assert [str(one) for told in read_scenarios(bundle, service) for one in run(service, told)] == []
    assert made.walked and made.walked.is_whole, made.report
    return service


# ---- newer forms: pages in order -------------------------------------------------------------------------------------


def asking(number: int, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"id-{number}",
        "name": f"f{number}",
        "type": kind,
        "title": f"Question {number}",
        "options": {},
        "schema": {},
        **more,
    }


def step(path: str, *components: Any, **more: Any) -> dict[str, Any]:
    return {"id": f"page {path}", "path": path, "title": "", "components": list(components), **more}


def under(name: str, *items: Any, joined: str = "") -> dict[str, Any]:
    return {
        "id": name,
        "displayName": f"Named {name}",
        "items": list(items),
        **({"coordinator": joined} if joined else {}),
    }


def item(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"item {number}", "componentId": f"id-{number}", **more}


def new_form(*pages: Any, conditions: Any = (), lists: Any = (), **more: Any) -> dict[str, Any]:
    end = {"id": "end", "title": "", "path": "/summary", "controller": "SummaryPageController", "components": []}
    return {
        "name": "A new form", "engine": "V2", "schema": 2, "startPage": "/summary", "pages": [*pages, end],
        "conditions": list(conditions), "lists": list(lists), "sections": [], **more,
    }  # fmt: skip


COLOURS = {
    "id": "list-1", "title": "Colours", "type": "string",
    "items": [{"id": f"colour {n}", "text": word, "value": word.lower(), "hint": {"id": f"hint {n}", "text": f"Like {n}"}}
              for n, word in enumerate(["Red", "Green", "Unknown"])],
}  # fmt: skip


def ref(*numbers: int, operator: str = "is", **more: Any) -> dict[str, Any]:
    chosen = [f"colour {n}" for n in numbers]
    value = {"listId": "list-1", "itemId": chosen if len(chosen) > 1 else chosen[0], **more}
    return {"type": "ListItemRef", "operator": operator, "value": value}


def test_a_newer_form_is_read_in_the_order_of_its_pages() -> None:
    raw = new_form(
        step("/start", {**asking(0, "Markdown"), "content": "Read **this** first:\n\n- one\n- two"}),
        step("/lives-here", asking(1, "YesNoField"), asking(2, "RadiosField", list="list-1")),
        step("/elsewhere", {**asking(3, "Html"), "content": "<p>Ask your town.</p>"}, title="Not here",
             condition="away", controller="TerminalPageController"),
        step("/pets", asking(4, "TextField", shortDescription="Its name"), asking(5, "NumberField", schema={"min": 0}),
             title="Pet", controller="RepeatPageController",
             repeat={"options": {"name": "pet", "title": "Pets"}, "schema": {"min": 1, "max": 200}}),
        step("/red", asking(6, "TextField"), condition="both"),
        conditions=[under("away", item(1, **YES | {"value": False})), under("red", item(2, **ref(0))),
                    under("both", item(1, **YES), {"id": "x", "conditionId": "red"}, joined="and")],
        lists=[COLOURS],
    )  # fmt: skip

    service = holds(raw)
    made, _ = imported(raw)

    assert [(one.id, one.exit) for one in service.pages] == [
        ("start", False), ("lives_here", False), ("elsewhere", True), ("pets", False), ("red", False)
    ]  # fmt: skip
    assert whens(service) == {"elsewhere": "!question_1", "red": "question_1 && question_2 == 'red'"} or whens(service) == {
        "elsewhere": "!question_1", "red": "question_2 == 'red'"
    }  # fmt: skip
    assert service.fields["question_2"].codes == (
        "red",
        "green",
        "unknown-2",
    )  # a problem of the kind is called “unknown”
    assert [one.hint and one.hint.source for one in service.fields["question_2"].options] == [
        "Like 0",
        "Like 1",
        "Like 2",
    ]
    assert (service.groups["pet"].least, service.groups["pet"].most) == (1, 100)
    assert any(phrase.source == "Read **this** first:\n\n- one\n- two" for phrase in service.phrases)
    for told in ("can be answered 200 times", '“shortDescription”: "Its name"'):
        assert told in said(made, PART), told
    assert made.lost == 0


def test_what_was_not_answered_is_null_to_a_newer_form() -> None:
    raw = new_form(
        step("/first", asking(1, "YesNoField")), step("/number", asking(2, "NumberField"), condition="yes"),
        step("/colour", asking(3, "RadiosField", list="list-1"), condition="yes"),
        step("/not-red", asking(4, "TextField"), condition="not red"), step("/few", asking(5, "TextField"), condition="few"),
        conditions=[under("yes", item(1, **YES)), under("not red", item(3, **ref(0, operator="is not"))),
                    under("few", item(2, type="NumberValue", operator="is at most", value=3))],
        lists=[COLOURS],
    )  # fmt: skip

    service = holds(raw)

    assert whens(service)["not_red"] == "!answered(question_3) || question_3 != 'red'"
    assert whens(service)["few"] == "!answered(question_2) || question_2 <= 3"


def test_a_page_after_an_end_for_everybody_is_told() -> None:
    made, service = imported(
        new_form(
            step("/a", asking(1, "YesNoField"), controller="TerminalPageController"), step("/b", asking(2, "TextField"))
        )
    )

    assert list(service.pages_by_id) == ["a"]
    assert "no answers lead to this page" in said(made, LOST)
    assert "/a, f1: nothing is asked on such a page" in said(made, LOST)


def test_the_first_drafts_of_newer_forms_are_read_too() -> None:
    raw = new_form(
        step("/a", {**asking(1, "YesNoField"), "list": "yesno"}),
        step("/b", asking(2, "TextField"), condition=[[{"pageId": "a", "componentId": "id-1", "operator": "==", "valueId": "y"}]]),
        lists=[{"id": "yesno", "title": "Yes/No", "type": "boolean", "items": [{"id": "y", "text": "Yes", "value": True}]}],
    )  # fmt: skip
    del raw["engine"], raw["schema"]

    assert whens(holds(raw)) == {"b": "question_1"}


@st.composite
def new_forms(draw: st.DrawFn) -> dict[str, Any]:
    kinds = st.sampled_from(["YesNoField", "RadiosField", "CheckboxesField", "NumberField"])
    size = draw(st.integers(2, 7))
    fields = [asking(n, "YesNoField" if not n else draw(kinds), list="list-1") for n in range(size)]
    for one in fields:
        one["options"] = {"required": draw(st.booleans())}
    conditions = [
        under(
            f"c{n}",
            *draw(st.lists(items(fields, n), min_size=1, max_size=3)),
            joined=draw(st.sampled_from(["and", "or"])),
        )
        for n in range(3)
    ]
    pages = []
    for n, one in enumerate(fields):
        more: dict[str, Any] = {"condition": f"c{draw(st.integers(0, 2))}"} if n and draw(st.booleans()) else {}
        kind = draw(st.sampled_from(["", "", "", "end", "repeat"])) if n else ""
        if kind == "end":
            more |= {"controller": "TerminalPageController"}
        elif kind == "repeat":
            more |= {
                "controller": "RepeatPageController",
                "repeat": {"options": {"name": f"r{n}"}, "schema": {"min": 1, "max": 3}},
            }
        pages.append(step(f"/p{n}", {**asking(n, "Html"), "content": "Words"} if kind == "end" else one, **more))
    known = {one["id"] for page in pages for one in page["components"] if one["type"] != "Html"}
    for told in conditions:
        told["items"] = [one for one in told["items"] if one.get("componentId", "id-0") in known] or [item(0, **YES)]
    return new_form(*pages, conditions=conditions, lists=[COLOURS])


@st.composite
def items(draw: st.DrawFn, fields: list[Any], number: int) -> dict[str, Any]:
    if number and draw(st.integers(0, 4)) == 0:
        return {"id": "x", "conditionId": f"c{draw(st.integers(0, number - 1))}"}
    n = draw(st.integers(0, len(fields) - 1))
    match fields[n]["type"]:
        case "YesNoField":
            return item(
                n, type="BooleanValue", operator=draw(st.sampled_from(["is", "is not"])), value=draw(st.booleans())
            )
        case "NumberField":
            operator = draw(st.sampled_from(["is more than", "is at most"]))
            return item(n, type="NumberValue", operator=operator, value=draw(st.sampled_from([-1, 2, 7])))
        case "CheckboxesField":
            return item(
                n, **ref(draw(st.integers(0, 2)), operator=draw(st.sampled_from(["contains", "does not contain"])))
            )
    chosen = draw(st.lists(st.integers(0, 2), min_size=1, max_size=2, unique=True))
    return item(n, **ref(*chosen, operator=draw(st.sampled_from(["is", "is not"]))))


def new_entries(raw: Any, made: Imported, service: Service, answers: Mapping[str, Any]) -> Entries:
    found = {}
    for name, value in answers.items():
        one = service.fields.get(made.fields.get(name, ""))
        if one is None or one.group:
            continue
        values = ["red", "green", "unknown"] if one.codes and one.kind.name != "yes no" else ["true", "false"]
        codes = ("yes", "no") if one.kind.name == "yes no" else one.codes
        chosen = [
            codes[values.index(part)] if codes else part for part in (value if isinstance(value, list) else [value])
        ]
        reading = one.kind.read(one, {"": chosen}, TODAY)
        found[one.id] = Answer(one.kind.encode(reading.value), "typed", "")
    return Entries(found)


@settings(max_examples=80, deadline=None)
@given(raw=new_forms(), seed=st.integers(0, 1_000))
def test_any_pages_in_order_keep_their_roads(raw: dict[str, Any], seed: int) -> None:
    made, service = imported(raw)
    there = {ours: path for path, ours in made.pages.items()}
    random = Random(seed)

    for _ in range(12):
        answers: dict[str, Any] = {}
        for one in [one for asked in raw["pages"] for one in asked["components"] if one["type"] != "Html"]:
            values = {"YesNoField": ["true", "false"], "NumberField": ["-2", "1", "5", "9"]}.get(
                one["type"], ["red", "green", "unknown"]
            )
            if one["options"]["required"] or random.random() < 0.6:
                several = random.sample(values, random.randint(1, 3)) if one["type"] == "CheckboxesField" else None
                answers[one["name"]] = several or random.choice(values)
        taken = plan(service, new_entries(raw, made, service, answers), TODAY).road
        assert [there[one.id] for one in taken] == reference.road_in_order(raw, answers), answers


# ---- what older forms say --------------------------------------------------------------------------------------------


def test_two_fields_of_one_name_are_told_apart_by_their_sections() -> None:
    raw = a_form(
        page("/a", yes_no("same"), to=["/b"], section="one"),
        page("/b", yes_no("same"), to=[("/c", "first"), ("/d", "second"), "/summary"], section="two"),
        page("/c", yes_no("x"), to=["/summary"]), page("/d", yes_no("y"), to=["/summary"]),
        conditions=[condition("first", ("one.same", "is", "false")), condition("second", ("two.same", "is", "true"))],
    )  # fmt: skip

    _, service = imported(raw)

    assert whens(service) == {"c": "!is_it_same", "d": "is_it_same_2 && is_it_same"}


def test_options_that_are_numbers_are_compared_as_numbers() -> None:
    people = {"name": "n", "items": [{"text": str(n), "value": n} for n in (1, 2, 3)]}
    raw = a_form(
        page("/a", choosing("n", "SelectField", "n"), to=[("/b", "many"), "/summary"]),
        page("/b", yes_no("x"), to=[("/c", "most"), "/summary"]),
        page("/c", yes_no("y"), to=["/summary"]), lists=[people],
        conditions=[{"name": "many", "value": "applicants.n > 1"}, condition("most", ("n", "is at least", "3"))],
    )  # fmt: skip

    _, service = imported(raw)

    assert whens(service) == {"b": "which_n in ['2', '3']", "c": "which_n == '3'"}


@pytest.mark.parametrize(
    ("operator", "direction", "expected"),
    [("is at least", "in the past", "<="), ("is at most", "in the past", ">="), ("is less than", "in the past", ">"),
     ("is more than", "in the past", "<"), ("is at least", "in the future", ">=")],
)  # fmt: skip
def test_a_time_ago_turns_the_comparison(operator: str, direction: str, expected: str) -> None:
    value = {"type": "RelativeTime", "timePeriod": "18", "timeUnit": "years", "direction": direction}
    row = {"field": {"name": "born"}, "operator": operator, "value": value}
    raw = a_form(
        page("/a", {"type": "DatePartsField", "name": "born", "title": "Born on"}, to=[("/b", "c"), "/summary"]), page("/b", yes_no("x")),
        conditions=[{"name": "c", "value": {"conditions": [row]}}],
    )  # fmt: skip

    _, service = imported(raw)

    assert whens(service)["b"].startswith(f"born_on {expected} today ")


def test_pages_that_repeat_become_groups() -> None:
    one = {
        "type": "AutocompleteField",
        "name": "language",
        "title": "Language",
        "list": "l",
        "options": {"required": False},
    }
    raw = a_form(
        page("/a", one, to=["/b"], controller="RepeatingFieldPageController", options={"summaryDisplayMode": {"samePage": True}}),
        page("/b", {"type": "NumberField", "name": "people", "title": "People", "schema": {"integer": True}}, to=["/c"]),
        page("/c", {"type": "TextField", "name": "who", "title": "Name"}, to=["/summary"], repeatField="people"),
        lists=[{"name": "l", "items": [{"text": "French", "value": "fr"}]}],
    )  # fmt: skip

    service = holds(raw)
    made, _ = imported(raw)

    assert {name: (one.least, one.most) for name, one in service.groups.items()} == {
        "language": (0, 100),
        "page_c": (1, 100),
    }
    assert list(service.fields) == ["language.language", "people", "page_c.name"]
    for told in ("as often as “people” says", "summaryDisplayMode"):
        assert told in said(made, PART), told


def test_a_field_under_a_condition_is_asked_under_it() -> None:
    told = {"type": "TextField", "name": "told", "title": "Why?", "options": {"condition": "is_big"}}
    never = {"type": "TextField", "name": "never", "title": "Never?", "options": {"condition": "gone"}}
    raw = a_form(
        page("/a", yes_no("big"), to=["/b"]),
        page("/b", told, never, to=["/summary"]), conditions=[condition("is_big", ("big", "is", "true"))]
    )  # fmt: skip

    made, service = imported(raw)

    assert {path: one.when and one.when.rule.source for path, one in service.fields.items()} == {
        "is_it_big": None,
        "why": "is_it_big",
    }
    assert "/b, never: a text, option or question is never shown there" in said(made, LOST)
    assert roads_differ(raw, made, service, 20, seed=1) == []


def test_options_that_are_never_shown_are_kept_where_nothing_else_could_be_chosen() -> None:
    items = [{"text": word, "value": word, "condition": "gone"} for word in ("One", "Two")]
    service = holds(a_form(page("/a", choosing("x", "RadiosField", "l")), lists=[{"name": "l", "items": items}]))

    assert service.fields["which_x"].codes == ("One", "Two")


def fee(amount: object, **more: Any) -> dict[str, Any]:
    return {"description": f"For {amount}", "amount": amount, **more}


def counting(name: str, **schema: Any) -> dict[str, Any]:
    whole = {"integer": True, **schema}
    return {"type": "NumberField", "name": name, "title": f"How many {name}", "options": {}, "schema": whole}


def test_a_fee_for_each_of_a_number_is_worked_out() -> None:
    """Fees are written in pence; one whose number was not asked is due once, as there."""
    told = {"type": "TextField", "name": "words", "title": "Words", "options": {}}
    raw = a_form(
        page("/a", counting("copies", min=1), counting("pages"), told, yes_no("fast"), to=[("/b", "is_fast"), "/summary"], section="of"),
        page("/b", counting("stamps", min=0), to=["/summary"]), conditions=[condition("is_fast", ("of.fast", "is", "true"))],
        fees=[fee(2050, multiplier="of.copies"), fee(100, multiplier="pages"), fee(30, multiplier="stamps", condition="is_fast"),
              fee(30, multiplier="stamps"), fee(7, multiplier="words"), fee("1.5", multiplier="pages")],
    )  # fmt: skip

    service = holds(raw)
    made, _ = imported(raw)

    assert [row["amount"] for row in made.specification["fee"]["rows"]] == [
        "20.50 GBP * how_many_copies",
        "max(0 GBP, 1 GBP * how_many_pages)",
        "answered(how_many_stamps) ? 0.30 GBP * how_many_stamps : 0.30 GBP",
        "answered(how_many_stamps) ? 0.30 GBP * how_many_stamps : 0.30 GBP",
    ]
    assert len(service.fee) == 4
    assert said(made, PART).count("a fee that cannot be said here") == 2
    for name, is_told in (("of.copies", False), ("pages", True), ("stamps", True)):
        assert (f"a fee for each of “{name}”: where that is 0" in said(made, CHANGED)) == is_told


def test_one_fee_for_each_of_a_number_is_the_whole_fee() -> None:
    raw = a_form(page("/a", counting("copies", min=1)), fees=[fee(1000, multiplier="copies")])

    holds(raw)
    made, service = imported(raw)

    assert made.specification["fee"][0]["otherwise"] == "10 GBP * how_many_copies"
    answers = Entries({"how_many_copies": Answer("3", "typed", "")})
    due = plan(service, answers, TODAY).fee
    assert due is not None
    assert due.amount_minor == 3000


def a_section_that_repeats(**more: Any) -> dict[str, Any]:
    """Two pages for each child, the page that sums the children up, and one page after it."""
    each = {"section": "child", **(more or {"controller": "RepeatingSectionPageController"})}
    name = {"type": "TextField", "name": "who", "title": "Name"}
    return a_form(
        page("/people", counting("children", min=1), to=["/who"]),
        page("/who", name, to=["/age"], **each), page("/age", counting("age"), to=["/children"], **each),
        page("/children", to=["/who", ("/after", "done")], section="child", controller="RepeatingSectionSummaryPageController"),
        page("/after", yes_no("x"), to=["/summary"]), conditions=[condition("done", ("children", "is at least", "1"))],
        sections=[{"name": "child", "title": "Child", "hideTitle": True}],
    )  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"repeatField": "children"}])
def test_a_section_that_repeats_over_several_pages_is_told(more: dict[str, str]) -> None:
    raw = a_section_that_repeats(**more)

    service = holds(raw)
    made, _ = imported(raw)

    assert list(service.groups) == ["page_who", "page_age"]
    told = said(made, CHANGED)
    assert (
        "/who: the section “child” repeats over 2 pages (“/who”, “/age”), all answered for one item before the next"
        in told
    )
    assert "/children: it shows the items so far" in told


def test_what_stands_after_the_page_that_sums_up_items_is_kept() -> None:
    made, service = imported(a_section_that_repeats())

    assert list(service.pages_by_id) == ["people", "who", "the_age", "children", "after"]
    assert [one.when for one in service.pages] == [None] * 5
    assert said(made, LOST) == ""
    assert "leads back" not in said(made)


def test_a_section_of_one_page_and_pages_that_repeat_alone_are_no_section_that_repeats() -> None:
    alone = {"controller": "RepeatingFieldPageController", "section": "s"}
    raw = a_form(
        page("/a", {"type": "TextField", "name": "n", "title": "Name"}, to=["/b"], **alone),
        page("/b", {"type": "TextField", "name": "m", "title": "Other"}, to=["/c"], **alone),
        page("/c", {"type": "TextField", "name": "o", "title": "Third"}, section="s", controller="RepeatingSectionPageController"),
    )  # fmt: skip

    made, service = imported(raw)

    assert len(service.groups) == 3
    assert "all answered for one item" not in said(made)


def test_a_page_of_several_questions_that_repeats_becomes_a_group() -> None:
    words = {"type": "TextField", "name": "n", "title": "Name"}
    repeated = {"controller": "RepeatedMultiFieldPageController", "options": {"sectionKey": "pets"}}
    service = holds(a_form(page("/a", words, counting("legs"), **repeated)))

    assert list(service.fields) == ["pets.name", "pets.how_many_legs"]


def test_what_a_form_charges_becomes_the_fee() -> None:
    of_one = {"type": "YesNoField", "name": "fast", "title": "Fast?", "options": {}}
    asked = page("/a", of_one, to=["/summary"])
    known = [condition("is_fast", ("fast", "is", "true"))]
    several = holds(
        a_form(asked, conditions=known, fees=[fee(2000), fee("550", condition="is_fast"), fee(1, multiplier="n")])
    )
    made, _ = imported(a_form(asked, conditions=known, fees=[fee(1, multiplier="n"), fee(2, condition="gone")]))
    pay = {
        **asking(2, "PaymentField"),
        "options": {
            "amount": 50,
            "description": "The fee",
            "conditionalAmounts": [{"condition": "yes", "amount": 0.3}],
        },
    }
    paid = holds(
        new_form(step("/a", asking(1, "YesNoField")), step("/pay", pay), conditions=[under("yes", item(1, **YES))])
    )

    assert [(row.when and row.when.rule.source, row.amount_minor) for row in several.fee] == [
        ("true", 2000),
        ("fast", 550),
    ]
    assert [(row.when and row.when.rule.source, row.amount_minor) for row in paid.fee] == [
        ("question_1", 30),
        (None, 5000),
    ]
    assert said(made, PART).count("a fee that cannot be said here") == 2


def test_components_of_newer_forms_are_carried_over_or_named() -> None:
    declared = {
        **asking(9, "DeclarationField", content="<p>I tell the truth.</p>"),
        "options": {"declarationConfirmationLabel": "I agree"},
    }
    raw = new_form(
        step(
            "/a", asking(1, "OsGridRefField"), asking(2, "NationalGridFieldNumberField"),
            asking(3, "EastingNorthingField", schema={"easting": {"min": 0}}),
            asking(4, "LatLongField"), asking(5, "GeospatialField"), asking(6, "HiddenField"), declared,
            asking(7, "DatePartsField", options={"earliestDate": "2020-02-29", "latestDate": "2020-02-30"}),
            asking(8, "MonthYearField", options={"latestMonthYear": "2030-01"}),
            {**asking(10, "NotificationBanner", content="Closed on Monday"), "options": {"heading": "Note"}},
            asking(11, "EmailAddressField", before={"type": "InsetText", "content": "Only for this"},
                   after={"type": "Details", "title": "Why?", "content": "To write"}),
            asking(12, "FileUploadField", schema={"min": 1, "max": 3}), title="All {{ kinds }}",
        ),
        feedback={"url": "https://feedback.example"}, outputs=[{"audience": "human"}],
    )  # fmt: skip
    raw["pages"][-1]["components"] = [
        {"type": "Markdown", "name": "m", "content": "You **must** not lie."},
        asking(13, "TextField"),
    ]

    service = holds(raw)
    made, _ = imported(raw)

    assert [one.kind.name for one in service.fields.values()] == [
        "text", "text", "decimal", "decimal", "decimal", "decimal", "long text", "declaration", "date",
        "month and year", "email", "several files",
    ]  # fmt: skip
    assert service.fields["i_agree"].label.source == "I agree"
    assert str(service.declaration.source) == "You must not lie."
    words = "\n".join(phrase.source for phrase in service.phrases)
    for told in ("I tell the truth.", "Closed on Monday", "Only for this", "To write"):
        assert told in words, told
    assert made.lost == 2  # the hidden one, and the one on the page that shows the answers
    for level, told in ((LOST, "HiddenField"), (PART, "latestDate"), (PART, "heading"), (PART, "{{ kinds }}"), (PART, "feedback"),
                        (CHANGED, "as two numbers"), (CHANGED, "joined the declaration")):  # fmt: skip
        assert told in said(made, level), told


def test_a_link_that_leads_out_and_a_controller_that_does_something_are_named() -> None:
    raw = a_form(
        page("/a", yes_no("big"), to=["/b"], controller="SomethingOwnController"), page("/b", yes_no("old"), controller="./pages/start.js")
    )  # fmt: skip
    raw["pages"][0]["next"].append({"redirect": "https://elsewhere.example", "condition": "c"})

    made, _ = imported(raw)

    assert "/a: a link leads out to “https://elsewhere.example” under “c”" in said(made, PART)
    assert "“SomethingOwnController”" in said(made, PART)
    assert "start.js" not in said(made)


def test_the_walk_of_a_newer_form_sees_every_page() -> None:
    raw = new_form(*(step(f"/p{n}", asking(n, "YesNoField"), **({"condition": f"c{n - 1}"} if n else {})) for n in range(40)),
                   conditions=[under(f"c{n}", item(n, **YES)) for n in range(40)])  # fmt: skip

    made, service = imported(raw)

    assert len(walk_service(service, TODAY).seen) == 40
    assert said(made, LOST) == ""
