"""Questions about the person who answers: browsers offer what they know, and only there (WCAG 1.3.5)."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.trying import asking, begun, told

ASK = """\
- {field: mobile, kind: phone, label: "Your phone number", own: yes}
- {field: vet, kind: phone, label: "The phone number of your vet"}
- {field: code, kind: postcode, label: "Your postcode", own: yes}
- {field: home, kind: address, label: "Where do you live?", own: yes}
- {field: given, kind: person name, label: "Given name", from: identity.given_name}
- {field: family, kind: person name, label: "Family name", from: identity.family_name}
- {field: born, kind: date, label: "When were you born?", from: identity.birth_date, own: yes}
- {field: moved, kind: date, label: "When did you move in?"}
"""


def test_browsers_offer_what_is_the_person_s_own_and_nothing_else(app: Flask) -> None:
    page = begun(app, asking(ASK))

    offered = {one.get("name"): one.get("autocomplete") for one in page.all("input") if one.get("autocomplete")}

    assert offered == {
        "mobile": "tel", "code": "postal-code",
        "home-street": "address-line1", "home-postal_code": "postal-code", "home-city": "address-level2",
        "given": "given-name", "family": "family-name",
        "born-day": "bday-day", "born-month": "bday-month", "born-year": "bday-year",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ask", "fault"),
    [
        ('- {field: x, kind: integer, label: "X", own: yes}',
         "Browsers know nothing of a person that a field of the kind “integer” could ask for. Delete “own”."),
        ('- {field: x, kind: date, label: "X", own: yes}',
         "Browsers know one date of a person: the birthday. Write “from: identity.birth_date” where it is that, or delete “own”."),
        ('- group: g\n  label: G\n  items: 0 to 2\n  ask:\n  - {field: x, kind: phone, label: "X", own: yes}',
         "What the items of a group ask for is not the applicant’s own. Delete “own”."),
    ],
)  # fmt: skip
def test_what_browsers_cannot_know_is_a_fault(ask: str, fault: str) -> None:
    assert told(ask + "\n") == [fault]
