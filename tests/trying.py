"""A service made for one test: a page or two of questions, nothing else; and somebody who walks it in the portal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from textwrap import indent
from typing import Any

from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.errors import SpecFault
from portal.journey.entries import Entries
from portal.journey.plan import Plan, plan
from portal.journey.reading import read_page
from portal.spec.bundle import Bundle, bundle_of
from portal.spec.model import Service
from portal.spec.reader import read_service
from portal.usecases.releases import publish_from_folder
from tests.pages import Page
from tests.people import signed_in

TODAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC)
NAME = "trying-out"
_AROUND = """\
edition: 1
service: trying-out
texts: en
title: Trying out
unit: parking-office
sign_in: low
guidance: {summary: "For a test", who: "Everybody", cost: "Free", time: "1 minute", need: {nothing: "Nothing"}, other_ways: "Call us"}
declaration: It is true
review:
  decide_within: 5 working days
  reasons: {no: "No"}
  moves:
    approve: {from: received, to: approved, by: clerk, issue: paper}
    refuse: {from: received, to: refused, by: clerk, reason: required}
documents:
  paper: {title: "Paper", template: documents/paper.html, series: TY, print: [last], public: [last]}
keep: {draft: 30 days, approved: 1 year, refused: 1 year, withdrawn: 1 year}
"""
_PAGES = """\
pages:
- page: questions
  title: Questions
  ask:
{ask}
- page: end
  title: The end
  ask:
  - {{field: last, kind: text, label: "Last words", optional: yes}}
"""


def asking(ask: str, top: str = "", files: Mapping[str, str | bytes] | None = None) -> Bundle:
    """A service whose first page asks this; `top`: more top-level keys; `files`: its lists and catalogues."""
    text = _AROUND + top + _PAGES.format(ask=indent(ask, "  "))
    return bundle_of(
        {"documents/paper.html": "<p>Paper</p>", "scenarios.yaml": "", **(files or {}), "service.yaml": text}
    )


def the_service(ask: str, top: str = "", files: Mapping[str, str | bytes] | None = None) -> Service:
    return read_service(asking(ask, top, files))


def told(ask: str, top: str = "", files: Mapping[str, str | bytes] | None = None) -> list[str]:
    """The faults of such a service, without their places."""
    try:
        the_service(ask, top, files)
    except SpecFault as found:
        return [re.sub(r"^\S+?:\d+:\d+: ", "", str(one)) for one in found.faults]
    return []


def answered(
    service: Service, form: Mapping[str, Any], entries: Entries | None = None, page: str = "questions"
) -> Plan:
    """The plan after Continue was pressed with this form."""
    before = plan(service, entries or Entries(), TODAY)
    sent = read_page(before, service.pages_by_id[page], MultiDict(form), uploads={}, now=NOW, judge=True)
    return plan(service, sent, TODAY)


def problems(found: Plan, page: str = "questions") -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in found.problems(found.service.pages_by_id[page])]


def publish(app: Flask, bundle: Bundle) -> None:
    with app.extensions["portal"].store.writing() as session:
        publish_from_folder(session, bundle, NAME, now=datetime.now(UTC))


def begun(app: Flask, bundle: Bundle, *, who: str = "leila-haddad", language: str = "en") -> Page:
    """The first page of the service, published and begun."""
    publish(app, bundle)
    page = signed_in(app, who, language=language).open(f"/{language}/services/{NAME}")
    return page.press({"en": "Start now", "ar": "ابدأ الآن", "et": "Alusta kohe"}[language])
