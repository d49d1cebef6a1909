"""What could be better is told with its line, its remedy and a code of its own; and what is good is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.authoring.advice.texts import Told, of_text, sentences
from portal.authoring.advice.vocabulary import VOCABULARIES
from portal.authoring.advice.warnings import OTHERS, WARNINGS
from portal.authoring.linting import lint
from portal.authoring.places import Place
from portal.authoring.po import Entry, Message, write_entries
from portal.errors import WARNING
from portal.spec.bundle import bundle_of_authority
from portal.spec.reader import read_service
from tests.forms.test_services import FORMS, SERVICES, TRANSLATIONS, the_authority, the_bundle
from tests.spec.services import SMALL, bundle

PAGE = Path(__file__).resolve().parents[2] / "docs" / "specification.md"
# The small service with nothing to advise: what it asks for is said.
GOOD = SMALL.replace("pages:\n- page: dog", 'purposes: {dogs: "To keep the register of dogs"}\npages:\n- page: dog')
for _page in ("Your dog", "Its muzzle", "Its walks"):
    GOOD = GOOD.replace(f"  title: {_page}\n", f"  title: {_page}\n  purpose: dogs\n", 1)
LONG = "This sentence " + "goes on and on and on " * 6 + "until nobody knows how it began"
EMAIL = '- {field: mail, kind: text, label: "E-mail address"}'


def advised(old: str = "", new: str = "", **files: str) -> list[tuple[str, str]]:
    """(code, the line it is told at) for the good service with one place changed."""
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    read_service(bundle(text))  # it is no fault
    lines = ["", *text.splitlines()]
    return [
        (one.code, lines[one.line].strip() if one.path == "service.yaml" else one.path)
        for one in lint(bundle(text, **files))
    ]


def test_nothing_is_said_of_what_is_good() -> None:
    assert advised() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("label: How big is it?", "label: How big is it?\n    hint: Measure it. Then choose",
         "hint-sentences", "hint: Measure it. Then choose"),
        ("label: How big is it?", "label: How big is it?\n    hint: See [the list](/en/dogs)",
         "hint-link", "hint: See [the list](/en/dogs)"),
        ("title: Its muzzle", "title: your dog", "same-title", "title: your dog"),
        ("summary: A licence for your dog", f"summary: {LONG}", "long-sentence", f"summary: {LONG}"),
        ("label: Which breed?", "label: Please choose a breed", "unwanted-word", "label: Please choose a breed"),
        ("text: Buy one first.", "text: Your answer is invalid. Buy one.", "unwanted-word", "text: Your answer is invalid. Buy one."),
        ("label: Which breed?", 'label: "Breed:"', "label-colon", 'label: "Breed:"'),
        ("label: Which breed?", "label: WHICH BREED", "capitals", "label: WHICH BREED"),
        ("who: Everybody with a dog", "who: Everybody WITHOUT EXCEPTION and delay",
         "capitals", "who: Everybody WITHOUT EXCEPTION and delay"),
        ("text: Buy one first.", "text: That is the rule.", "exit-help", "text: That is the rule."),
        ("  - group: walk", f"  {EMAIL}\n  - group: walk", "plain-text-kind", EMAIL),
        ("  - group: walk", '  - {field: full_name, kind: text, label: "Who are you?"}\n  - group: walk', "plain-text-kind",
         '- {field: full_name, kind: text, label: "Who are you?"}'),
        ("  - group: walk", '  - {field: home, kind: address, label: "What is your address?"}\n  - group: walk', "not-filled-in",
         '- {field: home, kind: address, label: "What is your address?"}'),
        ("  - group: walk", '  - {field: call, kind: phone, label: "Your phone number"}\n  - group: walk', "not-offered",
         '- {field: call, kind: phone, label: "Your phone number"}'),
        ("  title: Its walks\n  purpose: dogs\n", "  title: Its walks\n", "no-purpose", "- page: walks"),
        ("    list: breeds\n", "    options: {pug: \"Pug\"}\n", "unused-list", "breeds: {file: lists/breeds.csv, code: code, label: name}"),
        ("conditions:\n", 'conditions:\n  tiny: {is: "size_of == \'small\'", says: "It is tiny"}\n', "unused-condition",
         'tiny: {is: "size_of == \'small\'", says: "It is tiny"}'),
        ("values:\n", 'values:\n  twice: {kind: integer, is: "walks_in_all * 2"}\n',
         "unused-value", 'twice: {kind: integer, is: "walks_in_all * 2"}'),
        ("dogs: \"To keep", "cats: \"To count cats\", dogs: \"To keep",
         "unused-purpose", 'purposes: {cats: "To count cats", dogs: "To keep the register of dogs"}'),
    ],
)  # fmt: skip
def test_what_could_be_better_is_told_at_its_line(old: str, new: str, code: str, line: str) -> None:
    assert advised(old, new) == [(code, line)]


def test_a_file_that_nothing_names_is_told() -> None:
    assert advised(**{"lists/cats.csv": "code,name\n"}) == [("unused-file", "lists/cats.csv")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("label: How big is it?", "label: How big is it?\n    hint: For example 1.5 m, no. 7 or DIN A4"),
        ("label: How big is it?", "label: How big is it?\n    hint: e.g. a pug"),
        ("label: Which breed?", "label: Which breed, as in the VAT or PDF register?"),
        ("  - group: walk", '  - {field: home, kind: address, label: "What is your address?", from: identity.address}\n  - group: walk'),
        ("  - group: walk", '  - {field: call, kind: phone, label: "Your phone number", own: yes}\n  - group: walk'),
        ("  - group: walk", '  - {field: vet, kind: email, label: "E-mail address of the vet"}\n  - group: walk'),
        ("  - group: walk", '  - {field: called, kind: text, label: "What is your dog called?"}\n  - group: walk'),
        ("text: Buy one first.", "text: Ring 555 0117."),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_left_alone(old: str, new: str) -> None:
    assert advised(old, new) == []


def test_what_is_not_personal_needs_no_purpose() -> None:
    text = GOOD.replace("  title: Its walks\n  purpose: dogs\n", "  title: Its walks\n")

    assert [one.code for one in lint(bundle(text))] == ["no-purpose"]
    assert lint(bundle(text.replace("min: 1}", "min: 1, personal: no}"))) == ()


def test_what_is_worked_out_asks_for_nothing_and_needs_no_purpose() -> None:
    text = GOOD.replace("  title: Its walks\n  purpose: dogs\n", "  title: Its walks\n").replace(
        "min: 1}", "min: 1, personal: no}"
    )
    shown = '  - {field: told, kind: computed, value: walks_in_all, label: "Minutes in all"}\n  - group: walk'

    assert lint(bundle(text.replace("  - group: walk", shown))) == ()


def test_a_value_with_a_label_is_used_and_its_label_is_judged_as_a_text() -> None:
    change = 'values:\n  twice: {kind: integer, label: "Twice:", is: "walks_in_all * 2"}\n'

    assert advised("values:\n", change) == [("label-colon", change.splitlines()[1].strip())]


def said(text: str, language: str, key: str = "dog-licence/size_of/label") -> list[str]:
    return [one.code for one in of_text(Told(key, text, Place("et.po", 3, 1), language))]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Kindly enter the number"),
        ("en", "For help click here"),
        ("et", "Palun valige tõug"),
        ("et", "Abi saamiseks klõpsake siin"),
        ("ar", "يرجى اختيار السلالة"),
        ("ar", "للمساعدة اضغط هنا"),
        ("fr", "Veuillez choisir une race"),
        ("fr", "Pour de l’aide, cliquez ici"),
    ],
)
def test_each_language_has_words_that_scold_or_beg(language: str, text: str) -> None:
    assert said(text, language) == ["unwanted-word"]


@pytest.mark.parametrize(("language", "word"), [("en", "dog"), ("et", "koer"), ("ar", "كلب"), ("fr", "chien")])
def test_each_language_has_a_length_that_is_easy_to_read(language: str, word: str) -> None:
    most = VOCABULARIES[language].most_words

    assert said(" ".join([word] * most), language) == []
    assert said(" ".join([word] * (most + 1)), language) == ["long-sentence"]
    assert said(" ".join([word] * most) + "؟ " + word, language) == []


def test_the_lines_of_a_list_are_sentences_of_their_own() -> None:
    assert sentences("Bring:\n\n- a dog\n- its [chip](https://a.example/one two)\n\nThen come. We wait.") == [
        "Bring", "- a dog", "- its [chip]", "Then come.", "We wait.",
    ]  # fmt: skip


def translated(*entries: Entry) -> list[tuple[str, int]]:
    po = write_entries(entries, "et").decode()
    return [(one.code, one.line) for one in lint(bundle(GOOD, **{"translations/et.po": po}))]


def all_translated() -> list[Entry]:
    phrases = read_service(bundle(GOOD)).phrases
    return [Entry(Message(one.source, one.key), (f"Eesti {number}",)) for number, one in enumerate(phrases)]


def test_translations_that_are_missing_stale_or_the_same_are_told_in_the_catalogue() -> None:
    whole = all_translated()
    assert [one for one in translated(*whole) if one[0] != "same-title"] == []

    assert [code for code, _ in translated(*whole[1:])] == ["translation-missing"]
    (missing,) = [
        one for one in lint(bundle(GOOD, **{"translations/et.po": ""}), "f/") if one.code == "translation-missing"
    ]
    assert (missing.path, missing.line) == ("f/service.yaml", 0)
    assert "Run “portal translations update”" in str(missing)
    first = whole[0].message
    same = Entry(first, (first.source,))
    stale = Entry(first, ("Vana",), "What it was", is_stale=True)
    assert [code for code, line in translated(same, *whole[1:]) if line] == ["translation-same"]
    assert [code for code, line in translated(stale, *whole[1:]) if line] == ["translation-stale"]


def test_a_translation_is_judged_as_the_text_that_it_is() -> None:
    whole = all_translated()
    begging = Entry(whole[0].message, ("Palun tulge",))

    assert [code for code, line in translated(begging, *whole[1:]) if line] == ["unwanted-word"]


def test_every_warning_says_what_to_do_and_is_on_the_page() -> None:
    assert all(message and remedy for message, remedy in WARNINGS.values())
    page = PAGE.read_text("utf-8")

    assert {code for code in (*WARNINGS, *OTHERS) if f"`{code}`" not in page} == set()


def test_a_warning_is_never_a_fault() -> None:
    assert {one.severity for one in lint(bundle())} == {WARNING}


@pytest.mark.parametrize("name", SERVICES)
def test_of_the_town_s_services_there_is_nothing_to_advise(name: str) -> None:
    assert [str(one) for one in lint(the_bundle(name), f"forms/{name}/", the_authority())] == []


def test_of_the_authority_there_is_nothing_to_advise() -> None:
    whole = bundle_of_authority(FORMS / "authority.yaml", TRANSLATIONS)

    assert [str(one) for one in lint(whole, "forms/")] == []


# ---- what waits for a later answer ---------------------------------------------------------------------------------------

WALKED = "when: walks_in_all > 60"
WALKS = 'ask:\n    - {field: minutes, kind: integer, label: "Minutes", min: 1}\n'
CHECK = '- {check: too_far, when: "walks_in_all > 500 && size_of == \'small\'", at: size_of, says: "Walk less"}'


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("  when: big\n", '  when: "big && size(walk) > 1"\n', 'when: "big && size(walk) > 1"'),
        ("label: Which breed?", f"label: Which breed?\n    {WALKED}", WALKED),
        ("label: Which breed?", "label: Which breed?\n    required: size(walk) > 1", "required: size(walk) > 1"),
        ('big: "Big"}', 'big: {label: "Big", when: "size(walk) > 1"}}',
         'options: {small: "Small", big: {label: "Big", when: "size(walk) > 1"}}'),
        ("  - field: breed\n", '  - {field: often, kind: integer, label: "How often?", default: "size(walk)"}\n  - field: breed\n',
         '- {field: often, kind: integer, label: "How often?", default: "size(walk)"}'),
    ],
)  # fmt: skip
def test_what_waits_for_an_answer_of_a_later_page_is_told_at_its_rule(old: str, new: str, line: str) -> None:
    assert advised(old, new) == [("asked-later", line)]


def test_a_named_condition_is_told_where_it_is_waited_for() -> None:
    walked = 'conditions:\n  walked: {is: "size(walk) > 1", says: "It is walked"}\n'
    text = GOOD.replace("conditions:\n", walked, 1).replace("  when: big\n", "  when: walked\n", 1)

    (told,) = [one for one in lint(bundle(text)) if one.code == "asked-later"]

    assert text.splitlines()[told.line - 1].strip() == "when: walked"
    assert "“muzzle” waits for the answer to “walk”, which is asked later, on the page “walks”." in str(told)


def test_a_check_is_told_where_the_last_of_its_answers_is_asked() -> None:
    assert advised("checks:\n", f"checks:\n{CHECK}\n") == [("told-late", CHECK)]
    assert advised("checks:\n", f"checks:\n{CHECK.replace('at: size_of', 'at: walk')}\n") == []


def test_whoever_chooses_the_order_waits_for_nothing_but_within_a_task() -> None:
    text = GOOD.replace("  when: big\n", '  when: "size(walk) > 1"\n', 1)
    parts = '{one: {title: "Dog", pages: [dog, muzzle]}, two: {title: "Walks", pages: [walks]}}'
    together = '{one: {title: "Dog", pages: [dog]}, two: {title: "Rest", pages: [muzzle, walks]}}'

    def told(listed: str) -> list[str]:
        sections = f"sections:\n{listed}\npages:\n- page: dog"
        return [one.code for one in lint(bundle(text.replace("pages:\n- page: dog", sections, 1)))]

    assert told(f"  order: free\n  parts: {parts}") == []
    assert told(f"  order: fixed\n  parts: {parts}") == ["asked-later"]
    assert told(f"  order: free\n  parts: {together}") == ["asked-later"]


# ---- what a service includes ----------------------------------------------------------------------------------------------

SET = """\
set: contact
texts: en
ask:
- {field: phone, kind: phone, label: "Phone number:", personal: no}
- field: about
  kind: text
  personal: no
  label: What else?
  hint: Say it. Then go on
