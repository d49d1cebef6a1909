"""Issue 4, a fee of several rows: each with its reason for the citizen and the clerk, and in the copy of what was sent."""

from __future__ import annotations

from flask import Flask

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

    assert "€5.50 Poodles need a comb" in clerk.text and "€10.00 Every dog" in clerk.text


def test_the_start_page_counts_no_price_through_where_amounts_add_up(app: Flask) -> None:
    published(app, (OLD, FEE))

    page = Visitor(app).open("/en/services/dog-licence")

    assert page.facts()["Costs"] == "Nothing"
    assert "€5.50" not in page.text and " to €" not in page.text
