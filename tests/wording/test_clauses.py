"""Issue line 7: a condition that its author gave no words is put into words from its rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.i18n.catalogue import Catalogues
from portal.spec.bundle import bundle_from_folder
from portal.usecases.releases import read_bundle
from portal.wording.clauses import InWords, in_words
from tests.spec.services import SMALL, bundle

HOME = Path(__file__).parents[2]
ASKED = """\
  - {field: weight, kind: integer, label: "Weight?", unit: "kg"}
  - {field: is_guide, kind: yes no, label: "Guide?"}
  - {field: named, kind: text, label: "Name?"}
  - {field: born, kind: date, label: "Born?"}
  - {field: price, kind: money, label: "Price?"}
  - {field: from_time, kind: time, label: "From?"}
  - {field: home, kind: address, label: "Home?"}
  - {field: traits, kind: several choices, label: "Like?", options: {calm: "Calm", shy: "Shy"}, none: "None"}
  - {field: photos, kind: several files, label: "Photos?"}
  - {field: away, kind: date range, label: "Away?"}
  - {field: stars, kind: rating, label: "Stars?"}
  - {field: manners, kind: likert, label: "Manners?", statements: {dogs: "With dogs"}, scale: {well: "Well", badly: "Badly"}}
  - {field: promise, kind: declaration, label: "I promise"}
"""
BIG = "  - field: breed\n"
TABLES = """\
tables:
  class:
    kind: choice
    options: {quiet: "Quiet", strong: "Strong"}
    rows:
    - {row: puppy, if: {"age(born)": "< 1"}, gives: quiet}
    - {row: heavy, if: {weight: "30.."}, gives: strong}
    - {row: others, otherwise: quiet}