"""
REACH = "- page: reach\n  title: How we reach you\n  ask:\n  - include: contact\n"


def including(more: str = "", **files: str) -> list[tuple[str, str, int]]:
    text = GOOD.replace("- page: walks\n", f"{REACH}{more}- page: walks\n", 1)
    found = lint(bundle(text, **{"shared/contact.yaml": SET, **files}), "f/")
    return [(one.code, one.path, one.line) for one in found]


def test_the_texts_of_a_set_are_judged_in_its_own_file() -> None:
    assert including() == [("label-colon", "f/shared/contact.yaml", 4), ("hint-sentences", "f/shared/contact.yaml", 9)]
    again = '  - {group: friend, label: "Friend", items: 0 to 2, ask: [{include: contact}]}\n'
    assert including(again) == including()  # once, however often it is included


def test_what_is_different_here_is_told_here() -> None:
    more = '    with: {phone: {label: "Mobile number"}, about: {hint: "Say it. Now"}}\n'

    ((code, path, line),) = including(more)

    text = GOOD.replace("- page: walks\n", f"{REACH}{more}- page: walks\n", 1)
    assert (code, path) == ("hint-sentences", "f/service.yaml")
    assert text.splitlines()[line - 1] == more.rstrip()


def test_the_rows_of_a_list_are_known_by_their_line() -> None:
    text = GOOD.replace("{file: lists/breeds.csv,", "{shared: animals,", 1)
    found = read_service(bundle(text, **{"shared/lists/animals.csv": 'code,name\n\npug,"Pug\ndog"\ncat,A cat\n'}))

    places = {one.key.rpartition("/")[2]: (one.file, one.line) for one in found.phrases if "/breeds/label/" in one.key}
    assert places == {"pug": ("shared/lists/animals.csv", 4), "cat": ("shared/lists/animals.csv", 5)}


def po_of(*texts: tuple[str, str, str]) -> str:
    return write_entries([Entry(Message(source, key), (said,)) for key, source, said in texts], "et").decode()


def test_the_translations_of_a_set_are_judged_in_its_catalogue() -> None:
    own = [(one.key, one.source, f"Eesti {number}") for number, one in enumerate(read_service(bundle(GOOD)).phrases)]
    own += [("dog-licence/reach/title", "How we reach you", "Kuidas")]
    theirs = [("contact/phone/label", "Phone number:", "Palun telefon"), ("contact/about/label", "What else?", "Muu?")]
    files = {"translations/et.po": po_of(*own), "shared/translations/contact.et.po": po_of(*theirs)}

    told = [one for one in including(**files) if one[1].endswith(".po")]

    catalogue = "f/shared/translations/contact.et.po"
    lines = files["shared/translations/contact.et.po"].splitlines()
    phone = next(number for number, line in enumerate(lines, 1) if '"Phone number:"' in line)
    assert told == [("translation-missing", catalogue, 0), ("unwanted-word", catalogue, phone)]
    del files["shared/translations/contact.et.po"]
    assert ("translation-missing", "f/shared/contact.yaml", 0) in including(**files)


# ---- the parts of a translation --------------------------------------------------------------------------------------------

WHO = "You can apply if **both** are true:\n\n- you live [here](/en/where)\n- you have a dog"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Kui **mõlemad** on tõsi:\n\n- elate [siin](/en/where)\n- teil on koer", ""),
        ("Kui **mõlemad** on tõsi: elate [siin](/en/where) ja teil on koer", "has 0 items of lists, and the source 2."),
        ("Kui mõlemad on tõsi:\n\n- elate [siin](/en/where)\n- teil on koer", "What is in bold differs"),
        ("## Kui\n\n**mõlemad**:\n\n- elate [siin](/en/where)\n- teil on koer", "has 1 headings, and the source 0."),
        ("Kui **mõlemad** on tõsi:\n\n- elate [siin](/en/seal)\n- teil on koer", "lead elsewhere"),
        ("Kui **mõlemad** on tõsi:\n\n- elate siin\n- teil on koer", "lead elsewhere"),
        ("Kui **mõlemad** on tõsi, {name}:\n\n- elate [siin](/en/where)\n- teil on koer", "fills in {name}"),
    ],
)
def test_a_translation_keeps_the_parts_of_its_source(said: str, words: str) -> None:
    lines = "".join(f"    {line}\n" for line in WHO.splitlines())
    text = GOOD.replace("  who: Everybody with a dog\n", f"  who: |\n{lines}", 1)

    po = po_of(("dog-licence/guidance/who", WHO, said))
    line = 1 + next(number for number, written in enumerate(po.splitlines(), 1) if written.startswith("msgctxt"))

    told = [one for one in lint(bundle(text, **{"translations/et.po": po})) if one.code == "translation"]

    assert [words in str(one) for one in told] == ([True] if words else [])
    assert all((one.path, one.line) == ("translations/et.po", line) for one in told)
