"""A kind of one's own is one record: it passes form, summary, mail and PDF, export and documentation, and nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from portal.authoring.folders import found_bundles
from portal.demo.arriving import arrive
from portal.demo.people import BY_ID
from portal.errors import N_
from portal.i18n.catalogue import Catalogues
from portal.journey.entries import Entries
from portal.journey.finish import exported
from portal.kinds.kind import Asked, Kind, Raw, Reading
from portal.kinds.reading import EMPTY, compact, holds, line, single, slip
from portal.kinds.registry import lent
from portal.settings import Settings
from portal.spec.bundle import bundle_of
from portal.store import Case, Store, case_by_reference, read_answers
from portal.usecases.actor import Actor
from portal.usecases.copying import to_copy
from portal.usecases.onpaper import copy_facts
from portal.usecases.releases import publish, served_service
from portal.worker.handlers import HANDLERS
from tests.pages import Visitor
from tests.usecases.town import PERMIT, draft_of

# ---- the kind: this is all of it ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Iban:
    country: str
    rest: str

    def __str__(self) -> str:
        return f"{self.country}{self.rest}"


def read(field: Asked, raw: Raw, today: date) -> Reading:
    typed = compact(line(raw)).upper()
    if not typed:
        return EMPTY
    if not re.fullmatch("[A-Z]{2}[0-9A-Z]{12,30}", typed):
        return slip(field, "format")
    signs = "".join(str(int(sign, 36)) for sign in typed[4:] + typed[:4])
    return holds(Iban(typed[:2], typed[2:])) if int(signs) % 97 == 1 else slip(field, "checksum")


def in_fours(value: Iban) -> str:
    return " ".join(re.findall(".{1,4}", str(value)))


IBAN = Kind(
    name="account",
    widget="text",
    problems={
        "empty": N_("Enter the account for “{label}”"),
        "format": N_("Check the account for “{label}”. It looks like this: EE38 2200 2210 2014 5685"),
        "checksum": N_("Check the account for “{label}”. One of its signs is different"),
    },
    read=read,
    encode=str,
    decode=lambda stored: Iban(stored[:2], stored[2:]),
    refill=lambda _field, value: single(in_fours(value)),
    show=lambda _field, value, _say: [in_fours(value)],
    export=lambda _field, value: str(value),
    rule_type=lambda _field: {"country": "text"},
    rule_value=lambda _field, value: {"country": value.country},
    schema=lambda _field: {"type": "string", "pattern": "^[A-Z]{2}[0-9A-Z]{12,30}$"},
    example=lambda _field, _today: single("EE38 2200 2210 2014 5685"),
)

# ---- a service that asks it -----------------------------------------------------------------------------------------

QUESTION = """\
  - field: account
    kind: account
    label: Account for the money back
    search: exact
  - field: abroad
    kind: text
    label: Why an account abroad?
    when: account.country != 'EE'
"""


@pytest.fixture
def own_kind(app: Flask) -> Iterator[Store]:
    """The parking permit, published with a question of the kind."""
    parts = app.extensions["portal"]
    folder = {
        name: bundle for name, _, bundle in found_bundles(parts.settings.forms_dir, parts.settings.translations_dir)
    }
    files: dict[str, Any] = dict(folder["parking-permit"].files)
    text = files["service.yaml"].decode()
    text = text.replace("  - field: note\n", QUESTION + "  - field: note\n").replace(
        "print: [zone, plate, home]", "print: [zone, plate, home, account]"
    )
    files["service.yaml"] = text.encode()
    files.pop("scenarios.yaml", None)
    with lent(IBAN), parts.store.writing() as session:
        publish(session, bundle_of(files), by="operator", role="operator", now=datetime.now(UTC), what_changed="")
    with lent(IBAN):
        yield parts.store


@pytest.fixture
def citizen(app: Flask, own_kind: Store) -> tuple[Visitor, Actor]:
    settings: Settings = app.extensions["portal"].settings
    visitor = Visitor(app)
    with own_kind.writing() as session:
        came = arrive(session, settings, BY_ID["leila-haddad"], "citizen", now=datetime.now(UTC))
    visitor.client.set_cookie("citizen", came.token, domain="localhost", path="/")
    return visitor, came.actor


def test_a_kind_of_ones_own_passes_form_summary_pdf_and_export(
    app: Flask, own_kind: Store, citizen: tuple[Visitor, Actor]
) -> None:
    visitor, actor = citizen
    with own_kind.writing() as session:
        draft = draft_of(session, actor, PERMIT, service="parking-permit", at=datetime.now(UTC))

    page = visitor.open(f"/en/apply/parking-permit/{draft}/contact")
    page = page.fill("Account for the money back", "EE38 2200 2210 2014 5686").press("Continue")
    assert page.problem("Account for the money back") == (
        "Check the account for “Account for the money back”. One of its signs is different"
    )
    assert page.value("Account for the money back") == "EE38 2200 2210 2014 5686"

    page = page.fill("Account for the money back", "gb82-west-1234-5698-7654-32").press("Continue")
    assert page.inputs("Why an account abroad?")  # a rule over the kind's own type brought it up
    page = page.fill("Account for the money back", "ee38 2200 2210 2014 5685").press("Continue")
    assert page.facts()["Account for the money back"] == "EE38 2200 2210 2014 5685"

    for box in [item for item in page.all("input") if item.get("type") == "checkbox"]:
        page.typed.setdefault(box.get("name", ""), []).append(box.get("value", "on"))
    page = page.press("Accept and send")
    case = _case_on(page.text, own_kind)
    with own_kind.reading() as session:
        service = served_service(session, case.digest).service
        entries = Entries.from_json(read_answers(session, case.id)[0])
    assert exported(service, entries)["account"] == "EE382200221020145685"

    settings: Settings = app.extensions["portal"].settings
    with own_kind.reading() as session:
        sent = to_copy(session, case.id)
    assert sent is not None
    catalogues = Catalogues(settings.translations_dir)
    on_paper = copy_facts(sent.plan, sent.served, sent.authority, catalogues, "en", **sent.known)
    assert "EE38 2200 2210 2014 5685" in str(on_paper)
    HANDLERS["make_copy"](own_kind, settings, datetime.now(UTC), case=case.id)
    assert visitor.client.get(f"/en/my/cases/{case.reference}/copy.pdf").data.startswith(b"%PDF-")


def _case_on(text: str, store: Store) -> Case:
    reference = re.search(r"\b[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]\b", text)
    assert reference, text
    with store.reading() as session:
        return session.scalars(case_by_reference(reference[0])).one()
