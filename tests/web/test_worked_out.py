"""Computed, hidden, locked and recommended as people and clerks meet them."""

from __future__ import annotations

from flask import Flask

from tests.people import signed_in
from tests.trying import asking, begun

ASK = """\
- {field: keeper, kind: person name, label: "Your name", from: identity.name, locked: yes}
- {field: home, kind: address, label: "Your address", from: identity.address}
- {field: adults, kind: integer, label: "Adults"}
- {field: pets, kind: text, label: "Pets", recommended: yes}
- {field: people, kind: computed, value: in_all, label: "People in all"}
- {field: risk, kind: hidden, value: is_many, label: "Many people"}
"""
TOP = 'values: {in_all: {kind: integer, is: "adults + 1"}, is_many: {kind: yes no, is: "adults > 5"}}\n'


def test_what_is_worked_out_is_shown_and_what_is_locked_stays(app: Flask) -> None:
    page = begun(app, asking(ASK, TOP))
    assert page.facts()["Your name"] == "Leila Haddad From your sign-in"
    assert "cannot be changed here. If it is wrong, contact us" in page.text
    assert "Many people" not in page.text
    assert "Pets (recommended)" in page.text

    page = page.fill("Adults", "7")
    page.typed |= {"keeper": ["Somebody Else"], "people": ['{"integer": 1}'], "risk": ['{"yes no": false}']}
    page = page.press("Continue").press("Continue")

    facts = page.facts()
    assert facts["Your name"] == "Leila Haddad From your sign-in"
    assert facts["People in all"] == "8 Worked out from the answers"
    assert facts["Pets"].startswith("Not answered. You need not, but it helps us")
    assert "Many people" not in facts
    assert not page.has_link("Change Your name")
    assert not page.has_link("Change People in all")
    sent = page.tick("It is true").press("Accept and send")
    reference = sent.follow("Follow your case").path.rsplit("/", 1)[-1]
    assert "Many people" not in sent.follow("Follow your case").text
    clerk = signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{reference}")
    assert clerk.facts().get("Many people", clerk.text).count("Yes") >= 1
    assert "Many people" in clerk.text


def test_a_forged_remove_does_not_unlock(app: Flask) -> None:
    page = begun(app, asking(ASK, TOP))
    page.typed["remove"] = ["keeper"]
    page = page.press("Continue")

    again = page.visitor.open(page.path)
    assert again.facts()["Your name"] == "Leila Haddad From your sign-in"
    assert not again.all("input", name="keeper")


def test_it_is_said_in_arabic(app: Flask) -> None:
    page = begun(app, asking(ASK, TOP), language="ar")

    assert "(مستحسن)" in page.text
    assert "من تسجيل دخولك" in page.text
