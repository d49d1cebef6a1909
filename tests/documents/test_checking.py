"""Faults of templates, told with their place before anything is printed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from portal.documents import template_faults
from portal.documents.both import Languages
from portal.documents.checking import FACTS, FILTERS, GIVEN
from portal.documents.child import dressed
from portal.errors import Fault
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
        ("<p>\n{{ texts.zon }}", 2, "texts. Did you mean “zone”?"),
        ("{{ texts['zon'] }}", 1, "Did you mean “zone”?"),
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

    assert faults(template) == []


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
