"""Issue 4, a fee of several rows: each with its reason for the citizen and the clerk, and in the copy of what was sent."""

from __future__ import annotations

from flask import Flask

from portal.store import case_by_reference
from tests.pages import Visitor
from tests.people import signed_in
from tests.spec.services import SMALL
from tests.web.dogs import begun, published

OLD = SMALL[SMALL.index("fee:\n") : SMALL.index("declaration:")]
FEE = """\
fee:
  take: all
  rows:
  - {row: base, if: {size_of: "small, big"}, amount: 10 EUR, because: "Every dog"}
  - {row: poodles, if: {breed: poodle}, amount: 5.50 EUR, because: "Poodles need a comb"}
"""


def test_every_row_that_is_paid_is_shown_with_its_reason(app: Flask) -> None:
    published(app, (OLD, FEE))
    page = begun(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
    page = page.press("Continue")
    assert "You pay €15.50" in page.text.replace("\xa0", " ")
    assert "Poodles need a comb €5.50" in page.text and "Every dog €10.00" in page.text

    page = page.tick("It is my dog").press("Accept and send").follow("Follow your case")
    assert "Poodles need a comb €5.50" in page.text
    reference = page.path.rsplit("/", 1)[-1]
    clerk = signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{reference}")

    text = clerk.text.replace("\xa0", " ")
    assert "€15.50, not paid yet" in text
    assert "Every dog €10.00" in text and "Poodles need a comb €5.50" in text


def test_the_start_page_counts_no_price_through_where_amounts_add_up_or_are_worked_out(app: Flask) -> None:
    worked_out = 'fee:\n- {row: usual, otherwise: 5.50 EUR * size(walk), because: "Each walk"}\n'
    for fee in (FEE, worked_out):
        published(app, (OLD, fee))

        page = Visitor(app).open("/en/services/dog-licence")

        assert page.facts()["Costs"] == "Nothing"
        assert "€" not in page.text


OPEN = """\
fee:
- {row: usual, otherwise: "has_muzzle ? 5 EUR : 6 EUR", because: "By its muzzle"}
"""


def test_a_fee_that_the_answers_do_not_tell_is_never_silently_none(app: Flask) -> None:
    """A small dog is not asked about its muzzle: the citizen is told before sending and after it, the clerk before deciding."""
    published(app, (OLD, OPEN))
    page = begun(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
    page = page.press("Continue")
    assert page.path.endswith("/check-answers")
    assert "We cannot work out the fee from your answers. Send your application all the same" in page.text

    page = page.tick("It is my dog").press("Accept and send")
    not_told = "The fee could not be worked out from the answers. The office tells you what it is."
    assert not_told in page.text
    case = page.follow("Follow your case")
    assert not_told in case.text and "Not paid yet" not in case.text

    clerk = signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{case.path.rsplit('/', 1)[-1]}")
    assert clerk.facts()["Fee"] == "Not worked out"
    assert "Tell the applicant what it is before you decide." in clerk.text and "Mark as paid" not in clerk.text
    assert "Fee not worked out" in clerk.visitor.open("/en/office/cases").text


def test_whoever_was_shown_a_fee_does_not_send_under_one_that_is_not_known(app: Flask) -> None:
    published(app)
    page = begun(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
    page = page.press("Continue").tick("It is my dog")
    published(app, (OLD, OPEN))

    page = page.press("Accept and send")

    assert "The service or its fee changed while this page was open" in page.text


def test_a_clerk_is_warned_of_an_unpaid_fee_before_deciding_and_may_decide(app: Flask) -> None:
    published(app)
    page = begun(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
    case = page.press("Continue").tick("It is my dog").press("Accept and send").follow("Follow your case")
    clerk = signed_in(app, "maarja-kask", "staff").open(f"/en/office/cases/{case.path.rsplit('/', 1)[-1]}")
    assert "The fee is not paid yet. You can decide all the same" in clerk.text

    paid = clerk.press("Mark as paid")
    assert "is not paid yet" not in paid.text

    assert "Approved" in paid.press("Approve and issue: Dog licence").text


OWNER = """\
  - {field: owner, kind: person name, label: "Your full name", from: identity.name}
  - field: breed
"""
BY_REGISTER = "  automatic: {register: population, agree: {owner: name}, move: approve}\n  moves:\n"


def test_nothing_is_decided_without_a_clerk_where_the_fee_is_not_known(app: Flask) -> None:
    asked = []
    for fee in (OLD, OPEN):
        published(app, (OLD, fee), ("  - field: breed\n", OWNER), ("  moves:\n", BY_REGISTER))
        page = begun(app).choose("How big is it?", "Small").choose("Which breed?", "Poodle").press("Continue")
        page = page.press("Continue").tick("It is my dog").press("Accept and send").follow("Follow your case")
        with app.extensions["portal"].store.reading() as session:
            case = session.scalars(case_by_reference(page.path.rsplit("/", 1)[-1])).one()
            asked.append((case.fee_state, case.automatic))

    assert asked == [("due", "asked"), ("open", None)]