"""


def told(rule: str, language: str = "en") -> InWords | None:
    """The words for a rule that stands under a `when`."""
    assert '"' not in rule
    asked = ASKED + f'  - {{paragraph: here, text: "Here", when: "{rule}"}}\n'
    text = SMALL.replace(BIG, asked + BIG, 1).replace("pages:\n", f"{TABLES}pages:\n", 1)
    served = read_bundle(bundle(text))
    service, words = (
        served.service,
        served.translations.words(language, Catalogues(HOME / "translations").words(language), "UTC"),
    )
    return in_words(
        service.every_condition["here"],
        service,
        words,
        lambda path: (service.fields.get(path) or service.groups[path]).label.source,
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("is_guide", "your answer to “Guide?” is “Yes”"),
        ("!is_guide", "your answer to “Guide?” is “No”"),
        ("is_guide != true", "your answer to “Guide?” is “No”"),
        ("promise", "“I promise” is ticked"),
        ("size_of == 'small'", "your answer to “How big is it?” is “Small”"),
        ("!(size_of == 'small')", "your answer to “How big is it?” is not “Small”"),
        ("size_of in ['small', 'big']", "your answer to “How big is it?” is “Small” or “Big”"),
        ("!(breed in ['lab', 'poodle'])", "your answer to “Which breed?” is none of these: “Labrador” and “Poodle”"),
        ("big", "The dog is big"),
        ("!big", "this is not so: The dog is big"),
        ("weight > 40", "your answer to “Weight?” is more than 40 kg"),
        ("40 < weight", "your answer to “Weight?” is more than 40 kg"),
        ("!(weight > 40)", "your answer to “Weight?” is 40 kg or less"),
        ("price >= money('20 EUR')", "your answer to “Price?” is €20.00 or more"),
        ("born < date('2020-01-31')", "your answer to “Born?” is before 31\u00a0January\u00a02020"),
        ("born > today - duration('18 years')", "your answer to “Born?” is less than 18 years ago"),
        ("!(born > today - duration('1 year 6 months'))", "your answer to “Born?” is 1 year and 6 months ago or more"),
        ("born > today + duration('10 days')", "your answer to “Born?” is after 10 days after today"),
        ("age(born) >= 2", "the number of full years since your answer to “Born?” is 2 or more"),
        ("days_between(away.from, away.until) > 3",
         "the number of days from “First day” in “Away?” to “Last day” in “Away?” is more than 3"),
        ("from_time > '22:00'", "your answer to “From?” is after 22:00"),
        ("home.city == 'Solmere'", "“Town or city” in “Home?” is “Solmere”"),
        ("manners.dogs == 'badly'", "“With dogs” in “Manners?” is “Badly”"),
        ("stars < 3", "your answer to “Stars?” is less than 3"),
        ("named.startsWith('R')", "your answer to “Name?” begins with “R”"),
        ("!named.contains('R')", "your answer to “Name?” does not contain “R”"),
        ("size(named) > 9", "the number of letters in your answer to “Name?” is more than 9"),
        ("'calm' in traits", "“Calm” is ticked at “Like?”"),
        ("!('none' in traits)", "“None” is not ticked at “Like?”"),
        ("size(traits) > 1", "the number of boxes ticked at “Like?” is more than 1"),
        ("answered(named)", "“Name?” is filled in"),
        ("size(photos) == 0", "“Photos?” is left empty"),
        ("size(walk) > 0", "“Walk” is filled in"),
        ("size(walk) > 2", "the number of “Walk” is more than 2"),
        ("walk.exists(one, one.minutes > 9)", "for at least one “Walk”: your answer to “Minutes” is more than 9"),
        ("!walk.exists(one, one.minutes > 9)", "for no “Walk”: your answer to “Minutes” is more than 9"),
        ("!walk.all(one, one.minutes > 9)", "for at least one “Walk”: your answer to “Minutes” is 9 or less"),
        ("size(walk.filter(one, one.minutes > 9)) > 1",
         "the number of “Walk” for which this is so: your answer to “Minutes” is more than 9 is more than 1"),
        ("walks_in_all > 600", "the sum of your answers to “Minutes” is more than 600"),
        ("weight * 2 + 1 > 9", "(your answer to “Weight?” times 2) plus 1 is more than 9"),
        ("max(weight, stars) > 3", "the largest of your answer to “Weight?” and your answer to “Stars?” is more than 3"),
    ],
)  # fmt: skip
def test_one_statement_says_what_the_rule_says(rule: str, words: str) -> None:
    assert told(rule) == told("true && " + rule)
    found = told(rule)
    assert found is not None
    assert [one.value for one in found.clauses] == [words]


GUIDE, HEAVY = "your answer to “Guide?” is “Yes”", "your answer to “Weight?” is more than 40 kg"


@pytest.mark.parametrize(
    ("rule", "every", "clauses"),
    [
        ("is_guide && weight > 40", True, [GUIDE, HEAVY]),
        ("is_guide || weight > 40", False, [GUIDE, HEAVY]),
        ("!(!is_guide || weight <= 40)", True, [GUIDE, HEAVY]),
        ("is_guide && (is_guide && weight > 40)", True, [GUIDE, HEAVY]),
        ("is_guide ? weight > 40 : is_guide", True, [GUIDE, HEAVY]),
        ("big && (is_guide || weight > 40)", True, ["The dog is big", f"{GUIDE} or {HEAVY}"]),
        ("class == 'strong'", True,
         ["your answer to “Weight?” is 30 kg or more", "the number of full years since your answer to “Born?” is 1 or more"]),
    ],
)  # fmt: skip
def test_several_statements_must_all_hold_or_one_of_them(rule: str, every: bool, clauses: list[str]) -> None:
    found = told(rule)

    assert found is not None
    assert ([one.value for one in found.clauses], found.every) == (clauses, every)


@pytest.mark.parametrize(
    "rule",
    [
        "named.matches('[A-Z]+')",
        "named < 'M'",
        "(is_guide ? 1 : 2) > weight",
        "is_guide || !is_guide",
        "is_guide && !is_guide",
        "weight % 2 == 0",
        " || ".join(f"weight == {one}" for one in range(9)),
        "(is_guide || (big && (weight > 3 || answered(named)))) && promise",
    ],
)
def test_what_takes_too_many_words_is_not_told_at_all(rule: str) -> None:
    assert told(rule) is None


@pytest.mark.parametrize("language", ["et", "ar", "fr"])
@pytest.mark.parametrize(
    "service", ["parking-permit", "residence-certificate", "street-event-permit", "business-opening-notification"]
)
def test_every_page_and_question_of_the_shipped_services_says_when_in_each_language(
    service: str, language: str
) -> None:
    served = read_bundle(bundle_from_folder(HOME / "forms" / service, HOME / "translations"))
    words = served.translations.words(language, Catalogues(HOME / "translations").words(language), "UTC")
    described = served.service

    for place, condition in described.every_condition.items():
        found = in_words(
            condition,
            described,
            words,
            lambda path: words.text((described.fields.get(path) or described.groups[path]).label).value,
        )
        assert found is not None, place
        assert not [one for one in found.clauses if one.is_foreign], place
