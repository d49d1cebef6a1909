"""`portal translations`: what is extracted, what an update keeps, what a check finds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.authoring.po import SAME, Entry, Message, PoFault, plural_rule, read_entries, single_numbers, write_entries
from portal.authoring.translation import (
    completeness,
    faults_of_catalogue,
    merged,
    messages_of_code,
    messages_of_phrases,
)
from portal.cli import translations as command
from portal.i18n.catalogue import Catalogue, Words
from portal.spec.model import Phrase

PLURAL = Message("{n} day left", plural="{n} days left")
ARABIC = ("لم يبق أي يوم", "بقي يوم واحد", "بقي يومان", "بقيت {n} أيام", "بقي {n} يومًا", "بقي {n} يوم")


def the_home(tmp_path: Path) -> Path:
    (tmp_path / "portal").mkdir()
    (tmp_path / "templates").mkdir()
    return tmp_path


def faults(*entries: Entry, language: str = "et") -> list[str]:
    messages = [entry.message for entry in entries]
    found = faults_of_catalogue(
        "x.po", language, messages, [replace(entry, line=number) for number, entry in enumerate(entries, 1)]
    )
    return [str(fault).split(": ", 1)[1] for fault in found]


def test_words_are_found_in_code_and_in_templates(tmp_path: Path) -> None:
    home = the_home(tmp_path)
    (home / "portal" / "one.py").write_text(
        "from portal.errors import N_, Plural\n"
        "# Translators: a button\n"
        'SEND = N_("Send")\n'
        'DAYS = Plural("{n} day", "{n} days", "n")\n'
        'def name(x: str) -> str:\n    return x["not this"]\n'
    )
    (home / "templates" / "one.html").write_text(
        "{{ _('Home') }}{{ ngettext('{n} case', '{n} cases', 2) }}{{ pgettext('state', 'Open') }}{{ _('Send') }}"
    )

    found = messages_of_code(home)

    assert found == [
        Message("Send", notes=("a button",)),
        Message("{n} day", plural="{n} days", notes=("{n}: a number; the plural goes by it.",)),
        Message("Home"),
        Message("{n} case", plural="{n} cases", notes=("{n}: a number; the plural goes by it.",)),
        Message("Open", "state"),
    ]


def test_a_template_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    home = the_home(tmp_path)
    (home / "templates" / "one.html").write_text("{{ _('Home' }}")

    with pytest.raises(Exception, match="unexpected '}'"):
        messages_of_code(home)


def test_a_specification_gives_each_text_with_its_msgctxt_once() -> None:
    phrases = [
        Phrase("Zone", "permit/zone/label"),
        Phrase("Zone", "permit/zone/label"),
        Phrase("", "permit/zone/hint"),
        Phrase("Zone", "permit/permit/text/zone"),
    ]

    assert messages_of_phrases(phrases) == [
        Message("Zone", "permit/zone/label"),
        Message("Zone", "permit/permit/text/zone"),
    ]


@pytest.mark.parametrize(
    "entry",
    [
        Entry(Message("Send"), ("Saada",)),
        Entry(Message('Say "no", \\ or\ttab', "a/b"), ('Öelge "ei", \\ või\ttab',)),
        Entry(Message("Two\n\nlines\n", "a/b/text"), ("Kaks\n\nrida\n",)),
        Entry(PLURAL, ("{n} päev", "{n} päeva")),
        Entry(Message("Empty")),
        Entry(
            Message("New", "a/c", notes=("for translators",)),
            ("Vana",),
            'Old "words"\n',
            is_stale=True,
            remarks=("mine",),
        ),
    ],
)
def test_an_entry_is_read_as_it_was_written(entry: Entry) -> None:
    (found,) = read_entries(write_entries([entry], "et"))

    assert replace(found, line=0) == entry


def test_a_catalogue_holds_no_date_and_no_place_and_is_written_the_same_each_time() -> None:
    entries = [Entry(Message("Send"), ("Saada",)), Entry(PLURAL, ("{n} päev", "{n} päeva"))]

    content = write_entries(entries, "et")

    assert content == write_entries(read_entries(content), "et")
    assert b"Date" not in content
    assert b"#:" not in content
    assert b"\r" not in content
    assert content.endswith(b"\n")


def test_a_broken_catalogue_is_named_with_its_line() -> None:
    with pytest.raises(PoFault) as caught:
        read_entries(b'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgtsr "b"\n')

    assert caught.value.line == 5


def test_a_changed_text_keeps_its_translation_marked_with_the_words_it_translates() -> None:
    old = [Entry(Message("Where do you live?", "permit/home/label"), ("Kus te elate?",))]

    (new,) = merged([Message("What is your address?", "permit/home/label")], old, by_context=True)

    assert new == Entry(
        Message("What is your address?", "permit/home/label"), ("Kus te elate?",), "Where do you live?", is_stale=True
    )


def test_a_text_changed_twice_still_names_the_words_it_translates() -> None:
    first = merged([Message("B", "s/x/label")], [Entry(Message("A", "s/x/label"), ("tõlge",))], by_context=True)

    (new,) = merged([Message("C", "s/x/label")], first, by_context=True)

    assert (new.previous, new.is_stale) == ("A", True)


def test_a_text_changed_back_is_current_again() -> None:
    changed = merged([Message("B", "s/x/label")], [Entry(Message("A", "s/x/label"), ("tõlge",))], by_context=True)

    (new,) = merged([Message("A", "s/x/label")], changed, by_context=True)

    assert new == Entry(Message("A", "s/x/label"), ("tõlge",))


def test_no_translation_moves_to_a_place_with_similar_words() -> None:
    old = [
        Entry(Message("Which zone do you live in?", "permit/zone/label"), ("Mis tsoon?",)),
        Entry(Message("Save your answers"), ("Salvesta",)),
    ]

    (elsewhere,) = merged([Message("Which zone do you live in?", "permit/area/label")], old, by_context=True)
    (reworded,) = merged([Message("Save your answer")], old, by_context=False)

    assert elsewhere.is_missing
    assert reworded.is_missing


def test_a_moved_question_keeps_its_translation() -> None:
    old = [Entry(Message("A", "s/a/label"), ("a",)), Entry(Message("B", "s/b/label"), ("b",))]

    new = merged([Message("B", "s/b/label"), Message("A", "s/a/label")], old, by_context=True)

    assert [entry.forms for entry in new] == [("b",), ("a",)]


def test_a_stale_translation_is_not_shown() -> None:
    entries = [Entry(Message("B", "s/x/label"), ("a tõlge",), "A", is_stale=True)]

    catalogue = Catalogue.from_po(write_entries(entries, "et"), "et")

    assert catalogue.find("B", "s/x/label") is None
    assert not completeness(entries).is_complete


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لم يبق أي يوم"),
        (1, "بقي يوم واحد"),
        (2, "بقي يومان"),
        (3, "بقيت 3 أيام"),
        (10, "بقيت 10 أيام"),
        (11, "بقي 11 يومًا"),
        (99, "بقي 99 يومًا"),
        (100, "بقي 100 يوم"),
        (103, "بقيت 103 أيام"),
    ],
)
def test_arabic_says_each_number_in_its_own_form(number: int, said: str) -> None:
    words = Words("ar", Catalogue.from_po(write_entries([Entry(PLURAL, ARABIC)], "ar"), "ar"))

    assert words.plural(PLURAL.source, PLURAL.plural, number).value == said


def test_only_a_form_for_one_number_may_leave_the_number_out() -> None:
    assert single_numbers("ar") == {0: 0, 1: 1, 2: 2}
    assert single_numbers("et") == {0: 1}
    assert faults(Entry(PLURAL, ARABIC), language="ar") == []
    assert faults(Entry(PLURAL, ("üks päev", "palju päevi"))) == [
        "The translation of “{n} day left” leaves out {n}. Put it where it belongs in the sentence."
    ]


def test_every_language_of_the_site_has_the_plural_rule_that_its_catalogues_name() -> None:
    home = Path(__file__).resolve().parents[2]

    for path in (home / "translations").glob("*/LC_MESSAGES/*.po"):
        count, choice = plural_rule(path.parent.parent.name)
        assert f"nplurals={count}; plural={choice};" in path.read_text("utf-8"), path


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry(Message("Send")), "“Send” is not translated."),
        (Entry(Message("Send"), ("Send",)), "“Send” is the same in both languages."),
        (
            Entry(Message("Send"), ("Saada",), "Post", is_stale=True),
            "The source has changed to “Send” since it was translated.",
        ),
        (Entry(Message("By {name}"), ("Saatja",)), "The translation of “By {name}” leaves out {name}."),
        (
            Entry(Message("By {name}"), ("{nimi}",)),
            "The translation of “By {name}” fills in {nimi}, which the source does not.",
        ),
        (Entry(Message("By {name}"), ("{name",)), "The braces in the translation of “By {name}” do not match."),
        (Entry(PLURAL, ("{n} päev",)), "“{n} day left” has too few or too many plural forms."),
        (
            Entry(Message("[Call](tel:1)"), ("[Helista](tel:2)",)),
            "The links in the translation of “[Call](tel:1)” lead elsewhere.",
        ),
    ],
)
def test_a_check_names_what_is_wrong(entry: Entry, words: str) -> None:
    (found,) = faults(entry)

    assert found.startswith(words)


@pytest.mark.parametrize(
    "entry",
    [
        Entry(Message("Solmere"), ("Solmere",), remarks=(SAME,)),
        Entry(Message("{a} – {b}"), ("{a} – {b}",)),
        Entry(Message("{count} of {total}"), ("{total} seas {count}",)),
    ],
)
def test_a_check_lets_good_entries_be(entry: Entry) -> None:
    assert faults(entry) == []


def test_a_check_names_what_is_not_in_the_catalogue_and_what_is_no_longer_said() -> None:
    found = faults_of_catalogue("x.po", "et", [Message("New")], [Entry(Message("Gone"), ("Läinud",), line=4)])

    assert [str(fault) for fault in found] == [
        "x.po:0:0: “New” is not in the catalogue. Run: portal translations update",
        "x.po:4:1: “Gone” is no longer said anywhere. Run: portal translations update",
    ]


def _checkout(tmp_path: Path) -> Path:
    home = the_home(tmp_path)
    real = Path(__file__).resolve().parents[2]
    (home / "forms").mkdir()
    (home / "forms" / "authority.yaml").write_bytes((real / "forms" / "authority.yaml").read_bytes())
    (home / "portal" / "one.py").write_text('SEND = N_("Send")\n')
    return home


def test_update_makes_a_catalogue_and_check_counts_what_is_left(tmp_path: Path) -> None:
    home, run = _checkout(tmp_path), CliRunner()
    catalogue = home / "translations" / "et" / "LC_MESSAGES" / "portal.po"

    updated = run.invoke(command.translations, ["--home", str(home), "update", "et"])
    before = run.invoke(command.translations, ["--home", str(home), "check", "et", "--quiet"])
    catalogue.write_text(catalogue.read_text().replace('msgid "Send"\nmsgstr ""', 'msgid "Send"\nmsgstr "Saada"'))
    after = run.invoke(command.translations, ["--home", str(home), "check", "et", "--quiet"])

    assert updated.exit_code == 0
    assert "portal.po: 0 of 1 translated" in updated.output
    assert before.exit_code == 1
    assert "“Send” is not translated." in before.output
    assert "“Send” is not translated." not in after.output


def test_update_changes_nothing_in_a_catalogue_that_is_current(tmp_path: Path) -> None:
    home, run = _checkout(tmp_path), CliRunner()
    run.invoke(command.translations, ["--home", str(home), "update"])
    before = {path: path.read_bytes() for path in home.rglob("*.po")}

    run.invoke(command.translations, ["--home", str(home), "update"])

    assert len(before) == 6
    assert {path: path.read_bytes() for path in home.rglob("*.po")} == before


def test_extract_writes_templates_without_translations(tmp_path: Path) -> None:
    home = _checkout(tmp_path)

    result = CliRunner().invoke(command.translations, ["--home", str(home), "extract"])

    assert result.exit_code == 0
    assert 'msgid "Send"\nmsgstr ""' in (home / "build" / "translations" / "portal.pot").read_text()


def test_no_words_hide_from_the_extraction() -> None:
    home = Path(__file__).resolve().parents[2]
    hidden = re.compile(r"""Plural\(\s*N_\(|\bwords\(?\)?\.(word|plural|context)\(\s*f?["']""")

    found = [path.name for path in (home / "portal").rglob("*.py") if hidden.search(path.read_text("utf-8"))]

    assert found == []


def test_status_counts_what_is_done_missing_and_stale_in_each_language(tmp_path: Path) -> None:
    home, run = _checkout(tmp_path), CliRunner()
    run.invoke(command.translations, ["--home", str(home), "update"])
    path = home / "translations/fr/LC_MESSAGES/authority.po"
    entries = read_entries(path.read_bytes())
    done = [replace(entry, forms=("Traduit",)) for entry in entries[:2]]
    stale = replace(entries[2], message=replace(entries[2].message, source="As it was"), forms=("Traduit",))
    path.write_bytes(write_entries([*done, stale, *entries[3:]], "fr"))

    said = run.invoke(command.translations, ["--home", str(home), "status", "fr"]).output

    rows = {row.split()[0]: row.split()[1:] for row in said.splitlines()[1:]}
    assert rows["authority"] == ["fr", "2", str(len(entries) - 3), "1"]
    assert rows["portal"] == ["fr", "0", "1", "0"]


def test_french_has_its_own_spaces() -> None:
    """Narrow no-break inside « » and before ; ! ? %, no-break before a colon; the apostrophe is ’."""
    home = Path(__file__).resolve().parents[2]
    wrong = re.compile(
        "«(?!\u202f)|(?<!\u202f)»|\\w[ \u00a0][;!?%](?=\\s|$)|\\w[ \u202f]:(?=\\s|$)|(?<=[a-z])'(?=[a-zéêà])"
    )

    told = [
        form
        for path in (home / "translations/fr").rglob("*.po")
        for entry in read_entries(path.read_bytes())
        for form in entry.forms
        if wrong.search(form)
    ]

    assert told == []
