"""Notes for translators: what kind of text it is, where it stands, what its {names} mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.authoring.notes import notes_of_code
from portal.authoring.po import read_entries
from portal.authoring.translation import PORTAL, Message, domains_of_home

HOME = Path(__file__).resolve().parents[2]
DOMAINS = {domain.name: domain for domain in domains_of_home(HOME)}


def notes(domain: str, key: str) -> tuple[str, ...]:
    return next(one.notes for one in DOMAINS[domain].messages if key in (one.context, one.source))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("title", "Title of the service."),
        ("guidance/need/plate", "One of the things that are needed, on the start page."),
        ("plate/label", "Label of the field “plate”, on the page “vehicle” (Your vehicle)."),
        ("fuel/option-hint/electric", "Hint below the option “electric” of the field “fuel”, on the page “vehicle” (Your vehicle)."),
        ("visitor/label", "Name of one item of the group “visitor”, on the page “visitors” (Regular visitors)."),
        ("too_many/exit", "Title of the exit page “too_many”."),
        ("zones/label/A", "Row “A” of the list “zones”."),
        ("electric/says", "What the condition “electric” means, for people who ask why."),
        ("permit/text/zone", "Words “zone”, printed on the document “permit”."),
        ("reason/label/too_heavy", "Reason for a refusal; the applicant reads it."),
    ],
)  # fmt: skip
def test_a_text_of_a_service_says_what_it_is_and_where_it_stands(key: str, said: str) -> None:
    assert notes("parking-permit", f"parking-permit/{key}") == (said,)


def test_a_text_of_the_portal_says_where_it_is_read_and_what_its_names_mean() -> None:
    assert notes(PORTAL, "Withdraw the application")[0] in {
        "Button on a page of people who apply.", "Link on a page of people who apply.",
    }  # fmt: skip
    assert "{label}: the question’s label." in notes(PORTAL, "Enter a date for “{label}”")
    assert notes(PORTAL, "Dear {name},") == ("Text in an e-mail.", "{name}: a name.")
    assert notes(PORTAL, "Write {usage}.") == (
        "Text told to whoever writes a service: what is wrong with an expression.",
    )


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ('<button class="sm-mini">', "Button"), ("<h2>", "Heading"), ('<a href="{{ url }}">', "Link"), ("<dt>", "Header of a fact"),
        ('<section aria-label="', "Read aloud by screen readers"), ("{{ cell(", "Header of a column"), ("<p>", "Text"),
    ],
)  # fmt: skip
def test_what_stands_before_the_words_says_what_they_are(before: str, kind: str) -> None:
    mark = "" if before.endswith("(") else "{{ "

    assert notes_of_code("templates/citizen/case.html", before + mark, ["Send"])[0] == (
        f"{kind} on a page of people who apply."
    )


def test_a_developers_own_note_comes_first() -> None:
    assert notes(PORTAL, "Characters used: {used} of {most}")[0].startswith("{used} and {most} are numbers")


@pytest.mark.parametrize("domain", [name for name in DOMAINS if name != PORTAL])
def test_every_text_of_a_service_has_a_note(domain: str) -> None:
    silent: list[Message] = [one for one in DOMAINS[domain].messages if not one.notes]

    assert silent == []


def test_the_notes_stand_in_the_catalogues() -> None:
    content = (HOME / "translations/fr/LC_MESSAGES/parking-permit.po").read_bytes()

    entry = next(one for one in read_entries(content) if one.message.context == "parking-permit/plate/label")
    assert entry.message.notes == ("Label of the field “plate”, on the page “vehicle” (Your vehicle).",)
