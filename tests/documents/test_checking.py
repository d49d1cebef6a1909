"""Faults of templates, told with their place before anything is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from portal.documents import template_faults, template_warnings
from portal.documents.both import Languages
from portal.documents.checking import FACTS, FILTERS, GIVEN
from portal.documents.child import dressed
from portal.errors import WARNING, Fault
from portal.spec.bundle import bundle_from_folder
from portal.spec.model import Service
from portal.spec.reader import read_service
from tests.documents import papers
from tests.documents.test_standards import ISSUED, facts_as_published

PERMIT = "documents/permit.html"


def service(name: str = "parking-permit") -> tuple[Service, Mapping[str, bytes]]:
    bundle = bundle_from_folder(papers.HOME / "forms" / name, papers.HOME / "translations")
    return read_service(bundle), bundle.files


def faults(template: str) -> list[Fault]:
    described, files = service()
    return list(template_faults(described, {**files, PERMIT: template.encode()}, "forms/parking-permit/"))


@pytest.mark.parametrize("name", ISSUED)
def test_the_services_own_templates_have_no_fault(name: str) -> None:
    assert template_faults(*service(name)) == ()


@pytest.mark.parametrize(
    ("template", "line", "told"),
    [
        ("{{ texts.zone }}<p>\n{{ texts.zon }}", 2, "texts. Did you mean “zone”?"),
        ("{{ texts.zone }}{{ texts['zon'] }}", 1, "Did you mean “zone”?"),
        ("\n{{ fields.zone.cod }}", 2, "A printed answer has no “cod”. Did you mean “code”?"),
        ("\n<p>Hello", 1, "The template has no frame"),
        ("", 1, "The template has no frame"),
        (
            "{% extends 'paper.html' %}\n{% block bdy %}{% endblock %}",
            2,
            "has no block “bdy”, so nothing of it is printed",
        ),
        ("{% extends 'paper.html' %}", 1, "The template prints nothing of its own."),
        ("{% extends 'paper.html' %}{% block body %}\n<img src='documents/a.png'>{% endblock %}", 2, "no description"),
        (
            "{% extends 'paper.html' %}{% block body %}<img alt='' src='//a.example/a.png'>{% endblock %}",
            1,
            "another site",
        ),
        ("{{ fields.fuel.value }}", 1, "The template prints “fuel”, which is not under documents: permit: print."),
        ("\n\n{{ numbr }}", 3, "The template asks for “numbr”, which nothing gives it. Did you mean “number”?"),
        ("{% if number %}", 1, "The template cannot be read"),
        ("{{ number|shout }}", 1, "No filter named 'shout'"),
        ("{{ holder|safe }}", 1, "No filter named 'safe'"),
        ("\n{% autoescape false %}{% endautoescape %}", 2, "escaping cannot be switched off"),
        ("{% extends 'papers.html' %}", 1, "There is no template “papers.html”."),
        ("{% include 'documents/none.html' %}", 1, "There is no template “documents/none.html”."),
        ("{% from 'nowhere.html' import x %}{{ x() }}", 1, "There is no template “nowhere.html”."),
    ],
)
def test_a_fault_is_told_with_its_line_and_remedy(template: str, line: int, told: str) -> None:
    found = faults(template)

    assert len(found) == 1, found
    assert (found[0].path, found[0].line) == (f"forms/parking-permit/{PERMIT}", line)
    assert told in str(found[0])


def test_what_a_template_makes_itself_is_known() -> None:
    template = "{% set x = 1 %}{% macro m(a) %}{{ a }}{{ x }}{% endmacro %}{% for i in range(2) %}{{ loop.index }}{{ m(i) }}{% endfor %}"

    assert faults("{% extends 'paper.html' %}{% block body %}" + template + "{% endblock %}") == []


def specified(old: str, new: str) -> list[str]:
    """What is said of the parking permit with one place of its service.yaml changed."""
    bundle = bundle_from_folder(papers.HOME / "forms" / "parking-permit")
    text = bundle.text("service.yaml")
    assert old in text
    changed = bundle.replace("service.yaml", text.replace(old, new, 1))
    return [str(fault) for fault in template_faults(read_service(changed), changed.files)]


def test_a_text_that_a_template_wants_is_told_where_it_is_missing() -> None:
    (renamed,) = specified("      zone: Zone\n", "      zoen: Zone\n")
    (missing,) = specified("      vehicle: Vehicle\n", "")
    (of_the_frame,) = specified("      check_title: Check this permit\n", "")

    lines = bundle_from_folder(papers.HOME / "forms" / "parking-permit").text("service.yaml").split("\n")
    told_at, texts_at = lines.index("      zone: Zone") + 1, lines.index("    texts:") + 1
    assert renamed.startswith(
        f"service.yaml:{told_at}:7: The template documents/permit.html prints the text “zone” on line 7"
    )
    assert "here it is called “zoen”" in renamed
    assert missing.startswith(f"service.yaml:{texts_at}:5: ")
    assert "Add a line “vehicle: …” under “texts”." in missing
    assert "The template paper.html prints the text “check_title”" in of_the_frame


def test_a_document_that_is_valid_for_ever_prints_no_last_day() -> None:
    (told,) = specified("    valid: 1 year\n", "")

    assert told.startswith("documents/permit.html:14:1: The template prints “valid_until”")
    with pytest.raises(ValueError, match="no day"):
        dressed({}, papers.HOME, Languages("en", "en"), "UTC", papers.MADE_AT.isoformat()).filters["day"](None)


def test_the_last_day_may_be_asked_for() -> None:
    described, files = service()
    endless = replace(described, documents={"permit": replace(described.documents["permit"], valid=None)})
    template = (
        "{% extends 'paper.html' %}{% block body %}{% if valid_until %}{{ valid_until|day }}{% endif %}{% endblock %}"
    )

    assert template_faults(endless, {**files, PERMIT: template.encode()}) == ()


def test_a_template_that_is_no_text_is_told() -> None:
    described, files = service()

    found = template_faults(described, {**files, PERMIT: b"\xff\xfe"})

    assert "UTF-8" in str(found[0])


def test_the_names_that_are_known_are_those_that_are_given() -> None:
    assert set(facts_as_published("parking-permit", "en")) == FACTS
    environment = dressed({}, papers.HOME, Languages("en", "en"), "UTC", papers.MADE_AT.isoformat())
    assert set(environment.filters) >= FILTERS
    assert set(environment.globals) >= GIVEN


def test_the_documentation_names_what_a_template_is_given() -> None:
    told = (papers.HOME / "docs" / "documents.md").read_text("utf-8")

    assert {name for name in FACTS | FILTERS | GIVEN if f"`{name}`" not in told} == set()


def test_the_template_of_the_documentation_has_no_fault() -> None:
    told = (papers.HOME / "docs" / "documents.md").read_text("utf-8")

    assert faults(told.partition("```html\n")[2].partition("```")[0]) == []


def test_a_printed_field_of_a_group_is_read_by_its_whole_name() -> None:
    described, files = service()
    permit = described.documents["permit"]
    printed = replace(described, documents={"permit": replace(permit, print=(*permit.print, "visitor.name"))})
    body = "{% extends 'paper.html' %}{% block body %}{{ fields['visitor.name'].value }}{% endblock %}"

    assert template_faults(printed, {**files, PERMIT: body.encode()}) == ()
    (fault,) = template_faults(described, {**files, PERMIT: body.encode()})
    assert "The template prints “visitor.name”, which is not under documents: permit: print." in str(fault)


def unprinted(template: str) -> list[str]:
    described, files = service()
    found = template_warnings(described, {**files, PERMIT: template.encode()}, "f/")
    assert {(one.path, one.code, one.severity) for one in found} <= {("f/service.yaml", "unused-text", WARNING)}
    lines = files["service.yaml"].decode().splitlines()
    assert all(lines[one.line - 1].strip().startswith(f"{one.params['name']}:") for one in found)
    return [one.params["name"] for one in found]


def test_words_of_a_document_that_nothing_prints_are_told_at_their_line() -> None:
    described, files = service()
    own, texts = files[PERMIT].decode(), list(described.documents["permit"].texts)
    wanted = next(name for name in texts if f"texts.{name}" in own)

    assert unprinted(own) == []
    assert wanted in unprinted(own.replace(f"texts.{wanted}", "texts.other"))
    assert unprinted('{% extends "paper.html" %}{% block body %}{{ texts["x"] }}{% endblock %}') != []


@pytest.mark.parametrize(
    "reading", ["{{ joined(texts) }}", "{% for name in texts %}{{ texts[name] }}{% endfor %}", "{{ texts.values() }}"]
)
def test_words_that_are_read_by_no_name_may_all_be_printed(reading: str) -> None:
    assert unprinted('{% extends "paper.html" %}{% block body %}' + reading + "{% endblock %}") == []


@pytest.mark.parametrize("name", ISSUED)
def test_the_services_own_templates_print_all_their_words(name: str) -> None:
    assert template_warnings(*service(name)) == ()
